/**
 * Moments of a centre at which somebody has to decide, as a router that has never met ours would
 * know them. The centre is the plainest all can express: one step a queue, one rank, the agent who
 * has been idle longest, nobody preferred.
 */

import { nowOf, snapshot } from '../../core/index.ts';
import type { AgentId, CallId, Ms, QueueId } from '../../core/routing/ids.ts';
import type { Policy } from '../../core/routing/policy.ts';
import type { RouterSnapshot } from '../../core/routing/snapshot.ts';
import type { Load } from '../load.ts';
import { replay, type Wanted } from '../replay.ts';

/** Makes a centre as plain as that. */
export const plain = (policy: Policy): Policy => ({
  ...policy,
  queues: policy.queues.map((queue) => ({
    ...queue,
    order: 'longest-idle',
    preferredWaitMs: 0,
    excludeMs: 1,
    steps: queue.steps.slice(-1).map((step) => ({
      ...step,
      teams: step.teams.map(({ team }) => ({ team, rank: 0 })),
    })),
  })),
  agents: policy.agents.map((agent) => ({ ...agent, queues: [] })),
});

/** Who serves which queue, agents by id. */
export function staffOf(policy: Policy): ReadonlyMap<QueueId, readonly AgentId[]> {
  return new Map(
    policy.queues.map(({ id, steps }) => {
      const { teams, require } = steps[0]!;
      const staff = policy.agents.filter(
        (agent) =>
          teams.some(({ team }) => agent.teams.includes(team)) &&
          require.every(({ skill, levelMin }) =>
            agent.skills.some((own) => own.skill === skill && own.level >= levelMin),
          ),
      );
      return [id, staff.map((agent) => agent.id).sort()];
    }),
  );
}

export interface AgentThen {
  readonly id: AgentId;
  readonly state: 'ready' | 'paused' | 'signed-out' | 'offered' | 'talking';
  readonly idleSince: Ms;
}

export interface CallThen {
  readonly id: CallId;
  readonly queue: QueueId;
  /** Place of its class among the classes, most urgent first. */
  readonly class: number;
  readonly agedFrom: Ms;
  readonly state: 'waiting' | 'offered' | 'talking';
}

/** All there is to know, and what our router made of it. */
export interface Moment {
  readonly now: Ms;
  readonly agents: readonly AgentThen[];
  /** In order of arrival. */
  readonly calls: readonly CallThen[];
  readonly chosen: { readonly call: CallId; readonly agent: AgentId };
}

function agentsOf(from: RouterSnapshot): AgentThen[] {
  return from.agents.map((agent) => {
    const { id, idleSince, activity } = agent;
    if (!agent.signedIn) return { id, idleSince, state: 'signed-out' };
    if (activity === 'offered') return { id, idleSince, state: 'offered' };
    if (activity !== 'idle') return { id, idleSince, state: 'talking' };
    const away = agent.paused !== null || agent.busy || !agent.reachable;
    return { id, idleSince, state: away ? 'paused' : 'ready' };
  });
}

function callsOf(from: RouterSnapshot): CallThen[] {
  const classes = from.policy.classes;
  const states = { waiting: 'waiting', held: 'waiting', talking: 'talking' } as const;
  return from.calls
    .filter((call) => call.state !== 'leaving')
    .map((call) => ({ call, place: call.places[0]! }))
    .sort((a, b) => a.place.arrival - b.place.arrival)
    .map(({ call, place }) => ({
      id: call.id,
      queue: place.queue,
      class: classes.indexOf(place.class),
      agedFrom: place.agedFrom,
      state: states[call.state as keyof typeof states] ?? 'offered',
    }));
}

/**
 * Up to `count` moments, spread over the load, at which one of the wanted facts led to one offer.
 * A moment is told as if the offer had not been made yet.
 */
export function* momentsOf(load: Load, wanted: Wanted, count: number): Generator<Moment> {
  const { trace } = load;
  const play = replay(trace);
  play.run(trace.warm);
  const facts = trace.events.slice(trace.warm).filter(wanted).length;
  const every = Math.max(1, Math.floor(facts / (count * 2)));
  let met = 0;
  let told = 0;
  while (play.left > 0 && told < count) {
    const asked = wanted(trace.events[trace.events.length - play.left]) && met++ % every === 0;
    const { offers } = play.sink;
    play.next();
    if (!asked || play.sink.offers !== offers + 1) continue;
    const after = snapshot(play.router);
    const { id, call, agent } = after.offers.reduce((a, b) => (b.id > a.id ? b : a));
    if (after.nextOffer !== id + 1) continue;
    told++;
    yield {
      now: nowOf(play.router),
      agents: agentsOf(after).map((each) =>
        each.id === agent ? { ...each, state: 'ready' } : each,
      ),
      calls: callsOf(after).map((each) =>
        each.id === call ? { ...each, state: 'waiting' } : each,
      ),
      chosen: { call, agent },
    };
  }
}
