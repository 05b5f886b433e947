/** What the advisor has said, summed up: how long callers of each queue waited needlessly. */

import { byCodeUnit } from '../../core/routing/qualification.ts';
import { clockText } from '../picture.ts';
import { table } from '../text-width.ts';
import { type Advice, adviceText } from './advisor.ts';

/** Shorter ones are the switch's own time to ring. */
const WORTH_TELLING_MS = 1_000;
const WORST_KEPT = 10;

/** Of one queue. */
export interface NeedlessWaits {
  calls: number;
  totalS: number;
}

export class Advices {
  readonly queues = new Map<string, NeedlessWaits>();
  /** The longest first, at most ten. */
  readonly worst: Advice[] = [];

  /** Takes an advice in; false: too short to be worth a word. */
  add(advice: Advice): boolean {
    if (advice.wastedMs < WORTH_TELLING_MS) return false;
    const known = this.queues.get(advice.queue) ?? { calls: 0, totalS: 0 };
    known.calls++;
    known.totalS += advice.wastedMs / 1000;
    this.queues.set(advice.queue, known);
    const at = this.worst.findIndex((each) => each.wastedMs < advice.wastedMs);
    this.worst.splice(at === -1 ? this.worst.length : at, 0, advice);
    this.worst.length = Math.min(this.worst.length, WORST_KEPT);
    return true;
  }

  /** For people; empty when nobody waited needlessly. */
  text(): string {
    if (this.queues.size === 0) return '';
    const rows = [...this.queues]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([queue, { calls, totalS }]) => [
        queue,
        String(calls),
        clockText(totalS * 1000),
        `${(totalS / calls).toFixed(1)} s`,
      ]);
    return [
      'Callers who waited while somebody was free who could have been rung:',
      ...table([['QUEUE', 'CALLS', 'IN ALL', 'EACH'], ...rows], { right: [1, 2, 3], widthMax: 28 }),
      '',
      ...this.worst.map((advice) => `- ${adviceText(advice)}`),
      '',
    ].join('\n');
  }
}
