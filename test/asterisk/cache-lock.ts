/**
 * A lock between processes: one file that names its holder, by process id and the time that process
 * started.
 */

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { until } from './child.ts';

/**
 * Runs `work` while holding the lock. The lock of a holder that has died is taken over. `onWait` is
 * told once when another process holds it. Rejects when it is not free within `timeoutMs`.
 */
export async function withLock<T>(
  file: string,
  timeoutMs: number,
  onWait: (holder: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  let told = false;
  await until(
    `the lock ${file} (remove it if no other run is under way)`,
    () => {
      if (take(file)) return true;
      const holder = readText(file);
      if (holder === '') return false;
      if (!alive(holder)) dropDead(file, holder);
      else if (!told) {
        told = true;
        onWait(holder.split(' ')[0] ?? '');
      }
      return false;
    },
    { timeoutMs, everyMs: 100 },
  );
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Linking a finished file is atomic: nobody ever sees a lock without its holder. */
function take(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${process.pid} ${startOf(process.pid)}`);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Moves the lock away first and looks again, for somebody else may have taken it over meanwhile.
 */
function dropDead(file: string, holder: string): void {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readText(aside) !== holder) linkSync(aside, file);
  } catch {
    // Another process was faster; the next look tells.
  }
  rmSync(aside, { force: true });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Clock ticks from boot to the start of the process; empty when there is no such process. */
function startOf(pid: number): string {
  const stat = readText(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function alive(holder: string): boolean {
  const [pid = '', start = ''] = holder.split(' ');
  return start !== '' && startOf(Number(pid)) === start;
}
