/** Rules 12 and 23: keys during the announcement that ends a call, and another place meanwhile. */

import { expect } from 'vitest';
import type { Destination } from '../../adapters/port.ts';
import type { TestCall } from './router.ts';
import type { RuleScene, RuleTest } from './scene.ts';

/** A caller who hears the announcement that ends the call. */
async function hearsLast({ world, router }: RuleScene, media: string): Promise<TestCall> {
  const call = await router.call();
  await router.until('music', async () => (await call.caller.hears()) === 'music');
  router.send(call.id, { kind: 'announcement', media: [media] });
  await router.until('it', async () => (await call.caller.hears()) === 'announcement');
  expect(world.cannot.hearing).toBeUndefined();
  return call;
}

export function farewellRules(rule: RuleTest): void {
  keyRules(rule);
  elsewhereRules(rule);
}

function keyRules(rule: RuleTest): void {
  rule(
    '23: a key pressed during the announcement that ends a call is told',
    async (scene) => {
      const { world, router } = scene;
      const { id, caller } = await hearsLast(scene, world.sounds.long);
      await caller.press('9');
      await router.fact('caller-pressed', { call: id, key: '9' });
      router.send(id, { kind: 'hang-up' });
      await router.fact('caller-left', { call: id });
      expect(router.seen('caller-pressed')).toHaveLength(1);
    },
    ['hearing'],
  );

  rule(
    '23: somebody who was dialled presses a key, and hears it confirmed',
    async (scene) => {
      const { world, router } = scene;
      world.trunk.does('answer');
      const call = router.callback();
      router.dialLead(call);
      await router.fact('dial-answered', { call });
      await router.until('music', async () => (await world.trunk.hears()) === 'music');
      router.send(call, { kind: 'announcement', media: [world.sounds.long] });
      await router.until('it', async () => (await world.trunk.hears()) === 'announcement');
      await world.trunk.press('9');
      await router.fact('caller-pressed', { call, key: '9' });
      router.send(call, { kind: 'announcement', media: [world.sounds.short] });
      await world.trunk.press('1');
      await router.fact('caller-pressed', { call, key: '1' });
      await router.fact('caller-left', { call }, 8_000);
      await router.until('the end', () => world.trunk.state === 'idle');
    },
    ['hearing'],
  );

  rule('23: no key is told of a caller who is sent anywhere else', async ({ world, router }) => {
    const { id, caller } = await router.call();
    await router.until('music', async () => (await caller.hears()) === 'music');
    router.send(id, { kind: 'extension', ...world.place });
    await router.fact('caller-left', { call: id });
    await caller.press('9');
    await world.pass(300);
    expect(router.seen('caller-pressed')).toEqual([]);
  });
}

function elsewhereRules(rule: RuleTest): void {
  rule(
    '23: sent to an extension meanwhile, a caller is there at once',
    async (scene) => {
      const { world, router } = scene;
      const { id, caller } = await hearsLast(scene, world.sounds.long);
      const before = world.now();
      router.send(id, { kind: 'extension', ...world.place });
      await router.fact('caller-left', { call: id });
      expect(world.now() - before).toBeLessThan(1_500);
      expect(await caller.where()).toBe('dialplan');
      await router.until('silence', async () => (await caller.hears()) === 'silence');
      expect(router.seen('send-failed')).toEqual([]);
    },
    ['hearing'],
  );

  const ends: readonly Destination[] = [{ kind: 'hang-up' }, { kind: 'dialplan' }];
  for (const to of ends) {
    rule(
      `23: ${JSON.stringify(to)} meanwhile cuts the announcement off`,
      async (scene) => {
        const { world, router } = scene;
        const { id, caller } = await hearsLast(scene, world.sounds.long);
        const before = world.now();
        router.send(id, to);
        await router.fact('caller-left', { call: id });
        expect(world.now() - before).toBeLessThan(1_500);
        const place = to.kind === 'hang-up' ? 'gone' : 'dialplan';
        await router.until('the place', async () => (await caller.where()) === place);
      },
      ['hearing'],
    );
  }

  rule('13, 23: the same announcement again is not said anew', async ({ world, router }) => {
    const to: Destination = { kind: 'announcement', media: [world.sounds.short] };
    /** Milliseconds until it has ended; `again`: when it is sent once more. */
    const lasts = async (again: number): Promise<number> => {
      const { id, caller } = await router.call();
      await router.until('music', async () => (await caller.hears()) === 'music');
      const before = world.now();
      router.send(id, to);
      if (again > 0) {
        await world.pass(again);
        router.send(id, { ...to });
      }
      await router.fact('caller-left', { call: id }, 15_000);
      return world.now() - before;
    };
    const onceMs = await lasts(0);
    expect(await lasts(0.8 * onceMs)).toBeLessThan(1.5 * onceMs);
  });

  rule('23: sent elsewhere before anything is heard, it goes there', async (scene) => {
    const { world, router } = scene;
    for (const pauseMs of [0, 5, 50]) {
      const { id, caller } = await router.call();
      await router.until('music', async () => (await caller.hears()) === 'music');
      router.send(id, { kind: 'announcement', media: [world.sounds.long] });
      if (pauseMs > 0) await world.pass(pauseMs);
      router.send(id, { kind: 'extension', ...world.place });
      await router.fact('caller-left', { call: id });
      expect(await caller.where()).toBe('dialplan');
    }
  });
}
