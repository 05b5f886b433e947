/** What an import would do, before it does anything. */

import type { PersonDraft } from '../../adapters/store/person.ts';
import type { ImportPlan } from './import.ts';
import { look } from './look.ts';

const shownFaults = 5;

/** The same in lines of a terminal. */
export async function previewText(plan: ImportPlan): Promise<string> {
  const { table, columns, reading } = plan;
  const lines = [`${table.format}; numbers without a country are of ${reading.country}`, ''];
  lines.push('column → field');
  const width = Math.max(...columns.map(({ heading }) => columnsWide(heading)));
  for (const { heading, field } of columns) {
    lines.push(`  ${heading}${' '.repeat(width - columnsWide(heading))} → ${field}`);
  }
  const { tried, refused, people, faults } = await look(plan);
  const shown = people.map(({ line, draft }) => `  line ${line}: ${JSON.stringify(plain(draft))}`);
  lines.push('', 'the first people, as they would be imported', ...shown);
  lines.push('', `of the first ${tried} rows ${tried - refused} would be imported, ${refused} not`);
  const told = faults.map(
    ({ line, reasons }) => `  line ${line}: ${reasons.map(({ en }) => en).join('; ')}`,
  );
  lines.push(...told.slice(0, shownFaults));
  if (told.length > shownFaults) lines.push(`  … and ${told.length - shownFaults} more`);
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
