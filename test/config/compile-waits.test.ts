/** What class caps, preferences, rings, conditions, overflow and callbacks become. */

import { describe, expect, test } from 'vitest';
import type { Conditions, QueuePolicy } from '../../core/index.ts';
import { defaultCallback } from '../../core/routing/policy.ts';
import { check, codesOf, compiled } from './corpus.ts';

const base = `
switches: { world: { kind: simulated } }
skills: { support: {}, english: {}, japanese: {} }
teams: { desk: {} }
agents:
  anna: { phone: PJSIP/1, teams: [desk], skills: { support: 9, english: 5 } }
  bob: { phone: PJSIP/2, teams: [desk], skills: { support: 3, japanese: 9 } }
`;

const queueOf = (text: string): QueuePolicy =>
  compiled(`${base}\nqueues:\n${text}`).policy.queues[0]!;

/** A clean queue that uses all skills, with more keys of its own. */
const using = (keys: string) => `
  support:
    teams: [desk]
    steps:
      - { for: 10s, require: { support: ">=1" }, prefer: { english: ">=5", japanese: ">=5" } }
      - { then: { after: 1m, go: hang-up } }
${keys.replace(/^(?=.)/gm, '    ')}`;

describe('conditions', () => {
  const when = (text: string): Conditions =>
    queueOf(using(`exits: { overflow: [{ when: { ${text} }, go: hang-up }] }`)).exits.overflow![0]!
      .when;

  test.each([
    ['signed-in: 2', { signedInMax: 2 }],
    ['signed-in: "<3"', { signedInMax: 2 }],
    ['signed-in: "<=2"', { signedInMax: 2 }],
    ['ready: 0', { readyMax: 0 }],
    ['ready: "<1"', { readyMax: 0 }],
    ['waiting: 21', { waitingMin: 21 }],
    ['waiting: ">20"', { waitingMin: 21 }],
    ['waiting: ">=21"', { waitingMin: 21 }],
    ['waiting: ">0"', { waitingMin: 1 }],
    ['expected-wait: 10m', { expectedWaitMin: 600_000 }],
    ['expected-wait: ">10m"', { expectedWaitMin: 600_000 }],
    ['expected-wait: ">= 1h30m"', { expectedWaitMin: 5_400_000 }],
    ['service-level: "<80%"', { serviceLevelBelow: 0.8 }],
    ['service-level: "< 99.5%"', { serviceLevelBelow: 0.995 }],
  ])('%s', (text, expected) => {
    expect(when(text)).toEqual(expected);
  });

  test('several are all asked for', () => {
    const text = 'waiting: ">20", expected-wait: ">5m", signed-in: "<3", service-level: "<80%"';
    expect(when(`${text}, ready: "<1"`)).toEqual({
      signedInMax: 2,
      readyMax: 0,
      waitingMin: 21,
      expectedWaitMin: 300_000,
      serviceLevelBelow: 0.8,
    });
  });

  test('are the same words to pass a step over', () => {
    const { steps } = queueOf(`
  support:
    teams: [desk]
    steps:
      - require: { support: ">=1" }
        prefer: { english: ">=5", japanese: ">=5" }
        skip-when: { signed-in: 0, expected-wait: ">10m" }
        for: 20s
      - { then: { after: 1m, go: hang-up } }`);
    expect(steps.map(({ skipWhen }) => skipWhen)).toEqual([
      { signedInMax: 0, expectedWaitMin: 600_000 },
      undefined,
    ]);
  });
});

describe('overflow', () => {
  test('rules keep their order; too-long by expected wait comes last, as timed out', () => {
    const { exits } = queueOf(
      using(`exits:
  too-long: { waited: 5m, expected-wait: ">8m", go: hang-up }
  overflow:
    - { when: { waiting: 30 }, go: dialplan }
    - { when: { ready: 0, waiting: 10 }, go: hang-up }`),
    );
    expect(exits).toEqual({
      tooLong: { waitedMs: 300_000, go: 'hang-up' },
      overflow: [
        { when: { waitingMin: 30 }, go: 'dialplan', disposition: 'overflowed' },
        { when: { readyMax: 0, waitingMin: 10 }, go: 'hang-up', disposition: 'overflowed' },
        { when: { expectedWaitMin: 480_000 }, go: 'hang-up', disposition: 'timed-out' },
      ],
    });
  });

  test('too-long by expected wait alone lets nobody out who waits already', () => {
    const text = using('exits: { too-long: { expected-wait: 8m, go: hang-up } }');
    expect(queueOf(text).exits.tooLong).toBeUndefined();
    const forever = check(
      `${base}\nqueues:\n${text.replace('- { then: { after: 1m, go: hang-up } }', '- {}')}`,
    );
    expect(codesOf(forever.diagnostics)).toContain('no-way-out');
  });

  test('a step never reached by the time really waited is not told by the expected one', () => {
    expect(queueOf(using('exits: { too-long: { expected-wait: 5s, go: hang-up } }'))).toBeDefined();
  });
});

describe('preferences', () => {
  test('a step without has that of the step before, and {} has none', () => {
    const { steps } = queueOf(`
  support:
    teams: [desk]
    steps:
      - { for: 10s, require: { support: ">=1" }, prefer: { japanese: ">=5", english: ">=3" } }
      - { for: 10s }
      - { for: 10s, prefer: { english: ">=5" } }
      - { prefer: {}, then: { after: 1m, go: hang-up } }`);
    expect(steps.map(({ prefer }) => prefer)).toEqual([
      [
        { skill: 'english', levelMin: 3 },
        { skill: 'japanese', levelMin: 5 },
      ],
      [
        { skill: 'english', levelMin: 3 },
        { skill: 'japanese', levelMin: 5 },
      ],
      [{ skill: 'english', levelMin: 5 }],
      undefined,
    ]);
  });
});

test('ring-all rings 20 phones unless less is written, any other order one', () => {
  expect(queueOf(using('order: ring-all'))).toMatchObject({ order: 'ring-all', parallel: 20 });
  expect(queueOf(using('order: ring-all\nparallel: 2'))).toMatchObject({ parallel: 2 });
  expect(queueOf(using('order: least-occupied'))).not.toHaveProperty('parallel');
});

test('the target is what counts as answered in time', () => {
  expect(queueOf(using('target: { within: 30s }')).answerWithinMs).toBe(30_000);
});

test('caps of classes', () => {
  const text = `${base.replace('switches', 'classes: [vip, { id: normal, cap: 10m }]\nswitches')}
queues:${using('')}`;
  expect(compiled(text).policy).toMatchObject({
    classes: ['vip', 'normal'],
    classCaps: [{ class: 'normal', afterMs: 600_000 }],
  });
  expect(compiled(`${base}\nqueues:${using('')}`).policy).not.toHaveProperty('classCaps');
});

describe('a class that goes up in time', () => {
  const centre = (classes: string) =>
    codesOf(
      check(`
switches: { world: { kind: simulated } }
classes: ${classes}
agents: { anna: { phone: PJSIP/1 } }
queues:
  urgent: { class: high, teams: everybody, steps: [{ then: { after: 1m, go: hang-up } }] }
  low: { class: low, teams: everybody, steps: [{ then: { after: 1m, go: hang-up } }] }
`).diagnostics,
    );

  test('is not starved by those above it, if every class on the way has a cap', () => {
    expect(centre('[high, low]')).toEqual(['class-starves']);
    expect(centre('[high, { id: low, cap: 5m }]')).toEqual([]);
    expect(centre('[high, middle, { id: low, cap: 5m }]')).toEqual(['class-starves']);
    expect(centre('[high, { id: middle, cap: 5m }, low]')).toEqual(['class-starves']);
    expect(centre('[high, { id: middle, cap: 5m }, { id: low, cap: 5m }]')).toEqual([]);
  });
});

test('capacity is told only of agents who take no calls', () => {
  const of = (capacity: string) =>
    compiled(`${base}  carl: { phone: PJSIP/3, ${capacity} }\nqueues:${using('')}`).policy
      .agents[2];
  expect(of('capacity: { voice: 0 }')).toMatchObject({ capacity: [{ medium: 'voice', calls: 0 }] });
  for (const plain of ['capacity: { voice: 1 }', 'capacity: {}', 'teams: [desk]']) {
    expect(of(plain)).not.toHaveProperty('capacity');
  }
  const text = `${base.replace(/teams: \[desk\]/g, 'teams: [desk], capacity: { voice: 0 }')}
queues:${using('medium: voice')}`;
  expect(codesOf(check(text).diagnostics)).toEqual(['queue-unserved']);
});

test('entries: further queues and skills', () => {
  const { site } = compiled(`${base}
entries:
  "100": { queue: support, also: [sales], skills: { support: ">=2", japanese: ">=5" } }
  "101": { queue: support }
queues:${using('resume-age: 5m')}
  sales: { teams: [desk], steps: [{ then: { after: 1m, go: hang-up } }] }`);
  expect(site.entries).toEqual([
    {
      id: '100',
      queue: 'support',
      also: ['sales'],
      skills: [
        { skill: 'japanese', levelMin: 5 },
        { skill: 'support', levelMin: 2 },
      ],
    },
    { id: '101', queue: 'support' },
  ]);
  const ages = site.queues.map(({ id, resumeAgeMs }) => [id, resumeAgeMs]);
  expect(ages).toEqual([
    ['sales', undefined],
    ['support', 300_000],
  ]);
});

describe('callbacks', () => {
  const centre = (queue: string, more = '') =>
    compiled(`${base}
announcements: { bye: [sound:thanks, sound:bye], offer: sound:offer }
targets:
  voicemail: { extension: "8000", context: mail }
  call-back: { callback: true, otherwise: voicemail }
${more}
queues:${using(`escapes: { "2": call-back }\n${queue}`)}
  plain: { teams: [desk], steps: [{ then: { after: 1m, go: hang-up } }] }`);

  test('a target that offers one leads out of routing, to where who declines goes', () => {
    const { policy, site } = centre('callback: { say: { offer: offer, goodbye: bye } }');
    expect(policy.targets.find(({ id }) => id === 'call-back')).toEqual({ id: 'call-back' });
    expect(site.targets.find(({ id }) => id === 'call-back')).toEqual({
      id: 'call-back',
      destination: { kind: 'extension', context: 'mail', extension: '8000' },
      callback: { otherwise: 'voicemail' },
    });
    expect(policy.queues[1]!.escapes).toEqual([{ key: '2', go: 'call-back' }]);
  });

  test('without otherwise that is the dialplan', () => {
    const { site } = centre(
      'callback: { say: { offer: offer, goodbye: bye } }',
      '  short: { callback: true }',
    );
    expect(site.targets.find(({ id }) => id === 'short')).toMatchObject({
      destination: { kind: 'dialplan' },
      callback: { otherwise: 'dialplan' },
    });
  });

  test('what is not written are the router’s own values, and sounds that Asterisk has', () => {
    const { policy, site } = centre('callback: { say: { offer: offer, goodbye: bye } }');
    expect(policy.queues[1]!.callback).toEqual(defaultCallback);
    expect(site.queues[1]!.callback).toEqual({
      first: 'agent',
      expiresMs: 4 * 3_600_000,
      confirm: true,
      otherNumber: false,
      context: 'callbacks',
      goodbye: 'callback:support',
      media: {
        offer: ['sound:offer'],
        number: ['sound:vm-num-i-have'],
        confirm: ['sound:vm-tocallnum'],
        enter: ['sound:vm-enter-num-to-call', 'sound:vm-then-pound'],
        failed: ['sound:im-sorry'],
        greet: [],
      },
    });
  });

  test('who may give another number is asked for it', () => {
    const { policy, site } = centre(
      'callback: { dial: 30s, retry: 10m, attempts: 5, first: customer, other-number: true, ' +
        'show: "0312340001", say: { offer: offer, goodbye: bye, greet: offer } }',
    );
    expect(policy.queues[1]!.callback).toEqual({
      dialMs: 30_000,
      retryMs: 600_000,
      attemptsMax: 5,
    });
    expect(site.queues[1]!.callback).toMatchObject({
      first: 'customer',
      show: '0312340001',
      media: {
        confirm: ['sound:vm-tocallnum', 'sound:vm-calldiffnum'],
        greet: ['sound:offer'],
      },
    });
  });

  test('a queue that says nothing of callbacks has them where something leads to an offer', () => {
    const { policy, site } = compiled(`${base}
targets: { call-back: { callback: true } }
queues:${using('escapes: { "2": call-back }')}
  plain: { teams: [desk], steps: [{ then: { after: 1m, go: hang-up } }] }`);
    expect(policy.queues.map(({ callback }) => callback)).toEqual([undefined, undefined]);
    expect(site.queues.map(({ callback }) => callback?.goodbye)).toEqual([
      undefined,
      'callback:support',
    ]);
  });

  test('the goodbye is a target of its own', () => {
    const { policy, site } = centre('callback: { say: { offer: offer, goodbye: bye } }');
    expect(policy.targets.at(-1)).toEqual({ id: 'callback:support' });
    expect(site.targets.at(-1)).toEqual({
      id: 'callback:support',
      destination: { kind: 'announcement', media: ['sound:thanks', 'sound:bye'] },
    });
  });
});
