/** One file of rules: read, checked for its form and for what it refers to in itself. */

import type { z } from 'zod';
import type { Diagnostic } from '../diagnostics.ts';
import { isLoadable } from '../diagnostics.ts';
import { type Origins, parseText } from '../documents.ts';
import { digest } from '../numbering/table.ts';
import { type Path, Report } from '../report.ts';
import { daysOf, valueText } from '../scalars.ts';
import { nearest } from '../suggest.ts';
import { type PackInput, packSchema } from './schema.ts';

/** A pack as it stands in a file. */
export interface Pack {
  readonly id: string;
  /** `us@2026.1#3f2a…`: id, version and a mark of the whole text. What a record names. */
  readonly ref: string;
  readonly input: PackInput;
  /** Finds places in the file for what is told later. */
  readonly report: Report;
}

/** Undefined when there is any error; all of them are in `out` then. Never throws. */
export function readPack(file: string, text: string, out: Diagnostic[]): Pack | undefined {
  const origins: Origins = new WeakMap();
  const own: Diagnostic[] = [];
  const root = parseText(file, text, origins, own);
  let pack: Pack | undefined;
  if (root !== undefined) {
    const report = new Report(root, origins, file, own);
    const parsed = packSchema.safeParse(root);
    if (parsed.success) {
      checkInside(parsed.data, report);
      const { pack: name, version } = parsed.data;
      pack = { id: name, ref: `${name}@${version}#${digest(text)}`, input: parsed.data, report };
    } else {
      for (const issue of parsed.error.issues) tellIssue(report, issue, []);
    }
  }
  if (pack !== undefined && isLoadable(own)) return pack;
  out.push(...own);
  return undefined;
}

/** Complaints of the schema in our words. */
function tellIssue(report: Report, issue: z.core.$ZodIssue, base: Path): void {
  const path = [...base, ...issue.path] as Path;
  const value = report.valueOf(path);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      report.tell('unknown-key', [...path, key], `\`${key}\` is no key here`, { at: 'key' });
    }
  } else if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? 'this cannot be a key here';
    report.tell('bad-id', path, message, { at: 'key' });
  } else if (value === undefined) {
    const owner = path.length > 1 ? `\`${path.slice(0, -1).join('.')}\`` : 'a pack';
    report.tell('missing-key', path.slice(0, -1), `${owner} needs \`${path.at(-1)}\``, {
      at: 'key',
    });
  } else if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String);
    const near = typeof value === 'string' ? nearest(value, choices) : undefined;
    report.tell('wrong-value', path, `expected one of ${choices.join(', ')}`, {
      hint: near === undefined ? undefined : `did you mean \`${near}\`?`,
    });
  } else if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const deepest = [...issue.errors].sort((a, b) => depthOf(b) - depthOf(a))[0]!;
    for (const inner of deepest) tellIssue(report, inner, path);
  } else {
    const ours = !/^(?:Invalid|Too|Unrecognized)/.test(issue.message);
    report.tell(
      'wrong-value',
      path,
      ours ? issue.message : `${valueText(value)} cannot stand here`,
    );
  }
}

const depthOf = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(...issues.map(({ path }) => path.length));

/** What one file must agree on with itself. */
function checkInside(input: PackInput, report: Report): void {
  for (const [name, rule] of Object.entries(input.rules)) {
    const path = ['rules', name];
    if (rule.where === undefined && input.country === undefined) {
      report.tell('missing-key', path, `\`${name}\` needs \`where\`: a firm has no country`, {
        at: 'key',
        hint: 'a place such as US-FL, a list of them, or everywhere',
      });
    }
    if (!name.startsWith(`${input.pack}.`)) {
      const hint = `call it ${input.pack}.${name.split('.').at(-1)}`;
      report.tell('bad-id', path, `rules of this pack begin with \`${input.pack}.\``, {
        at: 'key',
        hint,
      });
    }
    if (rule.from !== undefined && rule.until !== undefined && rule.until <= rule.from) {
      report.tell('wrong-value', [...path, 'until'], `ends before it begins, on ${rule.from}`);
    }
    checkPlaces(input, rule.where, path, report);
    if (rule.kind === 'hours') checkHours(input, rule, path, report);
    if (rule.kind === 'registry' && input.country && !(rule.registry in input.registries)) {
      const message = `there is no registry \`${rule.registry}\` in this pack`;
      report.tell('unknown-reference', [...path, 'registry'], message);
    }
    const isEmpty =
      rule.kind === 'caller-id' && !rule.shown && !rule.answered && rule.forbidden.length === 0;
    if (isEmpty) {
      report.tell('missing-key', path, 'says nothing: write shown, answered or forbidden', {
        at: 'key',
      });
    }
  }
}

function checkPlaces(
  { country }: PackInput,
  where: PackInput['rules'][string]['where'],
  path: Path,
  report: Report,
): void {
  if (country === undefined || where === undefined) return;
  const places = [where].flat();
  if (places.every((place) => place.split('-')[0] === country)) return;
  report.tell('wrong-value', [...path, 'where'], `this pack speaks of ${country} only`);
}

function checkHours(
  input: PackInput,
  rule: Extract<PackInput['rules'][string], { kind: 'hours' }>,
  path: Path,
  report: Report,
): void {
  if (rule.holidays !== undefined && !(rule.holidays in input.holidays)) {
    const message = `there is no list \`${rule.holidays}\` under holidays`;
    report.tell('unknown-reference', [...path, 'holidays'], message);
  }
  const seen = new Set<number>();
  for (const [key, ranges] of Object.entries(rule.week)) {
    for (const day of daysOf(key)) {
      if (seen.has(day)) report.tell('day-twice', [...path, 'week', key], 'a day is named twice');
      seen.add(day);
    }
    const sorted = [...ranges].sort((a, b) => a.from - b.from);
    if (sorted.some((range, i) => i > 0 && range.from < sorted[i - 1]!.to)) {
      report.tell('hours-overlap', [...path, 'week', key], 'two of these overlap');
    }
  }
}
