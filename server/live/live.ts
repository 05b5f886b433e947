/**
 * The push to pages. Whoever is shown the same is one audience: what it sees is worked out and put
 * into words once, however many look. A client that reads too slowly is sent nothing until it has
 * caught up, and then everything.
 */

import type { WebSocket } from 'ws';
import type { Holder } from '../access/holder.ts';
import { RequestError } from '../errors.ts';
import { heartbeatMs } from '../wire/live.ts';
import { LastShown, type Shown } from './shown.ts';

/** One kind of document. */
export interface Topic {
  /**
   * Holders with the same key are shown the same; throws a `RequestError` for who may not see it.
   */
  audience(holder: Holder): string;
  /** What that audience is shown now. Asked for ten times a second at most. */
  show(holder: Holder): Shown;
}

export interface LiveOptions {
  /** Between a change and its sending. */
  readonly gatherMs: number;
  readonly heartbeatMs: number;
  /** What nobody tells of (expected waits) is looked at so often. */
  readonly lookMs: number;
  /** Bytes a client may leave unread before it is sent no more. */
  readonly unreadBytesMax: number;
  readonly clientsMax: number;
}

export const defaultLiveOptions: LiveOptions = {
  gatherMs: 100,
  heartbeatMs,
  lookMs: 1_000,
  unreadBytesMax: 1024 * 1024,
  clientsMax: 2_000,
};

export interface LiveParts {
  readonly now: () => number;
  /** What documents of one moment share is to be worked out anew. */
  readonly fresh: () => void;
}

interface Audience {
  readonly topic: string;
  readonly holder: Holder;
  readonly last: LastShown;
  readonly clients: Set<Client>;
}

interface Client {
  readonly socket: WebSocket;
  readonly holder: Holder;
  readonly audiences: Audience[];
  answered: boolean;
  /** It reads too slowly: it needs everything anew. */
  behind: boolean;
}

/** WebSocket close codes: going away, try again later, and ours for 401. */
const goingAway = 1001;
const tryLater = 1013;
const notAllowed = 4401;

export class Live {
  readonly #topics: Readonly<Record<string, Topic>>;
  readonly #parts: LiveParts;
  readonly #options: LiveOptions;
  readonly #audiences = new Map<string, Audience>();
  readonly #clients = new Set<Client>();
  #gathering: NodeJS.Timeout | undefined;
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(
    topics: Readonly<Record<string, Topic>>,
    parts: LiveParts,
    options: Partial<LiveOptions> = {},
  ) {
    this.#topics = topics;
    this.#parts = parts;
    this.#options = { ...defaultLiveOptions, ...options };
    this.#timers = [
      setInterval(() => this.#beat(), this.#options.heartbeatMs).unref(),
      setInterval(() => this.touch(), this.#options.lookMs).unref(),
    ];
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Throws a `RequestError` unless there is such a topic and the holder may see it. */
  check(holder: Holder, topic: string): void {
    if (Object.hasOwn(this.#topics, topic)) {
      this.#topics[topic]!.audience(holder);
      return;
    }
    const topics = Object.keys(this.#topics);
    throw new RequestError('unknown-topic', `There is no topic "${topic}".`, { topic, topics });
  }

  /** Something may have changed. Cost: nothing, unless somebody looks. */
  touch(): void {
    if (this.#clients.size === 0) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#pump();
    }, this.#options.gatherMs);
  }

  /** Takes a client in and shows it everything; see `check` for the topics it may ask for. */
  connect(socket: WebSocket, holder: Holder, topics: readonly string[]): void {
    if (this.#clients.size >= this.#options.clientsMax) {
      this.#close(socket, tryLater, 'too-many');
      return;
    }
    const keys = topics.map((topic) => [topic, this.#topics[topic]!.audience(holder)] as const);
    const audiences = keys.map(([topic, key]) => this.#audience(topic, key, holder));
    const client: Client = { socket, holder, audiences, answered: true, behind: false };
    for (const audience of audiences) audience.clients.add(client);
    this.#clients.add(client);
    socket.on('close', () => this.#leave(client));
    socket.on('error', () => this.#leave(client));
    socket.on('pong', () => {
      client.answered = true;
    });
    this.#sendWhole(client);
    this.touch();
  }

  /** Nobody goes on who could not come in again as the same. */
  async recheck(upholds: (holder: Holder) => Promise<boolean>): Promise<void> {
    for (const client of [...this.#clients]) {
      if (await upholds(client.holder)) continue;
      this.#leave(client);
      this.#close(client.socket, notAllowed, 'not-allowed');
    }
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#gathering);
    for (const client of [...this.#clients]) {
      this.#leave(client);
      this.#close(client.socket, goingAway, 'server-stopping');
    }
  }

  #audience(topic: string, key: string, holder: Holder): Audience {
    const id = `${topic} ${key}`;
    const known = this.#audiences.get(id);
    if (known) return known;
    const made: Audience = { topic, holder, last: new LastShown(), clients: new Set() };
    this.#parts.fresh();
    made.last.change(this.#topics[topic]!.show(holder));
    this.#audiences.set(id, made);
    return made;
  }

  #leave(client: Client): void {
    this.#clients.delete(client);
    for (const [id, audience] of this.#audiences) {
      audience.clients.delete(client);
      if (audience.clients.size === 0) this.#audiences.delete(id);
    }
  }

  #pump(): void {
    this.#parts.fresh();
    const changes = new Map<Client, string[]>();
    for (const audience of this.#audiences.values()) {
      const { topic, holder, last, clients } = audience;
      const change = last.change(this.#topics[topic]!.show(holder));
      if (change === undefined) continue;
      const text = `${JSON.stringify(topic)}:${change}`;
      for (const client of clients) {
        const own = changes.get(client);
        if (own) own.push(text);
        else changes.set(client, [text]);
      }
    }
    for (const client of this.#clients) {
      const own = changes.get(client);
      if (this.#reads(client) && own) this.#send(client, `,"topics":{${own.join(',')}}`);
    }
  }

  /** Whether the client keeps up; one that does again is shown everything. */
  #reads(client: Client): boolean {
    if (client.socket.bufferedAmount > this.#options.unreadBytesMax) {
      client.behind = true;
      return false;
    }
    if (!client.behind) return true;
    client.behind = false;
    this.#sendWhole(client);
    return false;
  }

  #sendWhole(client: Client): void {
    const topics = client.audiences.map(
      ({ topic, last }) => `${JSON.stringify(topic)}:${last.whole()}`,
    );
    const names = JSON.stringify(client.audiences.map(({ topic }) => topic));
    this.#send(client, `,"whole":${names},"topics":{${topics.join(',')}}`);
  }

  #send({ socket }: Client, rest: string): void {
    if (socket.readyState === 1) socket.send(`{"at":${this.#parts.now()}${rest}}`);
  }

  #beat(): void {
    for (const client of [...this.#clients]) {
      if (!client.answered) {
        this.#leave(client);
        client.socket.terminate();
        continue;
      }
      client.answered = false;
      client.socket.ping();
      if (this.#reads(client)) this.#send(client, '');
    }
  }

  #close(socket: WebSocket, code: number, why: string): void {
    socket.close(code, why);
    // One that reads nothing would never see the close: it gets a second, then the line is cut.
    setTimeout(() => socket.terminate(), 1_000).unref();
  }
}
