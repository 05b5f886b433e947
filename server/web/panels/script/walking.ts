/** Where the agent is in a script, and what can be done there: no server, no page. */

import type { Language, Script, Step, WrongAnswer } from '../../../../core/script/script.ts';
import { inLanguage } from '../../../../core/script/text.ts';
import { mayFinish, type Walk } from '../../../../core/script/walk.ts';
import type { scriptWords } from '../../words/script.ts';

/** Keys of objection cards, in their order: those above the left hand that answer nothing. */
export const cardKeys = ['q', 'w', 'e', 'r', 't', 'u', 'i', 'o', 'p'] as const;

/** A step that some outcome needs, and whether it was gone through. */
export interface Disclosure {
  readonly step: string;
  readonly isDone: boolean;
  readonly text: string;
}

/** Steps the outcomes need, in the order of the script; `outcome`: that one alone. */
export function disclosuresOf(
  script: Script,
  walk: Walk,
  spoken: Language,
  outcome: string | null = null,
): readonly Disclosure[] {
  const passed = new Set(walk.passed.map(({ step }) => step));
  const needed = new Set(
    script.outcomes
      .filter(({ id }) => outcome === null || id === outcome)
      .flatMap(({ needs }) => needs),
  );
  return script.steps
    .filter(({ id }) => needed.has(id))
    .map((step) => ({
      step: step.id,
      isDone: passed.has(step.id),
      text: shortText(inLanguage(step.say, spoken)),
    }));
}

/** Ids of steps that keep this outcome from being saved. */
export function missingFor(script: Script, walk: Walk, outcome: string | null): readonly string[] {
  if (outcome === null) return [];
  const finish = mayFinish(script, walk, outcome);
  return finish.ok || finish.why !== 'steps-missing' ? [] : finish.steps;
}

/** Whether some outcome cannot be saved without this step. */
export const isNeeded = (script: Script, step: Step): boolean =>
  script.outcomes.some(({ needs }) => needs.includes(step.id));

/** The outcome the script has come to, with the step the agent is at or left last. */
export function outcomeReached(script: Script, walk: Walk): string | undefined {
  const at = walk.step ?? walk.passed.at(-1)?.step;
  return script.steps.find(({ id }) => id === at)?.outcome;
}

/** The beginning of a text, as a name for it. */
export const shortText = (text: string): string => {
  const letters = [...text.replaceAll(/\s+/g, ' ').trim()];
  return letters.length <= 48 ? letters.join('') : `${letters.slice(0, 47).join('')}…`;
};

/** Why an answer is none, in the words of the language shown. */
export function wrongText(wrong: WrongAnswer, words: (typeof scriptWords)['value']): string {
  return 'limit' in wrong ? words[wrong.why](wrong.limit) : words[wrong.why];
}
