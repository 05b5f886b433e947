/** Rules 1, 2, 14 and 15: starting, telling, stopping. */

import { expect } from 'vitest';
import { type RuleTest, soon } from './scene.ts';

export function connectionRules(rule: RuleTest): void {
  startRules(rule);
  stopRules(rule);
}

function startRules(rule: RuleTest): void {
  rule('1, 2: start resolves when the switch is known and has been told', async ({ router }) => {
    expect(router.facts).toEqual([{ type: 'switch-restored', calls: [], offers: [] }]);
    expect(router.port.connected).toBe(true);
    expect(router.port.capabilities.version).not.toBe('');
  });

  rule('1: start keeps trying while the switch cannot be reached', async (scene) => {
    const { world, router, another } = scene;
    await router.stop();
    await world.cutLink();
    const late = another();
    const started = late.start();
    await late.until('two failures', () => late.troubles.length >= 2, 10_000);
    expect(late.port.connected).toBe(false);
    expect(late.troubles[0]).toMatchObject({ code: 'refused-connection', retriable: true });
    await world.restoreLink();
    await soon(world, 'start', started);
    expect(late.facts).toEqual([{ type: 'switch-restored', calls: [], offers: [] }]);
  });

  rule('1: stop ends a start that does not succeed', async ({ world, router, another }) => {
    await router.stop();
    await world.cutLink();
    const late = another();
    const started = late.start();
    await late.until('a failure', () => late.troubles.length > 0, 10_000);
    await soon(world, 'stop', late.stop());
    await soon(world, 'start to settle', started);
    await world.restoreLink();
    await world.pass(1_000);
    expect(late.facts).toEqual([]);
  });
}

function stopRules(rule: RuleTest): void {
  rule('14: facts are told one at a time, whatever is commanded in them', async (scene) => {
    const { world, router } = scene;
    world.phone(0).does('answer');
    router.react = (fact) => {
      if (fact.type === 'caller-entered') {
        router.hold(fact.call);
        router.offer(fact.call, world.phone(0));
      } else if (fact.type === 'offer-answered') router.connect(fact.offer);
      else if (fact.type === 'call-connected') router.releaseAgent(fact.offer);
      else if (fact.type === 'agent-left') router.releaseAll();
    };
    await world.enter();
    await router.fact('caller-left');
    expect(router.facts.map((fact) => fact.type)).toEqual([
      'switch-restored',
      'caller-entered',
      'offer-ringing',
      'offer-answered',
      'call-connected',
      'agent-left',
      'caller-left',
    ]);
  });

  rule('15: after stop nothing is told', async ({ world, router }) => {
    const call = await router.call();
    world.phone(0).does('wait');
    const offer = router.offer(call.id, world.phone(0));
    await router.fact('offer-ringing', { offer });
    await soon(world, 'stop', router.stop());
    const told = router.facts.length;
    expect(router.port.connected).toBe(false);
    router.releaseCall(call.id);
    await world.phone(0).answer();
    await call.caller.hangUp();
    await world.enter();
    await world.pass(1_000);
    expect(router.facts).toHaveLength(told);
    router.referee.handOver();
  });
}
