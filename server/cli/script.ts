/** `tsunagi script`: talk scripts, straight on the store. */

import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { ScriptVersionRow } from '../../adapters/store/scripts.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { readScript } from '../../config/script.ts';
import { scriptFields } from '../knowledge/script-fields.ts';
import {
  diffOf,
  putScript,
  reportOf,
  ScriptFaults,
  scriptOf,
  versionOf,
} from '../knowledge/script-versions.ts';
import type { ScriptFaultShown } from '../wire/knowledge.ts';
import { exitCodes } from './exit-codes.ts';
import { languageOf } from './language.ts';
import { type StoreOptions, tellFaults, UsageError, withStore } from './people.ts';
import { reportText } from './script-text.ts';
import { siteOf } from './site-of.ts';

export interface ScriptOptions extends StoreOptions {
  readonly json?: boolean;
  readonly lang?: string;
}
export interface PublishOptions extends ScriptOptions {
  readonly beside?: boolean;
  readonly weight: string;
}
export interface ShowOptions extends ScriptOptions {
  readonly version?: string;
}
export interface ReportOptions extends ScriptOptions {
  readonly from?: string;
  readonly until?: string;
}

const print = ({ json }: ScriptOptions, value: unknown, text: string): void => {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : text);
};

const withTenant = (
  options: ScriptOptions,
  work: (tenant: TenantStore) => Promise<void>,
): Promise<void> =>
  tellFaults(() => withStore(options, async (store) => work(await store.tenant(options.tenant))));

/** Without a configuration: the fields every script may name. */
const fieldsOf = ({ config }: ScriptOptions): ReadonlySet<string> =>
  scriptFields(config === undefined ? undefined : siteOf(config).desk);

function textOf(path: string): string {
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
  return readFileSync(path, 'utf8');
}

function tellScriptFaults(
  path: string,
  faults: readonly ScriptFaultShown[],
  options: ScriptOptions,
): void {
  process.exitCode = exitCodes.failed;
  if (options.json) {
    print(options, { faults }, '');
    return;
  }
  const language = languageOf(options.lang);
  for (const { line, column, text } of faults) {
    process.stderr.write(`${path}:${line}:${column} ${text[language] ?? text.en}\n`);
  }
}

/** `script check`. */
export const scriptCheck = (path: string, options: ScriptOptions): Promise<void> =>
  tellFaults(async () => {
    const read = readScript(textOf(path), fieldsOf(options));
    if ('faults' in read) {
      tellScriptFaults(path, read.faults, options);
      return;
    }
    const { code, script } = read;
    const steps = script.steps.length;
    print(options, { code, steps, faults: [] }, `${code}: ${steps} steps, nothing wrong\n`);
  });

/** Who is signed in at this machine: whose draft it is. */
const writer = (): string => userInfo().username;

/** `script put`. */
export const scriptPut = (path: string, options: ScriptOptions): Promise<void> =>
  withTenant(options, async (tenant) => {
    try {
      const about = { fields: fieldsOf(options), by: writer() };
      const { code, version } = await putScript(tenant, textOf(path), about);
      const next = `tsunagi script publish ${code} ${version}`;
      print(
        options,
        { code, version },
        `${code} ${version}: a draft\n${next} lets calls go by it\n`,
      );
    } catch (error) {
      if (!(error instanceof ScriptFaults)) throw error;
      tellScriptFaults(path, error.faults, options);
    }
  });

function numberOf(text: string, what: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`${what} is a number from 1 on, not "${text}"`);
}

/** `script publish`. */
export const scriptPublish = (
  code: string,
  version: string,
  options: PublishOptions,
): Promise<void> =>
  withTenant(options, async ({ scripts }) => {
    const { beside = false } = options;
    const weight = numberOf(options.weight, '--weight');
    const number = numberOf(version, 'a version');
    await scripts.publish(code, number, { by: writer(), beside, weight });
    const others = beside ? ', beside those published before' : '';
    print(options, { code, version: number }, `${code} ${number} is published${others}\n`);
  });

/** `script retire`. */
export const scriptRetire = (
  code: string,
  version: string,
  options: ScriptOptions,
): Promise<void> =>
  withTenant(options, async ({ scripts }) => {
    const number = numberOf(version, 'a version');
    await scripts.retire(code, number, writer());
    print(options, { code, version: number }, `${code} ${number} is retired\n`);
  });

const versionText = ({ version, state, weight }: ScriptVersionRow): string =>
  `${version} ${state}${state === 'published' ? ` (weight ${weight})` : ''}`;

/** `script list`. */
export const scriptList = (options: ScriptOptions): Promise<void> =>
  withTenant(options, async ({ scripts }) => {
    const all = await scripts.all();
    const lines = all.map(
      ({ code, name, versions }) => `${code}\t${name}\t${versions.map(versionText).join(', ')}\n`,
    );
    print(options, all, lines.join('') || 'no scripts\n');
  });

/** `script show`. */
export const scriptShow = (code: string, options: ShowOptions): Promise<void> =>
  withTenant(options, async (tenant) => {
    const asked =
      options.version === undefined ? undefined : numberOf(options.version, '--version');
    const found = await versionOf(tenant, code, asked);
    const end = found.source.endsWith('\n') ? '' : '\n';
    print(options, { code, ...found }, `${found.source}${end}`);
  });

/** `script diff`. */
export const scriptDiff = (
  code: string,
  [from, to]: readonly [string, string],
  options: ScriptOptions,
): Promise<void> =>
  withTenant(options, async (tenant) => {
    const versions = { a: numberOf(from, 'a version'), b: numberOf(to, 'a version') };
    const lines = await diffOf(tenant, code, versions);
    print(options, lines, lines.map(({ sign, text }) => `${sign} ${text}\n`).join(''));
  });

function momentOf(day: string | undefined): number | undefined {
  if (day === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? new Date(`${day}T00:00:00`).getTime() : Number.NaN;
  if (Number.isNaN(at)) throw new UsageError(`a day is written 2026-11-01, not "${day}"`);
  return at;
}

/** `script report`. */
export const scriptReport = (code: string, options: ReportOptions): Promise<void> =>
  withTenant(options, async (tenant) => {
    const from = momentOf(options.from);
    const until = momentOf(options.until);
    const within = {
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    };
    const { versions } = await scriptOf(tenant, code);
    const report = await reportOf(tenant, code, within);
    print(options, report, reportText(report, versions, languageOf(options.lang)));
  });
