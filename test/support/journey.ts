/**
 * A random world played on the fast router and written down, so that variants of it can be played
 * too.
 */

import { type Ms, NEVER, type Policy, type RouterEvent } from '../../core/index.ts';
import { type Answer, type Contender, fast, play, type Start } from './contenders.ts';
import { createDice } from './dice.ts';
import { createRandomWorld, type Move, type WorldShape } from './random-world.ts';

export interface Journey {
  readonly start: Start;
  readonly moves: readonly Move[];
  readonly answers: readonly Answer[];
}

export const smallShape: WorldShape = {
  agentsMax: 5,
  callersMax: 7,
  hostilePercent: 4,
  upheavals: true,
};

/** Plays a world of this seed. `onMove` sees every move before and after it was played. */
export function recordJourney(
  seed: number,
  moveCount: number,
  shape: WorldShape = smallShape,
  onMove: (contender: Contender, move: Move, played: () => Answer) => Answer = (_c, _m, played) =>
    played(),
): Journey {
  const world = createRandomWorld(seed, shape);
  const contender = fast(world);
  const moves: Move[] = [];
  const answers: Answer[] = [];
  let deadline = NEVER;
  while (moves.length < moveCount) {
    const move = world.next(deadline);
    const answer = onMove(contender, move, () => play(contender, move));
    moves.push(move);
    answers.push(answer);
    answer.records.forEach(world.told);
    deadline = answer.nextDeadline;
  }
  return { start: world, moves, answers };
}

/** The journey with every policy in it changed, the first one and those that replace it. */
export function withPolicies(journey: Journey, change: (policy: Policy) => Policy): Journey {
  return {
    ...journey,
    start: { ...journey.start, policy: change(journey.start.policy) },
    moves: journey.moves.map((move) =>
      move.event?.type === 'policy-replaced'
        ? { ...move, event: { type: 'policy-replaced', policy: change(move.event.policy) } }
        : move,
    ),
  };
}

/** The journey with every fact changed. */
export const withEvents = (
  journey: Journey,
  change: (event: RouterEvent) => RouterEvent,
): Journey => ({
  ...journey,
  moves: journey.moves.map((move) => (move.event ? { ...move, event: change(move.event) } : move)),
});

/** Advances that stop at every deadline on their way, as the server's timer does. */
export function withExactAdvances(journey: Journey): Journey {
  const contender = fast(journey.start);
  const moves: Move[] = [];
  for (const move of journey.moves) {
    for (let at = contender.nextDeadline(); !move.event && at < move.at; ) {
      moves.push({ at });
      play(contender, { at });
      at = contender.nextDeadline();
    }
    moves.push(move);
    play(contender, move);
  }
  return { ...journey, moves };
}

/** Further advances strung between the moves, none of them beyond a deadline. */
export function withMoreAdvances(journey: Journey, seed: number): Journey {
  const dice = createDice(seed);
  const contender = fast(journey.start);
  const moves: Move[] = [];
  let now: Ms = 0;
  for (const move of journey.moves) {
    if (!move.event && move.at > now) {
      const before = Math.min(move.at, contender.nextDeadline());
      const points = [dice.below(before - now + 1), dice.below(before - now + 1)];
      for (const point of points.sort((a, b) => a - b)) moves.push({ at: now + point });
    }
    moves.push(move);
    if (!move.event) moves.push({ at: move.at });
    play(contender, move);
    now = Math.max(now, move.at);
  }
  return { ...journey, moves };
}

/** Everything commanded and told in a journey, in order, whatever move it came from. */
export const recordsOf = (contender: Contender, moves: readonly Move[]): string[] =>
  moves.flatMap((move) => play(contender, move).records.map((record) => JSON.stringify(record)));
