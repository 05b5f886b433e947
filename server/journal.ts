/** The journal as the routing thread sees it: lines go in, nothing is waited for. */

import type { Worker } from 'node:worker_threads';
import type { Gauges } from './gauges.ts';
import { JournalError } from './journal-folder.ts';
import { JournalWriter, type JournalWriterOptions } from './journal-writer.ts';
import { gatherLines } from './line-gathering.ts';
import { doneOrEnded, firstWord, startThread } from './thread.ts';

export interface Journal {
  /** Whole lines. Returns at once; they are durable some milliseconds later. */
  append(lines: string): void;
  /** Resolves when everything appended before is durable. */
  flush(): Promise<void>;
  /** Flush, then a snapshot that a restart begins with. */
  stop(): Promise<void>;
}

/** Undefined: the disk takes lines again. */
export type OnJournalTrouble = (message: string | undefined) => void;

/** Writes on the calling thread, durable at `flush`: for tests and tools. */
export function createInlineJournal(options: JournalWriterOptions, gauges: Gauges): Journal {
  const writer = new JournalWriter(options, gauges);
  return {
    append: (lines) => writer.append(lines),
    async flush() {
      writer.commit();
    },
    async stop() {
      writer.stop();
    },
  };
}

export type ToJournal =
  | { readonly type: 'lines'; readonly lines: string }
  | { readonly type: 'flush'; readonly id: number }
  | { readonly type: 'stop' };

export type FromJournal =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'trouble'; readonly message: string | undefined }
  | { readonly type: 'flushed'; readonly id: number }
  | { readonly type: 'stopped' };

export interface JournalThreadStart {
  readonly options: JournalWriterOptions;
  readonly memory: SharedArrayBuffer;
}

/**
 * Writes on a thread of its own. Rejects with a `JournalError` when the folder cannot be written.
 */
export async function startJournalThread(
  options: JournalWriterOptions,
  gauges: Gauges,
  onTrouble: OnJournalTrouble,
): Promise<Journal> {
  const start: JournalThreadStart = { options, memory: gauges.memory };
  const thread = startThread('journal-thread', start);
  const waiting = new Map<number, { done(): void; fail(error: Error): void }>();
  let nextId = 1;
  let onStopped = () => {};
  await begun(thread);
  thread.on('message', (message: FromJournal) => {
    if (message.type === 'trouble') onTrouble(message.message);
    if (message.type === 'stopped') onStopped();
    if (message.type !== 'flushed') return;
    waiting.get(message.id)?.done();
    waiting.delete(message.id);
  });
  const dead = () => new JournalError('the journal has ended; nothing more becomes durable');
  thread.on('exit', () => {
    for (const { fail } of waiting.values()) fail(dead());
    waiting.clear();
  });
  thread.on('error', (error) => onTrouble(`the journal's thread has died: ${error.message}`));
  const lines = gatherLines((some) => thread.postMessage(linesOf(some)));
  const send = (message: ToJournal) => {
    lines.flush();
    thread.postMessage(message);
  };
  return {
    append: lines.add,
    flush: () =>
      new Promise((done, fail) => {
        if (thread.threadId === -1) return fail(dead());
        const id = nextId++;
        waiting.set(id, { done, fail });
        send({ type: 'flush', id });
      }),
    async stop() {
      await doneOrEnded(thread, (done) => {
        onStopped = done;
        send({ type: 'stop' });
      });
      await thread.terminate();
    },
  };
}

const linesOf = (lines: string): ToJournal => ({ type: 'lines', lines });

const begun = (thread: Worker): Promise<void> =>
  firstWord(thread, (message: FromJournal) => {
    if (message.type === 'ready') return;
    throw new JournalError(
      message.type === 'refused' ? message.message : 'the journal did not start',
    );
  });
