/**
 * What was done about a number between two moments, for whoever asks: each attempt with the
 * decision that allowed it, and each decision by which nobody was called.
 */

import type { AttemptRecord } from '../../adapters/store/attempts.ts';
import type { Evidence } from '../../adapters/store/evidence.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { DialRecord } from '../../core/outreach/may-dial/record.ts';

/** An attempt and why it was allowed. */
export interface AttemptEvidence {
  readonly attempt: AttemptRecord;
  /** Null: what was written of it is over its time, or was written by another program. */
  readonly decision: DialRecord | null;
  /** Rows of evidence it rests on. */
  readonly rows: readonly number[];
}

/** A decision that ended a lead without a call. */
export interface RefusalEvidence {
  readonly at: number;
  readonly decision: DialRecord;
  readonly row: number;
}

export interface EvidenceReport {
  /** E.164 with a plus. */
  readonly number: string;
  /** Epoch ms: from, and the first moment no longer. */
  readonly from: number;
  readonly until: number;
  readonly attempts: readonly AttemptEvidence[];
  readonly refused: readonly RefusalEvidence[];
  /** Everything that was written, the above too. */
  readonly rows: readonly Evidence[];
}

/** The end of an attempt is written so long after its begin at most. */
const callMsMax = 12 * 3_600_000;

/** Cost: two indexes. */
export async function evidenceOf(
  tenant: TenantStore,
  number: number,
  from: number,
  until: number,
): Promise<EvidenceReport> {
  const [attempts, written] = await Promise.all([
    tenant.attempts.toNumber(number, from, until),
    tenant.evidence.about(number, from, until + callMsMax),
  ]);
  const begun = new Set(attempts.map(({ id }) => id));
  const rows = written.filter(
    ({ attempt, writtenAt }) => (attempt !== null && begun.has(attempt)) || writtenAt < until,
  );
  return {
    number: `+${number}`,
    ...{ from, until, rows },
    attempts: attempts.map((attempt) => {
      const own = rows.filter((row) => row.attempt === attempt.id);
      const decided = own.find(({ kind }) => kind === 'decision');
      return {
        attempt,
        decision: recordIn(decided?.body?.facts) ?? null,
        rows: own.map(({ id }) => id),
      };
    }),
    refused: rows.flatMap(({ id, kind, attempt, writtenAt, body }) => {
      const decision = kind === 'decision' && attempt === null ? recordIn(body) : undefined;
      return decision === undefined ? [] : [{ at: writtenAt, decision, row: id }];
    }),
  };
}

/** A record of a decision; undefined: it is none of a form that is known. */
function recordIn(value: unknown): DialRecord | undefined {
  const record = value as Partial<DialRecord> | null | undefined;
  if (typeof record !== 'object' || record === null) return undefined;
  const isWhole = record.form === 1 && record.facts !== undefined && record.answer !== undefined;
  return isWhole && Array.isArray(record.packs) ? (record as DialRecord) : undefined;
}
