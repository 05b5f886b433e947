/** The files of the checkout as the rules see them. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface Source {
  /** From the checkout's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of strings blanked out; lines and columns are kept. */
  readonly code: string;
}

/** A rule's finding: `path:line  sentence`. */
export type Finding = string;

export const isCode = (path: string): boolean => /\.(tsx?|mjs|cjs)$/.test(path);

export const sourceOf = (path: string, text: string): Source => ({
  path,
  text,
  code: isCode(path) ? codeOnly(text) : '',
});

/** Every file that is tracked or would be, but no binary ones. */
export function checkoutSources(root: string): Source[] {
  const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = [...new Set(list.split('\0'))].filter(
    (path) => path !== '' && existsSync(`${root}/${path}`),
  );
  return paths
    .map((path) => sourceOf(path, readFileSync(`${root}/${path}`, 'utf8')))
    .filter((source) => !source.text.includes('\0'));
}

export const lineOf = (text: string, offset: number): number =>
  text.slice(0, offset).split('\n').length;

export const found = (source: Source, offset: number, sentence: string): Finding =>
  `${source.path}:${lineOf(source.text, offset)}  ${sentence}`;

/** Every match of a pattern in the code of a source, told as findings. */
export function matches(
  source: Source,
  pattern: RegExp,
  sentence: (match: RegExpMatchArray) => string | undefined,
): Finding[] {
  return [...source.code.matchAll(pattern)].flatMap((match) => {
    const text = sentence(match);
    return text === undefined ? [] : [found(source, match.index, text)];
  });
}

// What stands before a slash that begins a regular expression rather than a division.
const BEFORE_REGEXP = /(?:^|[=([{,;:!&|?+\-*%~^<>]|\b(?:return|typeof|case|of|in))\s*$/;

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** End of the quoted text that opens at `start`, which is a quote, a slash or a backtick. */
function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  let inClass = false;
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (quote === '/' && c === '[') inClass = true;
    else if (quote === '/' && c === ']') inClass = false;
    else if (quote === '`' && c === '$' && text[i + 1] === '{') i = endOfHole(text, i + 2);
    else if (c === quote && !inClass) return i + 1;
    else if (c === '\n' && quote !== '`') return i;
  }
  return text.length;
}

/** Offset of the brace that closes the `${` whose content starts here. */
function endOfHole(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '{') depth++;
    else if (c === '}' && depth-- === 0) return i;
    else if (`'"\``.includes(c)) i = endOfQuoted(text, i) - 1;
  }
  return text.length;
}

/**
 * Blanks comments, strings, templates and regular expressions; quotes stay where they are. With
 * `comments` these stay too.
 */
export function codeOnly(text: string, comments = false): string {
  let out = '';
  for (let i = 0; i < text.length; ) {
    const c = text[i] ?? '';
    const two = text.slice(i, i + 2);
    let end = i + 1;
    if (two === '//') end = (text.indexOf('\n', i) + 1 || text.length + 1) - 1;
    else if (two === '/*') end = text.indexOf('*/', i + 2) + 2 || text.length;
    else if (`'"\``.includes(c) || (c === '/' && BEFORE_REGEXP.test(out.slice(-80)))) {
      end = endOfQuoted(text, i);
      out += c + blank(text.slice(i + 1, end - 1)) + (end - 1 > i ? text[end - 1] : '');
      i = end;
      continue;
    } else {
      out += c;
      i = end;
      continue;
    }
    out += comments ? text.slice(i, end) : blank(text.slice(i, end));
    i = end;
  }
  return out;
}
