/**
 * * Reads a configuration directory: all files, all errors at once, each with its place. Nothing
 * here throws for what is written in the files.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compileConfig } from './compile.ts';
import type { CompileOptions } from './compiling.ts';
import {
  type Diagnostic,
  diagnosticCodes,
  isLoadable,
  type Sources,
  sortDiagnostics,
} from './diagnostics.ts';
import { type Origins, type PlainMap, parseText } from './documents.ts';
import { lintConfig } from './lint.ts';
import { mergeFiles } from './merge.ts';
import { checkReferences, knownIds } from './references.ts';
import { Report } from './report.ts';
import type { TestInput } from './schema.ts';
import { checkShape } from './shape.ts';
import type { CompiledConfig } from './site.ts';

export type { CompileOptions } from './compiling.ts';
export {
  countDiagnostics,
  type Diagnostic,
  type DiagnosticFormat,
  formatDiagnostics,
  isLoadable,
  type Sources,
  WrittenError,
} from './diagnostics.ts';

export interface LoadResult {
  /** Absent when there is any error. */
  readonly config?: CompiledConfig;
  /** In order of place: errors and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of the files that were read, for `formatDiagnostics`. */
  readonly sources: Sources;
  /** The examples of `tests:`, for `checkExamples`; empty when there are errors. */
  readonly tests: readonly TestInput[];
  /** Finds places in the files for what is told later. */
  readonly report: Report;
}

/** Limits on what is read. */
const FILES_MAX = 2_000;
const FILE_BYTES_MAX = 8 * 1024 * 1024;
const DEPTH_MAX = 8;

/**
 * * Loads every `.yaml` and `.yml` file under a directory (hidden ones left out), merged by kind in
 * order of name. Cost: reads files synchronously and takes about half a millisecond an agent, most
 * of it in the YAML parser; a live router reloads in a worker thread, or stands still that long.
 */
export function loadConfig(directory: string, options: CompileOptions): LoadResult {
  const diagnostics: Diagnostic[] = [];
  return loadTexts(directory, readSources(directory, diagnostics), options, diagnostics);
}

/**
 * The texts of these files by their paths, and what cannot be read. Cost: reads them synchronously.
 */
export function readSources(directory: string, diagnostics: Diagnostic[] = []): Sources {
  const sources = new Map<string, string>();
  for (const file of filesUnder(directory, diagnostics)) {
    const text = readText(file, diagnostics);
    if (text !== undefined) sources.set(file, text);
  }
  return sources;
}

/** The same from texts already read. `directory` stands for the whole in what is told. */
export function loadTexts(
  directory: string,
  sources: Sources,
  options: CompileOptions,
  diagnostics: Diagnostic[] = [],
): LoadResult {
  const origins: Origins = new WeakMap();
  const roots: PlainMap[] = [];
  for (const [file, text] of sources) {
    const root = parseText(file, text, origins, diagnostics);
    if (root !== undefined) roots.push(root);
  }
  // What could not be read may define things the rest refers to: then only shapes are looked at.
  const complete = roots.length === sources.size && isReadable(diagnostics);
  const report = new Report(
    mergeFiles(roots, origins, diagnostics),
    origins,
    directory,
    diagnostics,
  );
  const { input, isDamaged } = checkShape(report);
  let config: CompiledConfig | undefined;
  if (input !== undefined && complete) {
    checkReferences(input, knownIds(report), report);
    config = compileConfig(input, report, isDamaged, options);
    if (!report.hasErrors) lintConfig(config, input, report, options.now);
  }
  const loadable = config !== undefined && isLoadable(diagnostics);
  return {
    ...(loadable ? { config } : {}),
    diagnostics: sortDiagnostics(diagnostics),
    sources,
    tests: loadable ? input!.tests : [],
    report,
  };
}

/** True when every file was read, whatever stands in it. */
function isReadable(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every(({ line }) => line > 0);
}

function tellFile(
  out: Diagnostic[],
  file: string,
  code: 'no-directory' | 'no-files' | 'unreadable' | 'too-large' | 'not-utf-8' | 'too-many',
  message: string,
  hint?: string,
): void {
  const place = { file, line: 0, column: 0, endColumn: 0 };
  const severity = diagnosticCodes[code];
  out.push({ ...place, severity, code, message, ...(hint === undefined ? {} : { hint }) });
}

function filesUnder(directory: string, out: Diagnostic[]): readonly string[] {
  const files: string[] = [];
  const visit = (path: string, depth: number): void => {
    try {
      if (!statSync(path).isDirectory()) {
        if (/\.ya?ml$/.test(path)) files.push(path);
        return;
      }
      const names = depth > DEPTH_MAX ? [] : readdirSync(path).sort();
      for (const name of names) if (!name.startsWith('.')) visit(join(path, name), depth + 1);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (depth === 0 && code === 'ENOENT') {
        tellFile(out, path, 'no-directory', 'there is no such directory');
      } else {
        tellFile(out, path, 'unreadable', `cannot be read: ${message}`);
      }
    }
  };
  visit(directory, 0);
  if (files.length === 0 && out.length === 0) {
    tellFile(out, directory, 'no-files', 'the directory has no .yaml file');
  } else if (files.length > FILES_MAX) {
    tellFile(out, directory, 'too-many', `${files.length} files; at most ${FILES_MAX} are read`);
  }
  return files.slice(0, FILES_MAX);
}

function readText(file: string, out: Diagnostic[]): string | undefined {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > FILE_BYTES_MAX) {
      tellFile(
        out,
        file,
        'too-large',
        `the file has ${bytes.length} bytes; at most 8 MiB are read`,
      );
      return undefined;
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) {
      tellFile(out, file, 'not-utf-8', 'the file is not UTF-8 text', 'save it as UTF-8');
    } else {
      tellFile(out, file, 'unreadable', `cannot be read: ${(error as Error).message}`);
    }
    return undefined;
  }
}
