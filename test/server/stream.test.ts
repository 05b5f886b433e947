import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Holder } from '../../server/access/holder.ts';
import { Stream, type StreamOptions } from '../../server/stream.ts';
import type { Envelope } from '../../server/stream-events.ts';
import { type Centre, cleanUp, type KeyId, secretOf, startCentre } from './centre.ts';

const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await cleanUp();
});

interface Listening {
  readonly events: Envelope[];
  readonly socket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
}

function listen(centre: Centre, query = '', key: KeyId | null = 'boss'): Listening {
  const url = `${centre.server.addresses.api.replace('http', 'ws')}/api/v1/stream${query}`;
  const headers = key ? { authorization: `Bearer ${secretOf(key)}` } : {};
  const socket = new WebSocket(url, { headers });
  sockets.push(socket);
  const events: Envelope[] = [];
  socket.on('message', (frame) => {
    for (const line of String(frame).split('\n')) events.push(JSON.parse(line));
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
    socket.on('error', () => {});
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  });
  return { events, socket, closed };
}

const typesOf = ({ events }: Listening) => events.map((event) => event.type);

describe('the event stream', () => {
  it('begins with what is, then tells what becomes, with rising numbers', async () => {
    const centre = await startCentre();
    await centre.post('/agents/ann/sign-in');
    const client = listen(centre);
    await vi.waitFor(() => expect(typesOf(client)).toContain('snapshot'));
    expect(client.events[1]!.payload).toMatchObject({
      switchUp: true,
      agents: [{ id: 'ann', state: 'ready' }, { id: 'bob' }, { id: 'cho' }],
    });
    const caller = centre.world.enter({ args: ['entry', '100'], number: '0312' });
    await centre.pass(3_000);
    caller.hangUp();
    await centre.pass(500);
    const told = () => client.events.filter(({ call }) => call === 1).map((event) => event.type);
    await vi.waitFor(() => expect(told()).toHaveLength(12));
    expect(told()).toEqual([
      'call-arrived',
      'call-queued',
      'call-offered',
      'agent-changed',
      'offer-ringing',
      'agent-changed',
      'offer-ended',
      'call-connected',
      'call-exited',
      'call-recording',
      'call-ended',
      'call-recording',
    ]);
    // A heartbeat repeats the last number.
    const events = client.events.slice(2).filter(({ type }) => type !== 'heartbeat');
    const numbers = events.map((event) => event.seq);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('goes on after the last number seen, without a gap or a double', async () => {
    const centre = await startCentre();
    const whole = listen(centre);
    await vi.waitFor(() => expect(typesOf(whole)).toContain('snapshot'));
    const first = listen(centre);
    await vi.waitFor(() => expect(typesOf(first)).toContain('snapshot'));
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    await vi.waitFor(() => expect(typesOf(first)).toContain('call-queued'));
    first.socket.terminate();
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    const after = first.events.at(-1)!.seq;
    const again = listen(centre, `?after=${after}`);
    await vi.waitFor(() => expect(typesOf(again)).toContain('call-queued'));
    expect(typesOf(again)).not.toContain('snapshot');
    await vi.waitFor(() => expect(whole.events.at(-1)).toEqual(again.events.at(-1)));
    expect([...first.events.slice(2), ...again.events.slice(1)]).toEqual(whole.events.slice(2));
  });

  it('tells of callbacks: asked for, dialled, reached or not', async () => {
    const centre = await startCentre();
    const number = '0312345678';
    centre.world.phone(`Local/${number}@callbacks`).plan({ does: 'busy' });
    centre.world.enter({ args: ['entry', '100'], number });
    await centre.pass(500);
    const client = listen(centre);
    await vi.waitFor(() => expect(typesOf(client)).toContain('snapshot'));
    await centre.ask('PATCH', '/calls/1', { class: 'vip', skills: { support: 5 } });
    await centre.post('/calls/1/callback', { first: 'customer', forMs: 60_000 });
    await centre.post('/agents/ann/sign-in');
    await centre.pass(2_000);
    const told = () =>
      client.events
        .filter(({ type }) => /^(call-changed|callback|customer)/.test(type))
        .map(({ type, call, agent, queue, payload }) => [type, call, agent, queue, payload]);
    await vi.waitFor(() => expect(told()).toHaveLength(4));
    const skills = [{ skill: 'support', levelMin: 5 }];
    expect(told()).toEqual([
      ['call-changed', 1, null, 'support', { class: 'vip', addAgeMs: 0, skills }],
      ['callback-requested', 1, null, 'support', { callback: 2, first: 'customer', forMs: 60_000 }],
      ['customer-dialled', 2, 'ann', 'support', { offer: 1 }],
      ['customer-failed', 2, 'ann', 'support', { offer: 1 }],
    ]);
  });

  it('starts anew with `reset` and a snapshot when the number is not known any more', async () => {
    const centre = await startCentre();
    const client = listen(centre, '?after=99999999');
    await vi.waitFor(() => expect(typesOf(client)).toEqual(['hello', 'reset', 'snapshot']));
  });

  it('opens with a ticket once, and not without key or ticket', async () => {
    const centre = await startCentre();
    const { ticket } = (await centre.post('/stream/tickets', undefined, 'reader')).body;
    const first = listen(centre, `?ticket=${ticket}`, null);
    await vi.waitFor(() => expect(typesOf(first)).toContain('snapshot'));
    expect(await listen(centre, `?ticket=${ticket}`, null).closed).toBe(401);
    expect(await listen(centre, '', null).closed).toBe(401);
  });

  it('shows a key of one tenant nothing of another', async () => {
    const centre = await startCentre();
    const client = listen(centre, '', 'fuji-reader');
    await vi.waitFor(() => expect(typesOf(client)).toContain('snapshot'));
    centre.world.enter({ args: ['entry', '100'], number: '0311' });
    centre.world.enter({ args: ['entry', '200'], number: '0622' });
    await centre.pass(500);
    await vi.waitFor(() => expect(typesOf(client)).toContain('call-queued'));
    expect(JSON.stringify(client.events)).not.toMatch(/support|0311|ann/);
    expect(client.events.at(-1)).toMatchObject({ type: 'call-queued', queue: 'sales', call: 2 });
  });

  it('says good-bye when the server stops', async () => {
    const centre = await startCentre();
    const client = listen(centre);
    await vi.waitFor(() => expect(typesOf(client)).toContain('snapshot'));
    await centre.stop();
    expect(await client.closed).toBe(1001);
  });

  it('does not keep the server from stopping when it reads nothing any more', async () => {
    const centre = await startCentre();
    const client = listen(centre);
    await vi.waitFor(() => expect(typesOf(client)).toContain('snapshot'));
    client.socket.pause();
    // The test's own limit of 5 s is the bar: the socket alone would wait 30 s for an answer.
    await centre.stop();
  });
});

describe('a client that does not read', () => {
  const holder: Holder = { id: 'h', kind: 'key', role: 'read' };

  /** A socket as the stream sees it; `unread` is what the client has left lying. */
  class StandIn {
    readyState = 1;
    bufferedAmount = 0;
    readonly frames: string[] = [];
    closedWith: string | undefined;
    send(text: string): void {
      this.frames.push(text);
    }
    on(): void {}
    ping(): void {}
    close(_code: number, reason: string): void {
      this.closedWith = reason;
    }
    terminate(): void {}
  }

  function streamOf(options: Partial<StreamOptions>) {
    let seq = 0;
    const drops: string[] = [];
    const stream = new Stream({
      options: { gatherMs: 1, heartbeatMs: 60_000, ...options },
      snapshot: () => ({}),
      position: () => ({ seq, at: 0 }),
      onDrop: (cause) => drops.push(cause),
    });
    const push = (count: number) => {
      for (let i = 0; i < count; i++) {
        seq += 1;
        const envelope = { v: 1, seq, type: 'x', at: 0, call: null, agent: null } as const;
        const sight = { tenant: undefined, queues: undefined, teams: undefined, hides: undefined };
        stream.push({ envelope: { ...envelope, queue: null, payload: {} }, sight });
      }
    };
    return { stream, push, drops };
  }

  it('is cut off, and the others go on', async () => {
    const { stream, push, drops } = streamOf({ unreadBytesMax: 100, stallMsMax: 20 });
    const slow = new StandIn();
    const quick = new StandIn();
    stream.connect(slow as unknown as WebSocket, holder, undefined);
    stream.connect(quick as unknown as WebSocket, holder, undefined);
    slow.bufferedAmount = 1_000;
    push(10);
    await vi.waitFor(() => expect(slow.closedWith).toBe('slow'));
    push(1);
    await vi.waitFor(() => expect(quick.frames.join('\n')).toContain('"seq":11'));
    expect(quick.closedWith).toBeUndefined();
    expect(drops).toEqual(['slow']);
    expect([...stream.clients()]).toEqual([['read', 1]]);
    stream.stop();
  });

  it('and is overtaken by the ring is cut off at once', async () => {
    const { stream, push, drops } = streamOf({ ringMax: 8 });
    const client = new StandIn();
    stream.connect(client as unknown as WebSocket, holder, undefined);
    push(20);
    await vi.waitFor(() => expect(drops).toEqual(['slow']));
    stream.stop();
  });

  it('more clients than allowed are told to come later', () => {
    const { stream, drops } = streamOf({ clientsMax: 1 });
    const second = new StandIn();
    stream.connect(new StandIn() as unknown as WebSocket, holder, undefined);
    stream.connect(second as unknown as WebSocket, holder, undefined);
    expect(second.closedWith).toBe('too-many');
    expect(drops).toEqual(['too-many']);
    stream.stop();
  });
});
