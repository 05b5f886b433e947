/** Figures of reports from sums: each a formula that `docs/reports.md` names. Pure. */

import type { SpanFigures } from '../../adapters/store/figures.ts';
import type { AgentMeasure, QueueMeasure } from '../../adapters/store/report-measures.ts';
import type { ReportCell, ReportColumn } from '../wire/reports.ts';

/** A column, and what stands in it. */
export interface Figure<Sums> {
  readonly column: ReportColumn;
  of(sums: Sums): ReportCell;
}

/** Null: nothing to divide by. */
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const mean = (sum: number, n: number): number | null => (n === 0 ? null : Math.round(sum / n));

const count = <Sums>(id: string, of: (sums: Sums) => number): Figure<Sums> => ({
  column: { id, kind: 'count' },
  of,
});
const ms = <Sums>(id: string, of: (sums: Sums) => number | null): Figure<Sums> => ({
  column: { id, kind: 'ms' },
  of,
});
const ratio = <Sums>(id: string, of: (sums: Sums) => number | null): Figure<Sums> => ({
  column: { id, kind: 'ratio' },
  of,
});

type Queue = Readonly<Record<QueueMeasure, number>>;
type Agent = Readonly<Record<AgentMeasure, number>>;

/** Of a queue, or of several together. */
export const queueFigures: readonly Figure<Queue>[] = [
  count('offered', ({ offered }) => offered),
  count('answered', ({ answered }) => answered),
  count('answered_in_target', ({ in_target }) => in_target),
  count('abandoned', ({ abandoned }) => abandoned),
  count('abandoned_short', ({ abandoned_short }) => abandoned_short),
  count('flowed_out', ({ flowed_out }) => flowed_out),
  count('failed', ({ failed }) => failed),
  // Short abandons count neither for nor against.
  ratio('service_level', ({ in_target, answered, abandoned }) =>
    share(in_target, answered + abandoned),
  ),
  ratio('abandon_rate', ({ abandoned, offered, abandoned_short }) =>
    share(abandoned, offered - abandoned_short),
  ),
  ms('average_answer_ms', ({ answered_wait_ms, answered }) => mean(answered_wait_ms, answered)),
  ms('average_abandon_ms', ({ abandoned_wait_ms, abandoned }) =>
    mean(abandoned_wait_ms, abandoned),
  ),
  count('handled', ({ handled }) => handled),
  ms('average_handle_ms', ({ talk_ms, hold_ms, wrap_up_ms, handled }) =>
    mean(talk_ms + hold_ms + wrap_up_ms, handled),
  ),
  ms('average_talk_ms', ({ talk_ms, handled }) => mean(talk_ms, handled)),
  ms('average_hold_ms', ({ hold_ms, handled }) => mean(hold_ms, handled)),
  ms('average_wrap_up_ms', ({ wrap_up_ms, handled }) => mean(wrap_up_ms, handled)),
  count('offers', ({ offers }) => offers),
  count('missed', ({ missed }) => missed),
  count('callbacks', ({ callbacks }) => callbacks),
  count('callbacks_reached', ({ callbacks_reached }) => callbacks_reached),
];

const signedIn = (sums: Agent): number =>
  sums.ready_ms +
  sums.offered_ms +
  sums.talking_ms +
  sums.wrap_up_ms +
  sums.paused_ms +
  sums.unreachable_ms +
  sums.busy_elsewhere_ms;

/** Of an agent, or of several together. */
export const agentFigures: readonly Figure<Agent>[] = [
  ms('signed_in_ms', signedIn),
  ms('ready_ms', ({ ready_ms }) => ready_ms),
  ms('offered_ms', ({ offered_ms }) => offered_ms),
  ms('talking_ms', ({ talking_ms }) => talking_ms),
  ms('wrap_up_ms', ({ wrap_up_ms }) => wrap_up_ms),
  ms('paused_ms', ({ paused_ms }) => paused_ms),
  ms('away_ms', ({ unreachable_ms, busy_elsewhere_ms }) => unreachable_ms + busy_elsewhere_ms),
  // As COPC has it: of the time in which calls could be taken.
  ratio('occupancy', ({ talking_ms, wrap_up_ms, ready_ms, offered_ms }) =>
    share(talking_ms + wrap_up_ms, talking_ms + wrap_up_ms + ready_ms + offered_ms),
  ),
  count('answered', ({ answered }) => answered),
  ms('average_handle_ms', ({ talking_ms, wrap_up_ms, answered }) =>
    mean(talking_ms + wrap_up_ms, answered),
  ),
  count('offers', ({ offers }) => offers),
  count('missed', ({ missed }) => missed),
  count('declined', ({ declined }) => declined),
  ratio('answer_rate', ({ answered, missed, declined }) =>
    share(answered, answered + missed + declined),
  ),
];

/** What a campaign came to, with how often its goal was reached. */
export type CampaignSums = Omit<SpanFigures, 'outcomes'> & { readonly goal: number };

export const campaignFigures: readonly Figure<CampaignSums>[] = [
  count('goal', ({ goal }) => goal),
  count('attempts', ({ attempts }) => attempts),
  count('connects', ({ connects }) => connects),
  count('humans', ({ humans }) => humans),
  count('abandoned', ({ abandoned }) => abandoned),
  ratio('connect_rate', ({ connects, attempts }) => share(connects, attempts)),
  ratio('abandon_rate', ({ abandoned, humans }) => share(abandoned, humans)),
  ratio('conversion', ({ goal, humans }) => share(goal, humans)),
];

/** Sums of several as those of one. */
export function summed<Measure extends string>(
  all: readonly Readonly<Record<Measure, number>>[],
): Record<Measure, number> {
  const total = {} as Record<Measure, number>;
  for (const sums of all) {
    for (const [measure, value] of Object.entries(sums) as [Measure, number][]) {
      total[measure] = (total[measure] ?? 0) + Number(value);
    }
  }
  return total;
}
