/** Reports as the API answers them: sums of the store, in the asker's sight, as tables. */

import type { Sums } from '../../adapters/store/reports.ts';
import { Reports } from '../../adapters/store/reports.ts';
import { type Holder, maySeeAgent, maySeeQueue, seesAll } from '../access/holder.ts';
import type { Directory } from '../directory.ts';
import type { OutboundDesk } from '../outbound/outbound-desk.ts';
import type { StoreRoom } from '../store-room.ts';
import type { Named } from '../wire/desk.ts';
import type { ReportAnswer, ReportCell, ReportColumn, ReportCut } from '../wire/reports.ts';
import { dateOf, datesBetween, dayBegins, hourBegins, nextDay } from './local-days.ts';
import {
  agentFigures,
  type CampaignSums,
  campaignFigures,
  type Figure,
  queueFigures,
  summed,
} from './report-figures.ts';
import type { ReportLog } from './report-log.ts';

/** What is asked for. */
export interface ReportQuestion {
  readonly of: ReportAnswer['of'];
  readonly by: ReportCut;
  readonly from: string;
  readonly until: string;
  /** Only these queues, agents or campaigns (`TENANT/CODE`); undefined: all. */
  readonly subjects: readonly string[] | undefined;
}

/** Days a report may span. */
export const reportDaysMax = 400;
/** Days a report of campaigns may be cut into: each is counted by itself. */
const campaignDaysMax = 62;

export interface ReportDeskParts {
  readonly room: StoreRoom;
  readonly log: Pick<ReportLog, 'written'>;
  readonly outbound: OutboundDesk | undefined;
  directory(): Directory;
}

/** A line of a table before it is worked out. */
interface Group<Figures> {
  readonly of: string;
  readonly key: string | number | null;
  readonly sums: Figures;
}

type Subject = ReportAnswer['subjects'][number];

export class ReportDesk {
  readonly #parts: ReportDeskParts;

  constructor(parts: ReportDeskParts) {
    this.#parts = parts;
  }

  /** Rejects with `store-unusable`. Cost: a row of the store for each interval and subject. */
  async answer(holder: Holder, question: ReportQuestion): Promise<ReportAnswer> {
    await this.#parts.log.written();
    if (question.of === 'campaign') return this.#campaigns(holder, question);
    if (question.of === 'agent') return this.#agents(holder, question);
    return this.#queues(holder, question);
  }

  get #zone(): string {
    return this.#parts.directory().site.timeZone;
  }

  #span({ from, until }: ReportQuestion): { readonly from: number; readonly until: number } {
    const zone = this.#zone;
    return { from: dayBegins(zone, from), until: dayBegins(zone, nextDay(until)) };
  }

  async #queues(holder: Holder, question: ReportQuestion): Promise<ReportAnswer> {
    const directory = this.#parts.directory();
    const seen = directory.site.queues.filter((queue) => maySeeQueue(holder, queue));
    const names = new Map<string, Named>(seen.map(({ id, name }) => [id, name]));
    const isWanted = wanted(holder, names, question.subjects);
    const rows = (await (await this.#reports()).queues(this.#span(question))).filter(isWanted);
    const isDay = question.of === 'day';
    const groups = this.#grouped(rows, isDay ? 'day' : question.by, isDay);
    const table = tableOf(
      groups,
      queueFigures,
      isDay ? 'day' : question.by,
      isDay ? null : 'queue',
    );
    return this.#told(isDay ? { ...question, by: 'day' } : question, table, subjectsOf(names));
  }

  async #agents(holder: Holder, question: ReportQuestion): Promise<ReportAnswer> {
    const directory = this.#parts.directory();
    const seen = directory.agents.filter((agent) => maySeeAgent(holder, agent));
    const names = new Map<string, Named>(seen.map(({ id, name }) => [id, name]));
    const isWanted = wanted(holder, names, question.subjects);
    const rows = (await (await this.#reports()).agents(this.#span(question))).filter(isWanted);
    const groups = this.#grouped(rows, question.by, false);
    const table = tableOf(groups, agentFigures, question.by, 'agent');
    return this.#told(question, table, subjectsOf(names));
  }

  async #campaigns(holder: Holder, asked: ReportQuestion): Promise<ReportAnswer> {
    const { outbound } = this.#parts;
    const question = { ...asked, by: asked.by === 'total' ? 'total' : 'day' } as const;
    const groups: Group<CampaignSums>[] = [];
    const subjects: Subject[] = [];
    for (const { code: tenant, store, row } of (await outbound?.campaigns(holder)) ?? []) {
      const id = `${tenant}/${row.code}`;
      subjects.push({ id, name: { en: row.name, ja: row.name } });
      if (question.subjects?.includes(id) === false) continue;
      const campaign = await store.campaigns.find(row.id);
      const isGoal = (outcome: string) =>
        outcome === campaign?.goal || campaign?.outcomes[outcome]?.isGoal === true;
      for (const { key, from, until } of this.#pieces(question)) {
        const { outcomes, ...figures } = await store.figures.ofSpan(row.id, from, until);
        const goal = outcomes.reduce((n, o) => n + (isGoal(o.outcome) ? o.attempts : 0), 0);
        if (figures.attempts === 0 && goal === 0) continue;
        groups.push({ of: id, key, sums: { ...figures, goal } });
      }
    }
    const table = tableOf(groups, campaignFigures, question.by, 'campaign');
    return this.#told(question, table, subjects);
  }

  #pieces(question: ReportQuestion) {
    if (question.by === 'total') return [{ key: null, ...this.#span(question) }];
    const dates = datesBetween(question.from, question.until, campaignDaysMax);
    return dates.map((date) => ({
      key: date,
      from: dayBegins(this.#zone, date),
      until: dayBegins(this.#zone, nextDay(date)),
    }));
  }

  async #reports(): Promise<Reports> {
    return new Reports((await this.#parts.room.store()).database);
  }

  #grouped<Measure extends string>(
    rows: readonly Sums<Measure>[],
    by: ReportCut,
    isTogether: boolean,
  ): Group<Record<Measure, number>>[] {
    const zone = this.#zone;
    const keyOf = (at: number): string | number | null => {
      if (by === 'total') return null;
      if (by === 'day') return dateOf(zone, at);
      return by === 'hour' ? hourBegins(zone, at) : at;
    };
    const groups = new Map<
      string,
      { of: string; key: Group<never>['key']; all: Sums<Measure>[] }
    >();
    for (const row of rows) {
      const key = keyOf(row.beginsAt);
      const of = isTogether ? '' : row.of;
      const id = `${of}\n${key}`;
      const group = groups.get(id);
      if (group) group.all.push(row);
      else groups.set(id, { of, key, all: [row] });
    }
    return [...groups.values()].map(({ of, key, all }) => ({
      of,
      key,
      sums: summed(all.map(({ sums }) => sums)),
    }));
  }

  #told(
    { of, by, from, until }: ReportQuestion,
    table: Pick<ReportAnswer, 'columns' | 'rows' | 'total'>,
    subjects: readonly Subject[],
  ): ReportAnswer {
    return { of, by, from, until, zone: this.#zone, ...table, subjects };
  }
}

const subjectsOf = (names: ReadonlyMap<string, Named>): Subject[] =>
  [...names].map(([id, name]) => ({ id, name }));

/** Of what the configuration has no more only those are told whose sight has no end. */
function wanted(
  holder: Holder,
  names: ReadonlyMap<string, Named>,
  subjects: readonly string[] | undefined,
): (row: { readonly of: string }) => boolean {
  const all = seesAll(holder);
  return ({ of }) => (all || names.has(of)) && (subjects?.includes(of) ?? true);
}

const cutKinds = { interval: 'moment', hour: 'moment', day: 'date' } as const;

function tableOf<Figures extends Readonly<Record<string, number>>>(
  groups: readonly Group<Figures>[],
  figures: readonly Figure<Figures>[],
  by: ReportCut,
  name: string | null,
): Pick<ReportAnswer, 'columns' | 'rows' | 'total'> {
  const heads: ReportColumn[] = [];
  if (name !== null) heads.push({ id: name, kind: 'name' });
  if (by !== 'total') heads.push({ id: by, kind: cutKinds[by] });
  const cells = (group: Group<Figures>): ReportCell[] => [
    ...(name === null ? [] : [group.of]),
    ...(by === 'total' ? [] : [group.key]),
    ...figures.map((figure) => figure.of(group.sums)),
  ];
  const sorted = groups.toSorted((a, b) => compare(a.of, b.of) || compare(a.key ?? 0, b.key ?? 0));
  const total = summed(groups.map(({ sums }) => sums)) as Figures;
  const blank: ReportCell[] = heads.map(() => null);
  return {
    columns: [...heads, ...figures.map(({ column }) => column)],
    rows: sorted.map(cells),
    total: groups.length > 1 ? [...blank, ...figures.map((figure) => figure.of(total))] : null,
  };
}

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
