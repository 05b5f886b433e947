/** A PostgreSQL of one test file: a folder of its own, reached by its socket, gone at the end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild, ended, until } from '../asterisk/child.ts';
import { PackageError } from '../asterisk/unpack.ts';
import type { PostgresPackages } from './packages.ts';

export interface PostgresServer {
  /** The address of a new, empty database: the line an operator would write. */
  readonly newDatabase: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface PostgresServerOptions {
  /** Commits reach the disk, as they do for operators. Tests that measure nothing do without. */
  readonly durable?: boolean;
}

/** PostgreSQL refuses to run as root: then it runs as nobody. */
const nobody = 65_534;
const account = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** Makes and starts a server. About two seconds. Rejects with what it said when it does not. */
export async function startPostgres(
  { initdb, postgres }: PostgresPackages,
  { durable = false }: PostgresServerOptions = {},
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-pg-'));
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid);
  const cluster = join(folder, 'cluster');
  const flags = ['--auth=trust', '--username=tsunagi', '--encoding=UTF8', '--no-locale'];
  const made = start(initdb, ['--pgdata', cluster, ...flags, '--no-sync'], folder);
  await ended(made.child);
  if (made.child.exitCode !== 0) throw new PackageError(`initdb failed: ${made.said()}`);
  const settings = { listen_addresses: '', unix_socket_directories: folder, max_connections: 40 };
  const careless = durable ? {} : { fsync: 'off', full_page_writes: 'off' };
  const args = Object.entries({ ...settings, ...careless }).map(([name, v]) => `-c${name}=${v}`);
  const server = start(postgres, ['-D', cluster, ...args], folder);
  try {
    await until('PostgreSQL to accept connections', () => {
      if (server.child.exitCode !== null) throw new PackageError(`it ended: ${server.said()}`);
      return server.said().includes('ready to accept connections');
    });
  } catch (error) {
    await endChild(server.child, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const address = (name: string) => `postgres://tsunagi@localhost/${name}?host=${folder}`;
  let made_ = 0;
  return {
    newDatabase: async () => {
      made_++;
      const name = `store_${made_}`;
      const { connect } = await import('../../adapters/store/postgres.ts');
      const admin = connect(address('postgres'), 1);
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      return address(name);
    },
    stop: async () => {
      // At once: nobody wants its checkpoint.
      await endChild(server.child, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(
  program: string,
  args: readonly string[],
  cwd: string,
): { child: ChildProcess; said: () => string } {
  const env = { ...process.env, LC_ALL: 'C' };
  const child = spawn(program, args, { cwd, env, ...account, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-10_000);
  });
  child.on('error', (error) => {
    text += error.message;
  });
  return { child, said: () => text };
}
