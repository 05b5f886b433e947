/**
 * The slow, obvious router: the same facts must give the same commands as the fast one. Every fact
 * may look through everything it knows. Written from docs/routing-rules.md and the types of
 * core/routing, nothing else.
 */

import { type CommandSink, noCommands } from '../../core/routing/commands.ts';
import type { Decision } from '../../core/routing/decision.ts';
import type { RouterEvent } from '../../core/routing/events.ts';
import { type CallId, type Ms, NEVER } from '../../core/routing/ids.ts';
import { defaultLimits } from '../../core/routing/limits.ts';
import type { Outcome } from '../../core/routing/outcomes.ts';
import type { Policy } from '../../core/routing/policy.ts';
import type { RouterSnapshot } from '../../core/routing/snapshot.ts';
import { agentFact, fireAgent } from './naive-agents.ts';
import { arrived, callChanged } from './naive-arrival.ts';
import { callbackRequested } from './naive-callbacks.ts';
import { hoursChanged, lost, policyReplaced, restored } from './naive-changes.ts';
import { explanationOf } from './naive-decision.ts';
import { keepRecords, resumeRecords } from './naive-forecast.ts';
import { fireLinking, linkAccepted, linkChanged, linkEnded, payOwed } from './naive-links.ts';
import { firePlace } from './naive-looking.ts';
import { placeDeadline } from './naive-matching.ts';
import { callFact, fireOffer, offerFact } from './naive-offers.ts';
import { snapshotOf, worldOf } from './naive-snapshot.ts';
import {
  byText,
  type NaiveOptions,
  type NaiveWorld,
  newAgent,
  standings,
  tell,
} from './naive-state.ts';

export interface NaiveRouter {
  step(event: RouterEvent, now: Ms, out: CommandSink): Outcome;
  advance(now: Ms, out: CommandSink): void;
  nextDeadline(): Ms;
  explainCall(call: CallId, now: Ms): Decision | undefined;
  snapshot(): RouterSnapshot;
}

export function createNaiveRouter(
  policy: Policy,
  options: Partial<NaiveOptions> = {},
): NaiveRouter {
  const full = { limits: defaultLimits, seed: 1, firstOffer: 1, ...options };
  const world: NaiveWorld = {
    policy,
    options: full,
    retired: [],
    now: 0,
    nextOffer: full.firstOffer,
    nextArrival: 1,
    nextRotation: 1,
    random: full.seed >>> 0 || 1,
    switchUp: true,
    switchLostAt: null,
    hours: policy.hours.map(({ id, open }) => ({ id, open })),
    agents: policy.agents.map((agent) => newAgent(agent.id)),
    calls: [],
    offers: [],
    links: (policy.links ?? []).map(({ id }) => ({ id, up: true, restUntil: null })),
    linkLegs: [],
    arriving: undefined,
    records: new Map(),
    effective: null,
    out: noCommands,
    quiet: false,
  };
  keepRecords(world);
  return routerOf(world);
}

/** Goes on from a snapshot, of this router or of the fast one. */
export function resumeNaiveRouter(from: RouterSnapshot): NaiveRouter {
  const world = worldOf(from);
  resumeRecords(world, from);
  for (const agent of world.agents) tell(world, agent);
  return routerOf(world);
}

function routerOf(world: NaiveWorld): NaiveRouter {
  return {
    step: (event, now, out) => step(world, event, now, out),
    advance: (now, out) => advance(world, now, out),
    nextDeadline: () => Math.min(NEVER, ...deadlines(world).map((deadline) => deadline.at)),
    explainCall: (call, now) => explanationOf(world, call, now),
    snapshot: () => snapshotOf(world),
  };
}

function begin(world: NaiveWorld, now: Ms, out: CommandSink): void {
  world.now = Math.max(world.now, now);
  world.out = out;
  for (const call of world.calls) call.hops = 0;
}

function step(world: NaiveWorld, event: RouterEvent, now: Ms, out: CommandSink): Outcome {
  begin(world, now, out);
  switch (event.type) {
    case 'call-arrived':
      return arrived(world, event);
    case 'call-changed':
      return callChanged(world, event);
    case 'callback-requested':
      return callbackRequested(world, event);
    case 'caller-left':
    case 'call-escaped':
    case 'call-moved':
    case 'send-failed':
      return callFact(world, event);
    case 'customer-answered':
    case 'customer-failed':
    case 'offer-ringing':
    case 'offer-answered':
    case 'offer-ended':
    case 'call-connected':
    case 'connect-failed':
    case 'agent-left':
      return offerFact(world, event);
    case 'hours-changed':
      return hoursChanged(world, event);
    case 'link-changed':
      return linkChanged(world, event);
    case 'link-accepted':
      return linkAccepted(world, event);
    case 'link-ended':
      return linkEnded(world, event);
    case 'switch-lost':
      return lost(world);
    case 'switch-restored':
      return restored(world, event);
    case 'policy-replaced':
      return policyReplaced(world, event.policy);
    default:
      return agentFact(world, event);
  }
}

interface Deadline {
  readonly at: Ms;
  /** Offers before agents before calls before links. */
  readonly kind: 0 | 1 | 2 | 3;
  readonly id: number | string;
  fire(): void;
}

function deadlines(world: NaiveWorld): Deadline[] {
  return [
    ...world.offers.map(
      (offer): Deadline => ({
        at: (world.switchUp ? offer.deadline : null) ?? NEVER,
        kind: 0,
        id: offer.id,
        fire: () => fireOffer(world, offer),
      }),
    ),
    ...world.agents.map((agent): Deadline => {
      const at = Math.min(agent.wrapUpUntil ?? NEVER, agent.retryAt ?? NEVER);
      return { at, kind: 1, id: agent.id, fire: () => fireAgent(world, agent, at) };
    }),
    ...standings(world).map(
      (standing): Deadline => ({
        at: placeDeadline(world, standing),
        kind: 2,
        id: standing.call.id,
        fire: () =>
          standing.call.linking ? fireLinking(world, standing.call) : firePlace(world, standing),
      }),
    ),
    ...world.links.map(
      (link, order): Deadline => ({
        at: link.restUntil ?? NEVER,
        kind: 3,
        id: order,
        fire: () => {
          link.restUntil = null;
          payOwed(world);
        },
      }),
    ),
  ].filter((deadline) => deadline.at < NEVER);
}

/** Sorting keeps the order of places of one call. */
const sooner = (a: Deadline, b: Deadline): number =>
  a.at - b.at ||
  a.kind - b.kind ||
  (typeof a.id === 'number' ? a.id - Number(b.id) : byText(a.id, String(b.id)));

function advance(world: NaiveWorld, now: Ms, out: CommandSink): void {
  begin(world, now, out);
  for (;;) {
    const next = deadlines(world).sort(sooner)[0];
    if (next === undefined || next.at > world.now) return;
    next.fire();
  }
}
