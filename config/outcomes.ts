/** Business results of a campaign, with the reasons each asks for. */

import { z } from 'zod';
import { id } from './scalars.ts';

/**
 * By id: what it is called, whether it ends the lead, and its reasons below it, as deep as need
 * be.
 */
export type OutcomeTree = Readonly<Record<string, Outcome>>;

/** One business result. */
export interface Outcome {
  readonly name: string;
  /** The goal of the campaign was reached. */
  readonly isGoal?: boolean;
  /** They are not to be called again. */
  readonly isRefusal?: boolean;
  /** Where there are any, one must be named, down to one without reasons below it. */
  readonly reasons?: ReasonTree;
}

/** Reasons by id; below each, finer ones. */
export interface ReasonTree {
  readonly [id: string]: { readonly name: string; readonly reasons?: ReasonTree };
}

const reasonTree: z.ZodType<ReasonTree> = z.lazy(() =>
  z.record(
    id,
    z
      .strictObject({ name: z.string().max(200), reasons: reasonTree.optional() })
      .transform(({ name, reasons }) => ({ name, ...(reasons && { reasons }) })),
  ),
);

/** As it is written in a campaign. */
export const outcomeTree: z.ZodType<OutcomeTree> = z
  .record(
    id,
    z
      .strictObject({
        name: z.string().max(200),
        isGoal: z.boolean().optional(),
        isRefusal: z.boolean().optional(),
        reasons: reasonTree.optional(),
      })
      .transform(({ name, isGoal, isRefusal, reasons }) => ({
        name,
        ...(isGoal && { isGoal }),
        ...(isRefusal && { isRefusal }),
        ...(reasons && { reasons }),
      })),
  )
  .refine((tree) => Object.keys(tree).length > 0, 'name one outcome at least');

/** Between the reasons of a path: `price/too-high`. */
const separator = '/';

/** What is wrong with a tree itself; undefined when nothing is. */
export function outcomeFault(tree: OutcomeTree): string | undefined {
  const wrong = (reasons: ReasonTree): string | undefined =>
    Object.entries(reasons)
      .map(([id, { reasons: below = {} }]) => (id.includes(separator) ? id : wrong(below)))
      .find((id) => id !== undefined);
  for (const [id, { reasons = {} }] of Object.entries(tree)) {
    const found = id.includes(separator) ? id : wrong(reasons);
    if (found !== undefined)
      return `"${found}" holds a "${separator}", which stands between reasons`;
  }
  return undefined;
}

/**
 * Why this result cannot be saved; undefined when it can: it is in the tree, and where the tree has
 * reasons one of them is named to its end.
 */
export function resultFault(
  tree: OutcomeTree,
  outcome: string,
  reason: string | undefined,
): string | undefined {
  const found = Object.hasOwn(tree, outcome) ? tree[outcome] : undefined;
  if (found === undefined) {
    return `"${outcome}" is no outcome; there are ${Object.keys(tree).join(', ')}`;
  }
  let reasons = found.reasons ?? {};
  for (const step of reason === undefined ? [] : reason.split(separator)) {
    if (!Object.hasOwn(reasons, step)) return `"${step}" is no reason of "${outcome}"`;
    reasons = reasons[step]!.reasons ?? {};
  }
  const open = Object.keys(reasons);
  return open.length === 0 ? undefined : `"${outcome}" needs a reason: ${open.join(', ')}`;
}
