/**
 * The contract of `adapters/port.ts`: every numbered rule, over whatever world it is given. A
 * referee watches all facts of all tests besides; see `referee.ts` for what it knows.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TalkAbility } from '../../adapters/talk-port.ts';
import { callbackLossRules } from './callback-loss-rules.ts';
import { callbackRules } from './callback-rules.ts';
import { callerRules } from './caller-rules.ts';
import { connectionRules } from './connection-rules.ts';
import { consultRules } from './consult-rules.ts';
import { dialRules } from './dial-rules.ts';
import { farewellRules } from './farewell-rules.ts';
import { hearingRules } from './hearing-rules.ts';
import { linkRules } from './link-rules.ts';
import { lossRules } from './loss-rules.ts';
import { offerRules } from './offer-rules.ts';
import { roomRules } from './room-rules.ts';
import { TestRouter } from './router.ts';
import { type RuleScene, type RuleTest, soon } from './scene.ts';
import { supervisionRules } from './supervision-rules.ts';
import { talkLossRules } from './talk-loss-rules.ts';
import { talkRules } from './talk-rules.ts';
import type { ContractWorld, Provocation } from './world.ts';

/**
 * Registers the suite. One world serves all its tests; each ends with nothing left on the switch.
 */
export function describeSwitchContract(
  name: string,
  makeWorld: () => Promise<ContractWorld>,
): void {
  describe(`the switch contract over ${name}`, () => {
    let world: ContractWorld;
    let unable: Readonly<Partial<Record<TalkAbility, string>>> = {};
    beforeAll(async () => {
      world = await makeWorld();
      unable = world.createPort().capabilities.talk ?? {};
    });
    afterAll(() => world?.close());
    const rule: RuleTest = (title, body, needs = []) => {
      test(title, async (context) => {
        for (const need of needs) {
          const why = world.cannot[need as Provocation] ?? unable[need as TalkAbility];
          if (why) context.skip(`not possible here: ${why}`);
        }
        await playRule(world, body);
      });
    };
    connectionRules(rule);
    linkRules(rule);
    lossRules(rule);
    callerRules(rule);
    offerRules(rule);
    talkRules(rule);
    roomRules(rule);
    consultRules(rule);
    supervisionRules(rule);
    talkLossRules(rule);
    callbackRules(rule);
    callbackLossRules(rule);
    dialRules(rule);
    hearingRules(rule);
    farewellRules(rule);
  });
}

/** One test on this world, with all that every test checks. */
export async function playRule(
  world: ContractWorld,
  body: (scene: RuleScene) => Promise<void>,
): Promise<void> {
  const routers: TestRouter[] = [];
  const another = (): TestRouter => {
    const router = new TestRouter(world);
    routers.push(router);
    return router;
  };
  const router = another();
  try {
    await soon(world, 'start', router.start());
    await body({ world, router, another });
    await clear(world, routers);
    for (const each of routers) each.referee.verify();
    expect(routers.flatMap((each) => each.referee.breaches)).toEqual([]);
  } finally {
    await world.restoreLink();
    await world.clear();
    for (const each of routers) await each.stop();
  }
}

/** Everybody goes home, with the routers still there to end what they began. */
async function clear(world: ContractWorld, routers: readonly TestRouter[]): Promise<void> {
  await world.restoreLink();
  for (const each of routers) each.releaseAll();
  await world.clear();
  let left: readonly string[] = [];
  const empty = async (): Promise<boolean> => {
    left = await world.leftovers();
    for (const each of routers) each.releaseAll();
    const open = routers.some(
      ({ running, port, referee }) =>
        running &&
        !(
          port.connected &&
          referee.callsHere.length + referee.offersOpen.length === 0 &&
          referee.linksOpen.length + referee.dialsOpen.length === 0 &&
          referee.talksOpen.length + referee.supervisionsOpen.length === 0
        ),
    );
    return left.length === 0 && !open;
  };
  await world.until('a switch at rest', empty, 10_000).catch((error: Error) => {
    throw new Error(`${error.message}; left over: ${left.join('; ') || 'nothing'}`);
  });
}
