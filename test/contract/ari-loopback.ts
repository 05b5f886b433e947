/**
 * The contract over the ARI adapter and an ARI server on loopback, in front of the simulated PBX.
 * It mostly waits, as switches do: each version is a file of its own, so that they wait together.
 */

import { expect, test } from 'vitest';
import type { AriServer } from '../support/ari-server/server.ts';
import { createLoopbackWorld } from './loopback-world.ts';
import { describeRandomPlay } from './random-play.ts';
import { describeSwitchContract } from './switch-contract.ts';

/** Registers the suite. `version` as Asterisk writes it. */
export function describeLoopback(version: string): void {
  const servers: AriServer[] = [];
  const name = `the ARI adapter and ARI ${version} on loopback`;
  const makeWorld = async () => {
    const { world, server } = await createLoopbackWorld(version);
    servers.push(server);
    return world;
  };
  describeSwitchContract(name, makeWorld);
  describeRandomPlay(name, makeWorld, { seed: 1, tests: 1, steps: 250, restarts: true });

  test('the adapter asks for nothing that the loopback server does not know', () => {
    expect(servers.map((server) => [...new Set(server.unknown)])).toEqual([[], []]);
  });
}
