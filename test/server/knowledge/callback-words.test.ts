/** When to call again, in the words of agents, in both languages. */

import { describe, expect, test } from 'vitest';
import { understand } from '../../../server/knowledge/callback-words.ts';

/** Thursday, 26 November 2026, 15:00 in Tokyo. */
const now = Date.UTC(2026, 10, 26, 6, 0);

const said = (words: string, zone = 'Asia/Tokyo', at = now): string => {
  const found = understand(words, at, zone);
  return 'at' in found ? found.said.en : found.why;
};

const table: readonly (readonly [words: string, said: string])[] = [
  ['tomorrow 18:30', 'Fri 27 Nov 2026, 18:30'],
  ['Tomorrow at 6:30 pm', 'Fri 27 Nov 2026, 18:30'],
  ['18:30 tomorrow', 'Fri 27 Nov 2026, 18:30'],
  ['tomorrow 10', 'Fri 27 Nov 2026, 10:00'],
  ['tomorrow noon', 'Fri 27 Nov 2026, 12:00'],
  ['day after tomorrow 9am', 'Sat 28 Nov 2026, 9:00'],
  ['in 20 minutes', 'Thu 26 Nov 2026, 15:20'],
  ['in half an hour', 'Thu 26 Nov 2026, 15:30'],
  ['in an hour', 'Thu 26 Nov 2026, 16:00'],
  ['in 1 and a half hours', 'Thu 26 Nov 2026, 16:30'],
  ['in 3 days 10:00', 'Sun 29 Nov 2026, 10:00'],
  ['in a week at 10', 'Thu 3 Dec 2026, 10:00'],
  ['18:30', 'Thu 26 Nov 2026, 18:30'],
  ['9:00', 'Fri 27 Nov 2026, 9:00'],
  ['5pm', 'Thu 26 Nov 2026, 17:00'],
  ['12pm', 'Fri 27 Nov 2026, 12:00'],
  ['12am', 'Fri 27 Nov 2026, 0:00'],
  ['monday 10:00', 'Mon 30 Nov 2026, 10:00'],
  ['thursday 10:00', 'Thu 3 Dec 2026, 10:00'],
  ['thu 16:00', 'Thu 26 Nov 2026, 16:00'],
  ['next friday 10:00', 'Fri 4 Dec 2026, 10:00'],
  ['this friday 10:00', 'Fri 27 Nov 2026, 10:00'],
  ['12/1 15:00', 'Tue 1 Dec 2026, 15:00'],
  ['1/5 9:30', 'Tue 5 Jan 2027, 9:30'],
  ['Dec 1st at 3pm', 'Tue 1 Dec 2026, 15:00'],
  ['1 december 15:00', 'Tue 1 Dec 2026, 15:00'],
  ['2026-12-24 11:00', 'Thu 24 Dec 2026, 11:00'],
  ['明日 18時半', 'Fri 27 Nov 2026, 18:30'],
  ['明日の午後6時半に', 'Fri 27 Nov 2026, 18:30'],
  ['明日１８：３０', 'Fri 27 Nov 2026, 18:30'],
  ['あした夕方5時ごろ', 'Fri 27 Nov 2026, 17:00'],
  ['明後日 朝9時', 'Sat 28 Nov 2026, 9:00'],
  ['来週月曜 10時', 'Mon 30 Nov 2026, 10:00'],
  ['来週の月曜日の10時', 'Mon 30 Nov 2026, 10:00'],
  ['再来週火曜 13時15分', 'Tue 8 Dec 2026, 13:15'],
  ['今週金曜 正午', 'Fri 27 Nov 2026, 12:00'],
  ['月曜日 十時半', 'Mon 30 Nov 2026, 10:30'],
  ['来週 10時', 'Thu 3 Dec 2026, 10:00'],
  ['20分後', 'Thu 26 Nov 2026, 15:20'],
  ['二十分後に', 'Thu 26 Nov 2026, 15:20'],
  ['1時間半後', 'Thu 26 Nov 2026, 16:30'],
  ['あと2時間', 'Thu 26 Nov 2026, 17:00'],
  ['3日後 10時', 'Sun 29 Nov 2026, 10:00'],
  ['1週間後の14時', 'Thu 3 Dec 2026, 14:00'],
  ['12月1日 午前11時', 'Tue 1 Dec 2026, 11:00'],
  ['十二月一日 15時', 'Tue 1 Dec 2026, 15:00'],
  ['30日 10時', 'Mon 30 Nov 2026, 10:00'],
  ['5日 10時', 'Sat 5 Dec 2026, 10:00'],
  ['昼の12時', 'Fri 27 Nov 2026, 12:00'],
  ['16時', 'Thu 26 Nov 2026, 16:00'],
];

describe('when to call again', () => {
  test.each(table)('%s', (words, expected) => {
    expect(said(words)).toBe(expected);
  });

  test.each([
    ['today 9:00', 'past'],
    ['2026-11-25 10:00', 'past'],
    ['今日 9時', 'past'],
    ['tomorrow', 'no-time'],
    ['来週月曜', 'no-time'],
    ['12/32 10:00', 'no-such-time'],
    ['2月30日 10時', 'no-such-time'],
    ['tomorrow 25:00', 'no-such-time'],
    ['tomorrow 10:75', 'no-such-time'],
    ['', 'not-understood'],
    ['soon', 'not-understood'],
    ['tomorrow 10:00 or 11:00', 'not-understood'],
    ['明日 10時 事務所', 'not-understood'],
    ['in 20 bananas', 'not-understood'],
    ['<script>明日 10時', 'not-understood'],
  ])('%s: %s', (words, why) => {
    expect(said(words)).toBe(why);
  });

  test('is said back in Japanese, too', () => {
    const found = understand('tomorrow 9:05', now, 'Asia/Tokyo');
    expect(found).toMatchObject({ said: { ja: '2026年11月27日(金) 9:05' } });
  });

  test('is the customer’s time, not the office’s, and the day there', () => {
    expect(said('tomorrow 10:00', 'America/New_York')).toBe('Fri 27 Nov 2026, 10:00');
    expect(understand('tomorrow 10:00', now, 'America/New_York')).toMatchObject({
      at: Date.UTC(2026, 10, 27, 15),
    });
    const lateInTokyo = Date.UTC(2026, 10, 26, 15, 30);
    expect(said('tomorrow 10:00', 'Asia/Tokyo', lateInTokyo)).toBe('Sat 28 Nov 2026, 10:00');
  });

  test('in an hour the clocks skip is an hour later; in one that comes twice, the first', () => {
    const march = Date.UTC(2027, 2, 13, 20);
    expect(said('tomorrow 2:30', 'America/New_York', march)).toBe('Sun 14 Mar 2027, 3:30');
    const october = Date.UTC(2026, 9, 31, 20);
    expect(understand('tomorrow 1:30', october, 'America/New_York')).toMatchObject({
      at: Date.UTC(2026, 10, 1, 5, 30),
    });
  });

  test('is read in a moment, however long and strange it is', () => {
    for (const word of ['明', '1', 'in ', ':', '十', ' ', '来週', '時']) {
      expect(said(word.repeat(2_000))).toMatch(/not-understood|no-time|no-such-time/);
    }
  });
});
