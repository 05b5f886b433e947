/** Going through a script: answers, the way back, what must be said before a sale. */

import { describe, expect, test } from 'vitest';
import { type Question, readAnswer } from '../../../core/script/script.ts';
import { inLanguage, renderText } from '../../../core/script/text.ts';
import {
  answerStep,
  beginWalk,
  keptAnswers,
  mayFinish,
  openCard,
  stepBack,
  stepOf,
  type Walk,
} from '../../../core/script/walk.ts';
import { spring } from './spring.ts';

/** The walk after these answers, each of which must be right. */
function walked(...texts: readonly string[]): Walk {
  let walk = beginWalk(spring, 0);
  for (const [i, text] of texts.entries()) {
    const moved = answerStep(spring, walk, text, i + 1);
    if ('wrong' in moved) throw new Error(`${text} at ${walk.step}: ${moved.wrong.why}`);
    walk = moved.walk;
  }
  return walk;
}

describe('the way', () => {
  test('follows the answer: a key, a word, or the step’s only way', () => {
    expect(walked().step).toBe('greeting');
    expect(walked('1').step).toBe('disclosure');
    expect(walked('いいえ').step).toBe('when');
    expect(walked('y', '', '12').step).toBe('offer');
    expect(walked('y', '', '12', '3').step).toBe('reason');
    expect(walked('y', '', '12', '1').step).toBe('order');
  });

  test('ends at a step that leads nowhere, with everything that was passed', () => {
    const walk = walked('yes', '', '３', 'dark', '');
    expect(walk.step).toBeUndefined();
    expect(walk.passed.map(({ step, answer, edge }) => [step, answer, edge])).toEqual([
      ['greeting', true, 'yes'],
      ['disclosure', null, undefined],
      ['need', 3, undefined],
      ['offer', 'dark', 'dark'],
      ['order', null, undefined],
    ]);
    expect(keptAnswers(spring, walk)).toEqual({ 'cups-a-day': 3 });
    expect(answerStep(spring, walk, '1', 9)).toEqual({ walk });
  });

  test('stays where it is after a wrong answer', () => {
    const walk = walked('yes', '');
    expect(answerStep(spring, walk, '51', 9)).toEqual({ wrong: { why: 'too-large', limit: 50 } });
    expect(answerStep(spring, walk, '2.5', 9)).toEqual({ wrong: { why: 'not-whole' } });
  });

  test('goes back step by step, and the answers with it', () => {
    const back = stepBack(walked('yes', '', '12'));
    expect([back.step, back.passed.length]).toEqual(['need', 2]);
    const first = stepBack(stepBack(stepBack(back)));
    expect([first.step, first.passed]).toEqual(['greeting', []]);
    const end = walked('yes', '', '3', 'dark', '');
    expect(stepBack(end).step).toBe('order');
  });

  test('a card is noted and moves nothing; one there is not, neither', () => {
    const walk = walked('yes');
    expect(openCard(spring, walk, 'price', 7)).toEqual({
      ...walk,
      cards: [{ card: 'price', at: 7 }],
    });
    expect(openCard(spring, walk, 'nothing', 7)).toBe(walk);
  });

  test('a walk of another version is not continued', () => {
    const other = { ...walked('yes'), version: 2 };
    expect(() => stepOf(spring, other)).toThrow('spring version 2 in spring version 3');
  });
});

test('a sale cannot be saved around the disclosure, anything else can', () => {
  expect(mayFinish(spring, walked('no'), 'sale')).toEqual({
    ...{ ok: false, why: 'steps-missing', steps: ['disclosure'] },
  });
  expect(mayFinish(spring, walked('yes', ''), 'sale')).toEqual({ ok: true });
  expect(mayFinish(spring, stepBack(walked('yes', '')), 'sale').ok).toBe(false);
  expect(mayFinish(spring, walked(), 'refused')).toEqual({ ok: true });
  expect(mayFinish(spring, walked(), 'else')).toEqual({ ok: false, why: 'unknown-outcome' });
});

test.each<[Question, string, unknown]>([
  [{ kind: 'yes-no' }, 'maybe', { wrong: { why: 'not-yes-or-no' } }],
  [{ kind: 'choice', choices: [{ id: '2', label: {} }] }, '1', { answer: '2', edge: '2' }],
  [
    { kind: 'choice', choices: [{ id: 'a', label: {} }] },
    '2',
    { wrong: { why: 'no-such-choice' } },
  ],
  [{ kind: 'number' }, '-１,２００.5', { answer: -1200.5, edge: undefined }],
  [{ kind: 'number' }, '1e9', { wrong: { why: 'not-a-number' } }],
  [{ kind: 'number', min: 1 }, '0', { wrong: { why: 'too-small', limit: 1 } }],
  [{ kind: 'date' }, '2026-02-30', { wrong: { why: 'not-a-day' } }],
  [{ kind: 'date' }, ' 2028-02-29 ', { answer: '2028-02-29', edge: undefined }],
  [{ kind: 'text', longest: 3 }, '𠮷野家', { answer: '𠮷野家', edge: undefined }],
  [{ kind: 'text', longest: 3 }, 'long', { wrong: { why: 'too-long', limit: 3 } }],
  [{ kind: 'text', longest: 3 }, '  ', { wrong: { why: 'empty' } }],
])('%j reads "%s"', (question, text, expected) => {
  expect(readAnswer(question, text)).toEqual(expected);
});

test('fields are put in once, gaps are shown, and what people are called is only words', () => {
  const text = inLanguage(spring.steps[0]!.say, 'ja');
  const fields = { 'person.name': '{firm.name}', 'firm.name': '繋ぎ' };
  expect(renderText(text, fields)).toEqual({
    text: '{firm.name}、繋ぎの[agent.name]です。',
    missing: ['agent.name'],
  });
  expect(renderText(text, { 'agent.name': '田中', 'firm.name': '繋ぎ' }).text).toBe(
    'お客様、繋ぎの田中です。',
  );
  expect(renderText('{toString} {constructor}', {}).missing).toEqual(['constructor']);
  expect(inLanguage({ ja: 'はい' }, 'en')).toBe('はい');
});
