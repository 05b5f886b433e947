/** Sums for reports: added to with a mark of the journal, read by whoever reports. */

import { type Database, type Statements, StoreError } from './database.ts';
import {
  type AgentMeasure,
  agentMeasures,
  type QueueMeasure,
  queueMeasures,
} from './report-measures.ts';
import { among, column, commaJoined, joined, rowsOf, type Sql, sql } from './sql.ts';

/** What was summed of one queue or agent in one quarter of an hour. */
export interface Sums<Measure extends string> {
  readonly tenant: string;
  /** The queue or the agent. */
  readonly of: string;
  /** Epoch ms. */
  readonly beginsAt: number;
  readonly sums: Readonly<Record<Measure, number>>;
}

export type QueueSums = Sums<QueueMeasure>;
export type AgentSums = Sums<AgentMeasure>;

/** The last line of a journal whose sums are in the store. */
export interface ReportMark {
  readonly seq: number;
  readonly at: number;
}

/** Which sums: those that begin within `from` ≤ … < `until`. */
export interface ReportSpan {
  readonly from: number;
  readonly until: number;
  /** Undefined: of all tenants, or of all queues or agents. */
  readonly tenant?: string;
  readonly of?: readonly string[];
}

export class Reports {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined: nothing of this site was ever written. */
  async mark(site: string): Promise<ReportMark | undefined> {
    const [row] = await this.#database.query<ReportMark>(
      sql`select seq, at from report_mark where site = ${site}`,
    );
    return row;
  }

  /** From here on; what was before is in no report. */
  async begin(site: string, { seq, at }: ReportMark): Promise<void> {
    await this.#database.run(sql`insert into report_mark (site, seq, at)
      values (${site}, ${seq}, ${at})
      on conflict (site) do update set seq = excluded.seq, at = excluded.at`);
  }

  /**
   * Adds what the lines after `before` up to `after` came to, once: rejects with `conflict`, and
   * adds nothing, when the store stands elsewhere than at `before`.
   */
  async add(
    site: string,
    before: ReportMark,
    after: ReportMark,
    added: { readonly queues: readonly QueueSums[]; readonly agents: readonly AgentSums[] },
  ): Promise<void> {
    await this.#database.transaction(
      async (within) => {
        const moved = await within.run(sql`update report_mark
          set seq = ${after.seq}, at = ${after.at}
          where site = ${site} and seq = ${before.seq}`);
        if (moved === 0) {
          const sentence = `sums up to line ${before.seq} of "${site}" are not where reports stand`;
          throw new StoreError('conflict', sentence);
        }
        await addRows(within, 'report_queue', 'queue', queueMeasures, added.queues);
        await addRows(within, 'report_agent', 'agent', agentMeasures, added.agents);
      },
      // A crash that loses it loses the mark with it: the journal is read again.
      { relaxed: true },
    );
  }

  queues(span: ReportSpan): Promise<QueueSums[]> {
    return this.#read('report_queue', 'queue', queueMeasures, span);
  }

  agents(span: ReportSpan): Promise<AgentSums[]> {
    return this.#read('report_agent', 'agent', agentMeasures, span);
  }

  async #read<Measure extends string>(
    table: string,
    subject: string,
    measures: readonly Measure[],
    { from, until, tenant, of }: ReportSpan,
  ): Promise<Sums<Measure>[]> {
    const asked: Sql[] = [sql`begins_at >= ${from} and begins_at < ${until}`];
    if (tenant !== undefined) asked.push(sql`tenant = ${tenant}`);
    if (of !== undefined) asked.push(among(column(subject), of));
    const rows = await this.#database.query<Record<string, number> & Record<string, string>>(sql`
      select tenant, ${column(subject)} as "of", begins_at as "beginsAt",
        ${commaJoined(measures.map(column))}
      from ${column(table)} where ${joined(asked, sql` and `)}
      order by begins_at, ${column(subject)}`);
    return rows.map(({ tenant: owner, of: id, beginsAt, ...sums }) => ({
      tenant: String(owner),
      of: String(id),
      beginsAt: Number(beginsAt),
      sums: sums as unknown as Record<Measure, number>,
    }));
  }
}

async function addRows<Measure extends string>(
  within: Statements,
  table: string,
  subject: string,
  measures: readonly Measure[],
  rows: readonly Sums<Measure>[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = {
    tenant: 'text',
    [subject]: 'text',
    begins_at: 'int',
    ...Object.fromEntries(measures.map((measure) => [measure, 'int'] as const)),
  } as const;
  const names = commaJoined(Object.keys(columns).map(column));
  const values = rows.map(({ tenant, of, beginsAt, sums }) => [
    ...[tenant, of, beginsAt],
    ...measures.map((measure) => sums[measure]),
  ]);
  const additions = measures.map((measure) => {
    const name = column(measure);
    return sql`${name} = ${column(table)}.${name} + excluded.${name}`;
  });
  // SQLite takes `on conflict` for a join's condition unless there is a `where`.
  await within.run(sql`insert into ${column(table)} (${names})
    select ${names} from ${rowsOf(columns, values)} as r where true
    on conflict (begins_at, ${column(subject)}, tenant) do update set ${commaJoined(additions)}`);
}
