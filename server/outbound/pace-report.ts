/** How a campaign does at a moment, as it is kept in the store for whoever asks. Plain JSON. */

import type { PartRatesSnapshot } from '../../core/outreach/cadence/part-rates.ts';
import type { CallerIdHealth } from '../../core/outreach/caller-ids/pool.ts';
import type { Reason } from '../../core/outreach/may-dial/reasons.ts';
import type { LearnedSnapshot } from '../../core/outreach/pacing/learned.ts';
import type { LegalWindow, PacingReason } from '../../core/outreach/pacing/scene.ts';
import type { KeptSkill } from './staff-watch.ts';

/** What keeps a campaign from dialling before any lead is looked at. */
export type Fault =
  | 'campaign-faulty'
  | 'queue-unknown'
  | 'queue-without-deadline'
  | 'trunk-unknown'
  | 'caller-id-unknown'
  | 'no-estimate'
  | 'mode-by-hand';

export interface PaceReport {
  /** Epoch ms. */
  readonly at: number;
  /** The program that dials it was there at `at`, and the switch was up. */
  readonly switchUp: boolean;
  readonly faults: readonly { readonly fault: Fault; readonly text: string }[];
  readonly agents: {
    readonly idle: number;
    readonly busy: number;
    readonly away: number;
    /** Idle agents kept for calls that come in. */
    readonly reserve: number;
    /** For which skills, and how many of the kept have none of them; absent: not told. */
    readonly kept?: readonly KeptSkill[];
    readonly behind?: number;
  };
  readonly flying: number;
  readonly waiting: number;
  /** Why not more is dialled. */
  readonly reason: PacingReason;
  readonly riskMax: number;
  readonly risk: number;
  /** The law's account, its cap and where that comes from. */
  readonly window: LegalWindow & { readonly most: number; readonly rule: string | null };
  /** When a number was dialled last; null: never by this process. */
  readonly dialledAt: number | null;
  /**
   * Leads passed over within the last minute, by what stood in the way, and until when at least.
   */
  readonly stops: readonly {
    readonly reason: Reason;
    readonly leads: number;
    readonly until: number | null;
  }[];
  /** What it has learned, to go on from after a restart. */
  readonly learned: LearnedSnapshot;
  readonly rates: PartRatesSnapshot;
  /** How the numbers do that are shown. */
  readonly callerIds: readonly CallerIdHealth[];
}
