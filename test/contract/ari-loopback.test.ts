/**
 * The contract over the ARI adapter and an ARI server on loopback, in front of the simulated PBX.
 */

import { expect, test } from 'vitest';
import { createAsteriskAri } from '../../adapters/asterisk-ari/adapter.ts';
import { realClock } from '../../adapters/clock.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createWorld } from '../../adapters/simulated/world.ts';
import { type AriServer, startAriServer } from '../support/ari-server/server.ts';
import { createSimulatedWorld } from './simulated-world.ts';
import { describeSwitchContract } from './switch-contract.ts';
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

const servers: AriServer[] = [];

async function makeWorld(version: string): Promise<ContractWorld> {
  const major = version.startsWith('16') ? 16 : 22;
  const world = createWorld(createPbx({ clock, version: major, soundMs }), 'tsunagi');
  const login = { user: 'tsunagi', password: 'pass word&=ü' };
  const server = await startAriServer({ world, version, ...login });
  servers.push(server);
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
  return {
    ...contract,
    async restart() {
      await server.cut();
      world.restart();
      await sleep(100);
      await server.restore();
    },
  };
}

describeSwitchContract('the ARI adapter and ARI 22 on loopback', () => makeWorld('22.10.1'));
describeSwitchContract('the ARI adapter and ARI 16 on loopback', () => makeWorld('16.28.0'));

test('the adapter asks for nothing that the loopback server does not know', () => {
  expect(servers.map((server) => [...new Set(server.unknown)])).toEqual([[], []]);
});
