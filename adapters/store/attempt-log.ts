/**
 * All attempts of a house, whosever they are, in the order they were begun: what ledgers are made
 * of at a start. An attempt is here before the switch is asked to dial, so nothing is missing.
 */

import type { Database } from './database.ts';
import { sql } from './sql.ts';

/** What a ledger needs of an attempt. */
export interface LoggedAttempt {
  readonly id: number;
  /** Code of the tenant. */
  readonly tenant: string;
  readonly campaign: number | null;
  readonly person: number | null;
  readonly number: number;
  readonly requestedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly answeredBy: string | null;
  readonly abandoned: 0 | 1;
  /** They said no to this client. */
  readonly refused: 0 | 1;
}

const pageMax = 5_000;

/** Every attempt begun at `from` or later. Reads some thousand at a time. */
export async function readAttempts(
  database: Database,
  from: number,
  visit: (attempt: LoggedAttempt) => void,
): Promise<void> {
  for (let after = 0; ; ) {
    const page = await database.query<LoggedAttempt>(sql`
      select attempt.id, tenant.code as tenant, campaign, attempt.person, attempt.number,
        requested_at as "requestedAt", answered_at as "answeredAt", ended_at as "endedAt",
        answered_by as "answeredBy", abandoned,
        case when exists (select 1 from refusal where refusal.attempt = attempt.id) then 1 else 0
          end as refused
      from attempt join tenant on tenant.id = attempt.tenant
      where attempt.id > ${after} and requested_at >= ${from}
      order by attempt.id limit ${pageMax}`);
    for (const each of page) visit(each);
    if (page.length < pageMax) return;
    after = page.at(-1)!.id;
  }
}
