/** Rules 3, 9, 12 and 13 of callers: coming, hearing, being sent on, pressing keys. */

import { expect } from 'vitest';
import type { Destination } from '../../adapters/port.ts';
import { asCallId, asOfferId } from '../../core/routing/ids.ts';
import type { RuleTest } from './scene.ts';

export function callerRules(rule: RuleTest): void {
  comingRules(rule);
  hearingRules(rule);
  speakingRules(rule);
  sendRules(rule);
  idempotenceRules(rule);
  phoneRules(rule);
}

function comingRules(rule: RuleTest): void {
  rule('3: a caller by number enters with it and leaves once', async ({ world, router }) => {
    const { id, caller } = await router.call({ number: '0312345678', name: 'Sato' });
    expect(router.seen('caller-entered')).toMatchObject([
      {
        call: id,
        args: ['entry', world.dialled],
        caller: { number: '0312345678', name: 'Sato' },
        dialled: world.dialled,
        variables: {},
      },
    ]);
    expect(router.seen('caller-entered')[0]?.channel).not.toBe('');
    await caller.hangUp();
    await router.fact('caller-left', { call: id });
  });

  rule('3: a caller may bring a queue and attributes', async ({ router }) => {
    await router.call({ by: 'queue-with-attributes' });
    expect(router.seen('caller-entered')).toMatchObject([
      { args: ['queue', 'support'], variables: { class: 'vip', 'head-start': '60s' } },
    ]);
  });

  rule('3: a caller who hangs up at once leaves all the same, if ever told', async (scene) => {
    const { world, router } = scene;
    const caller = await world.enter();
    await caller.hangUp();
    await world.until('nobody', async () => (await world.leftovers()).length === 0);
    await world.pass(300);
    for (const { call } of router.seen('caller-entered')) router.hold(call);
    await world.pass(300);
    // On a busy machine the hang-up may overtake the dialplan on its way to us.
    expect(router.seen('caller-entered').length).toBeLessThanOrEqual(1);
    expect(router.seen('caller-left').length).toBe(router.seen('caller-entered').length);
  });

  rule('3: callers are told apart', async ({ world, router }) => {
    const calls = [];
    for (let i = 0; i < 3; i++) calls.push(await router.call({ number: `03000000${i}` }));
    await calls[1]!.caller.hangUp();
    await router.fact('caller-left', { call: calls[1]!.id });
    await world.pass(200);
    expect(router.seen('caller-left')).toHaveLength(1);
  });

  rule('3: a key pressed while waiting is told', async ({ router }) => {
    const { id, caller } = await router.call();
    await router.until('music', async () => (await caller.hears()) !== 'silence');
    await caller.press('5');
    await router.fact('caller-pressed', { call: id, key: '5' });
    expect(router.seen('caller-pressed')).toHaveLength(1);
  });
}

function hearingRules(rule: RuleTest): void {
  rule('9: a caller hears music from hold on', async ({ router }) => {
    const { caller } = await router.call();
    await router.until('music', async () => (await caller.hears()) === 'music');
  });

  rule(
    '9: an announcement is heard, and the music comes back',
    async ({ world, router }) => {
      const { id, caller } = await router.call();
      await router.until('music', async () => (await caller.hears()) === 'music');
      const media = [world.sounds.short];
      router.execute({ type: 'announce', call: id, media });
      await router.until('it', async () => (await caller.hears()) === 'announcement');
      await router.until('music', async () => (await caller.hears()) === 'music', 10_000);
    },
    ['hearing'],
  );

  rule(
    '9: an announcement that interrupts is heard at once, or is silence',
    async ({ world, router }) => {
      const { id, caller } = await router.call();
      await router.until('music', async () => (await caller.hears()) === 'music');
      const announce = (media: readonly string[], interrupts: boolean) =>
        router.execute({ type: 'announce', call: id, media, ...(interrupts && { interrupts }) });
      announce([world.sounds.long], false);
      await router.until('it', async () => (await caller.hears()) === 'announcement');
      announce([world.sounds.long, world.sounds.long], false);
      announce([world.sounds.short], true);
      await world.pass(200);
      await router.until('the short one', async () => (await caller.hears()) === 'announcement');
      await router.until('music', async () => (await caller.hears()) === 'music', 8_000);
      announce([world.sounds.long], false);
      await router.until('it', async () => (await caller.hears()) === 'announcement');
      announce([], true);
      await router.until('music', async () => (await caller.hears()) === 'music');
    },
    ['hearing'],
  );
}

function speakingRules(rule: RuleTest): void {
  rule(
    '9: every kind of media the switch can say is said, and another is refused',
    async ({ world, router }) => {
      const { id, caller } = await router.call();
      await router.until('music', async () => (await caller.hears()) === 'music');
      const { mediaKinds = ['number', 'digits', 'characters'] } = router.port.capabilities;
      const media = mediaKinds.filter((kind) => kind !== 'tone').map((kind) => `${kind}:4`);
      // What stands before it has been said, or passed over, when this is heard.
      router.execute({ type: 'announce', call: id, media: [...media, world.sounds.short] });
      await router.until('the last', async () => (await caller.hears()) === 'announcement', 10_000);
      await router.until('music', async () => (await caller.hears()) === 'music', 10_000);
      if (router.port.capabilities.mediaKinds?.includes('tone') !== false) return;
      router.execute({ type: 'announce', call: id, media: ['tone:ring'] });
      await router.until('trouble', () =>
        router.troubles.some(({ code }) => code === 'command-failed'),
      );
      expect(await caller.hears()).toBe('music');
    },
    ['hearing'],
  );

  rule('9: a sound that does not exist leaves the music on', async ({ world, router }) => {
    const { id, caller } = await router.call();
    router.execute({ type: 'announce', call: id, media: ['sound:missing-sound'] });
    await world.pass(500);
    await router.until('music', async () => (await caller.hears()) === 'music');
  });

  rule('9: an announcement never delays a connect', async ({ world, router }) => {
    const { id, caller } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    router.execute({ type: 'announce', call: id, media: [world.sounds.long] });
    if (!world.cannot.hearing) {
      await router.until('it', async () => (await caller.hears()) === 'announcement');
    } else await world.pass(300);
    const before = world.now();
    router.connect(offer);
    await router.fact('call-connected', { offer });
    expect(world.now() - before).toBeLessThan(1_500);
    await router.until('each other', async () => (await caller.hears()) === 'conversation');
  });

  rule('9: music comes back when an answered phone drops', async ({ world, router }) => {
    const { id, caller } = await router.call();
    const offer = await router.answered(id, world.phone(0));
    router.connect(offer);
    await world.phone(0).hangUp();
    await router.until('its end', () => !router.referee.offersOpen.length);
    if (router.seen('call-connected').length > 0) return;
    await router.until('music', async () => (await caller.hears()) === 'music');
  });
}

function sendRules(rule: RuleTest): void {
  rule('12: sent to the dialplan, a caller goes on behind Stasis', async ({ router }) => {
    const { id, caller } = await router.call();
    await router.until('music', async () => (await caller.hears()) === 'music');
    router.send(id, { kind: 'dialplan' });
    await router.fact('caller-left', { call: id });
    expect(await caller.where()).toBe('dialplan');
    await router.until('no music', async () => (await caller.hears()) !== 'music');
  });

  rule('12: sent to an extension, a caller is there', async ({ world, router }) => {
    const { id, caller } = await router.call();
    router.send(id, { kind: 'extension', ...world.place });
    await router.fact('caller-left', { call: id });
    expect(await caller.where()).toBe('dialplan');
  });

  rule('12: sent to a place that does not exist, a caller leaves', async ({ world, router }) => {
    const { id } = await router.call();
    router.send(id, { kind: 'extension', context: world.place.context, extension: 'nowhere' });
    await router.fact('caller-left', { call: id });
  });

  rule('12: an announcement is heard to its end, then the call ends', async (scene) => {
    const { world, router } = scene;
    const { id, caller } = await router.call();
    router.send(id, { kind: 'announcement', media: [world.sounds.short] });
    if (!world.cannot.hearing) {
      await router.until('it', async () => (await caller.hears()) === 'announcement');
    }
    await router.fact('caller-left', { call: id }, 15_000);
    await router.until('its end', async () => (await caller.where()) === 'gone');
  });

  const ends: readonly Destination[] = [
    { kind: 'hang-up' },
    { kind: 'announcement', media: ['sound:missing-sound'] },
  ];
  for (const to of ends) {
    rule(`12: ${JSON.stringify(to)} ends the call`, async ({ router }) => {
      const { id, caller } = await router.call();
      router.send(id, to);
      await router.fact('caller-left', { call: id });
      await router.until('its end', async () => (await caller.where()) === 'gone');
    });
  }

  rule('12: nothing to announce ends the call, or the caller is as before', async (scene) => {
    const { router } = scene;
    const { id, caller } = await router.call();
    router.send(id, { kind: 'announcement', media: [] });
    await router.until(
      'caller-left or send-failed',
      () => router.seen('caller-left').length + router.seen('send-failed').length === 1,
    );
    if (router.seen('caller-left').length > 0) return;
    await router.until('music', async () => (await caller.hears()) === 'music');
  });

  rule('12: a caller is sent on out of an announcement at once', async ({ world, router }) => {
    const { id } = await router.call();
    router.execute({ type: 'announce', call: id, media: [world.sounds.long] });
    await world.pass(300);
    const before = world.now();
    router.send(id, { kind: 'dialplan' });
    await router.fact('caller-left', { call: id });
    expect(world.now() - before).toBeLessThan(1_500);
  });
}

function idempotenceRules(rule: RuleTest): void {
  rule('13: every command twice does what it does once', async ({ world, router }) => {
    const { execute } = router;
    router.execute = (command) => {
      execute.call(router, command);
      execute.call(router, command);
    };
    const { id, caller } = await router.call();
    router.execute({ type: 'announce', call: id, media: [world.sounds.short] });
    const offer = await router.answered(id, world.phone(0));
    router.connect(offer);
    await router.fact('call-connected', { offer });
    router.releaseAgent(offer);
    await router.fact('agent-left', { offer });
    router.releaseCall(id);
    await router.fact('caller-left', { call: id });
    const other = await router.call();
    world.phone(1).does('wait');
    const second = router.offer(other.id, world.phone(1));
    await router.fact('offer-ringing', { offer: second });
    router.withdraw(second);
    await router.fact('offer-ended', { offer: second, result: 'withdrawn' });
    router.send(other.id, { kind: 'dialplan' });
    await router.fact('caller-left', { call: other.id });
    await world.pass(300);
    expect(router.seen('connect-failed')).toEqual([]);
    expect(router.seen('send-failed')).toEqual([]);
    expect(await caller.where()).toBe('gone');
  });

  rule('13: commands about nobody are harmless, also before start', async (scene) => {
    const { world, router, another } = scene;
    const call = asCallId(9_000_001);
    const offer = asOfferId(9_000_001);
    for (const each of [another(), router]) {
      each.hold(call);
      each.withdraw(offer);
      each.connect(offer);
      each.execute({ type: 'announce', call, media: [world.sounds.short] });
      each.send(call, { kind: 'hang-up' });
      each.releaseCall(call);
      each.releaseAgent(offer);
      each.execute({ type: 'recording', offer, action: 'pause' });
      each.execute({ type: 'answer-feature', feature: 9_000_001, media: [] });
    }
    const lone = router.offer(call, world.phone(0));
    await router.fact('offer-ended', { offer: lone });
    await world.pass(300);
    expect(router.facts.map((fact) => fact.type)).toEqual(['switch-restored', 'offer-ended']);
    expect(world.phone(0).state).toBe('idle');
  });
}

function phoneRules(rule: RuleTest): void {
  rule('a watched phone is told as it is, busy only for calls of others', async (scene) => {
    const { world, router } = scene;
    const phone = world.phone(0);
    router.port.watchPhones([phone.peer, 'PJSIP/no-such-phone']);
    await router.fact('phone-changed', { phone: phone.peer, state: 'reachable' });
    await router.fact('phone-changed', { phone: 'PJSIP/no-such-phone', state: 'unreachable' });
    const end = await phone.callOutside();
    await router.fact('phone-changed', { phone: phone.peer, state: 'busy' });
    await end();
    await router.fact('phone-changed', { phone: phone.peer, state: 'free' });
    const talk = await router.talk(phone);
    await world.pass(1_000);
    router.releaseAgent(talk.offer);
    await router.fact('agent-left', { offer: talk.offer });
    await world.pass(1_000);
    expect(router.seen('phone-changed', { state: 'busy' })).toHaveLength(1);
  });

  rule(
    'a watched phone that loses its registration is unreachable',
    async ({ world, router }) => {
      const phone = world.phone(0);
      router.port.watchPhones([phone.peer]);
      await router.fact('phone-changed', { phone: phone.peer, state: 'reachable' });
      await phone.register(false);
      await router.fact('phone-changed', { phone: phone.peer, state: 'unreachable' });
      await phone.register(true);
      await router.until(
        'reachable again',
        () => router.seen('phone-changed', { state: 'reachable' }).length === 2,
      );
    },
    ['reregister'],
  );

  rule('a feature code is told once, answered and hung up', async ({ world, router }) => {
    const phone = world.phone(0);
    await phone.dialSignIn('1002');
    const dialled = await router.fact('feature-dialled');
    expect(dialled).toMatchObject({ phone: phone.peer, args: ['sign-in', '1002'] });
    router.execute({
      type: 'answer-feature',
      feature: dialled.feature,
      media: [world.sounds.short],
    });
    await router.until('the end of it', () => phone.state === 'idle', 10_000);
    await router.fact('feature-left', { feature: dialled.feature });
    expect(router.seen('feature-dialled')).toHaveLength(1);
    expect(router.seen('feature-left')).toHaveLength(1);
    expect(router.seen('caller-entered')).toEqual([]);
  });

  rule('a phone that hangs up a feature code has left it', async ({ world, router }) => {
    await world.phone(0).dialSignIn('1002');
    const { feature } = await router.fact('feature-dialled');
    await world.phone(0).hangUp();
    await router.fact('feature-left', { feature });
    router.execute({ type: 'answer-feature', feature, media: [world.sounds.short] });
    await world.pass(300);
    expect(router.seen('feature-left')).toHaveLength(1);
  });
}
