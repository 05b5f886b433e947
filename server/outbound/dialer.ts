/**
 * Dials leads of a campaign: claims them, asks at that instant whether they may be dialled, writes
 * the attempt down, and only then orders it.
 */

import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { StoreError } from '../../adapters/store/database.ts';
import type { ClaimedLead } from '../../adapters/store/leads.ts';
import type { PersonNumber } from '../../adapters/store/person.ts';
import type { OutboundSite } from '../../config/site.ts';
import type { Stop } from '../../core/outreach/may-dial/answer.ts';
import type { DialPath } from '../../core/outreach/may-dial/facts.ts';
import type { Reason } from '../../core/outreach/may-dial/reasons.ts';
import type { DialRecord } from '../../core/outreach/may-dial/record.ts';
import type { DialOrder } from '../dials.ts';
import type { CampaignRun } from './campaign-run.ts';
import { callerIdFacts, type DialFrame, type PersonRecord } from './dial-facts.ts';
import type { Flights } from './flights.ts';
import type { House } from './house.ts';
import { tell } from './ledger-facts.ts';
import { endpointOf, type TrunkRoom } from './trunk-room.ts';

/** A claim lasts so long unless it is extended. */
export const leaseMs = 10 * 60_000;
/** Leads passed over in one go before the others get their turn. */
const passedMax = 50;
/** How long a campaign without leads is not asked for more. */
const dryMs = 1_000;
/** When the fault is not the lead's, it is looked at again after this time. */
const laterMs = 5 * 60_000;

/** Reasons that are the person's: the campaign has nothing more to ask of them. */
const personal: ReadonlySet<Reason> = new Set([
  'refused-wide',
  'refused-client',
  'refused-product',
  'registry-listed',
  'number-reassigned',
  'consent-withdrawn',
]);

/** By which way a lead is dialled, and for whom. */
export interface DialHow {
  readonly path: DialPath;
  /** The agent who is to have the call, if free. */
  readonly preferred?: string;
}

export interface DialerParts {
  readonly house: House;
  readonly site: OutboundSite;
  readonly flights: Flights;
  readonly trunks: TrunkRoom;
  now(): number;
  send(order: DialOrder): void;
}

export class Dialer {
  readonly #parts: DialerParts;

  constructor(parts: DialerParts) {
    this.#parts = parts;
  }

  /** Dials up to `count` leads. Gives how many. */
  async dial(run: CampaignRun, count: number): Promise<number> {
    let [dialled, passed] = [0, 0];
    while (dialled < count && passed < passedMax) {
      const { now } = this.#parts;
      const leads = await run.claims.take(count - dialled, now(), leaseMs);
      if (leads.length === 0) {
        run.dryUntil = now() + dryMs;
        break;
      }
      for (const lead of leads) {
        if (await this.dialOne(run, lead, { path: run.dialling.mode })) dialled++;
        else passed++;
      }
    }
    return dialled;
  }

  /** One that has been claimed. False: it is not dialled now, and waits or is through. */
  async dialOne(run: CampaignRun, lead: ClaimedLead, how: DialHow): Promise<boolean> {
    const { house, now } = this.#parts;
    const record = await house.person(run.tenant, lead.person);
    if (record === undefined) {
      await run.claims.finish(lead, { state: 'done', reason: 'person-gone' });
      return false;
    }
    const numbers = numbersOf(record, lead.number);
    if (numbers.length === 0) {
      await run.claims.finish(lead, { state: 'done', reason: 'no-number' });
      return false;
    }
    const shown = run.callerIds.pick(now());
    const frame = { ...frameOf(run, this.#parts.site, shown), path: how.path };
    const decided = numbers.map((number) => ({
      number,
      decision: house.decide(frame, record, number, now()),
    }));
    const allowed = decided.find(({ decision }) => decision.answer.verdict === 'allow');
    if (allowed) {
      return this.#begin(run, lead, record, allowed.number, allowed.decision, how);
    }
    await this.#pass(
      run,
      lead,
      decided.map(({ decision }) => decision),
    );
    return false;
  }

  /** The attempt is on the disk before the switch hears of it. */
  async #begin(
    run: CampaignRun,
    lead: ClaimedLead,
    record: PersonRecord,
    { number }: PersonNumber,
    decision: DialRecord,
    how: DialHow,
  ): Promise<boolean> {
    const { dialling } = run;
    const callerId = decision.facts.callerId.number!;
    const requestedAt = decision.at;
    let attempt: number;
    try {
      attempt = await run.tenant.attempts.begin({
        campaign: run.id,
        lead,
        person: lead.person,
        number,
        callerId,
        path: how.path,
        packVersion: decision.packs.join(' '),
        decision: 'allow',
        facts: { ...decision },
        retention: dialling.retention,
        requestedAt,
      });
    } catch (error) {
      // Claimed by somebody else by now: theirs to dial.
      if (error instanceof StoreError && error.code === 'refused') return false;
      throw error;
    }
    const { house, flights, trunks, now } = this.#parts;
    // An agent who waits for this very call hears for themselves what answers.
    const listening = how.path === dialling.mode ? run.listening() : undefined;
    await run.tenant.callbacks.keptBy(lead.id, attempt, requestedAt);
    const dialled = { tenant: run.tenantCode, campaign: run.id, person: lead.person, number };
    tell(house.ledgers, dialled, requestedAt, { what: 'started' });
    flights.add({
      ...dialled,
      attempt,
      lead: { id: lead.id, claim: lead.claim },
      dialledAt: requestedAt,
      hour: run.hour(requestedAt),
      riskMax: run.riskMax,
      callerId,
      ...(listening && { listening }),
    });
    trunks.begun(dialling.trunk, now());
    run.dialledAt = requestedAt;
    const shown = `+${callerId}`;
    this.#parts.send({
      ...{ attempt, campaign: run.id, tenant: run.tenantCode, queue: dialling.queue },
      endpoint: endpointOf(trunks.site(dialling.trunk)!, number, nationalOf(number)),
      show: { number: shown, name: '' },
      person: { number: `+${number}`, name: record.person.name },
      ringMs: run.ringMs,
      ...(how.preferred === undefined ? {} : { preferred: how.preferred }),
      ...(listening && { listening }),
    });
    return true;
  }

  /** Every number of theirs is in the way of something: the one that is free first counts. */
  async #pass(
    run: CampaignRun,
    lead: ClaimedLead,
    decisions: readonly DialRecord[],
  ): Promise<void> {
    const now = this.#parts.now();
    const stops = decisions.map(({ answer }) => answer as Stop);
    const deferred = stops
      .filter(({ verdict }) => verdict === 'defer')
      .sort((a, b) => a.until! - b.until!)[0];
    const stop = deferred ?? stops[0]!;
    run.stops.note(stop, now);
    if (deferred) {
      const dueAt = Math.max(deferred.until!, now + 1_000);
      await run.claims.finish(lead, { state: 'waiting', dueAt, reason: deferred.reason });
    } else if (stops.every(({ reason }) => personal.has(reason))) {
      await this.#record(run, lead, decisions[0]!);
      await run.claims.finish(lead, { state: 'done', reason: stop.reason });
    } else {
      const dueAt = now + laterMs;
      await run.claims.finish(lead, { state: 'waiting', dueAt, reason: stop.reason });
    }
  }

  /** Somebody who was not called may be asked about too. */
  async #record(run: CampaignRun, { person }: ClaimedLead, decision: DialRecord): Promise<void> {
    await run.tenant.evidence.append({
      kind: 'decision',
      person,
      number: decision.facts.number,
      retention: run.dialling.retention,
      body: { ...decision, campaign: run.id },
    });
  }
}

/** Those that work, beginning with the one whose turn it is. */
function numbersOf({ person }: PersonRecord, first: number): readonly PersonNumber[] {
  const alive = person.numbers.filter(({ state }) => state === 'ok');
  return alive.toSorted((a, b) => Number(b.number === first) - Number(a.number === first));
}

const frameOf = (run: CampaignRun, site: OutboundSite, shown: number): DialFrame => ({
  tenant: run.tenantCode,
  campaign: run.id,
  code: run.code,
  state: run.state === 'running' ? 'running' : run.state === 'ended' ? 'ended' : 'paused',
  legalClass: run.text.legalClass,
  dialling: { ...run.dialling, ringMs: run.ringMs },
  path: run.dialling.mode,
  callerId: callerIdFacts(site, shown),
});

/** As people at home write it, digits only: 0312345678. */
function nationalOf(number: number): string {
  const written = parsePhoneNumberFromString(`+${number}`)?.formatNational();
  return written?.replace(/\D/g, '') ?? String(number);
}
