/** What happens in call centres that use `app_queue`, one scenario for each thing it writes. */

import { until } from './child.ts';
import { agentHertz } from './phone-rack.ts';
import type { Stage } from './queue-log-stage.ts';

export interface QueueLogScenario {
  /** Name of the golden file. */
  readonly name: string;
  /** Queues: keys of queues.conf beyond the common ones, and what they are for Tsunagi. */
  readonly queues: readonly QueueText[];
  readonly play: (stage: Stage) => Promise<void>;
}

export interface QueueText {
  readonly appQueue?: Readonly<Record<string, string>>;
  /** Seconds given to `Queue()`; absent: for ever. */
  readonly appTimeout?: number;
  readonly tsunagi?: Readonly<Record<string, unknown>>;
}

const plain: readonly QueueText[] = [{}];

/** Signs the agent in, lets a caller come and be answered. */
async function talk(stage: Stage) {
  await stage.signIn('a');
  const caller = await stage.dial();
  const leg = await stage.rings('a');
  leg.answer();
  await stage.told('CONNECT');
  return { caller, leg };
}

const conversations: readonly QueueLogScenario[] = [
  {
    name: 'answered-ended-by-caller',
    queues: plain,
    async play(stage) {
      const { caller } = await talk(stage);
      await caller.hangUp();
      await stage.told('COMPLETECALLER');
    },
  },
  {
    name: 'answered-ended-by-agent',
    queues: plain,
    async play(stage) {
      const { leg } = await talk(stage);
      await leg.hangUp();
      await stage.told('COMPLETEAGENT');
    },
  },
  {
    name: 'blind-transfer',
    queues: plain,
    async play(stage) {
      const { caller, leg } = await talk(stage);
      await leg.transfer('2000');
      await stage.told('BLINDTRANSFER');
      await caller.hangUp();
    },
  },
  {
    name: 'attended-transfer',
    queues: plain,
    async play(stage) {
      const { leg } = await talk(stage);
      await stage.phone('c', (call) => call.answer());
      await leg.hold(true);
      const consulted = await (await stage.phone('a')).dial(stage.extension('c'));
      await until('the two to talk', () => consulted.hears([agentHertz]) === agentHertz);
      await leg.transferTo(consulted);
      await stage.told('ATTENDEDTRANSFER');
    },
  },
  {
    name: 'attended-transfer-to-an-application',
    queues: plain,
    async play(stage) {
      const { caller, leg } = await talk(stage);
      await leg.hold(true);
      const consulted = await (await stage.phone('a')).dial('2000');
      await until('the echo', () => consulted.hears([agentHertz]) === agentHertz);
      await leg.transferTo(consulted);
      await stage.told('ATTENDEDTRANSFER');
      await caller.hangUp();
    },
  },
  {
    name: 'wrap-up',
    queues: [{ appQueue: { wrapuptime: '8' }, tsunagi: { 'wrap-up': '8s' } }],
    async play(stage) {
      const { leg } = await talk(stage);
      await leg.hangUp();
      await stage.told('COMPLETEAGENT');
      const second = await stage.dial();
      const next = await stage.rings('a');
      next.answer();
      await stage.told('CONNECT', 2);
      await second.hangUp();
      await stage.told('COMPLETECALLER');
    },
  },
];

const waits: readonly QueueLogScenario[] = [
  {
    name: 'abandoned-while-waiting',
    queues: plain,
    async play(stage) {
      const caller = await stage.dial();
      await stage.told('ENTERQUEUE');
      await caller.hangUp();
      await stage.told('ABANDON');
    },
  },
  {
    name: 'abandoned-while-ringing',
    queues: plain,
    async play(stage) {
      await stage.signIn('a');
      const caller = await stage.dial();
      await stage.rings('a');
      await caller.hangUp();
      await stage.told('ABANDON');
    },
  },
  {
    name: 'timed-out',
    queues: [
      {
        appTimeout: 6,
        tsunagi: { exits: { 'too-long': { waited: '6s', go: 'gone' } } },
      },
    ],
    async play(stage) {
      await stage.dial();
      await stage.told('EXITWITHTIMEOUT');
    },
  },
  {
    name: 'left-by-key',
    queues: [{ appQueue: { context: 'queue-log-keys' }, tsunagi: { escapes: { '1': 'gone' } } }],
    async play(stage) {
      const caller = await stage.dial();
      await stage.told('ENTERQUEUE');
      caller.press('1');
      await stage.told('EXITWITHKEY');
    },
  },
  {
    name: 'several-in-line',
    queues: plain,
    async play(stage) {
      const { caller } = await talk(stage);
      const second = await stage.dial();
      await stage.told('ENTERQUEUE', 2);
      const third = await stage.dial();
      await stage.told('ENTERQUEUE', 3);
      await third.hangUp();
      await stage.told('ABANDON');
      const fourth = await stage.dial();
      await stage.told('ENTERQUEUE', 4);
      await caller.hangUp();
      await stage.told('COMPLETECALLER');
      (await stage.rings('a')).answer();
      await stage.told('CONNECT', 2);
      await fourth.hangUp();
      await stage.told('ABANDON', 2);
      await second.hangUp();
      await stage.told('COMPLETECALLER', 2);
    },
  },
  {
    name: 'from-one-queue-to-the-next',
    queues: [
      {
        appTimeout: 6,
        tsunagi: { exits: { 'too-long': { waited: '6s', go: 'next' } } },
      },
      {},
    ],
    async play(stage) {
      const caller = await stage.dial();
      await stage.told('ENTERQUEUE', 2);
      await stage.signIn('a');
      (await stage.rings('a')).answer();
      await stage.told('CONNECT');
      await caller.hangUp();
      await stage.told('COMPLETECALLER');
    },
  },
  {
    name: 'name-and-withheld-number',
    queues: plain,
    async play(stage) {
      const named = await stage.dial({ name: 'Yui | Tanaka' });
      await stage.told('ENTERQUEUE');
      const withheld = await stage.dial({ name: 'Anonymous', number: 'anonymous' });
      await stage.told('ENTERQUEUE', 2);
      await named.hangUp();
      await stage.told('ABANDON');
      await withheld.hangUp();
      await stage.told('ABANDON', 2);
    },
  },
];

const offers: readonly QueueLogScenario[] = [
  {
    name: 'not-answered-then-answered-by-another',
    queues: [{ appQueue: { timeout: '6' }, tsunagi: { ring: '6s', misses: 9 } }],
    async play(stage) {
      await stage.signIn('a');
      await stage.signIn('b');
      const caller = await stage.dial();
      await stage.rings('a');
      (await stage.rings('b')).answer();
      await stage.told('CONNECT');
      await caller.hangUp();
      await stage.told('COMPLETECALLER');
    },
  },
  {
    name: 'not-answered-and-paused-for-it',
    queues: [{ appQueue: { timeout: '6', autopause: 'all' }, tsunagi: { ring: '6s' } }],
    async play(stage) {
      await stage.signIn('a');
      const caller = await stage.dial();
      await stage.rings('a');
      await stage.told('PAUSE');
      await caller.hangUp();
      await stage.told('ABANDON');
      await stage.unpause('a');
      await stage.told('UNPAUSE');
    },
  },
  ...(['603 Decline', '486 Busy Here'] as const).map((status) => ({
    name: status.startsWith('603') ? 'declined' : 'busy',
    queues: plain,
    async play(stage: Stage) {
      await stage.signIn('a');
      await stage.signIn('b');
      const caller = await stage.dial();
      (await stage.rings('a')).refuse(status);
      (await stage.rings('b')).answer();
      await stage.told('CONNECT');
      await caller.hangUp();
      await stage.told('COMPLETECALLER');
    },
  })),
  {
    // The agent answers, and hangs up before hearing the caller.
    name: 'answered-and-gone',
    queues: [{ appQueue: { announce: 'queue-periodic-announce' } }],
    async play(stage) {
      await stage.signIn('a');
      await stage.signIn('b');
      const caller = await stage.dial();
      await stage.answersAndGoes('a', await stage.rings('a'));
      await stage.told('AGENTDUMP');
      await stage.rings('b');
      await caller.hangUp();
      await stage.told('ABANDON');
    },
  },
  {
    name: 'ring-all',
    queues: [{ appQueue: { strategy: 'ringall' }, tsunagi: { order: 'ring-all' } }],
    async play(stage) {
      await stage.signIn('a');
      await stage.signIn('b');
      const caller = await stage.dial();
      await stage.rings('a');
      (await stage.rings('b')).answer();
      await stage.told('CONNECT');
      await caller.hangUp();
      await stage.told('COMPLETECALLER');
    },
  },
];

const doors: readonly QueueLogScenario[] = [
  {
    name: 'full-at-the-door',
    queues: [{ appQueue: { maxlen: '1' }, tsunagi: { exits: { full: { at: 1, go: 'hang-up' } } } }],
    async play(stage) {
      const first = await stage.dial();
      await stage.told('ENTERQUEUE');
      const second = await stage.dial();
      await second.ended;
      await first.hangUp();
      await stage.told('ABANDON');
    },
  },
  {
    name: 'nobody-at-the-door',
    queues: [{ appQueue: { joinempty: 'no' }, tsunagi: { exits: { nobody: { go: 'hang-up' } } } }],
    async play(stage) {
      const turnedAway = await stage.dial();
      await turnedAway.ended;
      await stage.signIn('a');
      const caller = await stage.dial();
      (await stage.rings('a')).answer();
      await stage.told('CONNECT');
      await caller.hangUp();
      await stage.told('COMPLETECALLER');
    },
  },
  {
    name: 'nobody-left',
    queues: [
      {
        appQueue: { leavewhenempty: 'unavailable,invalid,unknown' },
        tsunagi: { exits: { nobody: { go: 'gone', 'count-paused': true } } },
      },
    ],
    async play(stage) {
      await stage.signIn('a');
      await stage.pause('a', 'lunch');
      await stage.told('PAUSE');
      await stage.dial();
      await stage.told('ENTERQUEUE');
      await stage.signOut('a');
      await stage.told('EXITEMPTY');
    },
  },
];

const agents: readonly QueueLogScenario[] = [
  {
    name: 'signed-in-and-out',
    queues: [{}, {}],
    async play(stage) {
      await stage.signIn('a');
      await stage.signIn('b');
      await stage.signOut('b');
      await stage.told('REMOVEMEMBER', 2);
      await stage.signIn('b');
    },
  },
  {
    name: 'paused-with-reason',
    queues: plain,
    async play(stage) {
      await stage.signIn('a');
      await stage.pause('a', 'lunch');
      await stage.told('PAUSE');
      await stage.pause('a', 'training');
      await stage.told('PAUSE', 2);
      await stage.unpause('a');
      await stage.told('UNPAUSE');
    },
  },
  {
    name: 'paused-in-all-queues',
    queues: [{}, {}],
    async play(stage) {
      await stage.signIn('a');
      await stage.pause('a', 'lunch');
      await stage.told('PAUSE', 2);
      await stage.unpause('a');
      await stage.told('UNPAUSE', 2);
    },
  },
  {
    name: 'paused-while-talking',
    queues: plain,
    async play(stage) {
      const { caller } = await talk(stage);
      await stage.pause('a', 'lunch');
      await stage.told('PAUSE');
      await caller.hangUp();
      await stage.told('COMPLETECALLER');
    },
  },
];

export const queueLogScenarios: readonly QueueLogScenario[] = [
  ...conversations,
  ...waits,
  ...offers,
  ...doors,
  ...agents,
];
