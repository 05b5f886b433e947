/** The agents of a queue as pacing sees them, and who of them is kept for calls that come in. */

import { freeToDial, keptWhenFree, type SkillNeed } from '../../core/outreach/pacing/keep.ts';
import type { BusyAgent } from '../../core/outreach/pacing/scene.ts';
import type { AgentId, QueueId } from '../../core/routing/ids.ts';
import type { AgentPolicy } from '../../core/routing/policy.ts';
import type { Directory } from '../directory.ts';
import type { Line } from '../journal-lines.ts';
import type { View } from '../view.ts';
import type { AgentView } from '../view-types.ts';
import { type Demand, InboundDemand, StaffList } from './inbound-demand.ts';
import { takingOrder } from './taking-order.ts';

/** The agents who can serve a queue now. */
export interface Staff {
  readonly idle: number;
  readonly ready: readonly { readonly id: AgentId; readonly since: number }[];
  readonly busy: readonly (BusyAgent & { readonly id: AgentId })[];
  /** Signed in, and in no state to take a call: paused, unreachable, busy elsewhere. */
  readonly away: number;
}

/** What is kept of a queue's agents for calls that come in. */
export interface Kept {
  /** Idle agents nobody is dialled for. */
  readonly idle: number;
  /**
   * Of those, who has none of the skills needed: the queue would take one before them who has.
   */
  readonly behind: number;
  /** Busy agents who are kept as soon as they are free: not those a campaign can count on. */
  readonly busy: ReadonlySet<AgentId>;
  /** What for. */
  readonly skills: readonly KeptSkill[];
}

/** Queues of one skill: so many agents are to stay idle, and so many are. */
export interface KeptSkill {
  readonly queues: readonly string[];
  readonly need: number;
  readonly idle: number;
}

export class StaffWatch {
  readonly #view: View;
  readonly #demand: InboundDemand;
  #list: StaffList;
  #policies: ReadonlyMap<AgentId, AgentPolicy>;
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
    this.#demand = new InboundDemand(view, directory);
    this.#list = new StaffList(view.policy);
    this.#policies = policiesOf(this.#list);
  }

  /** Before the view takes the line in. */
  apply(line: Line): void {
    this.#demand.apply(line);
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
    if (since !== undefined) this.#demand.handled(at - since);
  }

  agentsOf(queue: QueueId): readonly AgentId[] {
    return this.#staffList().agentsOf(queue);
  }

  #staffList(): StaffList {
    if (this.#list.policy !== this.#view.policy) {
      this.#list = new StaffList(this.#view.policy);
      this.#policies = policiesOf(this.#list);
    }
    return this.#list;
  }

  staff(queue: QueueId, now: number): Staff {
    const ready: AgentView[] = [];
    const busy: (BusyAgent & { id: AgentId })[] = [];
    let away = 0;
    for (const id of this.agentsOf(queue)) {
      const agent = this.#view.agents.get(id);
      if (!agent || agent.state === 'signed-out') continue;
      const forMs = Math.max(0, now - agent.since);
      if (agent.state === 'ready') ready.push(agent);
      else if (agent.state === 'wrap-up') busy.push({ id, phase: 'wrap-up', forMs });
      else if (agent.state === 'talking') busy.push({ id, phase: 'talking', forMs });
      else if (agent.state === 'offered') busy.push({ id, phase: 'talking', forMs: 0 });
      else away++;
    }
    return { idle: ready.length, ready, busy, away };
  }

  /**
   * Who is kept so that the targets of other queues hold, each for those who have the skill.
   * `campaigns`: queues of all campaigns that run. Cost: O(queues × agents).
   */
  kept(queue: QueueId, staff: Staff, campaigns: ReadonlySet<string>, now: number): Kept {
    const demands = this.#demand.of(queue, this.#staffList(), campaigns, now);
    const order = this.#order(queue, staff, demands);
    const busy = staff.busy.toSorted((a, b) => b.forMs - a.forMs).map(({ id }) => id);
    const needs = demands.map(
      ({ agents, need }): SkillNeed<AgentId> => ({ idle: need, has: (id) => agents.has(id) }),
    );
    const behind = order.slice(freeToDial(order, needs));
    return {
      idle: behind.length,
      behind: behind.filter((id) => !needs.some(({ has }) => has(id))).length,
      busy: keptWhenFree(order, busy, needs),
      skills: demands.map(({ queues, agents, need }) => ({
        queues,
        need,
        idle: order.filter((id) => agents.has(id)).length,
      })),
    };
  }

  #order(queue: QueueId, { ready }: Staff, demands: readonly Demand[]): readonly AgentId[] {
    const policy = this.#view.queue(queue);
    if (policy === undefined) return [];
    return takingOrder(
      policy,
      ready.flatMap(({ id, since }) => {
        const own = this.#policies.get(id);
        const isNeeded = demands.some(({ agents }) => agents.has(id));
        return own === undefined ? [] : [{ policy: own, since, isNeeded }];
      }),
    );
  }
}

const policiesOf = ({ policy }: StaffList): ReadonlyMap<AgentId, AgentPolicy> =>
  new Map(policy.agents.map((agent) => [agent.id, agent]));
