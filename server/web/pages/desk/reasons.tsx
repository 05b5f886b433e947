/** What came of the call, chosen by number: a code, then the reasons below it. */

import type { ContactShown } from '../../../wire/knowledge.ts';
import { useKeys } from '../../keys.ts';
import { nameOf } from '../../language.ts';
import { type Deed, Deeds } from '../../parts/deeds.tsx';
import { deskWords } from '../../words/desk.ts';
import { type Chosen, choose, levelOf, unchoose } from './reason-tree.ts';
import { type FormPart, writtenOf } from './written.ts';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export function Reasons({
  contact,
  written,
  draft,
}: FormPart & { readonly contact: ContactShown }) {
  const words = deskWords.value;
  const { codes, required } = contact;
  const level = levelOf(codes, written);
  // While somebody is on the line, digits alone answer the script.
  const keysOf = (digit: string): readonly string[] =>
    contact.state === 'talking' ? [`Alt+${digit}`] : [digit, `Alt+${digit}`];
  /** As it stands when the key is pressed: two may come before the first is drawn. */
  const now = () => draft.over(writtenOf(contact));
  const set = (chosen: Chosen) => {
    draft.set('code', chosen.code);
    draft.set('reason', chosen.reason);
  };
  const back = () => set(unchoose(codes, now()));
  const pick = (index: number) => {
    const choice = levelOf(codes, now()).choices[index];
    if (choice) set(choose(codes, now(), choice.id));
  };
  useKeys([
    ...digits.flatMap((digit, index) =>
      keysOf(digit).map((key) => {
        const does = level.choices[index];
        return {
          key,
          does: does ? nameOf(does.name, does.id) : words.code,
          act: () => pick(index),
        };
      }),
    ),
    ...(level.path.length > 0
      ? keysOf('0').map((key) => ({ key, does: words.back, act: back }))
      : []),
  ]);
  const deeds = level.choices.map(({ id, name }, index): Deed => {
    const digit = digits[index];
    return {
      does: nameOf(name, id),
      keys: digit === undefined ? [] : keysOf(digit),
      hasOwnKeys: true,
      act: () => set(choose(codes, now(), id)),
    };
  });
  if (codes.length === 0) return null;
  const label = level.kind === 'codes' ? words.code : words.reasons;
  return (
    <fieldset class="reasons">
      <legend>
        {words.code}
        {required && level.kind === 'codes' && <span class="needed"> ({words.codeNeeded})</span>}
      </legend>
      {level.path.length > 0 && (
        <p class="chosen">
          ✓ <strong>{level.path.map(({ id, name }) => nameOf(name, id)).join(' › ')}</strong>{' '}
          <button
            type="button"
            class="plain"
            onClick={back}
            aria-keyshortcuts={keysOf('0').join(' ')}
          >
            {words.back}{' '}
            <span class="key" aria-hidden="true">
              0
            </span>
          </button>
        </p>
      )}
      {deeds.length > 0 && <Deeds deeds={deeds} label={label} />}
    </fieldset>
  );
}
