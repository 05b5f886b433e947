/** Size, purity of the core, doc comments, leftovers, links, and what must not be written down. */

import { posix } from 'node:path';
import { codeOnly, type Finding, found, isCode, matches, type Source } from './source.ts';

const LINES_MAX = 400;
const COLUMNS_MAX = 100;

export function checkSize(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => isCode(s.path))
    .flatMap((source) => {
      const lines = source.text.trimEnd().split('\n');
      const findings: Finding[] = [];
      if (lines.length > LINES_MAX) {
        findings.push(`${source.path}:1  ${lines.length} lines; ${LINES_MAX} at most`);
      }
      // What stands in quotes cannot be broken: a table of facts, a sentence that names a test.
      const unquoted = codeOnly(source.text, true).split('\n');
      lines.forEach((line, i) => {
        const breakable = (unquoted[i] ?? '').replace(/ {8,}/g, ' ');
        if ([...line].length <= COLUMNS_MAX || [...breakable].length <= COLUMNS_MAX) return;
        findings.push(
          `${source.path}:${i + 1}  ${[...line].length} columns; ${COLUMNS_MAX} at most`,
        );
      });
      return findings;
    });
}

const OUTSIDE = (
  'Date process performance console globalThis fetch setTimeout setInterval setImmediate ' +
  'queueMicrotask structuredClone require await async Promise Intl Buffer'
).replaceAll(' ', '|');
const IMPURE = new RegExp(`(?<![.\\w$])(?:${OUTSIDE})\\b(?!\\s*[?:])|\\bMath\\.random\\b`, 'g');

/** The core reads no clock, no chance, no outside; the same facts must give the same commands. */
export function checkPurity(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => s.path.startsWith('core/') && isCode(s.path))
    .flatMap((s) => matches(s, IMPURE, (match) => `the core must not use ${match[0]}`));
}

const LEFTOVER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`, 'g');
const COMMENTED_OUT = new RegExp(
  String.raw`^\s*//\s*(?:${[
    String.raw`(?:export )?(?:const|let) \w+.*=.*`,
    String.raw`(?:if|for|while) \(.*\) .*[{;]`,
    'import .* from .*',
    String.raw`return (?:[\w.]+|[\w.]+\(.*\));`,
    String.raw`(?:await )?[\w.]+\(.*\);`,
  ].join('|')})$`,
  'gm',
);

export function checkLeftovers(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => isCode(s.path))
    .flatMap((source) => [
      ...[...source.text.matchAll(LEFTOVER)].map((m) =>
        found(source, m.index, `${m[0]}: do it, or open an issue`),
      ),
      ...[...source.text.matchAll(COMMENTED_OUT)].map((m) =>
        found(source, m.index, 'commented-out code: git remembers it'),
      ),
      ...matches(
        source,
        /\b(?:it|test|describe)\.(?:only|skip|todo)\b(?!If)/g,
        (m) => `${m[0]} switches tests off`,
      ),
    ]);
}

/** Tools that insist on a default export. */
const TOOL_CONFIGS = /(^|\/)\w+\.config\.ts$/;

export function checkDefaultExports(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => isCode(s.path) && !TOOL_CONFIGS.test(s.path))
    .flatMap((s) => matches(s, /\bexport default\b|\bas default\b/g, () => 'default export'));
}

const DOCUMENTED = /^(core\/|config\/|adapters\/port\.ts$)/;

/**
 * A doc comment stands before every export. One may speak for a run of exports without a blank line
 * between them, and the file's own heading for its first export.
 */
export function checkDocComments(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => DOCUMENTED.test(s.path) && s.path.endsWith('.ts'))
    .flatMap((source) => {
      const lines = source.text.split('\n');
      let headed = source.text.startsWith('/**');
      let run = false;
      return lines.flatMap((line, i) => {
        if (line.trim() === '') run = false;
        if (!/^export (?!\*|\{|type \{)/.test(line)) return [];
        const before = lines[i - 1]?.trimEnd() ?? '';
        const documented = before.endsWith('*/') || run || headed;
        headed = false;
        run = documented;
        return documented ? [] : [`${source.path}:${i + 1}  no doc comment: ${line.slice(0, 60)}`];
      });
    });
}

/** Every link of a Markdown file that names a file of ours leads to one. */
export function checkLinks(sources: readonly Source[]): Finding[] {
  const files = new Set(sources.map((s) => s.path));
  const folders = new Set<string>();
  for (const path of files) {
    for (let dir = posix.dirname(path); dir !== '.'; dir = posix.dirname(dir)) folders.add(dir);
  }
  return sources
    .filter((s) => s.path.endsWith('.md'))
    .flatMap((source) =>
      [...source.text.matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g)].flatMap((match) => {
        const link = (match[1] ?? match[2] ?? '').replace(/#.*$/, '');
        if (link === '' || /^[a-z]+:/.test(link)) return [];
        const path = posix.join(posix.dirname(source.path), link).replace(/\/$/, '');
        if (files.has(path) || folders.has(path)) return [];
        return [found(source, match.index, `the link leads nowhere: ${link}`)];
      }),
    );
}

// Written in pieces, or these lines would find themselves.
const PRIVATE = [
  { what: 'a package registry', pattern: /\bregistry\.[a-z0-9-]+\.[a-z]+|"resolved": "https?:/g },
  { what: 'a path of one machine', pattern: /(?<![\w./~-])\/(?:work|farm|Users|home\/[a-z]+)\//g },
];

/** What is true on one machine only has no place in the checkout. */
export function checkPrivate(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => !s.path.startsWith('test/tidy'))
    .flatMap((source) =>
      PRIVATE.flatMap(({ what, pattern }) =>
        [...source.text.matchAll(pattern)].map((m) => found(source, m.index, `${what}: ${m[0]}`)),
      ),
    );
}

/** The part of package-lock.json the rule reads. */
export interface Lock {
  readonly packages: Readonly<
    Record<string, { version?: string; resolved?: string; link?: boolean }>
  >;
}

const ABSENT = ['tough-cookie', 'form-data', 'har-validator', 'qs', '@cypress/request'];

/** What the overrides of package.json must have led to: old, unsafe packages replaced or gone. */
export function checkLock(lock: Lock): Finding[] {
  const findings: Finding[] = [];
  const versions = (name: string): string[] =>
    Object.entries(lock.packages)
      .filter(([path, entry]) => path.endsWith(`node_modules/${name}`) && !entry.link)
      .map(([, entry]) => entry.version ?? '0');
  const least = (name: string, wanted: string): void => {
    for (const version of versions(name)) {
      if (compareVersions(version, wanted) < 0) {
        findings.push(`package-lock.json: ${name} ${version}; ${wanted} at least`);
      }
    }
  };
  least('ws', '8.17.1');
  least('uuid', '11.0.0');
  least('cookiejar', '2.1.4');
  const request = lock.packages['node_modules/request'];
  if (request?.link !== true) findings.push('package-lock.json: request is not our own shim');
  for (const name of ABSENT) {
    if (versions(name).length > 0) findings.push(`package-lock.json: ${name} is back`);
  }
  return findings;
}

export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < 3; i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
