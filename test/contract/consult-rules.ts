/** Rules 29 to 31: an agent consults a third party while the caller waits. */

import { expect } from 'vitest';
import type { TalkPartner } from '../../adapters/talk-port.ts';
import { hearing, type RuleScene, type RuleTest } from './scene.ts';

export function consultRules(rule: RuleTest): void {
  askingRules(rule);
  failingRules(rule);
  togetherRules(rule);
  handingRules(rule);
  partingRules(rule);
  endingRules(rule);
}

function askingRules(rule: RuleTest): void {
  rule(
    '29: the caller hears music, the agent ringing, then the third party',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      world.customer.does('wait');
      router.consult(offer);
      router.consult(offer);
      await router.fact('hold-changed', { offer, on: true });
      await router.fact('consult-changed', { offer, state: 'ringing' });
      await router.until('music', async () => (await caller.hears()) === 'music');
      await router.until('ringing', async () => (await world.phone(0).hears()) === 'ringing');
      await world.customer.answer();
      await router.fact('consult-changed', { offer, state: 'talking' });
      await hearing(scene, 'the agent', world.phone(0), ['customer']);
      await hearing(scene, 'the third party', world.customer, ['phone 0']);
      expect(await caller.hears()).toBe('music');
      router.execute({ type: 'end-consult', offer });
      await router.fact('consult-ended', { offer, result: 'ended' });
      await router.fact('hold-changed', { offer, on: false });
      await hearing(scene, 'the caller', caller, ['phone 0']);
      await router.until('the third party to be free', () => world.customer.state === 'idle');
    },
    ['consult'],
  );

  rule(
    '29: another agent’s phone can be consulted',
    async (scene) => {
      const { world, router } = scene;
      const { offer } = await router.talk(world.phone(0));
      world.phone(1).does('answer');
      router.consult(offer, world.phone(1).peer);
      await router.fact('consult-changed', { offer, state: 'talking' });
      await hearing(scene, 'the other agent', world.phone(1), ['phone 0']);
    },
    ['consult'],
  );

  rule(
    '29: keys reach the third party, not the caller',
    async ({ world, router }) => {
      const { offer, caller } = await router.consulting(world.phone(0));
      router.execute({ type: 'send-keys', offer, keys: '42' });
      await router.until('the keys', () => world.customer.keys() === '42');
      expect(caller.keys()).toBe('');
    },
    ['consult', 'send-keys'],
  );
}

function failingRules(rule: RuleTest): void {
  for (const [behaviour, result] of [
    ['busy', 'busy'],
    ['decline', 'declined'],
  ] as const) {
    rule(
      `29: a third party who is ${result} ends the consultation, not the hold`,
      async (scene) => {
        const { world, router } = scene;
        const { offer, caller } = await router.talk(world.phone(0));
        world.phone(1).does(behaviour);
        router.consult(offer, world.phone(1).peer);
        await router.fact('consult-ended', { offer, result });
        await router.until('music', async () => (await caller.hears()) === 'music');
        await router.until('silence', async () => (await world.phone(0).hears()) === 'silence');
        router.execute({ type: 'hold-caller', offer, on: false });
        await hearing(scene, 'the caller', caller, ['phone 0']);
      },
      ['consult'],
    );
  }

  rule(
    '29: nobody answers in time',
    async ({ world, router }) => {
      const { offer } = await router.talk(world.phone(0));
      world.phone(1).does('wait');
      router.consult(offer, world.phone(1).peer, 1_000);
      await router.fact('consult-ended', { offer, result: 'missed' });
      await router.until('the phone to be free', () => world.phone(1).state === 'idle');
    },
    ['consult'],
  );

  rule(
    '30: a consultation is given up while it rings, and another begins at once',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      world.phone(1).does('wait');
      router.consult(offer, world.phone(1).peer);
      await router.fact('consult-changed', { offer, state: 'ringing' });
      router.execute({ type: 'end-consult', offer });
      await router.fact('consult-ended', { offer, result: 'withdrawn' });
      await hearing(scene, 'the caller', caller, ['phone 0']);
      await router.until('the phone to be free', () => world.phone(1).state === 'idle');
      world.phone(1).does('answer');
      router.consult(offer, world.phone(1).peer);
      await router.fact('consult-changed', { offer, state: 'talking' });
      await hearing(scene, 'the agent', world.phone(0), ['phone 1']);
    },
    ['consult'],
  );

  rule(
    '30: who has not answered can be neither talked to nor handed to',
    async ({ world, router }) => {
      const { offer } = await router.talk(world.phone(0));
      router.execute({ type: 'talk-with', offer, who: 'third' });
      await router.fact('talk-failed', { offer, act: 'talk-with' });
      world.phone(1).does('wait');
      router.consult(offer, world.phone(1).peer);
      await router.fact('consult-changed', { offer, state: 'ringing' });
      router.execute({ type: 'hand-over', offer });
      await router.fact('talk-failed', { offer, act: 'hand-over' });
    },
    ['consult'],
  );
}

const talkWith = ({ router }: RuleScene, offer: number, who: TalkPartner): void =>
  router.execute({ type: 'talk-with', offer: offer as never, who });

function togetherRules(rule: RuleTest): void {
  rule(
    '30: the agent talks with one, with the other, with both',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.consulting(world.phone(0));
      await hearing(scene, 'the third party', world.customer, ['phone 0']);
      talkWith(scene, offer, 'caller');
      await router.fact('consult-changed', { offer, state: 'held' });
      await router.fact('hold-changed', { offer, on: false });
      await hearing(scene, 'the agent', world.phone(0), ['caller']);
      await router.until('music', async () => (await world.customer.hears()) === 'music');
      talkWith(scene, offer, 'third');
      await router.until('the swap', () => router.seen('consult-changed').length === 3);
      await hearing(scene, 'the agent', world.phone(0), ['customer']);
      await router.until('music', async () => (await caller.hears()) === 'music');
      router.execute({ type: 'end-consult', offer });
      await router.fact('consult-ended', { offer, result: 'ended' });
      await hearing(scene, 'the caller', caller, ['phone 0']);
    },
    ['consult', 'talk-with'],
  );

  rule(
    '30: all three hear each other, until the third party is let go',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.consulting(world.phone(0));
      talkWith(scene, offer, 'both');
      await router.fact('consult-changed', { offer, state: 'conference' });
      await hearing(scene, 'the agent', world.phone(0), ['caller', 'customer']);
      await hearing(scene, 'the caller', caller, ['customer', 'phone 0']);
      await hearing(scene, 'the third party', world.customer, ['caller', 'phone 0']);
      router.execute({ type: 'end-consult', offer });
      await router.fact('consult-ended', { offer, result: 'ended' });
      await hearing(scene, 'the caller', caller, ['phone 0']);
    },
    ['conference'],
  );
}

function handingRules(rule: RuleTest): void {
  rule(
    '31: handed over, caller and third party talk on without the agent',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.consulting(world.phone(0));
      router.execute({ type: 'hand-over', offer });
      router.execute({ type: 'hand-over', offer });
      await router.fact('consult-ended', { offer, result: 'handed-over' });
      await router.fact('agent-left', { offer, transferred: true });
      const { to } = await router.fact('transferred-to', { offer });
      expect(to).toEqual({ kind: 'third', endpoint: world.customer.endpoint });
      await router.until('the phone to be free', () => world.phone(0).state === 'idle');
      await hearing(scene, 'the caller', caller, ['customer']);
      await hearing(scene, 'the third party', world.customer, ['caller']);
      await world.customer.hangUp();
      await router.until('the end', async () => (await caller.where()) === 'gone');
    },
    ['hand-over'],
  );

  rule(
    '31: an agent who hangs up in a conference leaves the others to each other',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.consulting(world.phone(0));
      talkWith(scene, offer, 'both');
      await router.fact('consult-changed', { offer, state: 'conference' });
      await world.phone(0).hangUp();
      await router.fact('agent-left', { offer, transferred: true });
      expect(router.seen('consult-ended', { offer, result: 'handed-over' })).toHaveLength(1);
      await hearing(scene, 'the caller', caller, ['customer']);
      await caller.hangUp();
      await router.until('the end', () => world.customer.state === 'idle');
    },
    ['conference'],
  );
}

function partingRules(rule: RuleTest): void {
  rule(
    '31: an agent who hangs up while consulting takes the third party along',
    async ({ world, router }) => {
      const { id, offer, caller } = await router.consulting(world.phone(0));
      await world.phone(0).hangUp();
      const left = await router.fact('agent-left', { offer });
      expect(left.transferred ?? false).toBe(false);
      await router.until('the third party to be free', () => world.customer.state === 'idle');
      expect(await caller.where()).toBe('application');
      router.releaseCall(id);
      await router.fact('caller-left', { call: id });
    },
    ['consult'],
  );

  rule(
    '31: a third party who hangs up leaves the caller on hold',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.consulting(world.phone(0));
      await world.customer.hangUp();
      await router.fact('consult-ended', { offer, result: 'ended' });
      expect(await caller.hears()).toBe('music');
      router.execute({ type: 'hold-caller', offer, on: false });
      await hearing(scene, 'the caller', caller, ['phone 0']);
    },
    ['consult'],
  );

  rule(
    '31: a third party who hangs up while aside ends the consultation only',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.consulting(world.phone(0));
      router.execute({ type: 'talk-with', offer, who: 'caller' });
      await hearing(scene, 'the caller', caller, ['phone 0']);
      await world.customer.hangUp();
      await router.fact('consult-ended', { offer, result: 'ended' });
      await hearing(scene, 'the agent', world.phone(0), ['caller']);
    },
    ['talk-with'],
  );
}

function endingRules(rule: RuleTest): void {
  rule(
    '31: a caller who hangs up takes the third party along',
    async ({ world, router }) => {
      const { id, offer, caller } = await router.consulting(world.phone(0));
      await caller.hangUp();
      await router.fact('caller-left', { call: id });
      await router.fact('consult-ended', { offer });
      await router.until('the third party to be free', () => world.customer.state === 'idle');
      router.releaseAgent(offer);
      await router.fact('agent-left', { offer });
    },
    ['consult'],
  );

  rule(
    '31: all three at once',
    async ({ world, router }) => {
      const { id, offer, caller } = await router.consulting(world.phone(0));
      await Promise.all([caller.hangUp(), world.phone(0).hangUp(), world.customer.hangUp()]);
      await router.fact('caller-left', { call: id });
      await router.fact('consult-ended', { offer });
      await router.fact('agent-left', { offer });
    },
    ['consult'],
  );

  rule(
    '31: a transfer by the phone hands on the caller, whoever is aside',
    async ({ world, router }) => {
      const { offer, caller } = await router.consulting(world.phone(0));
      await world.phone(0).transferBlind('somebody');
      await router.fact('agent-left', { offer, transferred: true });
      expect(router.seen('consult-ended', { offer })).toHaveLength(1);
      await router.until('somebody', async () => (await caller.voices()).join() === 'somebody');
      await router.until('the third party to be free', () => world.customer.state === 'idle');
      await caller.hangUp();
    },
    ['phone-transfer'],
  );
}
