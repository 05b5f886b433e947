/** On a real Asterisk: agents who ask another queue before they hand a caller over. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallId } from '../../core/routing/ids.ts';
import {
  type AsteriskWorld,
  createAmiWorld,
  createAsteriskWorld,
} from '../contract/asterisk-world.ts';
import { TestRouter } from '../contract/router.ts';
import { type AsteriskMajor, asteriskOrSkip } from './packages.ts';

const sides = { ARI: createAsteriskWorld, AMI: createAmiWorld } as const;

for (const [major, side] of [
  [22, 'ARI'],
  [16, 'ARI'],
  [22, 'AMI'],
  [16, 'AMI'],
] satisfies [AsteriskMajor, keyof typeof sides][]) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`consulting on Asterisk ${major} by ${side}`, () => {
    let world: AsteriskWorld;
    beforeAll(async () => {
      world = await sides[side](packages!);
    });
    afterAll(() => world?.close());

    /** An agent talks to a caller; what was done must leave nothing behind. */
    const scene = (
      title: string,
      play: (router: TestRouter, caller: Awaited<ReturnType<TestRouter['talk']>>) => Promise<void>,
    ): void => {
      test(title, async () => {
        const router = new TestRouter(world);
        await router.start();
        try {
          const talk = await router.talk(world.phone(0));
          await play(router, talk);
          await talk.caller.hangUp();
          await router.fact('caller-left', { call: talk.id });
          router.releaseAll();
          await world.until('nothing left', async () => {
            router.releaseAll();
            return (await world.leftovers()).length === 0;
          });
          // The switch is empty an instant before its last events are here.
          await router.until('the last ends', () => router.referee.offersOpen.length === 0);
          router.referee.verify();
          expect(router.referee.breaches).toEqual([]);
        } finally {
          await world.clear();
          await router.stop();
        }
      });
    };

    /** The agent dials a queue with the caller on hold. */
    const consult = async (router: TestRouter): Promise<CallId> => {
      await world.phone(0).consultQueue();
      await router.until('the consult', () => router.seen('caller-entered').length === 2);
      const { call } = router.seen('caller-entered')[1]!;
      router.hold(call);
      await router.until('an answer', () => world.phone(0).consulted !== undefined);
      return call;
    };

    scene('the caller is handed over to the agent who answered', async (router, talk) => {
      const asked = await consult(router);
      const offer = await router.answered(asked, world.phone(1));
      router.connect(offer);
      await router.fact('call-connected', { offer });
      await world.phone(0).handOver();
      await router.fact('agent-left', { offer: talk.offer, transferred: true });
      await router.until('each other', async () => {
        const both = [await talk.caller.hears(), await world.phone(1).hears()];
        return both.every((each) => each === 'conversation');
      });
      expect(router.seen('caller-left')).toEqual([]);
      expect(router.seen('agent-left', { offer })).toEqual([]);
    });

    scene('a phone that hangs up with its request has handed over', async (router, talk) => {
      const asked = await consult(router);
      const offer = await router.answered(asked, world.phone(1));
      router.connect(offer);
      await router.fact('call-connected', { offer });
      const request = world.phone(0).handOver();
      await Promise.allSettled([request, world.phone(0).hangUp()]);
      await router.fact('agent-left', { offer: talk.offer, transferred: true });
      await router.until('each other', async () => {
        const both = [await talk.caller.hears(), await world.phone(1).hears()];
        return both.every((each) => each === 'conversation');
      });
      expect(router.seen('agent-left')).toHaveLength(1);
    });

    scene('the caller is handed over to the queue and waits there', async (router, talk) => {
      const asked = await consult(router);
      await world.phone(0).handOver();
      await router.fact('agent-left', { offer: talk.offer, transferred: true });
      await router.until('music', async () => (await talk.caller.hears()) === 'music');
      const offer = await router.answered(asked, world.phone(1));
      router.connect(offer);
      await router.fact('call-connected', { offer });
      await router.until('the agent', async () => (await talk.caller.hears()) === 'conversation');
    });

    scene('the consulted agent hangs up, and the caller is taken back', async (router, talk) => {
      const asked = await consult(router);
      const offer = await router.answered(asked, world.phone(1));
      router.connect(offer);
      await router.fact('call-connected', { offer });
      await world.phone(1).hangUp();
      await router.fact('agent-left', { offer });
      router.releaseCall(asked);
      await router.fact('caller-left', { call: asked });
      await world.phone(0).hold(false);
      await router.until('the agent', async () => (await talk.caller.hears()) === 'conversation');
      expect(router.seen('agent-left', { offer: talk.offer })).toEqual([]);
      router.releaseAgent(talk.offer);
      await router.fact('agent-left', { offer: talk.offer });
    });
  });
}
