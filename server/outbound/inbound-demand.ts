/**
 * What comes in for agents a campaign dials for: how often, for which of their skills, and how many
 * of those who have the skill are to stay idle so that its target holds.
 */

import { inboundReserve } from '../../core/outreach/pacing/reserve.ts';
import type { AgentId, QueueId } from '../../core/routing/ids.ts';
import type { Policy } from '../../core/routing/policy.ts';
import type { Directory } from '../directory.ts';
import type { Line } from '../journal-lines.ts';
import { staffOf } from '../staffing.ts';
import type { View } from '../view.ts';

/**
 * One skill as callers see it: queues that the same agents can serve. What it needs counts for each
 * campaign that dials for some of them.
 */
export interface Demand {
  readonly queues: readonly QueueId[];
  readonly agents: ReadonlySet<AgentId>;
  /** Of those a campaign may have, so many are to stay idle. */
  readonly need: number;
}

/** Who can serve which queue, of one policy. */
export class StaffList {
  /** Queues that the same agents serve, together. */
  readonly alike: readonly (readonly QueueId[])[];
  readonly policy: Policy;
  readonly #staff: ReadonlyMap<QueueId, readonly AgentId[]>;

  /** Cost: O(agents × queues). */
  constructor(policy: Policy) {
    this.policy = policy;
    this.#staff = staffOf(policy);
    const alike = new Map<string, QueueId[]>();
    for (const [queue, agents] of this.#staff) {
      const key = agents.join(' ');
      alike.set(key, [...(alike.get(key) ?? []), queue]);
    }
    this.alike = [...alike.values()];
  }

  agentsOf(queue: QueueId): readonly AgentId[] {
    return this.#staff.get(queue) ?? [];
  }
}

const arrivalsKeptMs = 15 * 60_000;
/** Calls after which one has faded to 1/e in the mean time they take. */
const handleMemory = 200;
/** Believed until some calls have ended. */
const handleMsAtFirst = 180_000;
const handledAtFirst = 5;
const hourMs = 3_600_000;

export class InboundDemand {
  readonly #view: View;
  readonly #directory: () => Directory;
  /** Of each queue: when callers came, lately. */
  readonly #arrivals = new Map<QueueId, number[]>();
  #watchedSince: number | undefined;
  #handleMs = 0;
  #handled = 0;

  constructor(view: View, directory: () => Directory) {
    this.#view = view;
    this.#directory = directory;
  }

  /** Before the view takes the line in. */
  apply(line: Line): void {
    this.#watchedSince ??= line.at;
    if (!('fact' in line) || line.outcome !== 'applied' || line.fact.type !== 'call-arrived')
      return;
    const { call, queue } = line.fact;
    if (this.#view.calls.get(call)?.attempt) return;
    const times = this.#arrivals.get(queue) ?? [];
    times.push(line.at);
    this.#arrivals.set(queue, times);
  }

  /** An agent was occupied by a call for so long, its wrap-up with it. */
  handled(ms: number): void {
    this.#handled++;
    this.#handleMs += (ms - this.#handleMs) / Math.min(this.#handled, handleMemory);
  }

  /**
   * What is needed of the agents of a campaign's queue; skills that need nobody are left out.
   * `campaigns`: queues of all campaigns that run; nobody calls in there.
   */
  of(queue: QueueId, staff: StaffList, campaigns: ReadonlySet<string>, now: number): Demand[] {
    const own = new Set(staff.agentsOf(queue));
    const dialledFor = new Set([...campaigns].flatMap((id) => staff.agentsOf(id as QueueId)));
    const inbound = staff.alike.flatMap((alike) => {
      const queues = alike.filter((id) => !campaigns.has(id));
      return queues.length === 0 ? [] : [queues];
    });
    const demands: Demand[] = [];
    for (const queues of inbound) {
      const agents = new Set(staff.agentsOf(queues[0]!));
      const target = this.#strictest(queues);
      if (target === undefined || ![...agents].some((agent) => own.has(agent))) continue;
      const waiting = this.#waiting(queues);
      if (waiting === 0 && queues.every((id) => this.#callsOf(id, now) === 0)) continue;
      const callsPerHour = this.#callsPerHour(agents, inbound.flat(), staff, now);
      const known = this.#handled >= handledAtFirst;
      const least = inboundReserve({
        callsPerHour,
        handleMs: Math.max(1_000, known ? this.#handleMs : handleMsAtFirst),
        agents: count(agents, (id) => this.#isAtWork(id)),
        ...{ answer: target.ratio, withinMs: target.withinMs },
      });
      // Who is idle and is dialled for by no campaign is there for callers alone.
      const elsewhere = count(agents, (id) => !dialledFor.has(id) && this.#is(id, 'ready'));
      const atWork = count(agents, (id) => own.has(id) && this.#isAtWork(id));
      const need = Math.min(atWork, least + waiting - elsewhere);
      if (need > 0) demands.push({ queues, agents, need });
    }
    return demands;
  }

  #strictest(queues: readonly QueueId[]) {
    return queues
      .flatMap((id) => this.#directory().queue(id)?.target ?? [])
      .reduce<{ withinMs: number; ratio: number } | undefined>(
        (least, each) => (least && least.withinMs <= each.withinMs ? least : each),
        undefined,
      );
  }

  /** Calls for these agents: of a queue that others serve too, the part that falls to them. */
  #callsPerHour(
    agents: ReadonlySet<AgentId>,
    inbound: readonly QueueId[],
    staff: StaffList,
    now: number,
  ): number {
    const watchedMs = Math.min(arrivalsKeptMs, Math.max(60_000, now - (this.#watchedSince ?? now)));
    let calls = 0;
    for (const id of inbound) {
      const came = this.#callsOf(id, now);
      if (came === 0) continue;
      const serve = staff.agentsOf(id);
      const share = serve.filter((agent) => agents.has(agent)).length / Math.max(1, serve.length);
      calls += came * share;
    }
    return (calls * hourMs) / watchedMs;
  }

  #callsOf(queue: QueueId, now: number): number {
    const times = this.#arrivals.get(queue);
    if (!times) return 0;
    while (times.length > 0 && times[0]! < now - arrivalsKeptMs) times.shift();
    return times.length;
  }

  /** Callers who wait there; each in the queue it waits in first. */
  #waiting(queues: readonly QueueId[]): number {
    return count(this.#view.calls.values(), ({ state, places: [place] }) => {
      return state === 'waiting' && place !== undefined && queues.includes(place.queue);
    });
  }

  #is(agent: AgentId, state: string): boolean {
    return this.#view.agents.get(agent)?.state === state;
  }

  #isAtWork(agent: AgentId): boolean {
    return ['ready', 'offered', 'talking', 'wrap-up'].some((state) => this.#is(agent, state));
  }
}

function count<T>(all: Iterable<T>, isOne: (each: T) => boolean): number {
  let n = 0;
  for (const each of all) if (isOne(each)) n++;
  return n;
}
