/**
 * Contacts from the lines of the journal. A store that is away holds nothing up and loses nothing:
 * what is to be written waits in memory, and when that is too much it is read from the journal
 * again, as it is after a crash. What is told twice is in the store once.
 */

import { contactMark, openContacts, setContactMark } from '../../adapters/store/contacts.ts';
import { type Database, StoreError } from '../../adapters/store/database.ts';
import { JournalError } from '../journal-folder.ts';
import type { JournalSnapshot, Line } from '../journal-lines.ts';
import { openJournal } from '../journal-reader.ts';
import type { Log } from '../log.ts';
import { View } from '../view.ts';
import { type ConversationAt, type ConversationBegun, Conversations } from './conversations.ts';

export interface ContactLogParts {
  readonly view: View;
  readonly log: Log;
  /** Folder of the journal, and the state this process began with. */
  readonly folder: string;
  readonly snapshot: JournalSnapshot;
  /** Name of this site among those that share the store; empty: it has none. */
  readonly site: string;
  /** Rejects while the store cannot be had. */
  database(): Promise<Database>;
  /** Writes it, or does nothing where it is written already. */
  begin(conversation: ConversationBegun): Promise<void>;
  end(conversation: Omit<ConversationAt, 'seq'>): Promise<void>;
  /** Resolves when what was journalled so far can be read. */
  flushJournal(): Promise<void>;
  /** The agent's contact is in the store, or is over there. */
  onWritten?(agent: string): void;
  /** Default: real time, in which the process may end. */
  wait?(ms: number): Promise<void>;
  /** Conversations kept in memory while the store is away. Default: 10,000. */
  readonly pendingMax?: number;
}

type Told =
  | { readonly kind: 'begun'; readonly about: ConversationBegun }
  | { readonly kind: 'ended'; readonly about: ConversationAt };

const retryMs = { first: 500, most: 30_000 } as const;
/** Lines read between two looks at what else is to be done on this thread. */
const linesAtOnce = 1_000;

export class ContactLog {
  readonly #parts: ContactLogParts;
  readonly #reader: Conversations;
  readonly #pendingMax: number;
  #pending: Told[] = [];
  /** Everything up to this line is to be read from the journal. */
  #gapUntil: number | undefined;
  /** More was told than is kept: the journal has it. */
  #overflowed = false;
  #lastSeq: number;
  #running: Promise<void> | undefined;
  #trouble: string | undefined;
  /** Those who wait for what was told so far. */
  #waiting: (() => void)[] = [];
  #stopping = false;
  #stop = (): void => {};
  readonly #stopped: Promise<void>;

  constructor(parts: ContactLogParts) {
    this.#parts = parts;
    this.#stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
    this.#pendingMax = parts.pendingMax ?? 10_000;
    this.#lastSeq = parts.snapshot.seq - 1;
    this.#gapUntil = this.#lastSeq;
    this.#reader = new Conversations(parts.view, {
      begun: (about) => this.#told({ kind: 'begun', about }),
      ended: (about) => this.#told({ kind: 'ended', about }),
    });
  }

  /** Begins to bring the store up to what the journal says. */
  start(): void {
    this.#run();
  }

  /** Takes a line before the view does. Returns at once. */
  apply(line: Line): void {
    this.#lastSeq = line.seq;
    this.#reader.apply(line);
  }

  /** Why contacts cannot be written now; undefined: they can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Resolves when what was told so far is in the store, or cannot be now. */
  written(): Promise<void> {
    if (this.#running === undefined || this.#trouble !== undefined) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Writes what can be written at once; the next process finds the rest in the journal. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stop();
    await this.#running;
    if (this.#pending.length > 0 || this.#gapUntil !== undefined || this.#overflowed) return;
    await this.#remember(this.#lastSeq).catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'contacts: the journal will be read again');
    });
  }

  #told(told: Told): void {
    if (this.#pending.length >= this.#pendingMax) {
      this.#pending = [];
      this.#overflowed = true;
      this.#parts.log.warn({}, 'contacts: too many wait; they will be read from the journal');
    }
    if (!this.#overflowed) this.#pending.push(told);
    this.#run();
  }

  /** One run at a time. Its end is seen before the next begins. */
  #run(): void {
    if (this.#running !== undefined || this.#stopping) return;
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
      this.#answer();
      if (this.#pending.length > 0 || this.#overflowed) this.#run();
    });
  }

  async #work(): Promise<void> {
    for (let waitMs: number = retryMs.first; ; waitMs = Math.min(waitMs * 2, retryMs.most)) {
      try {
        await this.#writeAll();
        this.#tellTrouble(undefined);
        return;
      } catch (error) {
        this.#tellTrouble((error as Error).message);
      }
      if (this.#stopping) return;
      await Promise.race([(this.#parts.wait ?? realWait)(waitMs), this.#stopped]);
    }
  }

  async #writeAll(): Promise<void> {
    for (;;) {
      if (this.#overflowed) {
        this.#overflowed = false;
        this.#gapUntil = this.#lastSeq;
      }
      if (this.#gapUntil !== undefined) {
        await this.#catchUp(this.#gapUntil);
        if (this.#overflowed) continue;
        this.#gapUntil = undefined;
      }
      const [next] = this.#pending;
      if (next === undefined) return;
      await this.#write(next);
      // An overflow meanwhile has taken it out.
      if (this.#pending[0] === next) this.#pending.shift();
      if (this.#pending.length === 0 && !this.#overflowed) await this.#remember(next.about.seq);
    }
  }

  async #write({ kind, about }: Told): Promise<void> {
    const { begin, end, log, onWritten } = this.#parts;
    try {
      if (kind === 'begun') await begin(about);
      else await end(about);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === 'unusable') throw error;
      const { call, offer } = about;
      log.error({ err: error, call, offer }, 'a contact cannot be written, and is left out');
    }
    if (kind === 'begun') onWritten?.(about.agent);
  }

  async #remember(seq: number): Promise<void> {
    await setContactMark(await this.#parts.database(), this.#parts.site, seq);
  }

  /** Reads the journal from where the store stands up to this line, and writes what it tells. */
  async #catchUp(until: number): Promise<void> {
    const { site, log, view } = this.#parts;
    const database = await this.#parts.database();
    const mark = await contactMark(database, site);
    if (mark !== undefined && mark < until) {
      await this.#parts.flushJournal();
      try {
        await this.#readAgain(mark + 1, until);
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        log.error({ err: error, from: mark + 1, until }, 'contacts: the journal cannot be read');
      }
    }
    // Those of whose end no line is left.
    const ending = this.#pending.filter(({ kind }) => kind === 'ended');
    const alive = new Set([...view.offers.keys(), ...ending.map(({ about }) => about.offer)]);
    for (const { tenant, call, offer } of await openContacts(database, site)) {
      if (alive.has(offer as ConversationAt['offer'])) continue;
      const ids = { call, offer } as Pick<ConversationAt, 'call' | 'offer'>;
      await this.#parts.end({ tenant, ...ids, at: view.at });
    }
    await this.#remember(until);
  }

  async #readAgain(from: number, until: number): Promise<void> {
    const run = openJournal(this.#parts.folder, from);
    if (run === undefined) return;
    if (run.snapshot.seq > from) {
      const gap = { from, until: run.snapshot.seq - 1 };
      this.#parts.log.warn(
        gap,
        'contacts of these lines are missing: the journal has them no more',
      );
    }
    const told: Told[] = [];
    const past = View.restore(run.snapshot, { callers: 0, keepMs: 0 });
    const reader = new Conversations(past, {
      begun: (about) => told.push({ kind: 'begun', about }),
      ended: (about) => told.push({ kind: 'ended', about }),
    });
    let read = 0;
    for (const line of run.lines()) {
      if (line.seq > until) break;
      reader.apply(line);
      past.apply(line);
      for (const each of told.splice(0)) if (each.about.seq >= from) await this.#write(each);
      if (++read % linesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #tellTrouble(trouble: string | undefined): void {
    if (trouble !== undefined && this.#trouble === undefined) {
      this.#parts.log.error(
        { why: trouble },
        'contacts cannot be written; they are kept and tried',
      );
    } else if (trouble === undefined && this.#trouble !== undefined) {
      this.#parts.log.info({}, 'contacts can be written again');
    }
    this.#trouble = trouble;
    if (trouble !== undefined) this.#answer();
  }

  #answer(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }
}

const realWait = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms).unref());
