/** `tsunagi rescue` as it is run, against a fake manager interface. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { AmiScene } from '../adapters/ami-scene.ts';
import { fakeSwitch } from '../adapters/ami-switch.ts';
import { build, endChildren, runCli } from './built.ts';

beforeAll(build, 120_000);

const scene = new AmiScene();
const server = () => scene.server;
const undo: (() => void)[] = [];
afterEach(async () => {
  await endChildren();
  for (const step of undo.splice(0)) step();
});

const secret = { TSUNAGI_AMI_SECRET: 'secret' };
const rescue = (args: readonly string[], env: NodeJS.ProcessEnv = secret) =>
  runCli(['rescue', ...args], env);
const here = () => ['--ami', `127.0.0.1:${server().port}`];

const reference = (name: string): string => `\${${name}}`;

/** A configuration whose metrics listener says what a router there would say. */
async function configFor(status: number): Promise<string> {
  const http = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-rescue-'));
  undo.push(() => {
    http.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ami = {
    host: '127.0.0.1',
    port: server().port,
    password: reference('TSUNAGI_TEST_AMI'),
    'rescue-to': { extension: '5000', context: 'fallback' },
  };
  const pbx = { kind: 'asterisk-ari', password: reference('TSUNAGI_TEST_ARI'), ami };
  const metrics = { port: (http.address() as AddressInfo).port };
  const centre = {
    name: { en: 'Test', ja: '試験' },
    tenants: { test: null },
    teams: { desk: null },
    agents: { ann: { phone: 'PJSIP/1', teams: ['desk'] } },
    queues: { support: { teams: ['desk'], steps: [{ require: {} }], exits: exit } },
    switches: { pbx },
    server: { metrics },
  };
  writeFileSync(join(folder, 'centre.yaml'), JSON.stringify(centre));
  return folder;
}
const exit = { 'too-long': { waited: '5m', go: 'dialplan' } };
const two = [
  { name: 'PJSIP/trunk-2', args: 'tsunagi,entry,1', kept: '[2,"",""]', duration: '00:01:05' },
  { name: 'PJSIP/trunk-1', args: 'tsunagi,entry,1', kept: '[1,"",""]', number: '<unknown>' },
];

test('says line by line who is sent where, and the sum', async () => {
  server().treat = fakeSwitch(two);
  const { code, stdout, stderr } = await rescue(here());
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    '1. number withheld, here for 10s: sent to from-trunk,5001,2\n' +
      '2. 0311110001, here for 1m5s: sent to from-trunk,5001,2\n' +
      '2 waited in tsunagi: 2 moved\n',
  );
  server().treat = fakeSwitch([]);
  expect((await rescue(here())).stdout).toContain('nobody waits in tsunagi');
});

test('refuses while the router is ready; the configuration says where that is, and where to', async () => {
  server().treat = fakeSwitch(two);
  const env = { TSUNAGI_TEST_AMI: 'secret', TSUNAGI_AMI_SECRET: undefined };
  const ready = await configFor(200);
  const refused = await rescue(['--config', ready], env);
  expect([refused.code, refused.stdout]).toEqual([1, '']);
  expect(refused.stderr).toContain('the router is alive and ready');
  expect(server().heard).toEqual([]);
  const forced = await rescue(['--config', ready, '--force', '--json'], env);
  const [first] = JSON.parse(forced.stdout) as { to: object; outcome: string }[];
  expect(first).toMatchObject({
    to: { context: 'fallback', extension: '5000', priority: 1 },
    outcome: 'moved',
  });
  const unready = await rescue(['--config', await configFor(503)], env);
  expect([unready.code, unready.stderr]).toEqual([0, '']);
});

test('says what is missing or wrong on the command line, with 2', async () => {
  const none = { TSUNAGI_AMI_SECRET: undefined };
  const [bare, place, port, unset] = await Promise.all([
    rescue([], none),
    rescue([...here(), '--to', 'fallback']),
    rescue(['--ami', 'pbx:five']),
    rescue(['--config', await configFor(503)], none),
  ]);
  expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('TSUNAGI_AMI_SECRET')]);
  expect([place.code, place.stderr]).toEqual([2, expect.stringContaining('fallback,5000')]);
  expect(port.code).toBe(2);
  expect([unset.code, unset.stderr]).toEqual([
    2,
    expect.stringContaining('TSUNAGI_TEST_AMI is not set'),
  ]);
});

test('says with 1 that nobody answers, or that the secret is wrong', async () => {
  const [closed, wrong] = await Promise.all([
    rescue(['--ami', '9']),
    rescue([...here(), '--secret', 'wrong']),
  ]);
  expect([closed.code, closed.stderr]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('manager.conf')]);
});
