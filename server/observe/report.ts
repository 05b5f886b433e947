/** What an observed switch did, in words and figures: the day's report. */

import { byCodeUnit } from '../../core/routing/qualification.ts';
import { clockText } from '../picture.ts';
import { table } from '../text-width.ts';
import type { Counts } from './counts.ts';

/** For programs. Times in seconds, as Asterisk counts them. */
export interface ObservedReport {
  readonly queues: readonly {
    readonly queue: string;
    readonly entered: number;
    readonly exits: Readonly<Record<string, number>>;
    readonly offers: Readonly<Record<string, number>>;
    readonly endings: Readonly<Record<string, number>>;
    /** Null: nobody was answered, or nobody gave up. */
    readonly meanWaitAnsweredS: number | null;
    readonly meanWaitAbandonedS: number | null;
    readonly longestWaitS: number;
    readonly meanTalkS: number | null;
    readonly answeredInTarget: number;
  }[];
  readonly agents: readonly {
    readonly agent: string;
    readonly answered: number;
    readonly missed: number;
    readonly transfers: number;
    readonly meanTalkS: number | null;
    readonly meanRingS: number | null;
  }[];
}

/** The report of what was counted. */
export function reportOf(counts: Counts): ObservedReport {
  return {
    queues: byName(counts.queues).map(([queue, of]) => ({
      queue,
      entered: of.entered,
      exits: { ...of.exits },
      offers: { ...of.offers },
      endings: { ...of.talks },
      meanWaitAnsweredS: mean(of.answeredHoldS, of.exits.answered ?? 0),
      meanWaitAbandonedS: mean(of.abandonedHoldS, of.exits.abandoned ?? 0),
      longestWaitS: Math.round(of.longestWaitMs / 100) / 10,
      meanTalkS: mean(of.talkS, sum(of.talks)),
      answeredInTarget: of.answeredInTarget,
    })),
    agents: byName(counts.agents).map(([agent, of]) => ({
      agent,
      answered: of.answered,
      missed: of.missed,
      transfers: of.transfers,
      meanTalkS: mean(of.talkS, of.talks),
      meanRingS: mean(of.ringMs / 1000, of.answered),
    })),
  };
}

const byName = <T>(counts: ReadonlyMap<string, T>): [string, T][] =>
  [...counts].sort(([a], [b]) => byCodeUnit(a, b));

const sum = (counts: Partial<Record<string, number>>): number =>
  Object.values(counts).reduce<number>((all, n) => all + (n ?? 0), 0);

const mean = (total: number, count: number): number | null =>
  count === 0 ? null : Math.round((total / count) * 10) / 10;

const clock = (seconds: number | null): string =>
  seconds === null ? '–' : clockText(seconds * 1000);

/** For people. */
export function reportText({ queues, agents }: ObservedReport): string {
  const queueRows = [
    ['QUEUE', 'IN', 'ANSWERED', 'LOST', 'OTHER', 'WAIT', 'LOST AFTER', 'LONGEST', 'TALK', 'MISSED'],
    ...queues.map((of) => {
      const answered = of.exits.answered ?? 0;
      const lost = of.exits.abandoned ?? 0;
      return [
        of.queue,
        String(of.entered),
        String(answered),
        String(lost),
        String(sum(of.exits) - answered - lost),
        clock(of.meanWaitAnsweredS),
        clock(of.meanWaitAbandonedS),
        clock(of.longestWaitS),
        clock(of.meanTalkS),
        String(of.offers.missed ?? 0),
      ];
    }),
  ];
  const agentRows = [
    ['AGENT', 'ANSWERED', 'MISSED', 'TRANSFERS', 'TALK', 'RING'],
    ...agents.map((of) => [
      of.agent,
      String(of.answered),
      String(of.missed),
      String(of.transfers),
      clock(of.meanTalkS),
      clock(of.meanRingS),
    ]),
  ];
  const right = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  return [
    ...table(queueRows, { right, widthMax: 28 }),
    '',
    ...table(agentRows, { right: right.slice(0, 5), widthMax: 36 }),
    '',
  ].join('\n');
}
