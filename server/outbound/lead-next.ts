/** What becomes of a lead when an attempt has ended. */

import type { LeadNext } from '../../adapters/store/leads.ts';
import type { Person } from '../../adapters/store/person.ts';
import { nextTry } from '../../core/outreach/cadence/cadence.ts';
import type { TryResult } from '../../core/outreach/cadence/results.ts';
import { callbackReason } from './attempt-result.ts';
import type { CampaignRun } from './campaign-run.ts';
import type { Flight } from './flights.ts';
import type { House } from './house.ts';

/** A number that nobody has, or that cannot be reached, gives way to the next one. */
const otherNumber: ReadonlySet<TryResult> = new Set(['unallocated', 'unreachable']);

/** Ends the claim of the attempt's lead by the campaign's cadence. */
export async function settleLead(
  house: House,
  run: CampaignRun,
  flight: Flight,
  result: TryResult,
  now: number,
): Promise<void> {
  if (flight.lead === undefined || flight.person === null) return;
  const { person: id } = flight;
  const person = await run.tenant.people.find(id);
  const tries = await run.tenant.attempts.tries(run.id, id);
  const clock = person?.zone ? house.clock(person.zone) : run.clock;
  const next = nextTry(run.dialling.cadence, tries, clock, now, run.rates);
  const told = result === 'person' ? await wordOfAgent(run, flight.lead.id, flight.attempt) : {};
  const to: LeadNext =
    told.promisedAt !== undefined
      ? { state: 'waiting', dueAt: told.promisedAt, reason: callbackReason }
      : 'ended' in next
        ? {
            state: 'done',
            reason: next.ended === 'result' ? (told.outcome ?? reasonOf(result)) : next.ended,
          }
        : {
            state: 'waiting',
            dueAt: next.at,
            reason: result,
            ...numberNext(person, flight, result),
          };
  await run.claims.finish(flight.lead, to);
}

/** What the agent has said during the call: the result, and whether they are called again. */
async function wordOfAgent(
  { tenant }: CampaignRun,
  lead: number,
  attempt: number,
): Promise<{ readonly outcome?: string; readonly promisedAt?: number }> {
  const [record, callback] = await Promise.all([
    tenant.attempts.find(attempt),
    tenant.callbacks.ofLead(lead),
  ]);
  return {
    ...(record?.outcome == null ? {} : { outcome: record.outcome }),
    ...(callback?.state === 'promised' ? { promisedAt: callback.dueAt } : {}),
  };
}

const reasonOf = (result: TryResult): string => (result === 'person' ? 'talked' : result);

function numberNext(
  person: Person | undefined,
  { number }: Flight,
  result: TryResult,
): { readonly number?: number } {
  if (person === undefined || !otherNumber.has(result)) return {};
  const alive = person.numbers.filter((each) => each.state === 'ok');
  const at = alive.findIndex((each) => each.number === number);
  const other = alive[(at + 1) % alive.length];
  return other === undefined ? {} : { number: other.number };
}
