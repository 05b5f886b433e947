/** Everything that happened with one person, on one page. */

import type { Database, Row } from './database.ts';
import { readJson, type Sql, sql } from './sql.ts';

export interface TimelineEntry {
  /** Epoch ms. */
  readonly at: number;
  readonly kind:
    | 'purchase'
    | 'attempt'
    | 'contact'
    | 'note'
    | 'callback'
    | 'consent'
    | 'withdrawal'
    | 'refusal'
    | 'complaint'
    | 'attribute';
  readonly id: number;
  /** The row's own columns, without those that are null. */
  readonly about: Readonly<Record<string, unknown>>;
}

const sources = (tenant: number, person: number): readonly { kind: string; rows: Sql }[] => {
  const own = sql`tenant = ${tenant} and person = ${person}`;
  return [
    {
      kind: 'purchase',
      rows: sql`select bought_at as at, id, product, quantity, amount, currency, order_key
        from purchase where ${own}`,
    },
    {
      kind: 'attempt',
      rows: sql`select requested_at as at, id, number, campaign, network, answered_by, outcome,
          reason, agent, script_version
        from attempt where ${own}
          and not exists (select 1 from contact where contact.attempt = attempt.id)`,
    },
    {
      kind: 'contact',
      rows: sql`select connected_at as at, id, call, direction, number, queue, agent, ended_at, attempt,
          code, reason, note, impression, callback_at, saved_at, script, script_version
        from contact where ${own}`,
    },
    {
      kind: 'note',
      rows: sql`select written_at as at, id, text, contact, written_by from note where ${own}`,
    },
    {
      kind: 'callback',
      rows: sql`select due_at as at, id, number, owner, team, state, note from callback
        where ${own}`,
    },
    {
      kind: 'consent',
      rows: sql`select granted_at as at, id, channel, purpose, proof, expires_at from consent
        where ${own}`,
    },
    {
      kind: 'withdrawal',
      rows: sql`select withdrawn_at as at, id, channel, purpose from consent
        where ${own} and withdrawn_at is not null`,
    },
    {
      kind: 'refusal',
      rows: sql`select refused_at as at, id, scope, scope_of, source, lifted_at from refusal
        where ${own}`,
    },
    {
      kind: 'complaint',
      rows: sql`select raised_at as at, id, text, severity, closed_at, resolution from complaint
        where ${own}`,
    },
    {
      kind: 'attribute',
      rows: sql`select changed_at as at, id, name, ${readJson(sql`value`)} as value, changed_by
        from attribute_change where ${own}`,
    },
  ];
};

/** Latest first, `limit` at most. Cost: one index each of ten tables. */
export async function timelineOf(
  database: Database,
  tenant: number,
  person: number,
  limit: number,
): Promise<TimelineEntry[]> {
  const all = await Promise.all(
    sources(tenant, person).map(async ({ kind, rows }) => {
      const found = await database.query<Row & { at: number; id: number }>(
        sql`select * from (${rows}) as rows_of_kind order by at desc, id desc limit ${limit}`,
      );
      // PostgreSQL gives a JSON value itself, which may be a text; SQLite its JSON.
      const isText = kind === 'attribute' && database.dialect !== 'postgres';
      return found.map((row) => {
        const plain = isText ? { ...row, value: JSON.parse(String(row.value)) } : row;
        return entryOf(kind as TimelineEntry['kind'], plain);
      });
    }),
  );
  return all
    .flat()
    .sort((a, b) => b.at - a.at)
    .slice(0, limit);
}

function entryOf(
  kind: TimelineEntry['kind'],
  { at, id, ...columns }: Row & { at: number; id: number },
): TimelineEntry {
  const said = Object.entries(columns).filter(([, value]) => value !== null && value !== '');
  return { at, kind, id, about: Object.fromEntries(said) };
}
