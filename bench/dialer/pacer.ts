/** What decides how many to dial, as a shift asks it: ours and its rivals alike. */

import type { BusyAgent, FlyingAttempt } from '../../core/outreach/pacing/scene.ts';

/** What a dialer can see of a shift at a moment. */
export interface ShiftView {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly idle: number;
  readonly busy: readonly BusyAgent[];
  readonly flying: readonly FlyingAttempt[];
  /** People who have answered and for whom no agent's phone rings. */
  readonly waiting: number;
  /** People who answered so far, and those of them for whom nobody was there. */
  readonly answered: number;
  readonly abandoned: number;
}

/** How many to dial now, and a figure that comes back when the person who answers is served. */
export interface Order {
  readonly dial: number;
  readonly riskMax: number;
}

export interface Pacer {
  readonly name: string;
  /** Asked twice a second. */
  decide(view: ShiftView): Order;
  attemptEnded?(now: number, answered: boolean, afterMs: number): void;
  resolved?(now: number, abandoned: boolean, riskMax: number): void;
  talkEnded?(lastedMs: number): void;
  wrapUpEnded?(lastedMs: number): void;
}
