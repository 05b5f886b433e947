/**
 * The dialer: runs every campaign whose state is `running`, from the lines of the journal on one
 * side and the store on the other. Facts come as lines, orders go out; nothing of routing is
 * touched.
 */

import type { Clock } from '../../adapters/clock.ts';
import { StoreError } from '../../adapters/store/database.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { CompiledConfig, OutboundSite } from '../../config/site.ts';
import type { TryResult } from '../../core/outreach/cadence/results.ts';
import type { CallId } from '../../core/routing/ids.ts';
import { createDirectory, type Directory } from '../directory.ts';
import { type JournalSnapshot, type Line, readLine } from '../journal-lines.ts';
import type { ListeningPlan } from '../listening.ts';
import type { Log } from '../log.ts';
import { View } from '../view.ts';
import { AgentWords } from './agent-words.ts';
import { CampaignRun, type RunParts } from './campaign-run.ts';
import { Dialer, leaseMs } from './dialer.ts';
import { type Flight, Flights } from './flights.ts';
import { House } from './house.ts';
import { settleLead } from './lead-next.ts';
import { takeOptOut } from './opt-out.ts';
import type { Outbound, OutboundListener } from './outbound-link.ts';
import { Promises } from './promises.ts';
import { StaffWatch } from './staff-watch.ts';
import { TrunkRoom } from './trunk-room.ts';
import { WorkLine } from './work-line.ts';

/** What a runner begins with. */
export interface RunnerStart {
  readonly config: CompiledConfig;
  readonly snapshot: JournalSnapshot;
}

export interface RunnerParts extends OutboundListener {
  readonly clock: Clock;
  readonly log: Log;
}

const passEveryMs = 250;
/** After something has happened, with what else happens then. */
const passSoonMs = 10;
const lookEveryMs = 1_000;
const reportEveryMs = 1_000;
const extendEveryMs = 60_000;
/** What the store did not take is tried again after this time, then after twice as long, … */
const againMs = 1_000;
const againMsMax = 60_000;
/** … unless it has ended already, or is not there. */
const final: ReadonlySet<StoreError['code']> = new Set(['refused', 'unknown']);
/** Days that are over are sealed, and rows whose time is over emptied. */
const keepEveryMs = 3_600_000;

export class Runner implements Outbound {
  readonly #parts: RunnerParts;
  readonly #house: House;
  readonly #optOutKey: string;
  readonly #view: View;
  readonly #flights: Flights;
  readonly #staff: StaffWatch;
  readonly #dialer: Dialer;
  readonly #promises: Promises;
  readonly #words: AgentWords;
  readonly #runParts: RunParts;
  readonly #runs = new Map<number, CampaignRun>();
  readonly #faulty = new Map<number, string>();
  readonly #work: WorkLine;
  /** Names the claims of this program among those of other sites on the same store. */
  readonly #worker: string;
  #directory: Directory;
  /** What was under way before this process is known to be alive or not. */
  #settled = false;
  #stopped = false;
  #passing = false;
  #cancelPass = () => {};
  #nextPassAt = Number.POSITIVE_INFINITY;
  readonly #lastAt = { look: 0, report: 0, extend: 0, keep: 0 };

  private constructor(start: RunnerStart, parts: RunnerParts, site: OutboundSite, house: House) {
    this.#parts = parts;
    this.#house = house;
    this.#optOutKey = site.optOutKey;
    const { lastAgent } = start.config.site.server;
    this.#view = View.restore(start.snapshot, lastAgent);
    this.#directory = createDirectory(start.config.site);
    this.#worker = start.config.policy.site ?? 'router';
    this.#work = new WorkLine(parts.log);
    const { clock } = parts;
    const now = (): number => clock.now();
    const trunks = new TrunkRoom(site.trunks, now());
    this.#flights = new Flights({
      ledgers: house.ledgers,
      tenant: (code) => house.tenant(code),
      run: (campaign) => this.#runs.get(campaign),
      later: (what, work) => this.#work.add(what, work),
      surely: (what, work) => this.#surely(what, work, againMs),
      settled: (flight, result, at) => this.#settle(flight, result, at),
    });
    this.#staff = new StaffWatch(
      this.#view,
      () => this.#directory,
      (agent, lastedMs) => {
        for (const run of this.#runs.values()) {
          if (this.#staff.agentsOf(run.queue).includes(agent)) run.wrapUpEnded(lastedMs);
        }
      },
    );
    this.#words = new AgentWords(house.ledgers, (code) => house.tenant(code));
    const flights = this.#flights;
    this.#dialer = new Dialer({ house, site, flights, trunks, now, send: parts.send });
    this.#promises = new Promises({ view: this.#view, dialer: this.#dialer, log: parts.log, now });
    this.#runParts = {
      ...{ house, site, flights, trunks, now, view: this.#view, staff: this.#staff },
      queues: () => new Set([...this.#runs.values()].map(({ dialling }) => dialling.queue)),
      run: (campaign) => this.#runs.get(campaign),
      beside: (run) => this.#beside(run),
    };
  }

  /** Rejects with what is wrong with the store, the lists or the packs. */
  static async start(start: RunnerStart, parts: RunnerParts): Promise<Runner> {
    const { server } = start.config.site;
    const site = server.outbound!;
    const house = await House.open(site, server.store, () => parts.clock.now());
    const runner = new Runner(start, parts, site, house);
    try {
      await runner.#takeUp();
      await runner.#look();
    } catch (error) {
      await house.close();
      throw error;
    }
    runner.#passAt(parts.clock.now() + passEveryMs);
    return runner;
  }

  /** Whole lines of the journal, in order. */
  apply(lines: string): void {
    for (const text of lines.split('\n')) if (text !== '') this.#apply(readLine(text));
    this.#passAt(this.#parts.clock.now() + passSoonMs);
  }

  useConfig(config: CompiledConfig): void {
    this.#directory = createDirectory(config.site);
  }

  /** Resolves when everything that has happened is in the store. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelPass();
    await this.#work.done();
    await this.#report(this.#parts.clock.now());
    await this.#house.close();
  }

  #apply(line: Line): void {
    // The view last: what was so before is still to be seen there.
    this.#flights.apply(line);
    this.#staff.apply(line);
    this.#view.apply(line);
    const isRestored = 'fact' in line && line.fact.type === 'switch-restored';
    if (!isRestored || this.#settled) return;
    this.#settled = true;
    this.#settleLost(line.at);
  }

  /** Attempts that were under way when the process before this one ended. */
  async #takeUp(): Promise<void> {
    const calls = new Map<number, CallId>();
    const listenings = new Map<number, ListeningPlan>();
    for (const { call, attempt, listening } of this.#view.dials.values()) {
      calls.set(attempt, call);
      if (listening) listenings.set(attempt, listening);
    }
    for (const { id, attempt } of this.#view.calls.values())
      if (attempt) calls.set(attempt.attempt, id);
    for (const { id: code } of this.#directory.site.tenants) {
      const tenant = await this.#house.tenant(code);
      await tenant.leads.release(this.#worker);
      for (const each of await tenant.attempts.open()) {
        if (each.claimedBy !== null && each.claimedBy !== this.#worker) continue;
        const call = calls.get(each.id);
        const listening = listenings.get(each.id);
        const { id: attempt, campaign, person, number, lead, claim } = each;
        if (campaign === null) continue;
        this.#flights.add({
          ...{ attempt, tenant: code, campaign, person, number, hour: 0, riskMax: 0 },
          callerId: each.callerId ?? 0,
          lead: lead === null || claim === null ? undefined : { id: lead, claim },
          dialledAt: each.requestedAt,
          ...(call === undefined ? {} : { call }),
          ...(listening && { listening }),
          ...(each.rangAt === null ? {} : { rangAt: each.rangAt }),
          // Ledgers made of the store count it already.
          ...(each.answeredAt === null ? {} : { answeredAt: each.answeredAt, counted: true }),
          ...(each.agentAt === null ? {} : { agentAt: each.agentAt }),
          ...(each.agent === null ? {} : { agent: each.agent }),
        });
        await this.#open(code, tenant, campaign);
      }
    }
  }

  /** Of what the switch does not know any more the end was seen by nobody. */
  #settleLost(at: number): void {
    const alive = new Set<number>();
    for (const { attempt } of this.#view.dials.values()) alive.add(attempt);
    for (const { attempt } of this.#view.calls.values()) if (attempt) alive.add(attempt.attempt);
    for (const flight of [...this.#flights.all()]) {
      if (alive.has(flight.attempt)) continue;
      this.#parts.log.info({ attempt: flight.attempt }, 'an attempt ended while nobody listened');
      this.#flights.lost(flight, at);
    }
  }

  #beside(run: CampaignRun): readonly CampaignRun[] {
    const own = new Set(this.#staff.agentsOf(run.queue));
    return [...this.#runs.values()].filter(
      (each) => each === run || this.#staff.agentsOf(each.queue).some((agent) => own.has(agent)),
    );
  }

  /**
   * Work that must be done: a store that is away, full or locked is tried again, less and less
   * often. What has been done already stays so.
   */
  #surely(what: string, work: () => Promise<void>, waitMs: number): Promise<void> {
    return this.#work.add(what, async () => {
      try {
        await work();
      } catch (error) {
        const isFinal = error instanceof StoreError && final.has(error.code);
        if (isFinal || this.#stopped) throw error;
        this.#parts.log.warn(
          { err: error },
          `${what}: the store did not take it, and is asked again`,
        );
        const again = Math.min(2 * waitMs, againMsMax);
        this.#parts.clock.setTimer(waitMs, () => void this.#surely(what, work, again));
      }
    });
  }

  async #settle(flight: Flight, result: TryResult, endedAt: number): Promise<void> {
    const tenant = await this.#house.tenant(flight.tenant);
    const run = this.#runs.get(flight.campaign);
    this.#words.expect(flight, endedAt);
    const key = run?.dialling.optOutKey ?? this.#optOutKey;
    await takeOptOut(this.#house, tenant, flight, key, endedAt);
    if (run) await settleLead(this.#house, run, flight, result, endedAt);
  }

  #passAt(at: number): void {
    if (this.#stopped || at >= this.#nextPassAt) return;
    this.#cancelPass();
    this.#nextPassAt = at;
    this.#cancelPass = this.#parts.clock.setTimer(at - this.#parts.clock.now(), () => {
      this.#nextPassAt = Number.POSITIVE_INFINITY;
      void this.#passOnce();
    });
  }

  async #passOnce(): Promise<void> {
    if (this.#passing || this.#stopped) return;
    this.#passing = true;
    try {
      await this.#work.add('dialling', () => this.#pass());
    } finally {
      this.#passing = false;
      this.#passAt(this.#parts.clock.now() + passEveryMs);
    }
  }

  async #pass(): Promise<void> {
    const { clock } = this.#parts;
    const due = (what: 'look' | 'report' | 'extend' | 'keep', everyMs: number): boolean => {
      if (clock.now() - this.#lastAt[what] < everyMs) return false;
      this.#lastAt[what] = clock.now();
      return true;
    };
    if (due('look', lookEveryMs)) {
      await this.#look();
      await this.#words.look(clock.now());
    }
    if (due('extend', extendEveryMs)) await this.#extend();
    if (due('keep', keepEveryMs)) await this.#keepEvidence();
    if (this.#settled && this.#view.switchUp) {
      this.#house.refresh(clock.now());
      for (const run of this.#runs.values()) await this.#dialFor(run);
    }
    if (due('report', reportEveryMs)) await this.#report(clock.now());
  }

  async #dialFor(run: CampaignRun): Promise<void> {
    const isHeld = run.faults().some(({ fault }) => fault !== 'mode-by-hand');
    if (run.state !== 'running' || isHeld) return;
    const promised = await this.#promises.keep(run);
    const flying = run.flying();
    const { dial, letGo } = run.decide(this.#parts.clock.now(), promised);
    for (const place of letGo) {
      const call = flying[place]?.call;
      if (call !== undefined) this.#parts.letGo(call);
    }
    if (dial > 0 && !this.#stopped) await this.#dialer.dial(run, dial);
  }

  /** Campaigns that have been started, paused or ended meanwhile. */
  async #look(): Promise<void> {
    for (const { id: code } of this.#directory.site.tenants) {
      const tenant = await this.#house.tenant(code);
      for (const row of await tenant.campaigns.all()) {
        const run = this.#runs.get(row.id);
        if (run) run.state = row.state;
        else if (row.state === 'running') await this.#open(code, tenant, row.id);
      }
    }
    for (const [id, { state }] of this.#runs) {
      const isIdle = state !== 'running' && this.#flights.all(id).next().done === true;
      if (!isIdle) continue;
      const run = this.#runs.get(id)!;
      await run.tenant.campaigns.setPace(id, { ...run.report(this.#parts.clock.now()) });
      this.#runs.delete(id);
    }
  }

  async #open(code: string, tenant: TenantStore, id: number): Promise<void> {
    if (this.#runs.has(id)) return;
    const row = (await tenant.campaigns.all()).find((each) => each.id === id);
    if (row === undefined) return;
    try {
      this.#runs.set(id, await CampaignRun.open(this.#runParts, code, row, this.#worker));
      this.#faulty.delete(id);
      this.#parts.log.info({ campaign: row.code, tenant: code }, 'campaign runs');
    } catch (error) {
      const { message } = error as Error;
      if (this.#faulty.get(id) === message) return;
      this.#faulty.set(id, message);
      this.#parts.log.error({ campaign: row.code }, `campaign cannot be dialled: ${message}`);
    }
  }

  async #extend(): Promise<void> {
    const until = this.#parts.clock.now() + leaseMs;
    for (const { lead, campaign } of this.#flights.all()) {
      const claims = this.#runs.get(campaign)?.claims;
      if (lead === undefined || claims === undefined) continue;
      // Somebody else's by now: the end of the attempt finds that out, and says so.
      await claims.extend(lead, until).catch(() => {});
    }
  }

  async #keepEvidence(): Promise<void> {
    for (const { id } of this.#directory.site.tenants) {
      const { evidence, erasure } = await this.#house.tenant(id);
      const sealed = await evidence.seal();
      const emptied = await erasure.expire();
      if (sealed.length + emptied === 0) continue;
      this.#parts.log.info({ tenant: id, sealed, emptied }, 'evidence sealed, and its time kept');
    }
  }

  async #report(now: number): Promise<void> {
    for (const run of this.#runs.values()) {
      await run.tenant.campaigns.setPace(run.id, { ...run.report(now) });
    }
  }
}
