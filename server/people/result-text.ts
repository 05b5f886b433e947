/** What an import has come to, for the person who started it. */

import type { ImportPlan, ImportResult } from './import.ts';

export function resultText({ state, before }: ImportResult, { errorsPath }: ImportPlan): string {
  const { counts, rowsDone, finishedAt } = state;
  const n = (count: number): string => count.toLocaleString('en');
  const lines: string[] = [];
  if (finishedAt !== null && before === rowsDone && rowsDone > 0) {
    lines.push('this file was imported before; --restart imports it again');
  } else if (before > 0) lines.push(`went on after row ${n(before)}`);
  lines.push(
    `${n(rowsDone)} rows: ${n(counts.added)} people added, ${n(counts.merged)} rows of people who ` +
      `were known or came twice (${n(counts.changed)} changed), ${n(counts.refused)} not imported`,
    `${n(counts.numbers)} telephone numbers, ${n(counts.purchases)} purchases`,
  );
  if (counts.shared > 0) lines.push(`${n(counts.shared)} numbers belong to several customers`);
  if (counts.refused + counts.partly > 0) {
    lines.push(`rows with something that was not understood, and why: ${errorsPath}`);
  }
  if (finishedAt === null) lines.push('stopped: the same command goes on from here');
  return `${lines.join('\n')}\n`;
}
