/**
 * The ledger of abandoned calls: for each campaign the moments of its answers, of the machines
 * among them and of the calls abandoned. Every window the law of some country measures in, and
 * several at once, is two searches in each list: nothing has to be decided when a call ends.
 */

import { assert } from '../../routing/assert.ts';
import { type Ms, NEVER } from '../../routing/ids.ts';
import type { CampaignId, TenantId } from '../ids.ts';
import { monthStart } from '../may-dial/civil.ts';
import { dayOf, startOfDay, type ZoneClock } from '../may-dial/zones.ts';
import type { AttemptFact } from './facts.ts';
import { TimeList } from './time-list.ts';

/**
 * Where abandoned calls are counted.
 *
 * - `rolling`: the last so many milliseconds
 * - `successive`: periods of so many days, the first of which begins with the day of the first
 *   attempt (United States, 16 CFR 310.4(b)(4): "each successive 30-day period")
 * - `day` (United Kingdom), `month` (Canada): those of the calendar
 * - `whole`: from the first attempt on
 */
export type AbandonmentWindow =
  | { readonly kind: 'rolling'; readonly ms: Ms }
  | { readonly kind: 'successive'; readonly days: number; readonly clock: ZoneClock }
  | { readonly kind: 'day' | 'month'; readonly clock: ZoneClock }
  | { readonly kind: 'whole' };

/**
 * How the rate is made. `plain`: abandoned ÷ answered by people, and every abandoned call counts as
 * a person. `estimated` (Ofcom): of the abandoned, the share of machines that agents met among the
 * other answers is taken off.
 */
export type AbandonmentFormula = 'plain' | 'estimated';

/** Whose calls are counted together: of one campaign, of all of a client, of the whole house. */
export type AbandonmentOf =
  | { readonly of: 'campaign'; readonly campaign: CampaignId }
  | { readonly of: 'client'; readonly tenant: TenantId }
  | { readonly of: 'house' };

/** One way to measure. */
export interface AbandonmentDefinition {
  readonly window: AbandonmentWindow;
  readonly formula: AbandonmentFormula;
  /**
   * Of those whom a program took for machines and let go of, this share, 0 to 1, were people and
   * count as abandoned (Ofcom: "a reasoned estimate of false positives"); absent: none.
   */
  readonly mistaken?: number;
}

/** What was counted; a row of evidence. */
export interface AbandonmentTally {
  /** First moment of the window, and the first beyond it. */
  readonly from: Ms;
  readonly until: Ms;
  /** Answered by people; with `estimated` no whole number. */
  readonly answered: number;
  /** Of them. */
  readonly abandoned: number;
  /** Machines that agents met: not among the answered. */
  readonly machines: number;
  /** Taken for machines by a program; those counted as mistaken are among the answered, too. */
  readonly heard: number;
  /** 0 when nobody answered. */
  readonly rate: number;
}

interface CampaignCalls {
  readonly tenant: TenantId;
  /** Of the first attempt; `NEVER` while there was none. */
  firstAt: Ms;
  readonly answered: TimeList;
  readonly abandoned: TimeList;
  readonly machines: TimeList;
  readonly heard: TimeList;
}

/** What of a campaign a snapshot holds. Columns are the ledger's own. */
export interface CampaignCallsSnapshot {
  readonly campaign: CampaignId;
  readonly tenant: TenantId;
  /** Null while there was no attempt. */
  readonly firstAt: Ms | null;
  readonly answered: Float64Array;
  readonly abandoned: Float64Array;
  readonly machines: Float64Array;
  readonly heard: Float64Array;
}

/** The ledger. */
export class AbandonmentLedger {
  readonly #campaigns = new Map<CampaignId, CampaignCalls>();

  constructor(from: readonly CampaignCallsSnapshot[] = []) {
    for (const { campaign, tenant, firstAt, answered, abandoned, machines, heard } of from) {
      this.#campaigns.set(campaign, {
        tenant,
        firstAt: firstAt ?? NEVER,
        answered: new TimeList(answered),
        abandoned: new TimeList(abandoned),
        machines: new TimeList(machines),
        heard: new TimeList(heard),
      });
    }
  }

  /** Notes a fact. Cost: O(1) in order of time. */
  note(fact: AttemptFact): void {
    const { what } = fact;
    if (what === 'started') {
      const calls = this.#callsOf(fact);
      calls.firstAt = Math.min(calls.firstAt, fact.at);
    } else if (what === 'answered') this.#callsOf(fact).answered.add(fact.at);
    else if (what === 'machine-heard') this.#callsOf(fact).heard.add(fact.at);
    else if (what === 'machine-met') this.#callsOf(fact).machines.add(fact.answeredAt);
    else if (what === 'abandoned') this.#callsOf(fact).abandoned.add(fact.answeredAt);
  }

  /** The window a moment lies in, as it is measured for these calls. */
  windowAt(of: AbandonmentOf, window: AbandonmentWindow, at: Ms): { from: Ms; until: Ms } {
    switch (window.kind) {
      case 'rolling':
        return { from: at - window.ms + 1, until: at + 1 };
      case 'whole':
        return { from: Math.min(at, this.#firstAt(of)), until: at + 1 };
      case 'day': {
        const day = dayOf(window.clock, at);
        return span(window.clock, day, day + 1);
      }
      case 'month': {
        const month = monthStart(dayOf(window.clock, at));
        return span(window.clock, month, monthStart(month, 1));
      }
      case 'successive': {
        const { clock, days } = window;
        assert(days >= 1 && Number.isInteger(days), 'a period is of whole days');
        const day = dayOf(clock, at);
        const first = dayOf(clock, Math.min(at, this.#firstAt(of)));
        const begin = first + Math.floor((day - first) / days) * days;
        return span(clock, begin, begin + days);
      }
    }
  }

  /** Counts of the window around a moment. Cost: O(log calls), for each campaign counted. */
  tally(
    of: AbandonmentOf,
    { window, formula, mistaken = 0 }: AbandonmentDefinition,
    at: Ms,
  ): AbandonmentTally {
    const { from, until } = this.windowAt(of, window, at);
    let [answers, abandons, machines, heard] = [0, 0, 0, 0];
    for (const calls of this.#counted(of)) {
      answers += calls.answered.between(from, until);
      abandons += calls.abandoned.between(from, until);
      machines += calls.machines.between(from, until);
      heard += calls.heard.between(from, until);
    }
    const atAgents = Math.max(0, answers - abandons);
    const share = formula === 'plain' || atAgents === 0 ? 0 : Math.min(1, machines / atAgents);
    const abandoned = abandons * (1 - share) + heard * mistaken;
    const answered = Math.max(0, atAgents - machines) + abandoned;
    const rate = answered === 0 ? 0 : abandoned / answered;
    return { from, until, answered, abandoned, machines, heard, rate };
  }

  /** Forgets calls before a moment, which no window reaches any more. */
  dropBefore(at: Ms): void {
    for (const { answered, abandoned, machines, heard } of this.#campaigns.values()) {
      answered.dropBefore(at);
      abandoned.dropBefore(at);
      machines.dropBefore(at);
      heard.dropBefore(at);
    }
  }

  snapshot(): CampaignCallsSnapshot[] {
    return [...this.#campaigns].map(([campaign, calls]) => ({
      campaign,
      tenant: calls.tenant,
      firstAt: calls.firstAt === NEVER ? null : calls.firstAt,
      answered: calls.answered.times,
      abandoned: calls.abandoned.times,
      machines: calls.machines.times,
      heard: calls.heard.times,
    }));
  }

  #callsOf({ campaign, tenant }: AttemptFact): CampaignCalls {
    const known = this.#campaigns.get(campaign);
    if (known) return known;
    const calls: CampaignCalls = {
      tenant,
      firstAt: NEVER,
      answered: new TimeList(),
      abandoned: new TimeList(),
      machines: new TimeList(),
      heard: new TimeList(),
    };
    this.#campaigns.set(campaign, calls);
    return calls;
  }

  #counted(of: AbandonmentOf): readonly CampaignCalls[] {
    if (of.of === 'campaign') {
      const calls = this.#campaigns.get(of.campaign);
      return calls ? [calls] : [];
    }
    const all = [...this.#campaigns.values()];
    return of.of === 'house' ? all : all.filter(({ tenant }) => tenant === of.tenant);
  }

  #firstAt(of: AbandonmentOf): Ms {
    return this.#counted(of).reduce((first, calls) => Math.min(first, calls.firstAt), NEVER);
  }
}

const span = (clock: ZoneClock, first: number, end: number): { from: Ms; until: Ms } => ({
  from: startOfDay(clock, first),
  until: startOfDay(clock, end),
});

/** How many more calls may be abandoned before the rate would exceed the cap; 0 at the least. */
export function abandonmentsLeft({ answered, abandoned }: AbandonmentTally, cap: number): number {
  // A hair more, or three of a hundred at 3 % would be two.
  return Math.max(0, Math.floor(cap * answered - abandoned + 1e-9));
}
