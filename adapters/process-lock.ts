/** A file that says which process may write, and is recognised as left behind once that is gone. */

import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * When a process started, as a word that no other process ever has, also after a reboot; empty
 * where the system does not tell.
 */
export function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; the 22nd field is the start, 20th after it.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${started}`;
  } catch {
    return '';
  }
}

/** Whether the process that wrote this lock still runs, and not only its number. */
export function isAlive(pid: number, birth: string): boolean {
  // A power failure leaves an empty file.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = birthOf(pid);
  return birth === '' || now === '' || birth === now;
}

/** The lock is ours, or whose it is. */
export type LockTaken = { readonly release: () => void } | { readonly holder: number };

let taken = 0;

/**
 * Tries to take a lock once. One left behind by a process that was killed is taken over. Throws the
 * error of the system when the folder cannot be written.
 */
export function takeLock(path: string): LockTaken {
  // Linked in place when it is written: nobody ever finds a lock without its holder.
  const own = `${path}.${process.pid}-${taken++}`;
  writeFileSync(own, `${process.pid} ${birthOf(process.pid)}`, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(own, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const text = readIfThere(path);
      if (text === undefined) continue;
      const [pid = '', birth = ''] = text.split(' ');
      if (isAlive(Number(pid), birth)) return { holder: Number(pid) };
      removeLeftBehind(path, `${own}.left`, text);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Removes the lock that says so, and no other that has taken its place meanwhile. */
function removeLeftBehind(path: string, aside: string, text: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readIfThere(aside) !== text) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Given back in between.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
