/** The canonical form of the reference router's state, the same as the fast router's. */

import { noCommands } from '../../core/routing/commands.ts';
import { defaultLimits } from '../../core/routing/limits.ts';
import type { CallSnapshot, OfferSnapshot, RouterSnapshot } from '../../core/routing/snapshot.ts';
import { isQueued } from './naive-calls.ts';
import {
  agentsById,
  byId,
  byText,
  type NaiveCall,
  type NaiveOffer,
  type NaiveWorld,
} from './naive-state.ts';

export function snapshotOf(world: NaiveWorld): RouterSnapshot {
  return {
    version: 1,
    now: world.now,
    policy: world.policy,
    retired: world.retired,
    nextOffer: world.nextOffer,
    nextArrival: world.nextArrival,
    nextRotation: world.nextRotation,
    random: world.random,
    switchUp: world.switchUp,
    hours: world.hours.map((hours) => ({ ...hours })).sort((a, b) => byText(a.id, b.id)),
    agents: agentsById(world).map(({ told: _, ...agent }) => agent),
    calls: [...world.calls].sort(byId).map((call) => callSnapshot(world, call)),
    offers: [...world.offers].sort(byId).map(offerSnapshot),
  };
}

function callSnapshot(world: NaiveWorld, call: NaiveCall): CallSnapshot {
  const pinned = world.retired.indexOf(call.follows);
  const { follows: _f, preferredWaitMs: _p, hops: _h, ...kept } = call;
  return {
    ...kept,
    pinned: isQueued(call) && pinned >= 0 ? pinned : null,
    exclusions: call.exclusions
      .map((excluded) => ({ ...excluded }))
      .sort((a, b) => a.until - b.until || byText(a.agent, b.agent)),
  };
}

const offerSnapshot = (offer: NaiveOffer): OfferSnapshot => ({ ...offer });

/**
 * The world a snapshot describes, to ask it the questions of rule 7. What was told and hops are not
 * in it.
 */
export function worldOf(from: RouterSnapshot): NaiveWorld {
  const queue = (id: string) => from.policy.queues.find((known) => known.id === id);
  return {
    ...from,
    options: { limits: defaultLimits, seed: 1, firstOffer: 1 },
    retired: [...from.retired],
    hours: from.hours.map((hours) => ({ ...hours })),
    agents: from.agents.map((agent) => ({ ...agent, told: '' })),
    calls: from.calls.map((call) => ({
      ...call,
      follows: (call.pinned === null ? queue(call.queue) : from.retired[call.pinned])!,
      preferredWaitMs: undefined,
      exclusions: [...call.exclusions],
      hops: 0,
    })),
    offers: from.offers.map((offer) => ({ ...offer })),
    out: noCommands,
    quiet: false,
  };
}
