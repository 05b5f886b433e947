/** `tsunagi import`: queues of Asterisk as a configuration, and what became of each line. */

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkExamples } from '../../config/check.ts';
import { type Imported, importQueues } from '../../config/import/import.ts';
import { readSources } from '../../config/import/read-sources.ts';
import { errorText, reportText } from '../../config/import/report-text.ts';
import type { Disk, SourceError } from '../../config/import/source.ts';
import { filesOf, wholeText } from '../../config/import/write-yaml.ts';
import { formatDiagnostics, loadTexts } from '../../config/load.ts';
import { parseDuration } from '../../config/scalars.ts';
import { exitCodes } from './exit-codes.ts';

export interface ImportCommand {
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly technology: string;
  readonly longestWait: string;
}

/** The command line is not one that can be carried out. */
class UsageError extends Error {}

export function importCommand(paths: readonly string[], options: ImportCommand): void {
  try {
    const errors: SourceError[] = [];
    const imported = importFrom(paths, options, errors);
    if (errors.length > 0) tellErrors(errors, options);
    else if (isSound(imported)) tellImported(imported, options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`tsunagi: ${error.message}\n`);
    process.exitCode = exitCodes.usage;
  }
}

function importFrom(
  paths: readonly string[],
  { technology, longestWait }: ImportCommand,
  errors: SourceError[],
): Imported {
  const longestMs = parseDuration(longestWait) ?? 0;
  if (longestMs < 1000) {
    throw new UsageError(`--longest-wait is a duration such as 30m, not "${longestWait}"`);
  }
  if (!/^[A-Z][A-Z0-9]*$/.test(technology)) {
    throw new UsageError(`--technology is a word such as PJSIP or SIP, not "${technology}"`);
  }
  for (const path of paths) {
    if (!existsSync(path)) throw new UsageError(`there is no ${path}`);
  }
  const sources = readSources(disk, paths, (path) => statSync(path).isDirectory(), errors);
  return importQueues(
    sources,
    { technology, longestSeconds: Math.floor(longestMs / 1000) },
    errors,
  );
}

const disk: Disk = {
  read: (path) => {
    if (!existsSync(path) || statSync(path).isDirectory()) return undefined;
    try {
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
    } catch (error) {
      if (error instanceof TypeError)
        return { why: 'the file is not UTF-8: convert it with iconv' };
      return { why: `the file cannot be read: ${(error as Error).message}` };
    }
  },
  list: (folder) => (existsSync(folder) ? readdirSync(folder).sort() : []),
};

function tellErrors(errors: readonly SourceError[], { json }: ImportCommand): void {
  if (json) process.stdout.write(`${JSON.stringify({ errors }, undefined, 2)}\n`);
  else process.stderr.write(`${errorText(errors)}tsunagi: nothing was imported\n`);
  process.exitCode = exitCodes.failed;
}

/** What an import makes must load. Where it does not, the fault is ours, and nothing is written. */
function isSound(imported: Imported): boolean {
  const texts = new Map([['import.yaml', wholeText(imported)]]);
  const env = { TSUNAGI_ARI_PASSWORD: 'given where the router starts' };
  const { config, diagnostics } = checkExamples(
    loadTexts('import', texts, { env, now: Date.now() }),
  );
  if (config !== undefined) return true;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  process.stderr.write(`${formatDiagnostics(errors, 'text', texts)}\n`);
  process.stderr.write(
    'tsunagi: the import made a configuration that is wrong: please report it\n',
  );
  process.exitCode = exitCodes.broken;
  return false;
}

function tellImported(imported: Imported, { out, force, json }: ImportCommand): void {
  const files = filesOf(imported);
  if (out !== undefined) writeFiles(out, files, force ?? false);
  const { report } = imported;
  if (json) {
    const whole = out === undefined ? { ...report, yaml: wholeText(imported) } : report;
    process.stdout.write(`${JSON.stringify(whole, undefined, 2)}\n`);
    return;
  }
  if (out === undefined) process.stdout.write(wholeText(imported));
  process.stderr.write(reportText(report));
  if (out !== undefined) {
    const written = [...files.keys()].map((name) => join(out, name)).join(', ');
    process.stderr.write(`\nwritten: ${written}\n`);
  }
}

/** All or nothing: one file that is there already, and none is written. */
function writeFiles(folder: string, files: ReadonlyMap<string, string>, force: boolean): void {
  const there = [...files.keys()]
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path));
  if (there.length > 0 && !force) {
    throw new UsageError(
      `${there.join(' and ')} would be overwritten: give --force, or another --out`,
    );
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}
