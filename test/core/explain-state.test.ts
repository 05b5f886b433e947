/** What the router says of the present: why an agent is idle, why and how long a call waits. */

import { expect, test } from 'vitest';
import {
  asAgentId,
  asCallId,
  asPauseReason,
  asQueueId,
  createRouter,
  defaultLimits,
  explainAgent,
  explainQueue,
  explainWait,
  noCommands,
  POSITION_MAX,
  queueOutlook,
  type Router,
  type RouterEvent,
  stateHash,
  step,
  waitOutlook,
} from '../../core/index.ts';
import { type PolicyWords, policyOf } from '../support/policy-builder.ts';

const START = 1_700_000_000_000;

interface Play {
  readonly router: Router;
  tell(seconds: number, event: RouterEvent): void;
}

function playOf(words: PolicyWords): Play {
  const router = createRouter(policyOf(words), { limits: defaultLimits, seed: 1 });
  return {
    router,
    tell: (seconds, event) =>
      expect(step(router, event, START + seconds * 1_000, noCommands)).toBe('applied'),
  };
}

const arrives = (call: number, queue: string): RouterEvent => ({
  type: 'call-arrived',
  call: asCallId(call),
  queue: asQueueId(queue),
});
const signsIn = (agent: string): RouterEvent => ({
  type: 'agent-signed-in',
  agent: asAgentId(agent),
});

/** Two who know Japanese, one who hardly does; one queue needs it, one does not. */
const desk: PolicyWords = {
  agents: {
    sato: { teams: ['desk'], skills: { japanese: 3 } },
    suzuki: { teams: ['desk'], skills: { japanese: 8 } },
    tanaka: { teams: ['desk'], skills: { japanese: 6 } },
    other: { teams: ['shop'] },
  },
  queues: {
    japanese: {
      steps: [
        { teams: { desk: 0 }, require: { japanese: 5 }, for: '20s' },
        { teams: { desk: 0 }, require: { japanese: 4 } },
      ],
    },
    plain: {
      class: 'normal',
      steps: [{ teams: { desk: 0 } }],
      tooLong: { after: '5m', go: 'voicemail' },
    },
    shop: { class: 'vip', steps: [{ teams: { shop: 0 } }] },
  },
};

/** Sato is paused; four calls wait, the most urgent in the shop. */
function pausedDesk(): Play {
  const play = playOf(desk);
  play.tell(0, signsIn('sato'));
  play.tell(1, { type: 'agent-paused', agent: asAgentId('sato'), reason: asPauseReason('lunch') });
  play.tell(2, arrives(1, 'japanese'));
  play.tell(3, arrives(2, 'plain'));
  play.tell(4, arrives(3, 'japanese'));
  play.tell(5, arrives(4, 'shop'));
  return play;
}

test('an agent who is idle is told what each waiting call asks that is not there', () => {
  const { router } = pausedDesk();
  const told = explainAgent(router, asAgentId('sato'), START + 12_000)!;
  expect(told).toMatchObject({
    at: START + 12_000,
    state: 'paused',
    reason: 'lunch',
    stateSince: START + 1_000,
    switchUp: true,
    waiting: 4,
    reasons: { skill: 2, none: 1, 'not-serving': 1 },
    lacks: [{ skill: 'japanese', level: 3, levelMin: 5, count: 2 }],
  });
  expect(told.calls.map(({ call, whyNot }) => [call, whyNot?.why])).toEqual([
    [4, 'not-serving'],
    [1, 'skill'],
    [2, undefined],
    [3, 'skill'],
  ]);
  expect(explainAgent(router, asAgentId('nobody'), START)).toBeUndefined();
});

test('a queue tells for each call what keeps every agent from it, and when that changes', () => {
  const play = pausedDesk();
  play.tell(6, signsIn('tanaka'));
  const told = explainQueue(play.router, asQueueId('japanese'), START + 12_000)!;
  // Tanaka is called for call 1: what waits is call 3.
  expect(told).toMatchObject({ queue: 'japanese', waiting: 1, switchUp: true });
  expect(told.places).toEqual([
    {
      call: 3,
      queue: 'japanese',
      step: 0,
      isLastStep: false,
      class: 'normal',
      state: 'waiting',
      waitedMs: 8_000,
      routingAgeMs: 8_000,
      stepEndsAt: START + 24_000,
      agents: { skill: 1, 'signed-out': 1, offered: 1, 'not-serving': 1 },
    },
  ]);
  const [place] = explainWait(play.router, asCallId(2), START + 12_000);
  expect(place).toMatchObject({
    call: 2,
    tooLongAt: START + 303_000,
    agents: { paused: 1, 'signed-out': 1, offered: 1, 'not-serving': 1 },
  });
  expect(explainWait(play.router, asCallId(1), START + 12_000)).toEqual([]);
  expect(explainQueue(play.router, asQueueId('none'), START)).toBeUndefined();
});

test('what may not be seen is neither named nor counted', () => {
  const { router } = pausedDesk();
  const sight = {
    queue: (id: string) => id !== 'shop',
    agent: (id: string) => id !== 'other',
  };
  const agent = explainAgent(router, asAgentId('sato'), START + 12_000, sight)!;
  expect(agent).toMatchObject({ waiting: 3, reasons: { skill: 2, none: 1 } });
  expect(agent.reasons).not.toHaveProperty('not-serving');
  expect(agent.calls.map(({ call }) => call)).toEqual([1, 2, 3]);
  const queue = explainQueue(router, asQueueId('plain'), START + 12_000, sight)!;
  expect(queue.places[0]!.agents).toEqual({ paused: 1, 'signed-out': 2 });
  expect(explainWait(router, asCallId(4), START + 12_000, sight)).toEqual([]);
});

test('ten of many calls are shown, the most urgent, and all are counted', () => {
  const play = playOf(desk);
  for (let call = 1; call <= 40; call++) play.tell(call, arrives(call, 'plain'));
  play.tell(50, {
    type: 'call-changed',
    call: asCallId(33),
    addAgeMs: 3_600_000,
  });
  const told = explainQueue(play.router, asQueueId('plain'), START + 60_000)!;
  expect(told.waiting).toBe(40);
  expect(told.places.map(({ call }) => call)).toEqual([33, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const agent = explainAgent(play.router, asAgentId('sato'), START + 60_000)!;
  expect([agent.waiting, agent.reasons]).toEqual([40, { none: 40 }]);
  expect(agent.calls.map(({ call }) => call)).toEqual(told.places.map(({ call }) => call));
});

test('a call in several queues counts once, where the agent comes closest to it', () => {
  const play = playOf(desk);
  play.tell(0, {
    ...arrives(1, 'shop'),
    also: ['japanese', 'plain'].map(asQueueId),
  } as RouterEvent);
  play.tell(1, { ...arrives(2, 'japanese'), also: [asQueueId('shop')] } as RouterEvent);
  const told = explainAgent(play.router, asAgentId('sato'), START + 2_000)!;
  expect(told).toMatchObject({ waiting: 2, reasons: { none: 1, skill: 1 } });
  expect(told.calls.map(({ call, queue }) => [call, queue])).toEqual([
    [1, 'plain'],
    [2, 'japanese'],
  ]);
  const places = explainWait(play.router, asCallId(1), START + 2_000);
  expect(places.map(({ queue }) => queue)).toEqual(['shop', 'japanese', 'plain']);
});

test('a callback out of hours rests: no agent is to blame', () => {
  const play = playOf({
    agents: { ann: {} },
    queues: { sales: { hours: 'day', callback: {} } },
    hours: { day: 'closed' },
  });
  play.tell(0, signsIn('ann'));
  play.tell(1, {
    ...arrives(1, 'sales'),
    callback: { first: 'agent', forMs: 3_600_000 },
  } as RouterEvent);
  expect(explainAgent(play.router, asAgentId('ann'), START + 2_000)).toMatchObject({
    state: 'ready',
    reasons: { resting: 1 },
    calls: [{ call: 1, state: 'resting' }],
  });
  expect(explainWait(play.router, asCallId(1), START + 2_000)).toMatchObject([
    { state: 'resting', agents: { ready: 1 } },
  ]);
  expect(waitOutlook(play.router, asCallId(1))).toMatchObject({ isNoted: false });
});

test('the place counts calls of other queues only when somebody there serves both', () => {
  const { router, tell } = playOf(desk);
  tell(0, arrives(1, 'plain'));
  tell(1, arrives(2, 'shop'));
  tell(2, arrives(3, 'japanese'));
  const placeOf = (call: number) => waitOutlook(router, asCallId(call))?.position;
  // Nobody is signed in: no agent is shared.
  expect([placeOf(1), placeOf(2), placeOf(3)]).toEqual([1, 1, 1]);
  tell(3, signsIn('tanaka'));
  // Tanaka has call 1 and serves both lines of the desk; the shop's has another's agents.
  tell(4, arrives(4, 'plain'));
  expect([placeOf(1), placeOf(2), placeOf(3), placeOf(4)]).toEqual([undefined, 1, 1, 2]);
  expect(waitOutlook(router, asCallId(4))).toMatchObject({
    queue: 'plain',
    ahead: 0,
    isNoted: true,
  });
});

test('places are counted so far and no further', () => {
  const play = playOf(desk);
  for (let call = 1; call <= POSITION_MAX + 20; call++) play.tell(call, arrives(call, 'plain'));
  const placeOf = (call: number) => waitOutlook(play.router, asCallId(call))?.position;
  expect([placeOf(1), placeOf(2), placeOf(199), placeOf(200), placeOf(220)]).toEqual([
    1,
    2,
    199,
    POSITION_MAX,
    POSITION_MAX,
  ]);
  expect(waitOutlook(play.router, asCallId(220))).toMatchObject({ ahead: 219 });
});

test('a wait is expected when somebody is there to answer, and asking changes nothing', () => {
  const play = playOf(desk);
  play.tell(0, arrives(1, 'plain'));
  expect(queueOutlook(play.router, asQueueId('plain'))).toEqual({
    queue: 'plain',
    position: 2,
    ahead: 1,
    isNoted: true,
  });
  play.tell(1, signsIn('tanaka'));
  // Whoever asks sees who is there ten seconds later.
  play.tell(10, arrives(2, 'plain'));
  const before = stateHash(play.router);
  const next = queueOutlook(play.router, asQueueId('plain'))!;
  const mine = waitOutlook(play.router, asCallId(2))!;
  expect(mine.expectedMs).toBeGreaterThan(0);
  expect(next.expectedMs).toBeGreaterThan(mine.expectedMs!);
  // Nobody has been answered yet: too unsure to be announced.
  expect([mine.band, next.band]).toEqual([undefined, undefined]);
  explainQueue(play.router, asQueueId('plain'), START + 99_000);
  explainAgent(play.router, asAgentId('tanaka'), START + 99_000);
  explainWait(play.router, asCallId(2), START + 99_000);
  expect(stateHash(play.router)).toBe(before);
  expect(queueOutlook(play.router, asQueueId('none'))).toBeUndefined();
});
