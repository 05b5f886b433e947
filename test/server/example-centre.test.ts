import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { createSimulatedSwitch } from '../../adapters/simulated/switch.ts';
import { checkConfig } from '../../config/check.ts';
import { stateHash, verify } from '../../core/index.ts';
import type { Line } from '../../server/journal-lines.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { silentLog } from '../../server/log.ts';
import { startServer } from '../../server/main.ts';
import { createFollower } from '../../server/replay.ts';
import { cleanUp, morning, newFolder } from './centre.ts';

afterEach(cleanUp);

const loopback = { host: '127.0.0.1', port: 0 };

it('a quarter of an hour of the example centre, its link cut now and then, keeps every rule', async () => {
  const seed = 20261126;
  const folder = newFolder();
  const { config } = checkConfig('config/examples/centre', { env: {}, now: morning });
  const { site, policy } = config!;
  const store = join(folder, 'store.db');
  const own = { ...site.server, journal: folder, store, api: loopback, metrics: loopback };
  const clock = createManualClock(morning);
  const port = createSimulatedSwitch({ clock, seed, traffic: { site, callsPerMinute: 20 } });
  const broken: unknown[] = [];
  const server = await startServer({
    config: { policy, site: { ...site, server: own } },
    log: silentLog,
    threads: false,
    wall: clock.now,
    clock,
    port,
    onFatal: (error) => broken.push(error),
  });
  try {
    for (let second = 0; second < 900; second++) {
      if (second % 400 === 399) port.cutLink();
      if (second % 400 === 3) port.restoreLink();
      for (let i = 0; i < 4; i++) {
        clock.advance(250);
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (second % 60 === 0) expect(verify(server.loop.router), `seed ${seed}`).toEqual([]);
    }
    expect(broken).toEqual([]);
    await server.flushJournal();
    const run = openJournal(folder)!;
    const follower = createFollower(run.snapshot, { lastAgent: own.lastAgent });
    const said = new Map<string, number>();
    for (const line of run.lines()) {
      follower.apply(line);
      const word = wordOf(line);
      said.set(word, (said.get(word) ?? 0) + 1);
    }
    expect(stateHash(follower.router)).toBe(server.stateHash());
    const { view } = server.recovered;
    expect(follower.view.snapshot()).toEqual(view.snapshot());
    // People did what there is to be done.
    for (const word of ['answered', 'elsewhere', 'callback', 'abandoned', 'dialCustomer']) {
      expect(said.get(word), `${word}, seed ${seed}`).toBeGreaterThan(0);
    }
  } finally {
    await server.stop();
  }
}, 120_000);

/** The disposition of an exit, or the name of a command. */
function wordOf(line: Line): string {
  if (!('n' in line)) return '';
  return line.n[0] === 'callExited' ? line.n[3] : line.n[0];
}
