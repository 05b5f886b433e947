/**
 * The decision whether a number may be dialled, as it is made at the instant of dialling. What
 * suppression and ledgers say has been looked up before and is among the facts; that look-up has a
 * bench of its own.
 */

import { createHash } from 'node:crypto';
import { readNumbering } from '../../config/numbering/table.ts';
import { compileRules, yearsAround } from '../../config/packs/compile.ts';
import { countryFolder, readShelf } from '../../config/packs/shelf.ts';
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
function draw(seed: number, count: number): Question[] {
  const dice = createDice(seed);
  return Array.from({ length: count }, () => {
    const now = WEEK_FROM + dice.below(WEEK_MS);
    return { facts: randomFacts(dice, now), now };
  });
}

/** Which verdicts and reasons the questions met, most frequent first. */
function inWords(rules: DialRules, questions: readonly Question[]): string {
  const counts = new Map<string, number>();
  for (const { facts, now } of questions) {
    const answer = mayDial(rules, facts, now);
    const word = answer.verdict === 'allow' ? 'allow' : answer.reason;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.map(([word, count]) => `${count} ${word}`).join(', ');
}

/** Each decision by itself, and batches of them beside the unit of work. */
export const mayDialScenario: Scenario = async ({ seed, small }) => {
  const rules = readRules();
  const questions = draw(seed, small ? 2_000 : 100_000);
  const ask = (i: number): string => {
    const { facts, now } = questions[i % questions.length]!;
    return mayDial(rules, facts, now).verdict;
  };
  for (let i = 0; i < questions.length; i++) ask(i);
  let next = 0;
  const batch = await timeBatches(small ? 8 : 256, () => {
    for (let i = 0; i < BATCH; i++) ask(next++);
  });
  const times = new Float64Array(questions.length);
  for (let i = 0; i < questions.length; i++) {
    const from = performance.now();
    ask(i);
    times[i] = (performance.now() - from) * 1_000;
  }
  const { p50, p99, p999, max } = percentiles(times);
  const hash = createHash('sha256');
  for (const { facts, now } of questions) hash.update(JSON.stringify(mayDial(rules, facts, now)));
  const figures = [
    figure('may-dial.rate', 'decisions a second', batch.factsPerSecond, '/s'),
    figure('may-dial.mean', 'a decision, in a quick batch', batch.factUs, 'µs'),
    figure('may-dial.unit', 'a unit of work', batch.unitUs, 'µs'),
    figure('may-dial.p50', 'a decision, p50', p50, 'µs'),
    figure('may-dial.p99', 'a decision, p99', p99, 'µs'),
    figure('may-dial.p999', 'a decision, p99.9', p999, 'µs'),
    figure('may-dial.max', 'a decision, max', max, 'µs'),
  ];
  const load = [
    `${questions.length} calls drawn from the seed, of six countries, all classes and paths`,
    `answered: ${inWords(rules, questions)}`,
  ];
  return { scenario: 'may-dial', load, figures, hash: hash.digest('hex').slice(0, 24) };
};
