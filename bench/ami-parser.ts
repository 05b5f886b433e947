/**
 * `npm run bench:ami`: events of the manager interface read by our reader and by bare
 * `asterisk-manager`, over a real socket, sender and parser in processes of their own: at 10,000 a
 * second by the clock, then as fast as they are taken; then cut before every byte and into single
 * bytes. What is told is compared with what was sent. Exit code 1 when a bar is broken.
 *
 *   --rate N      events a second (10000)
 *   --seconds N   how long (10)
 *   --flood N     events as fast as they are taken (300000)
 *   --cuts N      messages of the stream that is cut before every byte (25)
 *   --seed N      of the events (1)
 *   --json        figures and bars as JSON
 */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type CutFigures, cutEverywhere, longLines } from './ami-cuts.ts';
import { type ParserName, parserNames } from './ami-parsers.ts';
import type { ReceiveFigures, ReceiveOrder } from './ami-receiver.ts';
import type { SendFigures, SendOrder } from './ami-sender.ts';
import { type Machine, machineInWords, thisMachine } from './machine.ts';

interface Order {
  readonly rate: number;
  readonly seconds: number;
  readonly flood: number;
  readonly cuts: number;
  readonly seed: number;
}

interface ParserFigures {
  readonly paced: SendFigures & ReceiveFigures;
  readonly flood: SendFigures & ReceiveFigures;
  readonly cuts: CutFigures;
}

interface Bar {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
}

/** Different messages; they are sent over and over. */
const DISTINCT = 2_000;
/** Growth from a tenth of the way to the end, MiB: of what lives, and of the process. */
const HEAP_MIB_MAX = 1;
const RSS_MIB_MAX = 24;

/** Runs a script of this folder; `onFirst` is given what it tells first. Resolves with the last. */
function runChild<T>(script: string, order: object, onFirst?: (told: unknown) => void): Promise<T> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(path, [JSON.stringify(order)], { execArgv: ['--expose-gc'] });
  let last: unknown;
  return new Promise((resolve, reject) => {
    child.on('message', (told) => {
      if (last === undefined) onFirst?.(told);
      last = told;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(last as T);
      else reject(new Error(`${script} ended with exit code ${code}`));
    });
  });
}

async function runPhase(
  parser: ParserName,
  order: SendOrder,
): Promise<SendFigures & ReceiveFigures> {
  let received: Promise<ReceiveFigures> | undefined;
  const { seed, distinct, total } = order;
  const sent = await runChild<SendFigures>('./ami-sender.js', order, (port) => {
    const receive: ReceiveOrder = { parser, port: port as number, seed, distinct, total };
    received = runChild('./ami-receiver.js', receive);
  });
  const { seconds, ...figures } = await received!;
  return { ...sent, ...figures, seconds };
}

async function measure(parser: ParserName, order: Order): Promise<ParserFigures> {
  const { seed, rate, seconds } = order;
  const common = { seed, distinct: DISTINCT };
  const paced = await runPhase(parser, { ...common, rate, total: rate * seconds });
  const flood = await runPhase(parser, { ...common, rate: 0, total: order.flood });
  const cuts = await cutEverywhere(parser, { seed, few: order.cuts, many: order.cuts * 40 });
  return { paced, flood, cuts };
}

const growth = ({ memory }: ReceiveFigures, of: 'heap' | 'rss'): number =>
  memory.at(-1)![of] - memory[0]![of];

type Figures = Readonly<Record<ParserName, ParserFigures>>;

/** What is promised of our reader; where it is about speed, beside the other or as a share. */
function barsOf({ reader, library }: Figures): Bar[] {
  const bar = (what: string, value: number, atMost: number): Bar => ({ what, value, atMost });
  const overLibrary = (phase: 'paced' | 'flood'): number =>
    reader[phase].cpuUsPerEvent / library[phase].cpuUsPerEvent;
  return [
    bar('events lost or changed, paced', reader.paced.faults, 0),
    bar('events lost or changed, flooded', reader.flood.faults, 0),
    bar('cuts in two that changed something', reader.cuts.cutsWrong, 0),
    bar('events lost or changed, byte by byte', reader.cuts.singlyFaults, 0),
    bar('share of one core, paced', reader.paced.cpuShare, 0.5),
    bar('CPU over that of asterisk-manager, paced', overLibrary('paced'), 0.5),
    bar('CPU over that of asterisk-manager, flooded', overLibrary('flood'), 0.5),
    bar('growth of the heap, paced, MiB', growth(reader.paced, 'heap'), HEAP_MIB_MAX),
    bar('growth of the heap, flooded, MiB', growth(reader.flood, 'heap'), HEAP_MIB_MAX),
    bar('growth of the process, paced, MiB', growth(reader.paced, 'rss'), RSS_MIB_MAX),
    bar('growth of the process, flooded, MiB', growth(reader.flood, 'rss'), RSS_MIB_MAX),
  ];
}

const holds = ({ value, atMost }: Bar): boolean => value <= atMost;

const titles: Readonly<Record<ParserName, string>> = {
  reader: 'our reader',
  library: 'asterisk-manager',
};
const cell = (value: number, digits: number): string => value.toFixed(digits).padStart(12);
const threeOf = ({ memory }: ReceiveFigures, of: 'heap' | 'rss'): string =>
  memory.map((each) => each[of].toFixed(1)).join(' → ');

function show(machine: Machine, order: Order, figures: Figures, bars: readonly Bar[]): void {
  const { rate, seconds, flood } = order;
  console.log(`${machineInWords(machine)}; seed ${order.seed}`);
  console.log(`events of ${figures.reader.paced.bytesPerEvent.toFixed(0)} bytes on average`);
  const phases = [
    ['paced', `${rate} a second for ${seconds} s, open loop`],
    ['flood', `${flood} as fast as they are taken`],
  ] as const;
  for (const [phase, title] of phases) {
    console.log(`\n${title}`);
    const heading = ['events/s', 'CPU µs each', 'of it check', 'of a core', 'faults'];
    console.log(' '.repeat(20) + heading.map((each) => each.padStart(12)).join(''));
    for (const parser of parserNames) {
      const each = figures[parser][phase];
      const line = [
        cell(each.sent / each.seconds, 0),
        cell(each.cpuUsPerEvent, 2),
        cell(each.checkUsPerEvent, 2),
        cell(each.cpuShare, 2),
        cell(each.faults, 0),
      ];
      console.log(titles[parser].padEnd(20) + line.join(''));
      const memory = `heap ${threeOf(each, 'heap')}, process ${threeOf(each, 'rss')} MiB`;
      console.log(`${' '.repeat(20)}  ${memory}`);
    }
  }
  console.log('\ncut');
  for (const parser of parserNames) {
    const { cuts, cutsWrong, singly, singlyFaults, singlyUs, longMs } = figures[parser].cuts;
    console.log(
      `${titles[parser].padEnd(20)}  before each of ${cuts} bytes: ${cutsWrong} wrong; ` +
        `${singly} byte by byte: ${singlyFaults} faults, ${singlyUs.toFixed(0)} µs an event; ` +
        `an answer of ${longLines} lines: ${longMs.toFixed(0)} ms`,
    );
  }
  console.log('');
  for (const each of bars) {
    const { what, value, atMost } = each;
    console.log(`${holds(each) ? 'holds ' : 'BROKEN'} ${what}: ${value.toFixed(2)} (≤ ${atMost})`);
  }
}

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    flood: { type: 'string', default: '300000' },
    cuts: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const order: Order = {
  rate: Number(values.rate),
  seconds: Number(values.seconds),
  flood: Number(values.flood),
  cuts: Number(values.cuts),
  seed: Number(values.seed),
};
const library = await measure('library', order);
const reader = await measure('reader', order);
const figures: Figures = { reader, library };
const bars = barsOf(figures);
if (values.json) {
  const judged = bars.map((each) => ({ ...each, holds: holds(each) }));
  const report = { machine: thisMachine(), order, figures, bars: judged };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} else show(thisMachine(), order, figures, bars);
process.exitCode = bars.every(holds) ? 0 : 1;
