/** The contract over the simulated switch, on a clock that stands still until a test lets it go. */

import { createManualClock } from '../../adapters/clock.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createSimulatedSwitch, type SimulatedSwitch } from '../../adapters/simulated/switch.ts';
import { createWorld } from '../../adapters/simulated/world.ts';
import { describeRandomPlay } from './random-play.ts';
import { createSimulatedWorld } from './simulated-world.ts';
import { describeSwitchContract } from './switch-contract.ts';
import type { ContractWorld } from './world.ts';

function makeWorld(seed: number, version: 16 | 22): ContractWorld {
  const clock = createManualClock(1_700_000_000_000);
  const soundMs = (media: string): number | undefined => {
    if (media.includes('missing')) return undefined;
    return media.includes('long') ? 15_000 : 1_000;
  };
  const world = createWorld(createPbx({ clock, version, soundMs }), 'tsunagi');
  const ports: SimulatedSwitch[] = [];
  let cut = false;
  // Promises settle between two instants, as they do in a process.
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return createSimulatedWorld({
    world,
    now: clock.now,
    createPort() {
      const port = createSimulatedSwitch({ clock, seed: seed + ports.length, world });
      ports.push(port);
      if (cut) port.cutLink();
      return port;
    },
    async pass(ms) {
      clock.advance(ms);
      await settle();
    },
    async passToNext(at) {
      clock.advance(Math.min(clock.next() ?? at, at) - clock.now());
      await settle();
    },
    cutLink: async () => {
      cut = true;
      for (const port of ports) port.cutLink();
    },
    restoreLink: async () => {
      cut = false;
      for (const port of ports) port.restoreLink();
    },
    close: async () => {},
  });
}

for (const [seed, version] of [
  [1, 22],
  [2, 16],
] as const) {
  const name = `the simulated switch, as Asterisk ${version}, seed ${seed}`;
  describeSwitchContract(name, async () => makeWorld(seed, version));
}

describeRandomPlay('the simulated switch', async () => makeWorld(3, 22), {
  seed: 20_261_122,
  tests: 40,
  steps: 400,
  restarts: true,
});
