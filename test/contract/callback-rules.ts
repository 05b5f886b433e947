/** Rules 16 and 17: calling customers back, before the agent and after. */

import { expect } from 'vitest';
import type { RuleTest } from './scene.ts';

export function callbackRules(rule: RuleTest): void {
  customerFirstRules(rule);
  customerFirstEndRules(rule);
  agentFirstRules(rule);
  agentFirstEndRules(rule);
}

function customerFirstRules(rule: RuleTest): void {
  rule('16: a customer called first waits with music, then talks', async ({ world, router }) => {
    const { customer } = world;
    customer.does('wait');
    const call = router.callback();
    const offer = router.dial(call);
    await router.until('the ring', () => customer.state === 'ringing');
    expect(router.facts).toHaveLength(1);
    await customer.answer();
    const answered = await router.fact('customer-answered', { offer, call });
    expect(answered.channel).not.toBe('');
    await router.until('music', async () => (await customer.hears()) === 'music');
    world.phone(0).does('answer');
    router.offer(call, world.phone(0), { offer });
    await router.fact('offer-answered', { offer });
    router.connect(offer);
    await router.fact('call-connected', { offer });
    await router.until('the agent', async () => (await customer.hears()) === 'conversation');
    await customer.hangUp();
    await router.fact('caller-left', { call });
    router.releaseAgent(offer);
    await router.fact('agent-left', { offer });
    expect(router.seen('caller-entered')).toEqual([]);
  });

  rule(
    '16: the customer’s phone shows who calls',
    async ({ world, router }) => {
      world.customer.does('wait');
      const offer = router.dial(router.callback());
      await router.until('the ring', () => world.customer.state === 'ringing');
      expect(world.customer.shows()).toEqual({ number: '0312340000', name: 'Tsunagi' });
      router.withdraw(offer);
    },
    ['display'],
  );

  rule('16: a customer who answered is a caller like any other', async ({ world, router }) => {
    world.customer.does('answer');
    const call = router.callback();
    const offer = router.dial(call);
    await router.fact('customer-answered', { offer, call });
    const media = [world.sounds.short];
    router.execute({ type: 'announce', call, media });
    if (!world.cannot.hearing) {
      await router.until('it', async () => (await world.customer.hears()) === 'announcement');
      await router.until('music', async () => (await world.customer.hears()) === 'music', 10_000);
    }
    router.withdraw(offer);
    router.send(call, { kind: 'hang-up' });
    await router.fact('caller-left', { call });
    await router.until('the end', () => world.customer.state === 'idle');
  });

  rule('16: a customer is called once, however often that is asked', async (scene) => {
    const { world, router } = scene;
    world.customer.does('wait');
    const call = router.callback();
    const offer = router.dial(call);
    router.dial(call, { offer });
    await router.until('the ring', () => world.customer.state === 'ringing');
    router.dial(call, { offer });
    await world.customer.decline();
    await router.fact('customer-failed', { offer });
    router.dial(call, { offer });
    await world.pass(500);
    expect(world.customer.state).toBe('idle');
    expect(router.seen('customer-failed')).toHaveLength(1);
  });
}

function customerFirstEndRules(rule: RuleTest): void {
  for (const [what, behaviour, result] of [
    ['declines', 'decline', 'declined'],
    ['is busy', 'busy', 'busy'],
  ] as const) {
    rule(`16: a customer who ${what} has ${result}`, async ({ world, router }) => {
      world.customer.does(behaviour);
      const offer = router.dial(router.callback());
      await router.fact('customer-failed', { offer, result });
      await router.until('the end', () => world.customer.state === 'idle');
    });
  }

  rule('16: a customer whose phone rings in vain is missed', async ({ world, router }) => {
    world.customer.does('wait');
    const offer = router.dial(router.callback(), { timeoutMs: 1_000 });
    await router.fact('customer-failed', { offer, result: 'missed' });
    await router.until('the end', () => world.customer.state === 'idle');
  });

  rule('16: a number that does not exist fails', async ({ router }) => {
    for (const endpoint of ['Local/777@nowhere/n', 'NoSuchTechnology/1', '']) {
      const offer = router.dial(router.callback(), { endpoint });
      const { result } = await router.fact('customer-failed', { offer });
      expect(['failed', 'unreachable']).toContain(result);
    }
  });

  rule('7, 16: withdrawn, the customer’s phone falls silent', async ({ world, router }) => {
    world.customer.does('wait');
    const offer = router.dial(router.callback());
    await router.until('the ring', () => world.customer.state === 'ringing');
    router.withdraw(offer, 'caller-gone');
    await router.fact('offer-ended', { offer, result: 'withdrawn' });
    await router.until('silence', () => world.customer.state === 'idle');
    const atOnce = router.dial(router.callback());
    router.withdraw(atOnce, 'caller-gone');
    await router.fact('offer-ended', { offer: atOnce, result: 'withdrawn' });
    await router.until('silence', () => world.customer.state === 'idle');
    expect(router.seen('customer-failed')).toEqual([]);
  });

  rule('7, 16: withdrawn at the very moment of the answer', async ({ world, router }) => {
    for (let round = 0; round < 5; round++) {
      world.customer.does('wait');
      const call = router.callback();
      const offer = router.dial(call);
      await router.until('the ring', () => world.customer.state === 'ringing');
      const answered = world.customer.answer();
      router.withdraw(offer, 'caller-gone');
      await answered;
      await router.fact('offer-ended', { offer });
      await world.pass(100);
      if (router.referee.callsHere.includes(call)) router.releaseCall(call);
      await router.until('the end', () => world.customer.state === 'idle');
    }
  });

  rule('16: a customer who hangs up after the answer has left', async ({ world, router }) => {
    world.customer.does('answer');
    const call = router.callback();
    const offer = router.dial(call);
    await router.fact('customer-answered', { offer });
    await world.customer.hangUp();
    await router.fact('caller-left', { call });
    router.offer(call, world.phone(0), { offer });
    await router.fact('offer-ended', { offer });
    expect(world.phone(0).state).toBe('idle');
  });
}

function agentFirstRules(rule: RuleTest): void {
  rule('17: the agent hears ringing, then the customer', async ({ world, router }) => {
    const { customer } = world;
    const agent = world.phone(0);
    agent.does('answer');
    customer.does('wait');
    const call = router.callback();
    const offer = router.offer(call, agent, { callback: true });
    await router.fact('offer-answered', { offer });
    router.dial(call, { offer });
    await router.until('the tone', async () => (await agent.hears()) === 'ringing', 8_000);
    await router.until('the ring', () => customer.state === 'ringing');
    await customer.answer();
    await router.fact('call-connected', { offer });
    await router.until('the customer', async () => (await agent.hears()) === 'conversation');
    await router.until('the agent', async () => (await customer.hears()) === 'conversation');
    await customer.hangUp();
    await router.fact('caller-left', { call });
    router.releaseAgent(offer);
    await router.fact('agent-left', { offer });
    expect(router.facts.map((fact) => fact.type)).toEqual([
      'switch-restored',
      'offer-ringing',
      'offer-answered',
      'call-connected',
      'caller-left',
      'agent-left',
    ]);
  });

  rule('17: what both say is recorded', async ({ world, router }) => {
    world.phone(0).does('answer');
    world.customer.does('answer');
    const call = router.callback();
    const offer = router.offer(call, world.phone(0), { callback: true });
    await router.fact('offer-answered', { offer });
    const record = { name: `contract-${offer}-${Math.floor(world.now())}`, format: 'wav' };
    router.dial(call, { offer, record });
    await router.fact('call-connected', { offer });
    await router.fact('recording-changed', { offer, state: 'started' });
    await world.phone(0).hangUp();
    await router.fact('agent-left', { offer });
    expect(router.seen('caller-left')).toEqual([]);
    router.releaseCall(call);
    await router.fact('caller-left', { call });
  });
}

function agentFirstEndRules(rule: RuleTest): void {
  rule('17: the customer declines, and the agent stays until withdrawn', async (scene) => {
    const { world, router } = scene;
    world.phone(0).does('answer');
    world.customer.does('decline');
    const call = router.callback();
    const offer = router.offer(call, world.phone(0), { callback: true });
    await router.fact('offer-answered', { offer });
    router.dial(call, { offer });
    await router.fact('customer-failed', { offer, result: 'declined' });
    await world.pass(300);
    expect(world.phone(0).state).toBe('talking');
    router.dial(call, { offer });
    router.withdraw(offer, 'caller-gone');
    await router.fact('offer-ended', { offer, result: 'withdrawn' });
    await router.until('the end', () => world.phone(0).state === 'idle');
    expect(world.customer.state).toBe('idle');
  });

  rule('17: the agent hangs up, and the customer’s phone falls silent', async (scene) => {
    const { world, router } = scene;
    world.phone(0).does('answer');
    world.customer.does('wait');
    const call = router.callback();
    const offer = router.offer(call, world.phone(0), { callback: true });
    await router.fact('offer-answered', { offer });
    router.dial(call, { offer });
    await router.until('the ring', () => world.customer.state === 'ringing');
    await world.phone(0).hangUp();
    await router.fact('offer-ended', { offer, result: 'failed' });
    await router.until('silence', () => world.customer.state === 'idle');
    expect(router.seen('customer-failed')).toEqual([]);
  });

  rule('7, 17: withdrawn while the customer is called, both fall silent', async (scene) => {
    const { world, router } = scene;
    world.phone(0).does('answer');
    world.customer.does('wait');
    const call = router.callback();
    const offer = router.offer(call, world.phone(0), { callback: true });
    await router.fact('offer-answered', { offer });
    router.dial(call, { offer });
    await router.until('the ring', () => world.customer.state === 'ringing');
    router.withdraw(offer, 'caller-gone');
    await router.fact('offer-ended', { offer, result: 'withdrawn' });
    await router.until('silence', () => world.customer.state === 'idle');
    await router.until('the end', () => world.phone(0).state === 'idle');
    expect(router.facts.at(-1)).toMatchObject({ type: 'offer-ended', offer });
  });

  rule('7, 17: withdrawn at the very moment of the customer’s answer', async (scene) => {
    const { world, router } = scene;
    for (let round = 0; round < 3; round++) {
      world.phone(0).does('answer');
      world.customer.does('wait');
      const call = router.callback();
      const offer = router.offer(call, world.phone(0), { callback: true });
      await router.fact('offer-answered', { offer });
      router.dial(call, { offer });
      await router.until('the ring', () => world.customer.state === 'ringing');
      const answered = world.customer.answer();
      router.withdraw(offer, 'caller-gone');
      await answered;
      await router.until('its end', () => !router.referee.offersOpen.includes(offer));
      if (router.referee.callsHere.includes(call)) router.releaseCall(call);
      await router.until('the end', () => world.customer.state === 'idle');
      await router.until('the end', () => world.phone(0).state === 'idle');
    }
  });
}
