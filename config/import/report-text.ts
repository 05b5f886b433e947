/**
 * The report of an import in plain words. What to do comes last, for that is where a terminal
 * stops.
 */

import type { Fate, Finding, ImportReport } from './findings.ts';
import { commonFolder, type Place, placeText, type SourceError, shortPlace } from './source.ts';

/** Most places listed of one sentence. */
const PLACES_MAX = 6;

const plural = (count: number, word: string): string => {
  const many = word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
  return `${count} ${count === 1 ? word : many}`;
};

/** All of a report. */
export function reportText(report: ImportReport): string {
  const { counts, files, findings, everywhere, next } = report;
  const folder = commonFolder(files);
  const short = <T extends { readonly at: Place }>(list: readonly T[]): readonly T[] =>
    list.map((each) => ({ ...each, at: shortPlace(folder, each.at) }));
  const renamed = short(report.renamed);
  const names = files.map((file) => file.slice(folder.length)).join(', ');
  const found = (['queue', 'agent', 'entry'] as const).map((word) => {
    const count = { queue: counts.queues, agent: counts.agents, entry: counts.entries }[word];
    return plural(count, word);
  });
  const own = short(inOrderOf(files, findings));
  const sections = [
    `${found.join(', ')} from ${names}${folder === '' ? '' : ` of ${folder}`}`,
    section('Taken over exactly', 'exact', own),
    section('Taken over with a difference', 'differs', own),
    section('No equal', 'none', own),
    renamed.length === 0
      ? ''
      : list(
          `Renamed (${renamed.length}): ids are letters, digits and -_. only, names stay`,
          renamed.map(({ kind, name, id, at }) => `${placeText(at)}  ${kind} ${name} is now ${id}`),
        ),
    list('Different everywhere', everywhere),
    list(
      'Next',
      next.map((line, index) => `${index + 1}. ${line}`),
    ),
  ];
  return `${sections.filter((each) => each !== '').join('\n\n')}\n`;
}

/** Errors as lines, in order of file and line. */
export function errorText(errors: readonly SourceError[]): string {
  return [...errors]
    .sort((a, b) => (a.at.file === b.at.file ? a.at.line - b.at.line : 0))
    .map(({ at, message, hint }) => {
      const place = at.line > 0 ? placeText(at) : at.file;
      return `${place}  error  ${message}\n${hint === undefined ? '' : `      = ${hint}\n`}`;
    })
    .join('');
}

/** As the files were read, and by line. */
function inOrderOf(files: readonly string[], findings: readonly Finding[]): readonly Finding[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const place = ({ at }: Finding) => order.get(at.file) ?? 0;
  return [...findings].sort((a, b) => place(a) - place(b) || a.at.line - b.at.line);
}

const list = (head: string, lines: readonly string[]): string =>
  [head, ...lines.map((line) => `  ${line}`)].join('\n');

/** What is the same but for its place is told once, with all places. */
function section(head: string, fate: Fate, findings: readonly Finding[]): string {
  const own = findings.filter((finding) => finding.fate === fate);
  if (own.length === 0) return '';
  const groups = new Map<string, Finding[]>();
  for (const finding of own) {
    const { written, became, why, advice } = finding;
    const key = JSON.stringify([written, became, why, advice]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const lines = [...groups.values()].map((group) => paragraph(group));
  return list(`${head} (${own.length})`, lines.flat());
}

function paragraph(group: readonly Finding[]): readonly string[] {
  const { fate, written, became, why, advice, about } = group[0]!;
  // What is exact needs no sentence of its own.
  const result = became ?? (fate === 'exact' ? why : undefined);
  const arrow = result === undefined ? '' : `  →  ${result}`;
  const whose = group.length === 1 ? about : plural(group.length, 'place');
  const lines = [`${placesText(group.map(({ at }) => at))}  ${written}${arrow}   [${whose}]`];
  if (why !== undefined && why !== result) lines.push(`    ${why}`);
  if (advice !== undefined) lines.push(`    do: ${advice}`);
  return lines;
}

/** `queues.conf:12, 40 and 3 more`. */
function placesText(places: readonly Place[]): string {
  const shown = places
    .slice(0, PLACES_MAX)
    .map((at, index) =>
      index > 0 && places[index - 1]!.file === at.file ? String(at.line) : placeText(at),
    );
  const more = places.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
