/** Rules 2, 19 and 20: callers on the way to the far end of a link, and those it has. */

import { expect } from 'vitest';
import type { CallId } from '../../core/routing/ids.ts';
import type { TestCall, TestRouter } from './router.ts';
import { type RuleScene, type RuleTest, soon } from './scene.ts';

/** A caller with music for whom the far end rings. */
async function farEndRings({ world, router }: RuleScene): Promise<TestCall> {
  const call = await router.call();
  await router.until('music', async () => (await call.caller.hears()) === 'music');
  world.trunk.does('wait');
  router.link(call.id);
  await router.until('the far end', () => world.trunk.state === 'ringing');
  return call;
}

/** The caller waits with music, and can be offered. */
async function waitsOn({ world, router }: RuleScene, { id, caller }: TestCall): Promise<void> {
  await router.until('music', async () => (await caller.hears()) === 'music');
  const offer = await router.answered(id, world.phone(0));
  router.connect(offer);
  await router.fact('call-connected', { offer });
}

export function linkRules(rule: RuleTest): void {
  acceptRules(rule);
  refuseRules(rule);
  giveUpRules(rule);
  linkLossRules(rule);
  linkRestartRules(rule);
}

function acceptRules(rule: RuleTest): void {
  rule(
    '19: while the far end is called the caller hears music; accepted, both talk',
    async (scene) => {
      const { world, router } = scene;
      const { id, caller } = await farEndRings(scene);
      expect(await caller.hears()).toBe('music');
      expect(world.trunk.given('X-Tsunagi-Path')).toBe('nagoya&tokyo');
      expect(world.trunk.given('X-Tsunagi-Age')).toBe('45120ms');
      await world.trunk.answer();
      await router.fact('link-accepted', { call: id });
      await router.until('talk', async () => (await caller.hears()) === 'conversation');
      await router.until('talk', async () => (await world.trunk.hears()) === 'conversation');
      expect(router.seen('caller-left')).toEqual([]);
    },
  );

  rule(
    '19: the far end sees who calls',
    async (scene) => {
      await farEndRings(scene);
      expect(scene.world.trunk.shows()).toEqual({ number: '0312345678', name: 'Sato' });
    },
    ['display'],
  );

  rule('19: when the far end hangs up, nobody is left', async ({ world, router }) => {
    const { id, caller } = await router.linked();
    await world.trunk.hangUp();
    await router.fact('link-ended', { call: id, result: 'ended' });
    await router.until('the end', async () => (await caller.where()) === 'gone');
  });

  rule('19: when the caller hangs up, nobody is left', async ({ world, router }) => {
    const { id, caller } = await router.linked();
    await caller.hangUp();
    await router.fact('link-ended', { call: id, result: 'ended' });
    await router.until('the end', () => world.trunk.state === 'idle');
    expect(router.seen('caller-left')).toEqual([]);
  });

  rule('19: a far end takes several calls at once', async ({ router }) => {
    const calls = [await router.linked(), await router.linked()];
    for (const { caller } of calls) await caller.hangUp();
    for (const { id } of calls) await router.fact('link-ended', { call: id, result: 'ended' });
  });

  rule('13, 19: the same link twice is one, and unlink comes too late', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await farEndRings(scene);
    router.link(id);
    await world.trunk.answer();
    await router.fact('link-accepted', { call: id });
    router.unlink(id);
    await world.pass(500);
    await router.until('talk', async () => (await caller.hears()) === 'conversation');
    expect(router.seen('link-ended')).toEqual([]);
  });
}

function refuseRules(rule: RuleTest): void {
  for (const [behaviour, result] of [
    ['busy', 'busy'],
    ['decline', 'declined'],
  ] as const) {
    rule(`19: a far end that is ${result}: the caller waits on`, async (scene) => {
      const { world, router } = scene;
      const call = await router.call();
      world.trunk.does(behaviour);
      router.link(call.id);
      await router.fact('link-ended', { call: call.id, result });
      await waitsOn(scene, call);
    });
  }

  rule('19: a trunk that is not there is told so', async (scene) => {
    const { router } = scene;
    const call = await router.call();
    router.link(call.id, { endpoint: 'PJSIP/8100@nowhere' });
    const { result } = await router.fact('link-ended', { call: call.id });
    expect(['unreachable', 'failed']).toContain(result);
    await waitsOn(scene, call);
  });

  rule('19: a far end that does not answer in time is missed', async (scene) => {
    const { world, router } = scene;
    const call = await router.call();
    world.trunk.does('wait');
    router.link(call.id, { timeoutMs: 1_000 });
    await router.fact('link-ended', { call: call.id, result: 'missed' });
    await waitsOn(scene, call);
  });

  rule('19: after a refusal the next far end may have the call', async (scene) => {
    const { world, router } = scene;
    const call = await router.call();
    world.trunk.does('busy');
    router.link(call.id);
    await router.fact('link-ended', { call: call.id, result: 'busy' });
    world.trunk.does('answer');
    router.link(call.id);
    await router.fact('link-accepted', { call: call.id });
    await router.until('talk', async () => (await call.caller.hears()) === 'conversation');
  });

  rule('20: refused, a caller who was not answered hears that we are busy', async ({ router }) => {
    const { id, caller } = await router.call({}, false);
    router.send(id, { kind: 'refuse' });
    await router.fact('caller-left', { call: id });
    await router.until('the refusal', () => caller.refused());
  });
}

function giveUpRules(rule: RuleTest): void {
  rule('19: given up while it rings, the far end is let go of', async (scene) => {
    const { world, router } = scene;
    const call = await farEndRings(scene);
    router.unlink(call.id);
    router.unlink(call.id);
    await router.fact('link-ended', { call: call.id, result: 'withdrawn' });
    await router.until('silence', () => world.trunk.state === 'idle');
    await waitsOn(scene, call);
  });

  rule('19: given up at once, it comes to nothing', async (scene) => {
    const { world, router } = scene;
    const call = await router.call();
    world.trunk.does('wait');
    router.link(call.id);
    router.unlink(call.id);
    await router.fact('link-ended', { call: call.id });
    await router.until('silence', () => world.trunk.state === 'idle');
    await waitsOn(scene, call);
  });

  rule('19: a caller who hangs up while the far end rings lets it go', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await farEndRings(scene);
    await caller.hangUp();
    await router.fact('caller-left', { call: id });
    await router.fact('link-ended', { call: id, result: 'ended' });
    await router.until('silence', () => world.trunk.state === 'idle');
  });
}

function linkLossRules(rule: RuleTest): void {
  const lose = async ({ world, router }: RuleScene): Promise<void> => {
    await world.cutLink();
    await router.fact('switch-lost');
  };
  const find = async ({ world, router }: RuleScene): Promise<void> => {
    await world.restoreLink();
    await router.until('contact', () => router.seen('switch-restored').length === 2);
  };
  const restored = (router: TestRouter) => router.seen('switch-restored').at(-1);

  rule('2, 19: a far end that is called through a loss is called on', async (scene) => {
    const { world, router } = scene;
    const { id } = await farEndRings(scene);
    await lose(scene);
    await find(scene);
    expect(restored(router)?.calls).toEqual([id]);
    expect(restored(router)?.linked).toEqual([{ call: id, link: 'osaka' }]);
    await world.trunk.answer();
    await router.fact('link-accepted', { call: id });
  });

  rule('2, 19: a conversation goes on through a loss', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await router.linked();
    await lose(scene);
    await find(scene);
    expect(restored(router)?.calls).toEqual([]);
    expect(restored(router)?.linked).toEqual([{ call: id, link: 'osaka' }]);
    await router.until('talk', async () => (await caller.hears()) === 'conversation');
    await world.trunk.hangUp();
    await router.fact('link-ended', { call: id, result: 'ended' });
  });

  rule('2, 19: one that ends during a loss is told on restore', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await router.linked();
    await lose(scene);
    await world.trunk.hangUp();
    await find(scene);
    await router.fact('link-ended', { call: id, result: 'ended' });
    expect(restored(router)?.linked ?? []).toEqual([]);
    await router.until('the end', async () => (await caller.where()) === 'gone');
  });

  rule('2, 19: a refusal during a loss is told on restore, and the caller waits', async (scene) => {
    const { world, router } = scene;
    const call = await farEndRings(scene);
    await lose(scene);
    await world.trunk.decline();
    await find(scene);
    await router.fact('link-ended', { call: call.id });
    await waitsOn(scene, call);
  });

  rule('19: what is ordered during a loss comes to nothing', async (scene) => {
    const { router } = scene;
    const call = await router.call();
    await lose(scene);
    router.link(call.id);
    await find(scene);
    await router.fact('link-ended', { call: call.id, result: 'failed' });
    await waitsOn(scene, call);
  });
}

function linkRestartRules(rule: RuleTest): void {
  /** The router ends and the next one starts: it waits for the far end of this call, if given. */
  const handOver = async (
    { router, another }: RuleScene,
    awaited?: CallId,
  ): Promise<TestRouter> => {
    await router.stop();
    router.referee.handOver();
    const next = another();
    if (awaited !== undefined) next.awaitsLink(awaited);
    return next;
  };

  rule('2, 19: a far end the next router waits for is taken up', async (scene) => {
    const { world } = scene;
    const { id } = await farEndRings(scene);
    const next = await handOver(scene, id);
    await soon(world, 'start', next.start());
    expect(next.seen('switch-restored')[0]?.linked).toEqual([{ call: id, link: 'osaka' }]);
    await world.trunk.answer();
    await next.fact('link-accepted', { call: id });
    await world.trunk.hangUp();
    await next.fact('link-ended', { call: id, result: 'ended' });
  });

  rule('2, 19: one it does not wait for is let go of, and the caller is found', async (scene) => {
    const { world } = scene;
    const { id } = await farEndRings(scene);
    const next = await handOver(scene);
    await soon(world, 'start', next.start());
    expect(next.seen('call-found')).toMatchObject([{ call: id }]);
    await next.until('silence', () => world.trunk.state === 'idle');
    expect(next.seen('switch-restored')[0]?.linked ?? []).toEqual([]);
  });

  rule('2, 19: a conversation goes on, and the next router tells its end', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await router.linked();
    const next = await handOver(scene);
    next.referee.rememberLink(id, 'accepted');
    await soon(world, 'start', next.start());
    expect(next.seen('switch-restored')[0]?.linked).toEqual([{ call: id, link: 'osaka' }]);
    await next.until('talk', async () => (await caller.hears()) === 'conversation');
    await caller.hangUp();
    await next.fact('link-ended', { call: id, result: 'ended' });
    await next.until('the end', () => world.trunk.state === 'idle');
  });
}
