/** What our pacing is held to: issue 5, proof 2. */

import { CAP } from './pacers.ts';
import type { ShiftPlan } from './plan.ts';
import type { Row } from './rows.ts';

/** One bar and whether it holds. */
export interface Bar {
  readonly plan: string;
  readonly what: string;
  readonly value: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly unit: '%' | 'min';
  readonly holds: boolean;
}

/** Least occupancy by agents, where a person answers one attempt in four. */
const OCCUPANCY: Readonly<Record<number, number>> = { 5: 0.7, 10: 0.75, 20: 0.82, 50: 0.89 };
const BURST_MAX = 0.05;
const RECOVERED_MINUTES_MAX = 3;

/** The bars of one plan for the row of our pacing. */
export function judge(plan: ShiftPlan, row: Row): Bar[] {
  const bars: Omit<Bar, 'plan' | 'holds'>[] = [];
  const worst = Math.max(...row.shifts.map((each) => each.abandoned));
  bars.push({ what: 'abandoned, worst seed', value: worst, atMost: CAP, unit: '%' });
  if (plan.changesAt !== undefined) {
    bars.push(
      {
        what: 'recovered after the fall, worst seed',
        value: row.recoveredMinutes ?? Number.POSITIVE_INFINITY,
        atMost: RECOVERED_MINUTES_MAX,
        unit: 'min',
      },
      {
        what: 'worst ten minutes with 100 answers',
        value: row.worstTenMinutes,
        atMost: BURST_MAX,
        unit: '%',
      },
    );
  } else if (plan.answerRate(0) === 0.25) {
    const atLeast = OCCUPANCY[plan.agents];
    if (atLeast !== undefined) {
      bars.push({ what: 'occupancy', value: row.occupancy, atLeast, unit: '%' });
    }
  }
  return bars.map((bar) => ({
    ...bar,
    plan: plan.name,
    holds: bar.value <= (bar.atMost ?? bar.value) && bar.value >= (bar.atLeast ?? bar.value),
  }));
}
