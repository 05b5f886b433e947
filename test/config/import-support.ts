/** Imports of folders and of texts, for the tests of the importer. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckResult, checkExamples } from '../../config/check.ts';
import { type Imported, importQueues } from '../../config/import/import.ts';
import { readSources } from '../../config/import/read-sources.ts';
import type { Disk, SourceError } from '../../config/import/source.ts';
import { filesOf, wholeText } from '../../config/import/write-yaml.ts';
import { loadTexts } from '../../config/load.ts';
import { env, now, root } from './corpus.ts';

export const fixtures = join(root, 'test', 'fixtures', 'queues-conf');

/** A folder of the checkout, as if it were the current one. */
export function folderDisk(folder: string): Disk {
  return {
    read: (path) => {
      const file = join(folder, path);
      if (!existsSync(file) || statSync(file).isDirectory()) return undefined;
      return { text: readFileSync(file, 'utf8') };
    },
    list: (path) => {
      const inside = join(folder, path);
      return existsSync(inside) ? readdirSync(inside).sort() : [];
    },
  };
}

/** Texts by name, in one folder. */
export function textDisk(texts: Readonly<Record<string, string>>): Disk {
  return {
    read: (path) => (texts[path] === undefined ? undefined : { text: texts[path] }),
    list: (path) => (path === '.' ? Object.keys(texts).sort() : []),
  };
}

export interface ImportResult {
  readonly imported: Imported;
  readonly errors: readonly SourceError[];
  /** All of it in one file. */
  readonly yaml: string;
  readonly files: ReadonlyMap<string, string>;
}

/** What a folder or its files become. */
export function importOf(disk: Disk, paths: readonly string[] = ['.']): ImportResult {
  const errors: SourceError[] = [];
  const sources = readSources(disk, paths, (path) => path === '.', errors);
  const imported = importQueues(sources, { technology: 'PJSIP', longestSeconds: 3600 }, errors);
  return { imported, errors, yaml: wholeText(imported), files: filesOf(imported) };
}

/** What `tsunagi check` says of the files an import writes. */
export function checkOf({ files }: Pick<ImportResult, 'files'>): CheckResult {
  return checkExamples(loadTexts('imported', files, { env, now }));
}

/** `queues.conf:12 timeout = 20`: findings of a fate, in order. */
export function toldOf({ imported }: ImportResult, fate: 'differs' | 'none'): readonly string[] {
  return imported.report.findings
    .filter((finding) => finding.fate === fate)
    .map(({ at, written }) => `${at.file}:${at.line} ${written}`)
    .sort();
}
