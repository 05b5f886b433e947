/**
 * * YAML text to plain values that remember where each key and value stands, so that every later
 * error can point at its line. Keys keep their spelling: `0312` stays `0312`.
 */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { type Diagnostic, type DiagnosticCode, diagnosticCodes } from './diagnostics.ts';

/** A stretch of one file. */
export interface Mark {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** What YAML holds once read; maps have no prototype. */
export type PlainMap = { [key: string]: Plain };
export type Plain = null | string | number | boolean | Plain[] | PlainMap;

/** Where the keys and values of a map or list stand. */
export type Origins = WeakMap<object, Map<string | number, { key: Mark; value: Mark }>>;

/** Deepest nesting, and most values that aliases may repeat: a small file must not grow huge. */
const DEPTH_MAX = 32;
const REPEATED_MAX = 50_000;

/**
 * Reads one file's text to its top-level map. Positions go to `origins`, everything wrong to `out`.
 * Undefined when it could not be read as a whole. Never throws.
 */
export function parseText(
  file: string,
  text: string,
  origins: Origins,
  out: Diagnostic[],
): PlainMap | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const reader = new Reader(file, text, document, lines, origins, out);
  reader.tellSyntax();
  if (document.errors.length > 0) return undefined;
  const root = reader.read(document.contents as Node | null, 0);
  if (reader.gaveUp) return undefined;
  if (root === null) return Object.create(null) as PlainMap;
  if (typeof root === 'object' && !Array.isArray(root)) return root;
  const at = reader.mark(document.contents as Node);
  reader.tell('wrong-type', at, 'a file holds kinds such as `queues:` and `agents:`, each a map');
  return undefined;
}

class Reader {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly origins: Origins;
  readonly out: Diagnostic[];
  gaveUp = false;
  #repeated = 0;
  /** Anchors met so far; reading goes in the order of the text, as aliases do. */
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();

  constructor(
    file: string,
    text: string,
    document: Document.Parsed,
    lines: LineCounter,
    origins: Origins,
    out: Diagnostic[],
  ) {
    this.file = file;
    this.text = text;
    this.document = document;
    this.lines = lines;
    this.origins = origins;
    this.out = out;
  }

  tell(code: DiagnosticCode, at: Mark, message: string, hint?: string): void {
    const severity = diagnosticCodes[code];
    this.out.push({ ...at, severity, code, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** The first complaint of each line, without those that only follow from an earlier one. */
  tellSyntax(): void {
    const told = new Set<number>();
    for (const problem of [...this.document.errors, ...this.document.warnings]) {
      const at = this.#span(problem.pos[0], problem.pos[1]);
      const hint = hintFor(this.#lineText(at.line));
      const follows = hint === undefined && / token in YAML stream\b/.test(problem.message);
      if (told.has(at.line) || (told.size > 0 && follows)) continue;
      told.add(at.line);
      this.tell('yaml-syntax', at, sentenceOf(problem.code, problem.message), hint);
    }
  }

  mark(node: Node): Mark {
    const [start, end] = node.range ?? [0, 0];
    return this.#span(start, end);
  }

  read(node: Node | null | undefined, depth: number): Plain {
    if (this.#open.size > 0) this.#repeated += 1;
    if (node === null || node === undefined || this.gaveUp) return null;
    if (depth > DEPTH_MAX || this.#repeated > REPEATED_MAX) return this.#giveUp(node);
    if (isAlias(node)) return this.#readAlias(node, depth);
    if ('anchor' in node && node.anchor) this.#anchors.set(String(node.anchor), node);
    if (isScalar(node)) {
      const { value } = node;
      const plain = ['string', 'number', 'boolean'].includes(typeof value);
      return plain ? (value as string | number | boolean) : value == null ? null : String(value);
    }
    if (isSeq(node)) {
      const list: Plain[] = [];
      const places = new Map();
      for (const [index, child] of (node.items as (Node | null)[]).entries()) {
        const at = child?.range ? this.mark(child) : this.mark(node);
        places.set(index, { key: at, value: at });
        list.push(this.read(child, depth + 1));
      }
      this.origins.set(list, places);
      return list;
    }
    return isMap(node) ? this.#readMap(node, depth) : null;
  }

  #readMap(node: YAMLMap, depth: number): PlainMap {
    const map = Object.create(null) as PlainMap;
    const places = new Map<string, { key: Mark; value: Mark }>();
    this.origins.set(map, places as Map<string | number, { key: Mark; value: Mark }>);
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const { key: keyNode, value } = pair;
      const at = keyNode?.range ? this.mark(keyNode) : this.mark(node);
      const key = keyText(keyNode);
      if (key === undefined || key === '__proto__') {
        this.tell('bad-key', at, 'a key must be a plain word or number');
        continue;
      }
      const first = places.get(key);
      if (first !== undefined) {
        const message = `\`${key}\` is written twice here; the first is on line ${first.key.line}`;
        this.tell('duplicate-key', at, message, 'keep one of them');
        continue;
      }
      places.set(key, { key: at, value: value?.range ? this.mark(value) : at });
      map[key] = this.read(value, depth + 1);
    }
    return map;
  }

  #readAlias(node: Node, depth: number): Plain {
    const target = isAlias(node) ? this.#anchors.get(node.source) : undefined;
    if (target === undefined) {
      this.gaveUp = true;
      if (this.document.errors.length === 0) {
        const message = 'this is a YAML alias of something that does not exist';
        this.tell('yaml-syntax', this.mark(node), message, hintFor('*'));
      }
      return null;
    }
    if (this.#open.has(target)) return this.#giveUp(node);
    this.#open.add(target);
    const value = this.read(target, depth + 1);
    this.#open.delete(target);
    return value;
  }

  #giveUp(node: Node): null {
    if (!this.gaveUp) {
      this.tell('too-many', this.mark(node), 'nested too deep, or repeated too often by aliases');
    }
    this.gaveUp = true;
    return null;
  }

  #lineText(line: number): string {
    const start = this.lines.lineStarts[line - 1] ?? 0;
    return this.text.slice(start, this.lines.lineStarts[line] ?? this.text.length);
  }

  #span(start: number, end: number): Mark {
    const from = this.lines.linePos(start);
    const to = this.lines.linePos(Math.max(start, end));
    const line = Math.max(1, from.line);
    const column = Math.max(1, from.col);
    const rest = this.#lineText(line).replace(/[\r\n]+$/, '').length + 1;
    const endColumn = to.line === line ? to.col : rest;
    return { file: this.file, line, column, endColumn: Math.max(column + 1, endColumn) };
  }
}

function keyText(node: Node | null): string | undefined {
  if (!isScalar(node)) return undefined;
  if (node.value === null) return undefined;
  const plain = node.type === 'PLAIN' && typeof node.source === 'string';
  return plain ? (node.source as string) : String(node.value);
}

function sentenceOf(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a file holds one document: take out the line `---`';
  if (code === 'TAB_AS_INDENT') return 'tabs cannot indent YAML: use spaces';
  if (code === 'TAG_RESOLVE_FAILED') return `tags are not used here (${message})`;
  return `this is not YAML: ${message.replace(/\s+/g, ' ')}`;
}

/** The traps of YAML that our notations meet. */
function hintFor(line: string): string | undefined {
  if (/[:\s,{[]>(?:=| ?\d)/.test(line)) return 'write conditions in quotes: ">=5"';
  if (/\$\{/.test(line)) return `between { } write secrets in quotes: "\${NAME}"`;
  if (/^\s*\*|[\s,{[]\*/.test(line))
    return 'what begins with * is written in quotes: "*-01-01", "*"';
  if (/[[{,:]\s*[@`%]/.test(line)) return 'what begins with @, ` or % is written in quotes';
  return undefined;
}
