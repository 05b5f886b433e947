/** `tsunagi faq`: questions with answers, straight on the store. */

import { existsSync } from 'node:fs';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { openTable } from '../../adapters/tables/open-table.ts';
import { type FaqRows, faqRowsOf, importFaqs } from '../knowledge/faq-import.ts';
import { exitCodes } from './exit-codes.ts';
import { type StoreOptions, tellFaults, UsageError, withStore } from './people.ts';

export interface FaqOptions extends StoreOptions {
  readonly json?: boolean;
}
export interface FaqImportOptions extends FaqOptions {
  readonly encoding: string;
  readonly sheet?: string;
  readonly owner: string;
}

const print = ({ json }: FaqOptions, value: unknown, text: string): void => {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : text);
};

const withTenant = (
  options: FaqOptions,
  work: (tenant: TenantStore) => Promise<void>,
): Promise<void> =>
  tellFaults(() => withStore(options, async (store) => work(await store.tenant(options.tenant))));

/** `faq import`: rows that cannot be read are told with their lines; the others are there. */
export const faqImport = (path: string, options: FaqImportOptions): Promise<void> =>
  withTenant(options, async ({ faqs }) => {
    if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
    const { encoding, sheet, owner } = options;
    const table = await openTable(path, { encoding, ...(sheet === undefined ? {} : { sheet }) });
    let read: FaqRows;
    try {
      read = await faqRowsOf(table);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
    const done = await importFaqs(faqs, read.rows, owner);
    for (const { line, why } of read.faults) process.stderr.write(`${path}:${line} ${why}\n`);
    if (read.faults.length > 0) process.exitCode = exitCodes.failed;
    const { added, changed, same } = done;
    const text = `${added} added, ${changed} changed, ${same} as they were`;
    print(
      options,
      { ...done, faults: read.faults },
      `${text}, ${read.faults.length} not understood\n`,
    );
  });

/** `faq list`. */
export const faqList = (options: FaqOptions): Promise<void> =>
  withTenant(options, async ({ faqs }) => {
    const all = await faqs.all();
    const lines = all.map(
      ({ id, state, version, uses, owner, questionEn, questionJa }) =>
        `${id}\t${state}\tversion ${version}\t${uses} uses\t${owner}\t${oneLine(questionJa || questionEn)}\n`,
    );
    print(options, all, lines.join('') || 'no entries\n');
  });

/** `faq unanswered`. */
export const faqUnanswered = (options: FaqOptions): Promise<void> =>
  withTenant(options, async ({ faqs, notes }) => {
    const searches = await faqs.unanswered();
    const doubts = await notes.openDoubts();
    const lines = [
      ...searches.map(({ times, words, lastBy }) => `${times} times\t${words}\t${lastBy}\n`),
      ...doubts.map(({ id, text, raisedBy }) => `doubt ${id}\t${oneLine(text)}\t${raisedBy}\n`),
    ];
    print(options, { searches, doubts }, lines.join('') || 'nothing is unanswered\n');
  });

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
