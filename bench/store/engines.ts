/** The engines to be measured: as operators have them, every commit on the disk. */

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../../test/asterisk/unpack.ts';
import { unpackPostgres } from '../../test/postgres/packages.ts';
import { startPostgres } from '../../test/postgres/server.ts';

export type Engine = 'sqlite' | 'postgres';

export interface BenchStore {
  readonly address: string;
  readonly folder: string;
  /** Takes everything away again. */
  readonly end: () => Promise<void>;
}

export async function benchStore(engine: Engine): Promise<BenchStore> {
  const folder = join(checkoutRoot(), '.cache', `bench-store-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  if (engine === 'sqlite') {
    return { address: join(folder, 'store.db'), folder, end: async () => clear() };
  }
  const server = await startPostgres(await unpackPostgres(), { durable: true });
  return {
    address: await server.newDatabase(),
    folder,
    end: async () => {
      await server.stop();
      clear();
    },
  };
}
