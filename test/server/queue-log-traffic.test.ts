/**
 * A busy while of the example centre, its link cut now and then, its queue_log read back: every
 * caller's lines make a story, and their numbers are those an independent count of the journal
 * gives.
 */

import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import type { QueueLine } from '../../adapters/queue-log/line.ts';
import { readQueueLog } from '../../adapters/queue-log/reader.ts';
import { createSimulatedSwitch } from '../../adapters/simulated/switch.ts';
import { checkConfig } from '../../config/check.ts';
import type { Line } from '../../server/journal-lines.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { silentLog } from '../../server/log.ts';
import { startServer } from '../../server/main.ts';
import { cleanUp, morning, newFolder } from './centre.ts';

afterEach(cleanUp);

const seed = 20261126;
const loopback = { host: '127.0.0.1', port: 0 };

/** Ten minutes; gives the lines of the queue_log, and those of the journal. */
async function play(): Promise<{ readonly log: QueueLine[]; readonly journal: Line[] }> {
  const folder = newFolder();
  const file = join(folder, 'queue_log');
  const { config } = checkConfig('config/examples/centre', { env: {}, now: morning });
  const { site, policy } = config!;
  const to = { file, toSwitch: false, userEvents: false };
  const queueLog = { ...to, agents: 'id', callerNames: true } as const;
  const journal = join(folder, 'journal');
  const own = { ...site.server, journal, api: loopback, metrics: loopback, queueLog };
  const clock = createManualClock(morning);
  const port = createSimulatedSwitch({ clock, seed, traffic: { site, callsPerMinute: 20 } });
  const server = await startServer({
    config: { policy, site: { ...site, server: own } },
    log: silentLog,
    threads: false,
    wall: clock.now,
    clock,
    port,
  });
  for (let second = 0; second < 600; second++) {
    if (second % 250 === 249) port.cutLink();
    if (second % 250 === 3) port.restoreLink();
    for (let i = 0; i < 4; i++) {
      clock.advance(250);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await server.flushJournal();
  const lines = [...openJournal(journal)!.lines()];
  await server.stop();
  const log: QueueLine[] = [];
  for await (const read of readQueueLog([file])) {
    if ('bad' in read) throw new Error(`a bad line: ${read.bad.text}`);
    log.push(read.line);
  }
  return { log, journal: lines };
}

const letters: Readonly<Record<string, string>> = {
  ENTERQUEUE: 'e',
  RINGNOANSWER: 'r',
  RINGCANCELED: 'x',
  AGENTDUMP: 'd',
  CONNECT: 'C',
  COMPLETECALLER: 'c',
  COMPLETEAGENT: 'c',
  BLINDTRANSFER: 'c',
  ATTENDEDTRANSFER: 'c',
  ABANDON: 'a',
  EXITWITHTIMEOUT: 'o',
  EXITEMPTY: 'o',
  EXITWITHKEY: 'o',
  WITHDRAW: 'o',
};

/** Comes, is offered in vain any number of times, leaves; perhaps for the next queue. */
const story = /^(e[rd]*(o|x*a|Cc|C$|$))+$/;

it('the queue_log of ten busy minutes', async () => {
  const { log, journal } = await play();
  const stories = new Map<string, string>();
  const count = new Map<string, number>();
  for (const { call, event } of log) {
    count.set(event, (count.get(event) ?? 0) + 1);
    const letter = letters[event];
    if (letter && call !== 'NONE') stories.set(call, (stories.get(call) ?? '') + letter);
  }
  for (const [call, told] of stories) expect(told, `${call}, seed ${seed}`).toMatch(story);

  const of = (event: string): number => count.get(event) ?? 0;
  const records = journal.flatMap((line) => ('n' in line ? [line.n] : []));
  const exits = (...dispositions: string[]): number =>
    records.filter((n) => n[0] === 'callExited' && dispositions.includes(n[3])).length;
  expect(of('CONNECT')).toBe(exits('answered'));
  expect(of('ABANDON')).toBe(exits('abandoned', 'abandoned-short', 'lost-in-outage'));
  const missed = records.filter((n) => n[0] === 'offerEnded' && n[5] === 'missed');
  expect(of('RINGNOANSWER')).toBeGreaterThanOrEqual(missed.length);
  const completed = ['COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER', 'ATTENDEDTRANSFER'];
  const talking = [...stories.values()].filter((told) => told.endsWith('C')).length;
  expect(completed.reduce((sum, event) => sum + of(event), 0)).toBe(of('CONNECT') - talking);
  // It was no quiet while.
  const events = ['COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER', 'EXITWITHTIMEOUT'];
  for (const event of [...events, 'RINGNOANSWER', 'PAUSE', 'ADDMEMBER']) {
    expect(of(event), `${event}, seed ${seed}`).toBeGreaterThan(0);
  }
}, 120_000);
