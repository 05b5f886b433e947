/** Country packs against dated cases: cases/*.md, each row with its source. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../core/outreach/may-dial/answer.ts';
import { mayDial } from '../../../core/outreach/may-dial/may-dial.ts';
import { reasons } from '../../../core/outreach/may-dial/reasons.ts';
import type { DialRules } from '../../../core/outreach/may-dial/rules.ts';
import { type DialCase, readCases } from './case-table.ts';
import { countries, houseRules, longRules } from './packs.ts';

const rules = longRules();
const house = houseRules();

const folder = join(import.meta.dirname, 'cases');
const cases = readCases(folder);
const houseCases = readCases(join(folder, 'house'));
const named = (list: readonly DialCase[]) => list.map((each) => [each.title, each] as const);

const timeOf = (at: number | null | undefined): string | undefined =>
  at == null ? undefined : new Date(at).toISOString();

function byOf(answer: Answer): readonly string[] {
  if (answer.verdict !== 'allow') return answer.rule === null ? [] : [answer.rule];
  return answer.grounds.map(({ rule, kind }) => `${rule} ${kind}`);
}

function check(rules: DialRules, { facts, now, expected }: DialCase): void {
  const answer = mayDial(rules, facts, now);
  const stop = answer.verdict === 'allow' ? undefined : answer;
  expect({
    verdict: answer.verdict,
    reason: stop?.reason,
    until: timeOf(stop?.until),
    by: byOf(answer),
  }).toEqual({ ...expected, until: timeOf(expected.until) });
}

describe('a country pack decides as its law says', () => {
  test.each(named(cases))('%s', (_, each) => check(rules, each));
});

describe('a firm is as strict as it likes', () => {
  test.each(named(houseCases))('%s', (_, each) => check(house, each));

  test('and no call the law forbids is allowed by it', () => {
    const allowed = cases.filter(({ facts, now, expected }) => {
      return expected.verdict !== 'allow' && mayDial(house, facts, now).verdict === 'allow';
    });
    expect(allowed.map(({ title }) => title)).toEqual([]);
  });
});

describe('the table of cases', () => {
  test('has at least 150 with a source beside them', () => {
    expect(cases.filter(({ source }) => source !== '').length).toBeGreaterThanOrEqual(150);
  });

  test('names every rule of every pack, as what stands in the way or as what was met', () => {
    const met = new Set(cases.flatMap(({ expected }) => expected.by.map((by) => by.split(' ')[0])));
    const missing = countries.current.flatMap(({ input }) =>
      Object.entries(input.rules).flatMap(([id, { kind }]) =>
        // Budgets of abandoned calls are read by pacing; may-dial only asks whether it is held.
        kind === 'abandonment' || met.has(id) ? [] : [id],
      ),
    );
    expect(missing).toEqual([]);
  });

  test('gives every reason', () => {
    const all = [...cases, ...houseCases];
    const given = new Set<string | undefined>(all.map(({ expected }) => expected.reason));
    expect(reasons.filter((reason) => !given.has(reason))).toEqual([]);
  });
});
