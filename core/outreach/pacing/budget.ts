/**
 * How much risk may be taken, from two accounts of abandonments and guards that allow none.
 *
 * The law's window is an account that holds what was earned (the target's share of each person who
 * answered) less what was spent (each person abandoned). Permitted is the risk that has led to the
 * target so far, e^(GAIN × balance) times; overdrawn, e^(BRAKE × balance) times. The last ten
 * minutes are the second account: a good month does not pay for a bad quarter of an hour. Few
 * abandonments come alone, though: most of a bad ten minutes is one crowd that answers at once. So
 * this account counts what rings already, too (`burstRoom` and `OVERRUN_MAX`).
 */

import type { Learned } from './learned.ts';
import type { LegalWindow, PacingHealth, PacingReason, PacingScene } from './scene.ts';

/** Aimed at: this part of what is permitted. */
const TARGET = 0.8;
/** … and so many abandonments less, which counts while they are few: chance brings some at once. */
const RESERVE = 2;
/** Logarithm of the risk for each abandonment of balance, while there is one and overdrawn. */
const GAIN = 0.1;
const BRAKE = 1;
/** A balance beyond this makes no bolder. */
const CREDIT_MAX = 3;
const RISK_MAX = 0.25;
/** Below this it is not worth a look. */
const RISK_MIN = 0.0005;
/** Until the window affords so many abandonments, none is risked that it could not afford. */
const STRICT_BELOW = 3;
/** In ten minutes, of so many people who answered at least: not more than this part of the cap. */
const BURST = 5 / 3;
const BURST_ANSWERS = 100;
/** Of those who answered in the last ten minutes so many still count when what rings has ended. */
const BURST_STAYS = 0.9;
/** Risk ends at this part of the cap already. */
const CALMED = 1.5;
/** An attempt is not begun that is, if answered, more probably than this the one beyond it. */
export const OVERRUN_MAX = 0.00003;
const CALMING = 1.5;
const CALM_MIN = 0.05;
/** Fewer agents at work: progressive. */
const TEAM_MIN = 3;
/** A class is dialled for reserved agents only until so many attempts of it have ended … */
const CLASS_SEEN_MIN = 50;
/** … and with growing risk over so many more. */
const CLASS_TRUST = 100;
const TRUNK_ERRORS_MAX = 0.1;
const CONNECT_MS_MAX = 200;
const CLOCK_SKEW_MS_MAX = 1_000;

/** Abandonments the window affords altogether. */
export const affordable = ({ answered }: LegalWindow, abandonedMax: number): number =>
  Math.floor(abandonedMax * answered + 1e-9);

/** What the window's account holds, in abandonments. */
export function balance({ answered, abandoned }: LegalWindow, abandonedMax: number): number {
  const earned = Math.min(TARGET * abandonedMax * answered, abandonedMax * answered - RESERVE);
  return earned - abandoned;
}

/** How eager the agents' idle time makes: 1 at the goal or beyond, 0 at half of it. */
export function eagerness(learned: Learned, idleMax: number): number {
  const { idleOfLate } = learned;
  if (idleOfLate === undefined || idleMax <= 0) return 1;
  return Math.min(1, Math.max(0, (2 * idleOfLate) / idleMax - 1));
}

/** The permitted risk of one more attempt, and the guard that makes it 0. */
export function permittedRisk(
  learned: Learned,
  scene: PacingScene,
): { readonly riskMax: number; readonly reason: PacingReason } {
  const { goals, window } = scene;
  const guard = guardOf(learned, scene);
  if (guard) return { riskMax: 0, reason: guard };
  const trust = (learned.rates.seen(scene.class) - CLASS_SEEN_MIN) / CLASS_TRUST;
  const eager = eagerness(learned, goals.idleMax);
  const calm = calmness(learned, scene);
  const held = balance(window, goals.abandonedMax);
  const risk =
    ((TARGET * goals.abandonedMax) / learned.yieldOfRisk) *
    Math.exp(held < 0 ? BRAKE * held : GAIN * Math.min(CREDIT_MAX, held));
  const riskMax = calm * eager * Math.min(1, trust) * Math.min(RISK_MAX, risk);
  if (calm <= 0) return { riskMax: 0, reason: 'burst' };
  if (riskMax >= RISK_MIN) return { riskMax, reason: 'risk' };
  return {
    riskMax: 0,
    reason: eager <= 0 ? 'idle-met' : trust <= 0 ? 'class-unknown' : 'window-spent',
  };
}

/**
 * 1 while the last ten minutes have not more abandonments than the target makes likely, less and
 * less beyond, 0 where they have more than a burst may. Where one more would exceed it a little is
 * left: agents who all fall idle at once are dialled for all at once, which makes the next burst.
 */
export function calmness(learned: Learned, { goals, now }: PacingScene): number {
  const { answered, abandoned } = learned.tenMinutes(now);
  const burst = CALMED * goals.abandonedMax * Math.max(BURST_ANSWERS, answered);
  if (abandoned > burst) return 0;
  const left = Math.max(0, 1 - abandoned / burst) / (1 - TARGET / CALMED);
  return Math.max(CALM_MIN, Math.min(1, left ** CALMING));
}

/** Abandonments the last ten minutes bear yet, until what rings has ended. */
export function burstRoom(learned: Learned, { goals, now }: PacingScene): number {
  const { answered, abandoned } = learned.tenMinutes(now);
  const counted = Math.max(BURST_ANSWERS, BURST_STAYS * answered);
  return Math.max(0, Math.floor(BURST * goals.abandonedMax * counted + 1e-9) - abandoned);
}

function guardOf(learned: Learned, scene: PacingScene): PacingReason | undefined {
  const { goals, window, idle, busy } = scene;
  const room = affordable(window, goals.abandonedMax);
  if (room < 1) return 'window-small';
  if (window.abandoned > room) return 'window-spent';
  if (idle + busy.length < TEAM_MIN) return 'team-small';
  if (learned.rates.seen(scene.class) < CLASS_SEEN_MIN) return 'class-unknown';
  return sickness(scene.health);
}

function sickness({
  trunkErrors = 0,
  connectMsP99 = 0,
  clockSkewMs = 0,
}: PacingHealth): PacingReason | undefined {
  if (trunkErrors > TRUNK_ERRORS_MAX) return 'trunk-errors';
  if (connectMsP99 > CONNECT_MS_MAX) return 'connect-slow';
  return Math.abs(clockSkewMs) > CLOCK_SKEW_MS_MAX ? 'clock-skew' : undefined;
}

/**
 * In a small window: how many attempts there may be beyond the agents who are idle, so that even
 * if all were answered one abandonment would be left. Infinite in a large one.
 */
export function strictExcess(window: LegalWindow, abandonedMax: number): number {
  const room = affordable(window, abandonedMax);
  return room < STRICT_BELOW + 1
    ? Math.max(0, room - 1 - window.abandoned)
    : Number.POSITIVE_INFINITY;
}

/** Standard errors of the upper bound. */
const BOUND = 1.64;

/**
 * Whether the window may end above the cap when these answers and abandonments, which are under
 * way, have happened: an upper bound of a Poisson count.
 */
export function mayOverrun(
  { answered, abandoned }: LegalWindow,
  abandonedMax: number,
  expected: { readonly answers: number; readonly abandoned: number },
): boolean {
  const bound = expected.abandoned + BOUND * Math.sqrt(expected.abandoned);
  return abandoned + bound > abandonedMax * (answered + expected.answers);
}
