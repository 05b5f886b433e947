/**
 * What is asked of the ledger of attempts before a number is dialled. Each question walks back from
 * the latest entry about the number or person and ends where the window begins, or where enough is
 * known. Cost: O(entries of that subject in the window), a handful; no question depends on how many
 * subjects, campaigns or attempts there are.
 */

import { type Ms, NEVER } from '../../routing/ids.ts';
import type { CampaignId, E164, PersonId, TenantId } from '../ids.ts';
import { type AttemptFacts, LATEST_MAX } from '../may-dial/facts.ts';
import {
  ABANDONED,
  ATTEMPT,
  type AttemptLedger,
  BY_NUMBER,
  BY_PERSON,
  type Link,
  MACHINE,
  REFUSED,
} from './attempt-ledger.ts';
import { type AttemptWindow, windowLeft, windowStart } from './windows.ts';

/** Whose entries are meant: those about a number, or about a person under whatever number. */
export type Subject = { readonly number: E164 } | { readonly person: PersonId };

/** Which of them count: all, those of a client, or those of a campaign. */
export type Counted =
  | { readonly by: 'all' }
  | { readonly by: 'client'; readonly tenant: TenantId }
  | { readonly by: 'campaign'; readonly campaign: CampaignId };

/** A rule in the form the ledger answers: at most so many attempts in the window. */
export interface AttemptLimit {
  readonly counted: Counted;
  readonly window: AttemptWindow;
  readonly most: number;
}

/** Attempts inside the window that ends now. */
export function countAttempts(
  ledger: AttemptLedger,
  subject: Subject,
  counted: Counted,
  window: AttemptWindow,
  now: Ms,
): number {
  let count = 0;
  walk(ledger, subject, windowStart(window, now), now, (entry) => {
    if (ledger.kind(entry) === ATTEMPT && counts(ledger, entry, counted)) count++;
    return true;
  });
  return count;
}

/**
 * The first moment, now or later, at which one more attempt keeps the limit if none comes between;
 * `NEVER` when there is none.
 */
export function attemptAllowedAt(
  ledger: AttemptLedger,
  subject: Subject,
  { counted, window, most }: AttemptLimit,
  now: Ms,
): Ms {
  if (most <= 0) return NEVER;
  let filler: Ms | undefined;
  let left = most;
  walk(ledger, subject, windowStart(window, now), now, (entry) => {
    if (ledger.kind(entry) !== ATTEMPT || !counts(ledger, entry, counted)) return true;
    left--;
    if (left === 0) filler = ledger.at(entry);
    return left > 0;
  });
  return filler === undefined ? now : windowLeft(window, filler, now);
}

/** What a rest is counted from. */
export type Mark = 'machine' | 'abandoned' | 'refused';

const MARKS = { machine: MACHINE, abandoned: ABANDONED, refused: REFUSED } as const;

/** When this last happened, now or before; null: never, as far as is known. */
export function lastMark(
  ledger: AttemptLedger,
  subject: Subject,
  mark: Mark,
  counted: Counted,
  now: Ms,
): Ms | null {
  const kind = MARKS[mark];
  const { place, table } = placeOf(ledger, subject);
  if (place < 0 || !table.isMarked(place, kind)) return null;
  let last: Ms | null = null;
  walk(ledger, subject, Number.NEGATIVE_INFINITY, now, (entry) => {
    if (ledger.kind(entry) !== kind || !counts(ledger, entry, counted)) return true;
    last = ledger.at(entry);
    return false;
  });
  return last;
}

/** Whom a decision about a dialling is about. */
export interface Dialled {
  readonly number: E164;
  readonly person: PersonId | null;
  readonly tenant: TenantId;
}

/**
 * Everything `mayDial` asks of the ledger: the latest attempts and what a rest is counted from.
 * `horizonMs`: no rule looks further back. Allocates: the answer.
 */
export function attemptFacts(
  ledger: AttemptLedger,
  { number, person, tenant }: Dialled,
  now: Ms,
  horizonMs: Ms,
): AttemptFacts {
  const from = now - horizonMs;
  const byNumber = gather(ledger, { number }, tenant, from, now);
  const byPerson = person === null ? byNumber : gather(ledger, { person }, tenant, from, now);
  return {
    number: { all: byNumber.all, client: byNumber.client },
    person: { all: byPerson.all, client: byPerson.client },
    refusedAt: byPerson.refusedAt,
    abandonedAt: byNumber.abandonedAt,
    machineAt: byNumber.machineAt,
  };
}

interface Gathered {
  readonly all: Ms[];
  readonly client: Ms[];
  refusedAt: Ms | null;
  abandonedAt: Ms | null;
  machineAt: Ms | null;
}

function gather(
  ledger: AttemptLedger,
  subject: Subject,
  tenant: TenantId,
  from: Ms,
  now: Ms,
): Gathered {
  const found: Gathered = {
    all: [],
    client: [],
    refusedAt: null,
    abandonedAt: null,
    machineAt: null,
  };
  walk(ledger, subject, from, now, (entry) => {
    const at = ledger.at(entry);
    const kind = ledger.kind(entry);
    const isClients = ledger.campaignOf(entry).tenant === tenant;
    if (kind === ATTEMPT) {
      if (found.all.length < LATEST_MAX) found.all.push(at);
      if (isClients && found.client.length < LATEST_MAX) found.client.push(at);
    } else if (kind === MACHINE) found.machineAt ??= at;
    else if (isClients && kind === ABANDONED) found.abandonedAt ??= at;
    else if (isClients && kind === REFUSED) found.refusedAt ??= at;
    return true;
  });
  return found;
}

function placeOf(ledger: AttemptLedger, subject: Subject) {
  return 'number' in subject
    ? { table: ledger.numbers, place: ledger.numbers.find(subject.number) }
    : { table: ledger.people, place: ledger.placeOfPerson(subject.person) };
}

function counts(ledger: AttemptLedger, entry: number, counted: Counted): boolean {
  if (counted.by === 'all') return true;
  const { campaign, tenant } = ledger.campaignOf(entry);
  return counted.by === 'client' ? tenant === counted.tenant : campaign === counted.campaign;
}

/** From the latest entry not after now back to `from`, until `visit` has seen enough. */
function walk(
  ledger: AttemptLedger,
  subject: Subject,
  from: Ms,
  now: Ms,
  visit: (entry: number) => boolean,
): void {
  const link: Link = 'number' in subject ? BY_NUMBER : BY_PERSON;
  let entry =
    'number' in subject
      ? ledger.latestOfNumber(subject.number)
      : ledger.latestOfPerson(subject.person);
  for (; entry !== 0; entry = ledger.before(entry, link)) {
    const at = ledger.at(entry);
    if (at < from) return;
    if (at <= now && !visit(entry)) return;
  }
}
