/** What is remembered of hours says what asking every rule anew says. */

import { expect, test } from 'vitest';
import { compileRules } from '../../../config/packs/compile.ts';
import { shelve } from '../../../config/packs/shelf.ts';
import { openCase } from '../../../core/outreach/may-dial/case.ts';
import { checkHours } from '../../../core/outreach/may-dial/check-hours.ts';
import type { DialRules } from '../../../core/outreach/may-dial/rules.ts';
import { NEVER } from '../../../core/routing/ids.ts';
import { naiveOpening } from '../../reference/naive-hours.ts';
import { createDice, type Dice, seedOfRun } from '../../support/dice.ts';
import { countries, houseRules, numbering, years } from './packs.ts';
import { randomFacts, randomMoment } from './random-facts.ts';

const seed = seedOfRun();
console.log(
  `openings seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/core/outreach/openings.test.ts`,
);

const HOUR_MS = 3_600_000;

/** Asks both; true when it was closed. */
function agree(rules: DialRules, dice: Dice, ringsMs: readonly number[]): boolean {
  const now = randomMoment(dice);
  const facts = randomFacts(dice, now);
  facts.ringMs = dice.pick([facts.ringMs, ...ringsMs]);
  const stop = checkHours(openCase(rules, facts, now));
  if (stop === null) return false;
  const opening = naiveOpening(openCase(rules, facts, now));
  const told = stop.reason === 'never-open' ? NEVER : stop.until;
  expect(told, `${new Date(now).toISOString()} ${JSON.stringify(facts)}`).toBe(opening);
  return true;
}

/** A firm that rings through the night, whose days touch, with holidays and days of beginning. */
const nightly = `pack: night
version: "2026.1"
name: Night
holidays:
  some: { "03-30": a, "10-26": b, easter+1: c }
rules:
  night.hours:
    kind: hours
    where: everywhere
    classes: all
    week: { mon-sat: 0:00-24:00, sun: [0:00-3:00, 12:00-24:00] }
    holidays: some
    source: test
    mark: K
  night.later:
    kind: hours
    where: everywhere
    classes: all
    from: 2026-03-28
    until: 2027-04-01
    week: { daily: [0:00-2:30, 2:30-19:17] }
    unless: [{ kind: consent, use: any-hour }]
    source: test
    mark: K
`;

test('the next opening is that of all rules, whatever was asked before', () => {
  const { shelf, diagnostics } = shelve(new Map([['night.yaml', nightly]]));
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const night = compileRules([...countries.current, ...shelf!.current], numbering, years);
  const nightAlone = compileRules(
    [...countries.current.map(withoutHours), ...shelf!.current],
    numbering,
    years,
  );
  const dice = createDice(seed);
  for (const rules of [houseRules(), night, nightAlone]) {
    let closed = 0;
    for (let i = 0; i < 6_000; i++) {
      if (agree(rules, dice, [HOUR_MS, 9 * HOUR_MS, 30 * HOUR_MS, 200 * HOUR_MS])) closed++;
    }
    expect(closed).toBeGreaterThan(500);
  }
});

/** The pack as if its country had no hours. */
function withoutHours(
  pack: (typeof countries.current)[number],
): (typeof countries.current)[number] {
  const rules = Object.fromEntries(
    Object.entries(pack.input.rules).filter(([, rule]) => rule.kind !== 'hours'),
  );
  return { ...pack, input: { ...pack.input, rules } };
}
