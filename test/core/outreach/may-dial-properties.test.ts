/** What holds of every decision, whatever the law. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../config/packs/compile.ts';
import { shelve } from '../../../config/packs/shelf.ts';
import { asE164 } from '../../../core/outreach/ids.ts';
import { mayDial, standsInTheWay } from '../../../core/outreach/may-dial/may-dial.ts';
import { reasons } from '../../../core/outreach/may-dial/reasons.ts';
import { decide, replayMayDial } from '../../../core/outreach/may-dial/record.ts';
import type { DialRules } from '../../../core/outreach/may-dial/rules.ts';
import { createDice, type Dice, seedOfRun } from '../../support/dice.ts';
import { countries, countryRules, houseRules, numbering, years } from './packs.ts';
import { randomFacts, randomMoment } from './random-facts.ts';

const rules = countryRules();

const seed = seedOfRun();
console.log(
  `may-dial seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/core/outreach/may-dial-properties.test.ts`,
);

/** Checks a property of worlds given by their dice. */
function holds(runs: number, property: (dice: Dice) => void): void {
  const any = fc.property(fc.integer({ min: 0, max: 0x7fffffff }), (world) =>
    property(createDice(world)),
  );
  fc.assert(any, { seed, numRuns: runs, endOnFailure: true, includeErrorInReport: true });
}

const days = ['mon-fri', 'sat', 'sun'];

/** One more rule, of any kind and place, as a firm would write it. */
function randomRule(dice: Dice): string {
  const from = dice.between(0, 13);
  const week = dice
    .some(days, 70)
    .map((day) => `${day}: ${from}:00-${dice.between(from + 1, 24)}:00`)
    .join(', ');
  const window = dice.pick(['24h', 'day', 'month', '7 days', '90m']);
  const kind = dice.pick([
    'kind: forbidden',
    'kind: licence, licence: a-licence',
    `kind: registry, registry: us-national, age-max: ${dice.between(1, 40)}d`,
    `kind: consent, use: ${dice.pick(['live-call', 'autodialled'])}`,
    `kind: hours, week: { ${week} }`,
    `kind: attempts, to: ${dice.pick(['number', 'person'])}, by: all, within: ${window}, most: 2`,
    `kind: rest, after: ${dice.pick(['refusal', 'abandoned', 'machine'])}, for: ${dice.pick(['72h', '9 days'])}`,
    'kind: caller-id, forbidden: ["+33"]',
    'kind: reassigned, age-max: 5d',
  ]);
  const unless = dice.chance(40) ? 'unless: [{ kind: consent, use: any-hour }], ' : '';
  const since = dice.chance(40) ? 'from: 2025-03-09, ' : '';
  return `{ ${kind}, where: everywhere, classes: [sale, survey], ${unless}${since}source: test, mark: K }`;
}

/** The countries' rules and a firm's on top. */
function withRules(texts: readonly string[]): DialRules {
  if (texts.length === 0) return rules;
  const lines = texts.map((text, i) => `  firm.r${i}: ${text}\n`);
  const text = `pack: firm\nversion: "2026.1"\nname: Firm\nrules:\n${lines.join('')}`;
  const { shelf, diagnostics } = shelve(new Map([['firm.yaml', text]]));
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return compileRules([...countries.current, ...shelf!.current], numbering, years);
}

describe('every decision', () => {
  test('that forbids a call forbids it still when there is one more rule', () => {
    holds(6, (dice) => {
      const texts = Array.from({ length: dice.between(1, 3) }, () => randomRule(dice));
      const [few, more] = [withRules(texts.slice(1)), withRules(texts)];
      for (let i = 0; i < 300; i++) {
        const now = randomMoment(dice);
        const facts = randomFacts(dice, now);
        const before = mayDial(few, facts, now);
        if (before.verdict === 'allow') continue;
        const after = mayDial(more, facts, now);
        expect(after.verdict, `${texts.join('\n')}\n${before.reason}`).not.toBe('allow');
      }
    });
  });

  test('that puts a call off is over at that moment, and not before', () => {
    const house = houseRules();
    let seen = 0;
    holds(600, (dice) => {
      const now = randomMoment(dice);
      const facts = randomFacts(dice, now);
      const put = mayDial(house, facts, now);
      if (put.verdict !== 'defer') return;
      seen++;
      const then = mayDial(house, facts, put.until!);
      expect(put.until).toBeGreaterThan(now);
      if (then.verdict !== 'allow') expect(then.reason).not.toBe(put.reason);
      for (let i = 0; i < 5; i++) {
        const between = now + dice.below(put.until! - now);
        const still = mayDial(house, facts, between);
        expect(still.verdict, new Date(between).toISOString()).not.toBe('allow');
      }
      expect(mayDial(house, facts, put.until! - 1).verdict).not.toBe('allow');
    });
    expect(seen).toBeGreaterThan(50);
  });

  test('of two places is as strict as either of them', () => {
    const homes = { 'US-FL': 13055550100, 'US-RI': 14015550100, DE: 491701234567, JP: 81312345678 };
    let seen = 0;
    holds(2_000, (dice) => {
      const now = randomMoment(dice);
      const facts = randomFacts(dice, now);
      const [home, number] = dice.pick(Object.entries(homes));
      const region = home.includes('-') ? home : null;
      facts.person.address = { country: home.slice(0, 2), region, zone: null };
      facts.line = 'fixed';
      if (mayDial(rules, facts, now).verdict !== 'allow') return;
      seen++;
      facts.person.address = null;
      // A free-phone number may be anywhere; with an address it is there.
      if (facts.number !== 18005550100) {
        expect(mayDial(rules, facts, now).verdict).toBe('allow');
      }
      expect(mayDial(rules, { ...facts, number: asE164(number) }, now).verdict).toBe('allow');
    });
    expect(seen).toBeGreaterThan(20);
  });

  test('names the first of everything that stands in the way', () => {
    holds(600, (dice) => {
      const now = randomMoment(dice);
      const facts = randomFacts(dice, now);
      const answer = mayDial(rules, facts, now);
      const all = standsInTheWay(rules, facts, now);
      expect(all[0]).toEqual(answer.verdict === 'allow' ? undefined : answer);
      const order = all.map(({ reason }) => reasons.indexOf(reason));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    });
  });

  test('decides the same again from its record, read back from JSON', () => {
    holds(300, (dice) => {
      const now = randomMoment(dice);
      const record = decide(rules, randomFacts(dice, now), now);
      const read = JSON.parse(JSON.stringify(record));
      expect(read).toEqual(record);
      expect(replayMayDial(read, rules)).toEqual({ result: 'same' });
    });
  });

  test('does not change what it is told', () => {
    holds(300, (dice) => {
      const now = randomMoment(dice);
      const facts = randomFacts(dice, now);
      const before = JSON.stringify(facts);
      mayDial(rules, facts, now);
      expect(JSON.stringify(facts)).toBe(before);
    });
  });
});
