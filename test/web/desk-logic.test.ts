/** What the desk works out for itself: drafts, reasons, marks and figures. No browser. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Draft } from '../../server/web/pages/desk/draft.ts';
import { figuresOf, markOf } from '../../server/web/pages/desk/figures.ts';
import { choose, levelOf, unchoose } from '../../server/web/pages/desk/reason-tree.ts';
import type { DeskQueueRow, TodayPart } from '../../server/wire/desk.ts';
import type { CodeShown, ReasonShown } from '../../server/wire/knowledge.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Fields {
  readonly note: string;
  readonly code: string | null;
}

describe('a draft', () => {
  function scene() {
    const kept: Partial<Fields>[] = [];
    let isAway = false;
    const draft = new Draft<Fields>({
      keep: async (fields) => {
        if (isAway) throw new Error('away');
        kept.push(fields);
      },
    });
    return {
      draft,
      kept,
      away(on: boolean) {
        isAway = on;
      },
    };
  }
  const server: Fields = { note: '', code: null };

  test('goes to the server as it is typed, gathered', async () => {
    const { draft, kept } = scene();
    draft.set('note', 'a');
    draft.set('note', 'ab');
    draft.set('code', 'lost');
    expect(draft.state.value).toBe('keeping');
    expect(draft.over(server)).toEqual({ note: 'ab', code: 'lost' });
    await vi.advanceTimersByTimeAsync(250);
    expect(kept).toEqual([{ note: 'ab', code: 'lost' }]);
    expect(draft.state.value).toBe('kept');
  });

  test('shows what was typed until the server pushes the same', async () => {
    const { draft } = scene();
    draft.set('note', 'ab');
    await draft.flush();
    // A push from before is on its way.
    draft.confirm({ note: 'a', code: null });
    expect(draft.over({ note: 'a', code: null }).note).toBe('ab');
    draft.confirm({ note: 'ab', code: null });
    // From now on what the server says is shown: another window may have written.
    expect(draft.over({ note: 'abc', code: null }).note).toBe('abc');
  });

  test('sends what was typed while it was being sent', async () => {
    const kept: Partial<Fields>[] = [];
    let answer = () => {};
    const keep = (fields: Partial<Fields>) => {
      kept.push(fields);
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    const draft = new Draft<Fields>({ keep });
    draft.set('note', 'a');
    await vi.advanceTimersByTimeAsync(250);
    draft.set('note', 'ab');
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value).toBe('keeping');
    await vi.advanceTimersByTimeAsync(250);
    expect(kept).toEqual([{ note: 'a' }, { note: 'ab' }]);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(draft.state.value).toBe('kept');
  });

  test('is tried again while the server is away, and says so', async () => {
    const { draft, kept, away } = scene();
    away(true);
    draft.set('note', 'a');
    await vi.advanceTimersByTimeAsync(300);
    expect(draft.state.value).toBe('waiting');
    away(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(draft.state.value).toBe('kept');
    expect(kept).toEqual([{ note: 'a' }]);
  });
});

describe('reasons by number', () => {
  const reason = (id: string, reasons: ReasonShown[] = []): ReasonShown => ({
    ...{ id, name: { en: id }, reasons },
  });
  const code = (id: string, reasons: ReasonShown[] = []): CodeShown => ({
    ...reason(id, reasons),
    ...{ isGoal: false, isRefusal: false },
  });
  const codes = [
    code('solved'),
    code('lost', [reason('price', [reason('too-high'), reason('other-firm')]), reason('no-need')]),
  ];
  const none = { code: null, reason: null };

  test('go down level by level until nothing is left to choose', () => {
    expect(levelOf(codes, none)).toMatchObject({ kind: 'codes', isComplete: false });
    expect(levelOf(codes, choose(codes, none, 'solved'))).toMatchObject({ isComplete: true });
    const price = choose(codes, choose(codes, none, 'lost'), 'price');
    expect(price).toEqual({ code: 'lost', reason: 'price' });
    expect(levelOf(codes, price)).toMatchObject({ kind: 'reasons', isComplete: false });
    const other = choose(codes, price, 'other-firm');
    expect(other).toEqual({ code: 'lost', reason: 'price/other-firm' });
    expect(levelOf(codes, other).path.map(({ id }) => id)).toEqual(['lost', 'price', 'other-firm']);
  });

  test('are taken back one level at a time', () => {
    const other = { code: 'lost', reason: 'price/other-firm' };
    expect(unchoose(codes, other)).toEqual({ code: 'lost', reason: 'price' });
    expect(unchoose(codes, { code: 'lost', reason: 'price' })).toEqual({
      ...{ code: 'lost', reason: null },
    });
    expect(unchoose(codes, { code: 'lost', reason: null })).toEqual(none);
    expect(unchoose(codes, none)).toEqual(none);
  });

  test('the configuration has no more count as not chosen', () => {
    expect(levelOf(codes, { code: 'gone', reason: null }).kind).toBe('codes');
    const gone = levelOf(codes, { code: 'lost', reason: 'price/gone' });
    expect(gone.path.map(({ id }) => id)).toEqual(['lost', 'price']);
  });
});

describe('a queue against its own target', () => {
  const row = (more: Partial<DeskQueueRow>): DeskQueueRow => ({
    ...{ id: 'q', name: {}, waiting: 0, callbacks: 0, oldestJoinedAt: null, expectedWaitMs: null },
    ...{ withinMs: 20_000, target: 0.8, serviceLevel: 0.9, answered: 1 },
    ...more,
  });

  test.each([
    ['inTarget', {}],
    ['inTarget', { oldestJoinedAt: 100_000 - 13_999 }],
    ['soonLate', { oldestJoinedAt: 100_000 - 14_000 }],
    ['soonLate', { oldestJoinedAt: 100_000 - 20_000 }],
    ['late', { oldestJoinedAt: 100_000 - 20_001 }],
    ['belowTarget', { serviceLevel: 0.79 }],
    ['inTarget', { serviceLevel: 0.8 }],
    ['inTarget', { serviceLevel: null }],
    ['late', { serviceLevel: 0.1, oldestJoinedAt: 0 }],
    ['inTarget', { withinMs: 60_000, oldestJoinedAt: 100_000 - 20_001 }],
  ] as const)('is %s with %j', (mark, more) => {
    expect(markOf(row(more), 100_000)).toBe(mark);
  });
});

describe('figures of a day', () => {
  const spans = { ready: 0, offered: 0, talking: 0, hold: 0, wrapUp: 0, paused: 0, away: 0 };
  const day = (more: Partial<TodayPart>): TodayPart => ({
    ...{ from: 0, handled: 0, wrapUps: 0, spans, goesOn: null, since: 0 },
    ...more,
  });

  test('are means over what has ended, and shares with what goes on', () => {
    const today = day({
      ...{ handled: 2, wrapUps: 2, goesOn: 'talking', since: 100_000 },
      spans: { ...spans, ready: 50_000, talking: 40_000, hold: 4_000, wrapUp: 6_000 },
    });
    expect(figuresOf(today, 200_000)).toEqual({
      ...{ handled: 2, talkMeanMs: 20_000, holdMeanMs: 2_000, wrapUpMeanMs: 3_000 },
      ...{ occupancy: 150_000 / 200_000, pausedMs: 0 },
    });
  });

  test('are none before there is anything to count', () => {
    expect(figuresOf(day({}), 5_000)).toEqual({
      ...{ handled: 0, talkMeanMs: null, holdMeanMs: null, wrapUpMeanMs: null },
      ...{ occupancy: null, pausedMs: 0 },
    });
  });

  test('a pause counts neither for nor against', () => {
    const today = day({ goesOn: 'paused', since: 0, spans: { ...spans, ready: 1, talking: 1 } });
    expect(figuresOf(today, 1_000)).toMatchObject({ occupancy: 0.5, pausedMs: 1_000 });
  });
});
