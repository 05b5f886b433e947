/**
 * Invariants watched from outside: what must hold of the commands a router gives and of its
 * snapshots, whatever the facts were. Each violation is a sentence. The judgement of who may take
 * what is the reference's.
 */

import { type CommandRecord, NEVER, type RouterSnapshot } from '../../core/index.ts';
import { eligible, mayTake } from '../reference/naive-matching.ts';
import { worldOf } from '../reference/naive-snapshot.ts';
import { byUrgency, type NaiveCall } from '../reference/naive-state.ts';
import type { Answer } from './contenders.ts';
import type { Move } from './random-world.ts';

export interface Watcher {
  /** Everything that is wrong with this move. */
  watch(before: RouterSnapshot, move: Move, answer: Answer, after: RouterSnapshot): string[];
}

interface Seen {
  /** Agents as last told. */
  readonly agents: Map<string, string>;
  /** Offers without a result yet, by id. */
  readonly offers: Map<number, { call: number; agent: string; withdrawn: boolean }>;
  /** Queue visits that have not ended, by call. */
  readonly visits: Map<number, string>;
  readonly ended: Set<number>;
  readonly results: Set<number>;
}

export function createWatcher(): Watcher {
  const seen: Seen = {
    agents: new Map(),
    offers: new Map(),
    visits: new Map(),
    ended: new Set(),
    results: new Set(),
  };
  let deadline = NEVER;
  return {
    watch: (before, move, answer, after) => {
      const arrived = move.event?.type === 'call-arrived' && answer.outcome === 'applied';
      if (arrived && move.event?.type === 'call-arrived') seen.ended.delete(move.event.call);
      // A deadline fired late may leave work undone until then, and let somebody overtake.
      const late = after.now > deadline;
      deadline = answer.nextDeadline;
      return [
        ...answer.records.flatMap((record) => watchRecord(seen, record)),
        ...watchBooks(seen, after),
        ...watchAge(before, answer, after),
        ...(deadline <= after.now ? [] : watchIdleWork(after)),
        ...(late ? [] : watchOrder(before, answer, after)),
      ];
    },
  };
}

/** One offer a call, one an agent, and only to the ready; one exit a visit, one result an offer. */
function watchRecord(seen: Seen, [name, ...args]: CommandRecord): string[] {
  const wrong: string[] = [];
  const claim = (holds: boolean, sentence: string) => holds || wrong.push(sentence);
  const id = args[0] as number;
  switch (name) {
    case 'agentChanged':
      seen.agents.set(String(args[0]), String(args[1]));
      break;
    case 'offerCall': {
      const [offer, call, agent] = args as unknown as [number, number, string];
      const open = [...seen.offers.values()];
      claim(seen.agents.get(agent) === 'ready', `offer ${offer}: ${agent} was not ready`);
      claim(!open.some((o) => o.agent === agent), `offer ${offer}: ${agent} has another`);
      claim(!open.some((o) => o.call === call && !o.withdrawn), `call ${call} is offered twice`);
      claim(seen.visits.has(call), `offer ${offer}: call ${call} is in no queue`);
      seen.offers.set(offer, { call, agent, withdrawn: false });
      break;
    }
    case 'withdrawOffer': {
      const open = seen.offers.get(id);
      claim(open?.withdrawn === false, `offer ${id} is withdrawn without being open`);
      if (open) open.withdrawn = true;
      break;
    }
    case 'offerEnded':
      claim(seen.offers.delete(id), `offer ${id} ends, but is not open`);
      claim(!seen.results.has(id), `offer ${id} has two results`);
      seen.results.add(id);
      break;
    case 'callQueued':
      claim(!seen.visits.has(id), `call ${id} joins a queue twice`);
      claim(!seen.ended.has(id), `call ${id} joins after its end`);
      seen.visits.set(id, String(args[1]));
      break;
    case 'callExited': {
      const queue = seen.visits.get(id);
      claim(queue === undefined || queue === args[1], `call ${id} exits a queue it was not in`);
      claim(!seen.ended.has(id), `call ${id} exits after its end`);
      claim((args[3] as number) >= 0, `call ${id} waited less than nothing`);
      seen.visits.delete(id);
      break;
    }
    case 'callEnded':
      claim(!seen.visits.has(id), `call ${id} ends without leaving its queue`);
      claim(!seen.ended.has(id), `call ${id} ends twice`);
      seen.ended.add(id);
      break;
  }
  return wrong;
}

/** What was told and what the router holds are the same. */
function watchBooks(seen: Seen, after: RouterSnapshot): string[] {
  const queued = ['waiting', 'held', 'offered', 'connecting'];
  const visits = after.calls.filter((call) => queued.includes(call.state)).map((call) => call.id);
  const open = after.offers.filter((offer) => offer.state !== 'connected').map(({ id }) => id);
  const text = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b).join(' ');
  const wrong: string[] = [];
  if (text(visits) !== text(seen.visits.keys())) wrong.push('visits told and held differ');
  if (text(open) !== text(seen.offers.keys())) wrong.push('offers told and held differ');
  for (const agent of after.agents) {
    const offers = after.offers.filter((offer) => offer.agent === agent.id).length;
    const engaged = agent.activity === 'offered' || agent.activity === 'talking' ? 1 : 0;
    if (offers !== engaged) wrong.push(`${agent.id} is ${agent.activity} with ${offers} offers`);
  }
  return wrong;
}

/** Place and age stay until the call leaves its queue. */
function watchAge(before: RouterSnapshot, answer: Answer, after: RouterSnapshot): string[] {
  const left = new Set(answer.records.filter(([name]) => name === 'callExited').map((r) => r[1]));
  return before.calls.flatMap((call) => {
    const same = after.calls.find((other) => other.id === call.id);
    if (same === undefined || left.has(call.id)) return [];
    const kept =
      same.agedFrom === call.agedFrom &&
      same.joinedAt === call.joinedAt &&
      same.arrival === call.arrival &&
      same.queue === call.queue;
    return kept ? [] : [`call ${call.id} has lost its place`];
  });
}

/** No agent idle beside a call it may take. */
function watchIdleWork(after: RouterSnapshot): string[] {
  if (!after.switchUp) return [];
  const world = worldOf(after);
  return world.calls
    .filter((call) => call.state === 'waiting' || call.state === 'held')
    .flatMap((call) =>
      world.agents
        .filter((agent) => eligible(world, agent, call))
        .map((agent) => `${agent.id} is idle while call ${call.id} waits`),
    );
}

/** Nobody overtakes within equal class, queue and step, for an agent that both could have had. */
function watchOrder(before: RouterSnapshot, answer: Answer, after: RouterSnapshot): string[] {
  // The instant before: whoever becomes eligible at this very instant may come second.
  const was = (call: { id: number }) => before.calls.find((other) => other.id === call.id);
  const then = worldOf({
    ...after,
    now: after.now - 1,
    calls: after.calls.map((call) => ({ ...call, exclusions: (was(call) ?? call).exclusions })),
  });
  return answer.records.flatMap((record) => {
    if (record[0] !== 'offerCall') return [];
    const taken = then.calls.find((call) => call.id === record[2]);
    const agent = then.agents.find((known) => known.id === record[3]);
    if (!taken || !agent) return [];
    return then.calls
      .filter((call) => call.state === 'waiting' && was(call)?.state === 'waiting')
      .filter((call) => was(call)?.step === call.step && was(call)?.joinedAt === call.joinedAt)
      .filter((call) => alike(call, taken) && byUrgency(then)(call, taken) < 0)
      .filter((call) => mayTake(then, agent, call))
      .map((call) => `call ${taken.id} overtook call ${call.id} at ${agent.id}`);
  });
}

const alike = (a: NaiveCall, b: NaiveCall): boolean =>
  a.follows === b.follows && a.step === b.step && a.class === b.class;
