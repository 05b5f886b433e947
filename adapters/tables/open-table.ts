/**
 * Tables as people bring them: CSV in the encodings of Japanese and other offices, and Excel.
 * Read as a stream, whatever their length.
 *
 *   const table = await openTable('list.csv');
 *   for await (const rows of table.rows()) …
 */

import { openCsv } from './csv.ts';
import type { Table, TableOptions } from './table.ts';
import { openXlsx } from './xlsx.ts';

export function openTable(path: string, options: TableOptions = {}): Promise<Table> {
  return /\.xls[xm]$/i.test(path) ? openXlsx(path, options.sheet) : openCsv(path, options.encoding);
}
