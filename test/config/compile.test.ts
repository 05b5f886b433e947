/** What the notations of the configuration become in the policy and the site. */

import { describe, expect, test } from 'vitest';
import { bucketsFor } from '../../config/lint.ts';
import { durationText, parseDuration } from '../../config/scalars.ts';
import type { QueuePolicy } from '../../core/index.ts';
import { check, codesOf, compiled, now } from './corpus.ts';

const base = `
switches: { world: { kind: simulated } }
skills: { support: {}, english: {} }
teams: { desk: {}, back: {} }
agents:
  anna: { phone: PJSIP/1, teams: [desk], skills: { support: 9, english: 5 } }
  bob: { phone: PJSIP/2, teams: [back], skills: { support: 3 } }
`;

function queueOf(text: string): QueuePolicy {
  const { policy } = compiled(`${base}\nqueues:\n${text}`);
  return policy.queues[0]!;
}

describe('steps', () => {
  const queue = queueOf(`
  support:
    teams: [desk]
    steps:
      - for: 20s
        require: { support: ">=5", english: ">=3" }
      - then: { after: 1m }
      - for: 30s
        require: { support: ">=3" }
        add-teams: [{ team: back, rank: 2 }]
        skip-when: { signed-in: 0 }
      - require: {}
        then: { after: 5m, go: hang-up }
`);

  test('a step without require has that of the step before', () => {
    expect(queue.steps.map(({ require }) => require)).toEqual([
      [
        { skill: 'english', levelMin: 3 },
        { skill: 'support', levelMin: 5 },
      ],
      [
        { skill: 'english', levelMin: 3 },
        { skill: 'support', levelMin: 5 },
      ],
      [{ skill: 'support', levelMin: 3 }],
      [],
    ]);
  });

  test('a team that serves may come again with a lower rank, and only then is that no warning', () => {
    const again = (rank: number) =>
      check(`
switches: { pbx: { kind: simulated } }
teams: { desk: {}, back: {} }
agents: { a: { phone: PJSIP/1, teams: [desk] }, b: { phone: PJSIP/2, teams: [back] } }
queues:
  support:
    teams: [desk, { team: back, rank: 3 }]
    steps:
      - { for: 30s }
      - { add-teams: [{ team: back, rank: ${rank} }], then: { after: 5m, go: hang-up } }
`);
    const forward = again(1);
    expect(codesOf(forward.diagnostics)).toEqual([]);
    const ranks = forward.config!.policy.queues[0]!.steps.map(({ teams }) => teams[0]);
    expect(ranks).toEqual([
      { team: 'back', rank: 3 },
      { team: 'back', rank: 1 },
    ]);
    expect(codesOf(again(3).diagnostics)).toEqual(['teams-add-nobody']);
  });

  test('teams add up and keep their rank', () => {
    const desk = { team: 'desk', rank: 0 };
    const back = { team: 'back', rank: 2 };
    expect(queue.steps.map(({ teams }) => teams)).toEqual([
      [desk],
      [desk],
      [back, desk],
      [back, desk],
    ]);
    expect(queue.steps.every(({ everybody }) => !everybody)).toBe(true);
  });

  test('for counts from the step, after from joining; what is absent never comes', () => {
    expect(queue.steps.map(({ forMs, afterMs }) => [forMs, afterMs])).toEqual([
      [20_000, Number.POSITIVE_INFINITY],
      [Number.POSITIVE_INFINITY, 60_000],
      [30_000, Number.POSITIVE_INFINITY],
      [Number.POSITIVE_INFINITY, 300_000],
    ]);
    expect(queue.steps[2]!.skipWhen).toEqual({ signedInMax: 0 });
    expect(queue.steps.map(({ go }) => go)).toEqual([undefined, undefined, undefined, 'hang-up']);
  });

  test('what is not written has the values of the reference', () => {
    const { steps: _, ...rest } = queue;
    expect(rest).toEqual({
      id: 'support',
      class: 'normal',
      headStartMs: 0,
      order: 'longest-idle',
      answerWithinMs: 20_000,
      ringMs: 15_000,
      wrapUpMs: 0,
      shortAbandonMs: 5_000,
      missesMax: 1,
      excludeMs: 30_000,
      preferredWaitMs: 0,
      reloadLive: false,
      exits: {},
      escapes: [],
    });
  });
});

test('exits, escapes and hours', () => {
  const { policy, site } = compiled(`${base}
hours:
  office:
    time-zone: Asia/Tokyo
    week: { mon-fri: 9:00-18:00, sun: [0:00-1:00, 23:00-24:00] }
targets: { other: { queue: second }, aged: { queue: second, keep-age: false } }
queues:
  first:
    teams: [desk]
    hours: office
    steps: [{ require: { support: ">=1", english: ">=1" }, then: { after: 5m, go: other } }]
    exits:
      full: { at: 20, go: aged }
      too-long: { waited: 4m, go: dialplan }
      nobody: { go: other, count-paused: true }
      closed: { go: hang-up, waiting: true }
    escapes: { "*": other, "1": hang-up }
  second:
    teams: [back]
    steps: [{ then: { after: 1m, go: hang-up } }]
`);
  const first = policy.queues[0]!;
  expect(first.exits).toEqual({
    full: { at: 20, go: 'aged' },
    tooLong: { waitedMs: 240_000, go: 'dialplan' },
    nobody: { go: 'other', countPaused: true },
    closed: { go: 'hang-up', waiting: true },
  });
  expect(first.escapes).toEqual([
    { key: '*', go: 'other' },
    { key: '1', go: 'hang-up' },
  ]);
  expect(policy.targets).toEqual([
    { id: 'dialplan' },
    { id: 'hang-up' },
    { id: 'aged', queue: 'second', keepAge: false },
    { id: 'other', queue: 'second', keepAge: true },
  ]);
  expect(site.hours[0]!.week).toEqual([
    ...[0, 1, 2, 3, 4].map((day) => ({ from: day * 1_440 + 540, to: day * 1_440 + 1_080 })),
    { from: 6 * 1_440, to: 6 * 1_440 + 60 },
    { from: 6 * 1_440 + 1_380, to: 7 * 1_440 },
  ]);
  // 1 March 2026, 9:00 in Tokyo, is a Sunday.
  expect(new Date(now).getUTCDay()).toBe(0);
  expect(policy.hours).toEqual([{ id: 'office', open: false }]);
});

describe('everybody', () => {
  const queues = `
queues:
  north: { TENANT-NORTH teams: everybody, steps: [{ then: { after: 1m, go: hang-up } }] }
  south: { TENANT-SOUTH teams: [back], steps: [{ then: { after: 1m, go: hang-up } }] }
`;

  test('of one tenant is everybody there is', () => {
    const { policy } = compiled(`
switches: { world: { kind: simulated } }
teams: { back: {} }
agents:
  anna: { phone: PJSIP/1 }
  bob: { phone: PJSIP/2, teams: [back] }
${queues.replace(/TENANT-\w+ /g, '')}`);
    expect(policy.queues[0]!.steps[0]).toMatchObject({ everybody: true, teams: [] });
    expect(policy.agents.map(({ teams }) => teams)).toEqual([[], ['back']]);
  });

  test('of several tenants is everybody of the tenant of the queue', () => {
    const { policy, site } = compiled(`
switches: { world: { kind: simulated } }
tenants: { north: { name: { en: North, ja: 北 } }, south: {} }
teams: { back: { tenant: south } }
agents:
  anna: { tenant: north, phone: PJSIP/1 }
  bob: { tenant: south, phone: PJSIP/2, teams: [back] }
${queues.replace('TENANT-NORTH', 'tenant: north,').replace('TENANT-SOUTH', 'tenant: south,')}`);
    expect(policy.queues[0]!.steps[0]).toMatchObject({
      everybody: false,
      teams: [{ team: 'tenant:north', rank: 0 }],
    });
    expect(policy.agents.map(({ teams }) => teams)).toEqual([['tenant:north'], ['back']]);
    expect(site.teams.at(-1)).toEqual({
      id: 'tenant:north',
      tenant: 'north',
      name: { en: 'North', ja: '北' },
    });
  });
});

test('names: one text for all languages, or one each; English stands in for Japanese', () => {
  const { site } = compiled(`
name: Centre
switches: { world: { kind: simulated } }
agents:
  anna: { phone: PJSIP/1, name: { en: Anna, ja: アンナ }, furigana: あんな }
  bob: { phone: PJSIP/2, name: { en: Bob } }
  carl: { phone: PJSIP/3, name: { ja: カール } }
  dora: { phone: PJSIP/4 }
queues: { all: { teams: everybody, steps: [{ then: { after: 1m, go: hang-up } }] } }
`);
  expect(site.name).toEqual({ en: 'Centre', ja: 'Centre' });
  expect(site.agents.map(({ name }) => name)).toEqual([
    { en: 'Anna', ja: 'アンナ' },
    { en: 'Bob', ja: 'Bob' },
    { en: 'carl', ja: 'カール' },
    { en: 'dora', ja: 'dora' },
  ]);
  expect(site.agents[0]!.furigana).toBe('あんな');
  expect(site.pauseReasons.map(({ id }) => id)).toEqual(['no-answer']);
});

test('agents may talk in the browser, with a password of their own or one made anew', () => {
  const { site } = compiled(
    `
time-zone: Asia/Tokyo
tenants: { sakura: {} }
agents:
  anna: { phone: PJSIP/1, softphone: { user: w1 } }
  bob: { phone: PJSIP/2, softphone: { user: w2, password: "\${W2}" } }
  carl: { phone: PJSIP/3 }
queues: { all: { teams: everybody, steps: [{ then: { after: 1m, go: hang-up } }] } }
switches: { pbx: { kind: asterisk-ari, password: "\${ARI}" } }
server: { softphone: { url: wss://pbx.example.com/ws } }
`,
    { W2: 'own', ARI: 'of-ari' },
  );
  expect(site.agents.map(({ softphone }) => softphone)).toEqual([
    { user: 'w1' },
    { user: 'w2', password: 'own' },
    undefined,
  ]);
  expect(site.server.softphone).toEqual({ url: 'wss://pbx.example.com/ws' });
});

test('listeners stay on loopback until something else is written', () => {
  const { server } = compiled(`${base}
queues:
  all:
    teams: [desk, back]
    steps: [{ require: { support: ">=1", english: ">=1" }, then: { after: 1m, go: hang-up } }]
`).site;
  expect([server.api.host, server.metrics.host]).toEqual(['127.0.0.1', '127.0.0.1']);
  expect(server.keys).toEqual([]);
});

describe('the version', () => {
  const one = `
queues:
  all:
    teams: [desk, back]
    steps:
      - { for: 60s, require: { support: ">=1", english: ">=1" } }
      - { then: { after: 1m30s, go: hang-up } }`;
  const version = (text: string) => compiled(text).policy.version;

  test('does not depend on spelling, order or the time of day', () => {
    const other = `${one}\n# a comment\n${base}`.replace('60s', '1m').replace('1m30s', '90s');
    expect(version(other)).toBe(version(base + one));
    expect(compiled(base + one).site.version).toBe(version(base + one));
  });

  test('changes with anything that is meant', () => {
    const versions = [
      base + one,
      (base + one).replace('60s', '61s'),
      (base + one).replace('support: 9', 'support: 8'),
      (base + one).replace('PJSIP/2', 'PJSIP/3'),
      (base + one).replace('simulated', 'simulated, seed: 2'),
      `name: Other\n${base}${one}`,
    ].map(version);
    expect(new Set(versions).size).toBe(versions.length);
  });

  test('does not give secrets away', () => {
    const text = `${base}${one}\nserver: { keys: { desk: { key: "\${KEY}", role: read } } }`;
    const load = (key: string) => check(text, 'a.yaml', { KEY: key }).config!;
    const [first, second] = [load('0123456789abcdef'), load('fedcba9876543210')];
    expect(first.site.server.keys[0]!.key).toBe('0123456789abcdef');
    expect(first.policy.version).toBe(second.policy.version);
  });
});

test('former ids are kept for history', () => {
  const { site } = compiled(`${base.replace('support: {}', 'support: { renamed-from: [help] }')}
classes: [{ id: normal, renamed-from: [standard] }]
queues:
  all:
    renamed-from: [everything, main]
    teams: [desk, back]
    steps: [{ require: { support: ">=1", english: ">=1" }, then: { after: 1m, go: hang-up } }]
`);
  expect(site.renamed).toEqual([
    { kind: 'skill', from: 'help', to: 'support' },
    { kind: 'queue', from: 'everything', to: 'all' },
    { kind: 'queue', from: 'main', to: 'all' },
    { kind: 'class', from: 'standard', to: 'normal' },
  ]);
});

test('every target time is a bucket of the metrics', () => {
  const config = compiled(`${base}
queues:
  all:
    teams: [desk, back]
    target: { within: 25s, short-abandon: 7s }
    steps: [{ require: { support: ">=1", english: ">=1" }, then: { after: 1m, go: hang-up } }]
`);
  const buckets = bucketsFor(config);
  expect(buckets).toContain(25_000);
  expect(buckets).toContain(7_000);
  expect([...buckets].sort((a, b) => a - b)).toEqual(buckets);
});

test('durations are read and written the same', () => {
  for (const text of ['500ms', '20s', '1m30s', '2h', '1d12h', '0s']) {
    expect(durationText(parseDuration(text)!)).toBe(text);
  }
  expect(parseDuration('90s')).toBe(90_000);
  for (const text of ['20', 's', '1.5s', '-1s', '1 m', '']) {
    expect(parseDuration(text)).toBeUndefined();
  }
});

describe('a class that can starve another', () => {
  const centre = (rest: string) => `
switches: { world: { kind: simulated } }
teams: { desk: {}, back: {} }
agents:
  anna: { phone: PJSIP/1, teams: [desk] }
  bob: { phone: PJSIP/2, teams: [desk, back] }
queues:
  urgent: { class: high, teams: [desk], steps: [{ then: { after: 1m, go: hang-up } }] }
  low: { class: normal, teams: [back], steps: [{ then: { after: 1m, go: hang-up } }] }
${rest}`;

  test('is told, unless it is meant or an agent is left', () => {
    expect(codesOf(check(centre('classes: [high, normal]')).diagnostics)).toEqual([
      'class-starves',
    ]);
    expect(
      codesOf(check(centre('classes: [{ id: high, may-starve: true }, normal]')).diagnostics),
    ).toEqual([]);
    const free = centre('classes: [high, normal]').replace(
      'queues:',
      '  carl: { phone: PJSIP/3, teams: [back] }\nqueues:',
    );
    expect(codesOf(check(free).diagnostics)).toEqual([]);
  });
});
