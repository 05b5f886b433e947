/**
 * SIPp as a child: callers and agents' phones for loads too large for phones of our own. SIPp runs
 * one scenario a process.
 *
 *   const phones = await startSipp({ packages, name: 'phones', scenario: phoneScenario(...),
 *   address: '127.0.0.1', port }); const callers = await startSipp({ packages, name: 'callers',
 *   scenario: callerScenario(...), address: '127.0.0.2',
 *     target: `127.0.0.1:${asterisk.sipPort}`, calls: { total: 500, perSecond: 10, lines:
 *     ['7000;4001', ...] } });
 *   await callers.finished; await phones.stop();
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, ended, until } from './child.ts';
import type { AsteriskPackages } from './packages.ts';

export interface SippOptions {
  readonly packages: AsteriskPackages;
  readonly name: string;
  /** XML of sipp-scenarios.ts. */
  readonly scenario: string;
  /** Where it sends from and listens. */
  readonly address: string;
  readonly port: number;
  /** `address:port` of the switch, for callers. */
  readonly target?: string;
  /** Where it tells the other side to send sound; it takes none itself, unless it echoes. */
  readonly mediaPort?: number;
  /** Sends back the sound that comes: who hears the own voice is heard, and is connected. */
  readonly echo?: boolean;
  /** It measures: it goes before what it measures, where the machine allows it. */
  readonly first?: boolean;
  readonly calls?: {
    readonly total: number;
    readonly perSecond: number;
    /** At one time; more wait their turn. */
    readonly atOnce?: number;
    /**
     * One line a call, fields parted by semicolons; used in order, again from the first when they
     * run out.
     */
    readonly lines: readonly string[];
  };
}

export interface SippEvent {
  readonly what: string;
  readonly who: string;
  /** Milliseconds since the epoch, with microseconds as fraction. */
  readonly at: number;
}

export interface SippResult {
  /** 0: every call went as the scenario says; 1: some did not; others: see its errors. */
  readonly code: number;
  readonly succeeded: number;
  readonly failed: number;
  /** The beginning of its errors. */
  readonly errors: string;
}

export interface SippRun {
  /** Resolves when all calls are over, or after `stop`. */
  readonly finished: Promise<SippResult>;
  readonly pid: number;
  /** What the scenario has logged so far, oldest first. */
  events(): SippEvent[];
  /** Ends it at once; `finished` resolves. Removes its folder: read the events before. */
  stop(): Promise<void>;
}

/** Starts SIPp and resolves when it has bound its port. */
export async function startSipp(options: SippOptions): Promise<SippRun> {
  const folder = mkdtempSync(join(tmpdir(), `tsunagi-sipp-${options.name}-`));
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('scenario.xml'), options.scenario);
  const { loader, libraryPath, sipp } = options.packages;
  const child = spawn(
    loader,
    ['--library-path', libraryPath, sipp, ...sippArguments(options, file)],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (options.first) goFirst(child);
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-4000);
  });
  const finished = ended(child).then(() => resultOf(child, printed, file));
  try {
    await until(`SIPp "${options.name}" to bind port ${options.port}`, () => {
      if (child.exitCode !== null) throw new Error(`SIPp "${options.name}" ended: ${printed}`);
      return isBound(options.port);
    });
  } catch (error) {
    await endChild(child, 'SIGKILL');
    throw error;
  }
  return {
    finished,
    pid: child.pid ?? 0,
    events: () => readEvents(textOf(file('events.log'))),
    stop: async () => {
      await endChild(child, 'SIGKILL');
      await finished;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function goFirst({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) os.setPriority(pid, os.constants.priority.PRIORITY_HIGHEST);
  } catch {
    // Not allowed to: it measures what it can.
  }
}

function sippArguments(options: SippOptions, file: (name: string) => string): string[] {
  const { address, port, target, calls, mediaPort, echo } = options;
  const args = ['-sf', file('scenario.xml'), '-i', address, '-p', String(port), '-bind_local'];
  args.push('-mi', address, '-nostdin', '-aa', '-skip_rlimit', '-timer_resol', '1');
  if (mediaPort !== undefined) args.push('-mp', String(mediaPort));
  if (echo) args.push('-rtp_echo');
  args.push('-cp', String(controlPort(port)), '-ci', address);
  args.push('-trace_logs', '-log_file', file('events.log'), '-trace_err');
  args.push('-error_file', file('errors.log'), '-trace_stat', '-stf', file('stat.csv'), '-fd', '1');
  if (calls !== undefined) {
    writeFileSync(file('calls.csv'), `SEQUENTIAL\n${calls.lines.join('\n')}\n`);
    args.push('-inf', file('calls.csv'), '-m', String(calls.total), '-r', String(calls.perSecond));
    args.push('-l', String(calls.atOnce ?? calls.total));
  }
  if (target !== undefined) args.push(target);
  return args;
}

/** Whether any UDP socket of this machine has the port. */
function isBound(port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return new RegExp(`^\\s*\\d+: [0-9A-F]{8}:${hex} `, 'm').test(textOf('/proc/net/udp'));
}

/** Above all that `freeUdpPort` gives, and below those for sound. */
const controlPort = (port: number): number => port + 4_000;

function resultOf(
  child: ChildProcess,
  printed: string,
  file: (name: string) => string,
): SippResult {
  const rows = textOf(file('stat.csv')).trimEnd().split('\n');
  const names = (rows[0] ?? '').split(';');
  const last = (rows.at(-1) ?? '').split(';');
  const count = (name: string): number => Number(last[names.indexOf(name)] ?? 0);
  return {
    code: child.exitCode ?? -1,
    succeeded: count('SuccessfulCall(C)'),
    failed: count('FailedCall(C)'),
    errors: (textOf(file('errors.log')) + printed).slice(0, 4000),
  };
}

/** Lines of `<what> <who> <date> <time>`; others are passed over. */
export function readEvents(text: string): SippEvent[] {
  const events: SippEvent[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\w+) (\S+) (\d{4}-\d\d-\d\d)[T\s]+(\d\d:\d\d:\d\d)\.(\d+)/.exec(line);
    if (match === null) continue;
    const [, what = '', who = '', day = '', time = '', fraction = ''] = match;
    const at = new Date(`${day}T${time}`).getTime() + Number(`0.${fraction}`) * 1000;
    events.push({ what, who, at });
  }
  return events;
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
