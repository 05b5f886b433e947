/**
 * What pages of the board work out by themselves.
 *
 * @vitest-environment happy-dom
 */

import { describe, expect, test } from 'vitest';
import { setLanguage } from '../../server/web/language.ts';
import { agentsShown } from '../../server/web/pages/board/agent-table.tsx';
import { alarmsOf } from '../../server/web/pages/board/alarms.ts';
import { chosenIn } from '../../server/web/pages/board/board-state.ts';
import { agentWhyLines, callWhyLines, type Names } from '../../server/web/pages/board/why-lines.ts';
import { changesOf } from '../../server/web/pages/config/config-state.ts';
import { plotOf } from '../../server/web/pages/reports/plot-series.ts';
import {
  askedIn,
  daysOn,
  type ReportAsked,
  reportLink,
} from '../../server/web/pages/reports/report-question.ts';
import { pagesOf, rowsAsked, wallSettings } from '../../server/web/pages/wall/wall-settings.ts';
import {
  type BoardAgentRow,
  type BoardQueueRow,
  type CampaignRow,
  levelOf,
} from '../../server/wire/board.ts';
import { funnelOf } from '../../server/wire/campaign.ts';
import type { CallWhy } from '../../server/wire/explain.ts';

const counts = { offered: 0, answered: 0, answeredInTarget: 0, abandoned: 0, abandonedShort: 0 };
const queue = (part: Partial<BoardQueueRow> = {}): BoardQueueRow => ({
  ...{
    id: 'support',
    name: { en: 'Support' },
    waiting: 0,
    callbacks: 0,
    isOpen: true,
    isWholeDay: true,
    since: 0,
  },
  ...{ oldestJoinedAt: null, expectedWaitMs: null, agents: { ready: 1 }, counts },
  target: { withinMs: 20_000, ratio: 0.8 },
  ...part,
});
const level = (answeredInTarget: number, n: number) =>
  levelOf(queue({ counts: { ...counts, answered: n, answeredInTarget } })).state;

describe('a service level', () => {
  test('is missed only where chance does not explain it with so few calls', () => {
    expect(level(0, 0)).toBe('none');
    expect(level(0, 1)).toBe('unsure');
    expect(level(0, 3)).toBe('missed');
    expect(level(15, 20)).toBe('unsure');
    expect(level(750, 1_000)).toBe('missed');
    expect(level(16, 20)).toBe('met');
  });

  test('counts whoever hung up late against it, and early ones not at all', () => {
    const told = levelOf(
      queue({
        counts: { ...counts, answered: 3, answeredInTarget: 3, abandoned: 1, abandonedShort: 9 },
      }),
    );
    expect([told.ratio, told.n]).toEqual([0.75, 4]);
  });
});

describe('alarms', () => {
  const well = {
    ...{ switchUp: true, switchTrouble: null, journalTrouble: null, version: 'v' },
    reloadFailed: false,
    superviseNot: null,
  };
  const kinds = (sight: Partial<Parameters<typeof alarmsOf>[0]>) =>
    alarmsOf({ server: well, queues: [], campaigns: [], now: 100_000, ...sight }).map(
      ({ kind, weight }) => `${kind} ${weight}`,
    );

  test('are none while all is well, and none before anything was told', () => {
    expect(kinds({ queues: [queue()] })).toEqual([]);
    expect(kinds({ server: undefined })).toEqual([]);
  });

  test('go by the target of the queue itself, to the millisecond', () => {
    const late = (joined: number, withinMs: number) =>
      kinds({
        queues: [queue({ waiting: 1, oldestJoinedAt: joined, target: { withinMs, ratio: 0.8 } })],
      });
    expect(late(80_000, 20_000)).toEqual([]);
    expect(late(79_999, 20_000)).toEqual(['wait bad']);
    expect(late(79_999, 60_000)).toEqual([]);
  });

  test('tell of nobody at work where calls wait or the queue is open', () => {
    const nobody = { agents: { paused: 2, 'signed-out': 3 } };
    expect(kinds({ queues: [queue(nobody)] })).toEqual(['nobody warn']);
    expect(kinds({ queues: [queue({ ...nobody, isOpen: false })] })).toEqual([]);
    expect(kinds({ queues: [queue({ ...nobody, isOpen: false, waiting: 1 })] })).toEqual([
      'nobody bad',
    ]);
  });

  test('tell of switch, journal and configuration, the worst first', () => {
    const server = { ...well, switchUp: false, journalTrouble: 'full', reloadFailed: true };
    const missed = { ...counts, answered: 50, answeredInTarget: 10 };
    expect(kinds({ server, queues: [queue({ counts: missed })] })).toEqual([
      ...['switch bad', 'journal bad', 'reload warn', 'level warn'],
    ]);
  });

  test('tell of a campaign somebody must see to, not of one that waits for its agents', () => {
    const campaign = (obstacle: string | null, state = 'running') =>
      ({ tenant: 't', code: 'c', state, obstacle }) as CampaignRow;
    expect(kinds({ campaigns: [campaign('trunk-errors')] })).toEqual(['campaign warn']);
    expect(kinds({ campaigns: [campaign('agents-busy'), campaign(null)] })).toEqual([]);
    expect(kinds({ campaigns: [campaign('trunk-errors', 'paused')] })).toEqual([]);
  });
});

describe('agents', () => {
  const agent = (id: string, state: string, since = 0, teams: string[] = []): BoardAgentRow => ({
    ...{ id, name: { en: id, ja: `名${id}` }, teams, state, since },
    ...{ reason: null, next: null, call: null, handled: 0 },
  });
  const rows = [
    agent('a', 'signed-out'),
    agent('b', 'paused', 5, ['desk']),
    agent('c', 'talking', 9),
    agent('d', 'talking', 2, ['desk']),
  ];
  const shown = (state: string, team = '', name = '') =>
    agentsShown(rows, { state, team, name }).map(({ id }) => id);

  test('are shown by state, the longest in it first', () => {
    expect(shown('')).toEqual(['d', 'c', 'b']);
    expect(shown('all')).toEqual(['d', 'c', 'b', 'a']);
    expect(shown('paused')).toEqual(['b']);
    expect(shown('', 'desk')).toEqual(['d', 'b']);
    expect(shown('all', '', '名A')).toEqual(['a']);
  });
});

describe('why', () => {
  const names: Names = { agent: (id) => id.toUpperCase(), queue: (id) => id, class: (id) => id };

  test('is told of a call in both languages', () => {
    const told: CallWhy = {
      ...{ at: 60_000, call: 7, links: [] },
      outlook: { position: 2, expectedMs: 90_000, band: { lowMs: 60_000, highMs: 120_000 } },
      places: [
        {
          ...{ call: 7, queue: 'support', step: 0, isLastStep: false, class: 'normal' },
          ...{ waitedMs: 30_000, routingAgeMs: 90_000, stepEndsAt: 75_000 },
          state: 'waiting',
          agents: { talking: 2, skill: 3 },
        },
      ],
      decisions: [
        {
          ...{ at: 0, call: 7, queue: 'support', agent: 'ann' },
          trigger: 'call',
          decidedBy: 'idle-since',
        },
      ],
    };
    setLanguage('en');
    const [first, place, decided] = callWhyLines(told, names);
    expect(first!.lines).toEqual(['It is number 2 in line; 1:00 to 2:00 still to wait.']);
    expect(place).toEqual({
      heading: 'support, step 1, class normal: waited 0:30, counts as 1:30.',
      lines: ['Of 5 agents: 3 without the skills, 2 talking.', 'The next step begins in 0:15.'],
    });
    expect(decided!.lines[0]).toContain('call 7 → ANN: idle longer.');
    setLanguage('ja');
    expect(callWhyLines(told, names)[1]!.lines[0]).toBe(
      'オペレーター5名: スキル不足3名、通話中2名。',
    );
  });

  test('is told of an agent with what is lacking and what would help', () => {
    setLanguage('en');
    const [told] = agentWhyLines(
      {
        ...{ at: 90_000, agent: 'ann', switchUp: true, state: 'paused', reason: 'lunch' },
        ...{ stateSince: 30_000, waiting: 3, reasons: { skill: 1, none: 2 }, calls: [] },
        lacks: [{ skill: 'english', level: 0, levelMin: 5, count: 1 }],
        decisions: [],
      },
      names,
    );
    expect(told!.lines).toEqual([
      'paused (lunch) for 1:00.',
      '3 calls wait.',
      '1 needs english 5 (the agent has none).',
      '2 could be taken: end the pause.',
    ]);
  });
});

describe('addresses', () => {
  test('of a row on the board', () => {
    expect(chosenIn('#agent=tanaka%20ren')).toEqual({ kind: 'agent', id: 'tanaka ren' });
    expect(chosenIn('#campaign=acme/spring')).toEqual({ kind: 'campaign', id: 'acme/spring' });
    for (const hash of ['', '#', '#agent=', '#other=1', '#agent=%E0%A4%A']) {
      expect(chosenIn(hash)).toBeNull();
    }
  });

  test('of a wall, whatever is written there', () => {
    expect(
      wallSettings({ search: '?queues=b,a,,&turn=30&lang=ja&size=99', hash: '#token=tsw_x' }),
    ).toEqual({ token: 'tsw_x', queues: ['b', 'a'], turnSeconds: 30, size: 24, language: 'ja' });
    expect(wallSettings({ search: '?turn=soon&lang=fr', hash: '' })).toEqual({
      ...{ token: undefined, queues: null, turnSeconds: 15, size: 6, language: null },
    });
    const rows = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    expect(rowsAsked(rows, ['b', 'gone', 'a'])).toEqual([2, 1]);
    expect(pagesOf([1, 2, 3], 2)).toEqual([[1, 2], [3]]);
  });

  test('of a report say all of it, and come back', () => {
    const asked: ReportAsked = {
      ...{ from: '2026-11-24', until: '2026-11-25', subject: 'ann' },
      of: 'agent',
      by: 'hour',
    };
    const link = reportLink(asked);
    expect(link).toBe('/reports?of=agent&by=hour&from=2026-11-24&until=2026-11-25&agent=ann');
    expect(askedIn(Object.fromEntries(new URLSearchParams(link.split('?')[1])))).toEqual(asked);
    expect(askedIn({ of: 'nonsense', from: '../etc' })).toMatchObject({ of: 'queue', from: '' });
    expect(daysOn('2026-03-01', -1)).toBe('2026-02-28');
  });
});

test('a funnel has each step as a part of the one before', () => {
  const steps = funnelOf({
    attempts: {
      ...{ attempts: 40, firstAt: null, lastAt: null, outcomes: [] },
      network: [
        { network: 'answered', attempts: 20 },
        { network: null, attempts: 20 },
      ],
      answered: [{ answeredBy: 'person', attempts: 10, abandoned: 1 }],
    },
    goal: { outcome: 'order', name: 'Order', reached: 5, share: null },
  });
  expect(steps.map(({ count, share }) => [count, share])).toEqual([
    [40, null],
    [20, 0.5],
    [10, 0.5],
    [5, 0.5],
  ]);
});

test('a plot sums all subjects at each time, in order', () => {
  const columns = [
    { id: 'queue', kind: 'name' },
    { id: 'hour', kind: 'moment' },
    { id: 'offered', kind: 'count' },
  ] as const;
  const rows = [
    ['a', 7_200_000, 1],
    ['b', 3_600_000, 2],
    ['b', 7_200_000, 3],
  ];
  expect(plotOf({ columns, rows })).toEqual({
    times: [3_600, 7_200],
    lines: [{ id: 'offered', values: [2, 4] }],
  });
});

test('what was edited back is no change', () => {
  const files = [{ path: 'a.yaml', text: 'x', digest: 'd' }];
  const edits = new Map([
    ['a.yaml', 'x'],
    ['b.yaml', 'new'],
  ]);
  expect(changesOf(files, edits)).toEqual([{ path: 'b.yaml', text: 'new', digest: null }]);
});
