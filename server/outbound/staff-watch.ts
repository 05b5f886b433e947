/** The agents of a queue as pacing sees them, and what comes in for them from outside. */

import { inboundReserve } from '../../core/outreach/pacing/reserve.ts';
import type { BusyAgent } from '../../core/outreach/pacing/scene.ts';
import type { AgentId, QueueId } from '../../core/routing/ids.ts';
import type { Directory } from '../directory.ts';
import type { Line } from '../journal-lines.ts';
import { staffOf } from '../staffing.ts';
import type { View } from '../view.ts';

/** The agents who can serve a queue now. */
export interface Staff {
  readonly idle: number;
  readonly busy: readonly BusyAgent[];
  /** Signed in, and in no state to take a call: paused, unreachable, busy elsewhere. */
  readonly away: number;
}

const arrivalsKeptMs = 15 * 60_000;
/** Calls after which one has faded to 1/e in the mean time they take. */
const handleMemory = 200;
/** Believed until some calls have ended. */
const handleMsAtFirst = 180_000;
const handledAtFirst = 5;

export class StaffWatch {
  readonly #view: View;
  readonly #directory: () => Directory;
  #staff: ReadonlyMap<QueueId, readonly AgentId[]>;
  #policy: View['policy'];
  /** Of each queue: when callers came, lately. */
  readonly #arrivals = new Map<QueueId, number[]>();
  #watchedSince: number | undefined;
  #handleMs = 0;
  #handled = 0;
  readonly #occupiedSince = new Map<AgentId, number>();

  readonly #wrapUpSince = new Map<AgentId, number>();
  readonly #wrapUpEnded: (agent: AgentId, lastedMs: number) => void;

  constructor(
    view: View,
    directory: () => Directory,
    wrapUpEnded: (agent: AgentId, lastedMs: number) => void,
  ) {
    this.#wrapUpEnded = wrapUpEnded;
    this.#view = view;
    this.#directory = directory;
    this.#policy = view.policy;
    this.#staff = staffOf(view.policy);
  }

  /** Before the view takes the line in. */
  apply(line: Line): void {
    this.#watchedSince ??= line.at;
    if ('fact' in line && line.outcome === 'applied' && line.fact.type === 'call-arrived') {
      const { call, queue } = line.fact;
      if (this.#view.calls.get(call)?.attempt) return;
      const times = this.#arrivals.get(queue) ?? [];
      times.push(line.at);
      this.#arrivals.set(queue, times);
    }
    if ('n' in line && line.n[0] === 'agentChanged')
      this.#agentChanged(line.n[1], line.n[2], line.at);
  }

  #agentChanged(agent: AgentId, state: string, at: number): void {
    const wrapUpSince = this.#wrapUpSince.get(agent);
    if (state === 'wrap-up') this.#wrapUpSince.set(agent, wrapUpSince ?? at);
    else if (wrapUpSince !== undefined) {
      this.#wrapUpSince.delete(agent);
      this.#wrapUpEnded(agent, at - wrapUpSince);
    }
    const isOccupied = state === 'talking' || state === 'wrap-up';
    const since = this.#occupiedSince.get(agent);
    if (isOccupied) {
      if (since === undefined) this.#occupiedSince.set(agent, at);
      return;
    }
    this.#occupiedSince.delete(agent);
    if (since === undefined) return;
    this.#handled++;
    this.#handleMs += (at - since - this.#handleMs) / Math.min(this.#handled, handleMemory);
  }

  agentsOf(queue: QueueId): readonly AgentId[] {
    if (this.#policy !== this.#view.policy) {
      this.#policy = this.#view.policy;
      this.#staff = staffOf(this.#policy);
    }
    return this.#staff.get(queue) ?? [];
  }

  staff(queue: QueueId, now: number): Staff {
    let idle = 0;
    let away = 0;
    const busy: BusyAgent[] = [];
    for (const id of this.agentsOf(queue)) {
      const agent = this.#view.agents.get(id);
      if (!agent || agent.state === 'signed-out') continue;
      const forMs = Math.max(0, now - agent.since);
      if (agent.state === 'ready') idle++;
      else if (agent.state === 'wrap-up') busy.push({ phase: 'wrap-up', forMs });
      else if (agent.state === 'talking' || agent.state === 'offered') {
        busy.push({ phase: 'talking', forMs: agent.state === 'offered' ? 0 : forMs });
      } else away++;
    }
    return { idle, busy, away };
  }

  /**
   * Agents to keep idle for calls that come in to other queues they serve, so that the strictest
   * target among these holds; who waits there already is one more each.
   */
  reserve(queue: QueueId, atWork: number, now: number, campaigns: ReadonlySet<string>): number {
    const own = new Set(this.agentsOf(queue));
    let calls = 0;
    let waiting = 0;
    let target: { readonly withinMs: number; readonly ratio: number } | undefined;
    for (const { id } of this.#view.policy.queues) {
      if (campaigns.has(id) || !this.agentsOf(id).some((agent) => own.has(agent))) continue;
      calls += this.#callsOf(id, now);
      const site = this.#directory().queue(id)?.target;
      if (site && (!target || site.withinMs - target.withinMs < 0)) target = site;
    }
    for (const call of this.#view.calls.values()) {
      const [place] = call.places;
      if (call.state !== 'waiting' || !place || campaigns.has(place.queue)) continue;
      if (this.agentsOf(place.queue).some((agent) => own.has(agent))) waiting++;
    }
    if (!target || (calls === 0 && waiting === 0)) return 0;
    const watchedMs = Math.min(arrivalsKeptMs, Math.max(60_000, now - (this.#watchedSince ?? now)));
    const callsPerHour = (calls * 3_600_000) / watchedMs;
    const known = this.#handled >= handledAtFirst;
    const handleMs = Math.max(1_000, known ? this.#handleMs : handleMsAtFirst);
    const least = inboundReserve({
      ...{ callsPerHour, handleMs, agents: atWork },
      ...{ answer: target.ratio, withinMs: target.withinMs },
    });
    return Math.min(atWork, least + waiting);
  }

  #callsOf(queue: QueueId, now: number): number {
    const times = this.#arrivals.get(queue);
    if (!times) return 0;
    while (times.length > 0 && times[0]! < now - arrivalsKeptMs) times.shift();
    return times.length;
  }
}
