/**
 * What came of each queue's calls today: since midnight at the site, from the lines of the journal.
 * Kept up with every line, and after a restart made again from the lines of today that are still
 * there (`readToday`).
 */

import type { Ms, QueueId } from '../core/routing/ids.ts';
import type { Disposition } from '../core/routing/outcomes.ts';
import type { Line } from './journal-lines.ts';
import { localDay } from './live/agent-days.ts';
import type { Rename } from './renames.ts';
import { Tallies, type TallySink } from './tallies.ts';
import type { View } from './view.ts';

/** Counts of one queue since midnight. */
export interface QueueCounts {
  offered: number;
  answered: number;
  answeredInTarget: number;
  abandoned: number;
  abandonedShort: number;
  /** Every exit by its disposition. */
  readonly exits: Record<string, number>;
}

export interface QueueDaysParts {
  readonly view: View;
  /** When counting begins: what was before is not known. */
  readonly from: Ms;
  now(): Ms;
  zone(): string;
  targetMs(queue: QueueId): Ms | undefined;
}

/** Keeps the counts the API and the pages show beside each queue. */
export class QueueDays {
  readonly #parts: QueueDaysParts;
  readonly #tallies: Tallies;
  readonly #counts = new Map<QueueId, QueueCounts>();
  #day: { readonly from: Ms; readonly until: Ms };
  #since: Ms;

  constructor(parts: QueueDaysParts) {
    this.#parts = parts;
    this.#day = localDay(parts.zone(), parts.from);
    this.#since = parts.from;
    this.#tallies = new Tallies(parts.view, [this.#sink()]);
  }

  /** Takes a line before the view does: what was so before is still to be seen there. */
  apply(line: Line): void {
    this.#turn(line.at);
    // One of yesterday's that was told after midnight is in yesterday's report.
    if (line.at >= this.#day.from) this.#tallies.apply(line);
  }

  /** Of today, as the site's clock has it. Cost: a look-up. */
  of(queue: QueueId): QueueCounts {
    this.#turn(this.#parts.now());
    return this.#counted(queue);
  }

  /** From when on `of` counts: midnight, or what is left of the journal. */
  get since(): Ms {
    this.#turn(this.#parts.now());
    return this.#since;
  }

  /** Queues that were called otherwise before. */
  rename(renames: readonly Rename[]): void {
    for (const { kind, from, to } of renames) {
      const counts = kind === 'queue' ? this.#counts.get(from as QueueId) : undefined;
      if (!counts || this.#counts.has(to as QueueId)) continue;
      this.#counts.delete(from as QueueId);
      this.#counts.set(to as QueueId, counts);
    }
  }

  /** What an earlier stretch, up to `at`, adds to what is known here of the same day. */
  add(earlier: QueueDays, at: Ms): void {
    earlier.#turn(at);
    this.#turn(this.#parts.now());
    if (earlier.#day.from !== this.#day.from) return;
    this.#since = Math.min(this.#since, earlier.#since);
    for (const [queue, { exits, ...before }] of earlier.#counts) {
      const counts = this.#counted(queue);
      for (const name of Object.keys(before) as (keyof typeof before)[]) {
        counts[name] += before[name];
      }
      for (const [name, n] of Object.entries(exits))
        counts.exits[name] = n + (counts.exits[name] ?? 0);
    }
  }

  #turn(at: Ms): void {
    if (at < this.#day.until) return;
    this.#day = localDay(this.#parts.zone(), at);
    this.#since = this.#day.from;
    this.#counts.clear();
  }

  #counted(queue: QueueId): QueueCounts {
    const known = this.#counts.get(queue);
    if (known) return known;
    const sums = { offered: 0, answered: 0, answeredInTarget: 0, abandoned: 0, abandonedShort: 0 };
    const made: QueueCounts = { ...sums, exits: {} };
    this.#counts.set(queue, made);
    return made;
  }

  #sink(): TallySink {
    return {
      offered: (queue) => {
        this.#counted(queue).offered += 1;
      },
      exited: (queue, disposition, waitMs) => this.#exited(queue, disposition, waitMs),
      ...{ callbackQueued() {}, customerDialled() {}, callbackExited() {}, stepped() {} },
      ...{ offerEnded() {}, handled() {}, linked() {}, fact() {} },
    };
  }

  #exited(queue: QueueId, disposition: Disposition, waitMs: Ms): void {
    const counts = this.#counted(queue);
    counts.exits[disposition] = (counts.exits[disposition] ?? 0) + 1;
    if (disposition === 'abandoned') counts.abandoned += 1;
    if (disposition === 'abandoned-short') counts.abandonedShort += 1;
    if (disposition !== 'answered') return;
    counts.answered += 1;
    if (waitMs <= (this.#parts.targetMs(queue) ?? 0)) counts.answeredInTarget += 1;
  }
}
