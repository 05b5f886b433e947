/** `tsunagi evidence`: what was done about a number, and whether what is written still stands. */

import { existsSync } from 'node:fs';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { WrittenError } from '../../config/load.ts';
import { countryFolder, readShelf, type Shelf } from '../../config/packs/shelf.ts';
import { isTimeZone, momentsOf } from '../../config/time-zone.ts';
import type { DialRecord } from '../../core/outreach/may-dial/record.ts';
import { exportEvidence } from '../outbound/evidence-export.ts';
import { EvidenceReplay, type Replayed } from '../outbound/evidence-replay.ts';
import { type EvidenceReport, evidenceOf } from '../outbound/evidence-report.ts';
import { evidenceText } from '../outbound/evidence-text.ts';
import { ruleSources } from '../outbound/rule-sources.ts';
import { exitCodes } from './exit-codes.ts';
import { languageOf } from './language.ts';
import { type StoreOptions, tellFaults, UsageError, withStore } from './people.ts';
import { siteOf } from './site-of.ts';
import { numberOf } from './why.ts';

export interface EvidenceOptions extends StoreOptions {
  readonly number?: string;
  readonly date?: string;
  readonly from?: string;
  readonly until?: string;
  readonly zone: string;
  readonly export?: string;
  readonly by: string;
  readonly replay?: boolean;
  readonly json?: boolean;
  readonly lang?: string;
}

export type SealOptions = StoreOptions & { readonly json?: boolean };

/** What was done about a number. Exit code 1: a decision made again gives another answer. */
export async function evidenceCommand(options: EvidenceOptions): Promise<void> {
  await tellFaults(async () => {
    if (options.number === undefined) throw new UsageError('--number says whose: +81312345678');
    const number = numberOf(options.number);
    const { from, until } = spanOf(options);
    if (options.export !== undefined && existsSync(options.export)) {
      throw new UsageError(`${options.export} is there already`);
    }
    await withStore(options, async (store) => {
      const tenant = await store.tenant(options.tenant);
      const report = await evidenceOf(tenant, number, from, until);
      const shelf = shelfOf(options.config);
      const replayed = options.replay ? replayAll(report, shelf) : undefined;
      print(report, replayed, shelf, options);
      if (options.export !== undefined) await writeExport(tenant, report, options);
      if (replayed && [...replayed.values()].some(({ result }) => result === 'different')) {
        process.exitCode = exitCodes.failed;
      }
    });
  });
}

function print(
  report: EvidenceReport,
  replayed: ReadonlyMap<DialRecord, Replayed> | undefined,
  shelf: Shelf,
  { json, lang, zone }: EvidenceOptions,
): void {
  if (json) {
    const again = (decision: DialRecord | null) =>
      replayed === undefined || decision === null ? {} : { replayed: replayed.get(decision) };
    const attempts = report.attempts.map((each) => ({ ...each, ...again(each.decision) }));
    const refused = report.refused.map((each) => ({ ...each, ...again(each.decision) }));
    process.stdout.write(`${JSON.stringify({ ...report, attempts, refused }, undefined, 2)}\n`);
    return;
  }
  const sources = ruleSources(shelf);
  const sourceOf = (rule: string) => sources.get(rule);
  const telling = { language: languageOf(lang), zone, sourceOf };
  process.stdout.write(evidenceText(report, telling, replayed));
}

function replayAll(report: EvidenceReport, shelf: Shelf): ReadonlyMap<DialRecord, Replayed> {
  const replay = new EvidenceReplay(shelf);
  const decisions = [...report.attempts, ...report.refused].flatMap(({ decision }) =>
    decision === null ? [] : [decision],
  );
  return new Map(decisions.map((decision) => [decision, replay.replay(decision)]));
}

async function writeExport(
  tenant: TenantStore,
  report: EvidenceReport,
  options: EvidenceOptions,
): Promise<void> {
  const note = { tenant: options.tenant, by: options.by, now: Date.now() };
  const { path, records, sha256 } = await exportEvidence(tenant, report, options.export!, note);
  process.stderr.write(`${path}: ${records} records, SHA-256 ${sha256}, noted as evidence\n`);
}

/** The packs of the program and those of the configuration. */
function shelfOf(config: string | undefined): Shelf {
  const own = config === undefined ? [] : (siteOf(config).server.outbound?.packs ?? []);
  const { shelf, diagnostics, sources } = readShelf([countryFolder(), ...own]);
  if (shelf === undefined) throw new WrittenError(diagnostics, sources);
  return shelf;
}

/** Days of the zone; without any, everything there is. */
function spanOf({ date, from, until, zone }: EvidenceOptions): { from: number; until: number } {
  if (!isTimeZone(zone)) throw new UsageError(`--zone is a zone such as Asia/Tokyo, not "${zone}"`);
  if (date !== undefined && (from !== undefined || until !== undefined)) {
    throw new UsageError('either --date, or --from and --until');
  }
  const first = date ?? from;
  const last = date ?? until;
  return {
    from: first === undefined ? 0 : dayStart(zone, first, 0),
    until: last === undefined ? Date.now() + 1 : dayStart(zone, last, 1),
  };
}

/** The first moment of that day, or of one so many days after it. */
function dayStart(zone: string, text: string, daysOn: number): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (day === undefined || new Date(local).toISOString().slice(0, 10) !== text) {
    throw new UsageError(`a day is such as 2026-11-26, not "${text}"`);
  }
  const midnight = local + daysOn * 86_400_000;
  // Where clocks skip midnight, the day begins an hour later.
  return momentsOf(zone, midnight)[0] ?? momentsOf(zone, midnight + 3_600_000)[0]!;
}

/** `evidence verify`. Exit code 1: something was changed. */
export const evidenceVerify = (options: SealOptions): Promise<void> =>
  tellFaults(() =>
    withStore(options, async (store) => {
      const { evidence } = await store.tenant(options.tenant);
      const [broken, newest] = [await evidence.verify(), await evidence.newestSeal()];
      if (broken.length > 0) process.exitCode = exitCodes.failed;
      if (options.json) {
        process.stdout.write(
          `${JSON.stringify({ broken, newest: newest ?? null }, undefined, 2)}\n`,
        );
        return;
      }
      for (const { day, reason } of broken) process.stdout.write(`${day}: ${reason}\n`);
      const until = newest === undefined ? 'no day is sealed yet' : `${newest.day} ${newest.seal}`;
      const sound =
        broken.length === 0 ? 'everything is as it was written' : 'NOT as it was written';
      process.stdout.write(`${sound}; newest seal: ${until}\n`);
    }),
  );

/** `evidence seal`: every day that is over and has no seal yet. */
export const evidenceSeal = (options: SealOptions): Promise<void> =>
  tellFaults(() =>
    withStore(options, async (store) => {
      const { evidence } = await store.tenant(options.tenant);
      const days = await evidence.seal();
      const newest = (await evidence.newestSeal()) ?? null;
      const text = `${days.length} days sealed; newest seal: ${newest === null ? 'none' : `${newest.day} ${newest.seal}`}\n`;
      process.stdout.write(
        options.json ? `${JSON.stringify({ sealed: days, newest }, undefined, 2)}\n` : text,
      );
    }),
  );
