/** What git says of the checkout a bench is run in. */

import { execFileSync } from 'node:child_process';

/** What git prints, trimmed at its end; undefined when it refuses. */
export function git(folder: string, ...args: string[]): string | undefined {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio }).trimEnd();
  } catch {
    return undefined;
  }
}

export interface Checkout {
  readonly root: string;
  /** Short hash of what is checked out. */
  readonly commit: string;
  /** Files that differ from it, new ones too. */
  readonly changed: readonly string[];
}

/** The checkout this folder is in. Throws when it is in none, as an unpacked archive. */
export function checkoutAt(folder: string): Checkout {
  const root = git(folder, 'rev-parse', '--show-toplevel');
  const commit = root && git(root, 'rev-parse', '--short=10', 'HEAD');
  const status = root && git(root, 'status', '--porcelain', '--untracked-files=all');
  if (root === undefined || commit === undefined || status === undefined) {
    throw new Error('this is no git checkout with a commit');
  }
  const changed = status.split('\n').filter((line) => line !== '');
  return { root, commit, changed: changed.map((line) => line.slice(3)) };
}

/** Throws unless what runs is what the commit says. `except`: files that may differ. */
export function refuseChanges({ changed }: Checkout, why: string, except: string[] = []): void {
  const rest = changed.filter((path) => !except.includes(path));
  if (rest.length === 0) return;
  const more = rest.length > 3 ? ` and ${rest.length - 3} more` : '';
  throw new Error(
    `${rest.slice(0, 3).join(', ')}${more} not committed: ${why}; commit or stash first`,
  );
}
