/**
 * Reads Asterisk's configuration format as Asterisk itself does (main/config.c): sections,
 * templates `(!)`, inheritance `(base)`, additions `(+)`, `+=`, comments and block comments,
 * `#include` and `#tryinclude` with wildcards. What Asterisk would refuse is an error with its
 * place, and so is a line without `=`, which Asterisk passes over.
 */

import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Disk, Place, SourceError } from './source.ts';

/** `key = value`; the key as written. */
export interface ConfLine {
  readonly key: string;
  readonly value: string;
  readonly at: Place;
}

/** A section with what it inherits already in it. */
export interface ConfSection {
  readonly name: string;
  readonly at: Place;
  readonly isTemplate: boolean;
  readonly lines: readonly ConfLine[];
}

/** What one file and everything it includes hold. */
export interface ConfFile {
  /** In order; a name may come twice. */
  readonly sections: readonly ConfSection[];
  /** The file, and those it includes. */
  readonly files: readonly string[];
}

interface OpenSection {
  readonly name: string;
  readonly at: Place;
  isTemplate: boolean;
  readonly lines: ConfLine[];
}

/** As in Asterisk. */
const INCLUDE_DEPTH_MAX = 10;

/**
 * Reads `path`. Includes are looked for in its folder, as Asterisk looks in its own. `section` is
 * where lines before any `[section]` belong, for files made to be included.
 */
export function readConf(
  disk: Disk,
  path: string,
  errors: SourceError[],
  section?: string,
): ConfFile {
  const reader = new ConfReader(disk, dirname(path), errors);
  if (section !== undefined) reader.open(section, { file: path, line: 1 });
  reader.read(path, 1);
  return { sections: reader.sections, files: reader.files };
}

class ConfReader {
  readonly sections: OpenSection[] = [];
  readonly files: string[] = [];
  readonly disk: Disk;
  readonly folder: string;
  readonly errors: SourceError[];
  #current: OpenSection | undefined;

  constructor(disk: Disk, folder: string, errors: SourceError[]) {
    this.disk = disk;
    this.folder = folder;
    this.errors = errors;
  }

  /** False when there is no such file. */
  read(path: string, depth: number): boolean {
    const found = this.disk.read(path);
    if (found === undefined) return false;
    this.files.push(path);
    if ('why' in found) {
      this.#tell({ file: path, line: 1 }, found.why);
      return true;
    }
    const comments = new CommentStripper();
    const lines = found.text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
    for (const [index, written] of lines.entries()) {
      const line = comments.strip(written).trim();
      if (line !== '') this.#take(line, { file: path, line: index + 1 }, depth);
    }
    if (comments.openedAt !== undefined) {
      const at = { file: path, line: comments.openedAt };
      this.#tell(at, 'a block comment `;--` begins here and never ends', 'end it with `--;`');
    }
    return true;
  }

  open(name: string, at: Place): OpenSection {
    this.#current = { name, at, isTemplate: false, lines: [] };
    this.sections.push(this.#current);
    return this.#current;
  }

  #tell(at: Place, message: string, hint?: string): void {
    this.errors.push({ at, message, ...(hint === undefined ? {} : { hint }) });
  }

  #take(line: string, at: Place, depth: number): void {
    if (line.startsWith('[')) this.#takeSection(line, at);
    else if (line.startsWith('#')) this.#takeDirective(line, at, depth);
    else this.#takeSetting(line, at);
  }

  #takeSection(line: string, at: Place): void {
    const parts = /^\[([^\]]*)\]\s*(?:\((.*)\))?\s*$/.exec(line);
    const name = parts?.[1]?.trim();
    if (parts === null || name === undefined || name === '') {
      const form = 'expected a section such as [support], [support](template) or [base](!)';
      this.#tell(at, `${form}, got ${JSON.stringify(line)}`);
      // What follows belongs to it, and not to the section before.
      this.#current = { name: '', at, isTemplate: true, lines: [] };
      return;
    }
    const words = (parts[2] ?? '').split(',').map((word) => word.trim());
    if (words.includes('+')) {
      this.#addTo(name, at);
      return;
    }
    const section = this.open(name, at);
    for (const word of words) {
      if (word === '!') section.isTemplate = true;
      else if (word !== '') this.#inherit(section, word, at);
    }
  }

  #addTo(name: string, at: Place): void {
    const before = this.sections.find((section) => section.name === name);
    if (before !== undefined) this.#current = before;
    else {
      this.#tell(at, `[${name}](+) adds to a section, and none of that name comes before it`);
    }
  }

  #inherit(section: OpenSection, base: string, at: Place): void {
    const from = this.sections.find((each) => each.name === base && each !== section);
    if (from !== undefined) section.lines.push(...from.lines);
    else {
      const message = `[${section.name}] is to inherit from [${base}], which does not come before it`;
      this.#tell(at, message);
    }
  }

  #takeDirective(line: string, at: Place, depth: number): void {
    const [, word = '', rest = ''] = /^#(\S*)\s*(.*)$/.exec(line) ?? [];
    const directive = word.toLowerCase();
    const name = rest.replace(/^"(.*)"$|^<(.*)>$/, '$1$2').trim();
    if (directive === 'exec') {
      const hint = 'run the program, and import the file it writes';
      this.#tell(at, '#exec runs a program; an import runs none', hint);
    } else if (directive !== 'include' && directive !== 'tryinclude') {
      this.#tell(at, `no directive is called #${word}`);
    } else if (name === '') this.#tell(at, `#${directive} names no file`);
    else if (depth >= INCLUDE_DEPTH_MAX) {
      this.#tell(at, `files include each other more than ${INCLUDE_DEPTH_MAX} deep`);
    } else this.#include(name, directive === 'include', at, depth);
  }

  #include(name: string, isRequired: boolean, at: Place, depth: number): void {
    const paths = this.#matching(isAbsolute(name) ? name : join(this.folder, name));
    const found = paths.map((path) => this.read(path, depth + 1)).includes(true);
    if (!found && isRequired) {
      const hint = 'copy it beside the other files, or write #tryinclude';
      this.#tell(at, `${name} is included, and there is no such file`, hint);
    }
  }

  /** Files a path with wildcards means, in order of name. */
  #matching(path: string): readonly string[] {
    if (!/[*?]/.test(path)) return [path];
    const source = basename(path).replace(/[.+^${}()|[\]\\]/g, '\\$&');
    const pattern = new RegExp(`^${source.replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]')}$`);
    const names = this.disk.list(dirname(path)).filter((name) => pattern.test(name));
    return names.map((name) => join(dirname(path), name));
  }

  #takeSetting(line: string, at: Place): void {
    const equals = line.indexOf('=');
    const appends = line[equals - 1] === '+';
    const key = line.slice(0, Math.max(0, appends ? equals - 1 : equals)).trim();
    if (key === '') {
      this.#tell(at, `expected key = value, got ${JSON.stringify(line)}`);
      return;
    }
    if (this.#current === undefined) {
      this.#tell(at, `\`${key}\` stands before any [section]`);
      return;
    }
    const { lines } = this.#current;
    const value = line
      .slice(equals + 1)
      .replace(/^>/, '')
      .trim();
    const last = appends ? lines.findLastIndex((each) => each.key === key) : -1;
    // What is appended stands on this line, and that is where a reader looks for it.
    if (last >= 0) lines[last] = { key, value: `${lines[last]!.value}${value}`.trim(), at };
    else lines.push({ key, value, at });
  }
}

/** Takes `; …` and `;-- … --;` away; a block may go over several lines, and hold others. */
class CommentStripper {
  /** Line in which the outermost open block began. */
  openedAt: number | undefined;
  #depth = 0;
  #line = 0;

  strip(line: string): string {
    this.#line += 1;
    let kept = '';
    for (let i = 0; i < line.length; i++) {
      const opens = line.startsWith(';--', i) && line[i + 3] !== '-';
      if (this.#depth > 0) {
        if (opens || line.startsWith('--;', i)) {
          this.#nest(opens ? 1 : -1);
          i += 2;
        }
      } else if (line.startsWith('\\;', i)) {
        kept += ';';
        i += 1;
      } else if (opens) {
        this.#nest(1);
        i += 2;
      } else if (line[i] === ';') break;
      else kept += line[i];
    }
    return kept;
  }

  #nest(by: 1 | -1): void {
    this.#depth += by;
    if (this.#depth === 0) this.openedAt = undefined;
    else this.openedAt ??= this.#line;
  }
}

/**
 * Arguments of an application, or the parts of `member => …`: commas within quotes or brackets do
 * not part, quotes and backslashes are taken away, as Asterisk does.
 */
export function splitArguments(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '\\' && i + 1 < text.length) {
      i += 1;
      parts[parts.length - 1] += text[i]!;
    } else if (character === '"') quoted = !quoted;
    else if (character === ',' && depth === 0 && !quoted) parts.push('');
    else {
      if (!quoted && '([{'.includes(character)) depth += 1;
      if (!quoted && ')]}'.includes(character)) depth = Math.max(0, depth - 1);
      parts[parts.length - 1] += character;
    }
  }
  return parts.map((part) => part.trim());
}
