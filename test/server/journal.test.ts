import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createChance } from '../../adapters/simulated/random.ts';
import { createRouter, snapshot, stateHash, verify } from '../../core/index.ts';
import type { CommandRecord } from '../../core/routing/commands.ts';
import { defaultLimits } from '../../core/routing/limits.ts';
import { createGauges } from '../../server/gauges.ts';
import { journalPath, listJournal, lockFolder, snapshotPath } from '../../server/journal-folder.ts';
import { type Line, readLine, writeLine } from '../../server/journal-lines.ts';
import { openJournal, readSnapshot } from '../../server/journal-reader.ts';
import { JournalWriter } from '../../server/journal-writer.ts';
import { createFollower } from '../../server/replay.ts';
import { View } from '../../server/view.ts';
import {
  type Centre,
  centreYaml,
  cleanUp,
  compileCentre,
  morning,
  newFolder,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);
const lastAgent = { callers: 10, keepMs: 86_400_000 };

/** Callers and agents that do all kinds of things, chosen by a seed. */
async function busyHour(centre: Centre, seed: number): Promise<void> {
  const chance = createChance(seed);
  const callers = [];
  for (const agent of ['ann', 'bob', 'cho']) await centre.post(`/agents/${agent}/sign-in`);
  for (const [phone, afterMs] of [
    ['1001', 2_000],
    ['1002', 4_000],
    ['2001', 3_000],
  ] as const) {
    centre.world.phone(`PJSIP/${phone}`).plan({ does: 'answer', afterMs });
  }
  for (let round = 0; round < 100; round++) {
    const args = ['entry', chance.pick(['100', '101', '200'])];
    const number = `03${chance.between(1, 5)}`;
    callers.push(centre.world.enter({ args, number }));
    const agent = chance.pick(['ann', 'bob', 'cho']);
    const action = chance.pick([
      'pause',
      'unpause',
      'sign-out',
      'sign-in',
      'sign-in',
      'end-wrap-up',
    ]);
    if (chance.happens(0.3)) await centre.post(`/agents/${agent}/${action}`);
    if (chance.happens(0.4)) chance.pick(callers).hangUp();
    if (chance.happens(0.1)) chance.pick(callers).press('1');
    await centre.pass(chance.between(200, 6_000));
    // Files turn when lines are made durable.
    await centre.server.flushJournal();
  }
}

describe('the journal', () => {
  it('gives back every line as it was written, NEVER included', () => {
    const { policy } = compileCentre(newFolder());
    const body = { fact: { type: 'policy-replaced', policy }, outcome: 'applied' } as const;
    const read = readLine(writeLine(7, morning, body));
    expect(read).toEqual({ seq: 7, at: morning, ...body });
    expect(policy.queues.at(-1)!.steps.at(-1)!.forMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('replayed decides the same to the byte and ends in the same state', async () => {
    const seed = 20261124;
    const centre = await startCentre();
    await busyHour(centre, seed);
    await centre.server.flushJournal();
    const records: CommandRecord[] = [];
    const run = openJournal(centre.folder)!;
    const onRecord = (record: CommandRecord) => void records.push(record);
    const follower = createFollower(run.snapshot, { lastAgent, onRecord });
    const said: CommandRecord[] = [];
    for (const line of run.lines()) {
      follower.apply(line);
      if ('n' in line) said.push(line.n);
    }
    expect(said.length, `seed ${seed}`).toBeGreaterThan(200);
    // Through JSON: what is absent is null there.
    expect(JSON.parse(JSON.stringify(records)), `seed ${seed}`).toEqual(said);
    expect(stateHash(follower.router)).toBe(centre.server.stateHash());
    expect(verify(follower.router)).toEqual([]);
    expect(follower.view.snapshot()).toEqual(centre.server.recovered.view.snapshot());
  });

  it('turns to new files, each with the state before it', async () => {
    const centre = await startCentre({ journalLinesMax: 100 });
    await busyHour(centre, 5);
    await centre.server.flushJournal();
    const { journals, snapshots } = listJournal(centre.folder);
    expect(journals.length).toBeGreaterThan(3);
    expect(snapshots).toEqual(journals);
    for (const first of snapshots) {
      const run = openJournal(centre.folder, first)!;
      expect(run.snapshot.seq).toBe(first);
      const follower = createFollower(run.snapshot, { lastAgent });
      for (const line of run.lines()) follower.apply(line);
      expect(stateHash(follower.router)).toBe(centre.server.stateHash());
    }
  });
});

describe('a restart', () => {
  it('after a kill keeps every waiting caller, in order, and serves them', async () => {
    const first = await startCentre();
    const { clock, world, folder } = first;
    const callers = ['a', 'b', 'c'].map((name) =>
      world.enter({ args: ['entry', '100'], number: `031${name}` }),
    );
    await first.pass(10_000);
    const before = (await first.get('/queues/support')).body.line;
    expect(before).toHaveLength(3);
    await first.kill();
    clock.advance(5_000);
    const second = await startCentre({ folder, clock, world });
    expect(second.server.recovered).toMatchObject({ crashed: true });
    const after = (await second.get('/queues/support')).body.line;
    const place = (call: { id: number; joinedAt: number; agedFrom: number }) =>
      [call.id, call.joinedAt, call.agedFrom] as const;
    expect(after.map(place)).toEqual(before.map(place));
    expect(callers.map((caller) => caller.hears)).toEqual(['music', 'music', 'music']);
    await second.post('/agents/ann/sign-in');
    await second.pass(3_000);
    expect(callers.map((caller) => caller.hears)).toEqual(['conversation', 'music', 'music']);
  });

  it('keeps a caller whose arrival was lost but whose name was written', async () => {
    const first = await startCentre();
    const { clock, world, folder } = first;
    const caller = world.enter({ args: ['entry', '100'] });
    await first.pass(1_000);
    await first.kill();
    const [journal] = listJournal(folder).journals;
    const path = journalPath(folder, journal!);
    const text = readFileSync(path, 'utf8');
    const arrival = text.indexOf('"fact":{"type":"call-arrived"');
    truncateSync(path, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n', arrival) + 1)));
    const second = await startCentre({ folder, clock, world });
    await second.pass(1_000);
    expect((await second.get('/queues/support')).body.line).toHaveLength(1);
    await second.post('/agents/ann/sign-in');
    await second.pass(3_000);
    expect(caller.hears).toBe('conversation');
  });

  it.each([true, false])(
    'without the journal keeps place and clocks of a caller who had moved (age kept: %s)',
    async (keep) => {
      const folder = newFolder();
      const target = `  shop: { queue: sales, keep-age: ${keep} }\n  voicemail: {`;
      const yaml = centreYaml
        .replace('  voicemail: {', target)
        .replace('    hours: shop\n', '    hours: shop\n    head-start: 5s\n');
      const config = compileCentre(folder, yaml);
      const first = await startCentre({ folder, config });
      const { clock, world } = first;
      world.enter({ args: ['entry', '100'] });
      await first.pass(4_000);
      world.enter({ args: ['entry', '200'] });
      await first.pass(10_000);
      await first.post('/calls/1/move', { target: 'shop' });
      await first.pass(1_000);
      const { line } = (await first.get('/queues/sales')).body;
      const place = ({ id, joinedAt, agedFrom }: Record<string, unknown>) => [
        id,
        joinedAt,
        agedFrom,
      ];
      expect(line.map(place)).toHaveLength(2);
      await first.kill();
      for (const each of readdirSync(folder)) rmSync(join(folder, each), { recursive: true });
      const second = await startCentre({ folder, clock, world, config });
      expect((await second.get('/queues/sales')).body.line.map(place)).toEqual(line.map(place));
    },
  );

  it('never gives out a number twice, even when the last lines were lost', async () => {
    const first = await startCentre();
    const { clock, world, folder } = first;
    world.enter({ args: ['entry', '100'] });
    await first.pass(1_000);
    await first.kill();
    const [journal] = listJournal(folder).journals;
    const path = journalPath(folder, journal!);
    const text = readFileSync(path, 'utf8');
    truncateSync(path, Buffer.byteLength(text.slice(0, text.indexOf('"note":{"type":"caller"'))));
    const second = await startCentre({ folder, clock, world });
    await second.pass(1_000);
    world.enter({ args: ['entry', '100'] });
    await second.pass(1_000);
    const { calls } = (await second.get('/calls')).body;
    expect(calls.map((call: { id: number }) => call.id)).toEqual([1, 100_001]);
    // The first was found on the switch, with what was kept there: it has not lost its wait.
    expect(calls[0].joinedAt).toBeLessThan(calls[1].joinedAt - 1_500);
  });

  it('never gives out a number twice after two crashes whose lines were all lost', async () => {
    const first = await startCentre();
    const { clock, world, folder } = first;
    await first.kill();
    const ids: number[] = [];
    for (let crash = 0; crash < 3; crash++) {
      const each = await startCentre({ folder, clock, world });
      const caller = world.enter({ args: ['entry', '100'] });
      await each.pass(1_000);
      ids.push(...(await each.get('/calls')).body.calls.map((call: { id: number }) => call.id));
      caller.hangUp();
      await each.pass(1_000);
      await each.kill();
      truncateSync(journalPath(folder, listJournal(folder).journals.at(-1)!), 0);
    }
    expect(ids).toEqual([100_001, 200_001, 300_001]);
  });

  it('after a stop in good order goes on with the next number', async () => {
    const first = await startCentre();
    const { clock, world, folder } = first;
    world.enter({ args: ['entry', '100'] });
    await first.pass(1_000);
    const hash = first.server.stateHash();
    await first.stop();
    const stopped = readSnapshot(folder, listJournal(folder).snapshots.at(-1)!);
    expect(stopped.clean).toBe(true);
    expect(stateHash(createFollower(stopped, { lastAgent }).router)).toBe(hash);
    const second = await startCentre({ folder, clock, world });
    expect(second.server.recovered.crashed).toBe(false);
    world.enter({ args: ['entry', '100'] });
    await second.pass(1_000);
    const { calls } = (await second.get('/calls')).body;
    expect(calls.map((call: { id: number }) => call.id)).toEqual([1, 2]);
  });

  it('does not hold an outage of ours against an agent whose phone rang through it', async () => {
    const first = await startCentre();
    const { clock, world, folder } = first;
    const phone = world.phone('PJSIP/1001');
    phone.plan({ does: 'ring' });
    await first.post('/agents/ann/sign-in');
    const caller = world.enter({ args: ['entry', '100'] });
    await first.pass(4_000);
    expect(phone.state).toBe('ringing');
    await first.kill();
    // Longer than the phone may ring, and not so long that the switch gives up.
    clock.advance(14_000);
    const second = await startCentre({ folder, clock, world });
    await second.pass(3_000);
    expect(phone.state).toBe('ringing');
    expect((await second.get('/agents/ann')).body).toMatchObject({ state: 'offered' });
    phone.answer();
    await second.pass(1_000);
    expect(caller.hears).toBe('conversation');
    const paused = (await second.lines()).filter(
      (line) => 'n' in line && line.n[0] === 'agentChanged' && line.n[2] === 'paused',
    );
    expect(paused).toEqual([]);
  });

  it('goes on where nothing was connected any more without offering to phones that are gone', async () => {
    const first = await startCentre();
    const { clock, world, folder } = first;
    await first.post('/agents/ann/sign-in');
    const caller = world.enter({ args: ['entry', '100'] });
    await first.pass(3_000);
    expect(caller.hears).toBe('conversation');
    await first.kill();
    caller.hangUp();
    world.phone('PJSIP/1001').hangUp();
    clock.advance(1_000);
    const second = await startCentre({ folder, clock, world });
    await second.pass(1_000);
    expect((await second.get('/calls')).body.calls).toEqual([]);
    expect((await second.get('/agents/ann')).body.state).toBe('wrap-up');
    expect(world.leftovers()).toEqual([]);
  });
});

describe('a journal that is not whole', () => {
  function written(lines: number): string {
    const folder = newFolder();
    const { policy } = compileCentre(folder);
    const router = createRouter(policy, { limits: defaultLimits, seed: 1 });
    const view = new View({ policy, lastAgent });
    const writer = new JournalWriter(
      {
        folder,
        lastAgent,
        linesMax: 1_000,
        pendingBytesMax: 1 << 20,
        version: 'test',
        snapshot: {
          snapshot: 2,
          seq: 1,
          at: morning,
          written: 'test',
          limits: defaultLimits,
          clean: false,
          router: snapshot(router),
          view: view.snapshot(),
        },
      },
      createGauges(),
    );
    for (let seq = 1; seq <= lines; seq++) {
      writer.append(writeLine(seq, morning + seq, { tick: true }));
    }
    writer.commit();
    return folder;
  }
  const read = (folder: string): Line[] => [...openJournal(folder)!.lines()];

  it('with a torn last line is read up to it', () => {
    const folder = written(5);
    const path = journalPath(folder, 1);
    appendFileSync(path, '{"seq":6,"at":17');
    expect(read(folder).map((line) => line.seq)).toEqual([1, 2, 3, 4, 5]);
    // Whole, but its newline is missing: not known to be durable.
    truncateSync(path, readFileSync(path).length - '{"seq":6,"at":17'.length - 1);
    expect(read(folder).map((line) => line.seq)).toEqual([1, 2, 3, 4]);
  });

  it('with damage in the middle says where, and what to do', () => {
    const folder = written(5);
    const path = journalPath(folder, 1);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"seq":3', '"seq":x'));
    expect(() => read(folder)).toThrow(`${path}:3: the journal is damaged`);
    expect(() => read(folder)).toThrow('Move the folder aside');
  });

  it('with a line missing says which', () => {
    const folder = written(5);
    const path = journalPath(folder, 1);
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [...lines.slice(0, 2), ...lines.slice(3)].join('\n'));
    expect(() => read(folder)).toThrow('line 4 found where 3 was expected');
  });

  it('with an unreadable snapshot starts from the one before when that is moved aside', async () => {
    const centre = await startCentre({ journalLinesMax: 50 });
    await busyHour(centre, 11);
    await centre.kill();
    const hash = centre.server.stateHash();
    const newest = listJournal(centre.folder).snapshots.at(-1)!;
    const path = snapshotPath(centre.folder, newest);
    writeFileSync(path, '{"snapshot":2,');
    expect(() => openJournal(centre.folder)).toThrow(`${path}: the snapshot cannot be read`);
    rmSync(path);
    const run = openJournal(centre.folder)!;
    const follower = createFollower(run.snapshot, { lastAgent });
    for (const line of run.lines()) follower.apply(line);
    expect(stateHash(follower.router)).toBe(hash);
  });

  it('is not shared by two routers', () => {
    const folder = newFolder();
    // Process 1 is alive wherever this runs.
    writeFileSync(join(folder, 'lock'), '1');
    expect(() => lockFolder(folder)).toThrow('is in use by process 1');
    writeFileSync(join(folder, 'lock'), '999999999');
    const unlock = lockFolder(folder);
    unlock();
    expect(() => readFileSync(join(folder, 'lock'))).toThrow('ENOENT');
  });
});
