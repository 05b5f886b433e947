/** The configuration edited from afar: nothing outside its folder, nothing half or blindly. */

import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { checkConfig } from '../../config/check.ts';
import {
  type Centre,
  centreYaml,
  cleanUp,
  keyEnv,
  morning,
  newFolder,
  serverYaml,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);

interface Scene {
  readonly centre: Centre;
  readonly folder: string;
  ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): ReturnType<Centre['ask']>;
}

async function scene(): Promise<Scene> {
  const root = newFolder();
  const folder = join(root, 'config');
  mkdirSync(folder);
  writeFileSync(join(folder, 'centre.yaml'), centreYaml);
  writeFileSync(join(folder, 'server.yaml'), serverYaml(join(root, 'journal')));
  writeFileSync(join(root, 'outside.yaml'), 'secret: 1\n');
  const env = { ...keyEnv, KEY_EXTRA: extraKey };
  const { config } = checkConfig(folder, { env, now: morning });
  const clock = createManualClock(morning);
  const centre = await startCentre({ config: config!, configDir: folder, env, clock });
  return { centre, folder, ask: (method, path, body) => centre.ask(method as never, path, body) };
}

const extraKey = 'extra-secret-of-the-tests-0123';
const slowerRing = centreYaml.replace('ring: 15s', 'ring: 25s');

async function digestOf({ ask }: Scene, path: string): Promise<string> {
  const { body } = await ask('GET', '/config/files');
  return body.files.find((file: { path: string }) => file.path === path).digest;
}

describe('the files of the configuration', () => {
  it('are shown with their secrets as references', async () => {
    const { ask } = await scene();
    const { body, status } = await ask('GET', '/config/files');
    expect(status).toBe(200);
    expect(body.files.map(({ path }: { path: string }) => path)).toEqual([
      'centre.yaml',
      'server.yaml',
    ]);
    expect(body.files[1].text).toContain(`\${KEY_BOSS}`);
    expect(JSON.stringify(body)).not.toContain(keyEnv.KEY_BOSS);
  });

  it('are checked as if they were written: errors at their places, and nothing is', async () => {
    const { ask, folder } = await scene();
    const text = centreYaml.replace('{ queue: sales }', '{ queue: slaes }');
    const { body } = await ask('POST', '/config/files/check', {
      files: [{ path: 'centre.yaml', text }],
    });
    expect(body.ok).toBe(false);
    const line = text.split('\n').findIndex((each) => each.includes('slaes')) + 1;
    expect(body.diagnostics).toContainEqual(
      expect.objectContaining({ path: 'centre.yaml', line, code: 'unknown-reference' }),
    );
    expect(readFileSync(join(folder, 'centre.yaml'), 'utf8')).toBe(centreYaml);
  });

  it('differ from what is in force by the settings that changed, never by a secret', async () => {
    const { ask, folder } = await scene();
    const text = readFileSync(join(folder, 'server.yaml'), 'utf8');
    const { body } = await ask('POST', '/config/files/check', {
      files: [
        { path: 'centre.yaml', text: slowerRing },
        { path: 'server.yaml', text: `${text}    extra: { key: "\${KEY_EXTRA}", role: read }\n` },
      ],
    });
    expect(body.ok).toBe(true);
    expect(body.differences).toContainEqual({
      path: 'routing › queues › support › ringMs',
      before: '15000',
      after: '25000',
    });
    expect(JSON.stringify(body.differences)).toContain('extra');
    expect(JSON.stringify(body)).not.toContain(extraKey);
  });

  it('say which waiting calls a change would touch, and which would have nobody left', async () => {
    const { ask, centre } = await scene();
    await centre.post('/agents/ann/sign-in', {});
    await centre.post('/agents/ann/pause', { reason: 'break' });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    const check = async (text: string) =>
      (await ask('POST', '/config/files/check', { files: [{ path: 'centre.yaml', text }] })).body;
    const slower = await check(slowerRing);
    expect(slower.effect).toEqual({
      queues: [
        {
          ...{ queue: 'support', waiting: 1, change: 'kept', left: 0 },
          ...{ agentsBefore: 1, agentsAfter: 1 },
        },
      ],
      agentsGone: [],
    });
    const less = await check(centreYaml.replace('support: 8', 'support: 2'));
    expect(less.effect.queues).toEqual([
      {
        ...{ queue: 'support', waiting: 1, change: 'same', left: 1 },
        ...{ agentsBefore: 1, agentsAfter: 0 },
      },
    ]);
    const gone = await check(centreYaml.replace(/^ {2}ann:.*\n/m, ''));
    expect(gone.effect.agentsGone).toEqual(['ann']);
    expect((await check(centreYaml)).effect).toEqual({ queues: [], agentsGone: [] });
  });

  it('are written whole and put in force', async () => {
    const all = await scene();
    const { ask, folder, centre } = all;
    const before = (await ask('GET', '/config/files')).body.version;
    const digest = await digestOf(all, 'centre.yaml');
    const { status, body } = await ask('PUT', '/config/files', {
      files: [
        { path: 'centre.yaml', text: slowerRing, digest },
        { path: 'notes.yml', text: '# nothing yet\n', digest: null },
      ],
    });
    expect(status).toBe(200);
    expect(body.version).not.toBe(before);
    await centre.pass(100);
    expect((await centre.get('/config')).body.version).toBe(body.version);
    expect(readFileSync(join(folder, 'centre.yaml'), 'utf8')).toBe(slowerRing);
    expect(readdirSync(folder).sort()).toEqual(['centre.yaml', 'notes.yml', 'server.yaml']);
  });

  it('are not written over what somebody else has changed meanwhile', async () => {
    const all = await scene();
    const digest = await digestOf(all, 'centre.yaml');
    writeFileSync(join(all.folder, 'centre.yaml'), `# by hand\n${centreYaml}`);
    const { status, body } = await all.ask('PUT', '/config/files', {
      files: [{ path: 'centre.yaml', text: slowerRing, digest }],
    });
    expect([status, body.error.code]).toEqual([409, 'config-changed']);
    expect(body.error.params.files).toEqual(['centre.yaml']);
    expect(readFileSync(join(all.folder, 'centre.yaml'), 'utf8')).toMatch(/^# by hand/);
  });

  it('with errors are not written at all', async () => {
    const all = await scene();
    const digest = await digestOf(all, 'centre.yaml');
    const { status, body } = await all.ask('PUT', '/config/files', {
      files: [{ path: 'centre.yaml', text: 'queues: 7\n', digest }],
    });
    expect([status, body.error.code]).toEqual([422, 'config-invalid']);
    expect(readFileSync(join(all.folder, 'centre.yaml'), 'utf8')).toBe(centreYaml);
  });

  it('lie within their folder, whatever is asked for', async () => {
    const all = await scene();
    symlinkSync(join(all.folder, '..'), join(all.folder, 'up'));
    const paths = [
      ...['../outside.yaml', 'up/outside.yaml', '/etc/passwd.yaml', '.hidden.yaml', 'a/../b.yaml'],
      ...['x.txt', 'none/new.yaml', 'centre.yaml/../../outside.yaml', 'a\u0000.yaml', '..\\o.yaml'],
    ];
    for (const path of paths) {
      for (const [method, route] of [
        ['POST', '/config/files/check'],
        ['PUT', '/config/files'],
      ] as const) {
        const file = { path, text: '', ...(method === 'PUT' && { digest: null }) };
        const reply = await all.ask(method, route, { files: [file] });
        expect([path, reply.status, reply.body.error?.code]).toEqual([path, 400, 'config-path']);
      }
    }
    expect(readFileSync(join(all.folder, '..', 'outside.yaml'), 'utf8')).toBe('secret: 1\n');
  });

  it('are no business of one tenant, nor of who may not configure', async () => {
    const { centre } = await scene();
    expect((await centre.get('/config/files', 'fuji-boss')).status).toBe(403);
    expect((await centre.get('/config/files', 'operator')).status).toBe(403);
  });
});
