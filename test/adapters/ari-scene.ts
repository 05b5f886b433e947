/** An unruly server and what connects to it, on a clock that moves when a test says so. */

import { type AsteriskAri, createAsteriskAri } from '../../adapters/asterisk-ari/adapter.ts';
import { AriConnection } from '../../adapters/asterisk-ari/connection.ts';
import type { AriError } from '../../adapters/asterisk-ari/errors.ts';
import { AriHttp } from '../../adapters/asterisk-ari/http.ts';
import type { AriEvent } from '../../adapters/asterisk-ari/messages.ts';
import { createManualClock } from '../../adapters/clock.ts';
import type { SwitchFact, SwitchListener, SwitchTrouble } from '../../adapters/port.ts';
import { asCallId } from '../../core/routing/ids.ts';
import { UnrulyServer } from './unruly-server.ts';

export const timeoutMs = 5_000;

/** What was heard over a connection. */
export interface Ears {
  readonly events: AriEvent[];
  readonly unknown: string[];
  readonly ends: AriError[];
}

/** A started adapter and what it has told. */
export interface StartedPort {
  readonly port: AsteriskAri;
  readonly facts: SwitchFact[];
  readonly troubles: SwitchTrouble[];
  readonly started: Promise<void>;
}

export class AriScene {
  readonly clock = createManualClock(1_000_000);
  readonly server = new UnrulyServer();
  readonly #opened: { close(): unknown }[] = [];

  static async open(): Promise<AriScene> {
    const scene = new AriScene();
    await scene.server.start();
    return scene;
  }

  async close(): Promise<void> {
    for (const each of this.#opened.splice(0)) await each.close();
    await this.server.stop();
  }

  http(user = 'tsunagi', password = 'secret'): AriHttp {
    const { clock, server } = this;
    const made = new AriHttp({ url: server.url, user, password, clock, timeoutMs });
    this.#opened.push(made);
    return made;
  }

  async connect(
    user = 'tsunagi',
    password = 'secret',
    app = 'tsunagi',
    signal: AbortSignal = new AbortController().signal,
  ): Promise<{ readonly connection: AriConnection } & Ears> {
    const ears: Ears = { events: [], unknown: [], ends: [] };
    const connection = await AriConnection.open({
      url: this.server.url,
      user,
      password,
      app,
      http: this.http(user, password),
      clock: this.clock,
      timeoutMs,
      signal,
      onEvent: (event) => ears.events.push(event),
      onUnknown: (type) => ears.unknown.push(type),
      onEnd: (error) => ears.ends.push(error),
    });
    this.#opened.push(connection);
    return { connection, ...ears };
  }

  /** `more`: what the router says when asked. */
  startPort(password = 'secret', more: Partial<SwitchListener> = {}): StartedPort {
    const port = createAsteriskAri(
      {
        id: 'pbx',
        kind: 'asterisk-ari',
        url: this.server.url,
        user: 'tsunagi',
        password,
        app: 'tsunagi',
        originatesPerSecond: 20,
        restOverWebSocket: 'never',
      },
      { clock: this.clock, timeoutMs },
    );
    this.#opened.push({ close: () => port.stop() });
    const facts: SwitchFact[] = [];
    const troubles: SwitchTrouble[] = [];
    const started = port.start({
      onFact: (fact) => facts.push(fact),
      onTrouble: (trouble) => troubles.push(trouble),
      mintCall: () => asCallId(1),
      ...more,
    });
    return { port, facts, troubles, started };
  }
}

/** The reason for which it is rejected. */
export const failure = (promise: Promise<unknown>): Promise<AriError> =>
  promise.then(
    () => {
      throw new Error('it succeeded');
    },
    (error) => error as AriError,
  );
