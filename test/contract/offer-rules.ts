/** Rules 4, 5, 7, 8 and 18: an offer, from the order to its one end. */

import { expect } from 'vitest';
import type { OfferId } from '../../core/routing/ids.ts';
import type { RuleTest } from './scene.ts';

export function offerRules(rule: RuleTest): void {
  resultRules(rule);
  endRules(rule);
  parallelRules(rule);
  withdrawRules(rule);
}

function resultRules(rule: RuleTest): void {
  rule('5: ringing is told, then the answer, each once', async ({ world, router }) => {
    const { id } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    const told = router.facts.filter((fact) => 'offer' in fact && fact.offer === offer);
    expect(told.map((fact) => fact.type)).toEqual(['offer-ringing', 'offer-answered']);
    router.withdraw(offer);
    await router.fact('offer-ended', { offer });
  });

  rule(
    '5: the phone shows the caller and the queue',
    async ({ world, router }) => {
      const { id } = await router.call();
      world.phone(0).does('wait');
      const offer = router.offer(id, world.phone(0));
      await router.fact('offer-ringing', { offer });
      expect(world.phone(0).shows()).toEqual({ number: '0312345678', name: 'Support: Sato' });
      router.withdraw(offer);
    },
    ['display'],
  );

  rule('8: a phone that refuses has declined', async ({ world, router }) => {
    const { id } = await router.call();
    const phone = world.phone(0);
    phone.does('wait');
    const offer = router.offer(id, phone);
    await router.fact('offer-ringing', { offer });
    await phone.decline();
    await router.fact('offer-ended', { offer, result: 'declined' });
  });

  rule('8: a phone that rings in vain has missed', async ({ world, router }) => {
    const { id } = await router.call();
    world.phone(0).does('wait');
    const offer = router.offer(id, world.phone(0), { timeoutMs: 1_000 });
    await router.fact('offer-ended', { offer, result: 'missed' });
    expect(router.seen('offer-ringing', { offer })).toHaveLength(1);
    await router.until('silence at the phone', () => world.phone(0).state === 'idle');
  });

  rule('8: a phone that is busy is busy', async ({ world, router }) => {
    const { id } = await router.call();
    world.phone(0).does('busy');
    const offer = router.offer(id, world.phone(0));
    await router.fact('offer-ended', { offer, result: 'busy' });
  });

  rule('8: a phone that is not registered is unreachable', async ({ router }) => {
    const { id } = await router.call();
    const offer = router.offer(id, { peer: 'PJSIP/no-such-phone' });
    await router.fact('offer-ended', { offer, result: 'unreachable' });
  });

  rule(
    '8: a phone that was registered once is unreachable',
    async ({ world, router }) => {
      const { id } = await router.call();
      await world.phone(0).register(false);
      const offer = router.offer(id, world.phone(0));
      await router.fact('offer-ended', { offer, result: 'unreachable' });
    },
    ['reregister'],
  );

  rule('8: what is no phone at all fails', async ({ router }) => {
    const { id, caller } = await router.call();
    for (const peer of ['nonsense', 'NoSuchTechnology/1001', '']) {
      const offer = router.offer(id, { peer });
      const { result } = await router.fact('offer-ended', { offer });
      expect(['failed', 'unreachable']).toContain(result);
    }
    await router.until('music', async () => (await caller.hears()) === 'music');
  });
}

function endRules(rule: RuleTest): void {
  rule('4: an offer for a caller who has gone ends', async ({ world, router }) => {
    const { id, caller } = await router.call();
    await caller.hangUp();
    await router.fact('caller-left', { call: id });
    const offer = router.offer(id, world.phone(0));
    await router.fact('offer-ended', { offer });
    expect(world.phone(0).state).toBe('idle');
  });

  rule('4: an answered phone that hangs up ends its offer', async ({ world, router }) => {
    const { id } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    await world.phone(0).hangUp();
    await router.fact('offer-ended', { offer, result: 'failed' });
  });

  rule('4: two phones may ring for one caller', async ({ world, router }) => {
    const { id } = await router.call();
    world.phone(0).does('wait');
    world.phone(1).does('wait');
    const [first, second] = [router.offer(id, world.phone(0)), router.offer(id, world.phone(1))];
    await router.fact('offer-ringing', { offer: first });
    await router.fact('offer-ringing', { offer: second });
    await world.phone(1).answer();
    await router.fact('offer-answered', { offer: second });
    router.withdraw(first, 'moved');
    router.connect(second);
    await router.fact('call-connected', { offer: second });
    await router.fact('offer-ended', { offer: first, result: 'withdrawn' });
    await router.until('silence', () => world.phone(0).state === 'idle');
  });

  rule('4: the caller hangs up while the phone rings', async ({ world, router }) => {
    const { id, caller } = await router.call();
    world.phone(0).does('wait');
    const offer = router.offer(id, world.phone(0));
    await router.fact('offer-ringing', { offer });
    await caller.hangUp();
    await router.fact('caller-left', { call: id });
    router.withdraw(offer, 'caller-gone');
    await router.fact('offer-ended', { offer });
    await router.until('silence', () => world.phone(0).state === 'idle');
  });

  rule('4: one phone after another, as misses go', async ({ world, router }) => {
    const { id } = await router.call();
    world.phone(0).does('decline');
    const first = router.offer(id, world.phone(0));
    await router.fact('offer-ended', { offer: first, result: 'declined' });
    world.phone(1).does('busy');
    const second = router.offer(id, world.phone(1));
    await router.fact('offer-ended', { offer: second, result: 'busy' });
    const third = await router.answered(id, world.phone(2));
    router.connect(third);
    await router.fact('call-connected', { offer: third });
  });
}

function parallelRules(rule: RuleTest): void {
  rule('18: several phones ring, the first who answers has the call', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await router.call();
    const phones = [0, 1, 2].map((index) => world.phone(index));
    for (const phone of phones) phone.does('wait');
    const offers = phones.map((phone) => router.offer(id, phone));
    for (const offer of offers) await router.fact('offer-ringing', { offer });
    const [first, winner, third] = offers as [OfferId, OfferId, OfferId];
    await world.phone(1).answer();
    await router.fact('offer-answered', { offer: winner });
    router.connect(winner);
    for (const loser of [first, third]) {
      router.withdraw(loser, 'answered-elsewhere');
      await router.fact('offer-ended', { offer: loser, result: 'withdrawn' });
    }
    await router.fact('call-connected', { offer: winner });
    await router.until('the agent', async () => (await caller.hears()) === 'conversation');
    expect(phones.map(({ state }) => state)).toEqual(['idle', 'talking', 'idle']);
  });

  rule('18: two who answer at once: the other is let go, the caller talks', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await router.call();
    const [first, second] = await Promise.all([0, 1].map((index) => answered(index)));
    async function answered(index: number): Promise<OfferId> {
      return router.answered(id, world.phone(index));
    }
    router.connect(first!);
    router.withdraw(second!, 'answered-elsewhere');
    await router.fact('call-connected', { offer: first! });
    await router.fact('offer-ended', { offer: second! });
    await router.until('the agent', async () => (await caller.hears()) === 'conversation');
    await router.until('the end', () => world.phone(1).state === 'idle');
  });

  rule('18: what another answered is no missed call, what rang in vain is', async (scene) => {
    const { world, router } = scene;
    const { id } = await router.call();
    const phone = world.phone(0);
    phone.does('wait');
    const before = phone.missed;
    for (const [reason, missed] of [
      ['answered-elsewhere', 0],
      ['expired', 1],
    ] as const) {
      const offer = router.offer(id, phone);
      await router.fact('offer-ringing', { offer });
      router.withdraw(offer, reason);
      await router.fact('offer-ended', { offer });
      await router.until('silence', () => phone.state === 'idle');
      expect(phone.missed - before).toBe(missed);
    }
  });
}

function withdrawRules(rule: RuleTest): void {
  rule('7: withdrawn at once, the phone falls silent', async ({ world, router }) => {
    const { id } = await router.call();
    world.phone(0).does('wait');
    const offer = router.offer(id, world.phone(0));
    router.withdraw(offer);
    await router.fact('offer-ended', { offer, result: 'withdrawn' });
    await router.until('silence', () => world.phone(0).state === 'idle');
  });

  rule('7: withdrawn while ringing, the phone falls silent', async ({ world, router }) => {
    const { id, caller } = await router.call();
    world.phone(0).does('wait');
    const offer = router.offer(id, world.phone(0));
    await router.fact('offer-ringing', { offer });
    router.withdraw(offer, 'expired');
    await router.fact('offer-ended', { offer, result: 'withdrawn' });
    await router.until('silence', () => world.phone(0).state === 'idle');
    expect(await caller.where()).toBe('application');
  });

  rule('7: withdrawn after the answer, the leg ends', async ({ world, router }) => {
    const { id, caller } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    router.withdraw(offer);
    await router.fact('offer-ended', { offer });
    await router.until('the end', () => world.phone(0).state === 'idle');
    await router.until('music', async () => (await caller.hears()) === 'music');
  });

  rule('7: withdrawn at the very moment of the answer', async ({ world, router }) => {
    const { id } = await router.call();
    const phone = world.phone(0);
    for (let round = 0; round < 5; round++) {
      phone.does('wait');
      const offer = router.offer(id, phone);
      await router.fact('offer-ringing', { offer });
      const answered = phone.answer();
      router.withdraw(offer, 'expired');
      await answered;
      await router.fact('offer-ended', { offer });
      await router.until('the end', () => phone.state === 'idle');
    }
  });

  rule('7: withdrawn while being connected', async ({ world, router }) => {
    const { id, caller } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    router.connect(offer);
    router.withdraw(offer);
    await router.until('its end', () => router.referee.offersOpen.length === 0);
    await router.until('the end', () => world.phone(0).state === 'idle');
    expect(await caller.where()).toBe('application');
  });

  rule('7: withdrawn in conversation, the agent has left', async ({ world, router }) => {
    const talk = await router.talk(world.phone(0));
    router.withdraw(talk.offer);
    await router.fact('agent-left', { offer: talk.offer });
    expect(await talk.caller.where()).toBe('application');
  });

  rule('7: an ended offer is not withdrawn again', async ({ world, router }) => {
    const { id } = await router.call();
    world.phone(0).does('decline');
    const offer = router.offer(id, world.phone(0));
    await router.fact('offer-ended', { offer });
    router.withdraw(offer);
    router.connect(offer);
    router.releaseAgent(offer);
    await world.pass(300);
    expect(router.facts.at(-1)).toMatchObject({ type: 'offer-ended', offer });
  });
}
