/**
 * The evidence of a decision: what it was told, when, by which packs, and what it said. JSON; a
 * record decides again, in years, by the packs of its day.
 */

import type { Ms } from '../../routing/ids.ts';
import type { Answer } from './answer.ts';
import type { DialFacts } from './facts.ts';
import { mayDial } from './may-dial.ts';
import { plausible } from './plausible.ts';
import type { DialRules } from './rules.ts';

export interface DialRecord {
  /** Form of the record. */
  readonly form: 1;
  readonly at: Ms;
  readonly facts: DialFacts;
  /** Exact versions, `us@2026.1#3f2a…`, of every pack whose rules counted, and of the numbering. */
  readonly packs: readonly string[];
  readonly answer: Answer;
}

/** Decides and keeps what is needed to decide the same again. Allocates: the record. */
export function decide(rules: DialRules, facts: DialFacts, now: Ms): DialRecord {
  const answer = mayDial(rules, facts, now);
  return { form: 1, at: now, facts, packs: packsOf(rules, facts), answer };
}

/** Versions of the packs that count for these facts, sorted by id. */
export function packsOf(rules: DialRules, facts: DialFacts): readonly string[] {
  const { candidates } = plausible(rules, facts.number, facts.person.address);
  const ids = new Set(candidates.flatMap(({ place }) => place.packs));
  const versions = [...ids].sort().map((id) => rules.packs.get(id)!);
  return [...versions, rules.numbering.version];
}

/** What deciding a record again came to. */
export type Replay =
  | { readonly result: 'same' }
  /** The packs are the same and the answer is not: clocks of the world, or this code, changed. */
  | { readonly result: 'different'; readonly answer: Answer }
  /** These are not the rules it was decided by. */
  | { readonly result: 'other-packs'; readonly packs: readonly string[] };

/** Decides a record again and compares. `rules` made of the packs the record names. */
export function replayMayDial(record: DialRecord, rules: DialRules): Replay {
  const packs = packsOf(rules, record.facts);
  if (!isSame(packs, record.packs)) return { result: 'other-packs', packs };
  const answer = mayDial(rules, record.facts, record.at);
  return isSame(answer, record.answer) ? { result: 'same' } : { result: 'different', answer };
}

/** Equal as JSON, in whatever order a store has put the keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => isSame(value, right.get(key)));
}
