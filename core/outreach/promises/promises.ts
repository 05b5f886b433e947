/**
 * Promises to call somebody back at a time of their choosing: who keeps each, from when on, and
 * which are late. The owner first; when the owner is away or takes too long, the owner's team.
 */

import type { Ms } from '../../routing/ids.ts';
import type { CampaignId, E164, PersonId } from '../ids.ts';

/** A promise within this of its moment is kept: docs/outbound/cadence.md. */
export const KEPT_WITHIN_MS: Ms = 120_000;

/** What was promised. */
export interface PromiseTerms {
  readonly id: string;
  readonly person: PersonId;
  readonly number: E164;
  readonly campaign: CampaignId;
  /** The moment promised; a window: its beginning. */
  readonly at: Ms;
  /** End of the window; absent: the moment and two minutes. */
  readonly until?: Ms;
  /** Who gave it; absent: anybody of the team. */
  readonly owner?: string;
  readonly team: string;
  /** From then on after `at` the team may keep it in the owner's place. */
  readonly ownerMs: Ms;
}

/** What became of one. */
export type Kept =
  | { readonly outcome: 'kept'; readonly by: string; readonly at: Ms; readonly lateMs: Ms }
  /** Moved by the customer, or called off. */
  | { readonly outcome: 'moved' | 'called-off'; readonly at: Ms }
  /** May-dial said no for good, or the person is gone: the reason goes to whoever asks. */
  | { readonly outcome: 'not-kept'; readonly at: Ms; readonly why: string };

/** Why one that is late has not been kept yet. */
export type Hindrance = 'no-agent' | 'blocked' | 'closed' | 'trunk' | 'in-call';

/** One that is open, and whose time is over. */
export interface Late extends PromiseTerms {
  readonly lateMs: Ms;
  /** The latest reason told; absent: nobody has tried. */
  readonly hindrance?: Hindrance;
}

interface Entry {
  readonly terms: PromiseTerms;
  hindrance: Hindrance | undefined;
}

/**
 * Those that are open. They come out in order of their moments. Cost: a few microseconds each; the
 * lists O(open ones that are due).
 */
export class Promises {
  readonly #open = new Map<string, Entry>();
  /** Rising by moment, then id: a centre has thousands of promises, not millions. */
  readonly #order: PromiseTerms[] = [];

  get size(): number {
    return this.#open.size;
  }

  /** False: one of that id is open already, and stays as it is. */
  add(terms: PromiseTerms): boolean {
    if (this.#open.has(terms.id)) return false;
    this.#open.set(terms.id, { terms, hindrance: undefined });
    this.#order.splice(this.#placeOf(terms), 0, terms);
    return true;
  }

  /** It is settled, in whatever way. False: none of that id is open. */
  settle(id: string): PromiseTerms | undefined {
    const entry = this.#open.get(id);
    if (entry === undefined) return undefined;
    this.#open.delete(id);
    this.#order.splice(this.#placeOf(entry.terms), 1);
    return entry.terms;
  }

  /** Why it could not be kept just now; told with the late ones. */
  hinder(id: string, hindrance: Hindrance): void {
    const entry = this.#open.get(id);
    if (entry !== undefined) entry.hindrance = hindrance;
  }

  /** The next moment at which one becomes due; undefined: there is none open. */
  get nextAt(): Ms | undefined {
    return this.#order[0]?.at;
  }

  /**
   * Those that are due and that this agent may keep, the oldest first: the agent's own, and those
   * of the agent's teams without an owner or whose owner has had the time, or is away.
   */
  dueFor(
    agent: string,
    teams: ReadonlySet<string>,
    isAway: (owner: string) => boolean,
    now: Ms,
  ): readonly PromiseTerms[] {
    const mayKeep = ({ owner, team, at, ownerMs }: PromiseTerms): boolean => {
      if (owner === agent) return true;
      if (!teams.has(team)) return false;
      return owner === undefined || now >= at + ownerMs || isAway(owner);
    };
    return this.#due(now).filter(mayKeep);
  }

  /**
   * How many agents of a team to keep free: promises that are due by then and open. Pacing counts
   * them out of those it dials for.
   */
  reserve(team: string, until: Ms): number {
    return this.#due(until).filter((each) => each.team === team).length;
  }

  /** Those whose window is over, the latest first. */
  late(now: Ms): readonly Late[] {
    return this.#due(now)
      .filter((terms) => now > endOf(terms))
      .map((terms) => {
        const { hindrance } = this.#open.get(terms.id)!;
        return { ...terms, lateMs: now - endOf(terms), ...(hindrance && { hindrance }) };
      });
  }

  /** All that are open, in order of their moments: the snapshot. */
  all(): readonly PromiseTerms[] {
    return [...this.#order];
  }

  #due(now: Ms): readonly PromiseTerms[] {
    let end = 0;
    while (end < this.#order.length && this.#order[end]!.at <= now) end++;
    return this.#order.slice(0, end);
  }

  /** Where it stands, or would. Cost: O(log open). */
  #placeOf(terms: PromiseTerms): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.#order[middle]!, terms)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** When it is no longer kept in time. */
const endOf = ({ at, until }: PromiseTerms): Ms => until ?? at + KEPT_WITHIN_MS;

/** What keeping it at that moment comes to. */
export function keptAt(terms: PromiseTerms, by: string, at: Ms): Kept {
  return { outcome: 'kept', by, at, lateMs: Math.max(0, at - endOf(terms)) };
}

const isBefore = (a: PromiseTerms, b: PromiseTerms): boolean =>
  a.at < b.at || (a.at === b.at && a.id < b.id);
