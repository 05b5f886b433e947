/** Rules 2, 4, 13, 15 and 21: people who are dialled while no agent is held. */

import { expect } from 'vitest';
import type { CallId } from '../../core/routing/ids.ts';
import { memoOf, type TestRouter } from './router.ts';
import { findLink, loseLink, type RuleScene, type RuleTest, soon } from './scene.ts';

export function dialRules(rule: RuleTest): void {
  answerRules(rule);
  callerRules(rule);
  failureRules(rule);
  undialRules(rule);
  dialLossRules(rule);
  dialRestartRules(rule);
}

/** A lead whose phone rings. */
async function leadRings({ world, router }: RuleScene): Promise<CallId> {
  world.trunk.does('wait');
  const call = router.callback();
  router.dialLead(call);
  await router.until('the ring', () => world.trunk.state === 'ringing');
  await router.fact('dial-rang', { call });
  return call;
}

/** A lead who has answered and hears music. */
async function leadWaits({ world, router }: RuleScene): Promise<CallId> {
  world.trunk.does('answer');
  const call = router.callback();
  router.dialLead(call);
  await router.fact('dial-answered', { call });
  await router.until('music', async () => (await world.trunk.hears()) === 'music');
  return call;
}

function answerRules(rule: RuleTest): void {
  rule('21: who is dialled rings, answers, and is a caller with music', async (scene) => {
    const { world, router } = scene;
    const call = await leadRings(scene);
    await world.trunk.answer();
    const answered = await router.fact('dial-answered', { call });
    expect(answered.channel).not.toBe('');
    await router.until('music', async () => (await world.trunk.hears()) === 'music');
    await world.trunk.hangUp();
    await router.fact('caller-left', { call });
    expect(router.facts.map(({ type }) => type)).toEqual([
      'switch-restored',
      'dial-rang',
      'dial-answered',
      'caller-left',
    ]);
  });

  rule('21: who is dialled by way of the dialplan too', async ({ world, router }) => {
    const { customer } = world;
    customer.does('wait');
    const call = router.callback();
    router.dialLead(call, { endpoint: customer.endpoint });
    await router.fact('dial-rang', { call });
    await router.until('the ring', () => customer.state === 'ringing');
    await customer.answer();
    await router.fact('dial-answered', { call });
    await router.until('music', async () => (await customer.hears()) === 'music');
    router.releaseCall(call);
    await router.fact('caller-left', { call });
    await router.until('the end', () => customer.state === 'idle');
  });

  rule(
    '21: the phone that is dialled shows who calls',
    async (scene) => {
      await leadRings(scene);
      expect(scene.world.trunk.shows()).toEqual({ number: '0312340000', name: 'Tsunagi' });
    },
    ['display'],
  );

  rule('13, 21: the same dial twice is one, also when it has ended', async (scene) => {
    const { world, router } = scene;
    const call = await leadRings(scene);
    router.dialLead(call);
    await world.trunk.decline();
    await router.fact('dial-ended', { call });
    router.dialLead(call);
    await world.pass(500);
    expect(world.trunk.state).toBe('idle');
    expect(router.seen('dial-ended')).toHaveLength(1);
    expect(router.seen('dial-rang')).toHaveLength(1);
    const next = await leadWaits(scene);
    router.dialLead(next);
    await world.pass(500);
    expect(router.seen('dial-answered')).toHaveLength(1);
  });

  rule('21: a trunk takes several at once, each told apart', async ({ world, router }) => {
    world.trunk.does('answer');
    const calls = [router.callback(), router.callback(), router.callback()];
    for (const call of calls) router.dialLead(call);
    for (const call of calls) await router.fact('dial-answered', { call });
    const [first] = calls;
    router.releaseCall(first!);
    await router.fact('caller-left', { call: first! });
    await world.pass(200);
    expect(router.seen('caller-left')).toHaveLength(1);
  });
}

/** What rules 9 to 12 say of callers. */
function callerRules(rule: RuleTest): void {
  rule('21: one who has answered is offered and connected', async (scene) => {
    const { world, router } = scene;
    const call = await leadWaits(scene);
    const offer = await router.answered(call, world.phone(0));
    router.connect(offer);
    await router.fact('call-connected', { offer });
    await router.until('talk', async () => (await world.trunk.hears()) === 'conversation');
    await router.until('talk', async () => (await world.phone(0).hears()) === 'conversation');
    await world.trunk.hangUp();
    await router.fact('caller-left', { call });
    router.releaseAgent(offer);
    await router.fact('agent-left', { offer });
  });

  rule('21: one whose agent hangs up stays until released', async (scene) => {
    const { world, router } = scene;
    const call = await leadWaits(scene);
    const offer = await router.answered(call, world.phone(0));
    router.connect(offer);
    await router.fact('call-connected', { offer });
    await world.phone(0).hangUp();
    await router.fact('agent-left', { offer });
    await world.pass(300);
    expect(world.trunk.state).toBe('talking');
    router.releaseCall(call);
    await router.fact('caller-left', { call });
    await router.until('the end', () => world.trunk.state === 'idle');
  });

  rule(
    '21: one for whom nobody is free hears an announcement, and the call ends',
    async (scene) => {
      const { world, router } = scene;
      const call = await leadWaits(scene);
      router.send(call, { kind: 'announcement', media: [world.sounds.short] });
      if (!world.cannot.hearing) {
        await router.until('it', async () => (await world.trunk.hears()) === 'announcement');
      }
      await router.fact('caller-left', { call }, 15_000);
      await router.until('the end', () => world.trunk.state === 'idle');
    },
  );
}

function failureRules(rule: RuleTest): void {
  for (const [behaviour, result, cause] of [
    ['busy', 'busy', 17],
    ['decline', 'declined', 21],
  ] as const) {
    rule(`21: one who is ${result} is told so, with the cause`, async (scene) => {
      const { world, router } = scene;
      world.trunk.does(behaviour);
      const call = router.callback();
      router.dialLead(call);
      await router.fact('dial-ended', { call, result, cause });
      await router.until('the end', () => world.trunk.state === 'idle');
    });
  }

  rule('21: one whose phone rings in vain is missed', async ({ world, router }) => {
    world.trunk.does('wait');
    const call = router.callback();
    router.dialLead(call, { timeoutMs: 1_000 });
    await router.fact('dial-ended', { call, result: 'missed' });
    await router.until('the end', () => world.trunk.state === 'idle');
    expect(router.facts.map(({ type }) => type)).toEqual([
      'switch-restored',
      'dial-rang',
      'dial-ended',
    ]);
  });

  rule('21: a trunk or number that does not exist is told so', async ({ router }) => {
    for (const endpoint of ['PJSIP/8100@nowhere', 'Local/777@nowhere/n', 'NoSuch/1', '']) {
      const call = router.callback();
      router.dialLead(call, { endpoint });
      const { result, cause } = await router.fact('dial-ended', { call });
      expect(['failed', 'unreachable']).toContain(result);
      if (endpoint !== 'Local/777@nowhere/n') expect(cause).toBeUndefined();
    }
    expect(router.seen('dial-rang')).toEqual([]);
  });
}

function undialRules(rule: RuleTest): void {
  rule('21: given up while it rings, the phone falls silent', async (scene) => {
    const { world, router } = scene;
    const call = await leadRings(scene);
    router.undial(call);
    router.undial(call);
    const ended = await router.fact('dial-ended', { call, result: 'withdrawn' });
    expect(ended.cause).toBeUndefined();
    await router.until('silence', () => world.trunk.state === 'idle');
  });

  rule('21: given up at once, it comes to nothing', async ({ world, router }) => {
    world.trunk.does('wait');
    const call = router.callback();
    router.dialLead(call);
    router.undial(call);
    await router.fact('dial-ended', { call, result: 'withdrawn' });
    await router.until('silence', () => world.trunk.state === 'idle');
  });

  rule('21: given up at the very moment of the answer, it is one or the other', async (scene) => {
    const { world, router } = scene;
    for (let round = 0; round < 5; round++) {
      const call = await leadRings(scene);
      const answered = world.trunk.answer();
      router.undial(call);
      await answered;
      await router.until('an end', () => !router.referee.dialsOpen.includes(call));
      await world.pass(100);
      if (router.referee.callsHere.includes(call)) router.releaseCall(call);
      await router.until('the end', () => world.trunk.state === 'idle');
    }
  });

  rule('21: one who is unknown, or has answered, is not given up', async (scene) => {
    const { world, router, another } = scene;
    const call = await leadWaits(scene);
    for (const each of [another(), router]) each.undial(router.callback());
    router.undial(call);
    await world.pass(500);
    expect(world.trunk.state).toBe('talking');
    expect(router.seen('dial-ended')).toEqual([]);
  });
}

function dialLossRules(rule: RuleTest): void {
  const restored = (router: TestRouter) => router.seen('switch-restored').at(-1);

  rule('2, 21: a dial that rings through a loss is told so, and goes on', async (scene) => {
    const { world, router } = scene;
    const call = await leadRings(scene);
    await loseLink(scene);
    await findLink(scene);
    expect(restored(router)).toEqual({
      ...{ type: 'switch-restored', calls: [], offers: [] },
      dials: [call],
    });
    await world.trunk.answer();
    await router.fact('dial-answered', { call });
    await router.until('music', async () => (await world.trunk.hears()) === 'music');
    expect(router.seen('dial-rang')).toHaveLength(1);
  });

  // The switch has nobody to give the answered call to, and ends it.
  rule('4, 21: one who answers during a loss is lost, and told so', async (scene) => {
    const { world, router } = scene;
    const call = await leadRings(scene);
    await loseLink(scene);
    await world.trunk.answer();
    await router.until('the end', () => world.trunk.state === 'idle');
    await findLink(scene);
    await router.fact('dial-ended', { call, result: 'failed' });
    expect(restored(router)?.dials ?? []).toEqual([]);
  });

  rule('4, 21: one who declines during a loss is told on restore', async (scene) => {
    const { world, router } = scene;
    const call = await leadRings(scene);
    await loseLink(scene);
    await world.trunk.decline();
    await router.until('the end', () => world.trunk.state === 'idle');
    await findLink(scene);
    await router.fact('dial-ended', { call });
    expect(restored(router)?.dials ?? []).toEqual([]);
  });

  rule('4, 21: what is ordered during a loss, or given up, is answered', async (scene) => {
    const { world, router } = scene;
    const call = await leadRings(scene);
    await loseLink(scene);
    router.undial(call);
    const lost = router.callback();
    router.dialLead(lost);
    await findLink(scene);
    await router.fact('dial-ended', { call, result: 'withdrawn' });
    await router.fact('dial-ended', { call: lost, result: 'failed' });
    await router.until('silence', () => world.trunk.state === 'idle');
  });

  rule('3, 21: one who has answered is a caller through a loss', async (scene) => {
    const { world, router } = scene;
    const call = await leadWaits(scene);
    await loseLink(scene);
    await findLink(scene);
    const found = { type: 'switch-restored', calls: [call], offers: [] };
    expect(restored(router)).toEqual(found);
    await world.trunk.hangUp();
    await router.fact('caller-left', { call });
  });

  rule(
    '4, 21: a switch that restarts has lost every dial',
    async (scene) => {
      const { world, router } = scene;
      const call = await leadRings(scene);
      await world.restart();
      await router.until('restored', () => router.seen('switch-restored').length === 2, 30_000);
      expect(restored(router)).toEqual({ type: 'switch-restored', calls: [], offers: [] });
      await router.fact('dial-ended', { call, result: 'failed' });
    },
    ['restart'],
  );
}

function dialRestartRules(rule: RuleTest): void {
  /** The router ends and the next one starts: it waits for the answer to this dial, if given. */
  const handOver = async (
    { world, router, another }: RuleScene,
    awaited: CallId | undefined,
  ): Promise<TestRouter> => {
    await router.stop();
    router.referee.handOver();
    const next = another();
    if (awaited !== undefined) next.awaitsDial(awaited);
    await soon(world, 'start', next.start());
    return next;
  };

  rule('15, 21: a dial the next router waits for is taken up', async (scene) => {
    const { world } = scene;
    const call = await leadRings(scene);
    const next = await handOver(scene, call);
    expect(next.seen('switch-restored')).toEqual([
      { type: 'switch-restored', calls: [], offers: [], dials: [call] },
    ]);
    await world.trunk.answer();
    await next.fact('dial-answered', { call });
    await next.until('music', async () => (await world.trunk.hears()) === 'music');
    const offer = await next.answered(call, world.phone(0));
    next.connect(offer);
    await next.fact('call-connected', { offer });
  });

  rule('15, 21: one the next router does not wait for is hung up', async (scene) => {
    const { world } = scene;
    await leadRings(scene);
    const next = await handOver(scene, undefined);
    await next.until('silence', () => world.trunk.state === 'idle');
    expect(next.facts).toEqual([{ type: 'switch-restored', calls: [], offers: [] }]);
  });

  rule('15, 21: one whose answer the next router does not know of is told', async (scene) => {
    const { world } = scene;
    const call = await leadWaits(scene);
    const next = await handOver(scene, call);
    await next.fact('dial-answered', { call });
    expect(next.seen('switch-restored')).toMatchObject([{ calls: [], dials: [call] }]);
    await next.until('music', async () => (await world.trunk.hears()) === 'music');
    next.releaseCall(call);
    await next.fact('caller-left', { call });
  });

  rule('15, 21: one the next router knows to have answered is found', async (scene) => {
    const { world } = scene;
    const call = await leadWaits(scene);
    const next = await handOver(scene, undefined);
    expect(next.seen('call-found')).toMatchObject([{ call, memo: memoOf(call) }]);
    expect(next.seen('switch-restored')).toEqual([
      { type: 'switch-restored', calls: [call], offers: [] },
    ]);
    expect(await world.trunk.hears()).toBe('music');
    next.releaseCall(call);
    await next.fact('caller-left', { call });
  });
}
