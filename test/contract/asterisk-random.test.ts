/** A seeded storm over the adapters and a real Asterisk. */

import { describe } from 'vitest';
import { asteriskOrSkip } from '../asterisk/packages.ts';
import { createAmiWorld, createAsteriskWorld } from './asterisk-world.ts';
import { describeRandomPlay } from './random-play.ts';

for (const major of [22, 16] as const) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`Asterisk ${major}`, () => {
    const name = `ARI of Asterisk ${packages?.version}`;
    const play = { seed: 1, tests: 2, steps: 150, restarts: false };
    describeRandomPlay(name, () => createAsteriskWorld(packages!, 'auto'), play);
    const amiPlay = { ...play, seed: 3, tests: 1 };
    const amiName = `AMI of Asterisk ${packages?.version}`;
    describeRandomPlay(amiName, () => createAmiWorld(packages!), amiPlay);
  });
}
