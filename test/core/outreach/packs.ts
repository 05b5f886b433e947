/** The packs that come with the program, compiled for tests. */

import { join } from 'node:path';
import { readNumbering } from '../../../config/numbering/table.ts';
import { compileRules } from '../../../config/packs/compile.ts';
import { countryFolder, readShelf, type Shelf } from '../../../config/packs/shelf.ts';
import type { DialRules } from '../../../core/outreach/may-dial/rules.ts';

/**
 * Years the tests live in. Those of the dated cases go further back, and take longer to compile.
 */
export const years = { from: 2021, until: 2028 };
const longYears = { from: 2015, until: 2029 };

/** The example of a firm's own rules. */
export const houseFolder = join(import.meta.dirname, '../../../docs/outbound');

export const numbering = readNumbering();

function shelfOf(folders: readonly string[]): Shelf {
  const { shelf, diagnostics } = readShelf(folders);
  if (shelf === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return shelf;
}

export const countries = shelfOf([countryFolder()]);

/** The country packs. */
export const countryRules = (): DialRules => compileRules(countries.current, numbering, years);
export const longRules = (): DialRules => compileRules(countries.current, numbering, longYears);
/** The same with the example of a firm's rules on top. */
export const houseRules = (): DialRules =>
  compileRules(shelfOf([countryFolder(), houseFolder]).current, numbering, longYears);
