/** Why a number is not dialled, in words people act on. */

import { describe, expect, test } from 'vitest';
import { defer, deny } from '../../core/outreach/may-dial/answer.ts';
import { reasons } from '../../core/outreach/may-dial/reasons.ts';
import { english } from '../../server/may-dial-english.ts';
import { japanese } from '../../server/may-dial-japanese.ts';
import { answerText, type Language } from '../../server/may-dial-text.ts';

const at = Date.parse('2026-06-10T23:30:00Z');
const telling = (language: Language, zone = 'America/New_York') => ({
  language,
  zone,
  sourceOf: (rule: string) => (rule === 'us.hours' ? '16 CFR 310.4(c)' : undefined),
});

describe('every reason', () => {
  test.each(reasons)('%s says what it is and what to do, in both languages', (reason) => {
    for (const texts of [english, japanese]) {
      expect(texts[reason].what.length).toBeGreaterThan(5);
      expect(texts[reason].act.length).toBeGreaterThan(5);
    }
    for (const language of ['en', 'ja'] as const) {
      const full = { rule: 'x.y', place: 'US', since: at, proof: 'p-1' };
      const text = answerText(defer(reason, at, full), telling(language));
      expect(text).not.toMatch(/[{}]|undefined|null/);
      expect(text).toContain('x.y');
    }
  });

  test('is whole without what may be missing', () => {
    for (const reason of reasons) {
      const text = answerText(deny(reason), telling('en'));
      expect(text).not.toMatch(/[{}]|undefined|null| {2}|\(\)/);
    }
  });
});

describe('a decision in words', () => {
  test('that puts a call off', () => {
    const stop = defer('holiday', Date.parse('2026-06-11T12:00:00Z'), {
      rule: 'us.hours',
      place: 'US',
    });
    expect(answerText(stop, telling('en'))).toBe(
      'It is a holiday in the United States. Rule us.hours: 16 CFR 310.4(c). ' +
        'It is dialled by itself from 11 Jun 2026, 08:00 (America/New_York).',
    );
    expect(answerText(stop, telling('ja', 'Asia/Tokyo'))).toBe(
      'アメリカ合衆国は祝休日です。規則 us.hours: 16 CFR 310.4(c)。' +
        '2026/06/11 21:00 (Asia/Tokyo)から自動的に発信します。',
    );
  });

  test('that forbids one, with the exemption that has ended', () => {
    const stop = deny('registry-listed', {
      rule: 'us.registry',
      place: 'US',
      since: at,
      proof: 'us-national-77',
      lapsed: { rule: 'us.registry', kind: 'purchase', proof: 'order 12', until: at },
    });
    expect(answerText(stop, telling('en'))).toBe(
      'The number is on a do-not-call registry of the United States. ' +
        'The copy looked into is of 10 Jun 2026, 19:30 (America/New_York) (us-national-77). ' +
        'Rule us.registry. ' +
        'A purchase (order 12) would have set it free until 10 Jun 2026, 19:30 (America/New_York). ' +
        'Do not call, unless you can show a consent or relationship that the rule accepts.',
    );
  });

  test('that allows one says what it rests on', () => {
    const ground = { rule: 'us.registry', kind: 'purchase', proof: 'order 12', until: at } as const;
    const allow = { verdict: 'allow', grounds: [ground], places: ['US-NY'] } as const;
    expect(answerText(allow, telling('en'))).toBe(
      'May be dialled. us.registry: purchase (order 12), until 10 Jun 2026, 19:30 (America/New_York).',
    );
    expect(answerText({ ...allow, grounds: [] }, telling('ja'))).toBe('発信できます。');
  });
});
