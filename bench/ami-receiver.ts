/**
 * One parser at the end of a real socket, in a process of its own: `node --expose-gc
 * ami-receiver.js <order>`, the order as JSON. Tells its parent its figures. Started by
 * ami-parser.ts.
 */

import { listenTo, type ParserName, Tally } from './ami-parsers.ts';
import { createEventStream, sumOf } from './ami-stream.ts';

export interface ReceiveOrder {
  readonly parser: ParserName;
  readonly port: number;
  readonly seed: number;
  readonly distinct: number;
  readonly total: number;
}

/** MiB; the heap after a collection. */
export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

export interface ReceiveFigures {
  /** Messages lost, doubled, moved or changed. */
  readonly faults: number;
  /** From the first message to the last. */
  readonly seconds: number;
  /** CPU of the process meanwhile, without the collections of the three looks. */
  readonly cpuUsPerEvent: number;
  /** Of it, what comparing with what was sent costs: no part of either parser. */
  readonly checkUsPerEvent: number;
  /** Of one core. */
  readonly cpuShare: number;
  /** When a tenth has come, at the half, and at the end. */
  readonly memory: readonly Memory[];
}

const MIB = 2 ** 20;
const order = JSON.parse(process.argv[2] ?? '{}') as ReceiveOrder;
const { parser, port, seed, distinct, total } = order;
const stream = createEventStream(seed, distinct);
const tally = new Tally(stream);
const looksAt = [Math.ceil(total / 10), Math.ceil(total / 2), total];
const memory: Memory[] = [];
let cpuOfLooksUs = 0;
let startedAt = 0;
let cpuAtStart = process.cpuUsage();

const microseconds = ({ user, system }: NodeJS.CpuUsage): number => user + system;

function look(): void {
  const before = process.cpuUsage();
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  memory.push({ heap: heapUsed / MIB, rss: rss / MIB });
  cpuOfLooksUs += microseconds(process.cpuUsage(before));
}

listenTo(parser, port, (told) => {
  if (told.event === 'Shutdown') {
    process.send?.(figures());
    process.disconnect?.();
    return;
  }
  if (tally.count === 0) {
    startedAt = performance.now();
    cpuAtStart = process.cpuUsage();
  }
  tally.take(told);
  if (looksAt.includes(tally.count)) look();
});

function checkUs(): number {
  const before = process.cpuUsage();
  for (const { names, values } of stream.messages) sumOf(names, values);
  return microseconds(process.cpuUsage(before)) / distinct;
}

function figures(): ReceiveFigures {
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpuUs = microseconds(process.cpuUsage(cpuAtStart)) - cpuOfLooksUs;
  return {
    faults: tally.faults(total),
    seconds,
    checkUsPerEvent: checkUs(),
    cpuUsPerEvent: cpuUs / Math.max(1, tally.count),
    cpuShare: cpuUs / 1_000_000 / seconds,
    memory,
  };
}
