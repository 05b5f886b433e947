/**
 * Bytes of the manager interface → messages, wherever the network cuts them. A message is decoded
 * as one text when its last byte is here, so that a character may be cut in the middle too, and
 * what is kept of it holds on to that message only.
 */

import { AmiMessage } from './message.ts';

/** What came is no manager interface, or a message is longer than we take. */
export class AmiFormatError extends Error {
  override name = 'AmiFormatError';
}

export interface AmiReaderOptions {
  /** Told of each message, in order. */
  readonly onMessage: (message: AmiMessage) => void;
  /** Told of the version in the greeting, `Asterisk Call Manager/7.0.3`. */
  readonly onGreeting?: (greeting: string) => void;
  /** Longest message in bytes; 1 MiB when absent. */
  readonly messageBytesMax?: number;
}

const GREETING = 'Asterisk Call Manager/';
const MESSAGE_BYTES_MAX = 1 << 20;
const FIRST_BYTES = 16_384;
const END = Buffer.from('\r\n\r\n');

export class AmiReader {
  readonly #options: AmiReaderOptions;
  readonly #bytesMax: number;
  /** What has not been told yet stands from `#start` to `#end`. */
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #start = 0;
  #end = 0;
  /** No message ends before this place. */
  #looked = 0;
  #greeted = false;

  constructor(options: AmiReaderOptions) {
    this.#options = options;
    this.#bytesMax = options.messageBytesMax ?? MESSAGE_BYTES_MAX;
  }

  /**
   * Takes what the network gave and tells every message that is complete. Throws an
   * `AmiFormatError` when this is no manager interface or a message grows too long; the connection
   * is of no use then. Cost: a few microseconds a message. Allocates: the messages.
   */
  feed(chunk: Buffer): void {
    this.#append(chunk);
    if (!this.#greeted && !this.#readGreeting()) return;
    for (;;) {
      const at = this.#bytes.subarray(0, this.#end).indexOf(END, this.#looked);
      if (at === -1) break;
      const text = this.#bytes.toString('utf8', this.#start, at);
      this.#start = at + END.length;
      this.#looked = this.#start;
      const message = parse(text);
      if (message !== undefined) this.#options.onMessage(message);
    }
    // The end may have been cut in two.
    this.#looked = Math.max(this.#start, this.#end - END.length + 1);
    if (this.#end - this.#start > this.#bytesMax) {
      throw new AmiFormatError(`a message of more than ${this.#bytesMax} bytes`);
    }
  }

  #append(chunk: Buffer): void {
    const kept = this.#end - this.#start;
    if (this.#end + chunk.length > this.#bytes.length) {
      const needed = kept + chunk.length;
      const size = Math.max(FIRST_BYTES, 2 ** Math.ceil(Math.log2(needed + 1)));
      // Into a buffer of the same size it is moved to the front.
      const next = size === this.#bytes.length ? this.#bytes : Buffer.allocUnsafe(size);
      this.#bytes.copy(next, 0, this.#start, this.#end);
      this.#bytes = next;
      this.#looked -= this.#start;
      this.#start = 0;
      this.#end = kept;
    }
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  /** The one line that is not followed by an empty one. */
  #readGreeting(): boolean {
    const line = this.#bytes.subarray(this.#start, this.#end);
    const text = line.toString('latin1', 0, Math.min(line.length, 128));
    if (!text.startsWith(GREETING.slice(0, text.length))) {
      throw new AmiFormatError(
        `this is not Asterisk's manager interface: it begins with ${JSON.stringify(text.slice(0, 40))}`,
      );
    }
    const at = line.indexOf('\r\n');
    if (at === -1) return false;
    this.#greeted = true;
    this.#options.onGreeting?.(line.toString('latin1', 0, at));
    this.#start += at + 2;
    this.#looked = this.#start;
    return true;
  }
}

/** Headers of one message; undefined: none at all. */
function parse(text: string): AmiMessage | undefined {
  const names: string[] = [];
  const values: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = text.indexOf('\r\n', from);
    if (to === -1) to = text.length;
    const colon = text.indexOf(':', from);
    if (colon !== -1 && colon < to) {
      names.push(text.slice(from, colon));
      values.push(text.slice(text.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1, to));
    }
    from = to + 2;
  }
  return names.length === 0 ? undefined : new AmiMessage(names, values);
}
