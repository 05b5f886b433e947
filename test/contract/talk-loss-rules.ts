/** Rules 24 to 33 through a loss of contact, and a router that starts anew. */

import { expect } from 'vitest';
import type { TestRouter, TestTalk } from './router.ts';
import { findLink, hearing, loseLink, type RuleScene, type RuleTest } from './scene.ts';

export function talkLossRules(rule: RuleTest): void {
  lossRules(rule);
  lossEndRules(rule);
  restartRules(rule);
  restartEndRules(rule);
}

function lossRules(rule: RuleTest): void {
  rule(
    '24: a hold outlives a loss, and what was ordered meanwhile is done',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      router.execute({ type: 'hold-caller', offer, on: true });
      await router.fact('hold-changed', { offer, on: true });
      await loseLink(scene);
      router.execute({ type: 'hold-caller', offer, on: false });
      await findLink(scene);
      await router.fact('hold-changed', { offer, on: false });
      await hearing(scene, 'the caller', caller, ['phone 0']);
    },
    ['hold-caller'],
  );

  rule(
    '29: a third party who hangs up during a loss is told afterwards',
    async (scene) => {
      const { world, router } = scene;
      const { offer } = await router.consulting(world.phone(0));
      await loseLink(scene);
      await world.customer.hangUp();
      await findLink(scene);
      await router.fact('consult-ended', { offer });
      expect(router.seen('agent-left')).toEqual([]);
    },
    ['consult'],
  );

  rule(
    '29: a third party who answers during a loss is talked to afterwards',
    async (scene) => {
      const { world, router } = scene;
      const { offer } = await router.talk(world.phone(0));
      world.phone(1).does('wait');
      router.consult(offer, world.phone(1).peer);
      await router.fact('consult-changed', { offer, state: 'ringing' });
      await loseLink(scene);
      await findLink(scene);
      await world.phone(1).answer();
      await router.fact('consult-changed', { offer, state: 'talking' });
      await hearing(scene, 'the agent', world.phone(0), ['phone 1']);
    },
    ['consult'],
  );
}

function lossEndRules(rule: RuleTest): void {
  rule(
    '31: an agent who hangs up during a loss leaves nobody behind',
    async (scene) => {
      const { world, router } = scene;
      const { id, offer } = await router.consulting(world.phone(0));
      await loseLink(scene);
      await world.phone(0).hangUp();
      await findLink(scene);
      await router.fact('agent-left', { offer });
      await router.until('the third party to be free', () => world.customer.state === 'idle');
      router.releaseCall(id);
      await router.fact('caller-left', { call: id });
    },
    ['consult'],
  );

  rule(
    '33: a supervision goes on through a loss, or ends with it',
    async (scene) => {
      const { world, router } = scene;
      const { offer } = await router.talk(world.phone(0));
      world.phone(2).does('answer');
      const supervision = router.supervise(offer, world.phone(2), 'listen');
      await router.fact('supervision-changed', { supervision, state: 'listen' });
      await loseLink(scene);
      await findLink(scene);
      await hearing(scene, 'the supervisor', world.phone(2), ['caller', 'phone 0']);
      await loseLinkAgain(scene);
      await world.phone(2).hangUp();
      await world.restoreLink();
      await router.fact('supervision-ended', { supervision, result: 'ended' });
    },
    ['supervise'],
  );
}

async function loseLinkAgain({ world, router }: RuleScene): Promise<void> {
  await world.cutLink();
  await router.until('the loss', () => router.seen('switch-lost').length === 2);
}

/** The router ends; another one takes over with what its journal told. */
async function succeed(
  { router, another }: RuleScene,
  talk: TestTalk,
  belief: Parameters<TestRouter['believes']>[1],
): Promise<TestRouter> {
  await router.stop();
  router.referee.handOver();
  const next = another();
  next.believes(talk, belief);
  void next.start();
  await next.fact('switch-restored');
  return next;
}

function restartRules(rule: RuleTest): void {
  rule(
    '24: a router that starts anew finds a caller on hold, and brings them back',
    async (scene) => {
      const { world, router } = scene;
      const talk = await router.talk(world.phone(0));
      const { id, offer, caller } = talk;
      router.execute({ type: 'hold-caller', offer, on: true });
      await router.fact('hold-changed', { offer, on: true });
      const next = await succeed(scene, talk, { held: true });
      const [restored] = next.seen('switch-restored');
      expect(restored).toMatchObject({ calls: [id], offers: [offer] });
      expect(next.seen('call-found')).toEqual([]);
      await next.until('music', async () => (await caller.hears()) === 'music');
      next.execute({ type: 'hold-caller', offer, on: false });
      await next.fact('hold-changed', { offer, on: false });
      await hearing({ ...scene, router: next }, 'the caller', caller, ['phone 0']);
      await caller.hangUp();
      await next.fact('caller-left', { call: id });
      next.releaseAgent(offer);
      await next.fact('agent-left', { offer });
    },
    ['hold-caller'],
  );

  rule(
    '29: a router that starts anew in the middle of a consultation goes on with it',
    async (scene) => {
      const { world, router } = scene;
      const talk = await router.consulting(world.phone(0));
      const { offer, caller } = talk;
      const next = await succeed(scene, talk, { held: true, consults: true });
      await next.fact('consult-changed', { offer, state: 'talking' });
      expect(await caller.hears()).toBe('music');
      next.execute({ type: 'hand-over', offer });
      await next.fact('agent-left', { offer, transferred: true });
      await hearing({ ...scene, router: next }, 'the caller', caller, ['customer']);
      await caller.hangUp();
      await next.until('the end', () => world.customer.state === 'idle');
    },
    ['hand-over'],
  );

  rule(
    '30: a third party aside is found aside',
    async (scene) => {
      const { world, router } = scene;
      const talk = await router.consulting(world.phone(0));
      const { offer, caller } = talk;
      router.execute({ type: 'talk-with', offer, who: 'caller' });
      await router.fact('hold-changed', { offer, on: false });
      const next = await succeed(scene, talk, { consults: true });
      await next.fact('consult-changed', { offer, state: 'held' });
      await hearing({ ...scene, router: next }, 'the agent', world.phone(0), ['caller']);
      next.execute({ type: 'talk-with', offer, who: 'third' });
      await next.fact('consult-changed', { offer, state: 'talking' });
      await next.until('music', async () => (await caller.hears()) === 'music');
    },
    ['talk-with'],
  );
}

function restartEndRules(rule: RuleTest): void {
  rule(
    '29: a third party who has gone meanwhile is told as gone',
    async (scene) => {
      const { world, router } = scene;
      const talk = await router.consulting(world.phone(0));
      await router.stop();
      router.referee.handOver();
      await world.customer.hangUp();
      const next = scene.another();
      next.believes(talk, { held: true, consults: true });
      void next.start();
      await next.fact('consult-ended', { offer: talk.offer, result: 'failed' });
      next.execute({ type: 'hold-caller', offer: talk.offer, on: false });
      await next.fact('hold-changed', { offer: talk.offer, on: false });
    },
    ['consult'],
  );

  rule(
    '25: a muted agent stays muted, and can speak again',
    async (scene) => {
      const { world, router } = scene;
      const talk = await router.talk(world.phone(0));
      const { offer, caller } = talk;
      router.execute({ type: 'mute', offer, on: true });
      await router.fact('mute-changed', { offer, on: true });
      const next = await succeed(scene, talk, { muted: true });
      next.execute({ type: 'mute', offer, on: false });
      await next.fact('mute-changed', { offer, on: false });
      await hearing({ ...scene, router: next }, 'the caller', caller, ['phone 0']);
    },
    ['mute'],
  );

  rule(
    '33: a router that starts anew ends supervisions, and nothing else',
    async (scene) => {
      const { world, router } = scene;
      const talk = await router.talk(world.phone(0));
      world.phone(2).does('answer');
      const supervision = router.supervise(talk.offer, world.phone(2), 'barge');
      await router.fact('supervision-changed', { supervision, state: 'barge' });
      const next = await succeed(scene, talk, {});
      await next.until('the supervisor to be free', () => world.phone(2).state === 'idle');
      await hearing({ ...scene, router: next }, 'the caller', talk.caller, ['phone 0']);
    },
    ['supervise'],
  );
}
