/** All lists of a house on disk: a folder for each, named as the list is. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ListScope,
  listName,
  type SuppressionList,
  SuppressionLists,
  scopeOfName,
} from '../../core/outreach/suppression/lists.ts';
import { isListFolder, ListFolder, type ReadCopies, readNewest } from './list-folder.ts';

/** The folder, and in memory every list of it, ready to be asked. */
export class SuppressionFolder {
  readonly #folder: string;
  readonly #open = new Map<string, ListFolder>();
  /** What is asked at the instant of dialling. */
  readonly lists = new SuppressionLists();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Opens every list there is; those `read` need not be read again. Throws a `SuppressionError`
   * when one is damaged.
   */
  static open(folder: string, now: number, read?: ReadCopies): SuppressionFolder {
    const all = new SuppressionFolder(folder);
    for (const name of namesIn(folder)) all.list(scopeOfName(name)!, now, read);
    return all;
  }

  /** A list; one that is not there yet is begun. */
  list(scope: ListScope, now: number, read?: ReadCopies): ListFolder {
    const name = listName(scope);
    const known = this.#open.get(name);
    if (known) return known;
    const folder = join(this.#folder, ...name.split('/'));
    const renewed = (changed: SuppressionList) => this.lists.put(changed);
    const list = ListFolder.open(folder, scope, now, renewed, read);
    this.#open.set(name, list);
    return list;
  }

  /** By name. */
  all(): readonly ListFolder[] {
    return [...this.#open.keys()].sort().map((name) => this.#open.get(name)!);
  }

  /**
   * Takes over what other processes have changed or begun. Call it often: a refusal entered by
   * another process stands from the next call on. Cost: some questions to the file system a list.
   */
  refresh(now: number): void {
    for (const list of this.#open.values()) list.refresh();
    for (const name of namesIn(this.#folder)) {
      if (!this.#open.has(name)) this.list(scopeOfName(name)!, now);
    }
  }
}

/** The newest copy of every list, as `SuppressionFolder.open` takes them. Cost: as that. */
export const readCopies = (folder: string): ReadCopies =>
  new Map(namesIn(folder).flatMap((name) => [...readNewest(join(folder, ...name.split('/')))]));

/** Names of the lists in a folder. */
export function namesIn(folder: string, depth = 0, prefix = ''): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const path = join(folder, name);
      const full = prefix + name;
      if (scopeOfName(full) && isListFolder(path)) return [full];
      return depth < 2 ? namesIn(path, depth + 1, `${full}/`) : [];
    });
}
