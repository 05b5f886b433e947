/** Our pacing, and what it is compared with. */

import { decidePace } from '../../core/outreach/pacing/decide.ts';
import { Learned } from '../../core/outreach/pacing/learned.ts';
import type { DiallingMode, PacingScene } from '../../core/outreach/pacing/scene.ts';
import { NEVER } from '../../core/routing/ids.ts';
import type { Pacer, ShiftView } from './pacer.ts';

/** Most abandonment, as the law's cap; everybody is to be as busy as that allows. */
export const CAP = 0.03;
const GOALS = { abandonedMax: CAP, idleMax: 0 };

/** The view as a scene: one class of numbers, trunks without end, all well. */
export function sceneOf(mode: DiallingMode, view: ShiftView): PacingScene {
  const { now, idle, busy, flying, waiting, answered, abandoned } = view;
  return {
    ...{ mode, now, idle, busy, flying, waiting },
    goals: GOALS,
    window: { answered, abandoned },
    trunks: { channels: NEVER, calls: NEVER },
    health: {},
    reserve: 0,
    waitMs: 2_000,
    class: 0,
    hour: hourOf(now),
    asked: 0,
    linesPerAgent: 1,
    letGoAfterMs: NEVER,
    leads: NEVER,
  };
}

const hourOf = (now: number): number => Math.floor(now / 3_600_000) % 24;

/** `core/outreach/pacing`, which begins the shift knowing nothing. */
export function ourPacer(mode: 'predictive' | 'progressive'): Pacer {
  const learned = new Learned();
  return {
    name: mode,
    decide(view) {
      const { now, idle, busy } = view;
      learned.learn({ type: 'agents-changed', now, idle, atWork: idle + busy.length });
      return decidePace(learned, sceneOf(mode, view));
    },
    attemptEnded: (now, answered, afterMs) =>
      learned.learn({
        ...{ type: 'attempt-ended', now, class: 0, hour: hourOf(now), answered, afterMs },
      }),
    resolved: (now, abandoned, riskMax) =>
      learned.learn({ type: 'answer-resolved', now, abandoned, riskMax }),
    talkEnded: (lastedMs) => learned.learn({ type: 'talk-ended', lastedMs }),
    wrapUpEnded: (lastedMs) => learned.learn({ type: 'wrap-up-ended', lastedMs }),
  };
}

const talking = ({ busy }: ShiftView): number =>
  busy.filter(({ phase }) => phase === 'talking').length;

/** Lines for each agent at work; conversations use one. Nothing holds it back. */
export const fixedRatio = (lines: number): Pacer => ({
  name: `ratio ${lines.toFixed(1)}`,
  decide(view) {
    const { idle, busy, flying, waiting } = view;
    const wanted = Math.round(lines * (idle + busy.length));
    const dial = wanted - flying.length - waiting - talking(view);
    return { dial: Math.max(0, dial), riskMax: 0 };
  },
});

/** Seconds of the clock: what VICIdial does when. */
const SAMPLES = 15;
const PLACING_MS = 2_500;
const LEVEL_MAX = 3;
/** Calls before the limit counts. */
const LIMIT_FROM = 50;

/**
 * VICIdial's ADAPT_HARD_LIMIT with the settings it is shipped with, as its documentation and
 * `AST_VDadapt.pl` describe it: each second a sample of idle agents less waiting calls; every 15 s
 * the level times (1 + mean idle share), between 1 and 3, and 1 while the day's drops are above the
 * limit (counted each minute); every 2.5 s lines up to level × agents in call or ready.
 */
export class AdaptHardLimit implements Pacer {
  readonly name = 'VICIdial ADAPT';
  #level = 1;
  #samples: number[] = [];
  #calls = 0;
  #rate = 0;
  #minute = { calls: 0, dropped: 0 };
  #counted = { calls: 0, dropped: 0 };
  #sampleAt = 0;
  #levelAt = 0;
  #countAt = 0;
  #placeAt = 0;

  attemptEnded(): void {
    this.#calls++;
  }

  decide(view: ShiftView): { dial: number; riskMax: number } {
    const { now } = view;
    if (now >= this.#sampleAt) {
      this.#sampleAt = now + 1_000;
      this.#samples = [...this.#samples.slice(1 - SAMPLES), view.idle - view.waiting];
    }
    if (now >= this.#countAt) this.#count(view);
    if (now >= this.#levelAt) this.#adapt(view);
    if (now < this.#placeAt) return { dial: 0, riskMax: 0 };
    this.#placeAt = now + PLACING_MS;
    // Agents who finish a call are paused, and not counted.
    const goal = Math.round(this.#level * (view.idle + talking(view)));
    const lines = view.flying.length + view.waiting + talking(view);
    return { dial: Math.max(0, goal - lines), riskMax: 0 };
  }

  /** Each minute: the day's share of drops, and those of the last minute. */
  #count({ now, answered, abandoned }: ShiftView): void {
    this.#countAt = now + 60_000;
    this.#rate = answered > 0 ? (100 * abandoned) / answered : 0;
    this.#minute = {
      calls: this.#calls - this.#counted.calls,
      dropped: abandoned - this.#counted.dropped,
    };
    this.#counted = { calls: this.#calls, dropped: abandoned };
  }

  /** Every 15 s: the level follows the share of idle agents. */
  #adapt({ now, idle, busy }: ShiftView): void {
    this.#levelAt = now + 15_000;
    const mean = this.#samples.reduce((sum, each) => sum + each, 0) / this.#samples.length;
    let level = this.#level * (1 + mean / (idle + busy.length));
    level = Math.min(LEVEL_MAX, Math.max(1, level));
    const { calls, dropped } = this.#minute;
    if (calls > 20 && dropped / calls > 0.5) level /= 2;
    if (this.#calls > LIMIT_FROM && this.#rate > 100 * CAP) level = 1;
    this.#level = Math.max(1, level);
  }
}
