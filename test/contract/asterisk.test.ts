/**
 * The contract over the ARI adapter and a real Asterisk: 22 with REST over WebSocket and without,
 * and 16.
 */

import { describe } from 'vitest';
import { asteriskOrSkip } from '../asterisk/packages.ts';
import { createAsteriskWorld } from './asterisk-world.ts';
import { describeSwitchContract } from './switch-contract.ts';

for (const [major, way] of [
  [22, 'auto'],
  [22, 'never'],
  [16, 'auto'],
] as const) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`Asterisk ${major}, REST over WebSocket ${way}`, () => {
    describeSwitchContract(`ARI of Asterisk ${packages?.version}`, () =>
      createAsteriskWorld(packages!, way),
    );
  });
}
