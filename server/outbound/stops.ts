/** What stood in the way of leads lately, by reason. */

import type { Stop } from '../../core/outreach/may-dial/answer.ts';
import type { Reason } from '../../core/outreach/may-dial/reasons.ts';
import type { PaceReport } from './pace-report.ts';

const keptMs = 60_000;

interface Seen {
  readonly at: number;
  readonly reason: Reason;
  readonly until: number | null;
}

export class Stops {
  #seen: Seen[] = [];

  note({ reason, until }: Stop, at: number): void {
    this.#seen.push({ at, reason, until });
    if (this.#seen.length > 10_000) this.#forget(at);
  }

  /** The last minute's, most frequent first. */
  of(now: number): PaceReport['stops'] {
    this.#forget(now);
    const byReason = new Map<Reason, { leads: number; until: number | null }>();
    for (const { reason, until } of this.#seen) {
      const row = byReason.get(reason) ?? { leads: 0, until };
      row.leads++;
      row.until = row.until === null ? until : Math.min(row.until, until ?? row.until);
      byReason.set(reason, row);
    }
    return [...byReason]
      .map(([reason, row]) => ({ reason, ...row }))
      .sort((a, b) => b.leads - a.leads);
  }

  #forget(now: number): void {
    this.#seen = this.#seen.filter(({ at }) => at > now - keptMs);
  }
}
