/**
 * The whole router as an admin runs it: `tsunagi serve` in a process of its own, with a
 * configuration directory and a journal in a temporary folder, on loopback ports of its own, beside
 * a private Asterisk.
 *
 *   const router = await startRouter({ asterisk, centre: { agents: {...}, queues: {...}, entries:
 *   {...} } }); await router.api('POST', 'agents/a1/sign-in'); ... await router.kill(); await
 *   router.restart(); await router.stop();
 */

import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, until } from './child.ts';
import { checkoutRoot } from './packages.ts';
import { type AsteriskServer, freeTcpPort } from './server.ts';

/** Kinds of the configuration as they stand in YAML (JSON is YAML). Switch and server are added. */
export type CentreText = Readonly<Record<string, unknown>>;

export interface RouterOptions {
  readonly asterisk: Pick<AsteriskServer, 'ariUrl' | 'user' | 'password'>;
  /** Routed by AMI at this port; absent: over ARI. */
  readonly amiPort?: number;
  readonly centre: CentreText;
  /** Default: that of the Asterisk. */
  readonly ariPassword?: string;
  /** More settings of the switch, in the words of the configuration. */
  readonly switchSettings?: Readonly<Record<string, unknown>>;
  /** More settings of the process. */
  readonly serverSettings?: Readonly<Record<string, unknown>>;
  /** Resolve only when it routes (default), or as soon as its listeners answer. */
  readonly waitFor?: 'ready' | 'listening';
}

export interface RouterChild {
  readonly apiUrl: string;
  /** `/metrics`, `/healthz`, `/readyz`. */
  readonly opsUrl: string;
  readonly configFolder: string;
  readonly journalFolder: string;
  pid(): number;
  /** What the journal's newest file holds so far. */
  journalText(): string;
  /** A request below `/api/v1/`. Throws on a status >= 400 with what the API said. */
  api<T = unknown>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T>;
  /** Status and text of `/readyz`; 0 when nobody listens. */
  readiness(): Promise<{ status: number; text: string }>;
  metrics(): Promise<string>;
  /** What it has printed, the last 100 kB. */
  output(): string;
  /** In good order. Gives its exit code. */
  stop(): Promise<number>;
  /** As a crash would: SIGKILL. */
  kill(): Promise<void>;
  /** After `stop` or `kill`: the same configuration and journal again. */
  restart(): Promise<void>;
  /**
   * Stops it if it runs and removes its folders, unless they are to be kept: then their path is
   * printed.
   */
  remove(options?: { keep?: boolean }): Promise<void>;
}

/**
 * Writes the configuration and starts the process. Rejects with what it printed when it does not
 * come up.
 */
export async function startRouter(options: RouterOptions): Promise<RouterChild> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-router-'));
  const router = new RouterProcess(folder, {
    apiPort: await freeTcpPort(),
    opsPort: await freeTcpPort(),
    ariPassword: options.ariPassword ?? options.asterisk.password,
    waitFor: options.waitFor ?? 'ready',
  });
  router.configure(options);
  try {
    await router.restart();
  } catch (error) {
    await router.remove({ keep: true });
    throw error;
  }
  return router;
}

/** Compiled JavaScript of this checkout; `npm run build` makes it, `npm test` always does. */
function cliFile(): string {
  const file = join(process.env.TSUNAGI_DIST ?? join(checkoutRoot(), 'dist'), 'server/cli.js');
  if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first`);
  return file;
}

interface ProcessPlan {
  readonly apiPort: number;
  readonly opsPort: number;
  readonly ariPassword: string;
  readonly waitFor: 'ready' | 'listening';
}

const apiKey = 'test-key-of-loopback';

class RouterProcess implements RouterChild {
  readonly apiUrl: string;
  readonly opsUrl: string;
  readonly configFolder: string;
  readonly journalFolder: string;
  readonly #folder: string;
  readonly #plan: ProcessPlan;
  #child: ChildProcess | undefined;
  #printed = '';

  constructor(folder: string, plan: ProcessPlan) {
    this.#folder = folder;
    this.#plan = plan;
    this.apiUrl = `http://127.0.0.1:${plan.apiPort}`;
    this.opsUrl = `http://127.0.0.1:${plan.opsPort}`;
    this.configFolder = join(folder, 'config');
    this.journalFolder = join(folder, 'journal');
  }

  configure(options: RouterOptions): void {
    const { asterisk, centre, switchSettings = {}, serverSettings = {} } = options;
    mkdirSync(this.configFolder, { recursive: true });
    const { apiPort, opsPort } = this.#plan;
    const rest = {
      switches: {
        pbx: {
          ...(options.amiPort === undefined
            ? { kind: 'asterisk-ari', url: asterisk.ariUrl }
            : { kind: 'asterisk-ami', port: options.amiPort }),
          user: asterisk.user,
          password: reference('TSUNAGI_ARI_PASSWORD'),
          ...switchSettings,
        },
      },
      server: {
        api: { port: apiPort },
        metrics: { port: opsPort },
        journal: this.journalFolder,
        store: join(this.#folder, 'store.db'),
        keys: { test: { key: reference('TSUNAGI_TEST_KEY'), role: 'admin' } },
        ...serverSettings,
      },
    };
    const write = (name: string, kinds: object): void =>
      writeFileSync(join(this.configFolder, name), JSON.stringify(kinds, undefined, 2));
    write('centre.yaml', centre);
    write('switch.yaml', rest);
  }

  async restart(): Promise<void> {
    const command = [cliFile(), 'serve', '--config', this.configFolder];
    const child = spawn(process.execPath, ['--enable-source-maps', ...command], {
      cwd: this.#folder,
      env: {
        ...process.env,
        TSUNAGI_ARI_PASSWORD: this.#plan.ariPassword,
        TSUNAGI_TEST_KEY: apiKey,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const note = (chunk: Buffer): void => {
      this.#printed = (this.#printed + chunk.toString()).slice(-100_000);
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    const wanted = this.#plan.waitFor === 'ready' ? [200] : [200, 503];
    try {
      await until(
        `the router to be ${this.#plan.waitFor}`,
        async () => {
          if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
          return wanted.includes((await this.readiness()).status);
        },
        { timeoutMs: 60_000 },
      );
    } catch (error) {
      const { text } = await this.readiness();
      await endChild(child, 'SIGKILL');
      throw new Error(
        `the router did not start (${(error as Error).message}) ${text}\n${this.#printed}`,
      );
    }
  }

  pid(): number {
    return this.#child?.pid ?? 0;
  }

  async api<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.apiUrl}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  journalText(): string {
    const newest = readdirSync(this.journalFolder).filter((name) => name.endsWith('.ndjson'));
    return newest.length === 0
      ? ''
      : readFileSync(join(this.journalFolder, newest.sort().at(-1)!), 'utf8');
  }

  async readiness(): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(`${this.opsUrl}/readyz`, { signal: AbortSignal.timeout(5_000) });
      return { status: response.status, text: await response.text() };
    } catch {
      return { status: 0, text: '' };
    }
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.opsUrl}/metrics`)).text();
  }

  output(): string {
    return this.#printed;
  }

  async stop(): Promise<number> {
    if (this.#child === undefined) return 0;
    await endChild(this.#child, 'SIGTERM', 15_000);
    return this.#child.exitCode ?? -1;
  }

  async kill(): Promise<void> {
    if (this.#child !== undefined) await endChild(this.#child, 'SIGKILL');
  }

  async remove({ keep = false }: { keep?: boolean } = {}): Promise<void> {
    await this.stop();
    if (!keep) return rmSync(this.#folder, { recursive: true, force: true });
    writeFileSync(join(this.#folder, 'output.log'), this.#printed);
    console.error(`router: files kept in ${this.#folder}`);
  }
}

/** How the configuration refers to the environment. */
const reference = (name: string): string => `\${${name}}`;
