/** Person or machine, by what is heard first: a time line, and what it is taken for when. */

import { describe, expect, test } from 'vitest';
import {
  answered,
  clockBegins,
  type DetectionRule,
  hear,
  verdictOf,
  waitsFrom,
} from '../../../core/outreach/machine-detection/detect.ts';
import { NEVER } from '../../../core/routing/ids.ts';

/** As `app_amd` has them by default. */
const rule: DetectionRule = {
  initialSilenceMs: 2_500,
  greetingMs: 1_500,
  afterGreetingSilenceMs: 800,
  totalMs: 5_000,
};
/** An end of speech is told half a second late. */
const late = 500;
const start = 1_000_000;

/** `300-900 1500-`: speech between these ms after the answer. */
function listen(speech: string, until: number) {
  const facts = speech
    .split(' ')
    .filter(Boolean)
    .flatMap((part) => {
      const [from, to] = part.split('-');
      return [
        { at: Number(from), speaking: true },
        ...(to ? [{ at: Number(to) + late, speaking: false }] : []),
      ];
    })
    // Speech that goes on before its end is told was never told to have ended.
    .filter(({ at }) => at <= until);
  let heard = answered(start);
  for (const { at, speaking } of facts) heard = hear(heard, speaking, start + at, late);
  return heard;
}

/** Looks at every moment something is told or falls due, as who listens does. */
function verdict(speech: string, some: DetectionRule = rule): string {
  for (let at = 0; at <= 10_000; at += 10) {
    const found = verdictOf(some, listen(speech, at), start + at, late);
    if (found.is !== 'open') return `${found.is} ${found.sign} ${at}`;
    expect(found.until).toBeGreaterThan(start + at);
  }
  return 'never';
}

describe('it is taken for', () => {
  test.each([
    ['300-800', 'person short-greeting 1600', 'hello, and silence'],
    ['0-200', 'person short-greeting 1000', 'a word at once'],
    ['300-700 1510-1900', 'person short-greeting 1500', 'silence enough between two words'],
    ['300-700 1250-1700', 'person short-greeting 2500', 'two words with a pause between'],
    ['400-', 'machine long-greeting 2400', 'who talks on'],
    ['400-1890', 'person short-greeting 2690', 'who speaks a moment less than a greeting lasts'],
    ['400-1900', 'machine long-greeting 2400', 'who speaks exactly as long as a machine'],
    ['200-1000 1500-2300', 'machine long-greeting 2700', 'who speaks as long in two stretches'],
    ['', 'machine initial-silence 2500', 'nobody who says anything'],
    ['2490-2600', 'person short-greeting 3400', 'who says something at the last moment'],
  ])('%s: %s (%s)', (speech, expected) => {
    expect(verdict(speech)).toBe(expected);
  });

  test('a person, when nothing is certain by the end', () => {
    const patient = { ...rule, greetingMs: 60_000 };
    expect(verdict('300-900 1500-2100 2700-3300 3900-4500', patient)).toBe('person undecided 5000');
  });
});

describe('who may be a person waits for an agent in time for the law', () => {
  const heard = listen('400-900', 1_400);
  const from = (clock: 'answer' | 'greeting-begins' | 'greeting-ends', ms: number, some = heard) =>
    waitsFrom({ clock, ms }, some, late) - start;

  test('counted from the answer, the greeting, or its end', () => {
    expect(from('answer', 0)).toBe(0);
    expect(from('answer', 700)).toBe(700);
    expect(from('greeting-begins', 700)).toBe(1_100);
    expect(from('greeting-ends', 700)).toBe(1_600);
  });

  test('whose end is told too late to be waited for: from the answer', () => {
    expect(from('greeting-ends', 499)).toBe(499);
  });

  test('which has not begun while nobody speaks, or the first words last', () => {
    const silent = answered(start);
    expect(waitsFrom({ clock: 'greeting-begins', ms: 0 }, silent, late)).toBe(NEVER);
    const speaking = hear(silent, true, start + 300, late);
    expect(clockBegins('greeting-ends', speaking)).toBeNull();
    // The first words are the greeting: what is said later does not begin it anew.
    const again = listen('400-900 1500-', 1_600);
    expect(clockBegins('greeting-ends', again)).toBe(start + 900);
  });
});
