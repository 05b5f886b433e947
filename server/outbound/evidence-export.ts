/**
 * A file for a regulator: what was written about a number, with digests, the seals of the days it
 * was written on, and the newest seal of all. That it was made is itself written down.
 */

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dayOf } from '../../adapters/store/evidence.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { EvidenceReport } from './evidence-report.ts';

/** Who asks, and for whom. */
export interface ExportNote {
  readonly tenant: string;
  readonly by: string;
  readonly now: number;
}

export interface Exported {
  readonly path: string;
  readonly records: number;
  /** Of the file, hexadecimal; it is in the evidence too. */
  readonly sha256: string;
}

/** Writes the file, readable by its owner; rejects when there is one already. */
export async function exportEvidence(
  store: TenantStore,
  report: EvidenceReport,
  path: string,
  note: ExportNote,
): Promise<Exported> {
  const days = [...new Set(report.rows.map(({ writtenAt }) => dayOf(writtenAt)))];
  const text = `${JSON.stringify(
    {
      form: 'tsunagi-evidence-1',
      exportedAt: note.now,
      exportedBy: note.by,
      tenant: note.tenant,
      number: report.number,
      from: report.from,
      until: report.until,
      attempts: report.attempts.map(({ attempt }) => attempt),
      records: report.rows,
      seals: await store.evidence.sealsOf(days),
      newestSeal: (await store.evidence.newestSeal()) ?? null,
    },
    undefined,
    2,
  )}\n`;
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  const sha256 = createHash('sha256').update(text).digest('hex');
  const { from, until } = report;
  await store.evidence.append({
    kind: 'export',
    number: Number(report.number.slice(1)),
    retention: 'us-5y',
    body: { by: note.by, from, until, records: report.rows.map(({ id }) => id), sha256 },
  });
  return { path, records: report.rows.length, sha256 };
}
