/** A batch of drafts written in a handful of statements, however many they are. */

import type { Statements } from './database.ts';
import { type Resolved, resolve, type Target } from './merge.ts';
import { type PersonDraft, personTexts } from './person.ts';
import { among, jsonText, rowsOf, sql, storedJson } from './sql.ts';

export interface WritingOptions {
  /** Each person of the batch is put on this list. */
  readonly list?: number;
  /** Who or what says so: `import 12`, an agent's id. */
  readonly by: string;
  readonly attempt?: number;
  readonly at: number;
}

/** What became of the drafts. */
export interface WritingCounts {
  /** People who were not known. */
  readonly added: number;
  /** Known people of whom something new was said. */
  readonly changed: number;
  /** Drafts that were about somebody another draft or the store had already. */
  readonly merged: number;
  readonly numbers: number;
  /** Numbers that two customers with keys of their own have. */
  readonly shared: number;
  readonly purchases: number;
}

/** Drafts of one batch at most: a statement of SQLite takes 32,766 values, a person is ten. */
export const draftsMax = 2000;

/** Names our advisory locks among those of others in the same PostgreSQL. */
const peopleLock = 0x7475;

/** Gives the id of each draft's person, in the order of the drafts. */
export async function writePeople(
  within: Statements,
  tenant: number,
  drafts: readonly PersonDraft[],
  options: WritingOptions,
): Promise<{ readonly ids: readonly number[]; readonly counts: WritingCounts }> {
  // Two writers would each make the same new person: the second waits for the first.
  if (within.dialect === 'postgres') {
    await within.query(sql`select pg_advisory_xact_lock(${peopleLock}::int, ${tenant}::int)`);
  }
  const resolved = await resolve(within, tenant, drafts);
  const { targets, of } = resolved;
  const added = targets.filter(({ isNew }) => isNew);
  await insertPeople(within, tenant, added, options.at);
  const numbers = await insertNumbers(within, tenant, drafts, resolved, options.at);
  await writeAddresses(within, tenant, drafts, of);
  const purchases = await insertPurchases(within, tenant, drafts, of);
  const changed = targets.filter((each) => !each.isNew && each.changed);
  await updatePeople(within, changed, options.at);
  await recordChanges(within, tenant, changed, options);
  if (options.list !== undefined && targets.length > 0) {
    await putOnList(within, options.list, targets, options.at);
  }
  return {
    ids: of.map(({ id }) => id),
    counts: {
      added: added.length,
      changed: changed.length,
      merged: drafts.length - added.length,
      numbers,
      shared: resolved.shared,
      purchases,
    },
  };
}

const textColumns = Object.fromEntries(personTexts.map((name) => [name, 'text'])) as Record<
  (typeof personTexts)[number],
  'text'
>;
const textsOf = ({ texts }: Target) => personTexts.map((name) => texts[name] ?? '');

async function insertPeople(
  within: Statements,
  tenant: number,
  added: readonly Target[],
  at: number,
): Promise<void> {
  if (added.length === 0) return;
  const columns = { id: 'int', customer_key: 'text', ...textColumns, attributes: 'json' } as const;
  const rows = added.map((each) => [
    each.id,
    each.key ?? null,
    ...textsOf(each),
    jsonText(each.attributes),
  ]);
  await within.run(sql`
    insert into person (id, tenant, customer_key, name, kana, company, email, zone, language,
      attributes, created_at, updated_at)
    select id, ${tenant}, customer_key, name, kana, company, email, zone, language,
      ${storedJson(sql`attributes`)}, ${at}, ${at}
    from ${rowsOf(columns, rows)} as r`);
}

async function updatePeople(
  within: Statements,
  changed: readonly Target[],
  at: number,
): Promise<void> {
  if (changed.length === 0) return;
  const columns = { id: 'int', customer_key: 'text', ...textColumns, attributes: 'json' } as const;
  const rows = changed.map((each) => [
    each.id,
    each.key ?? null,
    ...textsOf(each),
    jsonText(each.attributes),
  ]);
  await within.run(sql`
    update person set customer_key = r.customer_key, name = r.name, kana = r.kana,
      company = r.company, email = r.email, zone = r.zone, language = r.language,
      attributes = ${storedJson(sql`r.attributes`)}, updated_at = ${at}
    from ${rowsOf(columns, rows)} as r where person.id = r.id`);
}

async function insertNumbers(
  within: Statements,
  tenant: number,
  drafts: readonly PersonDraft[],
  { of }: Resolved,
  at: number,
): Promise<number> {
  const rows = drafts.flatMap((draft, i) =>
    (draft.numbers ?? []).flatMap(({ number, kind, written }) => {
      const { id, numbers } = of[i]!;
      if (numbers.has(number)) return [];
      numbers.add(number);
      return [[number, id, kind, written, numbers.size - 1]];
    }),
  );
  if (rows.length === 0) return 0;
  const columns = {
    number: 'int',
    person: 'int',
    kind: 'text',
    written: 'text',
    place: 'int',
  } as const;
  return within.run(sql`
    insert into person_number (tenant, number, person, kind, written, place, added_at)
    select ${tenant}, number, person, kind, written, place, ${at}
    from ${rowsOf(columns, rows)} as r where true on conflict do nothing`);
}

/** The last draft of a kind of address wins; what it does not say stays. */
async function writeAddresses(
  within: Statements,
  tenant: number,
  drafts: readonly PersonDraft[],
  of: readonly Target[],
): Promise<void> {
  const rows = new Map<string, (string | number)[]>();
  drafts.forEach(({ addresses = [] }, i) => {
    for (const { kind, country, postalCode, region, city, street } of addresses) {
      const { id } = of[i]!;
      const said = [country, postalCode, region, city, street];
      const before = rows.get(`${id} ${kind}`)?.slice(2) ?? [];
      rows.set(`${id} ${kind}`, [id, kind, ...said.map((text, k) => text || before[k] || '')]);
    }
  });
  if (rows.size === 0) return;
  const columns = {
    person: 'int',
    kind: 'text',
    country: 'text',
    postal_code: 'text',
    region: 'text',
    city: 'text',
    street: 'text',
  } as const;
  await within.run(sql`
    insert into address (tenant, person, kind, country, postal_code, region, city, street)
    select ${tenant}, person, kind, country, postal_code, region, city, street
    from ${rowsOf(columns, [...rows.values()])} as r where true
    on conflict (person, kind) do update set
      country = coalesce(nullif(excluded.country, ''), address.country),
      postal_code = coalesce(nullif(excluded.postal_code, ''), address.postal_code),
      region = coalesce(nullif(excluded.region, ''), address.region),
      city = coalesce(nullif(excluded.city, ''), address.city),
      street = coalesce(nullif(excluded.street, ''), address.street)`);
}

async function insertPurchases(
  within: Statements,
  tenant: number,
  drafts: readonly PersonDraft[],
  of: readonly Target[],
): Promise<number> {
  const rows = drafts.flatMap(({ purchases = [] }, i) =>
    purchases.map((each) => [
      of[i]!.id,
      each.orderKey ?? '',
      each.product ?? '',
      each.quantity ?? 1,
      each.amount,
      each.currency ?? '',
      each.boughtAt,
    ]),
  );
  if (rows.length === 0) return 0;
  const columns = {
    person: 'int',
    order_key: 'text',
    product: 'text',
    quantity: 'int',
    amount: 'int',
    currency: 'text',
    bought_at: 'int',
  } as const;
  const added = await within.run(sql`
    insert into purchase (tenant, person, order_key, product, quantity, amount, currency, bought_at)
    select ${tenant}, person, order_key, product, quantity, amount, currency, bought_at
    from ${rowsOf(columns, rows)} as r where true on conflict do nothing`);
  if (added > 0) await sumPurchases(within, [...new Set(rows.map((row) => row[0] as number))]);
  return added;
}

/** Lines with the same order key are one order; a line without one is an order by itself. */
async function sumPurchases(within: Statements, people: readonly number[]): Promise<void> {
  await within.run(sql`
    update person set orders = s.orders, spent = s.spent,
      first_order_at = s.first_order_at, last_order_at = s.last_order_at
    from (
      select person as buyer, sum(amount) as spent, min(bought_at) as first_order_at,
        max(bought_at) as last_order_at,
        count(distinct case when order_key = '' then 'line ' || cast(id as text)
          else 'order ' || order_key end) as orders
      from purchase where ${among(sql`person`, people)} group by person
    ) as s where person.id = s.buyer`);
}

async function recordChanges(
  within: Statements,
  tenant: number,
  changed: readonly Target[],
  { at, by, attempt }: WritingOptions,
): Promise<void> {
  const rows = changed.flatMap(({ id, changes }) =>
    [...changes].map(([name, value]) => [id, name, jsonText(value)]),
  );
  if (rows.length === 0) return;
  const columns = { person: 'int', name: 'text', value: 'json' } as const;
  await within.run(sql`
    insert into attribute_change (tenant, person, name, value, changed_at, changed_by, attempt)
    select ${tenant}, person, name, ${storedJson(sql`value`)}, ${at}, ${by}, ${attempt ?? null}
    from ${rowsOf(columns, rows)} as r`);
}

async function putOnList(
  within: Statements,
  list: number,
  targets: readonly Target[],
  at: number,
): Promise<void> {
  await within.run(sql`
    insert into list_entry (list, person, added_at) select ${list}, person, ${at}
    from ${rowsOf(
      { person: 'int' },
      targets.map(({ id }) => [id]),
    )} as r where true on conflict do nothing`);
}
