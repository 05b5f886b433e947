/**
 * What is wrong with a configuration, where, and what to do: collected while loading, shown all at
 * once.
 */

export type Severity = 'error' | 'warning';

/**
 * * Codes are API: scripts and editors filter by them; never renamed. Errors refuse the
 * configuration, warnings do not.
 */
export const diagnosticCodes = {
  // Reading and notation.
  'no-directory': 'error',
  'no-files': 'error',
  unreadable: 'error',
  'too-large': 'error',
  'not-utf-8': 'error',
  'yaml-syntax': 'error',
  'duplicate-key': 'error',
  'bad-key': 'error',
  'too-many': 'error',
  // Shape.
  'unknown-key': 'error',
  'missing-key': 'error',
  'wrong-type': 'error',
  'wrong-value': 'error',
  'bad-id': 'error',
  reserved: 'error',
  // Meaning.
  'unknown-reference': 'error',
  'missing-tenant': 'error',
  'missing-time-zone': 'error',
  'missing-switch': 'error',
  'switch-cannot': 'error',
  'missing-secret': 'error',
  'missing-ami': 'error',
  'open-without-keys': 'error',
  'target-unclear': 'error',
  'otherwise-inside': 'error',
  'link-home': 'error',
  'site-nameless': 'error',
  'step-narrows': 'error',
  'step-goes-early': 'error',
  'no-way-out': 'error',
  'overflow-loop': 'error',
  'hours-overlap': 'error',
  'day-twice': 'error',
  'named-twice': 'error',
  'renamed-and-present': 'error',
  'over-limit': 'error',
  'test-unclear': 'error',
  'test-failed': 'error',
  'loosens-law': 'error',
  // Lints.
  'queue-unserved': 'warning',
  'step-unserved': 'warning',
  'step-unreached': 'warning',
  'clock-ignored': 'warning',
  'teams-add-nobody': 'warning',
  'class-starves': 'warning',
  'delay-too-long': 'warning',
  'ring-all-alone': 'warning',
  'prefer-idle': 'warning',
  'overflow-unreached': 'warning',
  'callback-silent': 'warning',
  'callback-expires': 'warning',
  'exit-may-stay': 'warning',
  'entry-unserved': 'warning',
  'short-abandon': 'warning',
  'too-many-buckets': 'warning',
  'key-ignored': 'warning',
  'closed-without-hours': 'warning',
  'hours-without-closed': 'warning',
  'hours-gap': 'warning',
  'hours-dst': 'warning',
  'hours-never-open': 'warning',
  'holidays-over': 'warning',
  'phone-twice': 'warning',
  'entry-twice': 'warning',
  'other-tenant': 'warning',
  unused: 'warning',
  'weak-key': 'warning',
} as const satisfies Record<string, Severity>;

/** A code of the list above. */
export type DiagnosticCode = keyof typeof diagnosticCodes;

/** One thing that is wrong. */
export interface Diagnostic {
  readonly file: string;
  /** From 1; 0 when the whole file or directory is meant. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  /** After the last character meant, on the same line. */
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  readonly message: string;
  /** What to do about it, where that is known. */
  readonly hint?: string;
}

/** Texts of the files by name, for the excerpts. */
export type Sources = ReadonlyMap<string, string>;

/** For people, programs, and annotations of a change on GitHub. */
export type DiagnosticFormat = 'text' | 'json' | 'github';

/** True when nothing forbids the configuration. */
export function isLoadable(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every((diagnostic) => diagnostic.severity !== 'error');
}

/** By file, line and column, so that output does not depend on the order of checks. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...diagnostics].sort(
    (a, b) =>
      byText(a.file, b.file) || a.line - b.line || a.column - b.column || byText(a.code, b.code),
  );
}

/** Something that was written has errors; the message is all of them, each with its place. */
export class WrittenError extends Error {
  constructor(diagnostics: readonly Diagnostic[], sources: Sources) {
    super(formatDiagnostics(diagnostics, 'text', sources));
  }
}

/**
 * * All diagnostics in one text: for people (`file:line:column  severity  code  text`, the line, a
 * caret), as JSON, or as workflow commands that annotate a change on GitHub. Empty (`[]` in JSON)
 * if there are none.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
  sources: Sources = new Map(),
): string {
  if (format === 'json') return `${JSON.stringify(diagnostics, null, 2)}\n`;
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file) ?? (sources.get(file) ?? '').split(/\r\n|\n|\r/);
    lines.set(file, known);
    return known;
  };
  return diagnostics
    .map((diagnostic) =>
      format === 'github'
        ? `${workflowCommand(diagnostic)}\n`
        : paragraph(diagnostic, linesOf(diagnostic.file)[diagnostic.line - 1]),
    )
    .join('');
}

/** `2 errors, 1 warning`. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${plural(errors, 'error')}, ${plural(diagnostics.length - errors, 'warning')}`;
}

function placeOf({ file, line, column }: Diagnostic): string {
  return line > 0 ? `${file}:${line}:${column}` : file;
}

function paragraph(diagnostic: Diagnostic, source: string | undefined): string {
  const { severity, code, message, hint, line } = diagnostic;
  const head = `${placeOf(diagnostic)}  ${severity}  ${code}  ${message}\n`;
  const note = hint === undefined ? '' : `      = ${hint}\n`;
  if (line === 0 || source === undefined) return head + note;
  const number = String(line).padStart(5);
  const { shown, before, marked } = excerpt(source, diagnostic.column, diagnostic.endColumn);
  const caret = ' '.repeat(cells(before)) + '^'.repeat(Math.max(1, cells(marked)));
  return `${head}${number} | ${shown}\n      | ${caret}\n${note}`;
}

const EXCERPT_CHARACTERS = 110;

/** The part of a long line around the column; tabs and control characters made visible blanks. */
function excerpt(source: string, column: number, endColumn: number) {
  const clean = source.replace(/\t/g, ' ').replace(/\p{Cc}/gu, '·');
  const at = Math.min(column - 1, clean.length);
  const isLong = clean.length > EXCERPT_CHARACTERS && at > EXCERPT_CHARACTERS - 30;
  const start = isLong ? at - 30 : 0;
  const end = start + EXCERPT_CHARACTERS;
  const head = start > 0 ? '…' : '';
  const tail = clean.length > end ? '…' : '';
  return {
    shown: head + clean.slice(start, end) + tail,
    before: head + clean.slice(start, at),
    marked: clean.slice(at, Math.min(endColumn - 1, end)),
  };
}

const WIDE = new RegExp(
  `[${[
    '\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f',
    '\\uff00-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1faff}\\u{20000}-\\u{3fffd}',
  ].join('')}]`,
  'u',
);

/** Columns of a terminal that a text takes: Chinese and Japanese characters take two. */
function cells(text: string): number {
  let sum = 0;
  for (const character of text) sum += WIDE.test(character) ? 2 : 1;
  return sum;
}

function workflowCommand(diagnostic: Diagnostic): string {
  const { file, line, column, endColumn, severity, code, message, hint } = diagnostic;
  const text = hint === undefined ? message : `${message} (${hint})`;
  const plain = (value: string) =>
    value.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (value: string) => plain(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
  const place = line > 0 ? `,line=${line},col=${column},endColumn=${endColumn}` : '';
  return `::${severity} file=${property(file)}${place},title=${property(code)}::${plain(text)}`;
}
