import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { type Holder, ownAgent } from '../../server/access/holder.ts';
import { Live, type Topic } from '../../server/live/live.ts';
import { LastShown, type Shown } from '../../server/live/shown.ts';
import type { Frame } from '../../server/wire/live.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

class Socket extends EventEmitter {
  readonly frames: Frame[] = [];
  readonly readyState = 1;
  bufferedAmount = 0;
  closed: number | undefined;
  send(text: string): void {
    this.frames.push(JSON.parse(text) as Frame);
  }
  ping(): void {
    this.emit('pong');
  }
  close(code: number): void {
    this.closed = code;
  }
  terminate(): void {}
}

const holder = (agent?: string): Holder => ({
  id: 'k',
  kind: 'account',
  role: 'agent',
  ...(agent && { agent }),
});

function scene() {
  let shown: Shown = { parts: { me: 1 }, rows: { queues: new Map([['a', 1]]) } };
  let looks = 0;
  const desk: Topic = {
    audience: ownAgent,
    show() {
      looks += 1;
      return shown;
    },
  };
  const live = new Live({ desk }, { now: () => 7, fresh: () => {} });
  const connect = (agent = 'tanaka') => {
    const socket = new Socket();
    live.connect(socket as unknown as WebSocket, holder(agent), ['desk']);
    return socket;
  };
  return {
    live,
    connect,
    looks: () => looks,
    show(next: Shown) {
      shown = next;
      live.touch();
      vi.advanceTimersByTime(100);
    },
  };
}

describe('what was last shown', () => {
  test('is told whole at first, then only what differs', () => {
    const last = new LastShown();
    const rows = (pairs: [string, unknown][]) => ({ t: new Map(pairs) });
    const first = last.change({ parts: { a: 1, b: null }, rows: rows([['x', { n: 1 }]]) });
    expect(JSON.parse(first!)).toEqual({
      parts: { a: 1, b: null },
      rows: { t: { set: { x: { n: 1 } }, gone: [] } },
    });
    expect(last.change({ parts: { a: 1, b: null }, rows: rows([['x', { n: 1 }]]) })).toBe(
      undefined,
    );
    const next = last.change({ parts: { a: 2, b: null }, rows: rows([['y', 'é"\n']]) });
    expect(JSON.parse(next!)).toEqual({
      parts: { a: 2 },
      rows: { t: { set: { y: 'é"\n' }, gone: ['x'] } },
    });
    expect(JSON.parse(last.whole())).toEqual({
      parts: { a: 2, b: null },
      rows: { t: { set: { y: 'é"\n' }, gone: [] } },
    });
  });

  test('tells of a table that has no rows', () => {
    const change = new LastShown().change({ parts: {}, rows: { t: new Map() } });
    expect(JSON.parse(change!).rows).toEqual({ t: { set: {}, gone: [] } });
  });
});

describe('the push', () => {
  test('shows everything first, then what changes, gathered', () => {
    const { connect, show } = scene();
    const socket = connect();
    expect(socket.frames[0]).toMatchObject({ at: 7, whole: ['desk'] });
    expect(socket.frames[0]!.topics!.desk!.parts).toEqual({ me: 1 });
    show({ parts: { me: 2 }, rows: { queues: new Map([['a', 1]]) } });
    expect(socket.frames[1]).toEqual({ at: 7, topics: { desk: { parts: { me: 2 }, rows: {} } } });
  });

  test('works out once what many are shown', () => {
    const { connect, show, looks } = scene();
    const sockets = [connect(), connect(), connect()];
    const before = looks();
    show({ parts: { me: 3 } });
    expect(looks() - before).toBe(1);
    for (const { frames } of sockets) expect(frames.at(-1)!.topics!.desk!.parts).toEqual({ me: 3 });
  });

  test('sends a client that reads too slowly nothing, and then everything', () => {
    const { connect, show } = scene();
    const socket = connect();
    socket.bufferedAmount = 2 * 1024 * 1024;
    show({ parts: { me: 4 } });
    expect(socket.frames).toHaveLength(1);
    socket.bufferedAmount = 0;
    show({ parts: { me: 5 } });
    expect(socket.frames.at(-1)).toMatchObject({ whole: ['desk'] });
    expect(socket.frames.at(-1)!.topics!.desk!.parts).toEqual({ me: 5 });
  });

  test('speaks at least every five seconds, so that a page knows it is live', () => {
    const { connect } = scene();
    const socket = connect();
    vi.advanceTimersByTime(10_000);
    expect(socket.frames.filter((frame) => frame.topics === undefined)).toHaveLength(2);
  });

  test('refuses topics there are not and desks that are none', () => {
    const { live } = scene();
    expect(() => live.check(holder('tanaka'), 'toString')).toThrow(/no topic/);
    expect(() => live.check(holder(), 'desk')).toThrow(/is no agent/);
  });

  test('cuts off who may not see it any more', async () => {
    const { live, connect } = scene();
    const socket = connect();
    await live.recheck(async () => false);
    expect(socket.closed).toBe(4401);
    expect(live.clients).toBe(0);
  });
});
