/**
 * Every small world: up to 3 agents with any of 2 skills, up to 3 calls in 2 queues, and every
 * order in which agents can sign in, callers arrive and things can happen to them. After every fact
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
import { type Answer, fast, reference } from '../support/contenders.ts';
import { compare } from '../support/duel.ts';
import { policyOf } from '../support/policy-builder.ts';
import type { Move } from '../support/random-world.ts';

/** A fact, or what decides on one when its turn comes: nothing, where nobody rings or talks. */
type Happening = RouterEvent | ((seen: Seen) => RouterEvent | undefined);

interface Seen {
  /** Open offers, oldest first, and those that have been answered. */
  ringing: OfferId[];
  readonly talking: OfferId[];
}

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
  type: 'offer-ended' | 'offer-answered' | 'call-connected' | 'agent-left',
): RouterEvent | undefined {
  if (offer === undefined) return undefined;
  return type === 'offer-ended' ? { type, offer, result: 'declined' } : { type, offer };
}

const hangUp: Happening = { type: 'caller-left', call: asCallId(1) };
const pause: Happening = {
  type: 'agent-paused',
  agent: asAgentId('a1'),
  reason: asPauseReason('lunch'),
};

function worldsOf(agents: number, calls: number, twists: readonly Happening[]): World[] {
  return choices(skillSets, agents).flatMap((skills) =>
    choices(queueNames, calls).map((queues) => worldOf(skills, queues, twists)),
  );
}

function worldOf(
  skills: readonly Record<string, number>[],
  queues: readonly string[],
  twists: readonly Happening[],
): World {
  const names = skills.map((_, at) => asAgentId(`a${at + 1}`));
  return {
    name: `${skills.map((set) => Object.keys(set).join('+')).join(', ')} | ${queues.join(', ')}`,
    policy: policyOf({
      agents: Object.fromEntries(names.map((name, at) => [name, { skills: skills[at]! }])),
      queues: {
        english: { steps: [{ require: { english: 1 } }] },
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
        return { type: 'call-arrived', call: asCallId(at + 1), queue: asQueueId(queue) };
      }),
      ...twists,
    ],
  };
}

function note(seen: Seen, { records }: Answer): void {
  for (const [name, offer] of records) {
    if (name === 'offerCall') seen.ringing.push(offer);
    if (name === 'withdrawOffer') seen.ringing = seen.ringing.filter((other) => other !== offer);
  }
}

/** Small tables: thousands of routers are made here. */
const limits = { ...defaultLimits, callsMax: 4 };

/** Plays one order, a second between facts; what is due is fired before each, as in the server. */
function playOrder(world: World, order: readonly Happening[]): number {
  const start = { policy: world.policy, limits, routerSeed: 1 };
  const left = fast(start);
  const right = reference(start);
  const seen: Seen = { ringing: [], talking: [] };
  const played: RouterEvent[] = [];
  const ask = (move: Move, withSnapshots: boolean): void => {
    const both = compare(left, right, move, withSnapshots);
    if (typeof both === 'string') {
      const facts = played.map((event) => JSON.stringify(event)).join('\n');
      expect.fail(`${world.name}\n${facts}\n${both}`);
    }
    note(seen, both);
  };
  for (const [second, happening] of order.entries()) {
    const at = 1_000 * second;
    if (left.nextDeadline() <= at) ask({ at }, false);
    const event = typeof happening === 'function' ? happening(seen) : happening;
    if (event === undefined) continue;
    played.push(event);
    ask({ at, event }, second === order.length - 1);
  }
  return played.length;
}

const sizes = [
  { agents: 1, calls: 1, twists: [decline, answer, connect, leave] },
  { agents: 2, calls: 1, twists: [decline, hangUp] },
  { agents: 1, calls: 2, twists: [decline, answer] },
  { agents: 2, calls: 2, twists: [decline, hangUp] },
  { agents: 2, calls: 2, twists: [pause] },
  { agents: 2, calls: 3, twists: [] },
  { agents: 3, calls: 2, twists: [] },
  { agents: 3, calls: 3, twists: [] },
];

test.each(sizes)('$agents agents, $calls calls, every order', { timeout: 60_000 }, (size) => {
  let facts = 0;
  for (const world of worldsOf(size.agents, size.calls, size.twists)) {
    for (const order of orders(world.happenings)) facts += playOrder(world, order);
  }
  expect(facts).toBeGreaterThan(100);
});
