/**
 * Rules 2, 4 and 15: what is lost with the link, the router or the switch, and how it is found
 * again.
 */

import { expect } from 'vitest';
import { memoOf } from './router.ts';
import { type RuleTest, soon } from './scene.ts';

export function lossRules(rule: RuleTest): void {
  linkRules(rule);
  missedRules(rule);
  restartRules(rule);
  journalRules(rule);
  changeRules(rule);
}

function linkRules(rule: RuleTest): void {
  rule('2: a loss is told once, and ends with the complete list', async ({ world, router }) => {
    const waiting = await router.call();
    const talking = await router.talk(world.phone(0));
    world.phone(1).does('wait');
    const offer = router.offer(waiting.id, world.phone(1));
    await router.fact('offer-ringing', { offer });
    await world.cutLink();
    await router.fact('switch-lost');
    expect(router.port.connected).toBe(false);
    expect(router.troubles.map((each) => each.code)).toContain('lost-connection');
    await world.pass(300);
    await world.restoreLink();
    await router.until('switch-restored', () => router.seen('switch-restored').length === 2);
    const [, { calls, offers }] = router.seen('switch-restored') as [unknown, Restored];
    expect(new Set(calls)).toEqual(new Set([waiting.id, talking.id]));
    expect(new Set(offers)).toEqual(new Set([offer, talking.offer]));
    expect(router.seen('switch-lost')).toHaveLength(1);
    expect(await waiting.caller.where()).toBe('application');
  });

  rule('2, 3: a caller who hung up during a loss is missing, then left', async (scene) => {
    const { world, router } = scene;
    const gone = await router.call();
    const patient = await router.call();
    await world.cutLink();
    await router.fact('switch-lost');
    await gone.caller.hangUp();
    await world.restoreLink();
    await router.fact('caller-left', { call: gone.id });
    const restored = router.seen('switch-restored')[1]!;
    expect(restored.calls).toEqual([patient.id]);
    expect(router.facts.indexOf(restored)).toBeLessThan(
      router.facts.findIndex((fact) => fact.type === 'caller-left'),
    );
  });

  rule('2: a caller who comes during a loss takes the fallback', async ({ world, router }) => {
    await world.cutLink();
    await router.fact('switch-lost');
    const caller = await world.enter();
    await world.until('the fallback', async () => (await caller.where()) === 'dialplan');
    await world.restoreLink();
    await router.until('switch-restored', () => router.seen('switch-restored').length === 2);
    await world.pass(300);
    expect(router.seen('caller-entered')).toEqual([]);
  });
}

function missedRules(rule: RuleTest): void {
  rule('4: a leg that ended during a loss is told on restore', async ({ world, router }) => {
    const ringing = world.phone(0);
    const call = await router.call();
    ringing.does('wait');
    const offer = router.offer(call.id, ringing);
    await router.fact('offer-ringing', { offer });
    const talk = await router.talk(world.phone(1));
    await world.cutLink();
    await router.fact('switch-lost');
    await ringing.decline();
    await world.phone(1).hangUp();
    await world.restoreLink();
    await router.fact('offer-ended', { offer });
    await router.fact('agent-left', { offer: talk.offer });
    expect(router.seen('switch-restored')[1]?.offers).toEqual([]);
  });

  rule('4, 13: what is ordered during a loss is answered on restore', async (scene) => {
    const { world, router } = scene;
    const first = await router.call();
    const second = await router.call();
    const phone = world.phone(0);
    phone.does('wait');
    const ringing = router.offer(first.id, phone);
    await router.fact('offer-ringing', { offer: ringing });
    await world.cutLink();
    await router.fact('switch-lost');
    router.withdraw(ringing);
    const lost = router.offer(second.id, world.phone(1));
    router.send(first.id, { kind: 'hang-up' });
    await world.restoreLink();
    await router.fact('offer-ended', { offer: ringing, result: 'withdrawn' });
    await router.fact('offer-ended', { offer: lost });
    await router.until(
      'the caller to have left, or send-failed',
      () =>
        router.seen('caller-left', { call: first.id }).length +
          router.seen('send-failed', { call: first.id }).length >
        0,
    );
  });
}

interface Restored {
  readonly calls: readonly unknown[];
  readonly offers: readonly unknown[];
}

function restartRules(rule: RuleTest): void {
  rule('2, 15: after stop callers stay, and the next start finds them', async (scene) => {
    const { world, router, another } = scene;
    const waiting = await router.call({ number: '0312345678', name: 'Sato' });
    await router.until('music', async () => (await waiting.caller.hears()) !== 'silence');
    await router.stop();
    const told = router.facts.length;
    await world.pass(500);
    expect(await waiting.caller.where()).toBe('application');
    expect(await waiting.caller.hears()).toBe('music');
    const next = another();
    await soon(world, 'start', next.start());
    expect(router.facts).toHaveLength(told);
    const [found, restored] = next.facts;
    expect(found).toMatchObject({
      type: 'call-found',
      memo: memoOf(waiting.id),
      caller: { number: '0312345678', name: 'Sato' },
    });
    const call = next.seen('call-found')[0]!.call;
    expect(call).toBe(waiting.id);
    expect(restored).toEqual({ type: 'switch-restored', calls: [call], offers: [] });
    // Its router has stopped: the rest of its story belongs to the next one.
    router.referee.handOver();
    const offer = await next.answered(call, world.phone(0));
    next.connect(offer);
    await next.fact('call-connected', { offer });
  });

  rule('2, 15: a conversation outlives its router and leaves nothing behind', async (scene) => {
    const { world, router, another } = scene;
    const talk = await router.talk(world.phone(0));
    const waiting = await router.call();
    world.phone(1).does('wait');
    const offer = router.offer(waiting.id, world.phone(1));
    await router.fact('offer-ringing', { offer });
    await router.until('music', async () => (await waiting.caller.hears()) === 'music');
    await router.stop();
    router.referee.handOver();
    const next = another();
    await soon(world, 'start', next.start());
    expect(next.seen('call-found')).toHaveLength(1);
    await next.until('the old leg to stop', () => world.phone(1).state === 'idle');
    await next.until('talk', async () => (await talk.caller.hears()) === 'conversation');
    await talk.caller.hangUp();
    await next.until('the agent to be free', () => world.phone(0).state === 'idle');
  });
}

function journalRules(rule: RuleTest): void {
  rule('2, 15: offers the next router holds are taken up with their calls', async (scene) => {
    const { world, router, another } = scene;
    const talk = await router.talk(world.phone(0));
    const waiting = await router.call();
    world.phone(1).does('wait');
    const offer = router.offer(waiting.id, world.phone(1));
    await router.fact('offer-ringing', { offer });
    await router.until('music', async () => (await waiting.caller.hears()) === 'music');
    await router.stop();
    router.referee.handOver();
    const next = another();
    next.remembers([talk.id], [talk.offer, offer]);
    await soon(world, 'start', next.start());
    const restored = next.seen('switch-restored')[0]!;
    expect(new Set(restored.offers)).toEqual(new Set([talk.offer, offer]));
    expect(new Set(restored.calls)).toEqual(new Set([talk.id, waiting.id]));
    await world.phone(1).answer();
    await next.fact('offer-answered', { offer });
    next.connect(offer);
    await next.fact('call-connected', { offer });
    await talk.caller.hangUp();
    await next.fact('caller-left', { call: talk.id });
    next.releaseAgent(talk.offer);
    await next.fact('agent-left', { offer: talk.offer });
  });
}

function changeRules(rule: RuleTest): void {
  rule(
    '2, 4: a switch that restarts has lost every call and leg',
    async ({ world, router }) => {
      const talk = await router.talk(world.phone(0));
      const waiting = await router.call();
      await world.restart();
      await router.until('restored', () => router.seen('switch-restored').length === 2, 30_000);
      const restored = { type: 'switch-restored', calls: [], offers: [] };
      expect(router.seen('switch-restored')[1]).toEqual(restored);
      await router.fact('caller-left', { call: waiting.id });
      await router.fact('caller-left', { call: talk.id });
      await router.fact('agent-left', { offer: talk.offer });
      const next = await router.call();
      expect(await next.caller.where()).toBe('application');
    },
    ['restart'],
  );

  rule('2: a second router takes over, and the first is told so', async (scene) => {
    const { world, router, another } = scene;
    const call = await router.call();
    await router.until('music', async () => (await call.caller.hears()) === 'music');
    const second = another();
    await soon(world, 'start', second.start());
    await router.fact('switch-lost');
    await router.until('trouble', () =>
      router.troubles.some(({ code }) => code === 'replaced-by-other-router'),
    );
    expect(second.seen('call-found')).toHaveLength(1);
    expect(await call.caller.where()).toBe('application');
    await router.stop();
    router.referee.handOver();
  });
}
