/** Segments as SQL. Every word of a user is a value; every name of a column is ours. */

import type {
  Condition,
  counted,
  Leaf,
  moments,
  ScoreRule,
  Segment,
} from '../../config/segment.ts';
import { either, joined, larger, listOf, type Sql, smaller, sql } from './sql.ts';

/** Whose people, and when: `within: 90d` is counted back from `now`, epoch ms. */
export interface SegmentFrame {
  readonly tenant: number;
  readonly now: number;
}

/** True of the people in the segment, as a condition over a row of `person`. */
export function whereSql({ where }: Pick<Segment, 'where'>, frame: SegmentFrame): Sql {
  const conditions = where.map((each) => conditionSql(each, frame));
  const own = sql`person.tenant = ${frame.tenant} and person.erased_at is null`;
  return sql`${own} and ${every(conditions)}`;
}

/** The score of a person, a whole number: the higher, the sooner. */
export function scoreSql({ score }: Pick<Segment, 'score'>, frame: SegmentFrame): Sql {
  if (score.length === 0) return sql`0`;
  return joined(
    score.map((rule) => ruleSql(rule, frame)),
    sql` + `,
  );
}

function ruleSql(rule: ScoreRule, frame: SegmentFrame): Sql {
  if ('when' in rule) {
    return sql`(case when ${conditionSql(rule.when, frame)} then ${whole(rule.add)} else 0 end)`;
  }
  const points = sql`${countedColumn[rule.per]} * ${whole(rule.add)}`;
  const most = rule['at-most'];
  if (most === undefined) return sql`(${points})`;
  return rule.add < 0 ? larger(points, whole(most)) : smaller(points, whole(most));
}

/** A whole number to either engine, whatever stands beside it. */
const whole = (value: number): Sql => sql`cast(${value} as bigint)`;

const every = (conditions: readonly Sql[]): Sql => sql`(${joined(conditions, sql` and `)})`;
const some = (conditions: readonly Sql[]): Sql => sql`(${joined(conditions, sql` or `)})`;

const countedColumn: Readonly<Record<(typeof counted)[number], Sql>> = {
  orders: sql`person.orders`,
  spent: sql`person.spent`,
  attempts: sql`person.attempts`,
  talks: sql`person.talks`,
};
const momentColumn: Readonly<Record<(typeof moments)[number], Sql>> = {
  'first-order': sql`person.first_order_at`,
  'last-order': sql`person.last_order_at`,
  'last-attempt': sql`person.last_attempt_at`,
  'last-talk': sql`person.last_talk_at`,
};

type Kind =
  | 'all'
  | 'any'
  | 'not'
  | 'attribute'
  | 'address'
  | 'number'
  | 'list'
  | 'bought'
  | 'outcome'
  | 'complaint'
  | (typeof counted)[number]
  | (typeof moments)[number];

type ValueOf<K extends Kind> = K extends 'all' | 'any'
  ? readonly Condition[]
  : K extends 'not'
    ? Condition
    : K extends keyof Leaf
      ? NonNullable<Leaf[K]>
      : never;

/** A condition that is unknown (of an attribute nobody knows) is not met, and its `not` is. */
function conditionSql(condition: Condition, frame: SegmentFrame): Sql {
  const [kind, value] = Object.entries(condition).find(([, each]) => each !== undefined) as [
    Kind,
    never,
  ];
  return (compilers[kind] as (value: never, frame: SegmentFrame) => Sql)(value, frame);
}

const compilers: { readonly [K in Kind]: (value: ValueOf<K>, frame: SegmentFrame) => Sql } = {
  all: (conditions, frame) => every(conditions.map((each) => conditionSql(each, frame))),
  any: (conditions, frame) => some(conditions.map((each) => conditionSql(each, frame))),
  not: (condition, frame) => sql`not coalesce(${conditionSql(condition, frame)}, false)`,
  attribute: attributeSql,
  address: ({ region, city, country }, { tenant }) => {
    const parts = [sql`tenant = ${tenant}`];
    if (region !== undefined) parts.push(sql`region = ${region}`);
    if (city !== undefined) parts.push(sql`city = ${city}`);
    if (country !== undefined) parts.push(sql`country = ${country}`);
    return sql`person.id in (select person from address where ${every(parts)})`;
  },
  number: ({ kind }) => sql`exists (
    select 1 from person_number
    where person_number.person = person.id and kind = ${kind} and state = 'ok')`,
  list: (code, { tenant }) => sql`person.id in (
    select person from list_entry where list in (
      select id from list where tenant = ${tenant} and code = ${code}))`,
  orders: (range) => rangeSql(countedColumn.orders, range),
  spent: (range) => rangeSql(countedColumn.spent, range),
  attempts: (range) => rangeSql(countedColumn.attempts, range),
  talks: (range) => rangeSql(countedColumn.talks, range),
  'first-order': (moment, frame) => momentSql(momentColumn['first-order'], moment, frame),
  'last-order': (moment, frame) => momentSql(momentColumn['last-order'], moment, frame),
  'last-attempt': (moment, frame) => momentSql(momentColumn['last-attempt'], moment, frame),
  'last-talk': (moment, frame) => momentSql(momentColumn['last-talk'], moment, frame),
  bought: ({ product, within, before, 'at-least': times = 1 }, { tenant, now }) => {
    const parts = [sql`tenant = ${tenant}`, sql`product = ${product}`];
    if (within !== undefined) parts.push(sql`bought_at >= ${now - within}`);
    if (before !== undefined) parts.push(sql`bought_at < ${now - before}`);
    const often = times > 1 ? sql` group by person having count(*) >= ${times}` : sql``;
    return sql`person.id in (select person from purchase where ${every(parts)}${often})`;
  },
  outcome: ({ is, campaign, within }, { tenant, now }) => {
    const parts = [sql`tenant = ${tenant}`, sql`outcome = ${is}`];
    if (within !== undefined) parts.push(sql`requested_at >= ${now - within}`);
    if (campaign !== undefined) {
      parts.push(
        sql`campaign in (select id from campaign where tenant = ${tenant} and code = ${campaign})`,
      );
    }
    return sql`person.id in (select person from attempt where person is not null and ${every(parts)})`;
  },
  complaint: (kind) =>
    kind === 'open'
      ? sql`person.complaints_open > 0`
      : sql`exists (select 1 from complaint where complaint.person = person.id)`,
};

function rangeSql(column: Sql, range: ValueOf<'orders'>): Sql {
  const { 'at-least': from, 'at-most': to } = range;
  const parts: Sql[] = [];
  if (from !== undefined) parts.push(sql`${column} >= ${from}`);
  if (to !== undefined) parts.push(sql`${column} <= ${to}`);
  return every(parts);
}

function momentSql(column: Sql, moment: ValueOf<'last-order'>, { now }: SegmentFrame): Sql {
  if (moment.never) return sql`${column} is null`;
  if (moment.within !== undefined) return sql`${column} >= ${now - moment.within}`;
  return sql`${column} < ${now - moment.before!}`;
}

type AttributeValue = string | number | boolean;

function attributeSql(condition: ValueOf<'attribute'>): Sql {
  const { name, is, in: several, known, 'at-least': from, 'at-most': to } = condition;
  if (known !== undefined) {
    const path = pathOf(name);
    const there = either(
      sql`person.attributes -> ${path} is not null`,
      sql`jsonb_exists(person.attributes, ${name})`,
    );
    return known ? there : sql`not (${there})`;
  }
  const values = several ?? (is === undefined ? undefined : [is]);
  return values === undefined ? attributeRange(name, from, to) : attributeAmong(name, values);
}

/** The name is read from the schema: no quote and no backslash in it. */
const pathOf = (name: string): string => `$."${name}"`;

function attributeAmong(name: string, values: readonly AttributeValue[]): Sql {
  const flags = values.filter((each) => typeof each === 'boolean').map((each) => String(each));
  const plain = values.filter((each) => typeof each !== 'boolean');
  const parts: Sql[] = [];
  // SQLite reads true and false as 1 and 0: these are compared as JSON, and are no numbers.
  const found = sql`person.attributes ->> ${pathOf(name)} in ${listOf(plain)}`;
  if (plain.includes(0) || plain.includes(1)) {
    const type = sql`json_type(person.attributes, ${pathOf(name)})`;
    parts.push(sql`(${found} and ${type} not in ('true', 'false'))`);
  } else if (plain.length > 0) parts.push(found);
  if (flags.length > 0) parts.push(sql`person.attributes -> ${pathOf(name)} in ${listOf(flags)}`);
  const whole = sql`${JSON.stringify(values)}::text::jsonb`;
  return either(some(parts), sql`(${whole} @> (person.attributes -> ${name}))`);
}

/** Of numbers only: a text is neither more nor less than one. */
function attributeRange(name: string, from: number | undefined, to: number | undefined): Sql {
  const shown = sql`person.attributes ->> ${pathOf(name)}`;
  // In SQLite every text is more than every number, and true is 1: its type is asked as well.
  const isNumber = sql`json_type(person.attributes, ${pathOf(name)}) in ('integer', 'real')`;
  const bounds: Sql[] = [];
  if (from !== undefined) bounds.push(sql`${shown} >= ${from}`);
  if (to !== undefined) bounds.push(sql`${shown} <= ${to}`);
  const sqlite = every([...bounds, isNumber]);
  const number = sql`(person.attributes ->> ${name})::numeric`;
  const parts: Sql[] = [];
  if (from !== undefined) parts.push(sql`${number} >= ${from}::numeric`);
  if (to !== undefined) parts.push(sql`${number} <= ${to}::numeric`);
  const postgres = sql`(case when jsonb_typeof(person.attributes -> ${name}) = 'number'
    then ${every(parts)} else false end)`;
  return either(sqlite, postgres);
}
