/** Rules 24 to 28: what the desk does with a conversation of two. */

import { expect } from 'vitest';
import { asCallId } from '../../core/routing/ids.ts';
import { hearing, type RuleTest } from './scene.ts';

export function roomRules(rule: RuleTest): void {
  holdRules(rule);
  holdEndRules(rule);
  muteRules(rule);
  sendingRules(rule);
  returningRules(rule);
  pickUpRules(rule);
}

function holdRules(rule: RuleTest): void {
  rule(
    '24: a caller on hold hears music and is not heard; brought back, they talk',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      router.execute({ type: 'hold-caller', offer, on: true });
      await router.fact('hold-changed', { offer, on: true });
      await router.until('music', async () => (await caller.hears()) === 'music');
      await hearing(scene, 'the agent', world.phone(0), []);
      router.execute({ type: 'hold-caller', offer, on: true });
      await world.pass(300);
      router.execute({ type: 'hold-caller', offer, on: false });
      await router.fact('hold-changed', { offer, on: false });
      await hearing(scene, 'the caller', caller, ['phone 0']);
      await hearing(scene, 'the agent', world.phone(0), ['caller']);
      expect(router.seen('hold-changed')).toHaveLength(2);
    },
    ['hold-caller'],
  );

  rule(
    '24: whoever hangs up during a hold, the other side is told as ever',
    async (scene) => {
      const { world, router } = scene;
      const first = await router.talk(world.phone(0));
      router.execute({ type: 'hold-caller', offer: first.offer, on: true });
      await router.fact('hold-changed', { offer: first.offer, on: true });
      await first.caller.hangUp();
      await router.fact('caller-left', { call: first.id });
      expect(world.phone(0).state).toBe('talking');
      router.releaseAgent(first.offer);
      await router.fact('agent-left', { offer: first.offer });

      await router.until('the phone to be free', () => world.phone(0).state === 'idle');
      const second = await router.talk(world.phone(0));
      router.execute({ type: 'hold-caller', offer: second.offer, on: true });
      await router.fact('hold-changed', { offer: second.offer, on: true });
      await world.phone(0).hangUp();
      await router.fact('agent-left', { offer: second.offer });
      expect(await second.caller.where()).toBe('application');
      router.releaseCall(second.id);
      await router.fact('caller-left', { call: second.id });
    },
    ['hold-caller'],
  );
}

function holdEndRules(rule: RuleTest): void {
  rule(
    '24: hold and back within a moment ends as ordered last',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      for (const on of [true, false, true, false]) {
        router.execute({ type: 'hold-caller', offer, on });
      }
      await world.pass(500);
      await hearing(scene, 'the caller', caller, ['phone 0']);
      expect(router.seen('hold-changed').at(-1)?.on ?? false).toBe(false);
    },
    ['hold-caller'],
  );

  rule(
    '24: released during a hold, a caller goes on in the dialplan without music',
    async (scene) => {
      const { world, router } = scene;
      const { id, offer, caller } = await router.talk(world.phone(0));
      router.execute({ type: 'hold-caller', offer, on: true });
      await router.fact('hold-changed', { offer, on: true });
      await router.until('music', async () => (await caller.hears()) === 'music');
      await world.phone(0).hangUp();
      await router.fact('agent-left', { offer });
      router.execute({ type: 'release-call', call: id, to: 'dialplan' });
      await router.fact('caller-left', { call: id });
      await router.until('silence', async () => (await caller.hears()) === 'silence');
    },
    ['hold-caller'],
  );
}

function muteRules(rule: RuleTest): void {
  rule(
    '25: a muted agent is not heard, and hears',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      await hearing(scene, 'the caller', caller, ['phone 0']);
      router.execute({ type: 'mute', offer, on: true });
      router.execute({ type: 'mute', offer, on: true });
      await router.fact('mute-changed', { offer, on: true });
      await hearing(scene, 'the caller', caller, []);
      await hearing(scene, 'the agent', world.phone(0), ['caller']);
      router.execute({ type: 'mute', offer, on: false });
      await router.fact('mute-changed', { offer, on: false });
      await hearing(scene, 'the caller', caller, ['phone 0']);
      expect(router.seen('mute-changed')).toHaveLength(2);
      // Ordered in one breath, the last one holds.
      for (const on of [true, false, true]) router.execute({ type: 'mute', offer, on });
      const told = () => router.seen('mute-changed').slice(2);
      await router.until('muted again', () => told().at(-1)?.on === true);
      await hearing(scene, 'the caller', caller, []);
    },
    ['mute'],
  );

  rule(
    '26: keys reach the other side in order, and as often as they are ordered',
    async ({ world, router }) => {
      const { offer, caller } = await router.talk(world.phone(0));
      const orders = ['12', '2', '#', '3', '3*'];
      for (const keys of orders) router.execute({ type: 'send-keys', offer, keys });
      await router.until('the keys', () => caller.keys() === '122#33*');
      expect(router.seen('talk-failed')).toEqual([]);
    },
    ['send-keys'],
  );
}

function sendingRules(rule: RuleTest): void {
  rule(
    '27: a blind transfer by the desk ends the agent’s part, and the caller goes there',
    async ({ world, router }) => {
      const { id, offer, caller } = await router.talk(world.phone(0));
      const to = { kind: 'extension', ...world.place } as const;
      router.execute({ type: 'transfer', offer, to });
      router.execute({ type: 'transfer', offer, to });
      await router.fact('agent-left', { offer, transferred: true });
      const told = await router.fact('transferred-to', { offer });
      expect(told.to).toEqual({ kind: 'blind', ...world.place });
      await router.fact('caller-left', { call: id });
      expect(await caller.where()).toBe('dialplan');
      await router.until('the phone to be free', () => world.phone(0).state === 'idle');
      const order = router.facts.map(({ type }) => type);
      expect(order.indexOf('agent-left')).toBeLessThan(order.indexOf('caller-left'));
    },
    ['transfer'],
  );

  rule(
    '27: a transfer to nowhere is refused, and they talk on',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      const to = { kind: 'extension', context: world.place.context, extension: '7777' } as const;
      router.execute({ type: 'transfer', offer, to });
      await router.fact('talk-failed', { offer, act: 'transfer' });
      await hearing(scene, 'the caller', caller, ['phone 0']);
      expect(router.seen('agent-left')).toEqual([]);
    },
    ['transfer'],
  );

  rule(
    '27: a caller on hold can be transferred, and hears no more music',
    async ({ world, router }) => {
      const { id, offer, caller } = await router.talk(world.phone(0));
      router.execute({ type: 'hold-caller', offer, on: true });
      await router.fact('hold-changed', { offer, on: true });
      await router.until('music', async () => (await caller.hears()) === 'music');
      router.execute({ type: 'transfer', offer, to: { kind: 'extension', ...world.place } });
      await router.fact('agent-left', { offer, transferred: true });
      await router.fact('caller-left', { call: id });
      await router.until('silence', async () => (await caller.hears()) === 'silence');
    },
    ['transfer', 'hold-caller'],
  );

  rule(
    '27: a caller who hangs up meanwhile has left, once',
    async ({ world, router }) => {
      const { id, offer, caller } = await router.talk(world.phone(0));
      router.execute({ type: 'transfer', offer, to: { kind: 'extension', ...world.place } });
      await caller.hangUp();
      await router.fact('caller-left', { call: id });
      router.releaseAgent(offer);
      await router.fact('agent-left', { offer });
      await router.until('the phone to be free', () => world.phone(0).state === 'idle');
      expect(router.seen('agent-left')).toHaveLength(1);
    },
    ['transfer'],
  );
}

function pickUpRules(rule: RuleTest): void {
  rule(
    '34: a ringing phone is told to answer',
    async ({ world, router }) => {
      const { id } = await router.call();
      world.phone(0).does('wait');
      const offer = router.offer(id, world.phone(0));
      await router.fact('offer-ringing', { offer });
      router.execute({ type: 'pick-up', offer });
      await router.fact('offer-answered', { offer });
      router.connect(offer);
      await router.fact('call-connected', { offer });
    },
    ['pick-up'],
  );

  rule(
    '35: an offer is refused by the desk: told as declined, and the phone lists nothing as missed',
    async ({ world, router }) => {
      const { id } = await router.call();
      const phone = world.phone(0);
      phone.does('wait');
      const { missed } = phone;
      const offer = router.offer(id, phone);
      await router.fact('offer-ringing', { offer });
      router.execute({ type: 'decline', offer });
      router.execute({ type: 'decline', offer });
      await router.fact('offer-ended', { offer, result: 'declined' });
      await router.until('the phone to be free', () => phone.state === 'idle');
      expect(phone.missed).toBe(missed);
      // The caller waits on, for somebody else.
      const next = await router.answered(id, world.phone(1));
      router.execute({ type: 'decline', offer: next });
      await router.fact('talk-failed', { offer: next, act: 'decline' });
      router.connect(next);
      await router.fact('call-connected', { offer: next });
      expect(router.seen('offer-ended', { offer: next })).toEqual([]);
    },
    ['decline'],
  );

  rule(
    '35: refused and withdrawn at once, an offer ends once',
    async ({ world, router }) => {
      const { id } = await router.call();
      world.phone(0).does('wait');
      const first = router.offer(id, world.phone(0));
      router.execute({ type: 'decline', offer: first });
      router.execute({ type: 'withdraw', offer: first, reason: 'expired' });
      await router.fact('offer-ended', { offer: first, result: 'declined' });
      const second = router.offer(id, world.phone(0));
      await router.fact('offer-ringing', { offer: second });
      router.execute({ type: 'withdraw', offer: second, reason: 'expired' });
      router.execute({ type: 'decline', offer: second });
      await router.fact('offer-ended', { offer: second, result: 'withdrawn' });
    },
    ['decline'],
  );
}

let nextReturned = 4_000_000;

function returningRules(rule: RuleTest): void {
  rule(
    '28: given back, the caller waits as the caller of another call',
    async (scene) => {
      const { world, router } = scene;
      const { id, offer, caller } = await router.talk(world.phone(0));
      const call = asCallId(nextReturned++);
      const to = { kind: 'call', call, music: 'default', memo: 'again' } as const;
      router.execute({ type: 'transfer', offer, to });
      await router.fact('caller-returned', { call });
      const told = router.facts.map(({ type }) => type);
      const order = ['agent-left', 'caller-left', 'caller-returned'] as const;
      const places = order.map((type) => told.indexOf(type));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(router.seen('agent-left', { offer, transferred: true })).toHaveLength(1);
      expect(router.seen('caller-left', { call: id })).toHaveLength(1);
      await router.until('music', async () => (await caller.hears()) === 'music');
      await router.until('the phone to be free', () => world.phone(0).state === 'idle');
      const next = await router.answered(call, world.phone(1));
      router.connect(next);
      await router.fact('call-connected', { offer: next });
      await hearing(scene, 'the caller', caller, ['phone 1']);
      await caller.hangUp();
      await router.fact('caller-left', { call });
    },
    ['transfer'],
  );

  rule(
    '28: a router that starts anew finds who was given back',
    async ({ world, router, another }) => {
      const { offer } = await router.talk(world.phone(0));
      const call = asCallId(nextReturned++);
      const to = { kind: 'call', call, music: 'default', memo: 'again' } as const;
      router.execute({ type: 'transfer', offer, to });
      await router.fact('caller-returned', { call });
      await router.stop();
      router.referee.handOver();
      const next = another();
      void next.start();
      const found = await next.fact('call-found', { call });
      expect(found.memo).toBe('again');
    },
    ['transfer'],
  );
}
