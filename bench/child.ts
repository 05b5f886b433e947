/** Benches in processes of their own, so that none runs on code or heap another has warmed. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ScenarioOrder, ScenarioResult } from './scenario.ts';

/**
 * Runs a compiled bench of this folder and parses the JSON it prints. Rejects when it fails, and
 * when `signal` ends it.
 */
export function runJson<T>(
  folder: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<T> {
  const [script = '', ...rest] = args;
  const flags = ['--expose-gc', '--max-old-space-size=4096', join(folder, script), ...rest];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, flags, {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(signal && { signal }),
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, by) => {
      const how = by === null ? `with exit code ${code}` : `by ${by}`;
      if (code !== 0) reject(new Error(`${rest[0] ?? script} ended ${how}`));
      else resolve(JSON.parse(output) as T);
    });
  });
}

/** One scenario as compiled in this folder (`…/dist/bench`). */
export const runScenario = (
  folder: string,
  name: string,
  { seed, small }: ScenarioOrder,
  signal?: AbortSignal,
): Promise<ScenarioResult> =>
  runJson(folder, ['run-scenario.js', name, String(seed), small ? 'small' : 'full'], signal);
