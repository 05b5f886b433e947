/** How many to dial now: the one decision of pacing, pure. See `docs/outbound/pacing.md`. */

import { burstRoom, mayOverrun, OVERRUN_MAX, permittedRisk, strictExcess } from './budget.ts';
import type { Learned } from './learned.ts';
import { Risk } from './risk.ts';
import type { PacingDecision, PacingReason, PacingScene } from './scene.ts';

/**
 * At most so many attempts for each agent at work are begun within a second, beyond one for each
 * idle agent: those dialled all at once are all answered by the same mistake about the answer rate.
 */
const SURGE = 0.2;
const SURGE_MS = 1_000;
/** An attempt that rings is let go of when its risk is this many times what is permitted. */
const LET_GO = 3;

/** A number of attempts and what bounds it. */
interface Wish {
  readonly dial: number;
  readonly reason: PacingReason;
  readonly riskMax: number;
  readonly risk: number;
  readonly letGo: readonly number[];
}

const wish = (dial: number, reason: PacingReason): Wish => ({
  dial: Math.max(0, dial),
  reason,
  riskMax: 0,
  risk: 0,
  letGo: [],
});

/**
 * Decides for one moment; asked on each answer, end, change of an agent and twice a second.
 * Changes nothing: equal knowledge and scenes give equal decisions.
 * Cost: below 1 ms for 200 agents. Allocates: some arrays of the size of team and attempts.
 */
export function decidePace(learned: Learned, scene: PacingScene): PacingDecision {
  const wanted = wishOf(learned, scene);
  const { trunks, leads } = scene;
  const bounds: readonly (readonly [number, PacingReason])[] = [
    [wanted.dial, wanted.reason],
    [Math.max(0, Math.floor(leads)), 'no-leads'],
    [Math.max(0, Math.floor(trunks.channels)), 'no-channels'],
    [Math.max(0, Math.floor(trunks.calls)), 'calls-per-second'],
  ];
  const [dial, reason] = bounds.reduce((least, each) => (each[0] < least[0] ? each : least));
  return {
    dial,
    present: scene.mode === 'preview' ? Math.max(0, Math.min(reservable(scene), leads)) : 0,
    letGo: wanted.letGo,
    reason,
    riskMax: wanted.riskMax,
    risk: wanted.risk,
  };
}

/** Idle agents outbound may have, for whom nothing rings and nobody waits. */
const reservable = ({ idle, reserve, flying, waiting }: PacingScene): number =>
  idle - reserve - flying.length - waiting;

function wishOf(learned: Learned, scene: PacingScene): Wish {
  const { mode, idle, busy, reserve, asked } = scene;
  if (mode === 'manual' || mode === 'preview') return wish(asked, 'mode');
  if (idle + busy.length - reserve <= 0) return wish(0, 'no-agents');
  const free = reservable(scene);
  if (mode === 'progressive') return wish(free, 'mode');
  const permitted = permittedRisk(learned, scene);
  if (permitted.riskMax <= 0) return wish(free, permitted.reason);
  return mode === 'power'
    ? wish(Math.max(free, lines(scene)), 'mode')
    : predict(learned, scene, permitted.riskMax);
}

/** Lines the ratio asks for beyond those in use; a line is used by a conversation too. */
function lines({ idle, busy, flying, waiting, linesPerAgent, reserve }: PacingScene): number {
  const talking = busy.filter(({ phase }) => phase === 'talking').length;
  const wanted = Math.round(linesPerAgent * (idle + busy.length - reserve));
  return wanted - flying.length - waiting - talking;
}

/**
 * One attempt for each idle agent; then one more at a time, as long as the next would risk no more
 * than is permitted, and would hardly bring the last ten minutes above what they may have.
 */
function predict(learned: Learned, scene: PacingScene, riskMax: number): Wish {
  const { idle, busy, flying, waiting, reserve, window, goals } = scene;
  const available = Math.max(0, idle - reserve);
  const free = Math.max(0, reservable(scene));
  const young = flying.filter(({ forMs }) => forMs < SURGE_MS).length;
  const most = Math.max(free, Math.ceil(SURGE * (idle + busy.length)) - young);
  const risk = new Risk(learned, scene, available, most);
  const excess = strictExcess(window, goals.abandonedMax);
  const spare = burstRoom(learned, scene);
  let dial = 0;
  for (let next = 0; dial < most; dial++) {
    if (dial >= free) {
      const beyond = flying.length + waiting + dial + 1 - available;
      if (beyond > excess) return wish(dial, 'window-small');
      next = risk.next();
      if (next > riskMax) {
        return {
          ...wish(dial, 'risk'),
          riskMax,
          risk: next,
          letGo: dial === 0 ? letGo(scene, next / riskMax) : [],
        };
      }
      if (risk.overrun(spare) > OVERRUN_MAX) {
        return { ...wish(dial, 'burst'), riskMax, risk: next };
      }
      if (mayOverrun(window, goals.abandonedMax, risk.expected())) {
        return { ...wish(dial, 'window-spent'), riskMax, risk: next };
      }
    }
    risk.add();
  }
  return { ...wish(dial, 'surge'), riskMax, risk: 0 };
}

/** The one that has rung longest of those that may go, while far too many ring. */
function letGo({ flying, letGoAfterMs }: PacingScene, over: number): readonly number[] {
  if (over < LET_GO) return [];
  let oldest = -1;
  for (const [i, { forMs }] of flying.entries()) {
    if (forMs >= letGoAfterMs && (oldest < 0 || forMs > flying[oldest]!.forMs)) oldest = i;
  }
  return oldest < 0 ? [] : [oldest];
}
