/** The canonical form of the reference router's state, the same as the fast router's. */

import { noCommands } from '../../core/routing/commands.ts';
import { NEVER } from '../../core/routing/ids.ts';
import { defaultLimits } from '../../core/routing/limits.ts';
import type {
  CallSnapshot,
  OfferSnapshot,
  PlaceSnapshot,
  RouterSnapshot,
} from '../../core/routing/snapshot.ts';
import { forecastSnapshot } from './naive-forecast.ts';
import {
  agentsById,
  byId,
  byText,
  isQueued,
  type NaiveCall,
  type NaiveOffer,
  type NaivePlace,
  type NaiveWorld,
  presenceOf,
  stateOf,
} from './naive-state.ts';

export function snapshotOf(world: NaiveWorld): RouterSnapshot {
  return {
    version: 2,
    now: world.now,
    policy: world.policy,
    retired: world.retired,
    nextOffer: world.nextOffer,
    nextArrival: world.nextArrival,
    nextRotation: world.nextRotation,
    random: world.random,
    switchUp: world.switchUp,
    switchLostAt: world.switchLostAt,
    hours: world.hours.map((hours) => ({ ...hours })).sort((a, b) => byText(a.id, b.id)),
    agents: agentsById(world).map(({ told: _t, toldState: _s, presence: _p, ...agent }) => agent),
    calls: [...world.calls].sort(byId).map((call) => callSnapshot(world, call)),
    offers: [...world.offers].sort(byId).map(offerSnapshot),
    ...linkSnapshots(world),
    ...forecastSnapshot(world),
  };
}

function callSnapshot(world: NaiveWorld, call: NaiveCall): CallSnapshot {
  const { preferredWaitMs: _p, hops: _h, path, declined, linking, ...kept } = call;
  return {
    ...kept,
    ...(path === undefined ? {} : { path }),
    ...(declined.length === 0 ? {} : { declined }),
    ...(linking === undefined ? {} : { linking: { ...linking } }),
    places: call.places.map((place) => placeSnapshot(world, call, place)),
    exclusions: [...call.exclusions]
      .sort((a, b) => (a.until === b.until ? byText(a.agent, b.agent) : a.until - b.until))
      .map(({ agent, until }) => ({ agent, until: until === NEVER ? null : until })),
    offers: [...call.offers],
    callback: call.callback && { ...call.callback },
  };
}

function placeSnapshot(world: NaiveWorld, call: NaiveCall, place: NaivePlace): PlaceSnapshot {
  const { follows, owed, ...kept } = place;
  const pinned = world.retired.indexOf(follows);
  return {
    ...kept,
    pinned: isQueued(call) && pinned >= 0 ? pinned : null,
    ...(owed.length === 0 ? {} : { owed: [...owed].sort().reverse() }),
  };
}

/** Links that are not as at first, and those the policy has dropped while calls are on them. */
function linkSnapshots(world: NaiveWorld): Pick<RouterSnapshot, 'links'> {
  const ids = [...world.links.map(({ id }) => id), ...world.linkLegs.map(({ link }) => link)];
  const rows = [...new Set(ids)].sort(byText).map((id) => ({
    id,
    up: true,
    restUntil: null,
    ...world.links.find((link) => link.id === id),
    legs: world.linkLegs
      .filter(({ link }) => link === id)
      .map(({ call, accepted }) => ({ call, accepted }))
      .sort((a, b) => a.call - b.call),
  }));
  const told = rows.filter((row) => !row.up || row.restUntil !== null || row.legs.length > 0);
  return told.length === 0 ? {} : { links: told };
}

const offerSnapshot = (offer: NaiveOffer): OfferSnapshot => ({ ...offer });

/**
 * The world a snapshot describes, to ask it the questions of rule 7. What was told, hops and what
 * queues have learned are not in it.
 */
export function worldOf(from: RouterSnapshot): NaiveWorld {
  const queue = (id: string) => from.policy.queues.find((known) => known.id === id);
  return {
    ...from,
    options: { limits: defaultLimits, seed: 1, firstOffer: 1 },
    retired: [...from.retired],
    hours: from.hours.map((hours) => ({ ...hours })),
    agents: from.agents.map((snapshot) => {
      const agent = {
        ...snapshot,
        told: '',
        toldState: 'signed-out' as const,
        presence: presenceOf(snapshot),
      };
      return { ...agent, toldState: stateOf(agent) };
    }),
    calls: from.calls.map((call) => ({
      ...call,
      path: call.path,
      declined: call.declined ?? [],
      linking: call.linking && { ...call.linking },
      places: call.places.map((place) => ({
        ...place,
        owed: place.owed ?? [],
        follows: (place.pinned === null ? queue(place.queue) : from.retired[place.pinned])!,
      })),
      preferredWaitMs: undefined,
      exclusions: call.exclusions.map(({ agent, until }) => ({ agent, until: until ?? NEVER })),
      offers: [...call.offers],
      callback: call.callback && { ...call.callback },
      hops: 0,
    })),
    offers: from.offers.map((offer) => ({ ...offer })),
    links: (from.policy.links ?? []).map(({ id }) => {
      const { up = true, restUntil = null } = from.links?.find((link) => link.id === id) ?? {};
      return { id, up, restUntil };
    }),
    linkLegs: (from.links ?? []).flatMap(({ id, legs }) =>
      legs.map(({ call, accepted }) => ({ call, link: id, accepted })),
    ),
    arriving: undefined,
    records: new Map(),
    effective: null,
    out: noCommands,
    quiet: false,
  };
}
