/**
 * The contract over the adapters and a real Asterisk. Each version has a file of its own, so
 * that they run side by side.
 */

import { describe } from 'vitest';
import { type AsteriskMajor, asteriskOrSkip } from '../asterisk/packages.ts';
import { createAmiWorld, createAsteriskWorld } from './asterisk-world.ts';
import { describeSwitchContract } from './switch-contract.ts';

/** `way`: whether commands may go over a WebSocket. */
export async function describeAsterisk(major: AsteriskMajor, way: 'auto' | 'never') {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`Asterisk ${major}, REST over WebSocket ${way}`, () => {
    describeSwitchContract(`ARI of Asterisk ${packages?.version}`, () =>
      createAsteriskWorld(packages!, way),
    );
  });
}

/** Routed by AMI. */
export async function describeAsteriskByAmi(major: AsteriskMajor) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`Asterisk ${major}, by AMI`, () => {
    describeSwitchContract(`AMI of Asterisk ${packages?.version}`, () => createAmiWorld(packages!));
  });
}
