/**
 * One connection to ARI through `ari-client`, the only importer of it. The library is used for what
 * it is good at (the server's own API description, opening the event socket, subscriptions and
 * administration) and kept away from what it is bad at: see docs/decisions and
 * test/adapters/ari-connection.test.ts.
 *
 * - Each connection has a private copy of the library, because its credentials are process-wide.
 * - Its HTTP goes through ours: time-outs, eight connections, errors with a status, promises that
 *   settle.
 * - It never reconnects: the first end of its socket is the end of this connection; the supervisor
 *   opens another.
 * - Events are read by us: a type the server does not describe is counted and dropped, never a
 *   crash.
 */

import { createRequire } from 'node:module';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import {
  type AriAddress,
  AriError,
  lostConnection,
  noAnswer,
  notAri,
  wrongPassword,
} from './errors.ts';
import type { AriHttp } from './http.ts';
import { type AriEvent, type AriRequest, isWellFormed, messageOf, ok } from './messages.ts';

export interface ConnectionOptions extends AriAddress {
  readonly password: string;
  /** Name of the Stasis application. */
  readonly app: string;
  readonly http: AriHttp;
  readonly clock: Clock;
  /** For the whole of connecting. */
  readonly timeoutMs: number;
  /** Aborted: the connection is closed, also on the way; absent: by `close` alone. */
  readonly signal?: AbortSignal;
  onEvent(event: AriEvent): void;
  /** A frame that is no event we or the server know of. */
  onUnknown(type: string): void;
  /** The connection has ended, for whatever reason but `close`. Told once. */
  onEnd(error: AriError): void;
}

type Operation = (parameters: Readonly<Record<string, unknown>>) => PromiseLike<unknown>;

/** The parts of the library we touch. */
interface AriClient {
  _swagger: { readonly apis: { readonly events: { readonly models: Record<string, unknown> } } };
  /** Tells the library that the end of its socket was wanted. */
  _wsClosed: boolean;
  readonly [resource: string]: unknown;
  start(app: string): PromiseLike<void>;
  ping(): void;
  on(name: string, listener: (event: AriEvent) => void): void;
  once(name: string, listener: () => void): void;
  removeListener(name: string, listener: () => void): void;
  emit(name: string, event: AriEvent): void;
}

interface AriLibrary {
  connect(url: string, user: string, password: string): PromiseLike<AriClient>;
}

/** A request as the library's transport sees it. */
interface SwaggerRequest {
  readonly url: string;
  readonly method: string;
  readonly body?: string;
  readonly on: {
    response(response: { readonly status: number; readonly data: string }): void;
    error(error: AriError): void;
  };
}

export class AriConnection {
  readonly #options: ConnectionOptions;
  /** Version of Asterisk, `22.10.1`. */
  readonly version: string;
  #client: AriClient | undefined;
  #socket: WebSocket | undefined;
  #ended = false;
  /** How the library's last request failed; undefined: it did not. */
  #lastError: AriError | undefined;

  private constructor(options: ConnectionOptions, version: string) {
    this.#options = options;
    this.version = version;
  }

  /**
   * Rejects with an `AriError` within the time-out. Events come from the moment it resolves, or a
   * little before.
   */
  static async open(options: ConnectionOptions): Promise<AriConnection> {
    const connection = new AriConnection(options, await probe(options));
    const { signal } = options;
    signal?.addEventListener('abort', () => connection.close(), { once: true });
    try {
      if (signal?.aborted) throw lostConnection(options, 'given up');
      await connection.#within(connection.#connect(), 'while connecting');
      return connection;
    } catch (error) {
      connection.close();
      throw connection.#asError(error, 'connecting');
    }
  }

  /** Settles on the pong; rejects when none comes. */
  async ping(timeoutMs: number): Promise<void> {
    const client = this.#client;
    if (!client || this.#ended) throw lostConnection(this.#options, 'closed');
    let onPong = (): void => {};
    const pong = new Promise<void>((resolve) => {
      onPong = resolve;
      client.once('pong', onPong);
    });
    client.ping();
    await this.#within(pong, 'a ping', timeoutMs).finally(() =>
      client.removeListener('pong', onPong),
    );
  }

  /**
   * Calls an operation of the server's API by the library: `administer('applications', 'subscribe',
   * {…})`. Rejects with an `AriError`, with a status when Asterisk refused.
   */
  async administer(
    resource: string,
    operation: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    const operations = this.#client?.[resource] as Record<string, Operation> | undefined;
    const call = operations?.[operation];
    if (!call) throw this.#failed(`Asterisk ${this.version} has no ${resource}.${operation}`);
    try {
      return plain(await this.#within(call(parameters), `${resource}.${operation}`));
    } catch (error) {
      throw this.#asError(error, `${resource}.${operation}`);
    }
  }

  close(): void {
    this.#ended = true;
    if (this.#client) this.#client._wsClosed = true;
    this.#socket?.terminate();
  }

  async #connect(): Promise<void> {
    const { url, user, password, app } = this.#options;
    const library = loadLibrary((request) => this.#transport(request));
    const client = await library.connect(url, user, password);
    // Asterisk would take a socket that nobody waits for any more for another router.
    if (this.#ended) throw lostConnection(this.#options, 'given up');
    this.#client = client;
    client.on('*', (event) => this.#options.onEvent(event));
    await new Promise<void>((resolve, reject) => {
      Object.defineProperty(client, '_ws', {
        get: () => this.#socket,
        set: (socket: WebSocket) => this.#adopt(socket, resolve, reject),
      });
      client.start(app).then(undefined, reject);
    });
  }

  /** The library has made its socket: listen before it does. */
  #adopt(socket: WebSocket, opened: () => void, failed: (error: AriError) => void): void {
    const client = this.#client!;
    const on = socket.on.bind(socket);
    let why = '';
    on('open', opened);
    on('error', (error) => {
      client._wsClosed = true;
      why = error.message;
    });
    on('close', (code) => {
      client._wsClosed = true;
      const error = lostConnection(this.#options, why || `closed with ${code}`);
      failed(error);
      this.#end(error);
    });
    this.#socket = socket;
    // The library's own reader throws on an event it has no model for, and looks each event up in a
    // list.
    socket.on = ((name: string, listener: () => void) =>
      name === 'message'
        ? on('message', (frame) => this.#receive(client, frame))
        : on(name, listener)) as WebSocket['on'];
  }

  #receive(client: AriClient, frame: RawData): void {
    if (this.#ended) return;
    let event: AriEvent;
    try {
      event = JSON.parse(String(frame)) as AriEvent;
    } catch {
      this.#options.onUnknown('not JSON');
      return;
    }
    const type = String(event?.type);
    const { models } = client._swagger.apis.events;
    if (!Object.hasOwn(models, type)) this.#options.onUnknown(type);
    else if (isWellFormed(event)) client.emit('*', event);
    else this.#options.onUnknown(`${type} with a nameless part`);
  }

  #end(error: AriError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd(error);
  }

  /** The library rejects with strings that say less than what we replied to it. */
  #asError(error: unknown, what: string): AriError {
    if (error instanceof AriError) return error;
    if (this.#lastError) return this.#lastError;
    return this.#failed(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }

  #failed(why: string): AriError {
    return new AriError('command-failed', `${this.#options.url}: ${why}`);
  }

  async #transport(request: SwaggerRequest): Promise<void> {
    const { pathname, search } = new URL(request.url);
    const sent: AriRequest = {
      method: request.method.toUpperCase() as AriRequest['method'],
      path: pathname.replace(/^.*?\/ari\//, '') + search,
      ...(request.body ? { body: JSON.parse(request.body) as unknown } : {}),
    };
    let error: AriError | undefined;
    try {
      const reply = await this.#options.http.send(sent);
      if (ok(reply)) request.on.response({ status: reply.status, data: reply.body });
      else error = this.#refused(sent, reply.status, messageOf(reply));
    } catch (caught) {
      error = this.#asError(caught, sent.path);
    }
    this.#lastError = error;
    try {
      if (error) request.on.error(error);
    } catch {
      // The library throws a string after having rejected its promise.
    }
  }

  #refused(request: AriRequest, status: number, why: string): AriError {
    const { method, path } = request;
    const message = `${this.#options.url} refused ${method} ${path}: ${status} ${why}`;
    return new AriError('command-failed', message, status);
  }

  /** Settles as the promise does, or rejects when the time is up. */
  #within<T>(promise: PromiseLike<T>, what: string, timeoutMs?: number): Promise<T> {
    const ms = timeoutMs ?? this.#options.timeoutMs;
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.setTimer(ms, () =>
        reject(noAnswer(this.#options, what, ms)),
      );
      promise.then(
        (value) => {
          cancel();
          resolve(value);
        },
        (error) => {
          cancel();
          reject(error);
        },
      );
    });
  }
}

/**
 * Whether ARI is there and lets us in; the version. Before the library is loaded: its errors say
 * too little.
 */
async function probe(options: ConnectionOptions): Promise<string> {
  const reply = await options.http.send({ method: 'GET', path: 'asterisk/info' });
  if (reply.status === 401 || reply.status === 403) throw wrongPassword(options, reply.status);
  if (!ok(reply)) throw notAri(options, reply.status);
  try {
    const about = JSON.parse(reply.body) as { system: { version: string } };
    return about.system.version;
  } catch {
    throw notAri(options, reply.status);
  }
}

/** The library promotes what it reads to objects with methods; we want what was read. */
const plain = (value: unknown): unknown =>
  value === undefined
    ? undefined
    : JSON.parse(JSON.stringify(value, (k, v) => (k === '_client' ? undefined : v)));

const require = createRequire(import.meta.url);
const privateModules = /[\\/]node_modules[\\/](ari-client|swagger-client)[\\/]/;

/** A copy of the library whose requests all go to `transport`. Cost: some milliseconds. */
function loadLibrary(transport: (request: SwaggerRequest) => void): AriLibrary {
  for (const path of Object.keys(require.cache)) {
    if (privateModules.test(path)) delete require.cache[path];
  }
  const library = require('ari-client') as AriLibrary;
  const swagger = createRequire(require.resolve('ari-client'))('swagger-client') as {
    SwaggerHttp: { prototype: { execute(request: SwaggerRequest): void } };
  };
  swagger.SwaggerHttp.prototype.execute = transport;
  // It declares a global `log` that prints, and keeps what it printed.
  Object.assign(globalThis, { log: () => {} });
  return library;
}
