/** One dialer on one plan over several seeds, and what is asked of it. */

import type { ShiftLog } from './log.ts';
import type { Pacer } from './pacer.ts';
import { CAP, fixedRatio } from './pacers.ts';
import type { ShiftPlan } from './plan.ts';
import { runShift } from './shift.ts';

/** One shift in figures. Shares 0 to 1, times in ms. */
export interface ShiftFigures {
  readonly seed: number;
  readonly occupancy: number;
  readonly abandoned: number;
  readonly answered: number;
  readonly dialled: number;
  /** The worst ten minutes with a hundred answers; 0: none had so many. */
  readonly worstTenMinutes: number;
  /** When they ended. */
  readonly worstEndsAtMinute: number;
  /** The longest anybody waited who was served. */
  readonly longestConnectMs: number;
  /** Minutes after the rate changed until work was as dense as it then stayed. */
  readonly recoveredMinutes?: number;
}

/** All shifts of one dialer on one plan; what stands for all is their mean, or the worst. */
export interface Row {
  readonly plan: string;
  readonly dialer: string;
  readonly occupancy: number;
  readonly abandoned: number;
  readonly worstTenMinutes: number;
  readonly recoveredMinutes?: number;
  readonly shifts: readonly ShiftFigures[];
}

/** Ten minutes are as dense as later ones when they reach this part of it. */
const RECOVERED = 0.95;
const WINDOW = 10;
/** From then on it has settled, whatever it did. */
const SETTLED = 20;

/**
 * The first minute after the change from which ten minutes are as dense as the shift is from the
 * twentieth minute after it: 95 % of that occupancy.
 */
export function recoveredMinutes(log: ShiftLog, changesAt: number): number {
  const change = Math.floor(changesAt / 60_000);
  const settled = log.occupancy(change + SETTLED);
  for (let minute = 0; change + minute + WINDOW <= log.minutes; minute++) {
    const from = change + minute;
    if (log.occupancy(from, from + WINDOW) >= RECOVERED * settled) return minute;
  }
  return log.minutes;
}

function figuresOf(plan: ShiftPlan, seed: number, log: ShiftLog): ShiftFigures {
  return {
    seed,
    occupancy: log.occupancy(),
    abandoned: log.abandonedShare,
    answered: log.answered,
    dialled: log.dialled,
    worstTenMinutes: log.worstTenMinutes().share,
    worstEndsAtMinute: log.worstTenMinutes().minute,
    longestConnectMs: log.longestConnectMs,
    ...(plan.changesAt !== undefined && {
      recoveredMinutes: recoveredMinutes(log, plan.changesAt),
    }),
  };
}

const mean = (list: readonly number[]): number =>
  list.reduce((sum, each) => sum + each, 0) / list.length;

/** Runs the dialer on the plan once for each seed. */
export async function runRow(
  plan: ShiftPlan,
  make: () => Pacer,
  seeds: readonly number[],
  tell: (text: string) => void,
  onLog: (log: ShiftLog, seed: number) => void = () => {},
): Promise<Row> {
  const shifts: ShiftFigures[] = [];
  const { name: dialer } = make();
  for (const seed of seeds) {
    tell(`${plan.name}: ${dialer}, seed ${seed}`);
    const log = await runShift(plan, make(), seed);
    onLog(log, seed);
    shifts.push(figuresOf(plan, seed, log));
  }
  return {
    ...{ plan: plan.name, dialer, shifts },
    occupancy: mean(shifts.map((each) => each.occupancy)),
    abandoned: mean(shifts.map((each) => each.abandoned)),
    worstTenMinutes: Math.max(...shifts.map((each) => each.worstTenMinutes)),
    ...(plan.changesAt !== undefined && {
      recoveredMinutes: Math.max(...shifts.map((each) => each.recoveredMinutes ?? 0)),
    }),
  };
}

const RATIO_STEP = 0.1;
const RATIO_MIN = 0.8;
const RATIO_MAX = 3;

/**
 * The ratio that keeps agents busiest within the cap, found by trying the very shift: what somebody
 * would set who knew it beforehand. On the first seed, upwards until the cap is broken.
 */
export async function bestRatio(
  plan: ShiftPlan,
  seed: number,
  tell: (text: string) => void,
): Promise<number> {
  let best = { lines: RATIO_MIN, occupancy: 0 };
  for (let step = 0; RATIO_MIN + step * RATIO_STEP <= RATIO_MAX; step++) {
    const lines = RATIO_MIN + step * RATIO_STEP;
    tell(`${plan.name}: trying ratio ${lines.toFixed(1)}`);
    const log = await runShift(plan, fixedRatio(lines), seed);
    if (log.abandonedShare > CAP) break;
    if (log.occupancy() > best.occupancy) best = { lines, occupancy: log.occupancy() };
  }
  return best.lines;
}
