/**
 * The connection for commands (Originate, Redirect, Hangup, QueueLog, …) by `asterisk-manager`, the
 * only importer of it, with events switched off. The library connects, reads and writes; the rest
 * of it is kept away: see docs/decisions/0020-two-ways-to-ami.md and
 * test/adapters/ami-connection.test.ts.
 *
 * - Each attempt has a library of its own: what the one before had half read, held back or was to
 *   call is gone with it.
 * - Its dispatch is taken off. Answers are found by number in our own table, each with a time
 *   limit; no event can be mistaken for `error`, `close` or somebody's answer.
 * - It logs in by challenge, which the library cannot: the secret is never sent.
 * - It never reconnects and prints nothing; we do, after 0.25 to 10 s.
 */

import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Clock } from '../clock.ts';
import type { AmiAddress } from './link.ts';
import { type AmiAction, AmiActionError, AmiMessage, writeAction } from './message.ts';
import {
  type AmiAsker,
  AmiError,
  answerMs,
  pingMs,
  Questions,
  retryMs,
  troubleOf,
} from './questions.ts';

/** Without TLS, which the library does not have: `AmiLink` does. */
export interface AmiConnectionOptions extends Omit<AmiAddress, 'tls'> {
  readonly clock: Clock;
  /** Told after each login. */
  readonly onUp: () => void;
  /** Told once after each loss of a connection that was up. */
  readonly onDown: (why: string) => void;
  /** Each attempt that failed, in words that say what to do. */
  readonly onTrouble: (trouble: string) => void;
}

/** A message as the library reads it: names in lower case, `Variable` headers as one object. */
type LibraryMessage = Readonly<
  Record<string, string | readonly string[] | Readonly<Record<string, string>>>
>;
type LibraryAction = Record<string, string | Readonly<Record<string, string>>>;
type Listener = (about: unknown) => void;

/** The parts of the library we touch. */
interface AmiLibrary {
  action: (action: LibraryAction, done: (error?: unknown) => void) => void;
  /** The first argument goes to `net.createConnection` as it is. */
  connect(address: object, host: string, done: () => void): void;
  login(): void;
  on(name: string, listener: Listener): void;
  removeAllListeners(name: string): void;
}

type CreateLibrary = (port: undefined, host: string, user: string) => AmiLibrary;

/** One attempt, from connecting to the loss. */
interface Line {
  readonly library: AmiLibrary;
  /** Ends it at once; what it says is why. */
  readonly destroy: (why: string) => void;
}

export class AmiConnection implements AmiAsker {
  readonly #options: AmiConnectionOptions;
  readonly #questions: Questions;
  #line: Line | undefined;
  #up = false;
  #stopped = false;
  #attempts = 0;
  #cancelPing: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(options: AmiConnectionOptions) {
    this.#options = options;
    this.#questions = new Questions(options.clock, 'tsunagi-command-');
  }

  get isUp(): boolean {
    return this.#up;
  }

  /** Connects, and again whenever the connection is lost, until `stop`. */
  start(): void {
    if (this.#stopped || this.#line) return;
    const { host, port, user, clock } = this.#options;
    const library = createLibrary(undefined, host, user);
    const abort = new AbortController();
    let failure: string | undefined;
    const line: Line = {
      library,
      destroy: (why) => {
        failure ??= why;
        abort.abort();
      },
    };
    this.#line = line;
    const cancel = clock.setTimer(answerMs, () =>
      line.destroy(`no answer within ${answerMs / 1000} s`),
    );
    library.removeAllListeners('rawevent');
    library.on('rawevent', (message) => this.#take(line, messageOf(message as LibraryMessage)));
    library.on('connect', () => {
      this.#logIn(line).then(cancel, (error: Error) => line.destroy(error.message));
    });
    library.on('error', (error) => {
      failure ??= (error as Error).message;
    });
    library.on('close', () => {
      cancel();
      if (this.#line === line) this.#lost(failure ?? 'the connection was closed');
    });
    library.connect({ host, port, signal: abort.signal }, host, () => {});
  }

  async ask(action: AmiAction): Promise<AmiMessage> {
    return (await this.#send(action, 'single'))[0]!;
  }

  list(action: AmiAction): Promise<AmiMessage[]> {
    return this.#send(action, 'list');
  }

  /** Ends it for good; questions are rejected. */
  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#end('stopped');
  }

  async #logIn(line: Line): Promise<void> {
    const { library } = line;
    // The library holds everything back until it believes that it has logged in itself.
    const { action } = library;
    library.action = (_, done) => done();
    library.login();
    library.action = action;
    const { user, secret } = this.#options;
    const challenge = await this.#ask({ Action: 'Challenge', AuthType: 'MD5' });
    const key = createHash('md5')
      .update(challenge.text('Challenge') + secret)
      .digest('hex');
    await this.#ask({ Action: 'Login', AuthType: 'MD5', Username: user, Key: key, Events: 'off' });
    if (this.#line !== line) return;
    this.#up = true;
    this.#attempts = 0;
    this.#ping();
    this.#options.onUp();
  }

  #send(action: AmiAction, kind: 'single' | 'list'): Promise<AmiMessage[]> {
    return this.#questions.ask(action, kind, (id) => {
      const fields = fieldsOf(action, id);
      if (!this.#up) throw new AmiError('lost', `${action.Action}: there is no connection`);
      write(this.#line!, fields, id);
    });
  }

  /** While logging in. */
  async #ask(action: AmiAction): Promise<AmiMessage> {
    const [answer] = await this.#questions.ask(action, 'single', (id) => {
      write(this.#line!, fieldsOf(action, id), id);
    });
    return answer!;
  }

  #take(line: Line, message: AmiMessage): void {
    if (this.#line !== line || message.names.length === 0) return;
    const known = message.event ?? message.response;
    // Events that come in spite of everything, and answers that come too late, are nobody's.
    if (known !== undefined) this.#questions.take(message);
    else if (!this.#up) {
      const [first = ''] = message.names;
      line.destroy(
        `this is not Asterisk's manager interface: it says ${JSON.stringify(first.slice(0, 40))}`,
      );
    }
  }

  /** A connection that answers nothing is none. */
  #ping(): void {
    const line = this.#line;
    this.#cancelPing = this.#options.clock.setTimer(pingMs, () => {
      this.ask({ Action: 'Ping' }).then(
        () => this.#ping(),
        (error: Error) => line?.destroy(error.message),
      );
    });
  }

  #lost(why: string): void {
    const { clock, onTrouble, host, port } = this.#options;
    this.#end(why);
    if (this.#stopped) return;
    onTrouble(troubleOf(host, port, why));
    // Whoever is told may have stopped it.
    if (this.#stopped) return;
    const waitMs = retryMs[Math.min(this.#attempts++, retryMs.length - 1)]!;
    this.#cancelRetry = clock.setTimer(waitMs, () => this.start());
  }

  #end(why: string): void {
    const line = this.#line;
    const wasUp = this.#up;
    this.#line = undefined;
    this.#up = false;
    this.#cancelPing?.();
    this.#questions.lost(why);
    line?.destroy(why);
    if (wasUp) this.#options.onDown(why);
  }
}

function write({ library }: Line, fields: LibraryAction, id: string): void {
  library.action(fields, () => {});
  // The library listens for an answer that only its own dispatch would bring.
  library.removeAllListeners(id);
}

/**
 * An action as the library takes it: a header that comes several times is an object of `name=value`
 * there. Throws an `AmiActionError` where it would write something else than was meant.
 */
function fieldsOf(action: AmiAction, id: string): LibraryAction {
  // What it cannot write nobody can.
  writeAction(action, id);
  const fields: LibraryAction = { actionid: id };
  for (const [name, value] of Object.entries(action)) {
    if (value === undefined) continue;
    if (typeof value !== 'object') fields[name] = String(value);
    else fields[name] = Object.fromEntries(value.map((each) => assignment(action, name, each)));
  }
  return fields;
}

function assignment({ Action }: AmiAction, name: string, text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new AmiActionError(`${Action}: each ${name} must be NAME=VALUE, not ${text}; not sent`);
}

/** `Variable: X` and `Variable: X=` are the same to the library, and so to us: `X`. */
function messageOf(read: LibraryMessage): AmiMessage {
  const names: string[] = [];
  const values: string[] = [];
  for (const [key, value] of Object.entries(read)) {
    const name = { event: 'Event', response: 'Response' }[key] ?? key;
    const several =
      typeof value === 'string'
        ? [value]
        : Array.isArray(value)
          ? value
          : Object.entries(value).map(([left, right]) => (right ? `${left}=${right}` : left));
    for (const each of several) {
      names.push(name);
      values.push(String(each));
    }
  }
  return new AmiMessage(names, values);
}

const createLibrary = createRequire(import.meta.url)('asterisk-manager') as CreateLibrary;
