/**
 * What the API shows of queues, agents, calls and offers. Times are milliseconds since the epoch.
 */

import type { AgentSite, DisplayName, QueueSite } from '../config/site.ts';
import type { AgentId, Ms, QueueId } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import type { Gauges } from './gauges.ts';
import { type Holder, maySee } from './keys.ts';
import type { QueueCounter } from './tallies.ts';
import type { View } from './view.ts';
import type { CallView, OfferView } from './view-types.ts';
import type { ExpectedWait } from './wait-figures.ts';

export interface PresentParts {
  readonly view: View;
  readonly counter: QueueCounter;
  readonly gauges: Pick<Gauges, 'waits'>;
  directory(): Directory;
  staff(): ReadonlyMap<QueueId, readonly AgentId[]>;
}

export interface ServiceLevel {
  /** Null before the first call. */
  readonly ratio: number | null;
  readonly n: number;
  readonly formula: string;
}

export interface QueueShown {
  readonly id: string;
  readonly tenant: string;
  readonly name: DisplayName;
  readonly waiting: number;
  readonly oldestJoinedAt: Ms | null;
  /** What a caller who joins now may expect; null: nobody can say. */
  readonly expectedWait: ExpectedWait | null;
  /** Agents who can serve it at some step, by state. */
  readonly agents: Readonly<Record<string, number>>;
  readonly target: { readonly withinMs: Ms; readonly ratio: number; readonly shortAbandonMs: Ms };
  /** Since the process started. */
  readonly counts: {
    readonly offered: number;
    readonly answered: number;
    readonly answeredInTarget: number;
    readonly abandoned: number;
    readonly abandonedShort: number;
    readonly exits: Readonly<Record<string, number>>;
  };
  readonly serviceLevel: ServiceLevel;
}

/** Short abandons count neither for nor against. */
const formula = 'answered within target / (answered + abandoned after the short-abandon threshold)';

/** `waiting`: of all queues, so that many are shown with one look at the calls. */
export function showQueue(
  queue: QueueSite,
  parts: PresentParts,
  waiting = parts.view.waiting(),
): QueueShown {
  const { view, counter, gauges } = parts;
  const line = waiting.get(queue.id) ?? [];
  const agents: Record<string, number> = {};
  for (const id of parts.staff().get(queue.id) ?? []) {
    const state = view.agents.get(id)?.state ?? 'signed-out';
    agents[state] = (agents[state] ?? 0) + 1;
  }
  const counts = counter.of(queue.id);
  const n = counts.answered + counts.abandoned;
  return {
    id: queue.id,
    tenant: queue.tenant,
    name: queue.name,
    waiting: line.length,
    oldestJoinedAt: line.reduce<Ms | null>(
      (oldest, call) => (oldest === null ? call.joinedAt! : Math.min(oldest, call.joinedAt!)),
      null,
    ),
    expectedWait: gauges.waits.expected(queue.id) ?? null,
    agents,
    target: queue.target,
    counts,
    serviceLevel: { ratio: n === 0 ? null : counts.answeredInTarget / n, n, formula },
  };
}

export interface AgentShown {
  readonly id: string;
  readonly tenant: string;
  readonly name: DisplayName;
  readonly phone: string;
  readonly state: string;
  readonly since: Ms;
  /** Pause reason; while talking, of the pause that follows. */
  readonly reason: string | null;
  readonly call: number | null;
  /** What the agent becomes when the present call is over, if something was asked for. */
  readonly next: 'signed-out' | 'paused' | null;
  readonly callsAnswered: number;
  readonly signedInAt: Ms | null;
}

export function showAgent(agent: AgentSite, { view }: PresentParts): AgentShown {
  const seen = view.agents.get(agent.id);
  const state = seen?.state ?? 'signed-out';
  const inCall = state === 'talking' || state === 'offered' || state === 'wrap-up';
  const paused = inCall && seen?.reason !== undefined ? 'paused' : null;
  return {
    id: agent.id,
    tenant: agent.tenant,
    name: agent.name,
    phone: seen?.phone ?? agent.phone,
    state,
    since: seen?.since ?? view.at,
    reason: seen?.reason ?? null,
    call: seen?.call ?? null,
    next: seen?.signOutNext ? 'signed-out' : paused,
    callsAnswered: seen?.callsAnswered ?? 0,
    signedInAt: seen?.signedInAt ?? null,
  };
}

export interface CallShown {
  readonly id: number;
  readonly tenant: string;
  readonly state: string;
  readonly queue: string | null;
  readonly step: number | null;
  readonly class: string | null;
  readonly caller: { readonly number: string; readonly name: string };
  readonly dialled: string;
  readonly channel: string;
  readonly enteredAt: Ms;
  readonly joinedAt: Ms | null;
  /** Routing age counts from here. */
  readonly agedFrom: Ms | null;
  readonly connectedAt: Ms | null;
  readonly agent: string | null;
  readonly offer: number | null;
  readonly recording: string | null;
}

export function showCall(call: CallView, { view }: PresentParts): CallShown {
  return {
    id: call.id,
    tenant: call.tenant,
    state: call.state,
    queue: call.queue ?? null,
    step: call.step ?? null,
    class: call.class ?? null,
    caller: call.caller,
    dialled: call.dialled,
    channel: call.channel,
    enteredAt: call.enteredAt,
    joinedAt: call.joinedAt ?? null,
    agedFrom: call.agedFrom ?? null,
    connectedAt: call.connectedAt ?? null,
    agent: call.agent ?? null,
    offer: call.offer ?? null,
    recording: (call.offer !== undefined && view.offers.get(call.offer)?.recording) || null,
  };
}

export interface OfferShown {
  readonly id: number;
  readonly call: number;
  readonly agent: string;
  readonly queue: string;
  readonly state: 'set-up' | 'ringing' | 'answered' | 'connected';
  readonly madeAt: Ms;
  readonly ringingAt: Ms | null;
  readonly answeredAt: Ms | null;
  readonly connectedAt: Ms | null;
}

export function showOffer(offer: OfferView): OfferShown {
  const { ringingAt = null, answeredAt = null, connectedAt = null } = offer;
  const state =
    connectedAt !== null
      ? 'connected'
      : answeredAt !== null
        ? 'answered'
        : ringingAt !== null
          ? 'ringing'
          : 'set-up';
  const { id, call, agent, queue, madeAt } = offer;
  return { id, call, agent, queue, state, madeAt, ringingAt, answeredAt, connectedAt };
}

/** Everything the holder may see, in one piece: the beginning of a screen. */
export function showAll(holder: Holder, parts: PresentParts): Record<string, unknown> {
  const directory = parts.directory();
  const waiting = parts.view.waiting();
  const calls = [...parts.view.calls.values()].filter((call) => maySee(holder, call.tenant));
  return {
    version: parts.view.policy.version,
    switchUp: parts.view.switchUp,
    queues: directory.site.queues
      .filter((queue) => maySee(holder, queue.tenant))
      .map((queue) => showQueue(queue, parts, waiting)),
    agents: directory.agents
      .filter((agent) => maySee(holder, agent.tenant))
      .map((agent) => showAgent(agent, parts)),
    calls: calls.map((call) => showCall(call, parts)),
  };
}
