/** The answer to the step the agent is at: by key, by button, or typed. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
  type Language,
  type Question,
  readAnswer,
  type Step,
} from '../../../../core/script/script.ts';
import { inLanguage } from '../../../../core/script/text.ts';
import type { Action } from '../../parts/action.tsx';
import { Foreign } from '../../parts/text.tsx';
import { scriptWords } from '../../words/script.ts';
import { wrongText } from './walking.ts';

/** What is pressed instead of typed; none of a question that is typed. */
export function answersOf(
  { question }: Step,
  spoken: Language,
  answer: (text: string) => void,
): readonly Action[] {
  const words = scriptWords.value;
  switch (question.kind) {
    case 'none':
      return [{ key: 'n', label: words.next, act: () => answer(''), class: '' }];
    case 'yes-no':
      return [
        { key: 'y', label: words.yes, act: () => answer('yes'), class: '' },
        { key: 'n', label: words.no, act: () => answer('no') },
      ];
    case 'choice':
      return question.choices.map(({ id, label }, index) => ({
        key: index < 9 ? String(index + 1) : '',
        label: inLanguage(label, spoken),
        act: () => answer(id),
      }));
    default:
      return [];
  }
}

interface TypedProps {
  readonly step: Step;
  readonly answer: (text: string) => void;
}

/** A number, a day, some words. What is wrong with it is said before it is sent. */
export function TypedAnswer({ step: { id, question }, answer }: TypedProps) {
  const words = scriptWords.value;
  const wrong = useSignal('');
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => {
    wrong.value = '';
    const here = document.activeElement;
    const isTyping = here instanceof HTMLElement && here.matches('input, textarea, select');
    // Somebody who writes a note meanwhile goes on writing it.
    if (!isTyping || here.closest('.script') !== null) field.current?.focus();
  }, [id]);
  const common = {
    ref: field,
    id: 'script-answer',
    dir: 'auto',
    autocomplete: 'off',
    'aria-invalid': wrong.value === '' ? undefined : true,
    'aria-describedby': 'script-wrong',
  } as const;
  return (
    <form
      class="write-line"
      onSubmit={(event) => {
        event.preventDefault();
        const text = field.current?.value ?? '';
        const read = readAnswer(question, text);
        wrong.value = 'wrong' in read ? wrongText(read.wrong, words) : '';
        if (wrong.value === '') answer(text);
      }}
    >
      <label for="script-answer">
        <span>
          {words.answer} <small class="quiet">{boundsText(question)}</small>
        </span>
        {question.kind === 'text' && question.longest > 200 ? (
          <textarea key={id} rows={3} {...common} />
        ) : (
          <input
            key={id}
            {...(question.kind === 'date' ? asDay : question.kind === 'number' ? asNumber : asText)}
            {...common}
          />
        )}
      </label>
      <button type="submit">{words.next}</button>
      <p id="script-wrong" role="alert" class={wrong.value === '' ? 'unseen' : 'failure'}>
        {wrong.value !== '' && (
          <>
            ⚠ <Foreign text={wrong.value} />
          </>
        )}
      </p>
    </form>
  );
}

const asDay = { type: 'date' } as const;
const asNumber = { type: 'text', inputMode: 'decimal' } as const;
const asText = { type: 'text' } as const;

function boundsText(question: Question): string {
  if (question.kind !== 'number') return '';
  const words = scriptWords.value;
  const { min, max } = question;
  if (min !== undefined && max !== undefined) return words.between(min, max);
  if (min !== undefined) return words.atLeast(min);
  return max === undefined ? '' : words.atMost(max);
}
