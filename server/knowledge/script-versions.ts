/** Scripts from draft to report, for the API and the command line alike. */

import { StoreError } from '../../adapters/store/database.ts';
import type { ScriptRow, ScriptVersion } from '../../adapters/store/scripts.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { readScript } from '../../config/script.ts';
import { compareRates, pathReport } from '../../core/script/report.ts';
import type { DiffLine, ScriptFaultShown, ScriptReportShown } from '../wire/knowledge.ts';
import { diffLines } from './line-diff.ts';

/** A text that is no script, with everything that is wrong with it. */
export class ScriptFaults extends Error {
  readonly faults: readonly ScriptFaultShown[];

  constructor(faults: readonly ScriptFaultShown[]) {
    super(faults.map(({ line, column, text }) => `${line}:${column} ${text.en}`).join('; '));
    this.faults = faults;
  }
}

/** Keeps it as the draft of its code. Rejects with `ScriptFaults`. */
export async function putScript(
  store: TenantStore,
  source: string,
  { fields, by }: { readonly fields: ReadonlySet<string>; readonly by: string },
): Promise<{ readonly code: string; readonly version: number }> {
  const read = readScript(source, fields);
  if ('faults' in read) throw new ScriptFaults(read.faults);
  const { code, name, script } = read;
  return { code, version: await store.scripts.put({ code, name, source, script }, by) };
}

/** A script with its versions, the latest first. Rejects with `unknown`. */
export async function scriptOf(store: TenantStore, code: string): Promise<ScriptRow> {
  const found = (await store.scripts.all()).find((each) => each.code === code);
  if (found === undefined) throw new StoreError('unknown', `there is no script ${code}`);
  return found;
}

/** One version; without a number the latest. Rejects with `unknown`. */
export async function versionOf(
  store: TenantStore,
  code: string,
  version?: number,
): Promise<ScriptVersion> {
  const wanted = version ?? (await scriptOf(store, code)).versions[0]?.version ?? 0;
  const found = await store.scripts.version(code, wanted);
  if (found === undefined) {
    throw new StoreError('unknown', `script ${code} has no version ${wanted}`);
  }
  return found;
}

/** What version `b` says otherwise than version `a`. */
export async function diffOf(
  store: TenantStore,
  code: string,
  { a, b }: { readonly a: number; readonly b: number },
): Promise<DiffLine[]> {
  const [from, to] = [await versionOf(store, code, a), await versionOf(store, code, b)];
  return diffLines(from.source, to.source);
}

/**
 * Each version that was ever published, and each pair of those that were spoken. Cost: all
 * conversations by the script within the time.
 */
export async function reportOf(
  store: TenantStore,
  code: string,
  within: { readonly from?: number; readonly until?: number },
): Promise<ScriptReportShown> {
  const { versions } = await scriptOf(store, code);
  const spoken = versions.filter(({ publishedAt }) => publishedAt !== null).reverse();
  const reports = [];
  for (const { version } of spoken) {
    const { script } = await versionOf(store, code, version);
    reports.push(pathReport(script, await store.contacts.told(code, { version, ...within })));
  }
  const heard = reports.filter(({ all }) => all.calls > 0);
  const comparisons = heard.flatMap((a, index) =>
    heard.slice(index + 1).map((b) => {
      const { difference, better } = compareRates(a.all, b.all);
      return { a: a.version, b: b.version, difference, better };
    }),
  );
  return { reports, comparisons };
}
