/** From files to the rules decisions read: those of today, and those of a record. */

import type { DialRecord } from '../../core/outreach/may-dial/record.ts';
import type { DialRules } from '../../core/outreach/may-dial/rules.ts';
import type { Ms } from '../../core/routing/ids.ts';
import { numberingNamed, readNumbering } from '../numbering/table.ts';
import { compileRules, yearsAround } from './compile.ts';
import { countryFolder, packsNamed, readShelf, type Shelf, type ShelfResult } from './shelf.ts';

/** The shelf, and the rules of now; absent when any pack has an error. */
export interface LoadedRules extends ShelfResult {
  readonly rules?: DialRules;
}

/**
 * The country packs that come with the program, those in further folders (newer versions, a firm's
 * own), compiled for the years around a moment. Cost: half a second; load again when a file changes
 * and at the turn of the year.
 */
export function loadDialRules(folders: readonly string[], now: Ms): LoadedRules {
  const result = readShelf([countryFolder(), ...folders]);
  if (result.shelf === undefined) return result;
  const rules = compileRules(result.shelf.current, readNumbering(), yearsAround(now));
  return { ...result, rules };
}

/** The rules a record was decided by; undefined when a pack or table it names is not there. */
export function rulesOfRecord(shelf: Shelf, record: DialRecord): DialRules | undefined {
  const packs = packsNamed(shelf, record.packs);
  const numbering = numberingNamed(record.packs);
  if (packs === undefined || numbering === undefined) return undefined;
  return compileRules(packs, numbering, yearsAround(record.at));
}
