/** Where the files lie that come with the program: beside this source, compiled or not. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folder `config/<name>` of the checkout or package, known by a file in it. */
export function filesOf(name: string, known: string): string {
  const beside = join(import.meta.dirname, '..', name);
  const fromDist = join(import.meta.dirname, '..', '..', '..', 'config', name);
  return existsSync(join(beside, known)) ? beside : fromDist;
}
