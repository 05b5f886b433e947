/**
 * What the importer reads: queues, their agents, rules, and calls of `Queue()`, each with the line
 * it stands on. Files of Asterisk and tables exported as CSV come to the same shape here, so that
 * nothing behind this file asks where a value is from.
 */

/** A line of a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What cannot be read, and so forbids the import. */
export interface SourceError {
  readonly at: Place;
  readonly message: string;
  readonly hint?: string;
}

/** One option as written; `key` in lower case, with hyphens. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly at: Place;
}

/** An agent's place in one queue: a line `member => …`, or a row of `queue_members`. */
export interface Seat {
  readonly at: Place;
  /** As the source has it. */
  readonly written: string;
  /** `PJSIP/1001`, `Local/1001@from-queue/n`. */
  readonly phone: string;
  /** Lower first. */
  readonly rank: number;
  readonly name: string;
  /** The device, or `hint:EXT@CONTEXT`, whose state counts instead of the phone's. */
  readonly state: string;
  /** As written; empty where it is not. */
  readonly ringInUse: string;
  readonly wrapUp: string;
  readonly paused: boolean;
}

/** A queue as configured. */
export interface QueueSource {
  readonly name: string;
  readonly at: Place;
  readonly settings: readonly Setting[];
  readonly seats: readonly Seat[];
}

/** A number, or a change to the number before. */
export interface Bound {
  readonly value: number;
  readonly relative: boolean;
}

/** `penaltychange => 30,+3,,r2`. */
export interface WindowChange {
  readonly at: Place;
  /** Seconds after joining. */
  readonly afterSeconds: number;
  readonly most?: Bound;
  readonly least?: Bound;
  readonly raise?: Bound;
}

/** A rule of queuerules.conf. */
export interface RuleSource {
  readonly name: string;
  readonly at: Place;
  readonly changes: readonly WindowChange[];
}

/** Everything that was read. */
export interface Sources {
  /** In the order in which they were read. */
  readonly files: readonly string[];
  readonly general: readonly Setting[];
  readonly queues: readonly QueueSource[];
  readonly rules: readonly RuleSource[];
}

/** How files are reached: the disk, or texts in memory. */
export interface Disk {
  /** Undefined when there is no such file; `why` when it cannot be read. */
  read(path: string): { readonly text: string } | { readonly why: string } | undefined;
  /** Names in a folder, sorted; empty when there is no such folder. */
  list(folder: string): readonly string[];
}

/** `queues.conf:12`. */
export const placeText = ({ file, line }: Place): string => `${file}:${line}`;

/** The folder all files are in, with its slash; empty when they share none. */
export function commonFolder(files: readonly string[]): string {
  const [first = ''] = files;
  let end = first.lastIndexOf('/') + 1;
  while (end > 0 && !files.every((file) => file.startsWith(first.slice(0, end)))) {
    end = first.lastIndexOf('/', end - 2) + 1;
  }
  return first.slice(0, end);
}

/** A place as it is told to people: without the folder everything is in. */
export const shortPlace = (folder: string, { file, line }: Place): Place => ({
  file: file.startsWith(folder) ? file.slice(folder.length) : file,
  line,
});
