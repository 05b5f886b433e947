/**
 * Collects diagnostics by path into the merged configuration, and finds the place in the files for
 * each.
 */

import { type Diagnostic, type DiagnosticCode, diagnosticCodes } from './diagnostics.ts';
import type { Mark, Origins, Plain, PlainMap } from './documents.ts';

export type Path = readonly (string | number)[];

/** Most diagnostics told at once; a file that is something else altogether would give thousands. */
const DIAGNOSTICS_MAX = 500;

/** The merged configuration and what is told about it. */
export class Report {
  /** All files merged, as written. */
  readonly root: PlainMap;
  readonly diagnostics: Diagnostic[];
  readonly #origins: Origins;
  readonly #fallback: Mark;

  /** `directory` stands in where nothing is written that could be pointed at. */
  constructor(root: PlainMap, origins: Origins, directory: string, diagnostics: Diagnostic[]) {
    this.root = root;
    this.#origins = origins;
    this.diagnostics = diagnostics;
    this.#fallback = { file: directory, line: 0, column: 0, endColumn: 0 };
  }

  /** Something wrong at a path; `at: 'key'` points at the key, else at the value (default). */
  tell(
    code: DiagnosticCode,
    path: Path,
    message: string,
    options: { hint?: string | undefined; at?: 'key' | 'value' } = {},
  ): void {
    if (this.diagnostics.length >= DIAGNOSTICS_MAX) return;
    const { hint, at = 'value' } = options;
    const more = hint === undefined ? {} : { hint };
    const severity = diagnosticCodes[code];
    this.diagnostics.push({ ...this.placeOf(path, at), severity, code, message, ...more });
  }

  get hasErrors(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  }

  /** Where a path stands: the deepest part of it that is written. */
  placeOf(path: Path, at: 'key' | 'value'): Mark {
    let node: Plain = this.root;
    let place = this.#fallback;
    for (const [depth, part] of path.entries()) {
      if (node === null || typeof node !== 'object') break;
      const marks = this.#origins.get(node)?.get(part);
      if (marks === undefined) break;
      place = at === 'key' || depth < path.length - 1 ? marks.key : marks.value;
      node = (node as PlainMap)[part as string] ?? null;
    }
    return place;
  }

  /** The value written at a path; undefined when nothing is. */
  valueOf(path: Path): Plain | undefined {
    let node: Plain | undefined = this.root;
    for (const part of path) {
      if (node === null || typeof node !== 'object') return undefined;
      node = Object.hasOwn(node, part) ? (node as PlainMap)[part as string] : undefined;
      if (node === undefined) return undefined;
    }
    return node;
  }
}
