/** Agents in the queue_log: who serves which queue, and who is paused. */

import type { CommandRecord } from '../core/routing/commands.ts';
import { type AgentId, type Ms, NO_ANSWER, type QueueId } from '../core/routing/ids.ts';
import type { Policy } from '../core/routing/policy.ts';
import type { Line } from './journal-lines.ts';
import type { QueueLogParts, TellQueueLog } from './queue-log-parts.ts';
import { staffOf } from './staffing.ts';

/** Agents are added and removed as by AMI: no channel does it. */
const BY_PROGRAM = 'MANAGER';
/** What `app_queue` calls the pause of somebody who did not answer. */
const AUTO_PAUSE = 'Auto-Pause';

/** As reports know the agent: under this name, in these queues. */
interface SignedIn {
  readonly name: string;
  readonly queues: readonly QueueId[];
}

export class QueueLogAgents {
  readonly #parts: QueueLogParts;
  readonly #tell: TellQueueLog;
  readonly #signedIn = new Map<AgentId, SignedIn>();
  #queuesOf = new Map<AgentId, readonly QueueId[]>();

  constructor(parts: QueueLogParts, tell: TellQueueLog) {
    this.#parts = parts;
    this.#tell = tell;
  }

  /** Takes over who is signed in already. */
  begin(): void {
    const { view } = this.#parts;
    this.#usePolicy(view.policy);
    this.#signedIn.clear();
    for (const { id, state, phone } of view.agents.values()) {
      if (state !== 'signed-out') this.#signedIn.set(id, this.#asOf(id, phone));
    }
  }

  /** Takes a line before the view does. */
  apply(line: Line): void {
    const { view } = this.#parts;
    if ('n' in line && line.n[0] === 'agentChanged') this.#changed(line.n, line.at);
    else if ('note' in line && line.note.type === 'phone-chosen') {
      const { agent, phone } = line.note;
      this.#settle(agent, phone, line.at);
    } else if ('fact' in line && line.fact.type === 'policy-replaced') {
      this.#usePolicy(line.fact.policy);
      for (const id of [...this.#signedIn.keys()]) {
        this.#settle(id, view.agents.get(id)?.phone, line.at);
      }
    }
  }

  /** What stands for the agent in lines. */
  nameOf(id: AgentId): string {
    return this.#signedIn.get(id)?.name ?? this.#named(id, this.#parts.view.agents.get(id)?.phone);
  }

  #usePolicy(policy: Policy): void {
    const queues = new Map<AgentId, QueueId[]>();
    for (const [queue, agents] of staffOf(policy)) {
      for (const agent of agents) {
        const own = queues.get(agent);
        if (own) own.push(queue);
        else queues.set(agent, [queue]);
      }
    }
    this.#queuesOf = queues;
  }

  #named(id: AgentId, chosen: string | undefined): string {
    const site = this.#parts.directory().agent(id);
    if (!site || this.#parts.site.agents === 'id') return id;
    return this.#parts.site.agents === 'name' ? site.name.en : (chosen ?? site.phone);
  }

  #asOf(id: AgentId, phone: string | undefined): SignedIn {
    return { name: this.#named(id, phone), queues: this.#queuesOf.get(id) ?? [] };
  }

  #changed([, id, state, reason]: AgentChanged, at: Ms): void {
    const before = this.#parts.view.agents.get(id);
    if (state === 'signed-out') {
      const known = this.#signedIn.get(id);
      if (known) this.#remove(known, known.queues, at);
      this.#signedIn.delete(id);
      return;
    }
    // JSON has no undefined.
    const paused = reason ?? undefined;
    if (!this.#signedIn.has(id)) {
      const now = this.#asOf(id, before?.phone);
      this.#signedIn.set(id, now);
      this.#add(now, now.queues, paused !== undefined, at);
      return;
    }
    if (paused !== before?.reason) this.#paused(this.#signedIn.get(id)!, paused, at);
  }

  #paused({ name, queues }: SignedIn, reason: string | undefined, at: Ms): void {
    const event = reason === undefined ? 'UNPAUSE' : 'PAUSE';
    const told = reason === NO_ANSWER ? AUTO_PAUSE : (reason ?? '');
    this.#tell(at, { agent: name }, `${event}ALL`, told);
    for (const queue of queues) this.#tell(at, { queue, agent: name }, event, told);
  }

  /** Another phone, another policy: reports are told what is different. */
  #settle(id: AgentId, phone: string | undefined, at: Ms): void {
    const before = this.#signedIn.get(id);
    if (!before) return;
    const now = this.#asOf(id, phone);
    const renamed = now.name !== before.name;
    const left = before.queues.filter((queue) => renamed || !now.queues.includes(queue));
    const joined = now.queues.filter((queue) => renamed || !before.queues.includes(queue));
    this.#signedIn.set(id, now);
    this.#remove(before, left, at);
    this.#add(now, joined, this.#parts.view.agents.get(id)?.reason !== undefined, at);
  }

  #add({ name }: SignedIn, queues: readonly QueueId[], paused: boolean, at: Ms): void {
    for (const queue of queues) {
      const who = { call: BY_PROGRAM, queue, agent: name };
      this.#tell(at, who, 'ADDMEMBER', paused ? 'PAUSED' : '');
    }
  }

  #remove({ name }: SignedIn, queues: readonly QueueId[], at: Ms): void {
    for (const queue of queues) {
      this.#tell(at, { call: BY_PROGRAM, queue, agent: name }, 'REMOVEMEMBER', '');
    }
  }
}

type AgentChanged = CommandRecord & readonly ['agentChanged', ...unknown[]];
