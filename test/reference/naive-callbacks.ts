/** Rules 6 and 8 of callbacks: a call without a channel whose customer is dialled. */

import type { RouterEvent } from '../../core/routing/events.ts';
import type { Outcome } from '../../core/routing/outcomes.ts';
import { settleAgent } from './naive-agents.ts';
import { newCallback, rowsUsed } from './naive-arrival.ts';
import {
  back,
  callbackPolicy,
  look,
  lookForCall,
  offerDeadline,
  release,
  withdraw,
} from './naive-looking.ts';
import { goAltogether, send, tellExit } from './naive-places.ts';
import {
  callOf,
  type NaiveCall,
  type NaiveOffer,
  type NaiveWorld,
  placeOf,
  type Standing,
} from './naive-state.ts';

type Fact<T extends RouterEvent['type']> = Extract<RouterEvent, { type: T }>;

/** What was expected is told to nobody: the wait was ended by a wish, not by an agent. */
const notNoted = { expected: [], ahead: 0, owed: [] };

/** The caller goes; the places stay, of a new call that has no channel. */
export function callbackRequested(world: NaiveWorld, fact: Fact<'callback-requested'>): Outcome {
  const call = world.calls.find((known) => known.id === fact.call);
  if (call === undefined) return 'unknown-call';
  const waits = call.state === 'waiting' || call.state === 'held';
  if (!waits || call.callback !== null) return 'late';
  if (world.calls.some((known) => known.id === fact.callback)) return 'duplicate';
  if (rowsUsed(world) + 1 > world.options.limits.callsMax) return 'over-limit';
  const target = world.policy.targets.find((known) => known.id === fact.target);
  const goodbye = target?.queue === undefined ? target : undefined;
  const [first, ...others] = call.places;
  tellExit(world, { call, place: first! }, 'callback', goodbye);
  for (const place of others) tellExit(world, { call, place }, 'elsewhere');
  const callback: NaiveCall = {
    ...call,
    id: fact.callback,
    state: 'waiting',
    places: call.places.map((place) => ({ ...place, ...notNoted })),
    holdUntil: null,
    offers: [],
    callback: newCallback(world, fact),
    path: undefined,
    declined: [],
  };
  Object.assign(call, {
    places: [{ ...first!, ...notNoted }],
    skills: [],
    exclusions: [],
    preferred: null,
  });
  call.holdUntil = null;
  world.calls.push(callback);
  send(world, call, goodbye?.id);
  for (const { queue, step } of callback.places) world.out.callQueued(callback.id, queue, step);
  look(world, callback);
  return 'applied';
}

/** The customer called first is there: a call like any other from now on. */
export function customerAnswered(world: NaiveWorld, offer: NaiveOffer): Outcome {
  if (offer.state === 'withdrawing') return 'late';
  if (offer.state !== 'dialling') return 'duplicate';
  const call = callOf(world, offer)!;
  call.callback = null;
  offer.state = 'set-up';
  offer.deadline = offerDeadline(world, world.options.limits.setUpMs);
  world.out.offerCall(offer.id, call.id, offer.agent, offer.ringMs, offer.queue);
  return 'applied';
}

export function customerFailed(world: NaiveWorld, offer: NaiveOffer): Outcome {
  if (offer.state === 'dialling') return dialFailed(world, offer);
  if (offer.state !== 'answered' || callOf(world, offer)!.callback === null) return 'late';
  giveBack(world, offer);
  return 'applied';
}

/** The customer called first is not there: nobody's phone rings, the offer ends at once. */
export function dialFailed(world: NaiveWorld, offer: NaiveOffer): Outcome {
  const agent = world.agents.find((known) => known.id === offer.agent)!;
  const at = standingOf(world, offer);
  world.out.offerEnded(offer.id, offer.call, offer.agent, offer.queue, 'caller-gone', 0);
  world.offers = world.offers.filter((other) => other !== offer);
  agent.activity = 'idle';
  settleAgent(world, agent);
  notReached(world, at, offer);
  lookForCall(world, agent);
  return 'applied';
}

/** The customer did not answer in time, or the agent waits for nobody: the offer is taken back. */
export function giveBack(world: NaiveWorld, offer: NaiveOffer): void {
  notReached(world, standingOf(world, offer), offer);
  withdraw(world, offer, 'caller-gone');
}

function standingOf(world: NaiveWorld, offer: NaiveOffer): Standing {
  const call = callOf(world, offer)!;
  return { call, place: placeOf(call, offer) };
}

/** Given up after as many diallings as the queue allows; else it rests and is tried again. */
function notReached(world: NaiveWorld, at: Standing, offer: NaiveOffer): void {
  const { call, place } = at;
  const { attemptsMax, retryMs } = callbackPolicy(place);
  release(call, offer);
  if (call.callback!.attempts >= attemptsMax) {
    goAltogether(world, at, 'unreached');
    return;
  }
  // At least 1 ms, or it would take the freed agent again past an older call.
  call.callback!.restUntil = world.now + Math.max(1, retryMs);
  back(world, call);
}
