import { describe, expect, it, vi } from 'vitest';
import type { CallStory } from '../../server/decisions.ts';
import { explainText } from '../../server/explain-text.ts';
import { clockText, drawPicture, type Picture, showPicture } from '../../server/picture.ts';
import { inColumns, table, textWidth } from '../../server/text-width.ts';

const at = Date.UTC(2026, 10, 24, 1, 0, 0);
const picture: Picture = {
  at,
  title: 'tsunagi',
  queues: [
    {
      id: 'support',
      name: '技術サポート',
      waiting: 12,
      callbacks: 3,
      oldestJoinedAt: at - 75_000,
      expectedWait: { ms: 190_000, lowMs: 120_000, highMs: 240_000 },
      agents: { ready: 1, talking: 2 },
      offered: 20,
      answered: 7,
      abandoned: 1,
      serviceLevel: 0.875,
      target: '80% in 20s',
    },
    {
      id: 'shop',
      name: 'Shop',
      waiting: 0,
      callbacks: 0,
      oldestJoinedAt: null,
      expectedWait: null,
      agents: {},
      offered: 0,
      answered: 0,
      abandoned: 0,
      serviceLevel: null,
      target: '80% in 20s',
    },
  ],
  agents: [
    {
      id: 'a',
      name: '田中 結衣',
      state: 'paused',
      since: at - 3_725_000,
      reason: 'lunch',
      call: null,
      callsAnswered: 3,
    },
    {
      id: 'b',
      name: 'Brown',
      state: 'talking',
      since: at - 5_000,
      reason: null,
      call: 17,
      callsAnswered: 4,
    },
  ],
};

describe('columns of text', () => {
  it.each([
    ['abc', 3],
    ['技術サポート', 12],
    ['ｱｲｳ', 3],
    ['が', 2],
    ['か\u3099', 2],
    ['é', 1],
    ['e\u0301', 1],
    ['한국', 4],
    ['👍', 2],
    ['–…', 2],
  ])('%s takes %i', (text, width) => expect(textWidth(text)).toBe(width));

  it('are cut and filled so that tables stand straight', () => {
    expect(inColumns('技術サポート', 7)).toBe('技術サ…');
    expect(inColumns('技術サポート', 8)).toBe('技術サ… ');
    expect(inColumns('7', 3, 'right')).toBe('  7');
    const rows = table([
      ['技術', '1'],
      ['Shop', '12'],
    ]);
    expect(rows).toEqual(['技術  1', 'Shop  12']);
  });
});

describe('the picture', () => {
  it('shows every queue and agent in straight columns, Japanese names too', () => {
    const lines = drawPicture(picture, 200);
    const [head, support, shop] = lines.slice(2, 5);
    expect(support).toContain('技術サポート');
    expect(support).toMatch(/1:15\s+2–4 min/);
    expect(support).toMatch(/88% \(80% in 20s\)$/);
    expect(shop).toMatch(/– \(80% in 20s\)$/);
    expect(shop).toMatch(/0\s+–\s+–/);
    const columnOf = (line: string, text: string) => textWidth(line.slice(0, line.indexOf(text)));
    expect(columnOf(head!, 'WAITING') + 'WAITING'.length).toBe(columnOf(support!, '12') + 2);
    expect(lines.join('\n')).toContain('paused (lunch)  1:02:05');
    expect(lines.find((line) => line.startsWith('Brown'))).toMatch(/talking\s+0:05\s+17\s+4$/);
  });

  it.each([
    [null, '–'],
    [{ ms: 190_000, lowMs: null, highMs: null }, '~3:10'],
    [{ ms: 8_000, lowMs: 0, highMs: 30_000 }, '<0.5 min'],
    [{ ms: 70_000, lowMs: 30_000, highMs: 120_000 }, '0.5–2 min'],
  ])('shows the expected wait %o as %s', (expectedWait, text) => {
    const queue = { ...picture.queues[1]!, expectedWait };
    const [head, row] = drawPicture({ ...picture, queues: [queue] }, 200).slice(2, 4);
    const end = head!.indexOf('EXPECTED') + 'EXPECTED'.length;
    expect(row!.slice(0, end)).toMatch(new RegExp(`  ${text}$`));
  });

  it('shows links where there are some', () => {
    const link = { up: true, used: 3, channels: 4, restUntil: null };
    const links = [
      { ...link, id: 'osaka' },
      { ...link, id: 'carrier', up: false, used: 0 },
      { ...link, id: 'nagoya', restUntil: picture.at + 5_000 },
    ];
    const lines = drawPicture({ ...picture, links }, 200).slice(-3);
    expect(lines[0]).toMatch(/^osaka\s+up\s+3\s+4$/);
    expect(lines[1]).toMatch(/^carrier\s+down\s+0\s+4$/);
    expect(lines[2]).toMatch(/^nagoya\s+rests 0:05\s+3\s+4$/);
    expect(drawPicture(picture, 200).join('\n')).not.toContain('LINK');
  });

  it('never is wider than the terminal', () => {
    for (const line of drawPicture(picture, 40)) expect(textWidth(line)).toBeLessThanOrEqual(40);
  });

  it('is drawn over itself in a terminal, and is one plain line elsewhere', async () => {
    const terminal: string[] = [];
    const plain: string[] = [];
    const look = async () => picture;
    const stopOne = showPicture(look, {
      isTTY: true,
      columns: 80,
      rows: 30,
      write: (t) => terminal.push(t),
    });
    await vi.waitFor(() => expect(terminal.length).toBeGreaterThan(1));
    stopOne();
    const drawn = terminal[0]!.split('\n').length - 1;
    expect(terminal[1]).toContain(`\u001b[${drawn}A`);
    const stopTwo = showPicture(look, { isTTY: false, write: (t) => plain.push(t) });
    await vi.waitFor(() => expect(plain).toHaveLength(1));
    stopTwo();
    expect(plain[0]).toMatch(/waiting: support 12, shop 0 {2}agents: 1 paused, 1 talking/);
    expect(plain[0]).not.toContain('\u001b');
  });

  it('tells when it cannot look, and tries again', async () => {
    const said: string[] = [];
    const look = async () => Promise.reject(new Error('no server answers'));
    const stop = showPicture(look, { isTTY: true, write: (text) => said.push(text) });
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(1));
    stop();
    expect(said[0]).toBe('no server answers\n');
  });

  it.each([
    [0, '0:00'],
    [75_000, '1:15'],
    [3_725_000, '1:02:05'],
    [-5, '0:00'],
  ])('%i ms is %s', (ms, text) => expect(clockText(ms)).toBe(text));
});

describe('a story', () => {
  const story = {
    call: 17,
    queue: 'support',
    arrivedAt: at,
    seq: 99,
    moments: [
      { seq: 2, at, n: ['callQueued', 17, 'support', 0] },
      { seq: 5, at: at + 20_000, n: ['callStepped', 17, 'support', 1] },
      { seq: 6, at: at + 20_000, n: ['offerCall', 3, 17, 'ann', 15_000] },
      { seq: 9, at: at + 35_000, n: ['offerEnded', 3, 17, 'ann', 'support', 'missed', 15_000] },
      {
        seq: 20,
        at: at + 90_000,
        n: ['callExited', 17, 'support', 'overflowed', 90_000, 'voicemail'],
      },
    ],
    decisions: [
      {
        at,
        policy: 'p',
        call: 17,
        queue: 'support',
        step: 0,
        class: 'normal',
        waitedMs: 0,
        routingAgeMs: 60_000,
        trigger: 'none',
        agents: [
          { agent: 'ann', why: 'skill', skill: 'support', level: 0, levelMin: 5 },
          { agent: 'bob', why: 'state', state: 'paused', reason: 'lunch' },
        ],
        calls: [],
      },
      {
        at: at + 20_000,
        policy: 'p',
        call: 17,
        queue: 'support',
        step: 1,
        class: 'normal',
        waitedMs: 20_000,
        routingAgeMs: 80_000,
        trigger: 'call',
        winner: 'ann',
        offer: 3,
        decidedBy: 'idle-since',
        agents: [
          { agent: 'bob', why: 'excluded', until: at + 25_000 },
          { agent: 'cho', why: 'lost', key: 'idle-since', value: at + 15_000, winning: at },
          { agent: 'dan', why: 'delay', until: at + 30_000 },
        ],
        calls: [],
      },
    ],
  } as unknown as CallStory;

  it('reads in order: what happened, who won by which key, and why not the others', () => {
    expect(explainText(story).split('\n')).toEqual([
      'Call 17 entered support 2026-11-24T01:00:00.000Z',
      '   +0.0 s  joined support',
      '',
      '   +0.0 s  decision in support, step 0, class normal; waited 0.0 s, routing age 1:00',
      '  → nobody could take it',
      '  why not the others:',
      '    ann  lacks support; 5 is required',
      '    bob  is paused (lunch)',
      '',
      '  +20.0 s  entered step 1 of support',
      '',
      '  +20.0 s  decision in support, step 1, class normal; waited 20.0 s, routing age 1:20',
      '  → ann wins: has been idle longer (decided by idle-since)',
      '  why not the others:',
      '    bob  was offered this call before; kept from it for 5.0 s more',
      '    cho  idle for 5.0 s, the winner for 20.0 s',
      '    dan  serves calls of this queue later; in 10.0 s',
      '',
      '  +20.0 s  offered to ann (offer 3)',
      '  +35.0 s  offer 3 to ann: missed',
      '    +1:30  left support: overflowed, sent to voicemail',
    ]);
  });
});
