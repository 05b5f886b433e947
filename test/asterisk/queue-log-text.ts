/**
 * Lines of a queue_log without what differs from one run to the next: times and ids become
 * placeholders, durations become classes.
 */

import { readQueueLine } from '../../adapters/queue-log/line.ts';

/** Durations from here on are `long`: scenarios wait twice as long, or hardly at all. */
const longMs = 4_000;

/** Which fields are durations: their place counted from the first of the event's own, and unit. */
const durations: Readonly<Record<string, readonly (readonly [number, 's' | 'ms'])[]>> = {
  CONNECT: [
    [0, 's'],
    [2, 's'],
  ],
  COMPLETECALLER: [
    [0, 's'],
    [1, 's'],
  ],
  COMPLETEAGENT: [
    [0, 's'],
    [1, 's'],
  ],
  ABANDON: [[2, 's']],
  EXITWITHTIMEOUT: [[2, 's']],
  EXITEMPTY: [[2, 's']],
  EXITWITHKEY: [[3, 's']],
  WITHDRAW: [[2, 's']],
  RINGNOANSWER: [[0, 'ms']],
  RINGCANCELED: [[0, 'ms']],
  BLINDTRANSFER: [
    [2, 's'],
    [3, 's'],
  ],
  ATTENDEDTRANSFER: [
    [2, 's'],
    [3, 's'],
  ],
};

/** What stands for an id of the switch in this field; undefined: it is none. */
function idOf(event: string, fields: readonly string[], at: number): string | undefined {
  if (event === 'CONNECT' && at === 1) return '<leg>';
  const inBridge = event === 'ATTENDEDTRANSFER' && fields[0] === 'BRIDGE';
  return inBridge && at === 1 ? '<bridge>' : undefined;
}

/** Events that one deed writes for several queues, in an order Asterisk's hash decides. */
const together = new Set(['PAUSE', 'UNPAUSE', 'ADDMEMBER', 'REMOVEMEMBER']);

const classOf = (value: string, unit: 's' | 'ms'): string => {
  const ms = unit === 's' ? Number(value) * 1_000 : Number(value);
  if (!/^\d+$/.test(value)) return `<no duration: ${value}>`;
  return `<${ms < longMs ? 'short' : 'long'} ${unit}>`;
};

/**
 * `names`: what else is named by the scenario (phones, queues, callers' numbers), and how it is
 * called in the golden file.
 */
export function normalised(
  lines: readonly string[],
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const callers = new Map<string, string>();
  const callerOf = (id: string): string => {
    if (!/\d/.test(id)) return id;
    const known = callers.get(id) ?? `<caller ${callers.size + 1}>`;
    callers.set(id, known);
    return known;
  };
  const named = (text: string): string => names.get(text) ?? text;
  const rows = lines.map((text) => {
    const line = readQueueLine(text);
    if (!line) throw new Error(`no line of a queue_log: ${text}`);
    const fields = line.fields.map(named);
    for (const [at, unit] of durations[line.event] ?? []) {
      fields[at] = classOf(fields[at] ?? '', unit);
    }
    for (const [at, field] of fields.entries()) {
      if (field !== '') fields[at] = idOf(line.event, fields, at) ?? field;
    }
    const stoodIn = line.event === 'ATTENDEDTRANSFER' && line.fields[0] === 'APP';
    // Asterisk names the caller, or the channel that takes the caller's place, as it comes.
    const caller = stoodIn ? '<caller or stand-in>' : callerOf(line.call);
    const head = ['<time>', caller, named(line.queue), named(line.agent), line.event];
    return {
      deed: `${line.event} ${line.agent}`,
      event: line.event,
      text: [...head, ...fields].join('|'),
    };
  });
  return sortedTogether(rows);
}

/** Neighbours that are one deed, by queue. */
function sortedTogether(rows: readonly Row[]): string[] {
  const sorted: string[] = [];
  for (let at = 0; at < rows.length; ) {
    const { deed, event } = rows[at]!;
    let end = at + 1;
    if (together.has(event)) while (rows[end]?.deed === deed) end++;
    const texts = rows.slice(at, end).map(({ text }) => text);
    sorted.push(...texts.sort());
    at = end;
  }
  return sorted;
}

interface Row {
  /** What was done to whom. */
  readonly deed: string;
  readonly event: string;
  readonly text: string;
}
