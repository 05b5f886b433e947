/**
 * A connection to the manager interface that tells events and takes questions, kept open for as
 * long as it is wanted. Questions and events travel on the same connection, so that the answer to
 * a question stands among the events at the moment it was true.
 */

import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../clock.ts';
import { type AmiAction, type AmiMessage, writeAction } from './message.ts';
import { AmiReader } from './reader.ts';

export interface AmiAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
  /** TLS (`tlsenable` of manager.conf), with the certificate checked. */
  readonly tls?: boolean;
}

export interface AmiLinkOptions extends AmiAddress {
  readonly clock: Clock;
  /** Told after each login, before any event; `version`: of the greeting. */
  readonly onUp: (version: string) => void;
  /** Told once after each loss of a connection that was up. */
  readonly onDown: (why: string) => void;
  readonly onEvent: (event: AmiMessage) => void;
  /** Each attempt that failed, in words that say what to do. */
  readonly onTrouble: (trouble: string) => void;
}

/** Why a question has no answer. */
export class AmiError extends Error {
  override name = 'AmiError';
  readonly kind: 'refused' | 'lost' | 'no-answer';

  constructor(kind: AmiError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

interface Question {
  readonly what: string;
  /** Events of the answer, up to the one that ends the list; undefined: a single response. */
  readonly list: AmiMessage[] | undefined;
  readonly resolve: (answer: AmiMessage[]) => void;
  readonly reject: (error: AmiError) => void;
  readonly cancel: () => void;
}

const ANSWER_MS = 5_000;
/** Lists of a large centre take their time. */
const LIST_MS = 30_000;
const PING_MS = 5_000;
const retryMs = [250, 1_000, 2_000, 5_000, 10_000];

export class AmiLink {
  readonly #options: AmiLinkOptions;
  readonly #questions = new Map<string, Question>();
  #socket: Socket | undefined;
  #up = false;
  #stopped = false;
  #attempts = 0;
  #nextId = 1;
  #version = '';
  #cancelPing: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(options: AmiLinkOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#up;
  }

  /** Connects, and again whenever the connection is lost, until `stop`. */
  start(): void {
    if (this.#stopped) return;
    const { host, port, tls } = this.#options;
    const socket = tls ? connectTls({ host, port, servername: host }) : connect({ host, port });
    this.#socket = socket;
    socket.setNoDelay(true);
    const cancel = this.#options.clock.setTimer(ANSWER_MS, () => {
      socket.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`));
    });
    let failure = 'the connection was closed';
    const reader = new AmiReader({
      onGreeting: (greeting) => {
        this.#version = greeting;
        void this.#logIn(socket).then(cancel, (error: Error) => socket.destroy(error));
      },
      onMessage: (message) => this.#take(message),
    });
    socket.on('data', (chunk: Buffer) => {
      if (this.#socket !== socket) return;
      try {
        reader.feed(chunk);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on('error', (error) => {
      failure = error.message;
    });
    socket.on('close', () => {
      cancel();
      if (this.#socket === socket) this.#lost(failure);
    });
  }

  /**
   * Asks for a single answer. Rejects with an `AmiError`: `refused` with Asterisk's own words,
   * `lost`, or `no-answer`; it may have been done all the same in the last two. Throws an
   * `AmiActionError` for values that cannot be sent.
   */
  async ask(action: AmiAction): Promise<AmiMessage> {
    return (await this.#send(action, undefined, ANSWER_MS))[0]!;
  }

  /**
   * Asks for a list: its events without the one that ends it. `take` is told of it before the next
   * event is: a promise would be late. Rejects as `ask` does.
   */
  list(action: AmiAction, take?: (answer: AmiMessage[]) => void): Promise<AmiMessage[]> {
    return this.#send(action, [], LIST_MS, take);
  }

  /** Ends it for good; questions are rejected. */
  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#end('stopped');
  }

  async #logIn(socket: Socket): Promise<void> {
    const { user, secret } = this.#options;
    const challenge = await this.ask({ Action: 'Challenge', AuthType: 'MD5' });
    const key = createHash('md5')
      .update(challenge.text('Challenge') + secret)
      .digest('hex');
    await this.ask({ Action: 'Login', AuthType: 'MD5', Username: user, Key: key, Events: 'on' });
    if (this.#socket !== socket) return;
    this.#up = true;
    this.#attempts = 0;
    this.#options.onUp(this.#version);
    this.#ping();
  }

  #send(
    action: AmiAction,
    list: AmiMessage[] | undefined,
    timeoutMs: number,
    take?: (answer: AmiMessage[]) => void,
  ): Promise<AmiMessage[]> {
    const id = `tsunagi-${this.#nextId++}`;
    const bytes = writeAction(action, id);
    return new Promise((resolve, reject) => {
      const what = action.Action;
      if (this.#socket === undefined) {
        reject(new AmiError('lost', `${what}: there is no connection`));
        return;
      }
      const cancel = this.#options.clock.setTimer(timeoutMs, () => {
        this.#questions.delete(id);
        reject(new AmiError('no-answer', `${what}: no answer within ${timeoutMs / 1000} s`));
      });
      const answered = (answer: AmiMessage[]) => {
        take?.(answer);
        resolve(answer);
      };
      this.#questions.set(id, { what, list, resolve: answered, reject, cancel });
      this.#socket.write(bytes);
    });
  }

  #take(message: AmiMessage): void {
    const id = message.actionId;
    const question = id === undefined ? undefined : this.#questions.get(id);
    if (question === undefined) {
      // Of what bears a number nobody waits for, only this is no late part of a list.
      const tells = id === undefined || message.event === 'OriginateResponse';
      if (message.event !== undefined && this.#up && tells) this.#options.onEvent(message);
      return;
    }
    if (message.response === 'Error') {
      this.#answered(id!, question);
      question.reject(new AmiError('refused', `${question.what}: ${message.text('Message')}`));
    } else if (question.list === undefined) {
      this.#answered(id!, question);
      question.resolve([message]);
    } else if (message.get('EventList')?.toLowerCase() === 'complete') {
      this.#answered(id!, question);
      question.resolve(question.list);
    } else if (message.event !== undefined) question.list.push(message);
  }

  #answered(id: string, question: Question): void {
    question.cancel();
    this.#questions.delete(id);
  }

  /** A connection that answers nothing is none. */
  #ping(): void {
    const socket = this.#socket;
    this.#cancelPing = this.#options.clock.setTimer(PING_MS, () => {
      this.ask({ Action: 'Ping' }).then(
        () => this.#ping(),
        (error: Error) => socket?.destroy(error),
      );
    });
  }

  #lost(why: string): void {
    const { clock, onTrouble, host, port } = this.#options;
    this.#end(why);
    if (this.#stopped) return;
    onTrouble(`Asterisk's manager interface at ${host}:${port}: ${why}${advice(why)}`);
    const waitMs = retryMs[Math.min(this.#attempts++, retryMs.length - 1)]!;
    this.#cancelRetry = clock.setTimer(waitMs, () => this.start());
  }

  #end(why: string): void {
    const socket = this.#socket;
    const wasUp = this.#up;
    this.#socket = undefined;
    this.#up = false;
    this.#cancelPing?.();
    const open = [...this.#questions.values()];
    this.#questions.clear();
    for (const { what, cancel, reject } of open) {
      cancel();
      reject(new AmiError('lost', `${what}: ${why}`));
    }
    socket?.destroy();
    if (wasUp) this.#options.onDown(why);
  }
}

/** What to look at, for the troubles people have. */
function advice(why: string): string {
  if (/ECONNREFUSED/.test(why)) return '. Is `enabled = yes` in manager.conf, and the port right?';
  if (/Authentication failed/.test(why)) {
    return '. User and secret must be those of manager.conf, and its `permit` our address';
  }
  return '';
}
