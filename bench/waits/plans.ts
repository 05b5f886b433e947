/** The centres in which waits are expected. Loads are such that most callers must wait. */

import type { CentrePlan, GroupPlan, QueuePlan } from './centre.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

const steady = (callsPerHour: number): Pick<QueuePlan, 'callsPerHour' | 'callsPerHourMax'> => ({
  callsPerHour: () => callsPerHour,
  callsPerHourMax: callsPerHour,
});

const always = (agents: number, serves: readonly number[]): GroupPlan => ({
  serves,
  agents: () => agents,
  agentsMax: agents,
});

const minutes = (mean: number) => () => mean * MINUTE;

const plain = { class: 0, handleSpread: 1, patienceMs: Infinity };

/** Calls an hour and agents of a desk that opens at eight, by hours since midnight. */
const DAY_CALLS = [0, 0, 0, 0, 0, 0, 0, 0, 90, 180, 230, 200, 150, 170, 210, 190, 140, 70];
const DAY_AGENTS = [0, 0, 0, 0, 0, 0, 0, 0, 7, 11, 13, 13, 8, 10, 12, 12, 9, 6, 4];

const hourOfDay = (at: number): number => Math.floor(at / HOUR) % 24;

/** Half an hour in which a mailing has gone out: twice the calls, on every third day at three. */
const mailing = (at: number): number => {
  const day = Math.floor(at / HOUR / 24);
  return day % 3 === 1 && hourOfDay(at) === 15 && at % HOUR < HOUR / 2 ? 2 : 1;
};

/** On every second day something breaks at ten, and until two each call takes longer. */
const incident = (at: number): number => {
  const broken = Math.floor(at / HOUR / 24) % 2 === 1 && hourOfDay(at) >= 10 && hourOfDay(at) < 14;
  return broken ? 5 * MINUTE : 3 * MINUTE;
};

/** By name; `hours` long enough for some ten thousand waits each. */
export const centrePlans: readonly CentrePlan[] = [
  {
    name: 'M/M/n',
    hours: 300,
    queues: [{ name: 'only', ...plain, ...steady(186), handleMs: minutes(3) }],
    groups: [always(10, [0])],
  },
  {
    name: 'M/M/n+M, overloaded',
    hours: 60,
    queues: [
      { name: 'only', ...plain, ...steady(1_100), handleMs: minutes(3), patienceMs: 3 * MINUTE },
    ],
    groups: [always(50, [0])],
  },
  {
    name: 'small desk',
    hours: 1_000,
    queues: [
      {
        ...{ name: 'only', class: 0, ...steady(32), handleMs: minutes(5) },
        ...{ handleSpread: 0.7, patienceMs: 8 * MINUTE },
      },
    ],
    groups: [always(3, [0])],
  },
  {
    name: 'shared agents',
    hours: 300,
    queues: [
      { name: 'large', ...plain, ...steady(180), handleMs: minutes(3), patienceMs: 10 * MINUTE },
      { name: 'small', ...plain, ...steady(45), handleMs: minutes(4), patienceMs: 10 * MINUTE },
    ],
    groups: [always(5, [0]), always(7, [0, 1])],
  },
  {
    name: 'shared agents, two classes',
    hours: 300,
    queues: [
      { name: 'vip', ...plain, ...steady(60), handleMs: minutes(3), patienceMs: 10 * MINUTE },
      {
        ...{ name: 'normal', ...plain, ...steady(130), class: 1 },
        ...{ handleMs: minutes(3), patienceMs: 10 * MINUTE },
      },
    ],
    groups: [always(10, [0, 1])],
  },
  {
    name: 'days of changing load',
    hours: 24 * 30,
    queues: [
      {
        ...{ name: 'only', class: 0, handleMs: minutes(3.3), handleSpread: 0.8 },
        ...{ patienceMs: 6 * MINUTE, callsPerHourMax: 460 },
        callsPerHour: (at) => (DAY_CALLS[hourOfDay(at)] ?? 0) * mailing(at),
      },
    ],
    groups: [{ serves: [0], agents: (at) => DAY_AGENTS[hourOfDay(at)] ?? 0, agentsMax: 13 }],
  },
  {
    name: 'incidents',
    hours: 24 * 20,
    queues: [
      {
        ...{ name: 'only', class: 0, ...steady(260), handleMs: incident },
        ...{ handleSpread: 0.8, patienceMs: 8 * MINUTE },
      },
    ],
    groups: [always(15, [0])],
  },
];
