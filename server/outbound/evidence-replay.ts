/** Decides records again by the packs of their day, and says whether the answer is the same. */

import { rulesOfRecord } from '../../config/packs/load.ts';
import type { Shelf } from '../../config/packs/shelf.ts';
import {
  type DialRecord,
  type Replay,
  replayMayDial,
} from '../../core/outreach/may-dial/record.ts';
import type { DialRules } from '../../core/outreach/may-dial/rules.ts';

/** `packs-missing`: a pack it names is not on the shelf. */
export type Replayed = Replay | { readonly result: 'packs-missing' };

/** Compiles each set of packs once a year of records. */
export class EvidenceReplay {
  readonly #shelf: Shelf;
  readonly #rules = new Map<string, DialRules | undefined>();

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** Cost: some µs; half a second for packs not seen before. */
  replay(record: DialRecord): Replayed {
    const year = new Date(record.at).getUTCFullYear();
    const key = `${year} ${record.packs.join(' ')}`;
    if (!this.#rules.has(key)) this.#rules.set(key, rulesOfRecord(this.#shelf, record));
    const rules = this.#rules.get(key);
    return rules === undefined ? { result: 'packs-missing' } : replayMayDial(record, rules);
  }
}
