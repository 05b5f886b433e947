/**
 * * Checks the merged configuration against the schema, tells everything that is wrong with its
 * shape, and still gives what is left when the wrong parts are taken out, so that the meaning of
 * the rest is checked in the same run.
 */

import type { z } from 'zod';
import type { Plain, PlainMap } from './documents.ts';
import { keysAt } from './json-schema.ts';
import type { Path, Report } from './report.ts';
import { valueText } from './scalars.ts';
import { type ConfigInput, configSchemaOf, hintsByKey, reservedWords } from './schema.ts';
import { nearest, suggestion } from './suggest.ts';

type Issue = z.core.$ZodIssue;

export interface ShapeResult {
  /** Undefined when too little is left to make sense of. */
  readonly input: ConfigInput | undefined;
  /**
   * True when something was taken out at or below this path: what is absent there proves nothing.
   */
  isDamaged(path: Path): boolean;
}

/** Rounds of taking out; each goes one level up where a required part was taken. */
const ROUNDS_MAX = 12;

/** Tells every error of shape; see the top of this file for what is given back. */
export function checkShape(report: Report): ShapeResult {
  const damaged = new Set<string>();
  const isDamaged = (path: Path) => damaged.has(path.slice(0, 2).join('\n'));
  let parsed = configSchemaOf.safeParse(report.root);
  if (parsed.success) return { input: parsed.data, isDamaged };
  for (const issue of parsed.error.issues) tellIssue(report, issue, []);
  const rest = structuredClone(report.root);
  for (let round = 0; round < ROUNDS_MAX && !parsed.success; round++) {
    const wrong = parsed.error.issues.flatMap((issue) =>
      wrongPaths(issue, issue.path as Path, rest),
    );
    for (const path of wrong) damaged.add(path.slice(0, 2).join('\n'));
    for (const path of wrong.map((each) => removable(rest, each))) takeOut(rest, path);
    parsed = configSchemaOf.safeParse(rest);
  }
  return { input: parsed.success ? parsed.data : undefined, isDamaged };
}

/** What to take out for an issue: the keys that are not known, or the value itself. */
function wrongPaths(issue: Issue, path: Path, root: PlainMap): readonly Path[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  if (issue.code === 'invalid_union') {
    const branch = branchOf(issue, valueAt(root, path));
    return (
      branch?.flatMap((inner) => wrongPaths(inner, [...path, ...inner.path] as Path, root)) ?? [
        path,
      ]
    );
  }
  return [path];
}

/**
 * * What can be taken out for a wrong path: of a list the whole list, so that the places of the
 * others stay true; for something missing, what it is missing in.
 */
function removable(root: PlainMap, path: Path): Path {
  let at = path;
  while (at.length > 0 && (typeof at.at(-1) === 'number' || valueAt(root, at) === undefined)) {
    at = at.slice(0, -1);
  }
  return at;
}

function takeOut(root: PlainMap, path: Path): void {
  const key = path.at(-1);
  const parent = valueAt(root, path.slice(0, -1));
  if (key === undefined || parent === null || typeof parent !== 'object') return;
  delete (parent as PlainMap)[key as string];
}

function valueAt(root: PlainMap, path: Path): Plain | undefined {
  let node: Plain | undefined = root;
  for (const part of path) {
    if (node === null || typeof node !== 'object' || !Object.hasOwn(node, part)) return undefined;
    node = (node as PlainMap)[part as string];
  }
  return node;
}

/**
 * The alternative that was meant: the one whose complaints are about its parts, not about its kind.
 */
function branchOf(issue: Issue, value: Plain | undefined): readonly Issue[] | undefined {
  if (issue.code !== 'invalid_union' || value === undefined) return undefined;
  const inner = issue.errors as readonly (readonly Issue[])[];
  const ofSameKind = inner.filter(
    (branch) =>
      !branch.some((each) => each.path.length === 0 && each.code === 'invalid_type') &&
      branch.length > 0,
  );
  return ofSameKind.length === 1 ? ofSameKind[0] : undefined;
}

function tellIssue(report: Report, issue: Issue, base: Path): void {
  const path = [...base, ...issue.path] as Path;
  const value = report.valueOf(path);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) tellUnknownKey(report, path, key);
  } else if (issue.code === 'invalid_key') {
    const inner = issue.issues[0]?.message ?? 'this cannot be a key here';
    report.tell('bad-id', path, inner, { at: 'key' });
  } else if (value === undefined) {
    tellMissing(report, path);
  } else if (issue.code === 'invalid_union') {
    const branch = branchOf(issue, value);
    if (branch === undefined) tellUnion(report, issue, path, value);
    else for (const inner of branch) tellIssue(report, inner, path);
  } else if (reservedSentence(path.at(-1), value) !== undefined) {
    report.tell('reserved', path, reservedSentence(path.at(-1), value)!);
  } else if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String);
    const wanted = choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`;
    const message = `expected ${wanted}; got ${valueText(value)}`;
    const near = typeof value === 'string' ? nearest(value, choices) : undefined;
    report.tell('wrong-value', path, message, {
      hint: near === undefined ? undefined : `did you mean \`${near}\`?`,
    });
  } else {
    const code = issue.code === 'invalid_type' ? 'wrong-type' : 'wrong-value';
    report.tell(code, path, sentenceOf(issue, value));
  }
}

function tellUnknownKey(report: Report, path: Path, key: string): void {
  const reserved = reservedSentence(path.at(-1), key);
  if (reserved !== undefined) {
    report.tell('reserved', [...path, key], reserved, { at: 'key' });
    return;
  }
  const where = path.length === 0 ? 'no kind' : 'no key here';
  const hint = Object.hasOwn(hintsByKey, key) ? hintsByKey[key] : keyHint(key, keysAt(path));
  report.tell('unknown-key', [...path, key], `\`${key}\` is ${where}`, { hint, at: 'key' });
}

/** `known`: of every kind that may stand there. */
const keyHint = (key: string, known: readonly string[]): string | undefined =>
  known.includes(key) ? 'another `kind` has it' : suggestion(key, known);

/** That a word is kept for later where it stands; undefined when it is not. */
function reservedSentence(under: string | number | undefined, word: unknown): string | undefined {
  const words = Object.hasOwn(reservedWords, under ?? '') ? reservedWords[under!] : undefined;
  if (words === undefined || typeof word !== 'string') return undefined;
  return Object.hasOwn(words, word) ? `\`${word}\` is not built yet: ${words[word]}` : undefined;
}

function tellMissing(report: Report, path: Path): void {
  const owner = path.slice(0, -1);
  const message = `${ownerText(owner)} needs \`${path.at(-1)}\``;
  report.tell('missing-key', owner, message, { at: 'key' });
}

/** `queue support`, `step 2 of queue support`: how a place is named in a sentence. */
export function ownerText(path: Path): string {
  const [kind, name, part, index] = path;
  if (kind === undefined) return 'the configuration';
  if (name === undefined) return `\`${kind}\``;
  const owner =
    typeof name === 'number' ? `${singular(kind)} ${name + 1}` : `${singular(kind)} \`${name}\``;
  if (part === undefined) return owner;
  const last = path.at(-1);
  if (typeof index === 'number') return `${singular(part)} ${index + 1} of ${owner}`;
  return typeof last === 'number'
    ? `number ${last + 1} of \`${path.slice(2, -1).join('.')}\` of ${owner}`
    : `\`${path.slice(2).join('.')}\` of ${owner}`;
}

function singular(kind: string | number): string {
  const word = String(kind);
  if (word === 'classes' || word === 'switches') return word.slice(0, -2);
  if (word === 'entries') return 'entry';
  return word === 'hours' || word === 'server' ? word : word.replace(/s$/, '').replace('-', ' ');
}

function tellUnion(report: Report, issue: Issue, path: Path, value: Plain): void {
  const discriminator = issue.code === 'invalid_union' && 'discriminator' in issue;
  if (discriminator) {
    report.tell('wrong-value', path, `${ownerText(path.slice(0, -1))} needs a \`kind\` it knows`, {
      hint: 'asterisk-ari, asterisk-ami or simulated',
    });
    return;
  }
  const inner = issue.code === 'invalid_union' ? issue.errors.flat() : [];
  const own = inner.find((each) => isOwn(each.message));
  report.tell('wrong-type', path, own?.message ?? `this cannot be ${valueText(value)}`);
}

/** Our own sentences, as against those the schema library makes up. */
function isOwn(message: string): boolean {
  return !/^(?:Invalid|Too|Unrecognized|Expected)/.test(message);
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
};

function sentenceOf(issue: Issue, value: Plain): string {
  if (isOwn(issue.message)) return issue.message;
  if (issue.code === 'invalid_type') {
    return `expected ${typeNames[issue.expected] ?? issue.expected}, got ${valueText(value)}`;
  }
  if (issue.code === 'too_small') return 'must not be empty';
  return `${valueText(value)} cannot stand here`;
}
