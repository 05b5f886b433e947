/** The table of prefixes as the program reads it. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from '../packs/folder.ts';

/** See generate.ts, which writes it. */
export interface NumberingTable {
  /** `numbering@…`, with a mark of its content. */
  readonly version: string;
  /** Zones by region, or by country where there are none. */
  readonly regions: Readonly<Record<string, readonly string[]>>;
  /** Places, zones and kind of line by prefix, as one text. */
  readonly prefixes: Readonly<Record<string, string>>;
}

/** The first eight digits of a text's SHA-256: enough to see that it is another. */
export const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

const CURRENT = 'prefixes.json';
const folder = (): string => filesOf('numbering', CURRENT);

function readTable(name: string): NumberingTable {
  const text = readFileSync(join(folder(), name), 'utf8');
  const { source, regions, prefixes } = JSON.parse(text);
  return { version: `numbering@${source}#${digest(text)}`, regions, prefixes };
}

/** Reads the table that comes with the program. Cost: some ms, once. */
export const readNumbering = (): NumberingTable => readTable(CURRENT);

/**
 * The table a record names, among the current one and those that were before it; undefined when it
 * is not there.
 */
export function numberingNamed(refs: readonly string[]): NumberingTable | undefined {
  const names = readdirSync(folder()).filter((name) => /^prefixes.*\.json$/.test(name));
  return names.map(readTable).find(({ version }) => refs.includes(version));
}
