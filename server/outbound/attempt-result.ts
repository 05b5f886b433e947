/** What an agent says an attempt came to: the business result, and what follows from it. */

import type { AnsweredBy, AttemptRecord } from '../../adapters/store/attempts.ts';
import { StoreError } from '../../adapters/store/database.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';

/** The word of an agent. Moments are epoch ms. */
export interface AttemptResult {
  readonly outcome: string;
  /** A path through the reasons of the outcome: `price/too-high`. */
  readonly reason?: string;
  /** Who was there, where it was not who the switch took it for. */
  readonly answeredBy?: AnsweredBy;
  /** They are called again then: it has been promised. */
  readonly callbackAt?: number;
  readonly note?: string;
}

export interface ResultTaken {
  readonly attempt: number;
  /** They said no: the refusal that was entered. */
  readonly refusal: number | null;
  /** The promise that was made. */
  readonly callback: number | null;
}

/** A promise may be kept so long after its time. */
export const callbackMs = 15 * 60_000;
/** The agent who promised has it alone for so long of that. */
const ownerMs = 60_000;
/** Why a lead waits for its promise. */
export const callbackReason = 'callback';

/**
 * Takes the result. Rejects with `unknown` for an attempt that is not there, with `refused` for a
 * result the campaign does not know or a promise to nobody; nothing is written then.
 */
export async function takeResult(
  tenant: TenantStore,
  id: number,
  result: AttemptResult,
  now: number,
): Promise<ResultTaken> {
  const attempt = await tenant.attempts.find(id);
  if (attempt?.campaign == null) throw new StoreError('unknown', `there is no attempt ${id}`);
  const { outcome, reason, answeredBy, callbackAt } = result;
  refuseImpossible(attempt, result, now);
  await tenant.attempts.setResult(id, outcome, reason);
  if (answeredBy !== undefined) await tenant.attempts.setAnsweredBy(id, answeredBy);
  if (attempt.lead !== null) await tenant.leads.settleAs(attempt.lead, outcome);
  const campaign = await tenant.campaigns.find(attempt.campaign);
  const isRefusal = campaign?.outcomes[outcome]?.isRefusal === true;
  const refusal = isRefusal ? await refuse(tenant, attempt, result, now) : null;
  const callback =
    callbackAt === undefined ? null : await promise(tenant, attempt, result, callbackAt, now);
  return { attempt: id, refusal, callback };
}

function refuseImpossible(
  { id, person, answeredAt }: AttemptRecord,
  { answeredBy, callbackAt }: AttemptResult,
  now: number,
): void {
  if (answeredBy !== undefined && answeredAt === null) {
    throw new StoreError('refused', `nobody has answered attempt ${id}`);
  }
  if (callbackAt === undefined) return;
  if (person === null) throw new StoreError('refused', `attempt ${id} is of no person any more`);
  if (callbackAt <= now) throw new StoreError('refused', 'a promise is for a time to come');
}

/** Once, however often it is said. */
async function refuse(
  tenant: TenantStore,
  { id, person, number }: AttemptRecord,
  { outcome, reason }: AttemptResult,
  now: number,
): Promise<number> {
  const known = await tenant.records.refusals({ ...(person === null ? {} : { person }), number });
  const same = known.find(({ attempt, source }) => attempt === id && source === 'call');
  if (same !== undefined) return same.id;
  return tenant.records.refuse({
    ...{ person, number, scope: 'all', refusedAt: now, source: 'call', attempt: id },
    basis: reason === undefined ? outcome : `${outcome} (${reason})`,
  });
}

/** The lead goes before its cadence; one that is still claimed is told when its call has ended. */
async function promise(
  tenant: TenantStore,
  { campaign, lead, person, number, agent }: AttemptRecord,
  { note }: AttemptResult,
  dueAt: number,
  now: number,
): Promise<number> {
  const who = await tenant.people.find(person!);
  const id = await tenant.callbacks.promise(
    {
      ...{ person: person!, number, dueAt, dueUntil: dueAt + callbackMs },
      ...(campaign === null ? {} : { campaign }),
      ...(lead === null ? {} : { lead }),
      ...(agent === null ? {} : { owner: agent, ownerUntil: dueAt + ownerMs }),
      ...(note === undefined ? {} : { note }),
      zone: who?.zone || 'Asia/Tokyo',
    },
    now,
  );
  if (lead !== null) await tenant.leads.reopen(lead, dueAt, callbackReason);
  return id;
}
