/** Child processes: run one to its end, or keep one running and stop it by its own id. */

import { type ChildProcess, spawn } from 'node:child_process';

export interface RunResult {
  /** Exit code; -1 when a signal ended it or it could not be started. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The child is killed after this time. */
  readonly timeoutMs?: number;
  /** Called with each complete line of standard output. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end. Never rejects: what went wrong is in the code and in `stderr`. */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let line = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      if (options.onLine === undefined) return;
      const lines = (line + chunk).split('\n');
      line = lines.pop() ?? '';
      lines.forEach(options.onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            stderr += `\n${command}: killed after ${options.timeoutMs} ms`;
            child.kill('SIGKILL');
          }, options.timeoutMs);
    const end = (code: number): void => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    };
    child.on('error', (error) => {
      stderr += `${command}: ${error.message}`;
      end(-1);
    });
    child.on('close', (code) => end(code ?? -1));
  });
}

/** Resolves when the child has gone; at once if it has already. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
  });
}

/** Asks the child to end, and kills it if it has not within `patienceMs`. */
export async function endChild(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
  patienceMs = 10_000,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.kill(signal);
  await ended(child);
  clearTimeout(timer);
}

/**
 * Waits until `probe` gives something other than undefined and false, asking every `everyMs`.
 * Rejects after `timeoutMs` with what was waited for.
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs = 30_000, everyMs = 20 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
  const endsAt = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endsAt) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
