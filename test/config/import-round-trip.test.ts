/**
 * There and back: a centre that is known is written as Asterisk has it (files in many styles, or
 * tables), imported and compiled, and the policy must be that centre again.
 */

import { describe, expect, test } from 'vitest';
import type { Policy } from '../../core/routing/policy.ts';
import { createDice, type Dice, seedOfRun } from '../support/dice.ts';
import { checkOf, importOf, textDisk } from './import-support.ts';

interface Known {
  readonly name: string;
  readonly strategy: string;
  readonly order: string;
  readonly ring: number;
  readonly retry: number;
  readonly wrapUp: number;
  readonly maxlen: number;
  readonly autopause: 'yes' | 'no' | 'all';
  readonly serviceLevel: number;
  readonly weight: number;
  readonly timeout: number;
  /** Seconds and the highest rank from then on; empty: everybody from the start. */
  readonly opening: readonly { readonly at: number; readonly most: number }[];
  /** Rank by phone. */
  readonly agents: ReadonlyMap<string, number>;
}

const orders = {
  ringall: 'ring-all',
  leastrecent: 'longest-idle',
  fewestcalls: 'fewest-calls',
  random: 'random',
  rrmemory: 'round-robin',
  rrordered: 'round-robin',
} as const;

function centreOf(dice: Dice): readonly Known[] {
  const phones = Array.from({ length: dice.between(1, 9) }, (_, n) => `PJSIP/${1001 + n}`);
  return Array.from({ length: dice.between(1, 5) }, (_, index): Known => {
    const strategy = dice.pick(Object.keys(orders) as (keyof typeof orders)[]);
    // One rank with ring-all: more of them are a difference, which is another test's.
    const rankMost = strategy === 'ringall' ? 0 : dice.pick([0, 0, 2, 9]);
    const agents = new Map(
      dice.some(phones, 60).map((phone) => [phone, dice.between(0, rankMost)] as const),
    );
    const steps = dice.chance(30) && rankMost > 0 ? dice.between(1, 3) : 0;
    const opening = Array.from({ length: steps }, (_, n) => ({
      at: 20 * (n + 1),
      most: dice.between(0, rankMost),
    })).map((each, n, all) => ({
      ...each,
      most: Math.max(...all.slice(0, n + 1).map((x) => x.most)),
    }));
    return {
      name: `queue-${index}`,
      strategy,
      order: orders[strategy],
      ring: dice.between(1, 90),
      retry: dice.between(1, 60),
      wrapUp: dice.pick([0, 5, 30, 600]),
      maxlen: dice.pick([0, 1, 50]),
      autopause: dice.pick(['yes', 'no', 'all']),
      serviceLevel: dice.pick([0, 10, 20, 90]),
      weight: dice.pick([0, 0, 3, 7]),
      timeout: dice.between(61, 900),
      opening: opening.length === 0 ? [] : [{ at: 0, most: dice.between(0, 1) }, ...opening],
      agents,
    };
  });
}

const settingsOf = (queue: Known): readonly (readonly [string, string | number])[] => [
  ['strategy', queue.strategy],
  ['timeout', queue.ring],
  ['retry', queue.retry],
  ['wrapuptime', queue.wrapUp],
  ['maxlen', queue.maxlen],
  ['autopause', queue.autopause],
  ['servicelevel', queue.serviceLevel],
  ['weight', queue.weight],
  ...(queue.opening.length === 0 ? [] : [['defaultrule', `rule-${queue.name}`] as const]),
];

/** The same centre in one of many ways to write it. */
function writtenOf(centre: readonly Known[], dice: Dice): Readonly<Record<string, string>> {
  const extensions = centre.map((queue, index) => {
    const set =
      queue.opening.length === 0 ? '' : `Set(QUEUE_MAX_PENALTY=${queue.opening[0]!.most})`;
    const lines = [set, `Queue(${queue.name},,,,${queue.timeout})`].filter((line) => line !== '');
    return lines
      .map((line, n) => `exten => ${100 + index},${n === 0 ? 1 : 'n'},${line}`)
      .join('\n');
  });
  const rules = centre
    .filter(({ opening }) => opening.length > 0)
    .map(({ name, opening }) => ({ name: `rule-${name}`, changes: opening.slice(1) }));
  const dialplan = `[in]\n${extensions.join('\n')}\n`;
  if (dice.chance(30)) return { 'extensions.conf': dialplan, ...tablesOf(centre, rules) };
  const conf = rules.map(
    ({ name, changes }) =>
      `[${name}]\n${changes.map(({ at, most }) => `penaltychange => ${at},${most}\n`).join('')}`,
  );
  return {
    'extensions.conf': dialplan,
    'queuerules.conf': conf.join('\n'),
    ...filesOf(centre, dice),
  };
}

interface WrittenRule {
  readonly name: string;
  readonly changes: readonly { readonly at: number; readonly most: number }[];
}

function tablesOf(centre: readonly Known[], rules: readonly WrittenRule[]): Record<string, string> {
  const columns = ['strategy', 'timeout', 'retry', 'wrapuptime', 'maxlen', 'autopause'];
  const all = [...columns, 'servicelevel', 'weight', 'defaultrule'];
  const rows = centre.map((queue) => {
    const values = new Map(settingsOf(queue));
    return [queue.name, ...all.map((column) => values.get(column) ?? 'NULL')].join(',');
  });
  const seats = centre.flatMap(({ name, agents }) =>
    [...agents].map(([phone, rank]) => `${name},${phone},${rank}`),
  );
  const changes = rules.flatMap(({ name, changes }) =>
    changes.map(({ at, most }) => `${name},${at},,${most}`),
  );
  return {
    'queues.csv': `name,${all.join(',')}\n${rows.join('\n')}\n`,
    'queue_members.csv': `queue_name,interface,penalty\n${seats.join('\n')}\n`,
    'queue_rules.csv': `rule_name,time,min_penalty,max_penalty\n${changes.join('\n')}\n`,
  };
}

function filesOf(centre: readonly Known[], dice: Dice): Record<string, string> {
  const noise = () => dice.pick(['', ' ', ' ; a comment', '  ;-- a block --;']);
  const sign = () => dice.pick([' = ', '=', ' => ', '=>']);
  const line = (key: string, value: string | number) => `${key}${sign()}${value}${noise()}\n`;
  const parts = centre.map((queue) => {
    const settings = settingsOf(queue).map(([key, value]) => line(key, value));
    const seats = [...queue.agents].map(([phone, rank]) => line('member', `${phone},${rank}`));
    const cut = dice.below(settings.length);
    const early = settings.slice(0, cut).join('');
    const late = [...settings.slice(cut), ...seats].join('');
    // A template has other values before; the queue's own line wins.
    const template = `[t-${queue.name}](!)\ntimeout = 1\n${early}\n`;
    return dice.pick([
      `[${queue.name}]\n${early}${late}`,
      `${template}[${queue.name}](t-${queue.name})\n${late}${line('timeout', queue.ring)}`,
      `[${queue.name}]\n${early}\n[${queue.name}](+)\n${late}`,
    ]);
  });
  const split = dice.chance(40);
  const general = '[general]\npersistentmembers = yes\n';
  if (!split) return { 'queues.conf': `${general}${parts.join('\n')}` };
  const included = parts.map((_, n) => `#include queues_${n}.inc`).join('\n');
  const files = parts.map((text, n) => [`queues_${n}.inc`, text] as const);
  return { 'queues.conf': `${general}${included}\n`, ...Object.fromEntries(files) };
}

/** From when an agent serves a queue with which rank, as the policy has it: `0s 2`. */
function servesFrom(policy: Policy, queueId: string, agentId: string): string | undefined {
  const queue = policy.queues.find(({ id }) => id === queueId)!;
  const agent = policy.agents.find(({ id }) => id === agentId);
  const own = agent?.queues.find((each) => each.queue === queueId);
  if (own !== undefined) return `${own.delayMs} ${own.rank ?? 0}`;
  let startMs = 0;
  for (const { forMs, teams } of queue.steps) {
    const found = teams.find(({ team }) => agent?.teams.includes(team));
    if (found !== undefined) return `${startMs} ${found.rank}`;
    startMs += forMs;
  }
  return undefined;
}

/** The same as the centre has it. */
function shouldServeFrom(queue: Known, phone: string): string | undefined {
  const rank = queue.agents.get(phone);
  if (rank === undefined) return undefined;
  if (queue.opening.length === 0) return `0 ${rank}`;
  const open = queue.opening.find(({ most }) => rank <= most);
  return open === undefined ? undefined : `${open.at * 1000} ${rank}`;
}

const runs = 150;
const seed = seedOfRun();

describe(`centres by chance (TSUNAGI_SEED=${seed})`, () => {
  test(`${runs} of them come back as they were`, () => {
    for (let run = 0; run < runs; run++) {
      const dice = createDice(seed + run);
      const centre = centreOf(dice);
      const texts = writtenOf(centre, dice);
      const result = importOf(textDisk(texts));
      const where = `TSUNAGI_SEED=${seed + run}\n${JSON.stringify(texts, undefined, 1)}`;
      expect(result.errors, where).toEqual([]);
      const { config, diagnostics } = checkOf(result);
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
        where,
      ).toEqual([]);
      compare(config!.policy, centre, where);
      expect(
        config!.site.entries.map(({ id, queue }) => [id, queue]),
        where,
      ).toEqual(centre.map(({ name }, index) => [`${100 + index}`, name]));
    }
  });
});

function compare(policy: Policy, centre: readonly Known[], where: string): void {
  expect(policy.queues.map(({ id }) => id as string).sort(), where).toEqual(
    centre.map(({ name }) => name).sort(),
  );
  const phones = new Set(centre.flatMap(({ agents }) => [...agents.keys()]));
  for (const known of centre) {
    const queue = policy.queues.find(({ id }) => id === known.name)!;
    expect(
      {
        order: queue.order,
        ring: queue.ringMs,
        exclude: queue.excludeMs,
        wrapUp: queue.wrapUpMs,
        misses: queue.missesMax,
        full: queue.exits.full?.at,
        tooLong: queue.exits.tooLong?.waitedMs,
        within: queue.answerWithinMs,
      },
      where,
    ).toEqual({
      order: known.order,
      ring: known.ring * 1000,
      exclude: known.retry * 1000,
      wrapUp: known.wrapUp * 1000,
      misses: known.autopause === 'no' ? 100 : 1,
      full: known.maxlen === 0 ? undefined : known.maxlen,
      tooLong: known.timeout * 1000,
      within: (known.serviceLevel === 0 ? 20 : known.serviceLevel) * 1000,
    });
    for (const phone of phones) {
      const found = servesFrom(policy, known.name, phone.slice('PJSIP/'.length));
      expect(found, `${known.name} ${phone}\n${where}`).toBe(shouldServeFrom(known, phone));
    }
  }
  for (const a of centre) {
    for (const b of centre) {
      const place = (name: string) =>
        policy.classes.indexOf(policy.queues.find(({ id }) => id === name)!.class);
      expect(Math.sign(place(a.name) - place(b.name)), where).toBe(Math.sign(b.weight - a.weight));
    }
  }
}
