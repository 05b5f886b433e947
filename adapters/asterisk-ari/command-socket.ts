/**
 * REST over WebSocket: requests pipelined over one socket of its own, under an application name of
 * its own, so that a slow command never delays an event. Opens again by itself; meanwhile `ready`
 * is false and the commands go over HTTP.
 */

import { type RawData, WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import { type AriAddress, type AriError, lostConnection, noAnswer } from './errors.ts';
import { authorizationOf } from './http.ts';
import { type AriReply, type AriRequest, type AriRest, targetOf } from './messages.ts';

export interface CommandSocketOptions extends AriAddress {
  readonly password: string;
  /** Name of the application this socket registers; it receives no events. */
  readonly app: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

interface Pending {
  readonly sentAt: number;
  readonly resolve: (reply: AriReply) => void;
  readonly reject: (error: AriError) => void;
}

/**
 * Asterisk handles one request at a time; behind one that takes longer than this we go round by
 * HTTP.
 */
const stallMs = 250;
const reopenMs = [250, 1_000, 5_000, 30_000];

export class CommandSocket implements AriRest {
  readonly #options: CommandSocketOptions;
  /** In the order sent: the first is the oldest. */
  readonly #pending = new Map<string, Pending>();
  #socket: WebSocket | undefined;
  #open = false;
  #closed = false;
  #attempts = 0;
  #nextId = 1;
  #cancelTimer: (() => void) | undefined;
  #cancelReopen: (() => void) | undefined;

  constructor(options: CommandSocketOptions) {
    this.#options = options;
  }

  /** Opens it, now and whenever it breaks, until `close`. */
  start(): void {
    if (this.#closed) return;
    const { url, user, password, app, clock, timeoutMs } = this.#options;
    const address = `${url.replace(/^http/, 'ws')}/ari/events?app=${encodeURIComponent(app)}`;
    const authorization = authorizationOf(user, password);
    const socket = new WebSocket(address, {
      headers: { authorization },
      perMessageDeflate: false,
    });
    this.#socket = socket;
    const cancel = clock.setTimer(timeoutMs, () => socket.terminate());
    socket.on('open', () => {
      cancel();
      this.#open = true;
      this.#attempts = 0;
    });
    socket.on('message', (frame) => this.#receive(frame));
    // `close` follows each error.
    socket.on('error', () => {});
    socket.on('close', (code) => {
      cancel();
      if (this.#socket === socket) this.#lost(`closed with ${code}`);
    });
  }

  /** Whether a request sent now is likely to be handled at once. */
  get ready(): boolean {
    if (!this.#open) return false;
    const oldest = this.#pending.values().next().value;
    return !oldest || this.#options.clock.now() - oldest.sentAt < stallMs;
  }

  /**
   * Rejects with `lost-connection` or `no-answer`; the request may have been carried out
   * nevertheless.
   */
  send(request: AriRequest): Promise<AriReply> {
    const id = String(this.#nextId++);
    const frame = frameOf(id, request);
    return new Promise((resolve, reject) => {
      if (!this.#open) {
        reject(lostConnection(this.#options, 'the command socket is closed'));
        return;
      }
      this.#pending.set(id, { sentAt: this.#options.clock.now(), resolve, reject });
      this.#socket?.send(frame);
      if (!this.#cancelTimer) this.#watch();
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancelReopen?.();
    const socket = this.#socket;
    this.#lost('stopped');
    socket?.terminate();
  }

  #receive(frame: RawData): void {
    let reply: Record<string, unknown>;
    try {
      reply = JSON.parse(String(frame)) as Record<string, unknown>;
    } catch {
      return;
    }
    const pending = this.#pending.get(String(reply.request_id));
    if (!pending) return;
    this.#pending.delete(String(reply.request_id));
    pending.resolve({ status: Number(reply.status_code), body: String(reply.message_body ?? '') });
  }

  /** One timer for all: the time-out is the same, so the oldest is the next that is due. */
  #watch(): void {
    const { clock, timeoutMs } = this.#options;
    const oldest = this.#pending.values().next().value;
    this.#cancelTimer = undefined;
    if (!oldest) return;
    const leftMs = oldest.sentAt + timeoutMs - clock.now();
    if (leftMs > 0) {
      this.#cancelTimer = clock.setTimer(leftMs, () => this.#watch());
      return;
    }
    const socket = this.#socket;
    this.#lost(noAnswer(this.#options, 'a command', timeoutMs).message);
    socket?.terminate();
  }

  #lost(why: string): void {
    const { clock } = this.#options;
    this.#socket = undefined;
    this.#open = false;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const each of pending) each.reject(lostConnection(this.#options, why));
    if (this.#closed) return;
    const waitMs = reopenMs[Math.min(this.#attempts++, reopenMs.length - 1)]!;
    this.#cancelReopen = clock.setTimer(waitMs, () => this.start());
  }
}

function frameOf(id: string, request: AriRequest): string {
  const frame: Record<string, string> = {
    type: 'RESTRequest',
    request_id: id,
    method: request.method,
    uri: targetOf(request),
  };
  if (request.body !== undefined) {
    frame.content_type = 'application/json';
    frame.message_body = JSON.stringify(request.body);
  }
  return JSON.stringify(frame);
}
