/** The push as signals: parts and tables as the server holds them. */

import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Frame, staleMs } from '../wire/live.ts';
import { post, Refusal } from './api.ts';

/** One topic as it was last told. */
export class TopicState {
  readonly #parts = new Map<string, Signal<unknown>>();
  readonly #rows = new Map<string, Signal<ReadonlyMap<string, unknown>>>();

  /** Undefined: not told yet. */
  part<Part>(name: string): ReadonlySignal<Part | null | undefined> {
    return signalOf(this.#parts, name, undefined) as ReadonlySignal<Part | null | undefined>;
  }

  /** By id, in the order in which they came. */
  rows<Row>(name: string): ReadonlySignal<ReadonlyMap<string, Row>> {
    return signalOf(this.#rows, name, new Map()) as ReadonlySignal<ReadonlyMap<string, Row>>;
  }

  /** Takes in what has changed; `isWhole`: there is nothing else. */
  apply(change: NonNullable<Frame['topics']>[string], isWhole: boolean): void {
    const { parts = {}, rows = {} } = change;
    for (const [name, value] of Object.entries(parts)) {
      signalOf(this.#parts, name, undefined).value = value;
    }
    for (const [name, { set = {}, gone = [] }] of Object.entries(rows)) {
      const table = signalOf(this.#rows, name, new Map());
      const next = new Map(isWhole ? [] : table.value);
      for (const id of gone) next.delete(id);
      for (const [id, row] of Object.entries(set)) next.set(id, row);
      table.value = next;
    }
    if (!isWhole) return;
    for (const [name, part] of this.#parts) if (!(name in parts)) part.value = null;
    for (const [name, table] of this.#rows) if (!(name in rows)) table.value = new Map();
  }
}

function signalOf<Value>(
  kept: Map<string, Signal<Value>>,
  name: string,
  first: Value,
): Signal<Value> {
  const known = kept.get(name);
  if (known) return known;
  const made = signal(first);
  kept.set(name, made);
  return made;
}

/** Milliseconds the server's clock is ahead of this machine's. */
const ahead = signal(0);
/** The server's clock, once a second. */
export const now = signal(Date.now());
/** Seconds without a word of the server, once that is too long; 0: what is shown is live. */
export const staleSeconds = signal(0);

let heardAt = performance.now();
/** Nothing is told of before the first connection. */
let isWatching = false;

setInterval(() => {
  now.value = Date.now() + ahead.value;
  const silentMs = performance.now() - heardAt;
  staleSeconds.value = isWatching && silentMs > staleMs ? Math.floor(silentMs / 1000) : 0;
}, 1000);

/** How long to wait before the next try: longer each time, and not everybody at once. */
const pauseMs = (tries: number): number =>
  Math.min(10_000, 250 * 2 ** tries) * (0.5 + Math.random() / 2);

/**
 * Watches topics until `stop`. `token`: of a wall, which is signed in by nothing else. A connection
 * that is lost is made again for ever; what was shown stays, and `staleSeconds` says how old it is.
 */
export function watch(
  topics: readonly string[],
  { token }: { readonly token?: string } = {},
): {
  readonly topics: Readonly<Record<string, TopicState>>;
  /** Set when the server will never let this holder in. */
  readonly refusal: ReadonlySignal<Refusal | null>;
  stop(): void;
} {
  const states = Object.fromEntries(topics.map((topic) => [topic, new TopicState()]));
  const refusal = signal<Refusal | null>(null);
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let tries = 0;

  const again = () => {
    if (isOver) return;
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), pauseMs(tries++));
  };
  const connect = async () => {
    try {
      const { ticket } = await mintTicket(token);
      if (isOver) return;
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
      const query = new URLSearchParams({ topics: topics.join(','), ticket });
      socket = new WebSocket(`${scheme}://${location.host}/api/v1/live?${query}`);
      socket.onmessage = (event) => take(JSON.parse(event.data as string) as Frame);
      socket.onclose = again;
    } catch (error) {
      // Signed out: the page goes to the sign-in by itself.
      if (error instanceof Refusal && (error.status === 401 || error.status === 403)) {
        refusal.value = error;
        return;
      }
      again();
    }
  };
  const take = (frame: Frame) => {
    tries = 0;
    isWatching = true;
    heardAt = performance.now();
    ahead.value = frame.at - Date.now();
    now.value = frame.at;
    staleSeconds.value = 0;
    for (const [topic, change] of Object.entries(frame.topics ?? {})) {
      states[topic]?.apply(change, frame.whole?.includes(topic) ?? false);
    }
  };
  void connect();
  return {
    topics: states,
    refusal,
    stop() {
      isOver = true;
      isWatching = false;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

const mintTicket = async (token: string | undefined): Promise<{ ticket: string }> => {
  if (token === undefined) return post('/stream/tickets');
  const response = await fetch('/api/v1/stream/tickets', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  if (response.ok) return response.json() as Promise<{ ticket: string }>;
  throw new Refusal(response.status, 'wrong-key', 'The token of this wall is not known.');
};
