/** Today's lines of the journal from before this process: they make the day's figures whole. */

import type { Ms, QueueId } from '../../core/routing/ids.ts';
import { JournalError, listJournal } from '../journal-folder.ts';
import { openJournal, readSnapshot } from '../journal-reader.ts';
import type { Log } from '../log.ts';
import { QueueDays } from '../queue-days.ts';
import type { Rename } from '../renames.ts';
import { View } from '../view.ts';
import { AgentDays, localDay } from './agent-days.ts';

export interface TodayParts {
  /** Of the journal. */
  readonly folder: string;
  /** Where this process begins: the first line that is its own, and when it took over. */
  readonly seq: number;
  readonly at: Ms;
  readonly log: Log;
  /** Ids that are others since this process began. */
  readonly renamed: readonly Rename[];
  zone(): string;
  /** Of a queue's target now. */
  targetMs(queue: QueueId): Ms | undefined;
}

/** What is known of today, of this process so far. */
export interface Days {
  readonly agents: AgentDays;
  readonly queues: QueueDays;
}

/** Lines read between two looks at what else is to be done on this thread. */
const linesAtOnce = 1_000;

/**
 * Adds to `days` what was so today before. Rejects never: a journal that cannot be read leaves the
 * day beginning with this process, and the log says so. Cost: a reading of today's lines, so many
 * at a time.
 */
export async function readToday(days: Days, parts: TodayParts): Promise<void> {
  const { folder, seq, at, log, zone, renamed } = parts;
  try {
    const midnight = localDay(zone(), at).from;
    const run = openJournal(folder, newestBefore(folder, midnight, seq));
    if (!run || run.snapshot.seq >= seq) return;
    const past = View.restore(run.snapshot, { callers: 0, keepMs: 0 });
    const from = Math.max(midnight, run.snapshot.at);
    const agents = new AgentDays(zone);
    agents.begin(run.snapshot.view, run.snapshot.at);
    const queues = new QueueDays({ ...parts, view: past, from, now: () => past.at });
    let read = 0;
    for (const line of run.lines()) {
      if (line.seq >= seq) break;
      agents.apply(line);
      queues.apply(line);
      past.apply(line);
      if (++read % linesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const each of [agents, queues]) each.rename(renamed);
    days.agents.add(agents, at);
    days.queues.add(queues, at);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    log.warn({ err: error }, "today's figures begin with this process");
  }
}

/** The newest snapshot from before that moment; the oldest, where there is none so old. */
function newestBefore(folder: string, moment: Ms, seq: number): number {
  const all = listJournal(folder).snapshots.filter((each) => each < seq);
  const found = all.reverse().find((each) => readSnapshot(folder, each).at <= moment);
  return found ?? all.at(-1) ?? seq;
}
