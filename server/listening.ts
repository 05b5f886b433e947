/**
 * Who has answered a dial is listened to, where a campaign asks for it: a machine is let go of, a
 * person waits for an agent, in time for the law whatever is still to be heard.
 */

import type { Clock } from '../adapters/clock.ts';
import {
  answered,
  type DetectionRule,
  type Heard,
  hear,
  type Leeway,
  type Sign,
  verdictOf,
  waitsFrom,
} from '../core/outreach/machine-detection/detect.ts';
import type { CallId, Ms } from '../core/routing/ids.ts';

/** How who answers a dial is listened to. Plain JSON: it is noted in the journal. */
export interface ListeningPlan {
  readonly rule: DetectionRule;
  readonly leeway: Leeway;
}

export interface ListeningParts {
  readonly clock: Clock;
  now(): Ms;
  /** They wait for an agent from now on. */
  arrive(call: CallId): void;
  /** A machine; `waits`: it waits for an agent already. */
  machine(call: CallId, sign: Sign, waits: boolean): void;
}

/** Speech has ended so long before it is told: rule 22 of the port. */
export const speechToldAfterMs = 500;

interface Listened {
  readonly plan: ListeningPlan;
  heard: Heard;
  waits: boolean;
  cancelTimer(): void;
}

export class Listening {
  readonly #parts: ListeningParts;
  readonly #calls = new Map<CallId, Listened>();

  constructor(parts: ListeningParts) {
    this.#parts = parts;
  }

  /** They have answered. They may be sent to wait, or be let go of, before this returns. */
  begin(call: CallId, plan: ListeningPlan): void {
    const heard = answered(this.#parts.now());
    this.#calls.set(call, { plan, heard, waits: false, cancelTimer: () => {} });
    this.#look(call);
  }

  heard(call: CallId, speaking: boolean): void {
    const listened = this.#calls.get(call);
    if (!listened) return;
    listened.heard = hear(listened.heard, speaking, this.#parts.now(), speechToldAfterMs);
    this.#look(call);
  }

  /** They have gone, or have an agent. True: they had not been sent to wait yet. */
  end(call: CallId): boolean {
    const listened = this.#calls.get(call);
    if (!listened) return false;
    listened.cancelTimer();
    this.#calls.delete(call);
    return !listened.waits;
  }

  /** Those who have not been sent to wait yet. */
  held(): readonly CallId[] {
    return [...this.#calls].filter(([, { waits }]) => !waits).map(([call]) => call);
  }

  #look(call: CallId): void {
    const listened = this.#calls.get(call)!;
    const { rule, leeway } = listened.plan;
    const now = this.#parts.now();
    listened.cancelTimer();
    const verdict = verdictOf(rule, listened.heard, now, speechToldAfterMs);
    if (verdict.is !== 'open') {
      const { waits } = listened;
      this.#calls.delete(call);
      if (verdict.is === 'machine') this.#parts.machine(call, verdict.sign, waits);
      else if (!waits) this.#parts.arrive(call);
      return;
    }
    const waitsAt = waitsFrom(leeway, listened.heard, speechToldAfterMs);
    if (!listened.waits && waitsAt <= now) {
      listened.waits = true;
      this.#parts.arrive(call);
    }
    const lookAt = listened.waits ? verdict.until : Math.min(verdict.until, waitsAt);
    listened.cancelTimer = this.#parts.clock.setTimer(lookAt - now, () => this.#look(call));
  }
}
