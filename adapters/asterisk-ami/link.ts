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
import {
  type AmiAsker,
  AmiError,
  answerMs,
  pingMs,
  Questions,
  retryMs,
  troubleOf,
} from './questions.ts';
import { AmiReader } from './reader.ts';

export { AmiError };

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

export class AmiLink implements AmiAsker {
  readonly #options: AmiLinkOptions;
  readonly #questions: Questions;
  #socket: Socket | undefined;
  #up = false;
  #stopped = false;
  #attempts = 0;
  #version = '';
  #cancelPing: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(options: AmiLinkOptions) {
    this.#options = options;
    this.#questions = new Questions(options.clock, 'tsunagi-');
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
    const cancel = this.#options.clock.setTimer(answerMs, () => {
      socket.destroy(new Error(`no answer within ${answerMs / 1000} s`));
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

  async ask(action: AmiAction): Promise<AmiMessage> {
    return (await this.#send(action, 'single'))[0]!;
  }

  /** `take` is told of the answer before the next event is: a promise would be late. */
  list(action: AmiAction, take?: (answer: AmiMessage[]) => void): Promise<AmiMessage[]> {
    return this.#send(action, 'list', take);
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
    kind: 'single' | 'list',
    take?: (answer: AmiMessage[]) => void,
  ): Promise<AmiMessage[]> {
    const send = (id: string): void => {
      const bytes = writeAction(action, id);
      if (this.#socket === undefined) {
        throw new AmiError('lost', `${action.Action}: there is no connection`);
      }
      this.#socket.write(bytes);
    };
    return this.#questions.ask(action, kind, send, take);
  }

  #take(message: AmiMessage): void {
    const { event } = message;
    // They bear the number of what was asked, and are no answer to it; they may even overtake it.
    const tells = event === 'OriginateResponse' || event === 'UserEvent';
    if (!tells && this.#questions.take(message)) return;
    // What bears a number nobody waits for is a late part of a list.
    const own = tells || message.actionId === undefined;
    if (event !== undefined && this.#up && own) this.#options.onEvent(message);
  }

  /** A connection that answers nothing is none. */
  #ping(): void {
    const socket = this.#socket;
    this.#cancelPing = this.#options.clock.setTimer(pingMs, () => {
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
    onTrouble(troubleOf(host, port, why));
    const waitMs = retryMs[Math.min(this.#attempts++, retryMs.length - 1)]!;
    this.#cancelRetry = clock.setTimer(waitMs, () => this.start());
  }

  #end(why: string): void {
    const socket = this.#socket;
    const wasUp = this.#up;
    this.#socket = undefined;
    this.#up = false;
    this.#cancelPing?.();
    this.#questions.lost(why);
    socket?.destroy();
    if (wasUp) this.#options.onDown(why);
  }
}
