/**
 * Keeps the sums of reports in the store up to what the journal says. Sums and the mark of the last
 * line in them are written together, so that a crash, or a store that was away, loses nothing and
 * counts nothing twice: what is missing is read from the journal again.
 */

import type { Database } from '../../adapters/store/database.ts';
import { type ReportMark, Reports } from '../../adapters/store/reports.ts';
import { JournalError } from '../journal-folder.ts';
import type { JournalSnapshot, Line } from '../journal-lines.ts';
import { openJournal } from '../journal-reader.ts';
import type { Log } from '../log.ts';
import { View } from '../view.ts';
import { IntervalBook, type IntervalBookParts } from './interval-book.ts';

export interface ReportLogParts extends Omit<IntervalBookParts, 'from'> {
  readonly log: Log;
  /** Folder of the journal, and the state this process began with. */
  readonly folder: string;
  readonly snapshot: JournalSnapshot;
  /** Name of this site among those that share the store; empty: it has none. */
  readonly site: string;
  /** Rejects while the store cannot be had. */
  database(): Promise<Database>;
  /** Resolves when what was journalled so far can be read. */
  flushJournal(): Promise<void>;
  /** Between two writings. Default: a minute. */
  readonly everyMs?: number;
}

/** Lines read between two looks at what else is to be done on this thread. */
const linesAtOnce = 1_000;

export class ReportLog {
  readonly #parts: ReportLogParts;
  readonly #book: IntervalBook;
  /** The last line applied. */
  #last: ReportMark;
  /** Where the store stands; undefined: not asked yet. */
  #written: ReportMark | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #trouble: string | undefined;

  constructor(parts: ReportLogParts) {
    this.#parts = parts;
    const { seq, at } = parts.snapshot;
    this.#last = { seq: seq - 1, at };
    this.#book = new IntervalBook({ ...parts, from: at });
  }

  /** Begins to write. */
  start(): void {
    const { everyMs = 60_000 } = this.#parts;
    this.#timer = setInterval(() => void this.#inTurn(), everyMs).unref();
    void this.#inTurn();
  }

  /** Takes a line before the view does. Returns at once. */
  apply(line: Line): void {
    this.#book.apply(line);
    this.#last = { seq: line.seq, at: line.at };
  }

  /** Why sums cannot be written now; undefined: they can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Resolves when the store has what was told so far, or cannot have it now. */
  written(): Promise<void> {
    return this.#inTurn();
  }

  /** Writes what there is; what cannot be written is in the journal for the next process. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#inTurn();
  }

  #inTurn(): Promise<void> {
    this.#running = this.#running.then(async () => {
      try {
        await this.#write();
        this.#tell(undefined);
      } catch (error) {
        this.#tell((error as Error).message);
      }
    });
    return this.#running;
  }

  async #write(): Promise<void> {
    const { site } = this.#parts;
    const reports = new Reports(await this.#parts.database());
    this.#written ??= await this.#catchUp(reports);
    const after = this.#last;
    if (after.seq === this.#written.seq) return;
    const taken = this.#book.take();
    try {
      await reports.add(site, this.#written, after, taken);
    } catch (error) {
      this.#book.putBack(taken);
      throw error;
    }
    this.#written = after;
  }

  /** Brings the store to where this process began, from the journal where it is behind. */
  async #catchUp(reports: Reports): Promise<ReportMark> {
    const { site, snapshot, log } = this.#parts;
    const begin = { seq: snapshot.seq - 1, at: snapshot.at };
    const mark = await reports.mark(site);
    if (mark?.seq === begin.seq) return mark;
    if (mark === undefined || mark.seq > begin.seq) {
      // The first time, or a journal that began anew.
      await reports.begin(site, begin);
      return begin;
    }
    try {
      await this.#parts.flushJournal();
      await this.#readAgain(reports, mark, begin);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      log.error({ err: error, from: mark.seq + 1 }, 'reports: the journal cannot be read');
      await reports.begin(site, begin);
    }
    return begin;
  }

  async #readAgain(reports: Reports, mark: ReportMark, begin: ReportMark): Promise<void> {
    const { site, folder, log } = this.#parts;
    const run = openJournal(folder, mark.seq + 1);
    if (run === undefined || run.snapshot.seq > mark.seq + 1) {
      const gap = { from: mark.seq + 1, until: (run?.snapshot.seq ?? begin.seq + 1) - 1 };
      log.warn(gap, 'reports: these lines are missing: the journal has them no more');
    }
    if (run === undefined) return reports.begin(site, begin);
    const view = View.restore(run.snapshot, { callers: 0, keepMs: 0 });
    let book: IntervalBook | undefined;
    let read = 0;
    const count = () => new IntervalBook({ ...this.#parts, view, from: view.at });
    for (const line of run.lines()) {
      if (line.seq > begin.seq) break;
      if (line.seq > mark.seq) book ??= count();
      book?.apply(line);
      view.apply(line);
      if (++read % linesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await reports.add(site, mark, begin, book?.take() ?? { queues: [], agents: [] });
  }

  #tell(trouble: string | undefined): void {
    const { log } = this.#parts;
    if (trouble !== undefined && this.#trouble === undefined) {
      log.error({ why: trouble }, 'sums of reports cannot be written; they are kept and tried');
    } else if (trouble === undefined && this.#trouble !== undefined) {
      log.info({}, 'sums of reports can be written again');
    }
    this.#trouble = trouble;
  }
}
