/** Rule 3: a call comes, and what is learned of it while it waits. */

import type { RouterEvent } from '../../core/routing/events.ts';
import { type Ms, NEVER, type QueueId } from '../../core/routing/ids.ts';
import type { Outcome } from '../../core/routing/outcomes.ts';
import type { QueuePolicy, SkillLevel } from '../../core/routing/policy.ts';
import { exclude, look } from './naive-looking.ts';
import { endHold, holdStands, join } from './naive-places.ts';
import {
  byText,
  firstPlace,
  isQueued,
  isWaiting,
  type NaiveCall,
  type NaiveCallback,
  type NaivePlace,
  type NaiveWorld,
  queuePolicy,
  standings,
} from './naive-state.ts';

type Fact<T extends RouterEvent['type']> = Extract<RouterEvent, { type: T }>;

export function arrived(world: NaiveWorld, fact: Fact<'call-arrived'>): Outcome {
  if (world.calls.some((call) => call.id === fact.call)) return 'duplicate';
  if (queuePolicy(world, fact.queue) === undefined) return 'unknown-queue';
  const { site } = world.policy;
  if (site !== undefined && fact.path?.includes(site)) return 'loop';
  const queues = queuesOf(world, fact);
  if (rowsUsed(world) + queues.length > world.options.limits.callsMax) return 'over-limit';
  const call = newCall(world, fact, queues);
  world.calls.push(call);
  if (fact.path !== undefined) world.arriving = call;
  for (const place of call.places) join(world, { call, place }, place.follows);
  world.arriving = undefined;
  const settled = call.hops === 0 && call.places.length === queues.length;
  look(world, call, settled && call.callback === null);
  return 'applied';
}

/** One row of the table a place. */
export const rowsUsed = (world: NaiveWorld): number => standings(world).length;

/** `queue`, then those of `also` that are known and not named before. */
function queuesOf(world: NaiveWorld, fact: Fact<'call-arrived'>): QueuePolicy[] {
  const ids = [...new Set<QueueId>([fact.queue, ...(fact.also ?? [])])];
  const known = ids.map((id) => queuePolicy(world, id)).filter((queue) => queue !== undefined);
  return known.slice(0, world.options.limits.placesMax);
}

function newCall(
  world: NaiveWorld,
  fact: Fact<'call-arrived'>,
  queues: readonly QueuePolicy[],
): NaiveCall {
  const ownClass = fact.class !== undefined && world.policy.classes.includes(fact.class);
  const joinedAt = world.now - (fact.waitedMs ?? 0);
  const arrival = world.nextArrival++;
  const call: NaiveCall = {
    id: fact.call,
    state: 'waiting',
    places: queues.map((queue) => ({
      ...newPlace(queue, joinedAt, arrival),
      class: ownClass ? fact.class! : queue.class,
      classAt: world.now,
      agedFrom: joinedAt - (fact.headStartMs ?? queue.headStartMs) - (fact.resumedMs ?? 0),
    })),
    ownClass,
    skills: skillsOf(fact.skills ?? []),
    preferred: world.policy.agents.find((agent) => agent.id === fact.preferred)?.id ?? null,
    preferredWaitMs: fact.preferredWaitMs,
    holdUntil: null,
    exclusions: [],
    offers: [],
    lookedAt: world.now,
    sentBack: false,
    callback: fact.callback ? newCallback(world, fact.callback) : null,
    path: fact.path,
    declined: [],
    linking: undefined,
    hops: 0,
  };
  for (const agent of fact.exclude ?? []) exclude(world, firstPlace(call), agent, NEVER);
  return call;
}

/** A customer to be called back who has not been dialled yet. */
export const newCallback = (
  world: NaiveWorld,
  { first, forMs }: { first: NaiveCallback['first']; forMs: Ms },
): NaiveCallback => ({
  first,
  expiresAt: world.now + forMs,
  attempts: 0,
  restUntil: world.now,
});

/** A place before it joins. */
const newPlace = (queue: QueuePolicy, joinedAt: Ms, arrival: number): NaivePlace => ({
  queue: queue.id,
  follows: queue,
  class: queue.class,
  classAt: joinedAt,
  step: 0,
  stepAt: joinedAt,
  joinedAt,
  agedFrom: joinedAt,
  arrival,
  expected: [],
  ahead: 0,
  owed: [],
});

/** By skill; named twice, the higher level is asked. */
function skillsOf(skills: readonly SkillLevel[]): SkillLevel[] {
  const highest = new Map<SkillLevel['skill'], number>();
  for (const { skill, levelMin } of skills) {
    highest.set(skill, Math.max(levelMin, highest.get(skill) ?? levelMin));
  }
  return [...highest]
    .map(([skill, levelMin]) => ({ skill, levelMin }))
    .sort((a, b) => byText(a.skill, b.skill));
}

export function callChanged(world: NaiveWorld, fact: Fact<'call-changed'>): Outcome {
  const call = world.calls.find((known) => known.id === fact.call);
  if (call === undefined) return 'unknown-call';
  if (!isQueued(call)) return 'late';
  const known = fact.class !== undefined && world.policy.classes.includes(fact.class);
  if (known) call.ownClass = true;
  for (const place of call.places) {
    if (known) Object.assign(place, { class: fact.class, classAt: world.now });
    place.agedFrom -= fact.addAgeMs ?? 0;
  }
  if (fact.skills !== undefined) call.skills = skillsOf(fact.skills);
  if (call.state === 'held' && !holdStands(world, call)) endHold(call);
  if (isWaiting(call) && call.state !== 'resting') look(world, call);
  return 'applied';
}
