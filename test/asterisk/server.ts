/**
 * A private Asterisk on loopback, started from unpacked packages with the samples of
 * config/asterisk.
 *
 *   const packages = await asteriskOrSkip(22);                       // packages.ts
 *   const asterisk = await startAsterisk({ packages, phones: [{ id: '1001' }] });
 *   ... asterisk.ariUrl, asterisk.user, asterisk.password, await asterisk.cli('core show channels')
 *   await asterisk.stop();
 *
 * Inside vitest use `useAsterisk` of suite.ts, which also keeps the logs when a test fails.
 *
 * Phones register at `127.0.0.1:sipPort` as their id with `password`, or are found at a fixed
 * `contact`. Callers send from `trunkAddress` (127.0.0.2) without password and land in context
 * `from-trunk`. `more` appends to single files, `instead` replaces them.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, ended, run, until } from './child.ts';
import type { AsteriskPackages } from './packages.ts';
import { type PhoneSetup, writeServerFiles } from './server-files.ts';

export interface AsteriskOptions {
  readonly packages: AsteriskPackages;
  readonly phones?: readonly PhoneSetup[];
  /** More text for single configuration files, by name. */
  readonly more?: Readonly<Record<string, string>>;
  /** Single files as they are to be, in place of ours. */
  readonly instead?: Readonly<Record<string, string>>;
  readonly password?: string;
  /** Its SIP port, when somebody must know it before; absent: one that is free. */
  readonly sipPort?: number;
  /** Only warnings and errors are logged: for loads and measurements. */
  readonly quiet?: boolean;
  /** Callers come to Tsunagi by the dialplan of extensions-ami.conf, not by `Stasis()`. */
  readonly routedByAmi?: boolean;
  /** Real-time priority, as Debian's service starts it (`-p`), where the machine allows it. */
  readonly realtime?: boolean;
  /** A Ctrl-C in the terminal does not reach it: whoever started it ends it. */
  readonly ownGroup?: boolean;
}

export interface AsteriskServer {
  readonly version: string;
  /** `http://127.0.0.1:port` */
  readonly ariUrl: string;
  readonly httpPort: number;
  readonly amiPort: number;
  readonly sipPort: number;
  /** Of ARI and of AMI. */
  readonly user: string;
  readonly password: string;
  /** Callers of the trunk send from here. */
  readonly trunkAddress: string;
  /** Configuration, logs and spool. */
  readonly folder: string;
  /** Changes with a restart; 0 while it does not run. */
  pid(): number;
  /** One command at its console; gives what it prints. */
  cli(command: string): Promise<string>;
  /**
   * One ARI request over HTTP, for checks; the answer's JSON, or undefined when it has none. Throws
   * on a status >= 400.
   */
  ari(method: string, path: string): Promise<unknown>;
  /** Channels alive. */
  channels(): Promise<readonly { id: string; name: string; state: string }[]>;
  /** Bridges alive. */
  bridges(): Promise<readonly { id: string; channels: readonly string[] }[]>;
  /** The end of its log. */
  log(lines?: number): string;
  /** Ends it and removes its folder, unless the logs are to be kept: then their path is printed. */
  stop(options?: { keepLogs?: boolean }): Promise<void>;
  /** As a crash would: no good-bye to anybody. `restart` brings it back. */
  kill(): Promise<void>;
  /** Ends it if it runs and starts it with the same ports and files. */
  restart(): Promise<void>;
}

/** Starts it and waits until it is fully booted. Rejects with the end of its log otherwise. */
export async function startAsterisk(options: AsteriskOptions): Promise<AsteriskServer> {
  const server = new PrivateAsterisk(options, {
    httpPort: await freeTcpPort(),
    amiPort: await freeTcpPort(),
    sipPort: options.sipPort ?? (await freeUdpPort('127.0.0.1')),
  });
  await server.start();
  return server;
}

interface Ports {
  readonly httpPort: number;
  readonly amiPort: number;
  readonly sipPort: number;
}

class PrivateAsterisk implements AsteriskServer {
  readonly version: string;
  readonly ariUrl: string;
  readonly httpPort: number;
  readonly amiPort: number;
  readonly sipPort: number;
  readonly user = 'tsunagi';
  readonly password: string;
  readonly trunkAddress = '127.0.0.2';
  readonly folder: string;
  readonly #packages: AsteriskPackages;
  readonly #ownGroup: boolean;
  readonly #flags: readonly string[];
  #child: ChildProcess | undefined;
  #printed = '';

  constructor(options: AsteriskOptions, ports: Ports) {
    this.#packages = options.packages;
    this.#ownGroup = options.ownGroup ?? false;
    this.#flags = options.realtime ? ['-f', '-p'] : ['-f'];
    this.version = options.packages.version;
    this.password = options.password ?? 'loopback-only';
    this.httpPort = ports.httpPort;
    this.amiPort = ports.amiPort;
    this.sipPort = ports.sipPort;
    this.ariUrl = `http://127.0.0.1:${ports.httpPort}`;
    this.folder = mkdtempSync(join(tmpdir(), 'tsunagi-ast-'));
    writeServerFiles({
      packages: options.packages,
      folder: this.folder,
      ...ports,
      password: this.password,
      phones: options.phones ?? [],
      trunkAddress: this.trunkAddress,
      more: options.more ?? {},
      instead: options.instead ?? {},
      quiet: options.quiet ?? false,
      routedByAmi: options.routedByAmi ?? false,
    });
  }

  async start(): Promise<void> {
    const { loader, libraryPath, asterisk } = this.#packages;
    const args = ['--library-path', libraryPath, asterisk, ...this.#flags, '-C', this.#conf];
    const child = spawn(loader, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: this.folder,
      detached: this.#ownGroup,
    });
    this.#child = child;
    const note = (chunk: Buffer): void => {
      this.#printed = (this.#printed + chunk.toString()).slice(-4000);
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    child.on('error', (error) => note(Buffer.from(error.message)));
    try {
      await until(
        `Asterisk ${this.version} to boot`,
        async () => {
          if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
          if ((await this.#ariStatus()) !== 200) return false;
          return (await this.cli('core waitfullybooted')).includes('fully booted');
        },
        { timeoutMs: 60_000, everyMs: 50 },
      );
    } catch (error) {
      await endChild(child, 'SIGKILL');
      throw new Error(
        `Asterisk ${this.version} did not start (${(error as Error).message}); files in ` +
          `${this.folder}\n${this.#printed}\n${this.log(30)}`,
      );
    }
  }

  pid(): number {
    const child = this.#child;
    return child?.exitCode === null && child.signalCode === null ? (child.pid ?? 0) : 0;
  }

  async cli(command: string): Promise<string> {
    const { loader, libraryPath, asterisk } = this.#packages;
    const args = ['--library-path', libraryPath, asterisk, '-C', this.#conf, '-rx', command];
    const { stdout, stderr } = await run(loader, args, { timeoutMs: 10_000 });
    return stdout + stderr;
  }

  async ari(method: string, path: string): Promise<unknown> {
    const response = await this.#request(method, path);
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async channels(): Promise<readonly { id: string; name: string; state: string }[]> {
    return (await this.ari('GET', 'channels')) as { id: string; name: string; state: string }[];
  }

  async bridges(): Promise<readonly { id: string; channels: readonly string[] }[]> {
    return (await this.ari('GET', 'bridges')) as { id: string; channels: string[] }[];
  }

  log(lines = 50): string {
    try {
      const text = readFileSync(join(this.folder, 'log/full'), 'utf8');
      return text.trimEnd().split('\n').slice(-lines).join('\n');
    } catch {
      return '(no log)';
    }
  }

  async stop({ keepLogs = false }: { keepLogs?: boolean } = {}): Promise<void> {
    const { exitCode, signalCode } = this.#child ?? {};
    const how = signalCode ?? exitCode ?? undefined;
    await this.#end('SIGTERM');
    const died = how === undefined ? '' : ` (it had ended before: ${how})`;
    if (keepLogs) console.error(`Asterisk ${this.version}${died}: files kept in ${this.folder}`);
    else rmSync(this.folder, { recursive: true, force: true });
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    await this.start();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child === undefined) return;
    await endChild(this.#child, signal);
    await ended(this.#child);
  }

  get #conf(): string {
    return join(this.folder, 'etc/asterisk.conf');
  }

  #request(method: string, path: string): Promise<Response> {
    const login = Buffer.from(`${this.user}:${this.password}`).toString('base64');
    return fetch(`${this.ariUrl}/ari/${path}`, {
      method,
      headers: { authorization: `Basic ${login}` },
      signal: AbortSignal.timeout(10_000),
    });
  }

  async #ariStatus(): Promise<number> {
    try {
      const response = await this.#request('GET', 'asterisk/info');
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }
}

/** Below what Asterisks take for sound and the kernel hands out; so many a process. */
const [portsFrom, portsEach, slots] = [11_000, 50, 80];
let portsGiven = 0;

/**
 * One after the other of this process's own: a switch that restarts finds its port as it left it.
 * A port of the kernel's choice could be anybody's meanwhile.
 */
async function freePort(canBind: (port: number) => Promise<boolean>): Promise<number> {
  for (let tries = 0; tries < portsEach; tries++) {
    const port = portsFrom + (process.pid % slots) * portsEach + (portsGiven++ % portsEach);
    if (await canBind(port)) return port;
  }
  throw new Error(`all ports of this process are in use, ${portsEach} of ${portsFrom} and above`);
}

/** A TCP port on loopback that nobody uses now. */
export function freeTcpPort(): Promise<number> {
  return freePort(
    (port) =>
      new Promise((resolve) => {
        const server = createServer().on('error', () => resolve(false));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
      }),
  );
}

/** A UDP port of this address that nobody uses now. */
export function freeUdpPort(address: string): Promise<number> {
  return freePort(
    (port) =>
      new Promise((resolve) => {
        const socket = createSocket('udp4').on('error', () => {
          socket.close();
          resolve(false);
        });
        socket.bind(port, address, () => socket.close(() => resolve(true)));
      }),
  );
}
