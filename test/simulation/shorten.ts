/** A run that fails, made smaller as long as it still fails in the same way. */

import type { Start } from '../support/contenders.ts';
import { type FaultName, type FaultPlan, faultNames } from './faults.ts';
import { Finding } from './finding.ts';
import { type Run, type RunOptions, simulate } from './simulate.ts';
import { type Move, Trial, type TrialOptions } from './trial.ts';

/** What a finding is, whoever it happened to: numbers and agents apart. */
export const patternOf = ({ kind, sentences }: Finding): string =>
  `${kind}: ${(sentences[0] ?? '').replaceAll(/\d+/g, '#').replaceAll(/ (of|to) \S+:/g, ' $1 …:')}`;

/** Fewer faults, then fewer calls. Cost: some dozens of runs. */
export function fewerFaults(failed: Run): Run {
  let best = failed;
  const pattern = patternOf(failed.finding!);
  const attempt = (change: Partial<RunOptions>): boolean => {
    const run = simulate({ ...best.options, ...change });
    if (!run.finding || patternOf(run.finding) !== pattern) return false;
    best = run;
    return true;
  };
  for (const name of faultNames) {
    if (best.options.plan[name] !== undefined) attempt({ plan: without(best.options.plan, name) });
  }
  for (let calls = best.options.calls; calls > 1; ) {
    const fewer = Math.max(1, Math.floor(calls * 0.7));
    if (!attempt({ calls: fewer })) break;
    calls = fewer;
  }
  return best;
}

const without = (plan: FaultPlan, name: FaultName): FaultPlan =>
  Object.fromEntries(Object.entries(plan).filter(([other]) => other !== name));

/** Findings that follow from the moves alone; the others need the world around them. */
const ofMoves: ReadonlySet<string> = new Set(['observer', 'invariant', 'broke', 'reference']);

export interface Shortest {
  readonly moves: readonly Move[];
  readonly texts: readonly string[];
  readonly finding: Finding;
}

/**
 * The few moves that are enough for the finding, played without a world; undefined when it takes
 * one. Replays at most 500 times.
 */
export function fewestMoves(failed: Run): Shortest | undefined {
  const { first, finding, options } = failed;
  if (!finding || !ofMoves.has(finding.kind)) return undefined;
  const { start } = first.trial;
  const pattern = patternOf(finding);
  const replay = (moves: readonly Move[]): Shortest | undefined => {
    const shorter = replayed(start, moves, options);
    return shorter && patternOf(shorter.finding) === pattern ? shorter : undefined;
  };
  let best = replay(first.trial.moves);
  if (!best) return undefined;
  let budget = 500;
  for (let chunk = Math.ceil(best.moves.length / 2); chunk >= 1; chunk = Math.floor(chunk / 2)) {
    for (let at = 0; at < best.moves.length && budget > 0; budget -= 1) {
      const shorter = replay(best.moves.toSpliced(at, chunk));
      if (shorter) best = shorter;
      else at += chunk;
    }
  }
  return best;
}

/** Plays moves by themselves, to the first finding. */
function replayed(
  start: Start,
  moves: readonly Move[],
  { besideReference = false, wrap }: TrialOptions,
): Shortest | undefined {
  const trial = new Trial(start, { besideReference, statesEvery: 1, ...(wrap ? { wrap } : {}) });
  try {
    for (const move of moves) trial.play(move);
  } catch (finding) {
    if (!(finding instanceof Finding)) throw finding;
    return { moves: [...trial.moves], texts: trial.texts, finding };
  }
  return undefined;
}
