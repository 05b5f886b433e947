/** What `tsunagi suppress` says, in words. */

import type { ImportReport } from '../../adapters/suppression/import.ts';
import type { Checked, ListShown } from './suppress.ts';

const inDigits = (n: number): string => n.toLocaleString('en-US');
const dayOf = (iso: string): string => iso.slice(0, 10);

export function importedText(list: string, snapshot: string, report: ImportReport): string {
  const { finished, lines, troubles, shown, sizeBefore, sizeAfter, resumedAtLine } = report;
  const texts = shown.map(({ file, line, text, why }) => `${file}:${line}: ${why}: ${text}`);
  const hidden = troubles - shown.length;
  if (hidden > 0) texts.push(`… and ${inDigits(hidden)} more`);
  if (resumedAtLine > 0) texts.push(`taken up at line ${inDigits(resumedAtLine + 1)}`);
  const read = `${inDigits(lines)} lines${troubles > 0 ? `, ${inDigits(troubles)} not read` : ''}`;
  texts.push(
    finished
      ? `${list}: ${read}; ${inDigits(sizeBefore)} numbers before, ${inDigits(sizeAfter)} now; ${snapshot}`
      : `interrupted after ${read}: ${list} is unchanged; the same command goes on from there`,
  );
  return `${texts.join('\n')}\n`;
}

export function checkedText(checked: readonly Checked[], now: number): string {
  return checked
    .flatMap(({ number, lists }) => {
      if (lists.length === 0) return [`${number} is on no list`];
      return lists.map(({ list, since, snapshot, added }) => {
        const days = Math.floor((now - Date.parse(since)) / 86_400_000);
        const copy = list.startsWith('registry/')
          ? `copy drawn ${dayOf(since)}, ${days} days old, ${snapshot}`
          : `list of ${dayOf(since)}`;
        const by = added ? `added ${added.at} by ${added.by}: ${added.why}` : copy;
        return `${number} is on ${list}: ${by}`;
      });
    })
    .map((line) => `${line}\n`)
    .join('');
}

export function listsText(lists: readonly ListShown[], folder: string): string {
  if (lists.length === 0) return `no lists in ${folder}\n`;
  const rows = lists.map((each) => [
    each.list,
    inDigits(each.size),
    each.ageDays === null ? 'never' : dayOf(each.since),
    each.ageDays === null ? '' : `${each.ageDays} d`,
    `${(each.bytes / 2 ** 20).toFixed(1)} MiB`,
    [
      each.source,
      ...(each.interruptedImport ? ['an import was interrupted'] : []),
      ...(each.tornBytes > 0 ? ['a change was cut off by a crash'] : []),
    ].join('; '),
  ]);
  const heading = ['LIST', 'NUMBERS', 'SINCE', 'AGE', 'MEMORY', 'MADE OF'];
  const widths = heading.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => row[i]!.length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        if (i === row.length - 1) return cell;
        return i >= 1 && i <= 4 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!);
      })
      .join('  ');
  return [heading, ...rows].map((row) => `${line(row)}\n`).join('');
}
