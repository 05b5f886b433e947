/**
 * A script as it is gone through: what to say, the answer by key, objections, what must be said.
 */

import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Language, languages, type Step } from '../../../../core/script/script.ts';
import { inLanguage } from '../../../../core/script/text.ts';
import { stepOf } from '../../../../core/script/walk.ts';
import type { ScriptShown } from '../../../wire/knowledge.ts';
import { language } from '../../language.ts';
import { type Action, ActionButton, useActions } from '../../parts/action.tsx';
import { Foreign } from '../../parts/text.tsx';
import { scriptWords } from '../../words/script.ts';
import '../../styles/knowledge.css';
import { answersOf, TypedAnswer } from './question.tsx';
import { SaidText } from './said-text.tsx';
import { cardKeys, disclosuresOf, isNeeded, missingFor, outcomeReached } from './walking.ts';

/** What the agent does in a script. */
export type ScriptDone =
  | { readonly type: 'answer'; readonly answer: string; readonly step: string }
  | { readonly type: 'back' }
  | { readonly type: 'card'; readonly card: string };

export interface RunnerProps {
  readonly shown: ScriptShown;
  readonly act: (done: ScriptDone) => void;
  /** Why nothing can be done in it now. */
  readonly not?: string | undefined;
  /** What was chosen to have come of the call. */
  readonly code?: string | null;
  /** Names of outcomes; the id stands in. */
  readonly nameOfOutcome?: (id: string) => string;
  /** Enters an outcome as what came of the call. */
  readonly take?: (outcome: string) => void;
}

export function Runner(props: RunnerProps) {
  const { shown, act, not } = props;
  const words = scriptWords.value;
  const { script, walk, fields } = shown;
  const other = useSignal(false);
  const open = useSignal<string | undefined>(undefined);
  const spoken = other.value ? otherThan(language.value) : language.value;
  const step = stepOf(script, walk);
  const place = useRef<HTMLElement>(null);
  const answer = (text: string) => step && act({ type: 'answer', answer: text, step: step.id });
  const answers = step ? answersOf(step, spoken, answer).map((each) => ({ ...each, not })) : [];
  const back: Action = {
    ...{ key: 'b', label: words.back, class: 'outline secondary' },
    not: not ?? (walk.passed.length === 0 ? words.atFirst : undefined),
    act: () => act({ type: 'back' }),
  };
  const cards = cardActions(props, spoken, open);
  const keyed = [...answers, back, ...cards].filter(({ key }) => key !== '');
  useActions([
    // After the conversation digits are those of what came of it.
    ...(not === undefined ? keyed : []),
    { key: 'Alt+y', label: words.toScript, act: () => place.current?.focus() },
  ]);
  useEffect(() => {
    open.value = undefined;
  }, [walk.step]);
  const card = script.cards.find(({ id }) => id === open.value);
  return (
    <section class="script" aria-label={words.script} ref={place} tabIndex={-1}>
      <Head shown={shown} other={other} />
      <div aria-live="polite">
        {step ? (
          <>
            {isNeeded(script, step) && <span class="tag warn">! {words.mustBeSaid}</span>}
            <SaidText text={step.say} {...{ spoken, fields }} />
          </>
        ) : (
          <p>{words.over}</p>
        )}
      </div>
      {step && answers.length === 0 && not === undefined && (
        <TypedAnswer step={step} answer={answer} />
      )}
      <Buttons actions={[...answers, back]} />
      <Result {...props} />
      {cards.length > 0 && (
        <section aria-label={words.objections}>
          <h3>{words.objections}</h3>
          <Buttons actions={cards} />
          {card && (
            <div class="card-said" role="status">
              <SaidText text={card.say} {...{ spoken, fields }} />
            </div>
          )}
        </section>
      )}
      <Disclosures shown={shown} />
      <Gone shown={shown} />
    </section>
  );
}

/** Opening a card is kept with the call; closing it is nobody's affair. */
const cardActions = (
  { shown: { script }, act, not }: RunnerProps,
  spoken: Language,
  open: Signal<string | undefined>,
): readonly Action[] =>
  script.cards.map(({ id, title }, index) => ({
    key: cardKeys[index] ?? '',
    label: inLanguage(title, spoken),
    class: 'outline',
    not,
    act: () => {
      open.value = open.value === id ? undefined : id;
      if (open.value === id) act({ type: 'card', card: id });
    },
  }));

const Buttons = ({ actions }: { readonly actions: readonly Action[] }) => (
  <div class="answers">
    {actions.map((action) => (
      <ActionButton key={action.label} action={action} />
    ))}
  </div>
);

/** Which version it is, and the other language, where texts are written in both. */
function Head({ shown, other }: { readonly shown: ScriptShown; readonly other: Signal<boolean> }) {
  const words = scriptWords.value;
  return (
    <div class="head-line">
      <small class="quiet">
        <Foreign text={shown.script.id} />
        {shown.script.version > 0 && ` · ${words.version(shown.script.version)}`}
      </small>
      {hasBoth(shown) && (
        <button
          type="button"
          class="plain"
          lang={otherThan(language.value)}
          aria-pressed={other.value}
          onClick={() => {
            other.value = !other.value;
          }}
        >
          {words.otherLanguage}
        </button>
      )}
    </div>
  );
}

const otherThan = (shown: 'en' | 'ja') => (shown === 'en' ? 'ja' : 'en');

/** Whether anything is written in both languages. */
const hasBoth = ({ script: { steps } }: ScriptShown): boolean =>
  steps.some(({ say }) => languages.every((each) => say[each] !== undefined));

/** What the way has come to, and why it cannot be saved yet. */
function Result({ shown, code = null, nameOfOutcome, take }: RunnerProps) {
  const words = scriptWords.value;
  const { script, walk } = shown;
  const named = nameOfOutcome ?? ((id: string) => id);
  const outcome = outcomeReached(script, walk);
  const wanted = code ?? outcome ?? null;
  const missing = missingFor(script, walk, wanted);
  const enter: Action = {
    ...{ key: 'Alt+l', label: words.takeResult },
    act: () => outcome !== undefined && take?.(outcome),
  };
  const mayTake = outcome !== undefined && take !== undefined && code !== outcome;
  useActions(mayTake ? [enter] : []);
  return (
    <>
      {outcome !== undefined && (
        <p class="script-result">
          <strong>
            <Foreign text={words.leadsTo(named(outcome))} />
          </strong>{' '}
          {mayTake && <ActionButton action={enter} />}
          {code === outcome && <span class="tag">✓ {words.resultTaken}</span>}
        </p>
      )}
      {missing.length > 0 && wanted !== null && (
        <div class="must-not" role="status">
          ⊘ <Foreign text={words.blocked(named(wanted))} />
          <ul>
            {disclosuresOf(script, walk, language.value, wanted)
              .filter(({ isDone }) => !isDone)
              .map(({ step, text }) => (
                <li key={step}>
                  <Foreign text={text} />
                </li>
              ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Disclosures({ shown: { script, walk } }: { readonly shown: ScriptShown }) {
  const words = scriptWords.value;
  const all = disclosuresOf(script, walk, language.value);
  if (all.length === 0) return null;
  return (
    <section aria-label={words.disclosures}>
      <h3>{words.disclosures}</h3>
      <ul class="plain-list">
        {all.map(({ step, isDone, text }) => (
          <li key={step} class={isDone ? 'quiet' : ''}>
            {isDone ? '☑' : '☐'} <Foreign text={text} />{' '}
            <span class="unseen">{isDone ? words.said : words.notSaid}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Gone({ shown: { script, walk } }: { readonly shown: ScriptShown }) {
  const words = scriptWords.value;
  if (walk.passed.length === 0) return null;
  const steps = new Map<string, Step>(script.steps.map((step) => [step.id, step]));
  return (
    <details>
      <summary>{words.gone}</summary>
      <ol class="history">
        {walk.passed.map((passed, index) => (
          <li key={`${index} ${passed.step}`}>
            <Foreign text={passed.step} /> →{' '}
            <AnswerShown found={steps.get(passed.step)} answer={passed.answer} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function AnswerShown({
  found,
  answer,
}: {
  readonly found: Step | undefined;
  readonly answer: string | number | boolean | null;
}) {
  const words = scriptWords.value;
  if (answer === null) return <span aria-hidden="true">·</span>;
  if (typeof answer === 'boolean') return <>{answer ? words.yes : words.no}</>;
  const question = found?.question;
  const choice =
    question?.kind === 'choice' ? question.choices.find(({ id }) => id === answer) : undefined;
  return <Foreign text={choice ? inLanguage(choice.label, language.value) : String(answer)} />;
}
