/**
 * `npm run bench:asterisk`: the same load through Asterisk's own app_queue and through Tsunagi, in
 * one run, on Asterisk 22. 50 agents, 300 callers waiting, seven calls a second: what two cores
 * carry when music for 300 takes one of them. Asterisk runs as Debian's service starts it. Exit
 * code 1 when a bar is missed.
 *
 *   --calls N   calls on each side (1000)
 *   --only app_queue | tsunagi
 */

import { parseArgs } from 'node:util';
import { unpackAsterisk } from '../test/asterisk/packages.ts';
import { measureAppQueue } from './asterisk-app-queue.ts';
import type { LoadPlan, LoadResult } from './asterisk-load.ts';
import { measureTsunagi } from './asterisk-tsunagi.ts';

/** What Tsunagi must reach against app_queue in the same run. */
const bars = { p50Share: 1 / 40, p99Share: 1 / 15, cpuRatio: 1.25 } as const;

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '1000' }, only: { type: 'string' } },
});

const plan: LoadPlan = {
  agents: 50,
  waiting: 300,
  calls: Number(values.calls),
  ringMs: 100,
  talkMs: [5000, 9000],
  extension: '7000',
};

interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

function figures({ gapsMs }: LoadResult): Figures {
  const sorted = gapsMs.slice().sort();
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function show(side: string, result: LoadResult): Figures {
  const found = figures(result);
  const ms = (value: number): string => value.toFixed(1).padStart(8);
  const cells = [found.p50, found.p95, found.p99, found.max].map(ms).join('');
  const cpu = (result.cpuPerCall * 1000).toFixed(1).padStart(8);
  console.log(`${side.padEnd(10)}${cells}${cpu}${String(result.gapsMs.length).padStart(8)}`);
  const odd = [
    ...(result.failed > 0 ? [`${result.failed} calls failed`] : []),
    ...(result.doubleOffers > 0 ? [`${result.doubleOffers} phones rang in mid-call`] : []),
  ];
  if (odd.length > 0) {
    console.log(`${side}: ${odd.join(', ')}`);
    process.exitCode = 1;
  }
  return found;
}

function judge(what: string, value: number, bar: number): void {
  const held = value <= bar;
  if (!held) process.exitCode = 1;
  console.log(`${held ? 'held  ' : 'MISSED'} ${what}: ${value.toFixed(4)}, bar ${bar.toFixed(4)}`);
}

const packages = await unpackAsterisk(22);
console.log(
  `Asterisk ${packages.version}: ${plan.agents} agents, ${plan.waiting} waiting, ${plan.calls} calls a side.`,
);
console.log('From an agent hanging up to the same phone ringing again, ms, seen at the phone;');
console.log(
  'CPU ms a call of Asterisk and router together (not of SIPp, which is the same on both).',
);
console.log('             p50     p95     p99     max     cpu       n');
const theirs = values.only === 'tsunagi' ? undefined : await measureAppQueue(packages, plan);
const theirFigures = theirs && show('app_queue', theirs);
const ours = values.only === 'app_queue' ? undefined : await measureTsunagi(packages, plan);
const ourFigures = ours && show('tsunagi', ours);
if (theirs && ours && theirFigures && ourFigures) {
  judge('p50, share of app_queue', ourFigures.p50 / theirFigures.p50, bars.p50Share);
  judge('p99, share of app_queue', ourFigures.p99 / theirFigures.p99, bars.p99Share);
  judge('CPU a call, times app_queue', ours.cpuPerCall / theirs.cpuPerCall, bars.cpuRatio);
}
