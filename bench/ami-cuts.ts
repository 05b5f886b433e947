/**
 * A stream cut in two before each of its bytes in turn, and cut into single bytes; a long answer in
 * the pieces a network brings.
 */

import { fedByHand, type ParserName, Tally } from './ami-parsers.ts';
import { createEventStream, greeting } from './ami-stream.ts';

export interface CutFigures {
  /** Places at which it was cut, one after another. */
  readonly cuts: number;
  /** Of these, how many did not give what was written. */
  readonly cutsWrong: number;
  /** Messages fed byte by byte, and faults in what was told. */
  readonly singly: number;
  readonly singlyFaults: number;
  /** µs a message, byte by byte. */
  readonly singlyUs: number;
  /** Milliseconds for one answer of `longLines` lines. */
  readonly longMs: number;
}

/** Lines of one answer, as `Command` gives them: some 500 kB. */
export const longLines = 10_000;
const SEGMENT_BYTES = 1_460;

export interface CutOrder {
  readonly seed: number;
  /** Messages of the stream that is cut in two. */
  readonly few: number;
  /** Messages of the stream that is fed byte by byte. */
  readonly many: number;
}

export async function cutEverywhere(
  parser: ParserName,
  { seed, few, many }: CutOrder,
): Promise<CutFigures> {
  const short = createEventStream(seed, few);
  const bytes = Buffer.concat([Buffer.from(greeting), short.bytes]);
  let cutsWrong = 0;
  for (let cut = 1; cut < bytes.length; cut++) {
    const tally = new Tally(short);
    const { feed, end } = fedByHand(parser, (told) => tally.take(told));
    feed(bytes.subarray(0, cut));
    feed(bytes.subarray(cut));
    await end();
    if (tally.faults(few) > 0) cutsWrong++;
  }
  const long = createEventStream(seed + 1, many);
  const tally = new Tally(long);
  const { feed, end } = fedByHand(parser, (told) => tally.take(told));
  feed(Buffer.from(greeting));
  const from = performance.now();
  for (let at = 0; at < long.bytes.length; at++) feed(long.bytes.subarray(at, at + 1));
  await end();
  const singlyUs = ((performance.now() - from) * 1_000) / many;
  return {
    cuts: bytes.length - 1,
    cutsWrong,
    singly: many,
    singlyFaults: tally.faults(many),
    singlyUs,
    longMs: await longAnswer(parser),
  };
}

async function longAnswer(parser: ParserName): Promise<number> {
  const line = 'Output: PJSIP/trunk-0000a1b2!from-trunk!5001!1!Up\r\n';
  const bytes = Buffer.from(`${greeting}Event: Long\r\n${line.repeat(longLines)}\r\n`);
  let told = 0;
  const { feed, end } = fedByHand(parser, () => told++);
  const from = performance.now();
  for (let at = 0; at < bytes.length; at += SEGMENT_BYTES) {
    feed(bytes.subarray(at, at + SEGMENT_BYTES));
  }
  await end();
  if (told !== 1) throw new Error(`${parser} told ${told} messages of one`);
  return performance.now() - from;
}
