/** The contact log while the store is away: nothing is lost, and nothing is there twice. */

import { afterEach, describe, expect, it } from 'vitest';
import { contactMark } from '../../../adapters/store/contacts.ts';
import { openStore, type Store } from '../../../adapters/store/store.ts';
import type { Line } from '../../../server/journal-lines.ts';
import { openJournal } from '../../../server/journal-reader.ts';
import { ContactLog, type ContactLogParts } from '../../../server/knowledge/contact-log.ts';
import { silentLog } from '../../../server/log.ts';
import { View } from '../../../server/view.ts';
import { cleanUp, startCentre } from '../centre.ts';

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await cleanUp();
});

const callers = ['0311110001', '0311110002', '0311110003'];

/** The journal of three conversations, one after the other, and a contact log that reads it. */
async function scene(more: Partial<ContactLogParts> = {}) {
  const centre = await startCentre();
  await centre.post('/agents/ann/sign-in');
  const { seq } = (await centre.lines())[0]!;
  for (const number of callers) {
    const caller = centre.world.enter({ args: ['entry', '100'], number });
    await centre.pass(2_500);
    caller.hangUp();
    await centre.pass(11_000);
  }
  const lines = (await centre.lines()).filter((line) => line.seq >= seq);
  const { snapshot } = openJournal(centre.folder)!;
  const store = await openStore(':memory:', () => 0);
  stores.push(store);
  const written: string[] = [];
  let away = false;
  let retry = (): void => {};
  const view = View.restore(snapshot, { callers: 0, keepMs: 0 });
  const orAway = () => {
    if (away) throw new Error('the store is away');
  };
  const log = new ContactLog({
    ...{ view, log: silentLog, folder: centre.folder, snapshot, site: '' },
    database: async () => {
      orAway();
      return store.database;
    },
    begin: async ({ number }) => {
      orAway();
      written.push(`begun ${number}`);
    },
    end: async ({ call }) => {
      orAway();
      written.push(`ended ${call}`);
    },
    flushJournal: async () => {},
    wait: () =>
      new Promise((resolve) => {
        retry = resolve;
      }),
    ...more,
  });
  const read = (some: readonly Line[]): void => {
    for (const line of some) {
      log.apply(line);
      view.apply(line);
    }
  };
  return {
    ...{ log, lines, written, read, store },
    goAway: () => {
      away = true;
    },
    async comeBack() {
      away = false;
      retry();
      await settled();
      await log.written();
    },
  };
}

/** Promises that are kept already have their say. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const all = ['1', '2', '3'].flatMap((call, i) => [`begun ${callers[i]}`, `ended ${call}`]);

describe('the contact log', () => {
  it('tells each conversation when it begins and when it is over', async () => {
    const { log, lines, written, read } = await scene();
    log.start();
    read(lines);
    await log.written();
    expect(written).toEqual(all);
  });

  it('keeps what is told while the store is away', async () => {
    const { log, lines, written, read, goAway, comeBack } = await scene();
    log.start();
    await log.written();
    goAway();
    read(lines);
    await settled();
    expect(log.trouble).toBe('the store is away');
    expect(written).toEqual([]);
    await comeBack();
    expect(log.trouble).toBeUndefined();
    expect(written).toEqual(all);
  });

  it('reads the journal again when more was told than it keeps', async () => {
    const { log, lines, written, read, goAway, comeBack } = await scene({ pendingMax: 2 });
    log.start();
    await log.written();
    const half = lines.findIndex((line) => 'n' in line && line.n[0] === 'callConnected') + 1;
    read(lines.slice(0, half));
    await log.written();
    expect(written).toEqual(all.slice(0, 1));
    goAway();
    read(lines.slice(half));
    await settled();
    await comeBack();
    expect(written).toEqual(all);
  });

  it('remembers how far it has read, so that the next process begins there', async () => {
    const { log, lines, read, store } = await scene();
    log.start();
    read(lines);
    await log.stop();
    expect(await contactMark(store.database, '')).toBe(lines.at(-1)!.seq);
  });

  it('leaves out what the store refuses for good, and goes on', async () => {
    const { StoreError } = await import('../../../adapters/store/database.ts');
    const told: string[] = [];
    const { log, lines, read } = await scene({
      begin: async ({ number }) => {
        if (number === callers[1]) throw new StoreError('conflict', 'no such person');
        told.push(number);
      },
    });
    log.start();
    read(lines);
    await log.written();
    expect(told).toEqual([callers[0], callers[2]]);
  });
});
