/** What a rule is checked with, and waiting in it. */

import type { TestRouter } from './router.ts';
import type { ContractWorld, Provocation } from './world.ts';

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
  needs?: readonly Provocation[],
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
