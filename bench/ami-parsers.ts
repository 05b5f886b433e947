/** The two parsers of the manager interface behind one face, and what watches over them. */

import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import net from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { AmiReader } from '../adapters/asterisk-ami/reader.ts';
import { type EventStream, sumOf, sumOfHeader } from './ami-stream.ts';

export const parserNames = ['reader', 'library'] as const;
export type ParserName = (typeof parserNames)[number];

/** A message as either parser tells it. */
export interface Told {
  readonly event: string | undefined;
  readonly place: number;
  readonly sum: number;
}

/** Connects to a port of loopback and tells all messages. */
export function listenTo(parser: ParserName, port: number, tell: (told: Told) => void): void {
  if (parser === 'library') {
    const library = createLibrary(port, '127.0.0.1', 'bench', 'bench', true);
    library.on('managerevent', (event) => tell(toldByLibrary(event)));
    return;
  }
  const reader = createReader(tell);
  net.connect(port, '127.0.0.1').on('data', (chunk: Buffer) => reader.feed(chunk));
}

/**
 * A parser that is fed by hand, in whatever pieces: the library's by a socket that is none. `end`
 * resolves when everything has been told.
 */
export function fedByHand(parser: ParserName, tell: (told: Told) => void) {
  if (parser === 'reader') {
    const reader = createReader(tell);
    return { feed: (chunk: Buffer) => reader.feed(chunk), end: () => Promise.resolve() };
  }
  const socket = Object.assign(new EventEmitter(), {
    readyState: 'open',
    setKeepAlive() {},
    setNoDelay() {},
    setEncoding() {},
    write() {},
  });
  const { createConnection } = net;
  net.createConnection = (() => socket) as never;
  const library = createLibrary(1, '127.0.0.1', '', '', true);
  net.createConnection = createConnection;
  library.on('managerevent', (event) => tell(toldByLibrary(event)));
  // As a socket with an encoding does.
  const decoder = new StringDecoder('utf8');
  return {
    feed(chunk: Buffer): void {
      const text = decoder.write(chunk);
      if (text !== '') socket.emit('data', text);
    },
    end: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
}

function createReader(tell: (told: Told) => void): AmiReader {
  return new AmiReader({
    onMessage: (message) =>
      tell({
        event: message.event,
        place: message.count('Place'),
        sum: sumOf(message.names, message.values),
      }),
  });
}

type LibraryEvent = Readonly<Record<string, string | readonly string[] | Record<string, string>>>;

/** `Variable: X` is an object `{ X: '' }` to the library. */
function toldByLibrary(event: LibraryEvent): Told {
  let sum = 0;
  for (const name of Object.keys(event)) {
    const value = event[name]!;
    if (typeof value === 'string') sum += sumOfHeader(name, value);
    else if (Array.isArray(value)) for (const each of value) sum += sumOfHeader(name, each);
    else for (const key of Object.keys(value)) sum += sumOfHeader(name, key);
  }
  return { event: String(event.event), place: Number(event.place), sum: sum >>> 0 };
}

interface Library {
  on(name: string, listener: (event: LibraryEvent) => void): void;
}

const createLibrary = createRequire(import.meta.url)('asterisk-manager') as (
  port: number,
  host: string,
  user: string,
  secret: string,
  events: boolean,
) => Library;

/** Counts what is told of a stream that is sent over and over. */
export class Tally {
  readonly #stream: EventStream;
  readonly #whole: number;
  count = 0;
  /** Messages that were not the ones that had to come next. */
  misplaced = 0;
  #sum = 0;

  constructor(stream: EventStream) {
    this.#stream = stream;
    this.#whole = stream.messages.length;
  }

  take({ place, sum }: Told): void {
    if (place !== this.count % this.#whole) this.misplaced++;
    this.count++;
    this.#sum = (this.#sum + sum) >>> 0;
  }

  /** Messages lost, doubled or out of place of so many; 1 more when something was changed. */
  faults(sent: number): number {
    const { messages, sum } = this.#stream;
    let expected = Math.imul(Math.floor(sent / this.#whole), sum) >>> 0;
    for (const { names, values } of messages.slice(0, sent % this.#whole)) {
      expected = (expected + sumOf(names, values)) >>> 0;
    }
    return Math.abs(sent - this.count) + this.misplaced + (expected === this.#sum ? 0 : 1);
  }
}
