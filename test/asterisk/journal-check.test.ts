/** The checker of journals sees what is wrong: each journal here is right but for one line. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkJournal, type JournalReport } from './journal-check.ts';

const queue = { id: 'q', class: 'normal', headStartMs: 0, wrapUpMs: 1000, excludeMs: 5000 };
const step = { teams: [{ team: 't' }], everybody: false };
const agent = { teams: ['t'], queues: [] };
const policy = {
  classes: ['vip', 'normal'],
  targets: [],
  agents: [
    { id: 'expert', ...agent, skills: [{ skill: 's', level: 9 }] },
    { id: 'novice', ...agent, skills: [{ skill: 's', level: 3 }] },
  ],
  queues: [
    {
      ...queue,
      steps: [
        { ...step, forMs: 2000, require: [{ skill: 's', levelMin: 5 }] },
        { ...step, forMs: null, require: [{ skill: 's', levelMin: 3 }] },
      ],
    },
  ],
};

type Row = readonly [at: number, kind: string, ...rest: unknown[]];

/** Rows of `[at, 'fact', {...}]`, `[at, 'tick']` or `[at, '<notice>', ...arguments]`. */
function check(rows: readonly Row[], finished = true): JournalReport {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-journal-'));
  const lines = rows.map(([at, kind, ...rest], index) => {
    const body =
      kind === 'fact'
        ? { fact: rest[0], outcome: 'applied' }
        : kind === 'tick'
          ? { tick: true }
          : { n: [kind, ...rest] };
    return `${JSON.stringify({ seq: index + 1, at, ...body })}\n`;
  });
  writeFileSync(join(folder, 'snapshot-000000000001.json'), JSON.stringify({ router: { policy } }));
  writeFileSync(join(folder, 'journal-000000000001.ndjson'), lines.join(''));
  try {
    return checkJournal(folder, { finished });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const signIn = (at: number, who: string): Row[] => [
  [at, 'fact', { type: 'agent-signed-in', agent: who }],
  [at, 'agentChanged', who, 'ready'],
];
const arrive = (at: number, call: number, more = {}): Row[] => [
  [at, 'fact', { type: 'call-arrived', call, queue: 'q', ...more }],
  [at, 'callQueued', call, 'q', 0],
];
const offer = (at: number, id: number, call: number, who: string): Row[] => [
  [at, 'offerCall', id, call, who, 10_000],
  [at, 'agentChanged', who, 'offered', null, call],
];
const talk = (at: number, id: number, call: number, who: string): Row[] => [
  [at, 'fact', { type: 'call-connected', offer: id }],
  [at, 'offerEnded', id, call, who, 'q', 'answered', 100],
  [at, 'callConnected', call, id, who, 'q', 100],
  [at, 'callExited', call, 'q', 'answered', 100, null],
  [at, 'agentChanged', who, 'talking', null, call],
];
const leave = (at: number, id: number, call: number, who: string): Row[] => [
  [at, 'fact', { type: 'agent-left', offer: id }],
  [at, 'agentChanged', who, 'wrap-up'],
  [at, 'callEnded', call],
  [at + 1000, 'tick'],
  [at + 1000, 'agentChanged', who, 'ready'],
];

const good = [
  ...signIn(0, 'expert'),
  ...arrive(100, 1),
  ...offer(100, 1, 1, 'expert'),
  ...talk(300, 1, 1, 'expert'),
  ...leave(900, 1, 1, 'expert'),
];

test('a journal in which all went well has no problems', () => {
  const report = check(good);
  expect(report.problems).toEqual([]);
  expect(report).toMatchObject({ calls: 1, offers: 1, answered: 1, answeredBy: { expert: 1 } });
});

test('an offer to somebody without the skill of the step', () => {
  const { problems } = check(
    [...signIn(0, 'novice'), ...arrive(100, 1), ...offer(100, 1, 1, 'novice')],
    false,
  );
  expect(problems).toEqual(['line 5: offer 1 of call 1 to novice: not eligible at step 0 of q']);
});

test('two offers to one agent, and an offer in wrap-up', () => {
  const twice = [
    ...good.slice(0, 6),
    ...arrive(150, 2, { class: 'vip' }),
    ...offer(150, 2, 2, 'expert'),
  ];
  expect(check(twice, false).problems[0]).toContain('the agent has offer 1');
  const wrapUp = [...good.slice(0, -2), ...arrive(950, 2), ...offer(950, 2, 2, 'expert')];
  expect(check(wrapUp, false).problems[0]).toContain('the agent is in wrap-up');
});

test('a call that is overtaken, by class or by age', () => {
  const byClass = [
    ...arrive(0, 1),
    ...arrive(10, 2, { class: 'vip' }),
    ...signIn(1000, 'expert'),
    ...offer(1000, 1, 1, 'expert'),
  ];
  expect(check(byClass, false).problems).toEqual([
    'line 7: offer 1 of call 1 to expert: call 2 should have gone first',
  ]);
  const byAge = [
    ...arrive(0, 1),
    ...arrive(10, 2),
    ...signIn(1000, 'expert'),
    ...offer(1000, 1, 2, 'expert'),
  ];
  expect(check(byAge, false).problems).toEqual([
    'line 7: offer 1 of call 2 to expert: call 1 should have gone first',
  ]);
});

test('an agent left idle while a call waits', () => {
  const { problems } = check([...signIn(0, 'expert'), ...arrive(100, 1), [900, 'tick']], false);
  expect(problems).toEqual(['line 4: agent expert is idle while call 1 waits']);
});

test('a step taken too early', () => {
  const { problems } = check(
    [...arrive(0, 1), [1500, 'tick'], [1500, 'callStepped', 1, 'q', 1]],
    false,
  );
  expect(problems).toEqual(['line 4: call 1 leaves step 0 too early']);
});

test('what is left open at the end', () => {
  const { problems } = check(good.slice(0, -5));
  expect(problems).toContain('line 11: call 1 is still talking');
  expect(problems).toContain('line 11: offer 1 to expert never ended');
  expect(problems).toContain('line 11: agent expert is stuck in offer 1');
});

test('a missing line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-journal-'));
  writeFileSync(join(folder, 'snapshot-000000000001.json'), JSON.stringify({ router: { policy } }));
  const lines = [1, 3].map((seq) => `${JSON.stringify({ seq, at: seq, tick: true })}\n`);
  writeFileSync(join(folder, 'journal-000000000001.ndjson'), lines.join(''));
  expect(() => checkJournal(folder)).toThrow('after line 1 comes line 3');
  rmSync(folder, { recursive: true });
});
