/** The journal's thread: takes lines as they come and makes what has gathered durable in one go. */

import { parentPort, workerData } from 'node:worker_threads';
import { openGauges } from './gauges.ts';
import type { FromJournal, JournalThreadStart, ToJournal } from './journal.ts';
import { JournalWriter } from './journal-writer.ts';

const { options, memory } = workerData as JournalThreadStart;
const port = parentPort!;
const tell = (message: FromJournal) => port.postMessage(message);
/** A disk that refused is asked again after this time. */
const retryMs = 1_000;

function start(): JournalWriter | undefined {
  try {
    return new JournalWriter(options, openGauges(memory));
  } catch (error) {
    tell({ type: 'refused', message: (error as Error).message });
    return undefined;
  }
}

const writer = start();
if (writer) {
  run(writer);
  tell({ type: 'ready' });
}

function run(writer: JournalWriter): void {
  let scheduled = false;
  let syncing = false;
  let unsynced = false;
  let inTrouble = false;
  let stopped = false;
  let flushes: number[] = [];

  /** One write for all messages that are here. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (!stopped && attempt(() => writer.write())) sync();
    });
  }

  /**
   * A disk may take a tenth of a second and more for it. Lines are written meanwhile: what a kill
   * of the process can take away is what has not reached this thread.
   */
  function sync(): void {
    unsynced = true;
    if (syncing || stopped) return;
    syncing = true;
    unsynced = false;
    const covered = flushes;
    flushes = [];
    writer.sync((error) => {
      syncing = false;
      if (stopped) return;
      const done = attempt(() => {
        if (error) throw error;
        // Between two syncs: nobody holds the old file.
        if (writer.isFull) writer.commit();
      });
      if (!done) flushes = [...covered, ...flushes];
      else for (const id of covered) tell({ type: 'flushed', id });
      if (done && unsynced) sync();
    });
  }

  /** False: the disk refused. Told once, and tried again until it does not. */
  function attempt(work: () => void): boolean {
    try {
      work();
    } catch (error) {
      if (!inTrouble) {
        const why = (error as Error).message;
        const message =
          `the journal in ${options.folder} cannot be written (${why}); routing goes on, and it ` +
          'is tried again each second. Free space on the disk or mend its rights.';
        tell({ type: 'trouble', message });
      }
      inTrouble = true;
      setTimeout(schedule, retryMs);
      return false;
    }
    if (inTrouble) tell({ type: 'trouble', message: undefined });
    inTrouble = false;
    return true;
  }

  port.on('message', (message: ToJournal) => {
    if (message.type === 'lines') {
      writer.append(message.lines);
      schedule();
    } else if (message.type === 'flush') {
      flushes.push(message.id);
      schedule();
    } else {
      stopped = true;
      if (attempt(() => writer.commit())) {
        for (const id of flushes) tell({ type: 'flushed', id });
        writer.stop();
      }
      tell({ type: 'stopped' });
    }
  });
}
