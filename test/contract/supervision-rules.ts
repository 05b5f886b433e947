/** Rules 32 and 33: a supervisor listens to a conversation. */

import { expect } from 'vitest';
import { hearing, type RuleTest } from './scene.ts';

export function supervisionRules(rule: RuleTest): void {
  modeRules(rule);
  endRules(rule);
}

function modeRules(rule: RuleTest): void {
  rule(
    '32: listen, whisper, barge: who hears the supervisor',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      world.phone(2).does('wait');
      const supervision = router.supervise(offer, world.phone(2), 'listen');
      await router.fact('supervision-changed', { supervision, state: 'ringing' });
      await hearing(scene, 'the caller', caller, ['phone 0']);
      await world.phone(2).answer();
      await router.fact('supervision-changed', { supervision, state: 'listen' });
      await hearing(scene, 'the supervisor', world.phone(2), ['caller', 'phone 0']);
      await hearing(scene, 'the agent', world.phone(0), ['caller']);
      await hearing(scene, 'the caller', caller, ['phone 0']);
      router.execute({ type: 'change-supervision', supervision, mode: 'whisper' });
      router.execute({ type: 'change-supervision', supervision, mode: 'whisper' });
      await router.fact('supervision-changed', { supervision, state: 'whisper' });
      await hearing(scene, 'the agent', world.phone(0), ['caller', 'phone 2']);
      await hearing(scene, 'the caller', caller, ['phone 0']);
      router.execute({ type: 'change-supervision', supervision, mode: 'barge' });
      await router.fact('supervision-changed', { supervision, state: 'barge' });
      await hearing(scene, 'the caller', caller, ['phone 0', 'phone 2']);
      await hearing(scene, 'the agent', world.phone(0), ['caller', 'phone 2']);
      await hearing(scene, 'the supervisor', world.phone(2), ['caller', 'phone 0']);
      router.execute({ type: 'end-supervision', supervision });
      await router.fact('supervision-ended', { supervision, result: 'ended' });
      await router.until('the phone to be free', () => world.phone(2).state === 'idle');
      await hearing(scene, 'the caller', caller, ['phone 0']);
      await hearing(scene, 'the agent', world.phone(0), ['caller']);
      expect(router.seen('hold-changed')).toEqual([]);
    },
    ['supervise'],
  );

  rule(
    '32: who listens hears a hold and a consultation from the agent’s side',
    async (scene) => {
      const { world, router } = scene;
      const { offer } = await router.consulting(world.phone(0));
      world.phone(2).does('answer');
      const supervision = router.supervise(offer, world.phone(2), 'listen');
      await router.fact('supervision-changed', { supervision, state: 'listen' });
      await hearing(scene, 'the supervisor', world.phone(2), ['customer', 'phone 0']);
    },
    ['supervise', 'consult'],
  );
}

function endRules(rule: RuleTest): void {
  rule(
    '33: a supervisor who hangs up disturbs nobody',
    async (scene) => {
      const { world, router } = scene;
      const { offer, caller } = await router.talk(world.phone(0));
      world.phone(2).does('answer');
      const supervision = router.supervise(offer, world.phone(2), 'barge');
      await router.fact('supervision-changed', { supervision, state: 'barge' });
      await world.phone(2).hangUp();
      await router.fact('supervision-ended', { supervision, result: 'ended' });
      await hearing(scene, 'the caller', caller, ['phone 0']);
    },
    ['supervise'],
  );

  rule(
    '33: it ends with the conversation, whoever ends that',
    async ({ world, router }) => {
      world.phone(2).does('answer');
      const first = await router.talk(world.phone(0));
      const one = router.supervise(first.offer, world.phone(2), 'listen');
      await router.fact('supervision-changed', { supervision: one, state: 'listen' });
      await first.caller.hangUp();
      await router.fact('caller-left', { call: first.id });
      router.releaseAgent(first.offer);
      await router.fact('supervision-ended', { supervision: one, result: 'ended' });
      await router.until('the phones to be free', () =>
        [0, 2].every((index) => world.phone(index).state === 'idle'),
      );

      const second = await router.talk(world.phone(0));
      const two = router.supervise(second.offer, world.phone(2), 'whisper');
      await router.fact('supervision-changed', { supervision: two, state: 'whisper' });
      await world.phone(0).hangUp();
      await router.fact('agent-left', { offer: second.offer });
      await router.fact('supervision-ended', { supervision: two, result: 'ended' });
    },
    ['supervise'],
  );

  rule(
    '33: a phone that is busy, or rings in vain, is told as such',
    async ({ world, router }) => {
      const { offer } = await router.talk(world.phone(0));
      world.phone(2).does('busy');
      const one = router.supervise(offer, world.phone(2), 'listen');
      await router.fact('supervision-ended', { supervision: one, result: 'busy' });
      world.phone(2).does('wait');
      const two = router.supervise(offer, world.phone(2), 'listen');
      await router.fact('supervision-changed', { supervision: two, state: 'ringing' });
      router.execute({ type: 'end-supervision', supervision: two });
      await router.fact('supervision-ended', { supervision: two, result: 'withdrawn' });
      await router.until('the phone to be free', () => world.phone(2).state === 'idle');
    },
    ['supervise'],
  );

  rule(
    '33: of no conversation there is none',
    async ({ world, router }) => {
      const supervision = router.supervise(world.nextOffer() as never, world.phone(2), 'listen');
      await router.fact('supervision-ended', { supervision, result: 'failed' });
      expect(world.phone(2).state).toBe('idle');
    },
    ['supervise'],
  );
}
