/**
 * The event stream. One ring of events for everybody; each client is a place in it, so that a
 * client costs a number and a slow one costs nothing: it is cut off when it stalls or the ring has
 * gone past it.
 */

import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Holder } from './access/holder.ts';
import {
  type Envelope,
  type EventSight,
  maySeeEvent,
  type StreamEvent,
  watcherKeyOf,
} from './stream-events.ts';

export interface StreamOptions {
  /** Events kept for those who come back: some minutes; who is away for longer gets a snapshot. */
  readonly ringMax: number;
  /** Between an event and its sending; what comes meanwhile goes in one frame. */
  readonly gatherMs: number;
  readonly heartbeatMs: number;
  /** Bytes a client may leave unread before it is waited for. */
  readonly unreadBytesMax: number;
  /** How long it is waited for. */
  readonly stallMsMax: number;
  readonly frameEventsMax: number;
  readonly clientsMax: number;
  readonly ticketMs: number;
}

export const defaultStreamOptions: StreamOptions = {
  ringMax: 16_384,
  gatherMs: 50,
  heartbeatMs: 15_000,
  unreadBytesMax: 256 * 1024,
  stallMsMax: 10_000,
  frameEventsMax: 500,
  clientsMax: 1_000,
  ticketMs: 30_000,
};

/** Why a client was cut off. */
export type DropCause = 'slow' | 'gone' | 'too-many';
/** WebSocket close codes: going away, try again later, and ours for 401. */
const goingAway = 1001;
const tryLater = 1013;
const notAllowed = 4401;

interface Client {
  readonly socket: WebSocket;
  readonly holder: Holder;
  /** Clients who see the same share their frames. */
  readonly scope: string;
  /** Number of the next event in the ring to be sent; the ring's own count, not `seq`. */
  next: number;
  stalledAt: number | undefined;
  answered: boolean;
}

interface Kept {
  readonly seq: number;
  readonly sight: EventSight;
  /** Bytes, not text: what `JSON.stringify` gives is a string of many small ones. */
  readonly line: Buffer;
}

export interface StreamParts {
  readonly options?: Partial<StreamOptions>;
  /** Everything the holder may see, for clients that begin or have missed too much. */
  readonly snapshot: (holder: Holder) => Readonly<Record<string, unknown>>;
  /** The last line everybody's view holds. */
  readonly position: () => { readonly seq: number; readonly at: number };
  readonly onDrop?: (cause: DropCause) => void;
}

export class Stream {
  readonly #parts: StreamParts;
  readonly #options: StreamOptions;
  readonly #ring: Kept[] = [];
  /**
   * Events ever pushed; the newest is number `#pushed - 1`, at its rest by `ringMax` in the ring.
   */
  #pushed = 0;
  readonly #clients = new Set<Client>();
  readonly #tickets = new Map<string, { readonly holder: Holder; readonly until: number }>();
  #gathering: NodeJS.Timeout | undefined;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#options = { ...defaultStreamOptions, ...parts.options };
    this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeatMs);
    this.#heartbeat.unref();
  }

  /** Clients by role. */
  clients(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { holder } of this.#clients) {
      counts.set(holder.role, (counts.get(holder.role) ?? 0) + 1);
    }
    return counts;
  }

  push({ envelope, sight }: StreamEvent): void {
    const line = Buffer.from(`${JSON.stringify(envelope)}\n`);
    this.#ring[this.#pushed++ % this.#options.ringMax] = { seq: envelope.seq, sight, line };
    if (this.#clients.size > 0) this.#gather();
  }

  /**
   * A word for one connection within half a minute, for browsers: they cannot set headers on a
   * WebSocket.
   */
  mintTicket(holder: Holder): { readonly ticket: string; readonly expiresAt: number } {
    const now = Date.now();
    for (const [word, { until }] of this.#tickets) if (until < now) this.#tickets.delete(word);
    const ticket = randomBytes(24).toString('base64url');
    const expiresAt = now + this.#options.ticketMs;
    this.#tickets.set(ticket, { holder, until: expiresAt });
    return { ticket, expiresAt };
  }

  /** The holder of a ticket, once. */
  useTicket(ticket: string): Holder | undefined {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return found && found.until >= Date.now() ? found.holder : undefined;
  }

  /**
   * Takes a client in. `after`: the last `seq` it has seen; it gets what followed, or `reset` and a
   * `snapshot` when that is not known any more. Without it: a `snapshot`, then what follows.
   */
  connect(socket: WebSocket, holder: Holder, after: number | undefined): void {
    if (this.#clients.size >= this.#options.clientsMax) {
      this.#drop(socket, 'too-many');
      return;
    }
    const place = after === undefined ? undefined : this.#placeAfter(after);
    const next = place ?? this.#pushed;
    const scope = watcherKeyOf(holder);
    const client: Client = {
      ...{ socket, holder, scope, next, stalledAt: undefined, answered: true },
    };
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('error', () => this.#clients.delete(client));
    socket.on('pong', () => {
      client.answered = true;
    });
    this.#say(client, 'hello', { holder: holder.id, heartbeatMs: this.#options.heartbeatMs });
    if (place === undefined) {
      if (after !== undefined) this.#say(client, 'reset', { after });
      this.#say(client, 'snapshot', this.#parts.snapshot(holder));
    }
    this.#gather();
  }

  /** Keys or accounts have changed: nobody goes on who could not come in again as the same. */
  async recheck(upholds: (holder: Holder) => Promise<boolean>): Promise<void> {
    for (const [word, { holder }] of this.#tickets) {
      if (!(await upholds(holder))) this.#tickets.delete(word);
    }
    for (const client of this.#clients) {
      if (await upholds(client.holder)) continue;
      this.#clients.delete(client);
      this.#close(client.socket, notAllowed, 'key-changed');
    }
  }

  /** Says good-bye to everybody. */
  stop(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#gathering);
    for (const { socket } of this.#clients) this.#close(socket, goingAway, 'server-stopping');
    this.#clients.clear();
  }

  /**
   * Number of the first event after `seq`; undefined: some may be gone, or `seq` was never ours.
   */
  #placeAfter(seq: number): number | undefined {
    if (seq > this.#parts.position().seq) return undefined;
    const { ringMax } = this.#options;
    const first = Math.max(0, this.#pushed - ringMax);
    if (this.#pushed === first) return undefined;
    if (this.#ring[first % ringMax]!.seq > seq) return undefined;
    let low = first;
    let high = this.#pushed;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ring[middle % ringMax]!.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #say(client: Client, type: string, payload: Readonly<Record<string, unknown>>): void {
    const { seq, at } = this.#parts.position();
    const envelope: Envelope = {
      v: 1,
      seq,
      type,
      at,
      call: null,
      agent: null,
      queue: null,
      payload,
    };
    if (client.socket.readyState === 1) client.socket.send(JSON.stringify(envelope));
  }

  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = setTimeout(() => {
      this.#gathering = undefined;
      this.#pump();
    }, this.#options.gatherMs);
  }

  /**
   * Sends each client what it lacks, in frames of one event a line. Frames are shared where they
   * are equal.
   */
  #pump(): void {
    const frames = new Map<string, Frame>();
    let behind = false;
    for (const client of this.#clients) {
      if (client.next >= this.#pushed) continue;
      if (client.next < this.#pushed - this.#options.ringMax || this.#stalls(client)) {
        this.#cut(client, 'slow');
        continue;
      }
      if (client.stalledAt === undefined) {
        const key = `${client.next} ${client.scope}`;
        let frame = frames.get(key);
        if (!frame) {
          frame = this.#frame(client);
          frames.set(key, frame);
        }
        if (frame.text) client.socket.send(frame.text, { binary: false });
        client.next = frame.next;
      }
      behind ||= client.next < this.#pushed;
    }
    if (behind) this.#gather();
  }

  #frame({ next, holder }: Client): Frame {
    const { ringMax, frameEventsMax } = this.#options;
    const lines: Buffer[] = [];
    let at = next;
    for (; at < this.#pushed && lines.length < frameEventsMax; at++) {
      const { sight, line } = this.#ring[at % ringMax]!;
      if (maySeeEvent(holder, sight)) lines.push(line);
    }
    if (lines.length === 0) return { text: undefined, next: at };
    // Lines end in a line feed, frames do not.
    return { text: Buffer.concat(lines).subarray(0, -1), next: at };
  }

  /** Notes whether the client leaves too much unread; true: for too long. */
  #stalls(client: Client): boolean {
    if (client.socket.bufferedAmount <= this.#options.unreadBytesMax) {
      client.stalledAt = undefined;
      return false;
    }
    const now = performance.now();
    client.stalledAt ??= now;
    return now - client.stalledAt > this.#options.stallMsMax;
  }

  #beat(): void {
    for (const client of this.#clients) {
      if (!client.answered) {
        this.#cut(client, 'gone');
        continue;
      }
      client.answered = false;
      client.socket.ping();
      if (client.socket.bufferedAmount <= this.#options.unreadBytesMax) {
        this.#say(client, 'heartbeat', {});
      }
    }
    this.#gather();
  }

  #cut(client: Client, cause: DropCause): void {
    this.#clients.delete(client);
    this.#drop(client.socket, cause);
  }

  #drop(socket: WebSocket, cause: DropCause): void {
    this.#parts.onDrop?.(cause);
    this.#close(socket, tryLater, cause);
  }

  #close(socket: WebSocket, code: number, why: string): void {
    socket.close(code, why);
    // One that reads nothing would never see the close: it gets a second, then the line is cut.
    setTimeout(() => socket.terminate(), 1_000).unref();
  }
}

interface Frame {
  readonly text: Buffer | undefined;
  readonly next: number;
}
