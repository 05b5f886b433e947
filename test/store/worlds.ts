/** The engines the store runs on, for tests that hold for each: a new, empty store at each call. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { openStore, type Store } from '../../adapters/store/store.ts';
import { postgresOrSkip } from '../postgres/packages.ts';
import { startPostgres } from '../postgres/server.ts';

export interface World {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** The address of a store that is not there yet. */
  readonly newAddress: () => Promise<string>;
}

/** A wall clock that stands until it is moved. */
export interface HandClock {
  now: number;
}

/** 1 October 2026, noon in Tokyo. */
export const noon = Date.UTC(2026, 9, 1, 3);
export const day = 86_400_000;

/** SQLite, and PostgreSQL where it can be had; gone when the tests of the file are through. */
export async function worlds(): Promise<readonly World[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-store-'));
  let files = 0;
  const sqlite: World = {
    name: 'SQLite',
    newAddress: async () => {
      files++;
      return join(folder, `store-${files}.db`);
    },
  };
  const packages = await postgresOrSkip();
  const server = packages && (await startPostgres(packages));
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return server ? [sqlite, { name: 'PostgreSQL', newAddress: server.newDatabase }] : [sqlite];
}

const opened: Store[] = [];

/** A store with nothing in it, closed when the tests of the file are through. */
export async function newStore(world: World, clock: HandClock = { now: noon }): Promise<Store> {
  const store = await openStore(await world.newAddress(), () => clock.now);
  opened.push(store);
  return store;
}

export async function closeStores(): Promise<void> {
  for (const store of opened.splice(0)) await store.close();
}

/** Tests that hold for every engine, in order, over what `setUp` makes once. */
export const contract =
  <T>(
    name: string,
    setUp: (world: World) => Promise<T>,
    tests: Readonly<Record<string, (context: T) => Promise<void>>>,
  ) =>
  (world: World): void => {
    describe(name, () => {
      let context: T;
      beforeAll(async () => {
        context = await setUp(world);
      });
      for (const [title, run] of Object.entries(tests)) test(title, () => run(context));
    });
  };
