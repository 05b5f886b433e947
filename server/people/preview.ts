/** What an import would do, before it does anything. */

import type { PersonDraft } from '../../adapters/store/person.ts';
import { rowReader } from './drafts.ts';
import type { ImportPlan } from './import.ts';

const shownRows = 5;
const triedRows = 1000;

/** Reads the first thousand rows; the store is not touched. */
export async function previewText({ table, columns, reading }: ImportPlan): Promise<string> {
  const lines = [`${table.format}; numbers without a country are of ${reading.country}`, ''];
  lines.push('column → field');
  const width = Math.max(...columns.map(({ heading }) => columnsWide(heading)));
  for (const { heading, field } of columns) {
    lines.push(`  ${heading}${' '.repeat(width - columnsWide(heading))} → ${field}`);
  }
  const readRow = rowReader(columns, reading);
  let tried = 0;
  let refused = 0;
  const shown: string[] = [];
  const faults: string[] = [];
  for await (const rows of table.rows()) {
    for (const row of rows.slice(0, triedRows - tried)) {
      tried++;
      const read = readRow(row.cells);
      const reasons =
        row.fault === undefined ? read.faults.map(({ reason }) => reason) : [row.fault];
      const isRefused = row.fault !== undefined || read.faults.some(({ isFatal }) => isFatal);
      if (isRefused) refused++;
      if (reasons.length > 0) faults.push(`  line ${row.line}: ${reasons.join('; ')}`);
      if (!isRefused && shown.length < shownRows) {
        shown.push(`  line ${row.line}: ${JSON.stringify(plain(read.draft))}`);
      }
    }
    if (tried >= triedRows) break;
  }
  lines.push('', 'the first people, as they would be imported', ...shown);
  lines.push('', `of the first ${tried} rows ${tried - refused} would be imported, ${refused} not`);
  lines.push(...faults.slice(0, shownRows));
  if (faults.length > shownRows) lines.push(`  … and ${faults.length - shownRows} more`);
  lines.push('', 'nothing was written; another field for a column: --map "HEADING=FIELD"');
  return `${lines.join('\n')}\n`;
}

function plain({ numbers = [], ...rest }: PersonDraft): object {
  const written = numbers.map(({ number, kind }) => `+${number} ${kind}`);
  const said = Object.entries(rest).filter(
    ([, value]) => typeof value !== 'object' || Object.keys(value).length > 0,
  );
  return { numbers: written, ...Object.fromEntries(said) };
}

/** Columns of a terminal: a letter of Japanese takes two. */
const columnsWide = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/[\u1100-\uffdc]/.test(letter) ? 2 : 1), 0);
