/**
 * One way through a script: where the agent is, what was answered, what was opened. A fold over
 * what was done, so that a page that is loaded again, or a server that starts again, is where it
 * was.
 */

import type { Ms } from '../routing/ids.ts';
import {
  type Answer,
  nextOf,
  readAnswer,
  type Script,
  type Step,
  type WrongAnswer,
} from './script.ts';

/** A step that was gone through. */
export interface Passed {
  readonly step: string;
  readonly answer: Answer;
  /** The way taken: `yes`, a choice, or absent for the step's only one. */
  readonly edge?: string;
  readonly at: Ms;
}

/** Plain JSON; kept with the call. */
export interface Walk {
  readonly script: string;
  readonly version: number;
  readonly startedAt: Ms;
  /** Steps in the order in which they were gone through, without those gone back over. */
  readonly passed: readonly Passed[];
  /** Where the agent is; undefined: at the end. */
  readonly step?: string;
  readonly cards: readonly { readonly card: string; readonly at: Ms }[];
}

/** The walk one answer further, or what is wrong with the answer. */
export type Moved = { readonly walk: Walk } | { readonly wrong: WrongAnswer };

/** At the first step. */
export const beginWalk = ({ id, version, start }: Script, at: Ms): Walk => ({
  ...{ script: id, version, startedAt: at },
  ...{ passed: [], step: start, cards: [] },
});

/** The step the agent is at; undefined: at the end. Throws for a walk of another version. */
export function stepOf(script: Script, walk: Walk): Step | undefined {
  if (walk.script !== script.id || walk.version !== script.version) {
    throw new Error(
      `a walk of ${walk.script} version ${walk.version} in ${script.id} version ${script.version}`,
    );
  }
  return script.steps.find(({ id }) => id === walk.step);
}

/** The answer to the present step; a wrong one leaves the walk where it is. */
export function answerStep(script: Script, walk: Walk, text: string, at: Ms): Moved {
  const step = stepOf(script, walk);
  if (step === undefined) return { walk };
  const read = readAnswer(step.question, text);
  if ('wrong' in read) return read;
  const { answer, edge } = read;
  const done: Passed = { step: step.id, answer, ...(edge === undefined ? {} : { edge }), at };
  const { step: _, ...rest } = walk;
  const next = nextOf(step, edge);
  const passed = [...walk.passed, done];
  return { walk: next === undefined ? { ...rest, passed } : { ...rest, passed, step: next } };
}

/** One step back: its answer is taken away. At the first: nothing. */
export function stepBack(walk: Walk): Walk {
  const last = walk.passed.at(-1);
  if (last === undefined) return walk;
  return { ...walk, passed: walk.passed.slice(0, -1), step: last.step };
}

/** An objection card was opened; the step stays. An unknown card: nothing. */
export function openCard(script: Script, walk: Walk, card: string, at: Ms): Walk {
  if (!script.cards.some(({ id }) => id === card)) return walk;
  return { ...walk, cards: [...walk.cards, { card, at }] };
}

/** Whether an outcome may be saved, and why not. */
export type Finish =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'unknown-outcome' }
  /** Steps that must be gone through before, in the order of the script. */
  | { readonly ok: false; readonly why: 'steps-missing'; readonly steps: readonly string[] };

/** Whether a call may be saved with that outcome. */
export function mayFinish(script: Script, walk: Walk, outcome: string): Finish {
  const found = script.outcomes.find(({ id }) => id === outcome);
  if (found === undefined) return { ok: false, why: 'unknown-outcome' };
  const passed = new Set(walk.passed.map(({ step }) => step));
  const steps = script.steps
    .map(({ id }) => id)
    .filter((id) => found.needs.includes(id) && !passed.has(id));
  return steps.length === 0 ? { ok: true } : { ok: false, why: 'steps-missing', steps };
}

/** What was answered that is to be kept of the person: attribute to answer, the latest. */
export function keptAnswers(script: Script, walk: Walk): Readonly<Record<string, Answer>> {
  const keeps = new Map(script.steps.map(({ id, keeps: attribute }) => [id, attribute]));
  const kept = walk.passed.flatMap(({ step, answer }) => {
    const attribute = keeps.get(step);
    return attribute === undefined ? [] : [[attribute, answer] as const];
  });
  return Object.fromEntries(kept);
}
