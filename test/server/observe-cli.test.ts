/** `tsunagi observe`, run as people run it, beside a switch that says what the tests want. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { exitCodes } from '../../server/cli/exit-codes.ts';
import { AmiServer, said } from '../adapters/ami-server.ts';
import { promtoolOrSkip } from '../asterisk/packages.ts';
import { build, endChildren, type Running, runCli, startCli } from './built.ts';

beforeAll(build, 120_000);

const env = { TSUNAGI_AMI_SECRET: 'right' };
/** A process has to start, on a machine that does other things too. */
const soon = { timeout: 15_000 };
const promtool = await promtoolOrSkip();
let folder = '';
let fake: AmiServer;

const membership = { Name: '田中 結衣', Location: 'PJSIP/1001', StateInterface: 'PJSIP/1001' };
const more = { Membership: 'static', Paused: '0', Status: '1', InCall: '0' };
const queueStatus: Record<string, string>[] = [
  { Response: 'Success', EventList: 'start' },
  { Event: 'QueueParams', Queue: 'support', Strategy: 'leastrecent', ServiceLevel: '20' },
  { Event: 'QueueMember', Queue: 'support', ...membership, ...more },
  { Event: 'QueueStatusComplete', EventList: 'Complete' },
];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-observe-'));
  fake = new AmiServer();
  fake.secret = 'right';
  fake.treat = (action) => {
    if (action.get('Action') !== 'QueueStatus') return undefined;
    const ActionID = action.text('ActionID');
    return queueStatus.map((fields) => said({ ...fields, ActionID })).join('');
  };
  await fake.start();
});
afterEach(async () => {
  await endChildren();
  await fake.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Watches until it is interrupted. */
function watch(...args: string[]): Running {
  const ami = `127.0.0.1:${fake.port}`;
  return startCli(['observe', '--ami', ami, '--user', 'watch', ...args], env);
}

const headers = (...lines: string[]): Record<string, string> =>
  Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));

/** A caller who joins and is answered by the agent a while later. */
function playCall(): void {
  const caller = { Queue: 'support', Channel: 'PJSIP/trunk-1', Uniqueid: '1.1' };
  const who = headers('Interface: PJSIP/1001', 'MemberName: 田中 結衣', 'DestUniqueid: 1.2');
  const events: Record<string, string>[] = [
    { Event: 'QueueCallerJoin', ...caller, CallerIDNum: '0312345678', Position: '1' },
    { Event: 'AgentCalled', ...caller, ...who },
    { Event: 'QueueCallerLeave', ...caller },
    { Event: 'AgentConnect', ...caller, ...who, HoldTime: '4', RingTime: '3' },
    { Event: 'AgentComplete', ...caller, ...who, HoldTime: '4', TalkTime: '61', Reason: 'caller' },
  ];
  fake.say(events.map(said).join(''));
}

/** Whoever watches serves metrics there. */
async function metricsOf(running: Running): Promise<string> {
  const address = () => /metrics at (\S+)/.exec(running.stderr())?.[1];
  await vi.waitFor(() => expect(address(), running.stderr()).toBeDefined(), soon);
  return (await fetch(address()!)).text();
}

test('the picture once: queues and agents, in their own alphabet', async () => {
  const { ended } = watch('--once');
  const { code, stdout, stderr } = await ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^support +0 /m);
  expect(stdout).toMatch(/^田中 結衣 \(PJSIP\/1001\) +ready /m);
  const json = await watch('--once', '--json').ended;
  expect(JSON.parse(json.stdout)).toMatchObject({ queues: [{ id: 'support', waiting: 0 }] });
}, 20_000);

test('counts are served as metrics, reported at the end, and counted again from the journal', async () => {
  const running = watch('--metrics', '0', '--journal', folder, '--advise');
  await fake.asked('QueueStatus');
  await vi.waitFor(
    async () => expect(await metricsOf(running)).toContain('acd_ami_connected 1'),
    soon,
  );
  playCall();
  const answered = 'acd_queue_exits_total{queue="support",outcome="answered"} 1';
  await vi.waitFor(async () => expect(await metricsOf(running)).toContain(answered), soon);
  running.child.kill('SIGINT');
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^support +1 +1 +0 +0 +0:04 /m);
  expect(stdout).toMatch(/^田中 結衣 +1 +0 +0 +1:01 /m);
  expect(stdout).toContain('Nobody waited longer than needed.');
  const files = readdirSync(folder).map((name) => join(folder, name));
  const again = await runCli(['observe', '--replay', ...files, '--json', '--advise']);
  expect(JSON.parse(again.stdout)).toMatchObject({
    queues: [{ queue: 'support', entered: 1, exits: { answered: 1 }, meanTalkS: 61 }],
    agents: [{ agent: '田中 結衣', answered: 1 }],
    needlessWaits: { queues: {}, worst: [] },
  });
}, 30_000);

describe.skipIf(promtool === undefined)('promtool', () => {
  test('finds nothing wrong with what an observer exports', async () => {
    const running = watch('--metrics', '0');
    await vi.waitFor(
      async () => expect(await metricsOf(running)).toContain('queue="support"'),
      soon,
    );
    const { status, stdout, stderr } = spawnSync(promtool as string, ['check', 'metrics'], {
      input: await metricsOf(running),
      encoding: 'utf8',
    });
    expect([status, stdout + stderr]).toEqual([0, '']);
  }, 20_000);
});

test('what cannot be done is said, with what to do', async () => {
  const cases: [args: string[], secret: string, code: number, says: RegExp][] = [
    [['--ami', 'pbx'], 'right', exitCodes.usage, /host:port/],
    [['--ami', '127.0.0.1:5038'], '', exitCodes.usage, /TSUNAGI_AMI_SECRET/],
    [['--metrics', '127.0.0.1:99999'], 'right', exitCodes.usage, /host:port/],
    [['--journal', '/dev/null/x'], 'right', exitCodes.cannotStart, /cannot keep a journal/],
    [['--replay', join(folder, 'none')], '', exitCodes.failed, /none: ENOENT/],
    [['--metrics', String(fake.port)], 'right', exitCodes.cannotStart, /cannot serve metrics/],
  ];
  for (const [args, secret, code, says] of cases) {
    const ami = args.includes('--ami') ? [] : ['--ami', `127.0.0.1:${fake.port}`];
    const ended = await runCli(['observe', ...ami, ...args], { TSUNAGI_AMI_SECRET: secret });
    expect([args, ended.code]).toEqual([args, code]);
    expect(ended.stderr).toMatch(says);
  }
}, 30_000);

test('a wrong secret is told once, not at every attempt', async () => {
  const running = startCli(['observe', '--ami', `127.0.0.1:${fake.port}`, '--secret', 'wrong'], {});
  await vi.waitFor(() => expect(fake.connections).toBeGreaterThan(1), soon);
  expect(running.stderr().match(/Authentication failed/g)).toHaveLength(1);
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
}, 20_000);

test('a user that may not ask for the queues is told what is missing, and let in once it may', async () => {
  const { treat } = fake;
  fake.treat = (action) => {
    if (action.get('Action') !== 'QueueStatus') return undefined;
    const ActionID = action.text('ActionID');
    return said({ Response: 'Error', ActionID, Message: 'Permission denied' });
  };
  const running = watch('--metrics', '0');
  await vi.waitFor(() => expect(running.stderr()).toContain('write = reporting'), soon);
  fake.treat = treat;
  const complete = 'acd_ami_connected 1';
  await vi.waitFor(async () => expect(await metricsOf(running)).toContain(complete), soon);
}, 30_000);
