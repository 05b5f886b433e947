/** Rule 22: the speech of those who have answered a dial. */

import { expect } from 'vitest';
import type { CallId } from '../../core/routing/ids.ts';
import type { TestRouter } from './router.ts';
import { findLink, loseLink, type RuleScene, type RuleTest, soon } from './scene.ts';

/** A lead who has answered without a word, and is listened to. */
async function silentLead({ world, router }: RuleScene): Promise<CallId> {
  world.trunk.does('answer');
  world.trunk.speaks(false);
  const call = router.callback();
  router.dialLead(call, { listen: true });
  await router.fact('dial-answered', { call });
  await router.until('music', async () => (await world.trunk.hears()) === 'music');
  expect(router.seen('caller-heard')).toEqual([]);
  return call;
}

const spoken = (router: TestRouter): readonly boolean[] =>
  router.seen('caller-heard').map(({ speaking }) => speaking);

const untilSpoken = (router: TestRouter, times: number): Promise<void> =>
  router.until(`speech, ${times} times`, () => spoken(router).length === times);

export function hearingRules(rule: RuleTest): void {
  speechRules(rule);
  silenceRules(rule);
  foundRules(rule);
}

function speechRules(rule: RuleTest): void {
  rule('22: each beginning and each end of speech is told', async (scene) => {
    const { world, router } = scene;
    const call = await silentLead(scene);
    const { trunk } = world;
    trunk.speaks(true);
    await router.fact('caller-heard', { call, speaking: true });
    // The greeting goes on.
    await world.pass(900);
    expect(spoken(router)).toEqual([true]);
    const before = world.now();
    trunk.speaks(false);
    await router.fact('caller-heard', { call, speaking: false });
    expect(world.now() - before).toBeLessThan(1_500);
    trunk.speaks(true);
    await untilSpoken(router, 3);
    trunk.speaks(false);
    await untilSpoken(router, 4);
    expect(spoken(router)).toEqual([true, false, true, false]);
    expect(await trunk.hears()).toBe('music');
  });

  rule('22: a greeting that has begun before the answer is told too', async (scene) => {
    const { world, router } = scene;
    world.trunk.does('answer');
    world.trunk.speaks(true);
    const call = router.callback();
    router.dialLead(call, { listen: true });
    await router.fact('caller-heard', { call, speaking: true });
    const types = router.facts.map(({ type }) => type);
    expect(types.indexOf('dial-answered')).toBeLessThan(types.indexOf('caller-heard'));
  });

  rule(
    '22: speech during the announcement that ends the call is told',
    async (scene) => {
      const { world, router } = scene;
      const call = await silentLead(scene);
      router.send(call, { kind: 'announcement', media: [world.sounds.long] });
      await router.until('it', async () => (await world.trunk.hears()) === 'announcement');
      world.trunk.speaks(true);
      await router.fact('caller-heard', { call, speaking: true });
    },
    ['hearing'],
  );
}

function silenceRules(rule: RuleTest): void {
  rule('22: nothing is told of one who is not to be listened to', async ({ world, router }) => {
    world.trunk.does('answer');
    world.trunk.speaks(true);
    const call = router.callback();
    router.dialLead(call);
    await router.fact('dial-answered', { call });
    await world.pass(800);
    world.trunk.speaks(false);
    await world.pass(800);
    expect(spoken(router)).toEqual([]);
  });

  rule('22: nothing is told once connected, nor after the agent has left', async (scene) => {
    const { world, router } = scene;
    const { trunk } = world;
    const call = await silentLead(scene);
    const offer = await router.answered(call, world.phone(0));
    router.connect(offer);
    await router.fact('call-connected', { offer });
    trunk.speaks(true);
    await router.until('talk', async () => (await world.phone(0).hears()) === 'conversation');
    trunk.speaks(false);
    await world.pass(800);
    await world.phone(0).hangUp();
    await router.fact('agent-left', { offer });
    trunk.speaks(true);
    await world.pass(500);
    expect(spoken(router)).toEqual([]);
  });

  rule('22: one whose agent could not be connected is listened to again', async (scene) => {
    const { world, router } = scene;
    const call = await silentLead(scene);
    const offer = await router.answered(call, world.phone(0));
    await world.phone(0).hangUp();
    router.connect(offer);
    await router.until('its end', () => router.referee.offersOpen.length === 0, 6_000);
    if (router.seen('call-connected').length > 0) return;
    await router.until('music', async () => (await world.trunk.hears()) === 'music');
    world.trunk.speaks(true);
    await router.fact('caller-heard', { call, speaking: true });
  });
}

function foundRules(rule: RuleTest): void {
  rule('2, 22: after a loss speech is told as before', async (scene) => {
    const { world, router } = scene;
    const call = await silentLead(scene);
    await loseLink(scene);
    await findLink(scene);
    world.trunk.speaks(true);
    await router.fact('caller-heard', { call, speaking: true });
  });

  for (const answers of ['before', 'after'] as const) {
    rule(`15, 22: who answers ${answers} the next router starts is listened to`, async (scene) => {
      const { world, router, another } = scene;
      const { trunk } = world;
      trunk.does(answers === 'before' ? 'answer' : 'wait');
      trunk.speaks(false);
      const call = router.callback();
      router.dialLead(call, { listen: true });
      if (answers === 'before') await router.fact('dial-answered', { call });
      else await router.fact('dial-rang', { call });
      await router.stop();
      router.referee.handOver();
      const next = another();
      if (answers === 'after') next.awaitsDial(call);
      await soon(world, 'start', next.start());
      if (answers === 'after') {
        await trunk.answer();
        await next.fact('dial-answered', { call });
      } else expect(next.seen('call-found')).toMatchObject([{ call }]);
      await next.until('music', async () => (await trunk.hears()) === 'music');
      trunk.speaks(true);
      await next.fact('caller-heard', { call, speaking: true });
      trunk.speaks(false);
      await next.fact('caller-heard', { call, speaking: false });
    });
  }
}
