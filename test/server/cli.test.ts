import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { build, cli, endChildren, type Running, runCli, startCli } from './built.ts';
import { centreYaml, keyEnv, secretOf, serverYaml } from './centre.ts';

beforeAll(build, 120_000);

const folders: string[] = [];
afterEach(async () => {
  await endChildren();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with a configuration in `config` and room for a journal. */
function site(yaml = centreYaml, server?: string): { folder: string; config: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-cli-'));
  folders.push(folder);
  const config = join(folder, 'config');
  mkdirSync(config);
  writeFileSync(join(config, 'centre.yaml'), yaml);
  writeFileSync(join(config, 'server.yaml'), server ?? serverYaml(join(folder, 'journal')));
  return { folder, config };
}

/** Agents who come to work by themselves and callers who keep them busy. */
const busy = centreYaml.replace(
  'kind: simulated',
  'kind: simulated, calls-per-minute: 600, seed: 4',
);

interface Served extends Running {
  readonly api: string;
  readonly metrics: string;
}

async function serve(config: string, more: readonly string[] = []): Promise<Served> {
  const running = startCli(['serve', '--config', config, ...more], keyEnv);
  const address = (name: string) => new RegExp(`${name}\\s+(http://[^/]+)`).exec(running.stdout());
  await vi.waitFor(
    () => expect(running.stdout(), running.stderr()).toMatch(/metrics, health\s+http/),
    { timeout: 30_000 },
  );
  const api = address('API and stream')![1]!;
  const metrics = address('metrics, health')![1]!;
  await vi.waitFor(async () => expect((await fetch(`${metrics}/readyz`)).status).toBe(200), {
    timeout: 10_000,
  });
  return { ...running, api, metrics };
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at field by field
const ask = async (served: Served, path: string): Promise<any> => {
  const headers = { authorization: `Bearer ${secretOf('boss')}` };
  return (await fetch(`${served.api}/api/v1${path}`, { headers })).json();
};

describe('tsunagi serve', () => {
  it('routes with journal and front on threads of their own, explains, and stops in good order', async () => {
    const { folder, config } = site(busy);
    const served = await serve(config);
    const answered = async () => {
      const { queues } = await ask(served, '/queues');
      return queues.reduce(
        (sum: number, queue: { counts: { answered: number } }) => sum + queue.counts.answered,
        0,
      );
    };
    await vi.waitFor(async () => expect(await answered()).toBeGreaterThan(0), { timeout: 18_000 });
    // Nobody has an account yet: whoever reads the terminal makes the first.
    expect(served.stdout()).toMatch(
      new RegExp(`^set-up +${served.api}/sign-in#setup=[\\w-]{32}$`, 'm'),
    );
    const { offers } = await ask(served, '/offers');
    const [{ call, agent }] = offers.filter((o: { state: string }) => o.state === 'connected');
    const story = await ask(served, `/calls/${call}/decisions`);
    expect(story.decisions.at(-1)).toMatchObject({ winner: agent });
    const byUrl = await runCli([
      'explain',
      String(call),
      '--url',
      served.api,
      '--key',
      secretOf('boss'),
    ]);
    expect(byUrl.stdout).toContain(`Call ${call} entered`);
    const live = ['--url', served.api, '--key', secretOf('boss')];
    const idle = await runCli(['explain', '--agent', 'ann', ...live]);
    expect(idle.stdout, idle.stderr).toMatch(/^安 \(ann\) is [a-z-]+ since \d\d:\d\d\. /);
    const queue = await runCli(['explain', '--queue', 'support', '--json', ...live]);
    expect(JSON.parse(queue.stdout)).toMatchObject({ queue: 'support', switchUp: true });
    const kept = await ask(served, `/calls/${call}/explain`);
    expect(kept.decisions[0]).toMatchObject({ call, agent });
    const metrics = await (await fetch(`${served.metrics}/metrics`)).text();
    expect(metrics).toMatch(/acd_journal_bytes_total [1-9]/);
    expect(metrics).toMatch(/acd_routing_decision_seconds_count\{trigger="call"\} [1-9]/);

    served.child.kill('SIGTERM');
    const { code, stdout, stderr } = await served.ended;
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('callers stay on the switch');
    const byJournal = await runCli(['explain', String(call), '--journal', join(folder, 'journal')]);
    expect(byJournal).toMatchObject({ code: 0, stderr: '' });
    expect(byJournal.stdout).toMatch(new RegExp(`→ ${agent} (wins|was free)`));
    // Without the secrets the configuration names: a name and a folder need none.
    const json = await runCli(['explain', String(call), '--config', config, '--json']);
    expect(JSON.parse(json.stdout).decisions).toEqual(
      expect.arrayContaining([expect.objectContaining({ winner: agent })]),
    );
  }, 90_000);

  it('killed and started again goes on from its journal', async () => {
    const { config } = site(busy);
    const first = await serve(config);
    await vi.waitFor(
      async () => {
        const { agents } = await ask(first, '/agents');
        expect(agents.filter((a: { state: string }) => a.state !== 'signed-out')).toHaveLength(3);
      },
      { timeout: 15_000 },
    );
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await serve(config);
    expect(second.stderr()).toBe('');
    const { agents } = await ask(second, '/agents');
    expect(agents.map((a: { state: string }) => a.state)).not.toContain('signed-out');
  }, 60_000);

  it('reloads on SIGHUP, and tells what is wrong when it cannot', async () => {
    const { config } = site();
    const served = await serve(config);
    const { version } = await ask(served, '/config');
    writeFileSync(join(config, 'centre.yaml'), centreYaml.replace('ring: 15s', 'ring: fast'));
    served.child.kill('SIGHUP');
    await vi.waitFor(() => expect(served.stderr()).toContain('nothing was changed'), {
      timeout: 15_000,
    });
    expect(served.stderr()).toMatch(/centre\.yaml:\d+:\d+/);
    writeFileSync(join(config, 'centre.yaml'), centreYaml.replace('ring: 15s', 'ring: 16s'));
    served.child.kill('SIGHUP');
    await vi.waitFor(() => expect(served.stderr()).toContain('in force'), { timeout: 15_000 });
    await vi.waitFor(async () => expect((await ask(served, '/config')).version).not.toBe(version));
  }, 60_000);

  it('without keys makes one, kept from others, and tells where', async () => {
    const { folder, config } = site(
      centreYaml,
      'server: { api: { port: 0 }, metrics: { port: 0 }, journal: var/x, log-level: silent }',
    );
    const journal = join(folder, 'journal');
    writeFileSync(
      join(config, 'server.yaml'),
      `server: { api: { port: 0 }, metrics: { port: 0 }, journal: ${journal}, store: ${folder}/s.db, log-level: silent }`,
    );
    const served = await serve(config);
    const path = join(journal, 'api-key');
    expect(served.stdout()).toContain(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const key = readFileSync(path, 'utf8').trim();
    const { stdout, code } = await runCli(['status', '--url', served.api], {
      TSUNAGI_API_KEY: key,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('技術サポート');
    const refused = await runCli(['status', '--url', served.api, '--key', 'guess']);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain('wrong-key');
  }, 60_000);

  it('is asked why an agent is idle with nothing but its configuration', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const { folder, config } = site();
    const server = `api: { port: ${port} }, metrics: { port: 0 }, log-level: silent`;
    const journal = join(folder, 'journal');
    writeFileSync(
      join(config, 'server.yaml'),
      `server: { ${server}, journal: ${journal}, store: ${folder}/s.db }`,
    );
    const asked = () => runCli(['explain', '--agent', 'ann', '--config', config]);
    const before = await asked();
    expect(before).toMatchObject({ code: 4, stdout: '' });
    expect(before.stderr).toContain(
      `only the running server can say; no server answers at http://127.0.0.1:${port}`,
    );
    await serve(config);
    expect(await asked()).toMatchObject({
      code: 0,
      stdout: '安 (ann) is signed-out. No call waits.\n',
    });
    const unknown = await runCli(['explain', '--queue', 'zoo', '--config', config]);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('unknown-queue')]);
  }, 60_000);

  it('shows the picture as plain lines where there is no terminal', async () => {
    const { config } = site();
    const served = await serve(config, ['--picture']);
    await vi.waitFor(() => expect(served.stdout()).toContain('waiting: sales 0, support 0'), {
      timeout: 15_000,
    });
  }, 60_000);

  it('says what is in the way when it cannot start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const { folder, config } = site();
    const yaml = serverYaml(join(folder, 'journal'));
    writeFileSync(
      join(config, 'server.yaml'),
      yaml.replace('api: { port: 0 }', `api: { port: ${port} }`),
    );
    const busyPort = await runCli(['serve', '--config', config], keyEnv);
    taken.close();
    expect(busyPort.code).toBe(3);
    expect(busyPort.stderr).toContain('EADDRINUSE');
    expect(busyPort.stderr).toContain('server.api.port');

    writeFileSync(join(config, 'server.yaml'), yaml);
    const first = await serve(config);
    const second = await runCli(['serve', '--config', config], keyEnv);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain(`is in use by process ${first.child.pid}`);

    const broken = site(centreYaml.replace('ring: 15s', 'ring: fast'));
    const refused = await runCli(['serve', '--config', broken.config], keyEnv);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/centre\.yaml:\d+:\d+/);
  }, 60_000);
});

describe('tsunagi check', () => {
  it('ends with 0 for a good configuration and 1 for a bad one, telling everything', async () => {
    const good = site();
    const fine = await runCli(['check', good.config], keyEnv);
    expect(fine.code, fine.stdout).toBe(0);
    const bad = site(
      centreYaml.replace('ring: 15s', 'ring: fast').replace('wrap-up: 10s', 'wrap-up: -1s'),
    );
    const text = await runCli(['check', bad.config], keyEnv);
    expect(text.code).toBe(1);
    expect(text.stdout.match(/centre\.yaml:\d+:\d+/g)?.length).toBeGreaterThanOrEqual(2);
    const json = await runCli(['check', bad.config, '--json'], keyEnv);
    expect(json.code).toBe(1);
    expect(() => JSON.parse(json.stdout)).not.toThrow();
    const missing = await runCli(['check', join(bad.folder, 'nowhere')], keyEnv);
    expect([missing.code, missing.stdout]).toEqual([
      1,
      expect.stringContaining('no such directory'),
    ]);
  }, 60_000);
});

describe('tsunagi', () => {
  it('bears a reader that has seen enough', async () => {
    const { config } = site(centreYaml.replaceAll('support', 'supprt'));
    const { stdout, stderr } = await promisify(execFile)('bash', [
      '-c',
      '"$0" "$1" check "$2" | head -1',
      process.execPath,
      cli,
      config,
    ]);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });

  it('prints help, version and schema', async () => {
    const help = await runCli(['--help']);
    expect(help.code).toBe(0);
    for (const word of ['serve', 'check', 'explain', 'status', 'schema', 'version', 'Exit codes']) {
      expect(help.stdout).toContain(word);
    }
    expect((await runCli(['version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(JSON.parse((await runCli(['version', '--json'])).stdout)).toHaveProperty('node');
    expect(JSON.parse((await runCli(['schema'])).stdout)).toHaveProperty('properties');
  }, 60_000);

  it('refuses a wrong command line with 2 and a hint', async () => {
    const unknown = await runCli(['serv']);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('serve')]);
    const nowhere = await runCli(['explain', '5']);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('--journal')]);
    expect((await runCli(['explain', 'five', '--journal', '/tmp'])).code).toBe(2);
    const [nothing, both, past] = await Promise.all([
      runCli(['explain']),
      runCli(['explain', '5', '--agent', 'ann']),
      runCli(['explain', '--agent', 'ann', '--journal', '/tmp']),
    ]);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('--agent ID')]);
    expect(both.code).toBe(2);
    expect([past.code, past.stderr]).toEqual([2, expect.stringContaining('a running server')]);
    expect((await runCli(['check', '--format', 'xml'])).code).toBe(2);
  }, 60_000);

  it('says when no server answers', async () => {
    const { code, stderr } = await runCli(['status', '--url', 'http://127.0.0.1:9', '--key', 'x']);
    expect(code).toBe(4);
    expect(stderr).toContain('no server answers at http://127.0.0.1:9');
  }, 60_000);
});
