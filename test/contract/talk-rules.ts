/** Rules 6, 10 and 11: the conversation, from `connect` to the last who hangs up. */

import { expect } from 'vitest';
import type { RuleTest } from './scene.ts';

export function talkRules(rule: RuleTest): void {
  connectRules(rule);
  partingRules(rule);
  transferRules(rule);
  recordingRules(rule);
}

function connectRules(rule: RuleTest): void {
  rule('6: connected means that they hear each other', async ({ world, router }) => {
    const { caller } = await router.talk(world.phone(0));
    await router.until('the agent', async () => (await caller.hears()) === 'conversation');
    const agent = world.phone(0);
    await router.until('the caller', async () => (await agent.hears()) === 'conversation');
  });

  rule('6: connect of a caller who has hung up is answered', async ({ world, router }) => {
    const { id, caller } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    await caller.hangUp();
    router.connect(offer);
    await router.fact('caller-left', { call: id });
    await router.until('an answer', () => router.facts.some(answers(offer)), 6_000);
    router.withdraw(offer, 'caller-gone');
    router.releaseAgent(offer);
    await router.until('its end', () => router.referee.offersOpen.length === 0, 6_000);
    await router.until('the end', () => world.phone(0).state === 'idle');
  });

  rule('6: connect of a phone that has dropped is answered', async ({ world, router }) => {
    const { id, caller } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    await world.phone(0).hangUp();
    router.connect(offer);
    await router.until('an answer', () => router.facts.some(answers(offer)), 6_000);
    await router.until('its end', () => router.referee.offersOpen.length === 0, 6_000);
    expect(await caller.where()).toBe('application');
  });

  rule('6: connect is answered within 5 s also when the link breaks', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    await world.cutLink();
    router.connect(offer);
    const before = world.now();
    await router.until('an answer', () => router.facts.some(answers(offer)), 6_000);
    expect(world.now() - before).toBeLessThan(5_500);
    await world.restoreLink();
    await router.until('its end', () => router.referee.offersOpen.length === 0);
    expect(await caller.where()).toBe('application');
  });
}

const answers =
  (offer: number) =>
  (fact: { readonly type: string; readonly offer?: number }): boolean =>
    fact.offer === offer &&
    ['call-connected', 'connect-failed', 'offer-ended', 'agent-left'].includes(fact.type);

function partingRules(rule: RuleTest): void {
  rule('10: the caller hangs up, and the agent stays until released', async (scene) => {
    const { world, router } = scene;
    const talk = await router.talk(world.phone(0));
    await talk.caller.hangUp();
    await router.fact('caller-left', { call: talk.id });
    await world.pass(500);
    expect(router.seen('agent-left')).toEqual([]);
    expect(world.phone(0).state).toBe('talking');
    router.releaseAgent(talk.offer);
    const left = await router.fact('agent-left', { offer: talk.offer });
    expect(left.transferred ?? false).toBe(false);
    await router.until('the end', () => world.phone(0).state === 'idle');
  });

  rule('10: the agent hangs up, and the caller stays until released', async (scene) => {
    const { world, router } = scene;
    const talk = await router.talk(world.phone(0));
    await world.phone(0).hangUp();
    const left = await router.fact('agent-left', { offer: talk.offer });
    expect(left.transferred ?? false).toBe(false);
    await world.pass(500);
    expect(router.seen('caller-left')).toEqual([]);
    expect(await talk.caller.where()).toBe('application');
    router.releaseCall(talk.id);
    await router.fact('caller-left', { call: talk.id });
    await router.until('its end', async () => (await talk.caller.where()) === 'gone');
  });

  rule('10: a released caller may go back to the dialplan', async ({ world, router }) => {
    const talk = await router.talk(world.phone(0));
    await world.phone(0).hangUp();
    await router.fact('agent-left', { offer: talk.offer });
    router.execute({ type: 'release-call', call: talk.id, to: 'dialplan' });
    await router.fact('caller-left', { call: talk.id });
    expect(await talk.caller.where()).toBe('dialplan');
  });

  rule('10: both at once', async ({ world, router }) => {
    const talk = await router.talk(world.phone(0));
    await Promise.all([talk.caller.hangUp(), world.phone(0).hangUp()]);
    await router.fact('caller-left', { call: talk.id });
    await router.fact('agent-left', { offer: talk.offer });
  });

  rule('10: hold by the phone is told, and its end', async ({ world, router }) => {
    const { offer, caller } = await router.talk(world.phone(0));
    await world.phone(0).hold(true);
    await router.fact('hold-changed', { offer, on: true });
    if (!world.cannot.hearing) {
      await router.until('music', async () => (await caller.hears()) === 'music');
    }
    await world.phone(0).hold(false);
    await router.fact('hold-changed', { offer, on: false });
    await router.until('the agent', async () => (await caller.hears()) === 'conversation');
  });
}

function transferRules(rule: RuleTest): void {
  rule('11: a blind transfer ends the agent’s part only', async ({ world, router }) => {
    const talk = await router.talk(world.phone(0));
    await world.phone(0).transferBlind('somebody');
    await router.fact('agent-left', { offer: talk.offer, transferred: true });
    const { to } = await router.fact('transferred-to', { offer: talk.offer });
    expect(to).toMatchObject({ kind: 'blind' });
    await router.until('the phone to be free', () => world.phone(0).state === 'idle');
    await router.until('somebody', async () => (await talk.caller.hears()) === 'conversation');
    await talk.caller.hangUp();
    await world.until('nothing left', async () => (await world.leftovers()).length === 0);
  });

  rule('11: an attended transfer ends the agent’s part only', async ({ world, router }) => {
    const talk = await router.talk(world.phone(0));
    await world.phone(0).transferAttended();
    await router.fact('agent-left', { offer: talk.offer, transferred: true });
    const { to } = await router.fact('transferred-to', { offer: talk.offer });
    expect(['bridge', 'app']).toContain(to.kind);
    await router.until('the phone to be free', () => world.phone(0).state === 'idle');
    await router.until('somebody', async () => (await talk.caller.hears()) === 'conversation');
    await talk.caller.hangUp();
    await world.until('nothing left', async () => (await world.leftovers()).length === 0);
  });

  rule('11: a phone that hangs up with its request has transferred', async (scene) => {
    const { world, router } = scene;
    const talk = await router.talk(world.phone(0));
    const asked = world.phone(0).transferBlind('somebody');
    await Promise.allSettled([asked, world.phone(0).hangUp()]);
    await router.fact('agent-left', { offer: talk.offer, transferred: true });
    await router.until('somebody', async () => (await talk.caller.hears()) === 'conversation');
    expect(router.seen('agent-left')).toHaveLength(1);
    await talk.caller.hangUp();
    await world.until('nothing left', async () => (await world.leftovers()).length === 0);
  });

  rule('11: a refused transfer changes nothing', async ({ world, router }) => {
    const talk = await router.talk(world.phone(0));
    await world.phone(0).transferBlind('nobody');
    await world.pass(300);
    expect(router.seen('agent-left')).toEqual([]);
    expect(world.phone(0).state).toBe('talking');
    router.releaseAgent(talk.offer);
    await router.fact('agent-left', { offer: talk.offer });
    expect(await talk.caller.where()).toBe('application');
  });

  rule('11: a transfer of a caller who has gone leaves nothing behind', async (scene) => {
    const { world, router } = scene;
    const talk = await router.talk(world.phone(0));
    await talk.caller.hangUp();
    await router.fact('caller-left', { call: talk.id });
    // The switch may refuse it: there is nobody left to be transferred.
    await world
      .phone(0)
      .transferBlind('somebody')
      .catch(() => {});
    router.releaseAgent(talk.offer);
    await router.fact('agent-left', { offer: talk.offer });
    await world.until('nothing left', async () => (await world.leftovers()).length === 0);
  });

  rule('11: the agent is free for the next call after a transfer', async (scene) => {
    const { world, router } = scene;
    const talk = await router.talk(world.phone(0));
    await world.phone(0).transferBlind('somebody');
    await router.fact('agent-left', { offer: talk.offer, transferred: true });
    await router.until('the phone to be free', () => world.phone(0).state === 'idle');
    const next = await router.talk(world.phone(0));
    expect(await talk.caller.where()).not.toBe('gone');
    await next.caller.hangUp();
    await router.fact('caller-left', { call: next.id });
  });
}

function recordingRules(rule: RuleTest): void {
  rule('6: a recording starts, pauses, resumes and stops', async ({ world, router }) => {
    const { id } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    const record = { name: `contract-${offer}-${Math.floor(world.now())}`, format: 'wav' };
    router.execute({ type: 'connect', offer, record });
    await router.fact('recording-changed', { offer, state: 'started' });
    router.execute({ type: 'recording', offer, action: 'pause' });
    await router.fact('recording-changed', { offer, state: 'paused' });
    router.execute({ type: 'recording', offer, action: 'resume' });
    await router.fact('recording-changed', { offer, state: 'resumed' });
    router.execute({ type: 'recording', offer, action: 'stop' });
    await router.fact('recording-changed', { offer, state: 'stopped' });
  });

  rule('6: a recording ends with the conversation, and is told before it', async (scene) => {
    const { world, router } = scene;
    const { id } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    const record = { name: `contract-${offer}-${Math.floor(world.now())}`, format: 'wav' };
    router.execute({ type: 'connect', offer, record });
    await router.fact('recording-changed', { offer, state: 'started' });
    await world.phone(0).hangUp();
    await router.fact('agent-left', { offer });
    expect(router.seen('recording-changed', { state: 'stopped' })).toHaveLength(1);
  });

  rule('6: a recording that cannot be made fails, the talk goes on', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    const record = { name: `contract-${offer}`, format: 'no-such-format' };
    router.execute({ type: 'connect', offer, record });
    await router.fact('call-connected', { offer });
    await router.fact('recording-changed', { offer, state: 'failed' });
    await router.until('the agent', async () => (await caller.hears()) === 'conversation');
  });
}
