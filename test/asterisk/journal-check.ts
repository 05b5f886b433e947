/**
 * Checks a journal with eyes of its own, and sums it up.
 *
 *   node dist/test/asterisk/journal-check.js FOLDER
 *
 * It understands plain skill routing (steps, classes, head starts, delays, exclusions); preferred
 * agents, reloads and opening hours are not in the loads it is for.
 */

import { pathToFileURL } from 'node:url';
import { JournalChecker } from './journal-checker.ts';
import { readJournal } from './journal-text.ts';

export interface JournalReport {
  readonly calls: number;
  readonly offers: number;
  readonly answered: number;
  readonly dispositions: Readonly<Record<string, number>>;
  readonly results: Readonly<Record<string, number>>;
  /** Conversations by agent. */
  readonly answeredBy: Readonly<Record<string, number>>;
  /** Sentences; empty when all is well. */
  readonly problems: readonly string[];
}

/** Reads and checks a folder. `finished`: all callers have gone, so nothing may be left open. */
export function checkJournal(folder: string, { finished = true } = {}): JournalReport {
  const { policy, lines } = readJournal(folder);
  const checker = new JournalChecker(policy);
  for (const line of lines) checker.take(line);
  if (finished) checker.finish();
  const answeredBy: Record<string, number> = {};
  for (const { agent, answered } of checker.offers.values()) {
    if (answered) answeredBy[agent.id] = (answeredBy[agent.id] ?? 0) + 1;
  }
  return {
    calls: checker.calls.size,
    offers: checker.offers.size,
    answered: checker.dispositions.answered ?? 0,
    dispositions: checker.dispositions,
    results: checker.results,
    answeredBy,
    problems: checker.problems,
  };
}

const [, script = '', folder] = process.argv;
if (import.meta.url === pathToFileURL(script).href) {
  if (folder === undefined) throw new Error('give the folder of a journal');
  const report = checkJournal(folder);
  console.log(JSON.stringify(report, undefined, 2));
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}
