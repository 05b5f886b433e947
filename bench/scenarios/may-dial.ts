/**
 * The decision whether a number may be dialled, as it is made at the instant of dialling. What
 * suppression and ledgers say has been looked up before and is among the facts; that look-up has a
 * bench of its own.
 */

import { createHash } from 'node:crypto';
import { readNumbering } from '../../config/numbering/table.ts';
import { compileRules, yearsAround } from '../../config/packs/compile.ts';
import { countryFolder, readShelf } from '../../config/packs/shelf.ts';
import { asE164 } from '../../core/outreach/ids.ts';
import type { DialFacts } from '../../core/outreach/may-dial/facts.ts';
import { mayDial } from '../../core/outreach/may-dial/may-dial.ts';
import type { DialRules } from '../../core/outreach/may-dial/rules.ts';
import { randomFacts } from '../../test/core/outreach/random-facts.ts';
import { createDice } from '../../test/support/dice.ts';
import { BATCH, timeBatches } from '../batches.ts';
import { figure, type Scenario } from '../scenario.ts';
import { percentiles } from '../statistics.ts';

/** A week in November 2026: hours of every zone and verdict are in it. */
const WEEK_FROM = Date.UTC(2026, 10, 2);
const WEEK_MS = 7 * 86_400_000;

const FREE_PHONE = 18005550100;
const KNOWN = asE164(12125550100);

interface Question {
  readonly facts: DialFacts;
  readonly now: number;
}

function readRules(): DialRules {
  const { shelf } = readShelf([countryFolder()]);
  if (shelf === undefined) throw new Error('the country packs have errors');
  return compileRules(shelf.current, readNumbering(), yearsAround(WEEK_FROM));
}

/** Calls of all countries, classes and paths; each obstacle stands in the way of some. */
function drawer(seed: number): () => Question {
  const dice = createDice(seed);
  return () => {
    const now = WEEK_FROM + dice.below(WEEK_MS);
    const facts = randomFacts(dice, now);
    // The tests draw free-phone numbers, which may be anywhere, oftener than anybody calls them.
    if (facts.number === FREE_PHONE && dice.chance(80)) facts.number = KNOWN;
    return { facts, now };
  };
}

/** What each decision took, and what was decided. */
interface Times {
  /** Asked for the first time, whatever the machine did meanwhile. */
  readonly first: Float64Array;
  /** The least of all rounds. */
  readonly least: Float64Array;
  readonly hash: string;
  /** Verdicts and reasons, most frequent first. */
  readonly answered: string;
}

/** Questions drawn at a time: more than caches hold, as whoever dials has just looked up facts. */
const BLOCK = 2_000;
/**
 * Each is asked so often, a block apart, and its least time is judged: what another program or a
 * collection took meanwhile is not the decision's.
 */
const ROUNDS = 3;

function timeEach(rules: DialRules, draw: () => Question, count: number): Times {
  const first = new Float64Array(count);
  const least = new Float64Array(count);
  const hash = createHash('sha256');
  const counts = new Map<string, number>();
  for (let begin = 0; begin < count; begin += BLOCK) {
    const block = Array.from({ length: BLOCK }, draw);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, { facts, now }] of block.entries()) {
        const from = performance.now();
        const answer = mayDial(rules, facts, now);
        const us = (performance.now() - from) * 1_000;
        least[begin + i] = round === 0 ? us : Math.min(least[begin + i]!, us);
        if (round > 0) continue;
        first[begin + i] = us;
        const word = answer.verdict === 'allow' ? 'allow' : answer.reason;
        counts.set(word, (counts.get(word) ?? 0) + 1);
        hash.update(JSON.stringify(answer));
      }
    }
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const answered = sorted.map(([word, times]) => `${times} ${word}`).join(', ');
  return { first, least, hash: hash.digest('hex').slice(0, 24), answered };
}

/** Each decision by itself, and batches of them beside the unit of work. */
export const mayDialScenario: Scenario = async ({ seed, small }) => {
  const rules = readRules();
  const draw = drawer(seed);
  const count = small ? 2_000 : 200_000;
  const questions = Array.from({ length: BATCH }, draw);
  const askAll = (): void => {
    for (const { facts, now } of questions) mayDial(rules, facts, now);
  };
  for (let i = 0; i < (small ? 4 : 64); i++) askAll();
  const batch = await timeBatches(small ? 8 : 256, askAll);
  const { first, least, hash, answered } = timeEach(rules, draw, count);
  const { p50, p99, p999, max } = percentiles(least);
  return {
    scenario: 'may-dial',
    load: [
      `${count} calls of six countries, all classes and paths; 1 in 100 to a number that may be anywhere`,
      `each asked ${ROUNDS} times, ${BLOCK} others between; the least time of each counts`,
      `answered: ${answered}`,
    ],
    figures: [
      figure('may-dial.rate', 'decisions a second', batch.factsPerSecond, '/s'),
      figure('may-dial.mean', 'a decision, in a quick batch', batch.factUs, 'µs'),
      figure('may-dial.unit', 'a unit of work', batch.unitUs, 'µs'),
      figure('may-dial.p50', 'a decision, p50', p50, 'µs'),
      figure('may-dial.p99', 'a decision, p99', p99, 'µs'),
      figure('may-dial.p999', 'a decision, p99.9', p999, 'µs'),
      figure('may-dial.max', 'a decision, max', max, 'µs'),
      figure('may-dial.first', 'asked for the first time, p99', percentiles(first).p99, 'µs'),
    ],
    hash,
  };
};
