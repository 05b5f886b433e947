/** What a rule is checked with, and waiting in it. */

import type { TalkAbility } from '../../adapters/talk-port.ts';
import type { TestRouter } from './router.ts';
import type { ContractWorld, Provocation, Voice } from './world.ts';

/** Who hears whom, once it is so. */
export async function hearing(
  { router }: RuleScene,
  what: string,
  ear: { voices(): Promise<readonly Voice[]> },
  expected: readonly Voice[],
): Promise<void> {
  let heard: readonly Voice[] = [];
  const so = async (): Promise<boolean> => {
    heard = await ear.voices();
    return heard.join() === [...expected].sort().join();
  };
  await router.until(`${what} to hear ${expected.join(' and ') || 'nobody'}`, so).catch((error) => {
    throw new Error(`${(error as Error).message}\nheard at last: ${heard.join(' and ')}`);
  });
}

export interface RuleScene {
  readonly world: ContractWorld;
  /** Started. */
  readonly router: TestRouter;
  /** Another router on the same switch, not started. */
  another(): TestRouter;
}

/** One test. Its title begins with the number of the rule it checks. */
export type RuleTest = (
  title: string,
  body: (scene: RuleScene) => Promise<void>,
  needs?: readonly (Provocation | TalkAbility)[],
) => void;

/** Waits for a promise while the world's time passes. */
export async function soon(
  world: ContractWorld,
  what: string,
  promise: Promise<unknown>,
  limitMs = 10_000,
): Promise<void> {
  let settled = false;
  const end = promise.finally(() => {
    settled = true;
  });
  await world.until(what, () => settled, limitMs);
  await end;
}

/** The line to the switch breaks, and the router knows. */
export async function loseLink({ world, router }: RuleScene): Promise<void> {
  await world.cutLink();
  await router.fact('switch-lost');
}

/** It holds again, and the router has found out what is there. */
export async function findLink({ world, router }: RuleScene): Promise<void> {
  await world.restoreLink();
  await router.until('contact', () => router.seen('switch-restored').length === 2);
}
