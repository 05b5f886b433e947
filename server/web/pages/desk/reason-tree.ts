/** Choosing what came of a call: a tree walked by number keys, one level at a time. */

import type { CodeShown, ReasonShown } from '../../../wire/knowledge.ts';

/** What is chosen: a code, and its reason as a path. */
export interface Chosen {
  readonly code: string | null;
  /** `price/too-high` */
  readonly reason: string | null;
}

/** What can be chosen next. */
export interface Level {
  /** Of codes, or of reasons below what is chosen. */
  readonly kind: 'codes' | 'reasons';
  readonly choices: readonly ReasonShown[];
  /** Names of what is chosen so far, outermost first. */
  readonly path: readonly ReasonShown[];
  /** Nothing is left to choose. */
  readonly isComplete: boolean;
}

/**
 * Where the choice stands. Unknown codes and reasons (of a configuration that has changed
 * meanwhile) count as not chosen.
 */
export function levelOf(codes: readonly CodeShown[], { code, reason }: Chosen): Level {
  const top = codes.find(({ id }) => id === code);
  if (!top) return { kind: 'codes', choices: codes, path: [], isComplete: false };
  const path: ReasonShown[] = [top];
  for (const id of reason?.split('/') ?? []) {
    const next = path.at(-1)!.reasons.find((each) => each.id === id);
    if (!next) break;
    path.push(next);
  }
  const choices = path.at(-1)!.reasons;
  return { kind: 'reasons', choices, path, isComplete: choices.length === 0 };
}

/** The choice after one of the level's choices was taken. */
export function choose(codes: readonly CodeShown[], chosen: Chosen, id: string): Chosen {
  const { kind, path } = levelOf(codes, chosen);
  if (kind === 'codes') return { code: id, reason: null };
  const reasons = [...path.slice(1).map((each) => each.id), id];
  return { code: chosen.code, reason: reasons.join('/') };
}

/** One level back. */
export function unchoose(codes: readonly CodeShown[], chosen: Chosen): Chosen {
  const { path } = levelOf(codes, chosen);
  if (path.length <= 1) return { code: null, reason: null };
  const reasons = path.slice(1, -1).map(({ id }) => id);
  return { code: chosen.code, reason: reasons.length === 0 ? null : reasons.join('/') };
}
