/**
 * Tables of people on their way from a browser into the store: kept in a folder of their own until
 * they are imported or the server ends.
 */

import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CountryCode } from 'libphonenumber-js/max';
import type { ImportState } from '../../adapters/store/imports.ts';
import type { PersonDraft } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { openTable } from '../../adapters/tables/open-table.ts';
import { type Table, TableError } from '../../adapters/tables/table.ts';
import { RequestError } from '../errors.ts';
import type { ImportLook, ImportStep } from '../wire/people-import.ts';
import { type Column, columnsOf, guessField, MappingError } from './fields.ts';
import { importPeople } from './import.ts';
import { look } from './look.ts';

/** How the table is to be read. */
export interface UploadReading {
  /** Field by heading, where the guess is wrong. */
  readonly map: Readonly<Record<string, string>>;
  readonly country: CountryCode;
  readonly zone: string;
}

interface Upload {
  readonly id: string;
  readonly file: string;
  readonly path: string;
  /** Nobody else gets at it. */
  readonly tenant: string;
  readonly table: Table;
}

/** Larger tables are for the command line. */
const bytesMax = 200_000_000;
/** Those nobody has imported; the oldest goes when another comes. */
const uploadsMax = 20;
const errorsShown = 20;
const noNumberColumn = 'どの列が電話番号か、顧客番号かが分かりません';

export class UploadRoom {
  readonly #uploads = new Map<string, Upload>();
  #folder: string | undefined;

  /** Takes a file in. Rejects with `body-too-large`, or `table-unreadable` with what is wrong. */
  async take(content: Readable, file: string, tenant: string): Promise<string> {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'tsunagi-uploads-'));
    const id = randomBytes(12).toString('hex');
    const folder = join(this.#folder, id);
    mkdirSync(folder, { mode: 0o700 });
    // What is kept of the import bears the name the file had.
    const path = join(folder, basename(file.replaceAll(/[\p{Cc}/\\]/gu, '_')).slice(-100));
    await pipeline(content, counted(), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    try {
      const table = await openTable(path, { encoding: 'auto' });
      this.#uploads.set(id, { id, file, path, tenant, table });
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      if (!(error instanceof TableError)) throw error;
      throw new RequestError('table-unreadable', `${error.message}.`, { file, ja: error.ja });
    }
    const [oldest] = this.#uploads.keys();
    if (this.#uploads.size > uploadsMax && oldest) this.#drop(oldest);
    return id;
  }

  /** What an import would do. Rejects with `unknown-upload`. */
  async look(id: string, tenant: string, reading: UploadReading): Promise<ImportLook> {
    const { file, table } = this.#upload(id, tenant);
    const { columns, obstacle } = columnsFor(table, reading);
    const plan = { table, columns, reading: { ...reading, currency: 'JPY' } };
    const { tried, refused, people, faults } = await look(plan);
    return {
      ...{ id, file, format: table.format, columns, obstacle, tried, refused },
      people: people.map(({ line, draft }) => ({ line, ...shown(draft) })),
      faults: faults.slice(0, errorsShown),
    };
  }

  /** Imports it and tells how far it is; the file is gone then. Rejects as `look`. */
  async *run(
    id: string,
    { code, store }: { readonly code: string; readonly store: TenantStore },
    reading: UploadReading,
    list: string,
  ): AsyncGenerator<ImportStep> {
    const { path, table } = this.#upload(id, code);
    const { columns, obstacle } = columnsFor(table, reading);
    if (obstacle !== null)
      throw new RequestError('table-unreadable', `${obstacle}.`, { ja: noNumberColumn });
    const steps: ImportStep[] = [];
    let wake = () => {};
    const plan = {
      ...{ path, table, columns, list, errorsPath: `${path}.errors.csv`, anew: false },
      reading: { ...reading, currency: 'JPY' },
    };
    const work = importPeople(store, plan, {
      step(state, share) {
        steps.push(stepOf(state, share, false));
        wake();
      },
      isStopped: () => false,
    }).then(({ state }) => {
      steps.push(stepOf(state, 1, true));
      wake();
    });
    const failure = work.then(
      () => undefined,
      (error: Error) => {
        wake();
        return error;
      },
    );
    for (;;) {
      const next = steps.shift();
      if (next) {
        yield next;
        if (next.isDone) break;
        continue;
      }
      const woken = new Promise<'woken'>((resolve) => {
        wake = () => resolve('woken');
      });
      const came = await Promise.race([woken, failure]);
      if (came instanceof Error) throw came;
    }
    this.#drop(id);
  }

  close(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#uploads.clear();
  }

  #upload(id: string, tenant: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload?.tenant === tenant) return upload;
    throw new RequestError('unknown-upload', 'The file is not here any more: choose it again.');
  }

  #drop(id: string): void {
    const path = this.#uploads.get(id)?.path;
    this.#uploads.delete(id);
    if (path === undefined) return;
    rmSync(dirname(path), { recursive: true, force: true });
  }
}

/** Lets so many bytes through and no more. */
function counted(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes <= bytesMax) return done(null, chunk);
      const sentence = 'Tables of more than 200 MB are for `tsunagi people import`.';
      return done(new RequestError('body-too-large', sentence));
    },
  });
}

/** Columns also where nothing tells people apart yet: somebody is to say which does. */
function columnsFor(
  { header }: Table,
  { map }: UploadReading,
): { readonly columns: readonly Column[]; readonly obstacle: string | null } {
  try {
    return { columns: columnsOf(header, new Map(Object.entries(map))), obstacle: null };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const columns = header.map((heading) => ({ heading, field: guessField(heading) }));
    return { columns, obstacle: error.message };
  }
}

function shown({
  name = '',
  company = '',
  kana = '',
  customerKey = '',
  numbers = [],
}: PersonDraft) {
  return {
    name,
    numbers: numbers.map(({ number }) => `+${number}`),
    more: [kana, company, customerKey].filter((text) => text !== '').join(' · '),
  };
}

const stepOf = ({ rowsDone: rows, counts }: ImportState, share: number, isDone: boolean) => {
  const { added, changed, refused } = counts;
  return { rows, share, added, changed, refused, isDone };
};
