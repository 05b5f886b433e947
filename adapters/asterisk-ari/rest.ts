/**
 * Chooses the way of a command: a command socket where there is one and it flows, HTTP otherwise.
 * Asterisk carries out the requests of a socket one after the other, on a thread of the socket's
 * own. So what makes a phone ring has a socket to itself: nothing is ahead of it, and a thread that
 * has slept is given the processor first. What waits for a channel's thread goes over no socket.
 */

import type { CommandSocket } from './command-socket.ts';
import type { AriHttp } from './http.ts';
import type { AriReply, AriRequest, AriRest } from './messages.ts';
import { type AriMeter, codeOf, noMeter, opOf } from './meter.ts';

/** Asterisk cuts a frame of more than 64 KiB. */
const frameBytesMax = 60_000;
/** The socket cannot carry it; HTTP can. */
const notAcceptable = 406;

export interface CommandSockets {
  /** For originates alone. */
  readonly urgent: CommandSocket;
  readonly other: CommandSocket;
}

export class RestRoute implements AriRest {
  readonly #http: AriHttp;
  #sockets: CommandSockets | undefined;
  readonly #meter: AriMeter;
  /** Urgent requests without a reply yet. */
  readonly #urgent = new Set<Promise<unknown>>();

  constructor(http: AriHttp, meter: AriMeter = noMeter) {
    this.#http = http;
    this.#meter = meter;
  }

  /** From now on through these sockets; undefined: HTTP only. */
  use(sockets: CommandSockets | undefined): void {
    this.#sockets = sockets;
  }

  async send(request: AriRequest): Promise<AriReply> {
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1_000;
    try {
      const reply = await this.#sendInTurn(request);
      this.#meter.request(seconds(), opOf(request), codeOf(reply.status));
      return reply;
    } catch (error) {
      this.#meter.request(seconds(), opOf(request), 'none');
      throw error;
    }
  }

  /** Asterisk does what it is asked all at once, on the cores that are to make the phone ring. */
  async #sendInTurn(request: AriRequest): Promise<AriReply> {
    if (request.patient) {
      // What is ordered together comes in any order: look when all of it is here.
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.allSettled(this.#urgent);
    }
    const sent = this.#sendSomehow(request);
    if (!request.urgent) return sent;
    this.#urgent.add(sent);
    return sent.finally(() => this.#urgent.delete(sent));
  }

  async #sendSomehow(request: AriRequest): Promise<AriReply> {
    const socket = request.urgent ? this.#sockets?.urgent : this.#sockets?.other;
    if (!socket?.ready || request.slow || isLarge(request)) return this.#http.send(request);
    let reply: AriReply;
    try {
      reply = await socket.send(request);
    } catch (error) {
      // Our own ids make a second attempt harmless: what was done replies "exists" or "gone".
      if (request.once) throw error;
      return this.#http.send(request);
    }
    return reply.status === notAcceptable ? this.#http.send(request) : reply;
  }
}

const isLarge = (request: AriRequest): boolean =>
  request.body !== undefined && Buffer.byteLength(JSON.stringify(request.body)) > frameBytesMax;

/** Versions whose WebSocket takes requests: 20.14, 21.9, 22.4 and everything later. */
export function hasRestOverWebSocket(version: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const since: Readonly<Record<number, number>> = { 20: 14, 21: 9, 22: 4 };
  const series = Number(major);
  return series > 22 || Number(minor) >= (since[series] ?? Number.POSITIVE_INFINITY);
}
