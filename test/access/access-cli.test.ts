/** `tsunagi account`, `key`, `wall` and `audit`: beside a running server, and without one. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  accountAble,
  accountAdd,
  accountList,
  accountPassword,
  auditCommand,
  keyAdd,
  keyList,
  keyRevoke,
} from '../../server/cli/access.ts';
import { exitCodes } from '../../server/cli/exit-codes.ts';
import type { InlineFront } from '../../server/front.ts';
import { centreYaml, cleanUp, newFolder, serverYaml, startCentre } from '../server/centre.ts';
import { catchPrinted } from '../support/printed.ts';
import { Browser, password } from './browser.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = 0;
  await cleanUp();
});

/** A configuration in a folder, and what commands print. */
function scene() {
  const folder = newFolder();
  const config = join(folder, 'config');
  mkdirSync(config);
  writeFileSync(join(config, 'centre.yaml'), centreYaml);
  writeFileSync(join(config, 'server.yaml'), serverYaml(folder));
  const printed = catchPrinted();
  /** Runs a command; gives what it printed. */
  const run = async (work: Promise<void>): Promise<string> => {
    const from = printed.out.length;
    await work;
    return printed.out.slice(from);
  };
  return { folder, options: { config }, printed, run };
}

/** What is read in place of the terminal. */
function typed(text: string): void {
  const input = Object.assign(new PassThrough(), { isTTY: false });
  input.end(text);
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as unknown as typeof process.stdin);
}

describe('tsunagi account', () => {
  it('makes accounts people sign in to, changes and disables them, while the server runs', async () => {
    const { folder, options, run } = scene();
    const centre = await startCentre({ folder });
    typed(`${password}\n`);
    const add = { ...options, role: 'agent', agent: 'ann', language: 'ja' } as const;
    expect(await run(accountAdd('Ann', add))).toBe('account ann: agent\n');
    const browser = new Browser(centre);
    expect((await browser.signIn('ann')).body).toMatchObject({ agent: 'ann', language: 'ja' });
    const made = await run(accountPassword('ann', { ...options, generate: true }));
    const generated = /shown this once: (\S{32})$/m.exec(made)![1]!;
    expect((await browser.ask('GET', '/me')).status).toBe(401);
    expect((await browser.signIn('ann', generated)).status).toBe(200);
    expect(await run(accountAble('disable', 'ann', options))).toBe('account ann is disabled\n');
    expect((await browser.ask('GET', '/me')).status).toBe(401);
    expect(await run(accountList(options))).toMatch(/^ann +Ann +agent +ann +sakura .* disabled$/m);
    await run(accountAble('enable', 'ann', options));
    expect((await browser.signIn('ann', generated)).status).toBe(200);
  });

  it('tells what cannot be, and changes nothing', async () => {
    const { options, printed, run } = scene();
    typed(`${password}\n`);
    await run(accountAdd('eve', { ...options, role: 'agent', agent: 'nobody' }));
    expect(printed.err).toBe('tsunagi: That cannot be: agent: there is no agent "nobody".\n');
    expect(process.exitCode).toBe(exitCodes.failed);
    typed('short\n');
    await run(accountAdd('eve', { ...options, role: 'admin' }));
    expect(printed.err).toContain('A password has 12 to 256 characters.');
    typed('');
    await run(accountAdd('eve', { ...options, role: 'admin' }));
    expect(printed.err).toContain('no password was given');
    expect(process.exitCode).toBe(exitCodes.usage);
    expect(await run(accountList({ ...options, json: true }))).toBe('[]\n');
  });
});

describe('tsunagi key and wall', () => {
  it('make what opens the server at once, and take it back', async () => {
    const { folder, options, run } = scene();
    const centre = await startCentre({ folder });
    const key = (await run(keyAdd('key', 'nightly', { ...options, role: 'read' }))).trim();
    expect(key).toMatch(/^tsk_/);
    const { app } = centre.server.front as InlineFront;
    const headers = { authorization: `Bearer ${key}` };
    const status = async () => (await app.inject({ url: '/api/v1/queues', headers })).statusCode;
    expect(await status()).toBe(200);
    await run(keyAdd('wall', 'east', { ...options, tenant: 'sakura', queues: ['support'] }));
    const keys = await run(keyList('key', options));
    expect(keys).toMatch(/^boss +admin +everything +configuration/m);
    expect(keys).toMatch(/^nightly +read +everything/m);
    expect(keys).not.toContain(key);
    expect(await run(keyList('wall', options))).toMatch(/^east +wall +sakura, queues support/m);
    expect(await run(keyRevoke('key', 'nightly', options))).toBe('key nightly is revoked\n');
    expect(await status()).toBe(401);
  });
});

describe('tsunagi audit', () => {
  it('tells what was done by command, without a secret', async () => {
    const { options, run } = scene();
    const made = await run(
      accountAdd('root', { ...options, role: 'admin', generate: true, json: true }),
    );
    await run(keyAdd('key', 'nightly', { ...options, role: 'read', tenant: 'fuji' }));
    await run(keyRevoke('key', 'nightly', options));
    const told = await run(auditCommand({ ...options, limit: '50', json: true }));
    const entries = JSON.parse(told) as { act: string; kind: string; about: object }[];
    expect(entries.map(({ kind, act, about }) => [kind, act, about])).toEqual([
      ['command', 'key-revoked', { name: 'nightly' }],
      ['command', 'key-added', expect.objectContaining({ name: 'nightly', tenant: 'fuji' })],
      ['command', 'account-added', expect.objectContaining({ name: 'root', role: 'admin' })],
    ]);
    expect(told).not.toContain(JSON.parse(made).password);
    const text = await run(auditCommand({ ...options, limit: '1', act: 'key-added' }));
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toMatch(/\(command\) +key-added/);
  });
});
