/**
 * Scenarios as text tables, one row per fact and its result in domain words. Columns are set apart
 * by two or more spaces; results by semicolons, or on rows of their own without a time.
 *
 *     0s   a1 signs in
 *     0s   c1 arrives in sales        offer c1 -> a1
 *     8s   a1 declines c1             a1 declined c1; offer c1 -> a2
 *     30s  time passes                c1 step 1
 *
 * Commands, steps, exits and results of offers are shown, in order and completely. Agents' states,
 * joining and the end of a call are shown where the table asks for them. A result in brackets is
 * the outcome when the fact was not applied: `(late)`. Every table is played on the fast router and
 * on the reference.
 */

import { expect } from 'vitest';
import {
  asAgentId,
  asCallId,
  asClassId,
  asHoursId,
  asPauseReason,
  asQueueId,
  asTargetId,
  type CommandRecord,
  defaultLimits,
  type Limits,
  type OfferId,
  type Policy,
  type RouterEvent,
} from '../../core/index.ts';
import { type Contender, fast, play, reference } from './contenders.ts';
import { type PolicyWords, policyOf, spanOf } from './policy-builder.ts';

export interface Scenario extends PolicyWords {
  readonly table: string;
  /** Notices shown besides: agents' states, joining, connecting, the end of a call. */
  readonly show?: readonly ('agentChanged' | 'callQueued' | 'callConnected' | 'callEnded')[];
  readonly limits?: Partial<Limits>;
  /** Start of the generator behind the order `random`. */
  readonly routerSeed?: number;
  /** Policies the table brings in by name: `new policy second`. */
  readonly policies?: Readonly<Record<string, PolicyWords>>;
}

interface Row {
  readonly at: number;
  readonly fact: string;
  readonly results: string[];
  readonly line: string;
}

/** Plays the table on both routers and compares every row. */
export function playScenario(scenario: Scenario): void {
  const start = {
    policy: policyOf(scenario),
    limits: { ...defaultLimits, ...scenario.limits },
    routerSeed: scenario.routerSeed ?? 1,
  };
  playRows(scenario, fast(start), 'fast router');
  playRows(scenario, reference(start), 'reference');
}

function playRows(scenario: Scenario, contender: Contender, who: string): void {
  const cast: Cast = { offers: new Map(), scenario };
  const rows = rowsOf(scenario.table);
  for (const row of rows) {
    const time = shown(cast, play(contender, { at: row.at }).records);
    if (row.fact === 'time passes') {
      expect(time, `${who}: ${row.line}`).toEqual(row.results);
      continue;
    }
    expect(time, `${who}: before "${row.line}" (write a row "time passes")`).toEqual([]);
    const event = eventOf(cast, row.fact);
    const answer = play(contender, { at: row.at, event });
    const outcome = answer.outcome === 'applied' ? [] : [`(${answer.outcome})`];
    expect([...outcome, ...shown(cast, answer.records)], `${who}: ${row.line}`).toEqual(
      row.results,
    );
    expect(contender.verify(), row.line).toEqual([]);
  }
}

function rowsOf(table: string): Row[] {
  const rows: Row[] = [];
  for (const line of table.split('\n').filter((text) => text.trim() !== '')) {
    const columns = line.trim().split(/\s{2,}/);
    const results = (text: string | undefined) => text?.split('; ') ?? [];
    if (/^\d+(ms|s|m)$/.test(columns[0]!)) {
      const [at, fact, result] = columns;
      if (fact === undefined || columns.length > 3) throw new Error(`unclear row: ${line}`);
      const time = 1_000_000 + spanOf(at);
      rows.push({ at: time, fact, results: results(result), line: line.trim() });
    } else {
      if (columns.length > 1 || rows.length === 0) throw new Error(`unclear row: ${line}`);
      rows.at(-1)!.results.push(...results(columns[0]));
    }
  }
  return rows;
}

interface Cast {
  readonly scenario: Scenario;
  /** The latest offer of each agent and call, `a1 c1`, and of each agent. */
  readonly offers: Map<string, OfferId>;
}

const callOf = (word: string) => asCallId(Number(word.slice(1)));
const nameOf = (call: unknown) => `c${call}`;
const spanText = (ms: unknown) => {
  const n = Number(ms);
  return n % 1_000 === 0 ? `${n / 1_000}s` : `${n}ms`;
};

type Make = (cast: Cast, words: readonly string[]) => RouterEvent;

/** Facts in words. Offers are named by their agent and call. */
const phrases: readonly (readonly [RegExp, Make])[] = [
  [/^(c\d+) arrives in (\S+)(.*)$/, (_, [call, queue, more]) => arrival(call!, queue!, more!)],
  [/^(c\d+) hangs up$/, (_, [call]) => ({ type: 'caller-left', call: callOf(call!) })],
  [
    /^(c\d+) presses (\S+)$/,
    (_, [call, key]) => ({ type: 'call-escaped', call: callOf(call!), key: key! }),
  ],
  [
    /^(c\d+) is moved to (\S+)$/,
    (_, [call, to]) => ({ type: 'call-moved', call: callOf(call!), target: asTargetId(to!) }),
  ],
  [/^sending (c\d+) fails$/, (_, [call]) => ({ type: 'send-failed', call: callOf(call!) })],
  [/^(\w+) rings for (c\d+)$/, (cast, w) => ({ type: 'offer-ringing', offer: offer(cast, w) })],
  [/^(\w+) answers (c\d+)$/, (cast, w) => ({ type: 'offer-answered', offer: offer(cast, w) })],
  [/^(\w+) talks to (c\d+)$/, (cast, w) => ({ type: 'call-connected', offer: offer(cast, w) })],
  [
    /^(\w+) cannot be joined to (c\d+)$/,
    (cast, w) => ({ type: 'connect-failed', offer: offer(cast, w) }),
  ],
  [/^(\w+) leaves (c\d+)$/, (cast, w) => ({ type: 'agent-left', offer: offer(cast, w) })],
  [
    /^(\w+) transfers (c\d+)$/,
    (cast, w) => ({ type: 'agent-left', offer: offer(cast, w), transferred: true }),
  ],
  [/^(\w+) misses (c\d+)$/, (cast, w) => ended(cast, w, 'missed')],
  [/^(\w+) declines (c\d+)$/, (cast, w) => ended(cast, w, 'declined')],
  [/^(\w+) is engaged for (c\d+)$/, (cast, w) => ended(cast, w, 'busy')],
  [/^(\w+) is out of reach for (c\d+)$/, (cast, w) => ended(cast, w, 'unreachable')],
  [/^(\w+) fails for (c\d+)$/, (cast, w) => ended(cast, w, 'failed')],
  [/^(\w+) stops ringing for (c\d+)$/, (cast, w) => ended(cast, w, 'withdrawn')],
  [/^(\w+) signs in$/, (_, [a]) => ({ type: 'agent-signed-in', agent: asAgentId(a!) })],
  [/^(\w+) signs out$/, (_, [a]) => ({ type: 'agent-signed-out', agent: asAgentId(a!) })],
  [
    /^(\w+) pauses for (\S+)$/,
    (_, [a, why]) => ({
      type: 'agent-paused',
      agent: asAgentId(a!),
      reason: asPauseReason(why!),
    }),
  ],
  [/^(\w+) unpauses$/, (_, [a]) => ({ type: 'agent-unpaused', agent: asAgentId(a!) })],
  [/^(\w+) ends wrap-up$/, (_, [a]) => ({ type: 'wrap-up-ended', agent: asAgentId(a!) })],
  [/^(\w+) goes out of reach$/, (_, [a]) => ({ type: 'agent-unreachable', agent: asAgentId(a!) })],
  [/^(\w+) is within reach$/, (_, [a]) => ({ type: 'agent-reachable', agent: asAgentId(a!) })],
  [/^(\w+) is busy elsewhere$/, (_, [a]) => ({ type: 'agent-busy', agent: asAgentId(a!) })],
  [/^(\w+) is free again$/, (_, [a]) => ({ type: 'agent-free', agent: asAgentId(a!) })],
  [
    /^(\w+) (open|close)$/,
    (_, [id, way]) => ({ type: 'hours-changed', hours: asHoursId(id!), open: way === 'open' }),
  ],
  [/^the switch is lost$/, () => ({ type: 'switch-lost' })],
  [
    /^the switch is back with (.*)$/,
    (cast, [alive]) => ({
      type: 'switch-restored',
      calls: alive!
        .split(/, | and /)
        .filter((w) => /^c\d+$/.test(w))
        .map(callOf),
      offers: [...alive!.matchAll(/(\w+)'s offer/g)].map(([, a]) => cast.offers.get(a!)!),
    }),
  ],
  [
    /^new policy (\w+)$/,
    (cast, [name]) => ({ type: 'policy-replaced', policy: named(cast, name!) }),
  ],
];

function eventOf(cast: Cast, fact: string): RouterEvent {
  for (const [pattern, make] of phrases) {
    const found = pattern.exec(fact);
    if (found) return make(cast, found.slice(1));
  }
  throw new Error(`no fact is written "${fact}"; see test/support/scenario-table.ts`);
}

function arrival(call: string, queue: string, more: string): RouterEvent {
  const word = (pattern: RegExp) => pattern.exec(more)?.[1];
  const span = (key: string, pattern: RegExp) => {
    const text = word(pattern);
    return text === undefined ? {} : { [key]: spanOf(text) };
  };
  const [preferred, ownClass] = [word(/ preferring (\w+)/), word(/ as (\w+)/)];
  return {
    type: 'call-arrived',
    call: callOf(call),
    queue: asQueueId(queue),
    ...(preferred === undefined ? {} : { preferred: asAgentId(preferred) }),
    ...(ownClass === undefined ? {} : { class: asClassId(ownClass) }),
    ...span('preferredWaitMs', / for (\w+)/),
    ...span('headStartMs', / ahead (\w+)/),
    ...span('waitedMs', / after (\w+)/),
  };
}

function offer(cast: Cast, [agent, call]: readonly string[]): OfferId {
  const found = cast.offers.get(`${agent} ${call}`);
  if (found === undefined) throw new Error(`${call} was never offered to ${agent}`);
  return found;
}

const ended = (
  cast: Cast,
  words: readonly string[],
  result: Extract<RouterEvent, { type: 'offer-ended' }>['result'],
): RouterEvent => ({ type: 'offer-ended', offer: offer(cast, words), result });

function named(cast: Cast, name: string): Policy {
  const words = cast.scenario.policies?.[name];
  if (words === undefined) throw new Error(`the scenario has no policy ${name}`);
  return policyOf(words);
}

const hidden = ['agentChanged', 'callQueued', 'callConnected', 'callEnded'];

function shown(cast: Cast, records: readonly CommandRecord[]): string[] {
  return records
    .map((record) => {
      const text = wordsOf(cast, record);
      const { show = [] } = cast.scenario;
      return hidden.includes(record[0]) && !show.includes(record[0] as never) ? '' : text;
    })
    .filter((text) => text !== '');
}

function wordsOf(cast: Cast, record: CommandRecord): string {
  switch (record[0]) {
    case 'offerCall': {
      const [, id, call, agent] = record;
      cast.offers.set(`${agent} ${nameOf(call)}`, id).set(agent, id);
      return `offer ${nameOf(call)} -> ${agent}`;
    }
    case 'withdrawOffer':
      return `withdraw ${nameOf(record[2])} from ${record[3]} (${record[4]})`;
    case 'connectCall':
      return `connect ${nameOf(record[2])} ${record[3]}`;
    case 'announce':
      return `say ${record[2]} to ${nameOf(record[1])}`;
    case 'sendCall':
      return `send ${nameOf(record[1])} to ${record[2] ?? 'dialplan'}`;
    case 'releaseCall':
      return `release ${nameOf(record[1])}`;
    case 'releaseAgent':
      return `release ${record[2]}`;
    case 'callQueued':
      return `${nameOf(record[1])} queued in ${record[2]}`;
    case 'callStepped':
      return `${nameOf(record[1])} step ${record[3]}`;
    case 'callConnected':
      return `${nameOf(record[1])} talks to ${record[3]}`;
    case 'callExited':
      return `${nameOf(record[1])} left ${record[2]}: ${record[3]} after ${spanText(record[4])}`;
    case 'callEnded':
      return `${nameOf(record[1])} ended`;
    case 'offerEnded':
      return `${record[3]} ${record[5]} ${nameOf(record[2])}`;
    case 'agentChanged': {
      const [, agent, state, reason, call] = record;
      return [agent, state, reason, call && nameOf(call)].filter(Boolean).join(' ');
    }
  }
}
