/** Forgetting what no rule asks for any more. */

import type { Ms } from '../../routing/ids.ts';
import type { CampaignId } from '../ids.ts';
import {
  ATTEMPT,
  AttemptLedger,
  BY_NUMBER,
  BY_PERSON,
  ENTRY_WORDS,
  type Link,
} from './attempt-ledger.ts';
import { SubjectTable } from './subject-table.ts';

/** What must stay. */
export interface Kept {
  /** Entries from this moment on: now less the longest window and rest of any rule. */
  readonly from: Ms;
  /** Campaigns whose attempts are counted as a whole: theirs stay, however old. */
  readonly campaigns: ReadonlySet<CampaignId>;
}

/**
 * The ledger without what need not be kept; numbers and people of whom nothing is left are gone.
 * Cost: O(entries and subjects). Allocates: the new ledger and four bytes for each old entry.
 */
export function pruneAttempts(ledger: AttemptLedger, kept: Kept): AttemptLedger {
  const { campaigns, named, entries: old } = ledger.snapshot();
  const renumbered = new Uint32Array(ledger.entries + 1);
  let count = 0;
  for (let entry = 1; entry <= ledger.entries; entry++) {
    if (isKept(ledger, entry, kept)) renumbered[entry] = ++count;
  }
  const words = new Int32Array((count + 1) * ENTRY_WORDS);
  for (let entry = 1; entry <= ledger.entries; entry++) {
    if (renumbered[entry] === 0) continue;
    const from = entry * ENTRY_WORDS;
    words.set(old.subarray(from, from + BY_NUMBER), renumbered[entry] * ENTRY_WORDS);
  }
  const numbers = relink(ledger, ledger.numbers, BY_NUMBER, renumbered, words);
  const people = relink(ledger, ledger.people, BY_PERSON, renumbered, words);
  return new AttemptLedger({
    campaigns,
    named,
    entries: words,
    numbers: numbers.columns,
    people: people.columns,
  });
}

function isKept(ledger: AttemptLedger, entry: number, { from, campaigns }: Kept): boolean {
  if (ledger.at(entry) >= from) return true;
  return ledger.kind(entry) === ATTEMPT && campaigns.has(ledger.campaignOf(entry).campaign);
}

/** Writes one of the two links of all that is kept. */
function relink(
  ledger: AttemptLedger,
  from: SubjectTable,
  link: Link,
  renumbered: Uint32Array,
  words: Int32Array,
): SubjectTable {
  const table = new SubjectTable();
  from.forEach((key, place) => {
    let later = 0;
    for (let entry = from.head(place); entry !== 0; entry = ledger.before(entry, link)) {
      const now = renumbered[entry];
      if (now === 0) continue;
      if (later === 0) table.setHead(table.place(key), now);
      else words[later * ENTRY_WORDS + link] = now;
      if (ledger.kind(entry) !== ATTEMPT) table.mark(table.place(key), ledger.kind(entry));
      later = now;
    }
  });
  return table;
}
