/**
 * The routing thread before the many threads of Asterisk on the same machine: a share of the cores
 * as large as theirs each lets an event wait tens of milliseconds for one.
 */

import os from 'node:os';

/** Below what an init system gives to essential services, above everything ordinary. */
const niceLevel = -10;

type SetPriority = (level: number) => void;

/**
 * Raises the calling thread, not the others of this process (Linux): call it after they are there,
 * for they would inherit it. Undefined: done; else why it could not be.
 */
export function raisePriority(
  set: SetPriority = (level) => os.setPriority(0, level),
): string | undefined {
  try {
    set(niceLevel);
    return undefined;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    return code ?? String(error);
  }
}
