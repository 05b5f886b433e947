/** A small centre on the simulated switch, its server on this thread, and a clock that is told. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createSimulatedSwitch, type SimulatedSwitch } from '../../adapters/simulated/switch.ts';
import { createWorld, type SimulatedWorld } from '../../adapters/simulated/world.ts';
import { formatDiagnostics, loadTexts } from '../../config/load.ts';
import type { CompiledConfig } from '../../config/site.ts';
import type { InlineFront } from '../../server/front.ts';
import type { Line } from '../../server/journal-lines.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { silentLog } from '../../server/log.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../server/main.ts';

/** Tuesday, 10:00 in Tokyo. */
export const morning = Date.UTC(2026, 10, 24, 1, 0, 0);

/** The secrets of the test keys are their ids, twice over. */
export const keyIds = ['reader', 'operator', 'boss', 'fuji-reader', 'fuji-boss'] as const;
export type KeyId = (typeof keyIds)[number];
export const secretOf = (id: string): string => `${id}-${id}-0123456789`;

export const centreYaml = `
name: { en: Test centre, ja: 試験センター }
time-zone: Asia/Tokyo
tenants:
  sakura: { name: Sakura }
  fuji: { name: Fuji }
skills:
  support: { name: Support }
classes:
  - { id: vip, name: Important, may-starve: true }
  - { id: normal, name: Normal }
teams:
  desk: { tenant: sakura, name: Desk }
  shop: { tenant: fuji, name: Shop }
agents:
  ann: { name: { en: Ann, ja: 安 }, tenant: sakura, phone: PJSIP/1001, teams: [desk], skills: { support: 8 } }
  bob: { name: Bob, tenant: sakura, phone: PJSIP/1002, teams: [desk], skills: { support: 4 } }
  cho: { name: Cho, tenant: fuji, phone: PJSIP/2001, teams: [shop] }
queues:
  support:
    name: { en: Support, ja: 技術サポート }
    tenant: sakura
    target: { answer: 80%, within: 20s, short-abandon: 5s }
    teams: [desk]
    ring: 15s
    wrap-up: 10s
    preferred-wait: 20s
    record: true
    steps:
      - for: 20s
        require: { support: ">=5" }
      - require: { support: ">=3" }
        then: { after: 3m, go: voicemail }
    exits:
      full: { at: 3, go: voicemail }
    escapes: { "1": voicemail }
  sales:
    name: Shop
    tenant: fuji
    target: { answer: 80%, within: 33s, short-abandon: 7s }
    teams: [shop]
    hours: shop
    steps:
      - then: { after: 5m, go: voicemail }
    exits:
      closed: { go: voicemail }
hours:
  shop:
    time-zone: Asia/Tokyo
    week: { mon-fri: "09:00-18:00" }
entries:
  "100": { queue: support }
  "101": { queue: support, class: vip }
  "200": { queue: sales }
targets:
  voicemail: { extension: "8000", context: voicemail }
pause-reasons:
  break: { name: Break }
  lunch: { name: Lunch }
switches:
  world: { kind: simulated }
`;

export function serverYaml(folder: string): string {
  const keys = [
    ['reader', 'read'],
    ['operator', 'operate'],
    ['boss', 'admin'],
    ['fuji-reader', 'read, tenant: fuji'],
    ['fuji-boss', 'admin, tenant: fuji'],
  ];
  const rows = keys.map(([id, role]) => `    ${id}: { key: "\${KEY_${id}}", role: ${role} }`);
  return `
server:
  api: { port: 0 }
  metrics: { port: 0 }
  log-level: silent
  journal: ${folder}
  store: ${folder}/store.db
  keys:
${rows.join('\n').replace(/KEY_[a-z-]+/g, (name) => name.toUpperCase().replace('-', '_'))}
`;
}

/** The environment with the secrets of the keys. */
export const keyEnv: Record<string, string> = Object.fromEntries(
  keyIds.map((id) => [`KEY_${id.toUpperCase().replace('-', '_')}`, secretOf(id)]),
);

/** Compiles the centre, with more lines of `server`; throws with everything that is wrong. */
export function compileCentre(folder: string, yaml = centreYaml, server = ''): CompiledConfig {
  const sources = new Map([
    ['centre.yaml', yaml],
    ['server.yaml', serverYaml(folder) + server],
  ]);
  const { config, diagnostics } = loadTexts('test', sources, { env: keyEnv, now: morning });
  if (!config) throw new Error(formatDiagnostics(diagnostics, 'text', sources));
  return config;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at field by field
  readonly body: any;
}

export interface Centre {
  readonly clock: ManualClock;
  readonly port: SimulatedSwitch;
  readonly world: SimulatedWorld;
  readonly server: RunningServer;
  readonly folder: string;
  /** Lets time pass, and what was promised meanwhile come true. */
  pass(ms: number): Promise<void>;
  get(path: string, key?: KeyId): Promise<Reply>;
  post(path: string, body?: unknown, key?: KeyId): Promise<Reply>;
  ask(method: Method, path: string, body?: unknown, key?: KeyId): Promise<Reply>;
  /** Everything journalled since the newest snapshot a restart would take. */
  lines(): Promise<Line[]>;
  stop(): Promise<void>;
  /** The process ends as if killed, what it journalled being on the disk. The world goes on. */
  kill(): Promise<void>;
}

export type CentreOptions = Partial<Omit<ServerOptions, 'clock' | 'port'>> & {
  readonly folder?: string;
  readonly clock?: ManualClock;
  readonly world?: SimulatedWorld;
  /** Has its way with the switch before it is started. */
  meddle?(port: SimulatedSwitch): void;
};

const folders: string[] = [];
const running = new Set<Centre>();

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-test-'));
  folders.push(folder);
  return folder;
}

/** Starts a centre and waits until the switch is connected. */
export async function startCentre(options: CentreOptions = {}): Promise<Centre> {
  const folder = options.folder ?? newFolder();
  const clock = options.clock ?? createManualClock(morning);
  const world = options.world ?? createWorld(createPbx({ clock }), 'tsunagi');
  for (const peer of ['PJSIP/1001', 'PJSIP/1002', 'PJSIP/2001']) world.phone(peer);
  const port = createSimulatedSwitch({ clock, seed: 7, world });
  options.meddle?.(port);
  const server = await startServer({
    log: silentLog,
    threads: false,
    config: compileCentre(folder),
    wall: () => clock.now(),
    ...options,
    clock,
    port,
  });
  port.world.pbx.extensions.push({ context: 'voicemail', extension: '8000' });
  const { app } = server.front as InlineFront;
  const ask = async (method: Method, path: string, body?: unknown, key: KeyId = 'boss') => {
    const headers = { authorization: `Bearer ${secretOf(key)}` };
    const payload = body === undefined ? {} : { payload: body as object };
    const reply = await app.inject({ method, url: `/api/v1${path}`, headers, ...payload });
    return { status: reply.statusCode, body: reply.json() };
  };
  const centre: Centre = {
    clock,
    port,
    world: port.world,
    server,
    folder,
    async pass(ms) {
      for (let left = ms; left > 0; left -= 50) {
        clock.advance(Math.min(50, left));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    get: (path, key) => ask('GET', path, undefined, key),
    post: (path, body, key) => ask('POST', path, body, key),
    ask,
    async lines() {
      await server.flushJournal();
      return [...(openJournal(folder)?.lines() ?? [])];
    },
    async stop() {
      running.delete(centre);
      await server.stop();
    },
    async kill() {
      running.delete(centre);
      await port.stop();
      server.loop.stop();
      await server.flushJournal();
      await server.front.stop();
    },
  };
  running.add(centre);
  await centre.pass(200);
  return centre;
}

/** Stops what tests left running and removes their folders. */
export async function cleanUp(): Promise<void> {
  for (const centre of [...running]) await centre.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
