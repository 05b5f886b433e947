/** Rules 2, 4, 15, 16 and 17: customers who are called when the link or the router is lost. */

import { expect } from 'vitest';
import type { CallId, OfferId } from '../../core/routing/ids.ts';
import type { TestRouter } from './router.ts';
import { findLink, loseLink, type RuleScene, type RuleTest, soon } from './scene.ts';

interface Dialled {
  readonly call: CallId;
  readonly offer: OfferId;
}

/** A customer whose phone rings, called first. */
async function customerRings({ world, router }: RuleScene): Promise<Dialled> {
  world.customer.does('wait');
  const call = router.callback();
  const offer = router.dial(call);
  await router.until('the ring', () => world.customer.state === 'ringing');
  return { call, offer };
}

/** A customer whose phone rings while the agent at the first phone waits. */
async function agentWaits({ world, router }: RuleScene): Promise<Dialled> {
  world.phone(0).does('answer');
  world.customer.does('wait');
  const call = router.callback();
  const offer = router.offer(call, world.phone(0), { callback: true });
  await router.fact('offer-answered', { offer });
  router.dial(call, { offer });
  await router.until('the ring', () => world.customer.state === 'ringing');
  return { call, offer };
}

/**
 * The router ends, this happens, and the next one starts: with the customer in its journal as
 * waited for, if given.
 */
async function handOver(
  { world, router, another }: RuleScene,
  awaited: Dialled | undefined,
  meanwhile: () => Promise<void> = async () => {},
): Promise<TestRouter> {
  await router.stop();
  router.referee.handOver();
  await meanwhile();
  const next = another();
  if (awaited) next.awaits(awaited.offer, awaited.call);
  await soon(world, 'start', next.start());
  return next;
}

export function callbackLossRules(rule: RuleTest): void {
  linkRules(rule);
  linkAfterAgentRules(rule);
  restartRules(rule);
  waitingAgentRules(rule);
}

function linkRules(rule: RuleTest): void {
  rule('2, 16: a customer who is called through a loss goes on ringing', async (scene) => {
    const { world, router } = scene;
    const { call, offer } = await customerRings(scene);
    await loseLink(scene);
    await findLink(scene);
    const [, restored] = router.seen('switch-restored');
    expect(restored).toEqual({ type: 'switch-restored', calls: [], offers: [offer] });
    await world.customer.answer();
    await router.fact('customer-answered', { offer, call });
    router.withdraw(offer);
    router.releaseCall(call);
  });

  // The switch has nobody to give the answered call to, and ends it.
  rule('4, 16: a customer who answers during a loss is lost, and told so', async (scene) => {
    const { world, router } = scene;
    const { offer } = await customerRings(scene);
    await loseLink(scene);
    await world.customer.answer();
    await router.until('the end', () => world.customer.state === 'idle');
    await findLink(scene);
    await router.fact('customer-failed', { offer });
    expect(router.seen('switch-restored')[1]?.offers).toEqual([]);
  });

  rule('4, 16: a customer who declines during a loss is told on restore', async (scene) => {
    const { world, router } = scene;
    const { offer } = await customerRings(scene);
    await loseLink(scene);
    await world.customer.decline();
    await findLink(scene);
    await router.fact('customer-failed', { offer });
    expect(router.seen('switch-restored')[1]?.offers).toEqual([]);
  });

  rule('4, 16: one who is to be called or withdrawn during a loss is answered', async (scene) => {
    const { world, router } = scene;
    const { offer } = await customerRings(scene);
    await loseLink(scene);
    router.withdraw(offer, 'caller-gone');
    const lost = router.dial(router.callback());
    await findLink(scene);
    await router.fact('offer-ended', { offer, result: 'withdrawn' });
    await router.fact('customer-failed', { offer: lost });
    await router.until('silence', () => world.customer.state === 'idle');
  });
}

function linkAfterAgentRules(rule: RuleTest): void {
  rule('2, 17: a customer who is called for a waiting agent through a loss', async (scene) => {
    const { world, router } = scene;
    const { customer } = world;
    const { call, offer } = await agentWaits(scene);
    await loseLink(scene);
    await findLink(scene);
    const [, restored] = router.seen('switch-restored');
    expect(restored).toEqual({ type: 'switch-restored', calls: [], offers: [offer] });
    await customer.answer();
    await router.fact('call-connected', { offer });
    await router.until('the agent', async () => (await customer.hears()) === 'conversation');
    router.releaseAgent(offer);
    router.releaseCall(call);
  });

  rule('4, 17: a customer who declines a waiting agent during a loss', async (scene) => {
    const { world, router } = scene;
    const { offer } = await agentWaits(scene);
    await loseLink(scene);
    await world.customer.decline();
    await findLink(scene);
    await router.fact('customer-failed', { offer });
    expect(world.phone(0).state).toBe('talking');
    router.withdraw(offer, 'caller-gone');
    await router.fact('offer-ended', { offer });
  });
}

function restartRules(rule: RuleTest): void {
  rule('15, 16: the next router takes up a customer it waits for', async (scene) => {
    const { world } = scene;
    const dialled = await customerRings(scene);
    const { call, offer } = dialled;
    const next = await handOver(scene, dialled);
    expect(next.facts).toEqual([{ type: 'switch-restored', calls: [], offers: [offer] }]);
    await world.customer.answer();
    await next.fact('customer-answered', { offer, call });
    world.phone(0).does('answer');
    next.offer(call, world.phone(0), { offer });
    await next.fact('offer-answered', { offer });
    next.withdraw(offer);
    next.releaseCall(call);
  });

  rule('15, 16: one whose answer the next router does not know of is told', async (scene) => {
    const { world, router } = scene;
    world.customer.does('answer');
    const call = router.callback();
    const offer = router.dial(call);
    await router.fact('customer-answered', { offer, call });
    const next = await handOver(scene, { call, offer });
    await next.fact('customer-answered', { offer, call });
    expect(next.seen('switch-restored')).toMatchObject([{ calls: [], offers: [offer] }]);
    next.withdraw(offer);
    next.releaseCall(call);
  });

  rule('15, 16: one the next router knows to have answered waits there', async (scene) => {
    const { world, router } = scene;
    world.customer.does('answer');
    const call = router.callback();
    const offer = router.dial(call);
    await router.fact('customer-answered', { offer, call });
    await router.until('music', async () => (await world.customer.hears()) === 'music');
    const next = await handOver(scene, undefined);
    expect(next.seen('call-found')).toMatchObject([{ call }]);
    expect(await world.customer.hears()).toBe('music');
    next.releaseCall(call);
  });

  rule('15, 16: one nobody waits for any more is hung up', async (scene) => {
    const { world } = scene;
    await customerRings(scene);
    const next = await handOver(scene, undefined);
    await next.until('silence', () => world.customer.state === 'idle');
    expect(next.facts).toEqual([{ type: 'switch-restored', calls: [], offers: [] }]);
  });
}

function waitingAgentRules(rule: RuleTest): void {
  rule('15, 17: the next router takes up the agent and the customer', async (scene) => {
    const { world } = scene;
    const { customer } = world;
    const dialled = await agentWaits(scene);
    const { call, offer } = dialled;
    const next = await handOver(scene, dialled);
    expect(next.seen('switch-restored')).toMatchObject([{ calls: [], offers: [offer] }]);
    await customer.answer();
    await next.fact('call-connected', { offer });
    await next.until('the agent', async () => (await customer.hears()) === 'conversation');
    next.releaseAgent(offer);
    next.releaseCall(call);
    await next.fact('caller-left', { call });
  });

  rule('15, 17: two whose joining the next router does not know of talk', async (scene) => {
    const { world, router } = scene;
    const { customer } = world;
    const dialled = await agentWaits(scene);
    const { call, offer } = dialled;
    await customer.answer();
    await router.fact('call-connected', { offer });
    const next = await handOver(scene, dialled);
    await next.fact('call-connected', { offer });
    await next.until('the agent', async () => (await customer.hears()) === 'conversation');
    next.releaseAgent(offer);
    next.releaseCall(call);
  });

  rule('15, 17: a customer lost between two routers has failed', async (scene) => {
    const { world } = scene;
    const dialled = await agentWaits(scene);
    const { offer } = dialled;
    const next = await handOver(scene, dialled, async () => {
      await world.customer.decline();
      await world.until('the end', () => world.customer.state === 'idle');
    });
    await next.fact('customer-failed', { offer });
    next.withdraw(offer, 'caller-gone');
    await next.fact('offer-ended', { offer });
  });
}
