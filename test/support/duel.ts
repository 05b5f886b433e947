/** Fast router against reference: the same moves to both, and the first on which they differ. */

import { NEVER, type RouterSnapshot } from '../../core/index.ts';
import {
  type Answer,
  type Contender,
  fast,
  linesOf,
  play,
  reference,
  type Start,
  textOf,
} from './contenders.ts';
import { createRandomWorld, type Move, type WorldShape } from './random-world.ts';

export interface Disagreement {
  readonly move: number;
  readonly what: string;
}

export interface Duel {
  readonly start: Start;
  readonly moves: readonly Move[];
  readonly facts: number;
  readonly commands: number;
  readonly disagreement: Disagreement | undefined;
}

/** Both answers to one move; a text when they differ, or when a router broke. */
export function compare(
  left: Contender,
  right: Contender,
  move: Move,
  withSnapshots: boolean,
): Answer | string {
  const a = attempt(() => play(left, move));
  const b = attempt(() => play(right, move));
  if (typeof a === 'string' || typeof b === 'string' || textOf(a) !== textOf(b)) {
    const shown = (answer: Answer | string) =>
      typeof answer === 'string' ? `    broke: ${answer}` : linesOf(answer);
    return `  fast\n${shown(a)}\n  reference\n${shown(b)}`;
  }
  const broken = left.verify();
  if (broken.length > 0) return `  the fast router breaks its invariants: ${broken.join('; ')}`;
  const different = withSnapshots ? differences(left.snapshot(), right.snapshot()) : '';
  return different === '' ? a : `  after equal commands\n${different}`;
}

function attempt<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** Where two snapshots differ, one path a line, at most 12. Absent and undefined are the same. */
export function differences(fastOne: RouterSnapshot, referenceOne: RouterSnapshot): string {
  const found: string[] = [];
  const visit = (path: string, a: unknown, b: unknown): void => {
    if (Object.is(a, b) || found.length >= 12) return;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
      found.push(`    snapshot${path}: fast ${JSON.stringify(a)}, reference ${JSON.stringify(b)}`);
      return;
    }
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      visit(`${path}.${key}`, (a as never)[key], (b as never)[key]);
    }
  };
  visit('', fastOne, referenceOne);
  return found.join('\n');
}

/** Plays recorded moves on a new pair of routers, comparing snapshots after every one. */
export function replay(start: Start, moves: readonly Move[]): Disagreement | undefined {
  const left = fast(start);
  const right = reference(start);
  for (const [at, move] of moves.entries()) {
    const answer = compare(left, right, move, true);
    if (typeof answer === 'string') return { move: at, what: answer };
  }
  return undefined;
}

/** A world of this seed against both; snapshots are compared every `snapshotEvery` moves. */
export function duel(
  seed: number,
  shape: WorldShape,
  moveCount: number,
  snapshotEvery: number,
): Duel {
  const world = createRandomWorld(seed, shape);
  const left = fast(world);
  const right = reference(world);
  const moves: Move[] = [];
  let facts = 0;
  let commands = 0;
  let deadline = NEVER;
  while (moves.length < moveCount) {
    const move = world.next(deadline);
    moves.push(move);
    if (move.event) facts += 1;
    const answer = compare(left, right, move, moves.length % snapshotEvery === 0);
    if (typeof answer === 'string') {
      const disagreement = { move: moves.length - 1, what: answer };
      return { start: world, moves, facts, commands, disagreement };
    }
    deadline = answer.nextDeadline;
    commands += answer.records.length;
    answer.records.forEach(world.told);
  }
  return { start: world, moves, facts, commands, disagreement: undefined };
}

/** Leaves moves out as long as the routers still differ: few remain. Replays at most 400 times. */
export function shorten(start: Start, moves: readonly Move[]): readonly Move[] {
  const first = replay(start, moves);
  if (first === undefined) return moves;
  let kept = moves.slice(0, first.move + 1);
  let budget = 400;
  for (let chunk = Math.ceil(kept.length / 2); chunk >= 1; chunk = Math.floor(chunk / 2)) {
    for (let at = 0; at < kept.length && budget > 0; budget -= 1) {
      const without = [...kept.slice(0, at), ...kept.slice(at + chunk)];
      const still = replay(start, without);
      if (still === undefined) at += chunk;
      else kept = without.slice(0, still.move + 1);
    }
  }
  return kept;
}

/** What one needs to understand a disagreement: the few moves to it, both answers, the policy. */
export function report(seed: number, found: Duel): string {
  const few = shorten(found.start, found.moves);
  const shortest = replay(found.start, few) ?? found.disagreement!;
  const { policy, limits, routerSeed } = found.start;
  return [
    `seed ${seed}: the routers differ at move ${found.disagreement!.move}; ${few.length} moves suffice`,
    `  limits ${JSON.stringify(limits)}, router seed ${routerSeed}`,
    `  policy ${JSON.stringify(policy)}`,
    ...few.map((move) => `  ${move.at} ${move.event ? JSON.stringify(move.event) : 'advance'}`),
    shortest.what,
    `repeat: TSUNAGI_SEED=${seed} npx vitest run test/core/differential.test.ts`,
  ].join('\n');
}
