/** Every decision explained: both routers give the same reasons, those a person would give. */

import { describe, expect, test } from 'vitest';
import {
  asAgentId,
  asCallId,
  asPauseReason,
  asQueueId,
  type Decision,
  defaultLimits,
  NEVER,
  type RouterEvent,
} from '../../core/index.ts';
import { type Contender, fast, play, reference, type Start } from '../support/contenders.ts';
import { createDice, seedOfRun } from '../support/dice.ts';
import { type PolicyWords, policyOf } from '../support/policy-builder.ts';
import { createRandomWorld, type WorldShape } from '../support/random-world.ts';

const seed = seedOfRun();
console.log(
  `decision seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/core/decision.test.ts`,
);

const shape: WorldShape = { agentsMax: 8, callersMax: 12, hostilePercent: 2, upheavals: true };

/** Plays one world on both and compares every decision and, now and then, what would be decided. */
function compareReasons(worldSeed: number, moves: number): { made: number; asked: number } {
  const dice = createDice(worldSeed);
  const world = createRandomWorld(worldSeed, shape);
  const [ours, theirs]: Decision[][] = [[], []];
  const left = fast(world, (decision) => ours!.push(decision));
  const right = reference(world, (decision) => theirs!.push(decision));
  let deadline = NEVER;
  let asked = 0;
  for (let at = 0; at < moves; at += 1) {
    const move = world.next(deadline);
    const answer = play(left, move);
    play(right, move);
    const where = `world ${worldSeed}, move ${at}`;
    expect(ours!.splice(0), where).toEqual(theirs!.splice(0));
    const { calls, now } = left.snapshot();
    if (calls.length > 0 && dice.chance(20)) {
      const { id } = dice.pick(calls);
      const later = now + dice.pick([0, 1_000, 30_000]);
      asked += 1;
      expect(left.explainCall(id, later), where).toEqual(right.explainCall(id, later));
    }
    answer.records.forEach(world.told);
    deadline = answer.nextDeadline;
  }
  return { made: left.snapshot().nextOffer - 1, asked };
}

test('both routers give the same winner, key and reasons in every random world', {
  timeout: 60_000,
}, () => {
  let made = 0;
  let asked = 0;
  for (let world = 0; world < 60; world += 1) {
    const counts = compareReasons(seed + world, 200);
    made += counts.made;
    asked += counts.asked;
  }
  expect(made).toBeGreaterThan(300);
  expect(asked).toBeGreaterThan(300);
});

describe.each([
  ['fast router', fast],
  ['reference', reference],
] as const)('the reasons of the %s', (_, make) => {
  function watched(words: PolicyWords) {
    const start: Start = { policy: policyOf(words), limits: defaultLimits, routerSeed: 1 };
    const decisions: Decision[] = [];
    const contender: Contender = make(start, (decision) => decisions.push(decision));
    const tell = (at: number, event: RouterEvent) => play(contender, { at, event });
    return { contender, decisions, tell };
  }
  const agent = asAgentId;
  const signIn = (id: string): RouterEvent => ({ type: 'agent-signed-in', agent: agent(id) });
  const arrive = (call: number, more: object = {}): RouterEvent => {
    return { type: 'call-arrived', call: asCallId(call), queue: asQueueId('sales'), ...more };
  };

  test('say for each agent who lost why, the first reason that holds', () => {
    const { decisions, tell } = watched({
      agents: {
        a1: { teams: ['front'], skills: { english: 5 } },
        a2: { teams: ['front'], skills: { english: 5 } },
        a3: { teams: ['front'], skills: { english: 5 } },
        a4: { teams: ['front'], skills: { english: 2 } },
        a5: { teams: ['back'], skills: { english: 9 } },
        a6: { skills: { english: 5 }, queues: { sales: '30s' } },
        a7: { teams: ['other'], skills: { english: 9 } },
      },
      queues: { sales: { steps: [{ teams: { front: 0, back: 1 }, require: { english: 3 } }] } },
    });
    for (const id of ['a3', 'a4', 'a5', 'a6', 'a7']) tell(1_000, signIn(id));
    tell(2_000, signIn('a1'));
    tell(3_000, signIn('a2'));
    tell(3_000, { type: 'agent-paused', agent: agent('a2'), reason: asPauseReason('lunch') });
    tell(3_500, signIn('a2'));
    tell(4_000, arrive(1));
    expect(decisions).toEqual([
      {
        at: 4_000,
        policy: 'test',
        call: 1,
        queue: 'sales',
        step: 0,
        class: 'normal',
        waitedMs: 0,
        routingAgeMs: 0,
        trigger: 'call',
        winner: 'a3',
        offer: 1,
        decidedBy: 'idle-since',
        agents: [
          { agent: 'a1', why: 'lost', key: 'idle-since', value: 2_000, winning: 1_000 },
          { agent: 'a2', why: 'state', state: 'paused', reason: 'lunch' },
          { agent: 'a4', why: 'skill', skill: 'english', level: 2, levelMin: 3 },
          { agent: 'a5', why: 'lost', key: 'rank', value: 1, winning: 0 },
          { agent: 'a6', why: 'delay', until: 34_000 },
          { agent: 'a7', why: 'not-serving' },
        ],
        calls: [],
      },
    ]);
  });

  test('name the preferred agent, and who was left out of the next attempt', () => {
    const { decisions, tell } = watched({
      agents: { a1: {}, a2: {} },
      queues: { sales: { exclude: '20s' } },
    });
    tell(1_000, signIn('a1'));
    tell(2_000, signIn('a2'));
    tell(3_000, arrive(1, { preferred: agent('a2') }));
    tell(4_000, { type: 'offer-ended', offer: decisions[0]!.offer!, result: 'declined' });
    expect(
      decisions.map(({ winner, decidedBy, agents }) => ({ winner, decidedBy, agents })),
    ).toEqual([
      {
        winner: 'a2',
        decidedBy: 'preferred',
        agents: [{ agent: 'a1', why: 'lost', key: 'preferred', value: 'a1', winning: 'a2' }],
      },
      {
        winner: 'a1',
        decidedBy: 'only',
        agents: [{ agent: 'a2', why: 'excluded', until: 24_000 }],
      },
    ]);
  });

  test('name the calls a freed agent did not take, and on which key', () => {
    const { decisions, tell } = watched({ agents: { a1: {} }, queues: { sales: {} } });
    tell(1_000, arrive(1));
    tell(1_000, arrive(2));
    tell(2_000, arrive(3, { headStartMs: 9_000 }));
    tell(3_000, arrive(4, { class: 'vip' }));
    tell(10_000, signIn('a1'));
    tell(11_000, { type: 'offer-ended', offer: decisions[0]!.offer!, result: 'busy' });
    const queue = 'sales';
    expect(
      decisions.map(({ call, trigger, decidedBy, calls }) => [call, trigger, decidedBy, calls]),
    ).toEqual([
      [
        4,
        'agent',
        'class',
        [
          { call: 3, queue, key: 'class', value: 'normal', winning: 'vip' },
          { call: 1, queue, key: 'class', value: 'normal', winning: 'vip' },
          { call: 2, queue, key: 'class', value: 'normal', winning: 'vip' },
        ],
      ],
      [
        3,
        'agent',
        'routing-age',
        [
          { call: 1, queue, key: 'routing-age', value: 10_000, winning: 18_000 },
          { call: 2, queue, key: 'routing-age', value: 10_000, winning: 18_000 },
        ],
      ],
    ]);
  });

  test('of a call that waits: nobody can take it, and until when each is kept from it', () => {
    const { contender, tell } = watched({
      agents: { a1: {}, a2: { queues: { sales: '60s' } }, a3: {} },
      queues: { sales: { preferredWait: '40s' } },
    });
    tell(1_000, signIn('a1'));
    tell(1_000, arrive(1));
    tell(2_000, signIn('a2'));
    tell(3_000, arrive(2, { preferred: agent('a1') }));
    const { trigger, agents } = contender.explainCall(asCallId(2), 5_000)!;
    expect({ trigger, agents }).toEqual({
      trigger: 'none',
      agents: [
        { agent: 'a1', why: 'state', state: 'offered' },
        { agent: 'a2', why: 'delay', until: 63_000 },
        { agent: 'a3', why: 'state', state: 'signed-out' },
      ],
    });
    const later = contender.explainCall(asCallId(2), 70_000)!;
    expect(later.agents[1]).toEqual({ agent: 'a2', why: 'held', preferred: 'a1', until: 43_000 });
    expect(contender.explainCall(asCallId(1), 5_000)).toBeUndefined();
    expect(contender.explainCall(asCallId(9), 5_000)).toBeUndefined();
  });

  test('of a call that waits, looking ahead: who would have it once the delay has passed', () => {
    const { contender, tell } = watched({
      agents: { a1: { queues: { sales: '60s' } } },
      queues: { sales: {} },
    });
    tell(1_000, signIn('a1'));
    tell(1_000, arrive(1));
    expect(contender.explainCall(asCallId(1), 60_999)?.trigger).toBe('none');
    const later = contender.explainCall(asCallId(1), 61_000);
    expect(later).toMatchObject({
      trigger: 'call',
      winner: 'a1',
      decidedBy: 'only',
      waitedMs: 60_000,
    });
  });
});
