/**
 * All attempts of a house, whosever they are, in the order they were begun: what ledgers are made
 * of at a start. An attempt is here before the switch is asked to dial, so nothing is missing.
 */

import type { Database } from './database.ts';
import { listOf, type Sql, sql } from './sql.ts';

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
  /** Null: no agent had it, so that who was there was told by a program. */
  readonly agentAt: number | null;
  readonly endedAt: number | null;
  readonly answeredBy: string | null;
  readonly abandoned: 0 | 1;
  /** They said no to this client. */
  readonly refused: 0 | 1;
}

const pageMax = 5_000;

const columns = sql`attempt.id, tenant.code as tenant, campaign, attempt.person, attempt.number,
  requested_at as "requestedAt", answered_at as "answeredAt", agent_at as "agentAt", ended_at as "endedAt",
  answered_by as "answeredBy", abandoned,
  case when exists (select 1 from refusal where refusal.attempt = attempt.id) then 1 else 0
    end as refused`;

/** Every attempt begun at `from` or later. Reads some thousand at a time. */
export async function readAttempts(
  database: Database,
  from: number,
  visit: (attempt: LoggedAttempt) => void,
): Promise<void> {
  for (let after = 0; ; ) {
    const page = await database.query<LoggedAttempt>(sql`
      select ${columns} from attempt join tenant on tenant.id = attempt.tenant
      where attempt.id > ${after} and requested_at >= ${from}
      order by attempt.id limit ${pageMax}`);
    for (const each of page) visit(each);
    if (page.length < pageMax) return;
    after = page.at(-1)!.id;
  }
}

/**
 * Those of one person, and those to these numbers, whoever had them called: for a question about
 * one of them. By two indexes; the others are not read.
 */
export async function attemptsOf(
  database: Database,
  from: number,
  { person, numbers }: { readonly person: number; readonly numbers: readonly number[] },
): Promise<LoggedAttempt[]> {
  const found = async (which: Sql): Promise<LoggedAttempt[]> =>
    database.query<LoggedAttempt>(sql`
      select ${columns} from tenant join attempt on attempt.tenant = tenant.id
      where ${which} and requested_at >= ${from}`);
  const all = await Promise.all([
    found(sql`attempt.person = ${person}`),
    ...(numbers.length === 0 ? [] : [found(sql`attempt.number in ${listOf(numbers)}`)]),
  ]);
  const byId = new Map(all.flat().map((each) => [each.id, each]));
  return [...byId.values()].sort((a, b) => a.requestedAt - b.requestedAt || a.id - b.id);
}
