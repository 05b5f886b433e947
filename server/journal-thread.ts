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
  let inTrouble = false;
  let flushes: number[] = [];

  /** One commit for all messages that arrived while the last one was written. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      commit();
    });
  }

  function commit(): boolean {
    try {
      writer.commit();
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
    for (const id of flushes) tell({ type: 'flushed', id });
    flushes = [];
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
      if (commit()) writer.stop();
      tell({ type: 'stopped' });
    }
  });
}
