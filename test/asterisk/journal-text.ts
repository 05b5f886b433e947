/**
 * The journal as an outsider reads it: the files of its folder, in order, and the policy in its
 * first snapshot. Knows the format from its page in docs/ and shares no code with the writer.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface JournalPolicy {
  readonly classes: readonly string[];
  readonly targets: readonly { readonly id: string; readonly keepAge?: boolean }[];
  readonly agents: readonly {
    readonly id: string;
    readonly skills: readonly { readonly skill: string; readonly level: number }[];
    readonly teams: readonly string[];
    readonly queues: readonly { readonly queue: string; readonly delayMs: number }[];
  }[];
  readonly queues: readonly {
    readonly id: string;
    readonly class: string;
    readonly headStartMs: number;
    readonly wrapUpMs: number;
    readonly excludeMs: number;
    readonly steps: readonly {
      /** null: it does not end by itself. */
      readonly forMs: number | null;
      readonly require: readonly { readonly skill: string; readonly levelMin: number }[];
      readonly teams: readonly { readonly team: string }[];
      readonly everybody: boolean;
    }[];
  }[];
}

export interface JournalLine {
  readonly seq: number;
  readonly at: number;
  readonly fact?: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly outcome?: string;
  readonly tick?: true;
  /** Command or notice: name, then arguments. */
  readonly n?: readonly [string, ...unknown[]];
  readonly note?: Readonly<Record<string, unknown>> & { readonly type: string };
}

export interface JournalText {
  readonly policy: JournalPolicy;
  readonly lines: readonly JournalLine[];
}

/** Reads a whole folder. Throws when it holds no journal or lines are missing in the middle. */
export function readJournal(folder: string): JournalText {
  const names = readdirSync(folder).sort();
  const first = names.find((name) => /^snapshot-\d+\.json$/.test(name));
  if (first === undefined) throw new Error(`no journal in ${folder}`);
  const { router } = JSON.parse(readFileSync(join(folder, first), 'utf8'));
  const lines: JournalLine[] = [];
  for (const name of names.filter((each) => /^journal-\d+\.ndjson$/.test(each))) {
    const rows = readFileSync(join(folder, name), 'utf8').split('\n');
    // The last one is empty, or torn by a crash.
    rows.pop();
    for (const row of rows) lines.push(JSON.parse(row) as JournalLine);
  }
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before !== undefined && line.seq !== before.seq + 1) {
      throw new Error(`after line ${before.seq} comes line ${line.seq}`);
    }
  }
  return { policy: router.policy as JournalPolicy, lines };
}
