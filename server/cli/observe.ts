/** `tsunagi observe`: watches an `app_queue` that goes on routing as before. */

import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realClock } from '../../adapters/clock.ts';
import { Advices } from '../observe/advices.ts';
import { type Advice, Advisor, adviceText } from '../observe/advisor.ts';
import { Book } from '../observe/book.ts';
import { Counts } from '../observe/counts.ts';
import { Fan } from '../observe/fan.ts';
import { ObservedJournal, replayObserved } from '../observe/journal.ts';
import { ObservedMetrics } from '../observe/metrics.ts';
import { Observer } from '../observe/observer.ts';
import { pictureOf } from '../observe/picture.ts';
import { reportOf, reportText } from '../observe/report.ts';
import { drawPicture, showPicture } from '../picture.ts';
import { type Address, readAddress } from './address.ts';
import { exitCodes } from './exit-codes.ts';

export interface ObserveOptions {
  /** `host:port` of the manager interface. */
  readonly ami: string;
  readonly user: string;
  readonly secret?: string;
  readonly tls?: boolean;
  /** `[host:]port` for `/metrics`. */
  readonly metrics?: string;
  readonly journal?: string;
  readonly once?: boolean;
  readonly json?: boolean;
  /** Tell who waited longer than needed. */
  readonly advise?: boolean;
  /** Files of observations to count again, in place of a switch. */
  readonly replay?: readonly string[];
}

/** How long `--once` waits for the switch. */
const ONCE_MS = 10_000;

export async function observe(options: ObserveOptions): Promise<void> {
  if (options.replay) return countAgain(options.replay, options);
  const address = readAddress(options.ami);
  const listen = options.metrics === undefined ? undefined : readAddress(options.metrics, 0);
  if (address === undefined || (options.metrics !== undefined && listen === undefined)) {
    return refuse('an address is written as host:port, 127.0.0.1:5038', exitCodes.usage);
  }
  if (!options.secret) {
    return refuse(
      'the secret of the manager user is missing: set TSUNAGI_AMI_SECRET or give --secret',
      exitCodes.usage,
    );
  }
  let journal: ObservedJournal | undefined;
  try {
    const now = new Date();
    journal = options.journal ? new ObservedJournal(options.journal, now, complain) : undefined;
  } catch (error) {
    return refuse(`cannot keep a journal: ${(error as Error).message}`, exitCodes.cannotStart);
  }
  const { observer, counts, metrics, advices } = createWatch(
    options,
    options.secret,
    address,
    journal,
  );
  observer.start();
  if (options.once) return lookOnce(observer, counts, options);
  let server: Server | undefined;
  try {
    server = listen && (await serveMetrics(metrics, listen));
  } catch (error) {
    observer.stop();
    return refuse(`cannot serve metrics: ${(error as Error).message}`, exitCodes.cannotStart);
  }
  if (server) {
    const { address: host, port } = server.address() as AddressInfo;
    complain(`metrics at http://${host}:${port}/metrics`);
  }
  if (journal) complain(`journal: ${journal.file}`);
  const title = `tsunagi observes ${options.ami}`;
  const look = async () => {
    await observer.complete();
    return pictureOf(observer.book, counts, title, Date.now());
  };
  const stopPicture = options.json ? () => {} : showPicture(look);
  await untilSignal();
  stopPicture();
  observer.stop();
  server?.close();
  await journal?.close();
  print(counts, advices, options);
}

function createWatch(
  { user, tls, advise, json }: ObserveOptions,
  secret: string,
  { host, port }: Address,
  journal: ObservedJournal | undefined,
) {
  const counts = new Counts((queue) => observer.book.roster.queues.get(queue)?.serviceLevelS ?? 0);
  const metrics = new ObservedMetrics(() => observer);
  const advices = new Advices();
  const advised = (advice: Advice): void => {
    if (advices.add(advice) && !json && !process.stdout.isTTY) complain(adviceText(advice));
  };
  const observer: Observer = new Observer({
    ...{ host, port, user, secret, clock: realClock },
    ...(tls === undefined ? {} : { tls }),
    sink: new Fan([counts, metrics]),
    onTrouble: complainOnce(),
    ...(advise ? { onAdvice: advised } : {}),
    ...(journal === undefined ? {} : { onLine: (line) => journal.write(line) }),
  });
  return { observer, counts, metrics, advices };
}

/** The picture once, when the switch has said how things are. */
async function lookOnce(
  observer: Observer,
  counts: Counts,
  { ami, json }: ObserveOptions,
): Promise<void> {
  const late = new Promise<'late'>((resolve) => {
    setTimeout(() => resolve('late'), ONCE_MS).unref();
  });
  const found = await Promise.race([observer.complete(), late]);
  const picture = pictureOf(observer.book, counts, `tsunagi observes ${ami}`, Date.now());
  observer.stop();
  if (found === 'late') return refuse(`no switch at ${ami} said how it is`, exitCodes.noServer);
  if (json) process.stdout.write(`${JSON.stringify(picture, undefined, 2)}\n`);
  else process.stdout.write(`${drawPicture(picture, process.stdout.columns ?? 200).join('\n')}\n`);
}

async function countAgain(files: readonly string[], options: ObserveOptions): Promise<void> {
  const counts = new Counts((queue) => book.roster.queues.get(queue)?.serviceLevelS ?? 0);
  const book: Book = new Book(counts);
  const advices = new Advices();
  const advisor = options.advise ? new Advisor(book, (advice) => advices.add(advice)) : undefined;
  try {
    for (const file of files) await replayObserved(file, book, advisor);
  } catch (error) {
    return refuse((error as Error).message, exitCodes.failed);
  }
  print(counts, advices, options);
}

function print(counts: Counts, advices: Advices, { json, advise }: ObserveOptions): void {
  const report = reportOf(counts);
  if (json) {
    const { queues, worst } = advices;
    const needless = { queues: Object.fromEntries(queues), worst };
    const all = advise ? { ...report, needlessWaits: needless } : report;
    process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
    return;
  }
  process.stdout.write(`\n${reportText(report)}`);
  if (advise) process.stdout.write(`\n${advices.text() || 'Nobody waited longer than needed.\n'}`);
}

function serveMetrics({ registry }: ObservedMetrics, { host, port }: Address): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('here is /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: Error) => response.writeHead(500).end(`metrics failed: ${error.message}\n`),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });

function complain(text: string): void {
  process.stderr.write(`tsunagi: ${text}\n`);
}

/** The same trouble at every attempt is told once. */
function complainOnce(): (trouble: string) => void {
  let last = '';
  return (trouble) => {
    if (trouble !== last) complain(trouble);
    last = trouble;
  };
}

function refuse(text: string, code: number): void {
  complain(text);
  process.exitCode = code;
}
