/**
 * All packs there are, in all their versions: the newest of each decides, the older ones decide
 * again what they once decided.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, isLoadable, type Sources, sortDiagnostics } from '../diagnostics.ts';
import { filesOf } from './folder.ts';
import { type Pack, readPack } from './read.ts';
import { checkFirm } from './stricter.ts';

export interface Shelf {
  /** The newest version of each pack, by id. */
  readonly current: readonly Pack[];
  /** Every version. */
  readonly all: readonly Pack[];
}

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
  const current = newestOf(all, diagnostics);
  const isCountry = ({ input }: Pack) => input.country !== undefined;
  const countries = current.filter(isCountry);
  for (const firm of current.filter((pack) => !isCountry(pack))) {
    const before = firm.report.diagnostics.length;
    checkFirm(firm, countries);
    diagnostics.push(...firm.report.diagnostics.slice(before));
  }
  const sorted = sortDiagnostics(diagnostics);
  const shelf = { current, all };
  return { ...(isLoadable(sorted) && { shelf }), diagnostics: sorted, sources };
}

function newestOf(all: readonly Pack[], out: Diagnostic[]): readonly Pack[] {
  const newest = new Map<string, Pack>();
  for (const pack of all) {
    const other = newest.get(pack.id);
    if (other !== undefined && rankOf(other) === rankOf(pack)) {
      const at = pack.report.placeOf(['version'], 'value');
      const message = `version ${pack.input.version} of \`${pack.id}\` is there twice`;
      out.push({ ...at, severity: 'error', code: 'named-twice', message });
    }
    if (other !== undefined && other.input.country !== pack.input.country) {
      const firm = pack.input.country === undefined ? pack : other;
      const at = firm.report.placeOf(['pack'], 'value');
      const message = `\`${pack.id}\` is the pack of a country; the rules of a firm cannot replace it`;
      out.push({
        ...at,
        severity: 'error',
        code: 'loosens-law',
        message,
        hint: 'choose another id',
      });
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
