import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Centre,
  centreYaml,
  cleanUp,
  compileCentre,
  type KeyId,
  keyEnv,
  newFolder,
  secretOf,
  serverYaml,
  startCentre,
} from './centre.ts';

const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await cleanUp();
});

/** A centre whose configuration lies in files; `rewrite` changes them. */
async function fromFiles(): Promise<Centre & { rewrite(yaml: string): void }> {
  const folder = newFolder();
  const configDir = join(folder, 'config');
  mkdirSync(configDir);
  const rewrite = (yaml: string) => {
    writeFileSync(join(configDir, 'centre.yaml'), yaml);
    writeFileSync(join(configDir, 'server.yaml'), serverYaml(folder));
  };
  rewrite(centreYaml);
  const config = compileCentre(folder);
  const centre = await startCentre({ folder, config, configDir, env: keyEnv });
  return { ...centre, rewrite };
}

const metricsOf = async (centre: Centre): Promise<string> =>
  (await fetch(`${centre.server.addresses.metrics}/metrics`)).text();

describe('a reload', () => {
  it('puts a valid configuration in force, and no waiting call loses its place', async () => {
    const centre = await fromFiles();
    centre.world.enter({ args: ['entry', '100'] });
    centre.world.enter({ args: ['entry', '101'] });
    await centre.pass(2_000);
    const before = (await centre.get('/queues/support')).body.line;
    centre.rewrite(
      centreYaml
        .replace('{ name: Bob, tenant: sakura', '{ name: Robert, tenant: sakura')
        .replace('within: 20s', 'within: 27s')
        .replace('teams: [desk] }\n', 'teams: [desk], skills: { support: 9 } }\n'),
    );
    const { status, body } = await centre.post('/config/reload');
    expect([status, body.ok, body.needsRestart]).toEqual([200, true, []]);
    await centre.pass(100);
    expect((await centre.get('/queues/support')).body.line).toEqual(before);
    expect((await centre.get('/agents/bob')).body.name.en).toBe('Robert');
    expect((await centre.get('/config')).body).toMatchObject({
      version: body.version,
      lastReloadSuccessful: true,
    });
    const metrics = await metricsOf(centre);
    expect(metrics).toContain('acd_config_last_reload_successful 1');
    expect(metrics).toContain(`acd_config_info{hash="${body.version}"} 1`);
    expect(metrics).toContain('acd_queue_wait_seconds_bucket{le="27",queue="support"');
    expect(metrics).not.toContain('acd_queue_wait_seconds_bucket{le="33.5"');
  });

  it('with an error changes nothing and says where it is', async () => {
    const centre = await fromFiles();
    const { version } = (await centre.get('/config')).body;
    centre.rewrite(centreYaml.replace('go: voicemail }\n    exits', 'go: voicemale }\n    exits'));
    const { status, body } = await centre.post('/config/reload');
    expect([status, body.error.code]).toEqual([422, 'config-invalid']);
    expect(body.error.params.text).toMatch(/centre\.yaml:\d+:\d+/);
    expect(body.error.params.text).toContain('voicemale');
    expect((await centre.get('/config')).body).toMatchObject({
      version,
      lastReloadSuccessful: false,
    });
    expect(await metricsOf(centre)).toContain('acd_config_last_reload_successful 0');
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    expect((await centre.get('/calls')).body.calls).toHaveLength(1);
  });

  it('only checked is not put in force', async () => {
    const centre = await fromFiles();
    const { version } = (await centre.get('/config')).body;
    centre.rewrite(centreYaml.replace('ring: 15s', 'ring: 25s'));
    const { body } = await centre.post('/config/check');
    expect(body.ok).toBe(true);
    expect(body.version).not.toBe(version);
    expect((await centre.get('/config')).body.version).toBe(version);
  });

  it('takes a new agent and lets one go who talks', async () => {
    const centre = await fromFiles();
    await centre.post('/agents/ann/sign-in');
    const caller = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(3_000);
    const withoutAnn = centreYaml
      .replace(/ {2}ann: .*\n/, '')
      .replace(
        '  cho:',
        '  dan: { name: Dan, tenant: sakura, phone: PJSIP/1003, teams: [desk] }\n  cho:',
      );
    centre.rewrite(withoutAnn.replace('support: 4', 'support: 9'));
    expect((await centre.post('/config/reload')).status).toBe(200);
    expect((await centre.get('/agents/ann')).status).toBe(404);
    expect((await centre.get('/agents/dan')).body.state).toBe('signed-out');
    expect(caller.hears).toBe('conversation');
    caller.hangUp();
    await centre.pass(12_000);
    expect((await centre.get('/calls')).body.calls).toEqual([]);
    expect(centre.world.leftovers()).toEqual([]);
  });

  it('tells what is known of a phone to the agent who has it now', async () => {
    const centre = await fromFiles();
    const end = centre.world.phone('PJSIP/2001').callOutside();
    centre.world.phone('PJSIP/1002').register(false);
    await centre.pass(2_000);
    for (const agent of ['ann', 'bob']) await centre.post(`/agents/${agent}/sign-in`);
    expect((await centre.get('/agents/bob')).body.state).toBe('unreachable');
    centre.rewrite(
      centreYaml
        .replace('PJSIP/1001', 'PJSIP/busy')
        .replace('PJSIP/2001', 'PJSIP/1001')
        .replace('PJSIP/busy', 'PJSIP/2001')
        .replace(
          '  cho:',
          '  dan: { name: Dan, tenant: sakura, phone: PJSIP/1002, teams: [desk] }\n  cho:',
        ),
    );
    expect((await centre.post('/config/reload')).status).toBe(200);
    expect((await centre.get('/agents/ann')).body.state).toBe('busy-elsewhere');
    await centre.post('/agents/bob/sign-out');
    await centre.post('/agents/dan/sign-in');
    expect((await centre.get('/agents/dan')).body.state).toBe('unreachable');
    end();
    await centre.pass(2_000);
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
  });

  it('that takes a queue away shows its calls to no key of another tenant', async () => {
    const centre = await fromFiles();
    centre.world.enter({ args: ['entry', '100'], number: '0311' });
    await centre.post('/agents/ann/sign-in');
    await centre.pass(3_000);
    const [support] = / {2}support:\n {4}name: \{ en: Support[\s\S]*?(?= {2}sales:)/.exec(
      centreYaml,
    )!;
    const fewer = centreYaml
      .replace(support, '')
      .replace(/ {2}"10[01]".*\n/g, '')
      .replace(/skills: \{ support: . \}/g, '');
    centre.rewrite(fewer);
    const reply = await centre.post('/config/reload');
    expect([reply.status, reply.body.error?.params.text]).toEqual([200, undefined]);
    for (const path of ['/offers', '/calls']) {
      expect(Object.values((await centre.get(path, 'fuji-reader')).body)[0]).toEqual([]);
      expect(Object.values((await centre.get(path, 'reader')).body)[0]).toHaveLength(1);
    }
    expect((await centre.get('/calls/1/decisions', 'fuji-reader')).status).toBe(404);
    expect((await centre.get('/calls/1/decisions', 'reader')).status).toBe(200);
  });

  it('closes the streams of keys it took away, changed or narrowed, and no others', async () => {
    const centre = await fromFiles();
    const url = `${centre.server.addresses.api.replace('http', 'ws')}/api/v1/stream`;
    const open = async (query: string, key?: KeyId) => {
      const headers = key ? { authorization: `Bearer ${secretOf(key)}` } : {};
      const socket = new WebSocket(`${url}${query}`, { headers });
      sockets.push(socket);
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      await new Promise((resolve) => socket.once('message', resolve));
      return { socket, closed };
    };
    const { ticket } = (await centre.post('/stream/tickets', undefined, 'boss')).body;
    const gone = await open('', 'operator');
    const narrowed = await open('', 'reader');
    const lowered = await open(`?ticket=${ticket}`);
    const widened = await open('', 'fuji-reader');
    const unused = (await centre.post('/stream/tickets', undefined, 'operator')).body.ticket;
    const yaml = serverYaml(centre.folder)
      .replace(/ {4}operator:.*\n/, '')
      .replace('role: read }', 'role: read, tenant: sakura }')
      .replace('role: read, tenant: fuji', 'role: read')
      .replace('role: admin }', 'role: operate }');
    // Twice: the second time by rings that never met the open streams' keys.
    for (const text of [serverYaml(centre.folder), yaml]) {
      writeFileSync(join(centre.folder, 'config', 'server.yaml'), text);
      const { status, body } = await centre.post('/config/reload');
      expect([status, body.error?.params.text]).toEqual([200, undefined]);
    }
    const closed = [gone, narrowed, lowered].map((each) => each.closed);
    expect(await Promise.all(closed)).toEqual([4401, 4401, 4401]);
    expect(widened.socket.readyState).toBe(WebSocket.OPEN);
    const late = new WebSocket(`${url}?ticket=${unused}`);
    sockets.push(late);
    late.on('error', () => {});
    const refusal = new Promise((resolve) => {
      late.on('unexpected-response', (_, response) => resolve(response.statusCode));
    });
    expect(await refusal).toBe(401);
  });

  it('says which changes wait for the next start', async () => {
    const centre = await fromFiles();
    centre.rewrite(centreYaml.replace('kind: simulated', 'kind: simulated, seed: 3'));
    expect((await centre.post('/config/reload')).body.needsRestart).toEqual(['switches']);
  });
});
