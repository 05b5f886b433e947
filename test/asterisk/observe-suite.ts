/** The observer beside a real `app_queue`; the same for every version of Asterisk. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  ObservedEntry,
  ObservedMembership,
} from '../../adapters/asterisk-ami/queue-events.ts';
import { createChance } from '../../adapters/simulated/random.ts';
import { type Advice, Advisor } from '../../server/observe/advisor.ts';
import { Book, type ObservedCaller } from '../../server/observe/book.ts';
import { Counts } from '../../server/observe/counts.ts';
import { type ObservedJournal, replayObserved } from '../../server/observe/journal.ts';
import type { Observer } from '../../server/observe/observer.ts';
import { reportOf } from '../../server/observe/report.ts';
import { openCutLine } from '../contract/cut-line.ts';
import { until } from './child.ts';
import {
  callerGroups,
  comparable,
  countObserved,
  countQueueLog,
  disturb,
  loadPhones,
  observedFiles,
  phoneKinds,
  startCallers,
  startLoadPhones,
  startObserver,
} from './observe-load.ts';
import { type AsteriskMajor, type AsteriskPackages, asteriskOrSkip } from './packages.ts';
import { agentHertz, PhoneRack } from './phone-rack.ts';
import type { AsteriskServer } from './server.ts';
import { freeUdpPort, startAsterisk } from './server.ts';
import type { PhoneSetup } from './server-files.ts';
import type { SippRun } from './sipp.ts';

const CALLS = 1_000;
const SECONDS = 70;
/** Attended ones, beside the blind ones of the load. */
const TRANSFERS = 8;
/**
 * Sums of seconds may differ by so many: Asterisk looks at its clock once for queue_log and once
 * more for the event, and now and then a second begins between the two.
 */
const SECONDS_OFF = 5;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** What the tests of one version share. */
interface Scene {
  readonly packages: AsteriskPackages;
  asterisk(): AsteriskServer;
  phones(): readonly PhoneSetup[];
  observer(): Observer;
  counts(): Counts;
  journal(): ObservedJournal;
  advices(): readonly Advice[];
  rack(): PhoneRack;
  readonly runs: SippRun[];
}

/** Registers the tests for one version. */
export async function observeSuite(major: AsteriskMajor): Promise<void> {
  const packages = await asteriskOrSkip(major);
  const title = `observing app_queue of Asterisk ${major} (SEED=${seed})`;
  describe.skipIf(packages === undefined)(title, { timeout: 240_000 }, () => {
    const scene = useScene(packages!);
    test('1,000 calls with pauses, missed rings, transfers and abandons are counted exactly', () =>
      countsEqual(scene));
    test('who waits where is known exactly, and again after the line was cut', () =>
      survivesCut(scene));
  });
}

/** A switch, phones and observer of its own for each test, and for each time it is tried. */
function useScene(packages: AsteriskPackages): Scene {
  let asterisk: AsteriskServer;
  let phones: PhoneSetup[] = [];
  let watched: ReturnType<typeof startObserver>;
  let rack: PhoneRack;
  const runs: SippRun[] = [];
  beforeEach(async () => {
    const ports: number[] = [];
    for (let i = 0; i < phoneKinds; i++) ports.push(await freeUdpPort('127.0.0.1'));
    phones = loadPhones(ports);
    const own = [{ id: '1001' }, { id: '1002' }];
    asterisk = await startAsterisk({
      packages,
      phones: [...phones, ...own],
      quiet: true,
      ...observedFiles(phones),
    });
    rack = new PhoneRack(() => asterisk);
    runs.push(...(await startLoadPhones(packages, ports)));
    watched = startObserver(asterisk);
    await watched.observer.complete();
  }, 90_000);
  afterEach(async ({ task }) => {
    watched?.observer.stop();
    for (const run of runs.splice(0)) await run.stop();
    await asterisk?.stop({ keepLogs: task.result?.state === 'fail' });
  }, 30_000);
  return {
    packages,
    asterisk: () => asterisk,
    phones: () => phones,
    observer: () => watched.observer,
    counts: () => watched.counts,
    journal: () => watched.journal,
    advices: () => watched.advices,
    rack: () => rack,
    runs,
  };
}

/** The load to its end, until everybody has hung up. */
async function playLoad({
  packages,
  asterisk,
  phones,
  observer,
  counts,
  rack,
  runs,
}: Scene): Promise<void> {
  let over = false;
  const groups = await Promise.all(
    callerGroups(CALLS, seed).map(async (group) =>
      startCallers(packages, asterisk(), group, SECONDS, await freeUdpPort('127.0.0.2')),
    ),
  );
  runs.push(...groups);
  const entered = () => counts().queue('sales').entered;
  const disturbed = disturb(asterisk(), phones(), createChance(seed), entered, () => over);
  const calls = [...groups.map(({ finished }) => finished), talkWithTransfers(asterisk(), rack())];
  const callsOver = Promise.all(calls).finally(() => {
    over = true;
  });
  await Promise.all([callsOver, disturbed]);
  const { book } = observer();
  const left = async () => ({
    callers: [...book.callers.values()],
    talks: [...book.talks.values()],
    channels: await asterisk().channels(),
  });
  const isQuiet = async (): Promise<boolean> =>
    Object.values(await left()).every(({ length }) => length === 0);
  await until('everybody to have hung up', isQuiet, { timeoutMs: 30_000 }).catch(async () => {
    expect(await left()).toEqual({ callers: [], talks: [], channels: [] });
  });
  await rack().clear();
}

async function countsEqual(scene: Scene): Promise<void> {
  await playLoad(scene);
  const counts = scene.counts();
  const log = countQueueLog(scene.asterisk());
  for (const queue of ['sales', 'support', 'own']) {
    const { events, ...seconds } = countObserved(counts, queue);
    const logged = comparable(log[queue]!);
    expect({ queue, events }).toEqual({ queue, events: logged.events });
    for (const figure of ['answeredHoldS', 'abandonedHoldS', 'talkS'] as const) {
      const off = Math.abs(seconds[figure] - logged[figure]);
      expect([queue, figure, off <= SECONDS_OFF ? 0 : off]).toEqual([queue, figure, 0]);
    }
  }
  const entered = ['sales', 'support'].map((queue) => counts.queue(queue).entered);
  expect(entered[0]! + entered[1]!).toBe(CALLS);
  const total = log.sales!.events;
  for (const event of ['ABANDON', 'RINGNOANSWER', 'BLINDTRANSFER', 'COMPLETECALLER', 'PAUSE']) {
    expect([event, (total[event] ?? 0) > 0]).toEqual([event, true]);
  }
  expect(log.support!.events.EXITWITHTIMEOUT).toBeGreaterThan(0);
  expect(log.own!.events.ATTENDEDTRANSFER).toBe(TRANSFERS);
  for (const [name, answered] of Object.entries(log.sales!.answeredBy)) {
    const support = log.support!.answeredBy[name] ?? 0;
    expect([name, counts.agents.get(name)?.answered]).toEqual([name, answered + support]);
  }
  await compareStates(scene.observer());
  expect(scene.observer().gaps).toBe(0);
  await scene.journal().close();
  const again = new Counts((queue) => book.roster.queues.get(queue)?.serviceLevelS ?? 0);
  const book: Book = new Book(again);
  const advices: Advice[] = [];
  const advisor = new Advisor(book, (advice) => advices.push(advice));
  await replayObserved(scene.journal().file, book, advisor);
  expect(reportOf(again)).toEqual(reportOf(counts));
  expect(advices).toEqual(scene.advices());
  // app_queue rests for a second after a phone that did not answer, whoever is free.
  expect(advices.some(({ wastedMs }) => wastedMs > 500)).toBe(true);
}

async function survivesCut(scene: Scene): Promise<void> {
  const { asterisk } = scene;
  const rack = scene.rack();
  const line = await openCutLine(asterisk().amiPort);
  const { observer, counts } = startObserver(asterisk(), line.port);
  const own = () => observer.book.line('own');
  try {
    await observer.complete();
    await asterisk().cli('queue pause member PJSIP/1001 queue own reason later');
    const first = await rack.call('0311110001', '612');
    const gone = await rack.call('0311110002', '612');
    await until('both to wait', () => own().length === 2);
    await compareStates(observer);
    expect(own().map(({ number }) => number)).toEqual(['0311110001', '0311110002']);
    await line.cut();
    await until('the loss to be noticed', () => observer.gaps === 1);
    await gone.hangUp();
    await rack.call('0311110003', '612');
    await line.restore();
    await observer.complete();
    await compareStates(observer);
    expect(own().map(({ number }) => number)).toEqual(['0311110001', '0311110003']);
    expect(counts.queue('own').exits['lost-in-outage']).toBe(1);
    expect(counts.queue('own').entered).toBe(3);
    await first.hangUp();
    await until('the first to have given up', () => counts.queue('own').exits.abandoned === 1);
  } finally {
    observer.stop();
    await line.close();
    await rack.clear();
  }
}

/** Everything `QueueStatus` says and the book has is equal. */
async function compareStates(observer: Observer): Promise<void> {
  const { book } = observer;
  const picture = await observer.picture();
  const ours = [...book.roster.queues.keys()].flatMap((queue) => book.roster.staffOf(queue));
  const byPlace = (a: ObservedMembership, b: ObservedMembership) =>
    `${a.queue} ${a.phone}` < `${b.queue} ${b.phone}` ? -1 : 1;
  expect(ours.sort(byPlace)).toEqual([...picture.memberships].sort(byPlace));
  const place = ({ queue, caller, position, number }: ObservedCaller | ObservedEntry) =>
    `${queue} ${position}: ${number} ${caller}`;
  expect([...book.callers.values()].map(place).sort()).toEqual(picture.entries.map(place).sort());
}

/**
 * Conversations whose agent asks another extension and hands the caller over, as people do: once
 * there was something to hear (a channel taken away amid its `Answer()` has crashed Asterisk 16
 * and 22). The caller hangs up when the transfer is in queue_log: at the same moment Asterisk
 * itself may take either for first.
 */
async function talkWithTransfers(asterisk: AsteriskServer, rack: PhoneRack): Promise<void> {
  const phone = await rack.agent('1001');
  for (let i = 0; i < TRANSFERS; i++) {
    const caller = await rack.call(`031111${String(1000 + i)}`, '612');
    const leg = await phone.incoming(60_000);
    leg.answer();
    await until('the two to talk', () => leg.heard > 0);
    const consulted = await phone.dial('701');
    await until('the echo', () => consulted.hears([agentHertz]) === agentHertz);
    await leg.transferTo(consulted);
    const logged = (): number => countQueueLog(asterisk).own?.events.ATTENDEDTRANSFER ?? 0;
    await until('the transfer to be logged', () => logged() > i, { everyMs: 100 });
    await caller.hangUp();
  }
}
