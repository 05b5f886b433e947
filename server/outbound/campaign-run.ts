/** One campaign that runs: how many to dial now, whom, and what it learns of it. */

import type { CampaignRow, CampaignState } from '../../adapters/store/campaigns.ts';
import type { LeadClaims } from '../../adapters/store/leads.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { type CampaignText, campaignOf, type Dialling } from '../../config/campaign.ts';
import type { OutboundSite } from '../../config/site.ts';
import { partAt } from '../../core/outreach/cadence/cadence.ts';
import { PartRates } from '../../core/outreach/cadence/part-rates.ts';
import { isOurs, type NetworkResult } from '../../core/outreach/cadence/results.ts';
import { CallerIdPool } from '../../core/outreach/caller-ids/pool.ts';
import { asE164 } from '../../core/outreach/ids.ts';
import { dayOf, localOf, weekdayOf, type ZoneClock } from '../../core/outreach/may-dial/zones.ts';
import { decidePace } from '../../core/outreach/pacing/decide.ts';
import { Learned } from '../../core/outreach/pacing/learned.ts';
import type { FlyingAttempt, PacingDecision } from '../../core/outreach/pacing/scene.ts';
import { NEVER, type QueueId } from '../../core/routing/ids.ts';
import type { ListeningPlan } from '../listening.ts';
import type { View } from '../view.ts';
import type { Flight, Flights } from './flights.ts';
import type { House } from './house.ts';
import { type LegalBudget, legalBudget, tallyOf } from './legal-budget.ts';
import type { Fault, PaceReport } from './pace-report.ts';
import type { Kept, Staff, StaffWatch } from './staff-watch.ts';
import { Stops } from './stops.ts';
import type { TrunkRoom } from './trunk-room.ts';

export interface RunParts {
  readonly house: House;
  readonly site: OutboundSite;
  readonly view: View;
  readonly staff: StaffWatch;
  readonly flights: Flights;
  readonly trunks: TrunkRoom;
  now(): number;
  /** Queues of all campaigns that run. */
  queues(): ReadonlySet<string>;
  /** Of those with attempts under way, too. */
  run(campaign: number): CampaignRun | undefined;
  /** Campaigns that dial for some of the same agents, this one too. */
  beside(run: CampaignRun): readonly CampaignRun[];
}

/** One class for all numbers of a campaign: what answers alike is a campaign's affair. */
const numberClass = 0;
/** Of leads that may be dialled now the store is asked when they are claimed. */
const leadsUnknown = 1_000_000;

export class CampaignRun {
  readonly id: number;
  readonly code: string;
  readonly tenant: TenantStore;
  readonly tenantCode: string;
  readonly text: CampaignText;
  readonly claims: LeadClaims;
  readonly learned = new Learned();
  readonly rates: PartRates;
  readonly stops = new Stops();
  readonly callerIds: CallerIdPool;
  readonly clock: ZoneClock;
  state: CampaignState;
  /** No lead was there to claim, until this moment. */
  dryUntil = 0;
  dialledAt: number | null = null;
  readonly #parts: RunParts;
  readonly #budget: LegalBudget;
  #decision: PacingDecision | undefined;
  #staff: Staff = { idle: 0, ready: [], busy: [], away: 0 };
  #kept: Kept = { idle: 0, behind: 0, busy: new Set(), skills: [] };
  #reserve = 0;

  private constructor(
    parts: RunParts,
    tenantCode: string,
    tenant: TenantStore,
    row: CampaignRow,
    text: CampaignText,
    claims: LeadClaims,
    pace: PaceReport | undefined,
  ) {
    this.#parts = parts;
    this.id = row.id;
    this.code = row.code;
    this.state = row.state;
    this.tenantCode = tenantCode;
    this.tenant = tenant;
    this.text = text;
    this.claims = claims;
    this.clock = parts.house.clock(text.dialling.zone);
    const { callerIds, cadence } = text.dialling;
    this.callerIds = new CallerIdPool(callerIds.map(asE164), pace?.callerIds);
    this.#budget = legalBudget(
      parts.house,
      callerIds[0]!,
      text.legalClass,
      this.clock,
      parts.now(),
    );
    if (pace?.learned) this.learned.restore(pace.learned);
    const count = cadence.parts.length;
    const isSame = pace?.rates?.attempts.length === count * 2;
    this.rates = isSame ? PartRates.restore(count, pace.rates) : new PartRates(count);
  }

  /** Rejects when the store keeps no campaign that can be dialled. */
  static async open(
    parts: RunParts,
    tenantCode: string,
    row: CampaignRow,
    worker: string,
  ): Promise<CampaignRun> {
    const tenant = await parts.house.tenant(tenantCode);
    const found = await tenant.campaigns.find(row.id);
    const read = campaignOf(found?.written);
    if ('faults' in read) throw new Error(read.faults.join('; '));
    const claims = await tenant.leads.claims(row.id, worker);
    const pace = (await tenant.campaigns.pace(row.id)) as PaceReport | undefined;
    return new CampaignRun(parts, tenantCode, tenant, row, read.campaign, claims, pace);
  }

  get dialling(): Dialling {
    return this.text.dialling;
  }

  get queue(): QueueId {
    return this.dialling.queue as QueueId;
  }

  /** The longest of what the campaign and the law want it to ring. */
  get ringMs(): number {
    return Math.max(this.dialling.ringMs, this.#budget.ringMs);
  }

  /** What keeps it from dialling at all. */
  faults(): PaceReport['faults'] {
    const { site, view } = this.#parts;
    const { queue, trunk, callerIds, mode, machineDetection } = this.dialling;
    const faults: { fault: Fault; text: string }[] = [];
    const policy = view.queue(this.queue);
    const deadline = policy?.exits.tooLong?.waitedMs ?? NEVER;
    const { waitMs } = this.#budget;
    if (!policy) faults.push({ fault: 'queue-unknown', text: queue });
    else if (deadline > waitMs)
      faults.push({ fault: 'queue-without-deadline', text: `${waitMs} ms` });
    if (!site.trunks.some(({ id }) => id === trunk))
      faults.push({ fault: 'trunk-unknown', text: trunk });
    for (const callerId of callerIds) {
      if (site.callerIds.some(({ number }) => number === callerId)) continue;
      faults.push({ fault: 'caller-id-unknown', text: `+${callerId}` });
    }
    if (machineDetection?.mistaken === null && this.#budget.falseMachines)
      faults.push({ fault: 'no-estimate', text: this.#budget.rule ?? '' });
    if (mode === 'manual' || mode === 'preview') faults.push({ fault: 'mode-by-hand', text: mode });
    return faults;
  }

  /** How who answers is listened to; undefined: not at all. */
  listening(): ListeningPlan | undefined {
    const { machineDetection, mode } = this.dialling;
    const byHand = mode === 'manual' || mode === 'preview';
    if (machineDetection === null || byHand) return undefined;
    const { clock, waitMs } = this.#budget;
    const deadline = this.#parts.view.queue(this.queue)?.exits.tooLong?.waitedMs ?? waitMs;
    return {
      rule: machineDetection.rule,
      leeway: { clock, ms: Math.max(0, waitMs - deadline) },
    };
  }

  /** Whether an agent who is there at a moment is so too late, as the law counts. */
  isLate({ answeredAt = 0, voiceAt, greetingEndedAt }: Flight, at: number): boolean {
    const { clock, waitMs } = this.#budget;
    // Where nobody was heard to speak, nothing shows that the time has not begun with the answer.
    if (clock === 'answer' || voiceAt === undefined) return at - answeredAt > waitMs;
    const begins = clock === 'greeting-begins' ? voiceAt : (greetingEndedAt ?? at);
    return at - begins > waitMs;
  }

  /** Idle agents for whom nothing rings and nobody waits. */
  idleBeyondFlying(now: number): number {
    const ids = new Set(this.#parts.beside(this).map(({ id }) => id));
    const unserved = [...this.#parts.flights.all()].filter(
      ({ campaign, agentAt }) => agentAt === undefined && ids.has(campaign),
    );
    return this.#parts.staff.staff(this.queue, now).idle - unserved.length;
  }

  /**
   * How many to dial, and whom to let go of, at this moment. `promised`: agents to keep for
   * promises that are due.
   */
  decide(now: number, promised: number): PacingDecision {
    const { view, staff, flights, trunks } = this.#parts;
    const beside = this.#parts.beside(this);
    this.#staff = staff.staff(this.queue, now);
    const { idle } = this.#staff;
    const atWork = idle + this.#staff.busy.length;
    this.#kept = staff.kept(this.queue, this.#staff, this.#parts.queues(), now);
    const busy = this.#staff.busy.filter(({ id }) => !this.#kept.busy.has(id));
    this.#reserve = Math.min(idle + busy.length, this.#kept.idle + promised);
    this.learned.learn({ type: 'agents-changed', now, idle, atWork });
    const flying: FlyingAttempt[] = [];
    let [waiting, onTrunk] = [0, 0];
    for (const flight of flights.all()) {
      const run = beside.find(({ id }) => id === flight.campaign);
      if (this.#parts.run(flight.campaign)?.dialling.trunk === this.dialling.trunk) onTrunk++;
      if (run === undefined) continue;
      const forMs = Math.max(0, now - flight.dialledAt);
      if (flight.answeredAt === undefined) flying.push({ class: numberClass, forMs });
      else if (this.#waits(flight, view)) waiting++;
    }
    const { mode, abandonedMax, idleMax, linesPerAgent, trunk } = this.dialling;
    this.#decision = decidePace(this.learned, {
      ...{ mode, now, idle, busy, flying, waiting, linesPerAgent },
      goals: { abandonedMax: Math.min(abandonedMax, this.#budget.most), idleMax },
      window: this.#window(now),
      trunks: trunks.room(trunk, onTrunk, now),
      health: { trunkErrors: trunks.faults(trunk) },
      reserve: this.#reserve,
      waitMs: this.#budget.waitMs,
      class: numberClass,
      hour: this.hour(now),
      asked: 0,
      letGoAfterMs: this.#budget.ringMs,
      leads: now < this.dryUntil ? 0 : leadsUnknown,
    });
    return this.#decision;
  }

  /** Flights let go of by a decision: `letGo` names places among those that fly beside this run. */
  flying(): readonly Flight[] {
    const ids = new Set(this.#parts.beside(this).map(({ id }) => id));
    return [...this.#parts.flights.all()].filter(
      ({ campaign, answeredAt }) => ids.has(campaign) && answeredAt === undefined,
    );
  }

  /** No agent's phone rings for it yet: the agent whose phone does is not idle any more. */
  #waits({ call, agentAt }: Flight, view: View): boolean {
    const seen = call === undefined ? undefined : view.calls.get(call);
    return agentAt === undefined && (seen === undefined || seen.state === 'waiting');
  }

  hour(at: number): number {
    return Math.floor(localOf(this.clock, at) / 3_600_000) % 24;
  }

  get riskMax(): number {
    return this.#decision?.riskMax ?? 0;
  }

  /** `network` absent: answered. */
  attemptEnded(
    flight: Flight,
    at: number,
    answered: boolean,
    network?: Exclude<NetworkResult, 'answered'>,
  ): void {
    this.#parts.trunks.ended(this.dialling.trunk, network === 'congested' || network === 'failed');
    // One that we ended ourselves, or that never left, teaches nothing.
    if (network !== undefined && isOurs(network)) return;
    this.callerIds.learn(asE164(flight.callerId), answered, at);
    const afterMs = Math.max(0, at - flight.dialledAt);
    const { hour } = flight;
    this.learned.learn({
      type: 'attempt-ended',
      now: at,
      class: numberClass,
      hour,
      answered,
      afterMs,
    });
    const part = partAt(this.dialling.cadence, this.clock, flight.dialledAt);
    if (part < 0) return;
    this.rates.learn(part, weekdayOf(dayOf(this.clock, flight.dialledAt)), answered);
  }

  answerResolved({ riskMax }: Flight, now: number, abandoned: boolean): void {
    this.learned.learn({ type: 'answer-resolved', now, abandoned, riskMax });
  }

  wrapUpEnded(lastedMs: number): void {
    this.learned.learn({ type: 'wrap-up-ended', lastedMs: Math.max(0, lastedMs) });
  }

  talkEnded(lastedMs: number): void {
    this.learned.learn({ type: 'talk-ended', lastedMs: Math.max(0, lastedMs) });
  }

  #window(now: number) {
    const mistaken = this.dialling.machineDetection?.mistaken ?? 0;
    return tallyOf(this.#parts.house, this.id, this.#budget, mistaken, now);
  }

  report(now: number): PaceReport {
    const { view, flights } = this.#parts;
    const { idle, busy, away } = this.#staff;
    const own = [...flights.all(this.id)];
    const { most, rule = null } = this.#budget;
    return {
      at: now,
      switchUp: view.switchUp,
      faults: this.faults(),
      agents: {
        ...{ idle, busy: busy.length, away, reserve: this.#reserve },
        kept: this.#kept.skills,
        behind: this.#kept.behind,
      },
      flying: own.filter(({ answeredAt }) => answeredAt === undefined).length,
      waiting: own.filter((each) => each.answeredAt !== undefined && each.agentAt === undefined)
        .length,
      reason: now < this.dryUntil ? 'no-leads' : (this.#decision?.reason ?? 'mode'),
      riskMax: this.#decision?.riskMax ?? 0,
      risk: this.#decision?.risk ?? 0,
      window: { ...this.#window(now), most, rule },
      dialledAt: this.dialledAt,
      stops: this.stops.of(now),
      learned: this.learned.store(),
      rates: this.rates.snapshot(),
      callerIds: this.callerIds.snapshot(),
    };
  }
}
