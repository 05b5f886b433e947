/** What is wrong with a script before it is published: every fault, with the step it is at. */

import { languages, type Script, type Step } from './script.ts';
import { piecesOf } from './text.ts';

export type ScriptFault =
  | {
      readonly code: 'no-start' | 'twice' | 'unreached' | 'no-end' | 'no-text';
      readonly at: string;
    }
  /** An edge or `next` to a step there is not; an outcome, or a step it needs. */
  | { readonly code: 'unknown-step' | 'unknown-outcome'; readonly at: string; readonly to: string }
  /** An edge for an answer the question cannot have, or none for one it can. */
  | { readonly code: 'edge-too-many' | 'edge-missing'; readonly at: string; readonly edge: string }
  | { readonly code: 'unknown-field'; readonly at: string; readonly field: string }
  /** The outcome can be reached on a way that leaves out a step it needs. */
  | { readonly code: 'way-around'; readonly at: string; readonly around: string };

/**
 * Every fault. `fields`: the fields there are. A script without faults always leads to an end, and
 * an outcome that needs steps cannot be reached around them. Cost: O(steps x outcomes' needs).
 */
export function checkScript(script: Script, fields: ReadonlySet<string>): readonly ScriptFault[] {
  const faults: ScriptFault[] = [];
  const steps = new Map<string, Step>();
  for (const step of script.steps) {
    if (steps.has(step.id)) faults.push({ code: 'twice', at: step.id });
    steps.set(step.id, step);
  }
  if (!steps.has(script.start)) faults.push({ code: 'no-start', at: script.start });
  for (const step of script.steps) faults.push(...faultsOfStep(script, step, steps, fields));
  faults.push(...faultsOfOutcomes(script, steps), ...faultsOfCards(script, fields));
  const reached = reachable(steps, script.start, undefined);
  for (const id of steps.keys()) if (!reached.has(id)) faults.push({ code: 'unreached', at: id });
  faults.push(...endless(steps, reached));
  if (steps.has(script.start)) faults.push(...waysAround(script, steps));
  return faults;
}

/** Edges a question can have. */
export function edgesOf({ question }: Step): readonly string[] {
  if (question.kind === 'yes-no') return ['yes', 'no'];
  return question.kind === 'choice' ? question.choices.map(({ id }) => id) : [];
}

/** Whether some answer takes the step's own way, not that of an edge. */
function hasOpenAnswer(step: Step): boolean {
  const possible = edgesOf(step);
  return possible.length === 0 || possible.some((edge) => !Object.hasOwn(step.edges, edge));
}

/** Where a step can lead. */
const targetsOf = (step: Step): readonly string[] => [
  ...Object.values(step.edges),
  ...(step.next !== undefined && hasOpenAnswer(step) ? [step.next] : []),
];

function faultsOfStep(
  { outcomes }: Script,
  step: Step,
  steps: ReadonlyMap<string, Step>,
  fields: ReadonlySet<string>,
): ScriptFault[] {
  const at = step.id;
  const faults: ScriptFault[] = [];
  for (const to of targetsOf(step))
    if (!steps.has(to)) faults.push({ code: 'unknown-step', at, to });
  const possible = edgesOf(step);
  for (const edge of Object.keys(step.edges)) {
    if (!possible.includes(edge)) faults.push({ code: 'edge-too-many', at, edge });
  }
  const leads = step.next !== undefined || step.outcome !== undefined;
  for (const edge of possible) {
    if (!leads && !Object.hasOwn(step.edges, edge)) faults.push({ code: 'edge-missing', at, edge });
  }
  if (step.outcome !== undefined && !outcomes.some(({ id }) => id === step.outcome)) {
    faults.push({ code: 'unknown-outcome', at, to: step.outcome });
  }
  return [...faults, ...faultsOfText(at, step.say, fields)];
}

function faultsOfText(at: string, text: Step['say'], fields: ReadonlySet<string>): ScriptFault[] {
  const texts = languages.map((language) => text[language]).filter((each) => each !== undefined);
  if (texts.length === 0) return [{ code: 'no-text', at }];
  const unknown = texts
    .flatMap(piecesOf)
    .flatMap((piece) => ('field' in piece && !fields.has(piece.field) ? [piece.field] : []));
  return [...new Set(unknown)].map((field) => ({ code: 'unknown-field', at, field }));
}

const faultsOfCards = ({ cards }: Script, fields: ReadonlySet<string>): readonly ScriptFault[] =>
  cards.flatMap(({ id, say }) => faultsOfText(id, say, fields));

const faultsOfOutcomes = ({ outcomes }: Script, steps: ReadonlyMap<string, Step>): ScriptFault[] =>
  outcomes.flatMap(({ id, needs }) =>
    needs
      .filter((step) => !steps.has(step))
      .map((to): ScriptFault => ({ code: 'unknown-step', at: id, to })),
  );

/** Steps that can be reached from one, without going through `without`. */
function reachable(
  steps: ReadonlyMap<string, Step>,
  start: string,
  without: string | undefined,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [start];
  while (open.length > 0) {
    const step = steps.get(open.pop()!);
    if (step === undefined || step.id === without || seen.has(step.id)) continue;
    seen.add(step.id);
    open.push(...targetsOf(step));
  }
  return seen;
}

/** Steps that can be reached and from which no end can. */
function endless(steps: ReadonlyMap<string, Step>, reached: ReadonlySet<string>): ScriptFault[] {
  const isEnd = (step: Step): boolean => step.next === undefined && hasOpenAnswer(step);
  return [...reached]
    .filter((id) => ![...reachable(steps, id, undefined)].some((each) => isEnd(steps.get(each)!)))
    .map((at) => ({ code: 'no-end', at }));
}

/** Steps with an outcome that can be reached around a step the outcome needs. */
function waysAround(script: Script, steps: ReadonlyMap<string, Step>): ScriptFault[] {
  return script.outcomes.flatMap(({ id, needs }) =>
    needs.flatMap((around) => {
      const reached = reachable(steps, script.start, around);
      return script.steps
        .filter((step) => step.outcome === id && step.id !== around && reached.has(step.id))
        .map((step): ScriptFault => ({ code: 'way-around', at: step.id, around }));
    }),
  );
}
