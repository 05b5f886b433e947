/**
 * Lists dialled in given shares: 70 of this, 30 of that. Smooth weighted round robin (as nginx has
 * it for servers): each pick, every list that takes part gains its share, the highest is taken and
 * pays the sum of all. Over any stretch a list is within one of its share of the picks, as long as
 * it takes part; one that was empty and comes back has no arrears to catch up.
 */

/** A list and its share, a whole number above 0. */
export interface Share {
  readonly list: number;
  readonly share: number;
}

/** The state of a mix: who is owed how much. */
export class Mix {
  readonly #shares: readonly Share[];
  readonly #owed = new Map<number, number>();

  /**
   * Throws `RangeError` for a share that is no whole number above 0, and for a list named twice.
   */
  constructor(shares: readonly Share[]) {
    for (const { list, share } of shares) {
      if (!Number.isSafeInteger(share) || share <= 0) {
        throw new RangeError(`the share of list ${list} is ${share}`);
      }
      if (this.#owed.has(list)) throw new RangeError(`list ${list} has two shares`);
      this.#owed.set(list, 0);
    }
    this.#shares = shares;
  }

  /**
   * The next list among those not in `empty`; undefined when all are. Equal ones go in the order
   * they were given. Cost: one pass over the lists.
   */
  next(empty: ReadonlySet<number>): number | undefined {
    let total = 0;
    let best: number | undefined;
    let most = -Infinity;
    for (const { list, share } of this.#shares) {
      if (empty.has(list)) {
        this.#owed.set(list, 0);
        continue;
      }
      total += share;
      const owed = this.#owed.get(list)! + share;
      this.#owed.set(list, owed);
      if (owed > most) {
        most = owed;
        best = list;
      }
    }
    if (best !== undefined) this.#owed.set(best, most - total);
    return best;
  }

  /** How many of the next `count` picks go to each list, in the order of their first pick. */
  take(count: number, empty: ReadonlySet<number>): ReadonlyMap<number, number> {
    const picks = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const list = this.next(empty);
      if (list === undefined) break;
      picks.set(list, (picks.get(list) ?? 0) + 1);
    }
    return picks;
  }
}
