import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createRouter, snapshot } from '../../core/index.ts';
import { defaultLimits } from '../../core/routing/limits.ts';
import { adoptionOf } from '../../server/arrivals.ts';
import { createDirectory } from '../../server/directory.ts';
import { createGauges } from '../../server/gauges.ts';
import { lockFolder } from '../../server/journal-folder.ts';
import { writeLine } from '../../server/journal-lines.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { JournalWriter } from '../../server/journal-writer.ts';
import { View } from '../../server/view.ts';
import { cleanUp, compileCentre, morning, newFolder, startCentre } from './centre.ts';

afterEach(cleanUp);

function openWriter(folder: string, pendingBytesMax: number) {
  const lastAgent = { callers: 10, keepMs: 86_400_000 };
  const { policy } = compileCentre(folder);
  const router = snapshot(createRouter(policy, { limits: defaultLimits, seed: 1 }));
  const gauges = createGauges();
  const from = { snapshot: 2, seq: 1, at: morning, written: 'test', clean: false } as const;
  const view = new View({ policy, lastAgent }).snapshot();
  const options = { folder, lastAgent, linesMax: 1_000, pendingBytesMax, version: 'test' };
  const start = { ...from, limits: defaultLimits, router, view };
  return { gauges, writer: new JournalWriter({ ...options, snapshot: start }, gauges) };
}

describe('a journal the disk refused too long', () => {
  it('goes on in a new file that a restart can read, what it gave up being counted', () => {
    const folder = newFolder();
    const { gauges, writer } = openWriter(folder, 200);
    const tick = (seq: number) => writeLine(seq, morning + seq, { tick: true });
    const given = [1, 2, 3, 4, 5, 6, 7].map(tick);
    // Nothing is committed meanwhile: more gathers than may, and then a little more.
    for (const line of given) writer.append(line);
    writer.commit();
    writer.append(tick(8));
    writer.commit();
    const run = openJournal(folder)!;
    expect(run.snapshot.seq).toBe(8);
    expect([...run.lines()].map((line) => line.seq)).toEqual([8]);
    expect(gauges.readCounter('journal-lost-bytes')).toBe(given.join('').length);
    writer.stop();
  });
});

describe('a journal on a slow disk', () => {
  it('is written on while it is made durable: a kill takes nothing that was written', async () => {
    const folder = newFolder();
    const { writer } = openWriter(folder, 1 << 20);
    const tick = (seq: number) => writeLine(seq, morning + seq, { tick: true });
    writer.append(tick(1));
    writer.write();
    let isDurable = false;
    const durable = new Promise<Error | null>((resolve) => {
      writer.sync((error) => {
        isDurable = true;
        resolve(error);
      });
    });
    writer.append(tick(2));
    writer.write();
    // As another process would read it after a kill, just now.
    expect([...openJournal(folder)!.lines()].map((line) => line.seq)).toEqual([1, 2]);
    expect(isDurable).toBe(false);
    expect(await durable).toBeNull();
    writer.stop();
  });
});

describe('the lock of the folder', () => {
  it('left by a power failure does not keep the router down: empty, or a number taken since', () => {
    const folder = newFolder();
    const lock = join(folder, 'lock');
    writeFileSync(lock, '');
    lockFolder(folder)();
    writeFileSync(lock, '1 00000000-0000-0000-0000-000000000000/1');
    const unlock = lockFolder(folder);
    expect(readFileSync(lock, 'utf8')).toMatch(new RegExp(`^${process.pid}\\b`));
    unlock();
  });
});

describe('a restart', () => {
  it('offers nothing for what fell due meanwhile before the switch has told what is alive', async () => {
    const first = await startCentre();
    const { clock, world, folder } = first;
    world.phone('PJSIP/1001').plan({ does: 'answer', afterMs: 1_000 });
    await first.post('/agents/ann/sign-in');
    const served = world.enter({ args: ['entry', '100'] });
    await first.pass(3_000);
    world.enter({ args: ['entry', '100'] });
    served.hangUp();
    world.phone('PJSIP/1001').hangUp();
    await first.pass(1_000);
    expect((await first.get('/agents/ann')).body.state).toBe('wrap-up');
    await first.kill();
    // Wrap-up ends while nobody is there.
    clock.advance(30_000);
    const second = await startCentre({ folder, clock, world });
    const lines = await second.lines();
    const place = (sought: (line: (typeof lines)[number]) => boolean) => lines.findIndex(sought);
    const restored = place((line) => 'fact' in line && line.fact.type === 'switch-restored');
    const offered = place((line) => 'n' in line && line.n[0] === 'offerCall');
    expect(restored).toBeGreaterThan(0);
    expect(offered).toBeGreaterThan(restored);
    expect(lines.filter((line) => 'n' in line && line.n[0] === 'offerEnded')).toEqual([]);
  });
});

describe('a caller found after the journal was lost', () => {
  it('is placed by the number dialled where the memo holds times that are none', () => {
    const { site } = compileCentre(newFolder());
    const caller = { number: '031', name: '' };
    const fact = { type: 'call-found', call: 7 as never, channel: 'c', caller, dialled: '101' };
    const adopted = (memo: unknown) =>
      adoptionOf(
        { ...fact, type: 'call-found', memo: JSON.stringify(memo) },
        createDirectory(site),
        morning,
      );
    const memo = { v: 1, queue: 'sales', enteredAt: morning - 9_000, headStartMs: 0 };
    expect(adopted(memo)).toMatchObject({ event: { queue: 'sales', waitedMs: 9_000 } });
    for (const wrong of [{ enteredAt: 'noon' }, { headStartMs: null }, { class: 5 }]) {
      expect(adopted({ ...memo, ...wrong })).toMatchObject({ event: { queue: 'support' } });
    }
  });
});
