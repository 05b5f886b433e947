/**
 * One load for both sides of the comparison: SIPp callers keep a line of a steady length in a real
 * Asterisk while SIPp phones answer, talk and hang up. Measured at the phones, so that nothing
 * inside either side takes part in the measuring.
 */

import { readFileSync } from 'node:fs';
import { until } from '../test/asterisk/child.ts';
import type { AsteriskPackages } from '../test/asterisk/packages.ts';
import { type AsteriskServer, freeUdpPort } from '../test/asterisk/server.ts';
import type { PhoneSetup } from '../test/asterisk/server-files.ts';
import { type SippEvent, type SippRun, startSipp } from '../test/asterisk/sipp.ts';
import { callerScenario, phoneScenario } from '../test/asterisk/sipp-scenarios.ts';
import { openMediaSink } from './asterisk-media.ts';

export interface LoadPlan {
  readonly agents: number;
  /** Callers waiting at any time, once the line is full. */
  readonly waiting: number;
  /**
   * Calls of the whole run; the last `agents + waiting` of them drain the line and are not
   * measured.
   */
  readonly calls: number;
  readonly ringMs: number;
  readonly talkMs: readonly [number, number];
  /** What the callers dial. */
  readonly extension: string;
}

export interface LoadResult {
  /**
   * From each hang-up of an agent to the next INVITE at the same phone, ms, while the line was
   * full.
   */
  readonly gapsMs: Float64Array;
  /** CPU seconds of the watched processes per call, from the first call to the last. */
  readonly cpuPerCall: number;
  /** Calls that did not go as planned. */
  readonly failed: number;
  /** Calls that found a phone ringing that was in a conversation. */
  readonly doubleOffers: number;
  readonly seconds: number;
}

export const agentIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(2001 + index));

/** Agents' phones as static contacts of one SIPp port. */
export const phonesAt = (port: number, count: number): PhoneSetup[] =>
  agentIds(count).map((id) => ({ id, contact: `sip:${id}@127.0.0.1:${port}` }));

/** Starts the phones; their port must be the one of `phonesAt`. */
export function startPhones(
  packages: AsteriskPackages,
  plan: LoadPlan,
  port: number,
): Promise<SippRun> {
  const scenario = phoneScenario({ does: 'answer', ringMs: plan.ringMs, talkMs: plan.talkMs });
  return startSipp({ packages, name: 'phones', scenario, address: '127.0.0.1', port, first: true });
}

/**
 * Runs the load to its end. `pids` are the processes whose CPU time counts; SIPp's does not, on
 * either side.
 */
export async function runLoad(
  packages: AsteriskPackages,
  asterisk: AsteriskServer,
  phones: SippRun,
  plan: LoadPlan,
  pids: readonly number[],
): Promise<LoadResult> {
  const lines = Array.from({ length: plan.calls }, (_, i) => `${plan.extension};${400_000 + i}`);
  const cpuBefore = cpuSeconds(pids);
  const startedAt = performance.now();
  const sink = await openMediaSink(asterisk.trunkAddress);
  const callers = await startSipp({
    packages,
    name: 'callers',
    scenario: callerScenario({ patienceMs: 600_000 }),
    address: asterisk.trunkAddress,
    port: await freeUdpPort(asterisk.trunkAddress),
    target: `127.0.0.1:${asterisk.sipPort}`,
    mediaPort: sink.port,
    first: true,
    calls: { total: plan.calls, perSecond: 50, atOnce: plan.agents + plan.waiting, lines },
  });
  try {
    const result = await callers.finished;
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuPerCall = (cpuSeconds(pids) - cpuBefore) / plan.calls;
    await until('the last channel to end', async () => (await asterisk.channels()).length === 0);
    const calls = callers.events().filter((event) => event.what === 'call');
    const fullAt = calls[plan.agents + plan.waiting - 1]?.at ?? Number.POSITIVE_INFINITY;
    const rang = phones.events();
    return {
      gapsMs: gaps(rang, fullAt, calls.at(-1)?.at ?? 0),
      doubleOffers: countDoubles(rang),
      failed: plan.calls - result.succeeded,
      cpuPerCall,
      seconds,
    };
  } finally {
    await callers.stop();
    await sink.stop();
  }
}

/** Of hang-ups in the window: how long until the same phone rang again. */
function gaps(events: readonly SippEvent[], from: number, to: number): Float64Array {
  const freeAt = new Map<string, number>();
  const found: number[] = [];
  for (const event of events) {
    if (event.what === 'free') freeAt.set(event.who, event.at);
    const since = freeAt.get(event.who);
    if (event.what !== 'ring' || since === undefined) continue;
    freeAt.delete(event.who);
    if (since >= from && event.at <= to) found.push(event.at - since);
  }
  return Float64Array.from(found);
}

function countDoubles(events: readonly SippEvent[]): number {
  const engaged = new Set<string>();
  let doubles = 0;
  for (const event of events) {
    if (event.what === 'free') engaged.delete(event.who);
    if (event.what !== 'ring') continue;
    if (engaged.has(event.who)) doubles++;
    engaged.add(event.who);
  }
  return doubles;
}

/**
 * User and system time of the processes with all their threads, in seconds (the kernel counts
 * hundredths).
 */
export function cpuSeconds(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}
