/** Scripts as people write them: what is read, and where the faults are. */

import { describe, expect, test } from 'vitest';
import { readScript } from '../../config/script.ts';
import { teaScript } from '../support/tea-script.ts';

const fields = new Set(['person.name', 'field.plan']);

const faultsOf = (text: string): readonly string[] => {
  const read = readScript(text, fields);
  return 'faults' in read
    ? read.faults.map(({ line, column, text: said }) => `${line}:${column} ${said.en}`)
    : [];
};

describe('a script', () => {
  test('is read with its steps, questions, cards and what its outcomes need', () => {
    const read = readScript(teaScript, fields);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    expect({ ...read, script: undefined }).toEqual({ code: 'tea', name: '春の新茶' });
    const { start, steps, cards, outcomes } = read.script;
    expect(start).toBe('hello');
    expect(steps.map(({ id }) => id)).toEqual([
      ...['hello', 'taste', 'cups', 'terms', 'thanks', 'goodbye'],
    ]);
    expect(steps[0]!.edges).toEqual({ yes: 'taste', no: 'goodbye' });
    expect(steps[1]).toEqual({
      id: 'taste',
      say: { en: 'Which one?' },
      question: {
        kind: 'choice',
        choices: [
          { id: 'green', label: { ja: '緑茶' } },
          { id: 'none', label: { en: 'Neither' } },
        ],
      },
      edges: { green: 'cups', none: 'goodbye' },
      keeps: 'taste',
    });
    expect(steps[2]!.question).toEqual({ kind: 'number', min: 1, max: 20, whole: true });
    expect(cards).toEqual([
      {
        id: 'price',
        title: { en: 'Too dear', ja: '高い' },
        say: { ja: '一杯あたり30円です。' },
      },
    ]);
    expect(outcomes).toEqual([
      { id: 'sale', goal: true, needs: ['terms'] },
      { id: 'lost', goal: false, needs: [] },
    ]);
  });

  test.each([
    ['yes: taste', 'yes: tast', '12:10 "hello" names step "tast", which is not there'],
    ['no: goodbye\n', 'maybe: goodbye\n', '13:12 steps.hello: Unrecognized key: "maybe"'],
    ['outcome: lost }', 'outcome: nope }', /26:\d+ step "goodbye" leads to outcome "nope"/],
    ['{person.name}?', '{person.nam}?', /10:5 "hello" names the field \{person.nam\}/],
    ['    next: terms', '    next: thanks', /can be reached without "terms", which its outcome/],
    ['next: thanks', 'next: cups', /never ends/],
    ['[terms]', '[term]', '4:33 "sale" names step "term", which is not there'],
    ['script: tea', 'script: 茶', /1:9 script: expected an id of letters/],
    ['say: How many cups?', 'say: {}', /"cups" has nothing to say/],
    ['steps:\n', 'steps:\n  hello: { say: Again }\n', /Map keys must be unique/],
  ])('with %j written as %j is refused, with the place', (was, is, fault) => {
    expect(teaScript).toContain(was);
    const found = faultsOf(teaScript.replace(was, is)).join('\n');
    if (typeof fault === 'string') expect(found).toContain(fault);
    else expect(found).toMatch(fault);
  });

  test('of another shape altogether is refused without a stumble', () => {
    for (const text of ['', '- 1', 'x: &a [*a]', '"', 'script: tea', `a: ${'b'.repeat(300_000)}`]) {
      expect(faultsOf(text), text.slice(0, 20)).not.toEqual([]);
    }
  });
});
