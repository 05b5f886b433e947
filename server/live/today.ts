/** Today's lines of the journal from before this process: they make `AgentDays` whole again. */

import type { Ms } from '../../core/routing/ids.ts';
import { JournalError, listJournal } from '../journal-folder.ts';
import { openJournal, readSnapshot } from '../journal-reader.ts';
import type { Log } from '../log.ts';
import { AgentDays, localDay } from './agent-days.ts';

export interface TodayParts {
  /** Of the journal. */
  readonly folder: string;
  /** Where this process begins: the first line that is its own, and when it took over. */
  readonly seq: number;
  readonly at: Ms;
  readonly log: Log;
  zone(): string;
}

/** Lines read between two looks at what else is to be done on this thread. */
const linesAtOnce = 1_000;

/**
 * Adds to `days` what was so today before. Rejects never: a journal that cannot be read leaves the
 * day beginning with this process, and the log says so. Cost: a reading of today's lines, so many
 * at a time.
 */
export async function readToday(days: AgentDays, parts: TodayParts): Promise<void> {
  const { folder, seq, at, log } = parts;
  try {
    const run = openJournal(folder, newestBefore(folder, localDay(parts.zone(), at).from, seq));
    if (!run || run.snapshot.seq >= seq) return;
    const earlier = new AgentDays(parts.zone);
    earlier.begin(run.snapshot.view, run.snapshot.at);
    let read = 0;
    for (const line of run.lines()) {
      if (line.seq >= seq) break;
      earlier.apply(line);
      if (++read % linesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    days.add(earlier, at);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    log.warn({ err: error }, "today's figures of agents begin with this process");
  }
}

/** The newest snapshot from before that moment; the oldest, where there is none so old. */
function newestBefore(folder: string, moment: Ms, seq: number): number {
  const all = listJournal(folder).snapshots.filter((each) => each < seq);
  const found = all.reverse().find((each) => readSnapshot(folder, each).at <= moment);
  return found ?? all.at(-1) ?? seq;
}
