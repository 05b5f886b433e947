/** A world of the contract made of the simulated PBX behind an ARI server on loopback. */

import { createAsteriskAri } from '../../adapters/asterisk-ari/adapter.ts';
import { realClock } from '../../adapters/clock.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createWorld } from '../../adapters/simulated/world.ts';
import { type AriServer, startAriServer } from '../support/ari-server/server.ts';
import { createSimulatedWorld } from './simulated-world.ts';
import type { ContractWorld } from './world.ts';

const clock = realClock;
const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(ms, resolve);
  });

const soundMs = (media: string): number | undefined => {
  if (media.includes('missing')) return undefined;
  return media.includes('long') ? 15_000 : 400;
};

/** `version` as Asterisk writes it; 22.4 and later take REST over WebSocket. */
export async function createLoopbackWorld(
  version: string,
): Promise<{ readonly world: ContractWorld; readonly server: AriServer }> {
  const major = version.startsWith('16') ? 16 : 22;
  const world = createWorld(createPbx({ clock, version: major, soundMs }), 'tsunagi');
  const login = { user: 'tsunagi', password: 'pass word&=ü' };
  const server = await startAriServer({ world, version, ...login });
  const contract = createSimulatedWorld({
    world,
    now: clock.now,
    createPort: () =>
      createAsteriskAri(
        {
          id: 'loopback',
          kind: 'asterisk-ari',
          url: server.url,
          ...login,
          app: 'tsunagi',
          originatesPerSecond: 100,
          restOverWebSocket: 'auto',
        },
        { clock },
      ),
    pass: sleep,
    passToNext: () => sleep(5),
    cutLink: () => server.cut(),
    restoreLink: () => server.restore(),
    close: () => server.stop(),
  });
  const restart = async (): Promise<void> => {
    await server.cut();
    world.restart();
    await sleep(100);
    await server.restore();
  };
  const ari = { url: server.url, ...login };
  return { world: { ...contract, ari, restart }, server };
}
