/**
 * `test/fixtures/journal-1` was written by version 1 of the journal: callers 2 to 5 wait, the first
 * talks with Ann, Bob's phone rings for the second; then the process was killed.
 */

import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { connectApp, createPbx } from '../../adapters/simulated/pbx.ts';
import { CALL, MEMO } from '../../adapters/simulated/switch-state.ts';
import { createWorld, type SimulatedWorld } from '../../adapters/simulated/world.ts';
import { restore, snapshot, verify } from '../../core/index.ts';
import { asCallId } from '../../core/routing/ids.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { createFollower } from '../../server/replay.ts';
import { cleanUp, newFolder, startCentre } from './centre.ts';

afterEach(cleanUp);

const lastAgent = { callers: 10, keepMs: 86_400_000 };
const fixture = fileURLToPath(new URL('../fixtures/journal-1', import.meta.url));
/** After the last line. */
const updatedAt = 1_795_482_045_000;

function follow(seq?: number) {
  const run = openJournal(fixture, seq)!;
  const follower = createFollower(run.snapshot, { lastAgent });
  for (const line of run.lines()) follower.apply(line);
  return { run, follower };
}

describe('a journal of version 1', () => {
  it.each([1, 45])('is replayed from its snapshot before line %i', (seq) => {
    const { run, follower } = follow(seq);
    expect(run.snapshot).toMatchObject({ snapshot: 2, seq, router: { version: 2 } });
    const { router } = follower;
    expect(verify(router)).toEqual([]);
    const state = snapshot(router);
    expect(state.switchLostAt).toBeNull();
    expect(state.calls.map(({ id, state: is, places }) => [id, is, places[0]?.queue])).toEqual([
      [1, 'talking', 'support'],
      [2, 'offered', 'support'],
      [3, 'waiting', 'support'],
      [4, 'waiting', 'sales'],
      [5, 'waiting', 'support'],
    ]);
    expect(state.calls[2]?.places[0]).toMatchObject({
      class: 'vip',
      joinedAt: 1_795_482_010_201,
      agedFrom: 1_795_482_010_201 - 90_000,
    });
    // What is taken now is taken up again as it is.
    const again = restore(JSON.parse(JSON.stringify(state)), {
      limits: router.limits,
      seed: 1,
    });
    expect(snapshot(again).calls).toEqual(state.calls);
  });

  it.each([1, 45])('shows calls, agents and offers as before, from line %i', (seq) => {
    const { view } = follow(seq).follower;
    const callers = [...view.calls.values()].map(({ id, state, offers, caller, headStartMs }) => [
      ...[id, state, offers, caller.name, headStartMs],
    ]);
    expect(callers).toEqual([
      [1, 'talking', [1], 'Talks', 30_000],
      [2, 'offered', [2], 'Waits', 30_000],
      [3, 'waiting', [], 'Vip', 90_000],
      [4, 'waiting', [], 'Shop', 0],
      [5, 'waiting', [], 'Later', 30_000],
    ]);
    expect(view.line('support' as never).map(({ id }) => id)).toEqual([3, 5, 2]);
    expect(view.agents.get('bob' as never)).toMatchObject({
      state: 'offered',
      phone: 'PJSIP/1099',
    });
    expect(view.lastAgent('sakura', '0310000001')).toBe('ann');
  });
});

/** Callers on the switch as the adapter of that time left them. */
function enterWorld(world: SimulatedWorld) {
  const leave = connectApp(world.pbx, 'tsunagi', { onEvent: () => {}, onClosed: () => {} });
  const callers = [2, 3, 4, 5].map((call) => {
    const caller = world.enter({ args: ['entry', '100'] });
    const { variables } = world.pbx.channels.get(caller.channel)!;
    variables.set(CALL, `${call},default`);
    variables.set(MEMO, '{}');
    return caller;
  });
  leave();
  return callers;
}

describe('an update of a running site', () => {
  it('loses no waiting caller, nor a place', async () => {
    const folder = newFolder();
    cpSync(fixture, folder, { recursive: true });
    const clock = createManualClock(updatedAt);
    const world = createWorld(createPbx({ clock }), 'tsunagi');
    const callers = enterWorld(world);
    const centre = await startCentre({ folder, clock, world });
    expect(centre.server.recovered.crashed).toBe(true);
    const { line } = (await centre.get('/queues/support')).body;
    const places = line.map(({ id, joinedAt }: { id: number; joinedAt: number }) => [id, joinedAt]);
    expect(places).toEqual([
      [3, 1_795_482_010_201],
      [5, 1_795_482_037_402],
      [2, 1_795_482_006_202],
    ]);
    expect((await centre.get('/queues/sales')).body.waiting).toBe(1);
    expect((await centre.get('/agents/ann')).body).toMatchObject({ reason: 'lunch' });
    // The leg that rang has gone with the old process; Bob takes the first of the line.
    await centre.post('/agents/ann/unpause');
    await centre.post('/agents/ann/end-wrap-up');
    await centre.pass(5_000);
    expect(callers.map((caller) => caller.hears)[1]).toBe('conversation');
    expect(centre.server.recovered.view.calls.get(asCallId(3))).toMatchObject({ state: 'talking' });
  });
});
