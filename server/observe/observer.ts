/**
 * Follows an Asterisk's `app_queue` over the manager interface: one connection, kept open, whose
 * user may only read. After each connection the whole is asked for, so that nothing wrong lasts
 * longer than a gap; and again now and then, because Asterisk tells nothing of a reload.
 */

import { AmiError, AmiLink } from '../../adapters/asterisk-ami/link.ts';
import type { AmiMessage } from '../../adapters/asterisk-ami/message.ts';
import {
  type Observation,
  observe,
  pictureOf,
  type QueuePicture,
} from '../../adapters/asterisk-ami/queue-events.ts';
import type { Clock } from '../../adapters/clock.ts';
import type { Ms } from '../../core/routing/ids.ts';
import { type Advice, Advisor } from './advisor.ts';
import { Book, type BookSink } from './book.ts';

/** A line of the journal of observations. */
export type ObservedLine =
  | { readonly at: Ms; readonly seen: Observation }
  /** After a connection: everything. */
  | { readonly at: Ms; readonly picture: QueuePicture }
  /** Asked again: what no event tells of. */
  | { readonly at: Ms; readonly roster: QueuePicture }
  | { readonly at: Ms; readonly lost: string };

export interface ObserverOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
  readonly tls?: boolean;
  readonly clock: Clock;
  readonly sink: BookSink;
  /** Told of each line, after the book has taken it. */
  readonly onLine?: (line: ObservedLine) => void;
  readonly onTrouble: (trouble: string) => void;
  /** Told of each caller who waited longer than needed; absent: nobody asks. */
  readonly onAdvice?: (advice: Advice) => void;
}

/** How often queues and memberships are asked for again. */
const LOOK_AGAIN_MS = 60_000;
/** After a question that was refused or not answered. */
const ASK_AGAIN_MS = 5_000;

export class Observer {
  readonly book: Book;
  readonly #options: ObserverOptions;
  readonly #link: AmiLink;
  /** Asterisk's version, once known. */
  version = '';
  /** The book is complete: Asterisk has said everything since the last connection. */
  isComplete = false;
  gaps = 0;
  events = 0;
  readonly #advisor: Advisor | undefined;
  #cancelLook: (() => void) | undefined;
  #whenComplete: (() => void)[] = [];

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.book = new Book(options.sink);
    if (options.onAdvice) this.#advisor = new Advisor(this.book, options.onAdvice);
    const { host, port, user, secret, tls, clock, onTrouble } = options;
    this.#link = new AmiLink({
      ...{ host, port, user, secret, clock, onTrouble },
      ...(tls === undefined ? {} : { tls }),
      onUp: (version) => {
        this.version = version;
        this.#look((picture, at) => {
          this.book.resync(picture, at);
          this.#advisor?.rosterChanged(at);
          this.isComplete = true;
          this.#tell({ at, picture });
          for (const done of this.#whenComplete.splice(0)) done();
        });
      },
      onDown: (why) => {
        this.isComplete = false;
        this.gaps++;
        this.#cancelLook?.();
        this.#tell({ at: clock.now(), lost: why });
      },
      onEvent: (event) => this.#take(event),
    });
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#cancelLook?.();
    this.#link.stop();
  }

  /** Resolves when the book is complete. */
  complete(): Promise<void> {
    if (this.isComplete) return Promise.resolve();
    return new Promise((resolve) => this.#whenComplete.push(resolve));
  }

  /** Asks Asterisk how everything is; for checks. Rejects as `AmiLink.list`. */
  async picture(): Promise<QueuePicture> {
    return pictureOf(await this.#link.list({ Action: 'QueueStatus' }));
  }

  /**
   * The answer stands among the events where it was true, but for some that had happened and were
   * not yet sent: the book takes what it has been told twice only once. What it knows of callers is
   * therefore not put right by later looks, only what no event tells of.
   */
  #look(take: (picture: QueuePicture, at: Ms) => void): void {
    const { clock, onTrouble } = this.#options;
    const refresh = (roster: QueuePicture, at: Ms): void => {
      this.book.roster.replace(roster.queues, roster.memberships);
      this.#advisor?.rosterChanged(at);
      this.#tell({ at, roster });
    };
    const lookLater = (ms: Ms, then: typeof take): void => {
      if (this.#link.isUp) this.#cancelLook = clock.setTimer(ms, () => this.#look(then));
    };
    const taken = this.#link.list({ Action: 'QueueStatus' }, (answer) => {
      take(pictureOf(answer), clock.now());
    });
    taken.then(
      () => lookLater(LOOK_AGAIN_MS, refresh),
      (error: Error) => {
        const kind = error instanceof AmiError ? error.kind : undefined;
        const advice = kind === 'refused' ? '. The user needs `write = reporting`' : '';
        // A loss is told by the connection itself.
        if (kind !== 'lost') onTrouble(`${error.message}${advice}; asked again in 5 s`);
        // For the same: before everything was told once, nothing else is worth asking.
        lookLater(ASK_AGAIN_MS, take);
      },
    );
  }

  #take(event: AmiMessage): void {
    this.events++;
    const seen = observe(event);
    // Before the whole is known an event says too little.
    if (seen === undefined || !this.isComplete) return;
    const at = this.#options.clock.now();
    this.book.apply(seen, at);
    this.#advisor?.follow(seen, at);
    this.#tell({ at, seen });
  }

  #tell(line: ObservedLine): void {
    this.#options.onLine?.(line);
  }
}
