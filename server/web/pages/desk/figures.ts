/** Figures of the desk: pure functions of what was pushed and of the server's clock. */

import type { DaySpans, DeskQueueRow, TodayPart } from '../../../wire/desk.ts';

/** How a queue stands against its own target. */
export type QueueMark = 'inTarget' | 'soonLate' | 'late' | 'belowTarget';

/** From this share of the target on, the one who waits longest is soon late. */
const soonRatio = 0.7;

/** The most urgent mark: of who waits now first, then of those answered so far. */
export function markOf(row: DeskQueueRow, now: number): QueueMark {
  const waitMs = row.oldestJoinedAt === null ? 0 : now - row.oldestJoinedAt;
  if (waitMs > row.withinMs) return 'late';
  if (row.oldestJoinedAt !== null && waitMs >= row.withinMs * soonRatio) return 'soonLate';
  return row.serviceLevel !== null && row.serviceLevel < row.target ? 'belowTarget' : 'inTarget';
}

export interface TodayFigures {
  readonly handled: number;
  /** Of conversations that are over; null: there is none. */
  readonly talkMeanMs: number | null;
  readonly holdMeanMs: number | null;
  readonly wrapUpMeanMs: number | null;
  /** Share of the time at work in which a call was offered, talked in or wrapped up. */
  readonly occupancy: number | null;
  readonly pausedMs: number;
}

const busy: readonly (keyof DaySpans)[] = ['offered', 'talking', 'hold', 'wrapUp'];

/** The agent's day as of now. Means count what has ended; the shares count what goes on, too. */
export function figuresOf(today: TodayPart, now: number): TodayFigures {
  const { handled, wrapUps, goesOn, since } = today;
  const spans: Record<keyof DaySpans, number> = { ...today.spans };
  if (goesOn) spans[goesOn] += Math.max(0, now - since);
  const busyMs = busy.reduce((sum, kind) => sum + spans[kind], 0);
  const atWorkMs = busyMs + spans.ready;
  const mean = (ms: number, count: number) => (count === 0 ? null : ms / count);
  return {
    handled,
    talkMeanMs: mean(today.spans.talking, handled),
    holdMeanMs: mean(today.spans.hold, handled),
    wrapUpMeanMs: mean(today.spans.wrapUp, wrapUps),
    occupancy: atWorkMs === 0 ? null : busyMs / atWorkMs,
    pausedMs: spans.paused,
  };
}
