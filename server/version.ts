/** The version of this program, as its package.json says. */

import { readFileSync } from 'node:fs';

function readVersion(): string {
  // Beside the sources, or one folder further up from the compiled tree.
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const read = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (read.name === 'tsunagi') return read.version;
    } catch {
      // Not here: the next place is tried.
    }
  }
  return '0.0.0';
}

export const version: string = readVersion();
