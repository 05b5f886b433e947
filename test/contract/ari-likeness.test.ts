/** The simulated PBX against the real one: the same script, the same record. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asteriskOrSkip } from '../asterisk/packages.ts';
import { playLikeness } from './ari-likeness.ts';
import { createAsteriskWorld } from './asterisk-world.ts';
import { likenessScenarios } from './likeness-scenarios.ts';
import { createLoopbackWorld } from './loopback-world.ts';
import type { ContractWorld } from './world.ts';

for (const major of [22, 16] as const) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(!packages)(`the loopback ARI server says what Asterisk ${major} says`, () => {
    let real: ContractWorld;
    let simulated: ContractWorld;
    beforeAll(async () => {
      real = await createAsteriskWorld(packages!, 'auto');
      ({ world: simulated } = await createLoopbackWorld(packages!.version));
    });
    afterAll(async () => {
      await real?.close();
      await simulated?.close();
    });
    for (const [title, scenario] of Object.entries(likenessScenarios)) {
      test(title, async () => {
        const said = await playLikeness(real, scenario);
        expect(await playLikeness(simulated, scenario)).toEqual(said);
      });
    }
  });
}
