/**
 * All packs there are, in all their versions: the newest of each decides, the older ones decide
 * again what they once decided.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, isLoadable, type Sources, sortDiagnostics } from '../diagnostics.ts';
import { readNumbering } from '../numbering/table.ts';
import { filesOf } from './folder.ts';
import { type Pack, readPack } from './read.ts';
import { checkFirm } from './stricter.ts';

export interface Shelf {
  /** The newest version of each pack, by id. */
  readonly current: readonly Pack[];
  /** Every version. */
  readonly all: readonly Pack[];
}

/** What came of reading the packs: all errors at once. */
export interface ShelfResult {
  /** Absent when there is any error. */
  readonly shelf?: Shelf;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: Sources;
}

/** The country packs that come with the program. */
export const countryFolder = (): string => filesOf('packs', 'us.yaml');

/** Reads every `.yaml` file of folders: the country packs and, where there is one, a firm's. */
export function readShelf(folders: readonly string[]): ShelfResult {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const name of readdirSync(folder).sort()) {
      if (!name.endsWith('.yaml')) continue;
      const file = join(folder, name);
      sources.set(file, readFileSync(file, 'utf8'));
    }
  }
  return shelve(sources);
}

/** The same from texts already read. */
export function shelve(sources: Sources): ShelfResult {
  const diagnostics: Diagnostic[] = [];
  const all: Pack[] = [];
  for (const [file, text] of sources) {
    const pack = readPack(file, text, diagnostics);
    if (pack !== undefined) all.push(pack);
  }
  const current = newestOf(all);
  const isCountry = ({ input }: Pack) => input.country !== undefined;
  const countries = current.filter(isCountry);
  const places = knownPlaces(countries);
  for (const pack of current) {
    checkPlaces(pack, places);
    if (!isCountry(pack)) checkFirm(pack, countries);
  }
  const told = [...diagnostics, ...all.flatMap(({ report }) => report.diagnostics)];
  const shelf = { current, all };
  const isWhole = isLoadable(told);
  return { ...(isWhole && { shelf }), diagnostics: sortDiagnostics(told), sources };
}

/** Countries with a pack, and their regions. */
function knownPlaces(countries: readonly Pack[]): ReadonlySet<string> {
  const codes = countries.flatMap(({ input }) => [input.country!, ...input.regions]);
  const isTheirs = (id: string) => codes.includes(id.split('-')[0]!);
  return new Set([...codes, ...Object.keys(readNumbering().regions).filter(isTheirs)]);
}

/** A rule for a place that does not exist would never stand in the way of anything. */
function checkPlaces({ input, report }: Pack, places: ReadonlySet<string>): void {
  for (const [id, { where = [] }] of Object.entries(input.rules)) {
    for (const place of [where].flat()) {
      if (place === 'everywhere' || places.has(place)) continue;
      const message = `there is no place ${place} in any pack`;
      report.tell('unknown-reference', ['rules', id, 'where'], message);
    }
  }
}

function newestOf(all: readonly Pack[]): readonly Pack[] {
  const newest = new Map<string, Pack>();
  for (const pack of all) {
    const other = newest.get(pack.id);
    if (other !== undefined && rankOf(other) === rankOf(pack)) {
      const message = `version ${pack.input.version} of \`${pack.id}\` is there twice`;
      pack.report.tell('named-twice', ['version'], message);
    }
    if (other !== undefined && other.input.country !== pack.input.country) {
      const firm = pack.input.country === undefined ? pack : other;
      const message = `\`${pack.id}\` is the pack of a country; a firm cannot replace it`;
      firm.report.tell('loosens-law', ['pack'], message, { hint: 'choose another id' });
    }
    if (other === undefined || rankOf(pack) > rankOf(other)) newest.set(pack.id, pack);
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Versions in their order: 2026.9 before 2026.10. */
function rankOf({ input }: Pack): number {
  const [year, number] = input.version.split('.').map(Number);
  return year! * 1_000 + number!;
}

/** The packs a record names, for replay; undefined when one of them is not on the shelf. */
export function packsNamed(shelf: Shelf, refs: readonly string[]): readonly Pack[] | undefined {
  const wanted = refs.filter((ref) => !ref.startsWith('numbering@'));
  const found = wanted.flatMap((ref) => shelf.all.find((pack) => pack.ref === ref) ?? []);
  return found.length === wanted.length ? found : undefined;
}
