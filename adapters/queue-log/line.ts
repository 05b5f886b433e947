/**
 * One line of Asterisk's queue_log: `epoch|callid|queue|agent|EVENT|fields…`, as `ast_queue_log`
 * of main/logger.c writes it.
 */

/** A field that says nothing: no call, no queue, no agent. */
export const NONE = 'NONE';

export interface QueueLine {
  /** Seconds since the epoch. */
  readonly atSeconds: number;
  /** The caller's channel (its uniqueid), `NONE`, or how an agent came in: `MANAGER`, `CLI`. */
  readonly call: string;
  readonly queue: string;
  readonly agent: string;
  readonly event: string;
  /** What the event has to say; their number depends on it. */
  readonly fields: readonly string[];
}

/** Whoever takes lines: a file, or a switch that writes them itself (AMI `QueueLog`). */
export interface QueueLogSink {
  /** Takes the next line; returns at once, and never throws. Lines keep their order. */
  write(line: QueueLine): void;
  /** Resolves when what was taken has been written, or cannot be. */
  close(): Promise<void>;
}

/** Characters that would end a field or a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be taken out
const breaking = /[|\u0000-\u001f\u007f]/g;

/** A text as it may stand in a field: `app_queue` writes `_` for a `|` in a name. */
export const fieldOf = (text: string): string => text.replace(breaking, '_');

/** The line as it is written, without its newline. Cost: about a microsecond. */
export function writeQueueLine(line: QueueLine): string {
  const { call, queue, agent, event, fields } = line;
  const texts = [call, queue, agent, event, ...fields].map(fieldOf);
  // An event without fields still has the bar before them.
  if (fields.length === 0) texts.push('');
  return `${Math.floor(line.atSeconds)}|${texts.join('|')}`;
}

/** Reads a line without its newline; undefined: it is none. */
export function readQueueLine(text: string): QueueLine | undefined {
  const [at = '', call, queue, agent, event, ...fields] = text.split('|');
  if (!/^\d{1,15}$/.test(at) || !call || !queue || !agent || !event) return undefined;
  return { atSeconds: Number(at), call, queue, agent, event, fields };
}
