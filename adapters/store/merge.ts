/**
 * People come in by the thousand, and many are there already. A draft is a known person when it has
 * that person's customer key; else when it has a number of theirs and no other key. Two customers
 * with keys of their own may share a number, as families do.
 */

import type { Row, Statements } from './database.ts';
import { type Attribute, type PersonDraft, personTexts } from './person.ts';
import { among, either, parsed, readJson, sql } from './sql.ts';

/** A person the drafts of one batch are about. */
export interface Target {
  readonly id: number;
  readonly isNew: boolean;
  key: string | undefined;
  /** As the person stands, then as the drafts make them. */
  readonly texts: Record<string, string>;
  readonly attributes: Record<string, Attribute>;
  readonly numbers: Set<number>;
  changed: boolean;
  /** What a draft has changed of a known person's attributes. */
  readonly changes: Map<string, Attribute>;
}

export interface Resolved {
  readonly targets: readonly Target[];
  /** The target of each draft, in the order of the drafts. */
  readonly of: readonly Target[];
  /** Numbers that a draft brought and that another customer has too. */
  readonly shared: number;
}

interface Known {
  readonly byKey: Map<string, Target>;
  readonly byNumber: Map<number, Target[]>;
}

/** Finds or makes the person of each draft, and writes what it says into the target. */
export async function resolve(
  within: Statements,
  tenant: number,
  drafts: readonly PersonDraft[],
): Promise<Resolved> {
  const known = await knownOf(within, tenant, drafts);
  const firstNew = { id: 0 };
  const targets = new Set<Target>();
  let shared = 0;
  const of = drafts.map((draft) => {
    const found = match(known, draft);
    const target = found ?? fresh(--firstNew.id);
    targets.add(target);
    if (draft.customerKey !== undefined && target.key === undefined) {
      target.key = draft.customerKey;
      target.changed = true;
      known.byKey.set(draft.customerKey, target);
    }
    for (const { number } of draft.numbers ?? []) {
      const owners = known.byNumber.get(number) ?? [];
      if (owners.includes(target)) continue;
      if (owners.length > 0) shared++;
      known.byNumber.set(number, [...owners, target]);
    }
    write(target, draft);
    return target;
  });
  const ids = await nextIds(within, -firstNew.id);
  // The place-holders become ids: -1 the first of them.
  const numbered = new Map(
    [...targets].map((each) => [each, each.isNew ? { ...each, id: ids[-each.id - 1]! } : each]),
  );
  return { targets: [...numbered.values()], of: of.map((each) => numbered.get(each)!), shared };
}

function match({ byKey, byNumber }: Known, draft: PersonDraft): Target | undefined {
  const { customerKey, numbers = [] } = draft;
  const keyed = customerKey === undefined ? undefined : byKey.get(customerKey);
  if (keyed !== undefined) return keyed;
  for (const { number } of numbers) {
    const found = byNumber
      .get(number)
      ?.find(({ key }) => key === undefined || customerKey === undefined || key === customerKey);
    if (found !== undefined) return found;
  }
  return undefined;
}

const fresh = (id: number): Target => ({
  id,
  isNew: true,
  key: undefined,
  texts: Object.fromEntries(personTexts.map((name) => [name, ''])),
  attributes: {},
  numbers: new Set(),
  changed: false,
  changes: new Map(),
});

function write(target: Target, draft: PersonDraft): void {
  for (const name of personTexts) {
    const text = draft[name];
    if (text === undefined || text === '' || target.texts[name] === text) continue;
    target.texts[name] = text;
    target.changed = true;
  }
  for (const [name, value] of Object.entries(draft.attributes ?? {})) {
    if (target.attributes[name] === value) continue;
    target.attributes[name] = value;
    target.changed = true;
    if (!target.isNew) target.changes.set(name, value);
  }
}

/** The people these drafts may be about, with their numbers. */
async function knownOf(
  within: Statements,
  tenant: number,
  drafts: readonly PersonDraft[],
): Promise<Known> {
  const keys = drafts.flatMap(({ customerKey }) => customerKey ?? []);
  const numbers = drafts.flatMap((draft) => (draft.numbers ?? []).map(({ number }) => number));
  const people = await within.query<Row & { id: number; customer_key: string | null }>(sql`
    select id, customer_key, name, kana, company, email, zone, language,
      ${readJson(sql`attributes`)} as attributes
    from person
    where tenant = ${tenant} and ${among(sql`customer_key`, keys.length > 0 ? keys : [''])}
    union all
    select id, customer_key, name, kana, company, email, zone, language,
      ${readJson(sql`attributes`)}
    from person
    where id in (
      select person from person_number
      where tenant = ${tenant} and ${among(sql`number`, numbers.length > 0 ? numbers : [0])}
    )`);
  const byId = new Map(people.map((row) => [row.id, knownTarget(row)]));
  const owned = await within.query<{ number: number; person: number }>(sql`
    select number, person from person_number
    where ${among(sql`person`, byId.size > 0 ? [...byId.keys()] : [0])}
    order by person`);
  const byNumber = new Map<number, Target[]>();
  for (const { number, person } of owned) {
    const target = byId.get(person)!;
    target.numbers.add(number);
    byNumber.set(number, [...(byNumber.get(number) ?? []), target]);
  }
  const byKey = new Map([...byId.values()].flatMap((each) => (each.key ? [[each.key, each]] : [])));
  return { byKey, byNumber };
}

function knownTarget(row: Row & { id: number; customer_key: string | null }): Target {
  return {
    id: row.id,
    isNew: false,
    key: row.customer_key ?? undefined,
    texts: Object.fromEntries(personTexts.map((name) => [name, String(row[name])])),
    attributes: { ...parsed<Record<string, Attribute>>(row.attributes) },
    numbers: new Set(),
    changed: false,
    changes: new Map(),
  };
}

/** So many ids of people nobody else will get. SQLite: this transaction alone writes. */
async function nextIds(within: Statements, count: number): Promise<readonly number[]> {
  if (count === 0) return [];
  const rows = await within.query<{ id: number }>(
    either(
      sql`select coalesce((select seq from sqlite_sequence where name = 'person'), 0) + 1 as id`,
      sql`select nextval(pg_get_serial_sequence('person', 'id')) as id
        from generate_series(1, ${count}::int)`,
    ),
  );
  if (within.dialect === 'postgres') return rows.map(({ id }) => id);
  return Array.from({ length: count }, (_, i) => rows[0]!.id + i);
}
