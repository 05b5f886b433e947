/**
 * Invariants watched from outside: what must hold of the commands a router gives and of its
 * snapshots, whatever the facts were. Each violation is a sentence. The judgement of who may take
 * what is the reference's.
 */

import { type CommandRecord, NEVER, type RouterSnapshot } from '../../core/index.ts';
import { eligible, mayTake } from '../reference/naive-matching.ts';
import { worldOf } from '../reference/naive-snapshot.ts';
import { byUrgency, isQueued, type Standing, standings } from '../reference/naive-state.ts';
import type { Answer } from './contenders.ts';
import type { Move } from './random-world.ts';

export interface Watcher {
  /** Everything that is wrong with this move. */
  watch(before: RouterSnapshot, move: Move, answer: Answer, after: RouterSnapshot): string[];
}

interface OpenOffer {
  readonly call: number;
  readonly agent: string;
  withdrawn: boolean;
}

interface Seen {
  /** Agents as last told. */
  readonly agents: Map<string, string>;
  /** Offers without a result yet, by id. */
  readonly offers: Map<number, OpenOffer>;
  /** Queue visits that have not ended, as `call queue`. */
  readonly visits: Set<string>;
  /** Visits that may begin, or be refused, in this move. */
  readonly joining: Set<string>;
  readonly ended: Set<number>;
  readonly results: Set<number>;
}

/** One move as it is watched. */
interface Played {
  readonly before: RouterSnapshot;
  readonly move: Move;
  readonly answer: Answer;
  readonly after: RouterSnapshot;
}

export function createWatcher(): Watcher {
  const seen: Seen = {
    agents: new Map(),
    offers: new Map(),
    visits: new Set(),
    joining: new Set(),
    ended: new Set(),
    results: new Set(),
  };
  let deadline = NEVER;
  return {
    watch: (before, move, answer, after) => {
      const played = { before, move, answer, after };
      // A deadline fired late may leave work undone until then, and let somebody overtake.
      const late = after.now > deadline;
      deadline = answer.nextDeadline;
      expectJoining(seen, played);
      return [
        ...answer.records.flatMap((record) => watchRecord(seen, played, record)),
        ...watchBooks(seen, after),
        ...watchAge(played),
        ...(deadline <= after.now ? [] : watchIdleWork(after)),
        ...(late ? [] : watchOrder(played)),
      ];
    },
  };
}

const visitOf = (call: unknown, queue: unknown): string => `${call} ${queue}`;

/** Who may join a queue in this move before anything was told of it. */
function expectJoining(seen: Seen, { move, answer, before }: Played): void {
  const { event } = move;
  seen.joining.clear();
  if (answer.outcome !== 'applied') return;
  if (event?.type === 'call-arrived') {
    seen.ended.delete(event.call);
    for (const queue of [event.queue, ...(event.also ?? [])]) {
      seen.joining.add(visitOf(event.call, queue));
    }
  }
  if (event?.type === 'callback-requested') {
    seen.ended.delete(event.callback);
    const places = before.calls.find((call) => call.id === event.call)?.places ?? [];
    for (const { queue } of places) seen.joining.add(visitOf(event.callback, queue));
  }
}

/** Only to the ready, one offer an agent; one exit a visit, one result an offer. */
function watchRecord(seen: Seen, played: Played, record: CommandRecord): string[] {
  const wrong: string[] = [];
  const claim = (holds: boolean, sentence: string) => holds || wrong.push(sentence);
  const [name, ...args] = record;
  const id = args[0] as number;
  switch (name) {
    case 'agentChanged':
      seen.agents.set(String(args[0]), String(args[1]));
      break;
    case 'dialCustomer':
    case 'offerCall': {
      const [offer, call, agent] = args as unknown as [number, number, string];
      const customer = name === 'dialCustomer';
      claim(!customer || isCallback(played, call), `call ${call} is dialled and is no callback`);
      const open = seen.offers.get(offer);
      if (open) {
        const same = open.call === call && open.agent === agent && !open.withdrawn;
        claim(same, `offer ${offer} goes on with others`);
      } else wrong.push(...watchOffer(seen, played, offer, { call, agent, withdrawn: false }));
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
    case 'announce':
    case 'sendCall':
      claim(!isCallback(played, id) || wasRequested(played, id), `callback ${id} has no channel`);
      break;
    default:
      wrong.push(...watchVisit(seen, played, record));
  }
  return wrong;
}

/** An offer that is made: to somebody ready, of a call that waits, to as many as may ring. */
function watchOffer(seen: Seen, { after }: Played, offer: number, made: OpenOffer): string[] {
  const { call, agent } = made;
  const wrong: string[] = [];
  const claim = (holds: boolean, sentence: string) => holds || wrong.push(sentence);
  const open = [...seen.offers.values()];
  const queues = [...after.policy.queues, ...after.retired].filter((queue) =>
    seen.visits.has(visitOf(call, queue.id)),
  );
  const phones = queues.map((queue) => (queue.order === 'ring-all' ? (queue.parallel ?? 1) : 1));
  const ringing = open.filter((other) => other.call === call && !other.withdrawn).length;
  claim(seen.agents.get(agent) === 'ready', `offer ${offer}: ${agent} was not ready`);
  claim(!open.some((other) => other.agent === agent), `offer ${offer}: ${agent} has another`);
  claim(queues.length > 0, `offer ${offer}: call ${call} is in no queue`);
  claim(ringing < Math.max(1, ...phones), `call ${call} is offered to too many`);
  seen.offers.set(offer, made);
  return wrong;
}

/** Queues are joined where that was to be, and left once; a call ends when it has left all. */
function watchVisit(seen: Seen, { after }: Played, [name, ...args]: CommandRecord): string[] {
  const wrong: string[] = [];
  const claim = (holds: boolean, sentence: string) => holds || wrong.push(sentence);
  const [id, queue] = args as unknown as [number, string];
  const visit = visitOf(id, queue);
  switch (name) {
    case 'callQueued':
      claim(!seen.visits.has(visit), `call ${id} joins a queue twice`);
      claim(seen.joining.delete(visit), `call ${id} joins a queue unasked`);
      claim(!seen.ended.has(id), `call ${id} joins after its end`);
      seen.visits.add(visit);
      break;
    case 'callExited': {
      const there = seen.visits.delete(visit) || seen.joining.delete(visit);
      claim(there, `call ${id} exits a queue it was not in`);
      claim(!seen.ended.has(id), `call ${id} exits after its end`);
      claim((args[3] as number) >= 0, `call ${id} waited less than nothing`);
      const target = after.policy.targets.find((known) => known.id === args[4]);
      if (target?.queue) seen.joining.add(visitOf(id, target.queue));
      break;
    }
    case 'callEnded': {
      const left = ![...seen.visits].some((other) => other.startsWith(`${id} `));
      claim(left, `call ${id} ends without leaving its queue`);
      claim(!seen.ended.has(id), `call ${id} ends twice`);
      seen.ended.add(id);
      break;
    }
  }
  return wrong;
}

/** Whether the call was, or has become in this move, one without a channel. */
function isCallback({ before, move, after }: Played, id: number): boolean {
  const has = (calls: RouterSnapshot['calls']) =>
    calls.some((call) => call.id === id && call.callback !== null);
  const { event } = move;
  const arrives = event?.type === 'call-arrived' && event.call === id && !!event.callback;
  return has(before.calls) || has(after.calls) || arrives;
}

/** The caller who asked for the callback, under whose id another was known. */
const wasRequested = ({ move }: Played, id: number): boolean =>
  move.event?.type === 'callback-requested' && move.event.call === id;

/** What was told and what the router holds are the same. */
function watchBooks(seen: Seen, after: RouterSnapshot): string[] {
  const queued = after.calls.filter(isQueued);
  const visits = queued.flatMap(({ id, places }) => places.map(({ queue }) => visitOf(id, queue)));
  const open = after.offers.filter((offer) => offer.state !== 'connected').map(({ id }) => id);
  const text = (ids: Iterable<string | number>) => [...ids].map(String).sort().join(', ');
  const wrong: string[] = [];
  if (text(visits) !== text(seen.visits)) wrong.push('visits told and held differ');
  if (text(open) !== text(seen.offers.keys())) wrong.push('offers told and held differ');
  for (const agent of after.agents) {
    const offers = after.offers.filter((offer) => offer.agent === agent.id).length;
    const engaged = agent.activity === 'offered' || agent.activity === 'talking' ? 1 : 0;
    if (offers !== engaged) wrong.push(`${agent.id} is ${agent.activity} with ${offers} offers`);
  }
  for (const { id, state, offers, callback } of after.calls) {
    const most = state === 'offered' && callback === null ? Number.POSITIVE_INFINITY : 1;
    const has = state === 'offered' || state === 'connecting' || state === 'talking';
    const fits = has ? offers.length >= 1 && offers.length <= most : offers.length === 0;
    if (!fits) wrong.push(`call ${id} is ${state} with ${offers.length} offers`);
  }
  return wrong;
}

/** Place and age stay until the call leaves that queue, or age is given or taken. */
function watchAge({ before, move, answer, after }: Played): string[] {
  const left = new Set(
    answer.records
      .filter(([name]) => name === 'callExited')
      .map(([, call, queue]) => visitOf(call, queue)),
  );
  const { event } = move;
  const wanted = event?.type === 'callback-requested' && answer.outcome === 'applied';
  return before.calls.flatMap((call) => {
    const became = wanted && event.call === call.id ? event.callback : call.id;
    const same = after.calls.find((other) => other.id === became);
    const changed = event?.type === 'call-changed' && event.call === call.id;
    const givenMs = (changed && answer.outcome === 'applied' && event.addAgeMs) || 0;
    return call.places
      .filter(({ queue }) => same && (became !== call.id || !left.has(visitOf(call.id, queue))))
      .filter((place) => {
        const kept = same?.places.find((other) => other.queue === place.queue);
        return !(
          kept?.joinedAt === place.joinedAt &&
          kept.arrival === place.arrival &&
          kept.agedFrom === place.agedFrom - givenMs
        );
      })
      .map(() => `call ${call.id} has lost its place`);
  });
}

/** No agent idle beside a call it may take. */
function watchIdleWork(after: RouterSnapshot): string[] {
  if (!after.switchUp) return [];
  const world = worldOf(after);
  return standings(world)
    .filter(({ call }) => call.state === 'waiting' || call.state === 'held')
    .flatMap((at) =>
      world.agents
        .filter((agent) => eligible(world, agent, at))
        .map((agent) => `${agent.id} is idle while call ${at.call.id} waits`),
    );
}

/** Nobody overtakes within equal class, queue and step, for an agent that both could have had. */
function watchOrder({ before, move, answer, after }: Played): string[] {
  const offers = answer.records.filter(([name]) => name === 'offerCall' || name === 'dialCustomer');
  if (offers.length === 0) return [];
  const was = (at: Standing) => before.calls.find((other) => other.id === at.call.id);
  const placeWas = (at: Standing) => was(at)?.places.find((one) => one.queue === at.place.queue);
  // The instant before: whoever becomes eligible at this very instant may come second.
  const then = worldOf({
    ...after,
    now: after.now - 1,
    calls: after.calls.map((call) => ({
      ...call,
      exclusions: (before.calls.find((other) => other.id === call.id) ?? call).exclusions,
    })),
  });
  // Then all look at once, in the order of their first places.
  const atOnce = ['switch-restored', 'policy-replaced'].includes(move.event?.type ?? '');
  const counts = ({ call, place }: Standing) => !atOnce || place === call.places[0];
  const stood = standings(then)
    .filter((at) => at.call.state === 'waiting' && was(at)?.state === 'waiting')
    .filter(({ call, place }) => {
      const former = placeWas({ call, place });
      return (['step', 'joinedAt', 'class', 'agedFrom'] as const).every(
        (key) => former?.[key] === place[key],
      );
    })
    .filter(counts);
  return offers.flatMap((record) => {
    if (record[0] !== 'offerCall' && record[0] !== 'dialCustomer') return [];
    const made = after.offers.find((offer) => offer.id === record[1]);
    const taken = standings(then).find(
      ({ call, place }) => call.id === record[2] && place.queue === made?.queue,
    );
    const agent = then.agents.find((known) => known.id === record[3]);
    const isNew = !before.offers.some((offer) => offer.id === record[1]);
    if (!taken || !agent || !isNew || !counts(taken)) return [];
    return stood
      .filter((at) => alike(at, taken) && byUrgency(then)(at, taken) < 0)
      .filter((at) => mayTake(then, agent, at))
      .map((at) => `call ${taken.call.id} overtook call ${at.call.id} at ${agent.id}`);
  });
}

const alike = (a: Standing, b: Standing): boolean =>
  a.place.follows === b.place.follows &&
  a.place.step === b.place.step &&
  a.place.class === b.place.class;
