/**
 * Both ledgers, told the same facts: how often and when somebody was called, and how many calls
 * were abandoned. Deterministic: the same facts in the same order give the same state. A snapshot
 * and the facts after it give it again.
 */

import type { Ms } from '../../routing/ids.ts';
import { AbandonmentLedger, type CampaignCallsSnapshot } from './abandonment.ts';
import { AttemptLedger, type AttemptSnapshot } from './attempt-ledger.ts';
import type { AttemptFact } from './facts.ts';
import { type Kept, pruneAttempts } from './prune.ts';

/** State of both. Columns are the ledgers' own memory: write or copy them before the next fact. */
export interface LedgersSnapshot {
  /** Of the last fact noted; 0: none. */
  readonly seq: number;
  readonly attempts: AttemptSnapshot;
  readonly abandonment: readonly CampaignCallsSnapshot[];
}

/** The ledgers of a house. */
export class Ledgers {
  #seq: number;
  #attempts: AttemptLedger;
  readonly abandonment: AbandonmentLedger;

  constructor(from?: LedgersSnapshot) {
    this.#seq = from?.seq ?? 0;
    this.#attempts = new AttemptLedger(from?.attempts);
    this.abandonment = new AbandonmentLedger(from?.abandonment);
  }

  /** Of numbers and people. Another object after `prune`. */
  get attempts(): AttemptLedger {
    return this.#attempts;
  }

  /** Of the last fact noted: a log is read on from the one after. */
  get seq(): number {
    return this.#seq;
  }

  /** Notes a fact; false when it, or one after it, has been noted before. */
  note(fact: AttemptFact): boolean {
    if (fact.seq <= this.#seq) return false;
    this.#seq = fact.seq;
    this.#attempts.note(fact);
    this.abandonment.note(fact);
    return true;
  }

  /** Forgets what no rule asks for any more; `windowsFrom`: where the oldest window begins. */
  prune(kept: Kept, windowsFrom: Ms): void {
    this.#attempts = pruneAttempts(this.#attempts, kept);
    this.abandonment.dropBefore(windowsFrom);
  }

  snapshot(): LedgersSnapshot {
    return {
      seq: this.#seq,
      attempts: this.#attempts.snapshot(),
      abandonment: this.abandonment.snapshot(),
    };
  }
}
