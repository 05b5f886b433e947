/**
 * Acts of those who were not let in. Whoever knocks a thousand times must not fill the audit log:
 * the first is noted at once, the same from the same address within a minute is only counted, and
 * the count is noted when the minute is over.
 */

import { LRUCache } from 'lru-cache';
import type { AuditDraft } from '../../adapters/store/audit-log.ts';

const windowMs = 60_000;
/** Kinds of knocks counted at once; the count of the oldest is noted when one more comes. */
const knownMax = 1_000;

interface Counted {
  last: AuditDraft;
  readonly since: number;
  /** Beyond the first, which was noted. */
  times: number;
}

export class FoldedActs {
  readonly #now: () => number;
  readonly #note: (draft: AuditDraft) => void;
  readonly #counted: LRUCache<string, Counted>;

  /** `now`: epoch ms. `note` takes what is to be written. */
  constructor(now: () => number, note: (draft: AuditDraft) => void) {
    this.#now = now;
    this.#note = note;
    this.#counted = new LRUCache({ max: knownMax, dispose: (counted) => this.#tell(counted) });
  }

  add(draft: AuditDraft): void {
    this.tellOld();
    const key = JSON.stringify([draft.act, draft.holder, draft.address]);
    const known = this.#counted.get(key);
    if (known) {
      known.times++;
      known.last = draft;
      return;
    }
    this.#counted.set(key, { last: draft, since: draft.at, times: 0 });
    this.#note(draft);
  }

  /** Notes all counts. */
  flush(): void {
    this.#counted.clear();
  }

  /** Notes the counts of minutes that are over. */
  tellOld(): void {
    const over = this.#now() - windowMs;
    for (const key of [...this.#counted.rkeys()]) {
      if (this.#counted.peek(key)!.since <= over) this.#counted.delete(key);
    }
  }

  #tell({ last, times }: Counted): void {
    if (times > 0) this.#note({ ...last, about: { ...last.about, times } });
  }
}
