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
 * the outcome when the fact was not applied: `(late)`. The words a fact is written in stand in
 * `scenario-facts.ts`. Every table is played on the fast router and
 * on the reference.
 */

import { expect } from 'vitest';
import { type CommandRecord, defaultLimits, type Limits } from '../../core/index.ts';
import { type Contender, fast, play, reference } from './contenders.ts';
import { type PolicyWords, policyOf, spanOf } from './policy-builder.ts';
import { type Cast, eventOf } from './scenario-facts.ts';

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
  const cast: Stage = { offers: new Map(), scenario };
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
    if (/^\d+(ms|s|m|h)$/.test(columns[0]!)) {
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

type Stage = Cast & { readonly scenario: Scenario };

const nameOf = (call: unknown) => `c${call}`;
const spanText = (ms: unknown) => {
  const n = Number(ms);
  return n % 1_000 === 0 ? `${n / 1_000}s` : `${n}ms`;
};

const hidden = ['agentChanged', 'callQueued', 'callConnected', 'callEnded'];

function shown(cast: Stage, records: readonly CommandRecord[]): string[] {
  return records
    .map((record) => {
      const text = wordsOf(cast, record);
      const { show = [] } = cast.scenario;
      return hidden.includes(record[0]) && !show.includes(record[0] as never) ? '' : text;
    })
    .filter((text) => text !== '');
}

function wordsOf(cast: Stage, record: CommandRecord): string {
  switch (record[0]) {
    case 'offerCall': {
      const [, id, call, agent] = record;
      cast.offers.set(`${agent} ${nameOf(call)}`, id).set(agent, id);
      return `offer ${nameOf(call)} -> ${agent}`;
    }
    case 'dialCustomer': {
      const [, id, call, agent] = record;
      cast.offers.set(`${agent} ${nameOf(call)}`, id).set(agent, id);
      return `dial ${nameOf(call)} for ${agent}`;
    }
    case 'withdrawOffer':
      return `withdraw ${nameOf(record[2])} from ${record[3]} (${record[4]})`;
    case 'connectCall':
      return `connect ${nameOf(record[2])} ${record[3]}`;
    case 'announce':
      return `say ${record[2]} to ${nameOf(record[1])}`;
    case 'sendCall':
      return `send ${nameOf(record[1])} to ${record[2] ?? 'dialplan'}`;
    case 'linkCall': {
      const [, call, link, , age, path] = record;
      const passed = path.length === 0 ? '' : ` by ${path.join('>')}`;
      return `link ${nameOf(call)} -> ${link} aged ${spanText(age)}${passed}`;
    }
    case 'unlinkCall':
      return `unlink ${nameOf(record[1])}`;
    case 'refuseCall':
      return `refuse ${nameOf(record[1])}`;
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
