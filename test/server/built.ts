/** The compiled command, run as people run it: a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const cli = `${root}dist/server/cli.js`;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has written so far. */
  stdout(): string;
  stderr(): string;
}

const children = new Set<ChildProcess>();

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      children.delete(child);
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}

/**
 * Compiles what is not compiled yet. Quick when nothing changed. An error of types is told by the
 * check of types, not here: the compiler writes its files all the same.
 */
export async function build(): Promise<void> {
  const { stdout, stderr } = await start(process.execPath, ['server/start.mjs'], {}).ended;
  if (!existsSync(cli)) throw new Error(`the build failed:\n${stdout}${stderr}`);
}

export const startCli = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Running =>
  start(process.execPath, [cli, ...args], env);

export const runCli = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  startCli(args, env).ended;

/** Ends what tests left running. */
export async function endChildren(): Promise<void> {
  for (const child of [...children]) {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  }
}
