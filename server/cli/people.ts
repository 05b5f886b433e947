/** `tsunagi people import`: a table of people into the store. */

import { existsSync, statSync } from 'node:fs';
import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';
import { StoreError } from '../../adapters/store/database.ts';
import { openStore, type Store } from '../../adapters/store/store.ts';
import { openTable } from '../../adapters/tables/open-table.ts';
import { TableError } from '../../adapters/tables/table.ts';
import { WrittenError } from '../../config/load.ts';
import { isTimeZone } from '../../config/time-zone.ts';
import { type Column, columnsOf, MappingError } from '../people/fields.ts';
import { type ImportPlan, importPeople } from '../people/import.ts';
import { previewText } from '../people/preview.ts';
import { progressTo } from '../people/progress.ts';
import { resultText } from '../people/result-text.ts';
import { exitCodes } from './exit-codes.ts';
import { siteOf } from './site-of.ts';

export interface StoreOptions {
  readonly config?: string;
  readonly store?: string;
  readonly tenant: string;
}

export interface PeopleImportOptions extends StoreOptions {
  readonly list?: string;
  readonly country: string;
  readonly zone: string;
  readonly currency: string;
  readonly map: readonly string[];
  readonly encoding: string;
  readonly sheet?: string;
  readonly errors?: string;
  readonly preview?: boolean;
  readonly restart?: boolean;
  readonly json?: boolean;
}

/** The command line is not one that can be carried out. */
export class UsageError extends Error {}

export async function peopleImport(path: string, options: PeopleImportOptions): Promise<void> {
  await tellFaults(async () => {
    const plan = await planOf(path, options);
    if (options.preview) {
      process.stdout.write(await previewText(plan));
      return;
    }
    await withStore(options, async (store) => {
      const stop = stopOnSignal();
      const progress = progressTo(process.stderr);
      const result = await importPeople(await store.tenant(options.tenant), plan, {
        step: (state, share) => progress.show(state.rowsDone, share),
        isStopped: () => stop.isAsked(),
      });
      progress.end();
      stop.end();
      const { state, before } = result;
      const text = options.json
        ? `${JSON.stringify({ ...state, before }, undefined, 2)}\n`
        : resultText(result, plan);
      process.stdout.write(text);
      if (state.finishedAt === null) process.exitCode = exitCodes.failed;
    });
  });
}

async function planOf(path: string, options: PeopleImportOptions): Promise<ImportPlan> {
  const { country, zone, currency } = options;
  if (!existsSync(path) || !statSync(path).isFile())
    throw new UsageError(`there is no file ${path}`);
  if (!isSupportedCountry(country)) {
    throw new UsageError(`--country is two letters such as JP or US, not "${country}"`);
  }
  if (!isTimeZone(zone)) throw new UsageError(`--zone is a zone such as Asia/Tokyo, not "${zone}"`);
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new UsageError(`--currency is three letters such as JPY, not "${currency}"`);
  }
  const overrides = new Map(options.map.map(assignment));
  const table = await openTable(path, {
    encoding: options.encoding,
    ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
  });
  const columns: readonly Column[] = columnsOf(table.header, overrides);
  return {
    path,
    table,
    columns,
    reading: { country: country as CountryCode, zone, currency },
    list: options.list,
    errorsPath: options.errors ?? `${path}.errors.csv`,
    anew: options.restart ?? false,
  };
}

/** `HEADING=FIELD`; a heading may hold signs of equality, a field does not. */
function assignment(text: string): [heading: string, field: string] {
  const at = text.lastIndexOf('=');
  if (at <= 0) throw new UsageError(`--map is HEADING=FIELD, not "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/**
 * The first Ctrl-C ends after the batch at hand; a second one at once, and nothing is lost by it.
 */
function stopOnSignal(): { readonly isAsked: () => boolean; readonly end: () => void } {
  let asked = false;
  const ask = (): void => {
    if (asked) process.exit(exitCodes.failed);
    asked = true;
  };
  process.on('SIGINT', ask).on('SIGTERM', ask);
  return {
    isAsked: () => asked,
    end: () => {
      process.off('SIGINT', ask).off('SIGTERM', ask);
    },
  };
}

/** The store of the command line: `--store`, else that of the configuration, else the default. */
export async function withStore(
  { store, config }: StoreOptions,
  work: (store: Store) => Promise<void>,
): Promise<void> {
  const address = store ?? (config === undefined ? 'var/store.db' : siteOf(config).server.store);
  const opened = await openStore(address, Date.now);
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

/** What is wrong with the command, the file or the store, in a line of its own. */
export async function tellFaults(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isUsage = error instanceof UsageError || error instanceof MappingError;
    const { message } = error as Error;
    if (error instanceof WrittenError) {
      // Each error begins with its own place.
      process.stderr.write(message.endsWith('\n') ? message : `${message}\n`);
      process.exitCode = exitCodes.failed;
      return;
    }
    const isTold = isUsage || error instanceof TableError || error instanceof StoreError;
    if (!isTold) throw error;
    process.stderr.write(`tsunagi: ${message}\n`);
    process.exitCode = isUsage ? exitCodes.usage : exitCodes.failed;
  }
}
