/** What the ledgers are told of an attempt: from the store at a start, and as it happens. */

import type { LoggedAttempt } from '../../adapters/store/attempt-log.ts';
import { asCampaignId, asE164, asPersonId, asTenantId } from '../../core/outreach/ids.ts';
import type { AttemptFact } from '../../core/outreach/ledger/facts.ts';
import type { Ledgers } from '../../core/outreach/ledger/ledgers.ts';

/** Whom an attempt is of, and to. */
export type Dialled = Pick<LoggedAttempt, 'tenant' | 'campaign' | 'person' | 'number'>;

type Happened =
  | { readonly what: 'started' | 'answered' | 'machine-heard' | 'refused' | 'ended' }
  | { readonly what: 'machine-met' | 'abandoned'; readonly answeredAt: number };

/** Tells one thing that happened to an attempt. */
export function tell(ledgers: Ledgers, dialled: Dialled, at: number, happened: Happened): void {
  const fact = {
    seq: ledgers.seq + 1,
    at,
    campaign: asCampaignId(String(dialled.campaign ?? '')),
    tenant: asTenantId(dialled.tenant),
    number: asE164(dialled.number),
    person: dialled.person === null ? null : asPersonId(String(dialled.person)),
    ...happened,
  };
  ledgers.note(fact as AttemptFact);
}

/** Tells everything the store knows of an attempt. */
export function tellAll(ledgers: Ledgers, attempt: LoggedAttempt): void {
  const { requestedAt, answeredAt, agentAt, endedAt, answeredBy } = attempt;
  tell(ledgers, attempt, requestedAt, { what: 'started' });
  if (answeredAt !== null && answeredBy === 'machine' && agentAt === null) {
    tell(ledgers, attempt, endedAt ?? answeredAt, { what: 'machine-heard' });
  } else if (answeredAt !== null) {
    tell(ledgers, attempt, answeredAt, { what: 'answered' });
    if (answeredBy === 'machine') {
      tell(ledgers, attempt, endedAt ?? answeredAt, { what: 'machine-met', answeredAt });
    }
    if (attempt.abandoned === 1) {
      tell(ledgers, attempt, endedAt ?? answeredAt, { what: 'abandoned', answeredAt });
    }
  }
  if (attempt.refused === 1) tell(ledgers, attempt, endedAt ?? requestedAt, { what: 'refused' });
}
