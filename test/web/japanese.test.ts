// @vitest-environment happy-dom
/** Whatever the server refuses, and whatever is wrong with a configuration, exists in Japanese. */

import { beforeEach, describe, expect, test } from 'vitest';
import { diagnosticCodes } from '../../config/diagnostics.ts';
import { errorCodes } from '../../server/errors.ts';
import { cannotInWords } from '../../server/live/desk-cannot.ts';
import { Refusal } from '../../server/web/api.ts';
import { setLanguage } from '../../server/web/language.ts';
import { configFaultText } from '../../server/web/words/config-faults.ts';
import { deskRefusalText } from '../../server/web/words/desk.ts';
import { refusalText } from '../../server/web/words/refusals.ts';
import { deskActs } from '../../server/wire/talk.ts';

beforeEach(() => setLanguage('ja'));

const sentence = 'The server says so in English.';
/** Words a sentence of ours may borrow. */
const borrowed = /API|FAQ|AMI|UTF-8|YAML|ID|tenant|time-zone|switches|site/g;
const isJapanese = (text: string): boolean =>
  /[ぁ-んァ-ン一-龥]/.test(text) && !/[A-Za-z]{2,}/.test(text.replaceAll(borrowed, ''));

describe('in Japanese', () => {
  test.each(Object.keys(errorCodes))(
    'an error %s is, with and without what it speaks of',
    (code) => {
      const status = errorCodes[code as keyof typeof errorCodes];
      for (const say of [refusalText, deskRefusalText]) {
        const text = say(new Refusal(status, code, sentence));
        expect(text).toSatisfy(isJapanese);
        expect(text).toMatch(/。$/);
      }
    },
  );

  test('refusals name what they are about, and never repeat the English of a fault', () => {
    const say = (code: string, params: object) =>
      refusalText(new Refusal(400, code, sentence, params));
    expect(say('unknown-agent', { agent: '佐藤' })).toBe(
      'オペレーター「佐藤」は登録されていません。',
    );
    expect(say('talk-failed', { act: 'hold-caller', why: 'Asterisk did not do it' })).toBe(
      '交換機が実行できませんでした(保留)。詳しい理由はサーバーのログにあります。',
    );
    expect(say('account-invalid', { faults: [{ message: 'x', ja: '短すぎます' }] })).toBe(
      'この内容では保存できません: 短すぎます。',
    );
    expect(say('field-invalid', { field: 'zone', ja: '数値です' })).toBe(
      '項目「タイムゾーン」は、数値です。',
    );
    expect(say('from-the-future', {})).toBe('できませんでした(from-the-future)。');
  });

  test.each(Object.keys(diagnosticCodes))('a fault %s of a configuration is', (code) => {
    const { text, exact } = configFaultText({ code, message: 'exact words', hint: 'do this' });
    expect(text).toSatisfy(isJapanese);
    // What the program means exactly stays beside it.
    expect(exact).toBe('exact words → do this');
  });

  test.each([...deskActs])('why nobody can %s here is', (act) => {
    expect(cannotInWords({ act, possible: false, why: 'no module' })!.ja).toMatch(/[ぁ-ん]/);
  });
});
