/**
 * Every small world: up to 3 agents with any of 2 skills, up to 3 calls in 2 queues or in both at
 * once, phones that ring together, customers to be called back, and every order in which agents can
 * sign in, callers arrive and things can happen to them. After every fact
 * both routers must have answered alike and no invariant may be broken; at the end their snapshots
 * are equal.
 */

import { expect, test } from 'vitest';
import {
  asAgentId,
  asCallId,
  asPauseReason,
  asQueueId,
  defaultLimits,
  type OfferId,
  type Policy,
  type RouterEvent,
} from '../../core/index.ts';
import { type Answer, fast, play, reference } from '../support/contenders.ts';
import { compare } from '../support/duel.ts';
import { policyOf } from '../support/policy-builder.ts';
import type { Move } from '../support/random-world.ts';

/** A fact, or what decides on one when its turn comes: nothing, where nobody rings or talks. */
type Happening = RouterEvent | ((seen: Seen) => RouterEvent | undefined);

interface Seen {
  /** Customers dialled, open offers, oldest first, and those that have been answered. */
  dialled: OfferId[];
  ringing: OfferId[];
  readonly talking: OfferId[];
}

/** What is special: nothing, phones that ring together, calls that wait in both queues. */
type Kind = 'plain' | 'together' | 'both';

interface World {
  readonly name: string;
  readonly policy: Policy;
  readonly happenings: readonly Happening[];
}

const skillSets: readonly Record<string, number>[] = [
  { english: 1 },
  { billing: 1 },
  { english: 1, billing: 2 },
];
const queueNames = ['english', 'billing'];

/** All ways to choose `size` of the list, repetition allowed, order apart. */
function choices<T>(list: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return list.flatMap((one, at) => choices(list.slice(at), size - 1).map((rest) => [one, ...rest]));
}

function* orders<T>(list: readonly T[]): Generator<T[]> {
  if (list.length === 0) yield [];
  for (const [at, one] of list.entries()) {
    for (const rest of orders(list.toSpliced(at, 1))) yield [one, ...rest];
  }
}

const decline: Happening = (seen) => about(seen.ringing.shift(), 'offer-ended');
const answer: Happening = (seen) => {
  const offer = seen.ringing.shift();
  if (offer !== undefined) seen.talking.push(offer);
  return about(offer, 'offer-answered');
};
const connect: Happening = ({ talking }) => about(talking[0], 'call-connected');
const leave: Happening = ({ talking }) => about(talking[0], 'agent-left');

function about(
  offer: OfferId | undefined,
  type:
    | 'offer-ended'
    | 'offer-answered'
    | 'call-connected'
    | 'agent-left'
    | 'customer-answered'
    | 'customer-failed',
): RouterEvent | undefined {
  if (offer === undefined) return undefined;
  return type === 'offer-ended' ? { type, offer, result: 'declined' } : { type, offer };
}

const customerAnswers: Happening = (seen) => about(seen.dialled.shift(), 'customer-answered');
const customerFails: Happening = (seen) => about(seen.dialled.shift(), 'customer-failed');
const askBack = (first: 'agent' | 'customer'): Happening => ({
  type: 'callback-requested',
  call: asCallId(1),
  callback: asCallId(11),
  first,
  forMs: 60_000,
});
const hangUp: Happening = { type: 'caller-left', call: asCallId(1) };
const pause: Happening = {
  type: 'agent-paused',
  agent: asAgentId('a1'),
  reason: asPauseReason('lunch'),
};

function worldsOf(size: Size): World[] {
  return choices(skillSets, size.agents).flatMap((skills) =>
    choices(queueNames, size.calls).map((queues) => worldOf(skills, queues, size)),
  );
}

function worldOf(
  skills: readonly Record<string, number>[],
  queues: readonly string[],
  { twists, kind = 'plain' }: Size,
): World {
  const names = skills.map((_, at) => asAgentId(`a${at + 1}`));
  return {
    name: `${skills.map((set) => Object.keys(set).join('+')).join(', ')} | ${queues.join(', ')}`,
    policy: policyOf({
      agents: Object.fromEntries(names.map((name, at) => [name, { skills: skills[at]! }])),
      queues: {
        english: {
          ...(kind === 'together' ? { order: 'ring-all', parallel: 2 } : {}),
          steps: [{ require: { english: 1 } }],
        },
        billing: {
          class: 'vip',
          order: 'most-skilled',
          steps: [{ for: '3s', require: { billing: 2 } }, { require: { billing: 1 } }],
        },
      },
    }),
    happenings: [
      ...names.map((agent): RouterEvent => ({ type: 'agent-signed-in', agent })),
      ...queues.map((queue, at): RouterEvent => {
        const arrival = {
          type: 'call-arrived' as const,
          call: asCallId(at + 1),
          queue: asQueueId(queue),
        };
        return kind === 'both' ? { ...arrival, also: queueNames.map(asQueueId) } : arrival;
      }),
      ...twists,
    ],
  };
}

function note(seen: Seen, { records }: Answer): void {
  for (const [name, offer] of records) {
    if (name === 'offerCall') seen.ringing.push(offer);
    if (name === 'dialCustomer') seen.dialled.push(offer);
    if (name !== 'withdrawOffer') continue;
    seen.ringing = seen.ringing.filter((other) => other !== offer);
    seen.dialled = seen.dialled.filter((other) => other !== offer);
  }
}

/** Small tables: a hundred thousand routers are made here. */
const limits = { ...defaultLimits, callsMax: 6 };
const decisionsKept = 4;

/**
 * Plays one order, a second between facts; what is due is fired before each, as in the server. The
 * first `known` facts were compared in an order before, and are only played again.
 */
function playOrder(world: World, order: readonly Happening[], known: number): number {
  const start = { policy: world.policy, limits, routerSeed: 1, decisionsKept };
  const left = fast(start);
  const right = reference(start);
  const seen: Seen = { dialled: [], ringing: [], talking: [] };
  const played: RouterEvent[] = [];
  const ask = (move: Move, withSnapshots: boolean): void => {
    const both = compare(left, right, move, withSnapshots);
    if (typeof both === 'string') {
      const facts = played.map((event) => JSON.stringify(event)).join('\n');
      expect.fail(`${world.name}\n${facts}\n${both}`);
    }
    note(seen, both);
  };
  const repeat = (move: Move): void => {
    note(seen, play(left, move));
    play(right, move);
  };
  for (const [second, happening] of order.entries()) {
    const at = 1_000 * second;
    const tell = second < known ? repeat : ask;
    if (left.nextDeadline() <= at) tell({ at }, false);
    const event = typeof happening === 'function' ? happening(seen) : happening;
    if (event === undefined) continue;
    played.push(event);
    tell({ at, event }, second === order.length - 1);
  }
  return played.length;
}

/** How many happenings two orders begin with alike. */
function alike(one: readonly Happening[], other: readonly Happening[]): number {
  const at = one.findIndex((happening, place) => happening !== other[place]);
  return at === -1 ? one.length : at;
}

interface Size {
  readonly agents: number;
  readonly calls: number;
  readonly twists: readonly Happening[];
  readonly kind?: Kind;
}

const sizes: readonly Size[] = [
  { agents: 1, calls: 1, twists: [decline, answer, connect, leave] },
  { agents: 2, calls: 1, twists: [decline, hangUp] },
  { agents: 1, calls: 2, twists: [decline, answer] },
  { agents: 2, calls: 2, twists: [decline, hangUp] },
  { agents: 2, calls: 2, twists: [pause] },
  { agents: 2, calls: 3, twists: [] },
  { agents: 3, calls: 2, twists: [] },
  { agents: 3, calls: 3, twists: [] },
  { agents: 2, calls: 2, twists: [answer, decline], kind: 'together' },
  { agents: 2, calls: 2, twists: [decline, hangUp], kind: 'both' },
  { agents: 2, calls: 1, twists: [askBack('customer'), customerAnswers, decline] },
  { agents: 2, calls: 1, twists: [askBack('customer'), customerFails, pause] },
  { agents: 1, calls: 2, twists: [askBack('agent'), answer, customerFails] },
  { agents: 1, calls: 1, twists: [askBack('agent'), answer, connect, leave], kind: 'both' },
];

test.each(sizes)(
  '$agents agents, $calls calls, $kind, every order',
  { timeout: 240_000 },
  (size) => {
    let facts = 0;
    for (const world of worldsOf(size)) {
      let former: readonly Happening[] = [];
      for (const order of orders(world.happenings)) {
        facts += playOrder(world, order, alike(order, former));
        former = order;
      }
    }
    expect(facts).toBeGreaterThan(100);
  },
);
