/** What a segment means, said once more in the plainest way: a person in memory, yes or no. */

import type { PersonDraft } from '../../adapters/store/person.ts';
import type { Condition, Segment } from '../../config/segment.ts';

export interface ModelPerson extends PersonDraft {
  readonly lists: readonly string[];
  readonly complaints: readonly { readonly isOpen: boolean }[];
}

const byName = (person: ModelPerson, name: string) => person.attributes?.[name];

function figuresOf({ purchases = [] }: ModelPerson) {
  const times = purchases.map(({ boughtAt }) => boughtAt).toSorted((a, b) => a - b);
  const orders = new Set(purchases.map(({ orderKey }, i) => orderKey || `line ${i}`));
  return {
    orders: orders.size,
    spent: purchases.reduce((sum, { amount }) => sum + amount, 0),
    first: times[0],
    last: times.at(-1),
  };
}

/** Whether a person meets a condition at a moment. */
export function meets(person: ModelPerson, condition: Condition, now: number): boolean {
  if ('all' in condition && condition.all) return condition.all.every((c) => meets(person, c, now));
  if ('any' in condition && condition.any) return condition.any.some((c) => meets(person, c, now));
  if ('not' in condition && condition.not) return !meets(person, condition.not, now);
  if (!('attribute' in condition)) return meetsLeaf(person, condition as Leaf, now);
  return meetsLeaf(person, condition, now);
}

type Leaf = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>;

function meetsLeaf(person: ModelPerson, leaf: Leaf, now: number): boolean {
  const figures = figuresOf(person);
  if (leaf.attribute) return meetsAttribute(person, leaf.attribute);
  if (leaf.address) {
    const { region, city } = leaf.address;
    return (person.addresses ?? []).some(
      (each) => (region ?? each.region) === each.region && (city ?? each.city) === each.city,
    );
  }
  if (leaf.number) return (person.numbers ?? []).some(({ kind }) => kind === leaf.number?.kind);
  if (leaf.list) return person.lists.includes(leaf.list);
  if (leaf.orders) return within(figures.orders, leaf.orders);
  if (leaf.spent) return within(figures.spent, leaf.spent);
  if (leaf['first-order']) return at(figures.first, leaf['first-order'], now);
  if (leaf['last-order']) return at(figures.last, leaf['last-order'], now);
  if (leaf.complaint) {
    return person.complaints.some(({ isOpen }) => isOpen || leaf.complaint === 'any');
  }
  if (leaf.bought) {
    const { product, within: span = Infinity, before = 0, 'at-least': least = 1 } = leaf.bought;
    const found = (person.purchases ?? []).filter(
      (each) =>
        each.product === product &&
        each.boughtAt >= now - span &&
        (before === 0 || each.boughtAt < now - before),
    );
    return found.length >= least;
  }
  throw new Error(`the model does not know ${JSON.stringify(leaf)}`);
}

const within = (value: number, range: { 'at-least'?: number; 'at-most'?: number }): boolean =>
  value >= (range['at-least'] ?? -Infinity) && value <= (range['at-most'] ?? Infinity);

function at(
  value: number | undefined,
  moment: { within?: number; before?: number; never?: true },
  now: number,
): boolean {
  if (moment.never) return value === undefined;
  if (value === undefined) return false;
  return moment.within === undefined ? value < now - moment.before! : value >= now - moment.within;
}

function meetsAttribute(person: ModelPerson, wanted: NonNullable<Leaf['attribute']>): boolean {
  const value = byName(person, wanted.name);
  if (wanted.known !== undefined) return (value !== undefined) === wanted.known;
  if (wanted.is !== undefined) return value === wanted.is;
  if (wanted.in !== undefined) return value !== undefined && wanted.in.includes(value);
  return typeof value === 'number' && within(value, wanted);
}

/** The score of a person. */
export function scoreOf(person: ModelPerson, { score }: Segment, now: number): number {
  const figures = { ...figuresOf(person), attempts: 0, talks: 0 };
  return score.reduce((sum, rule) => {
    if ('when' in rule) return sum + (meets(person, rule.when, now) ? rule.add : 0);
    const points = figures[rule.per] * rule.add;
    const most = rule['at-most'];
    if (most === undefined) return sum + points;
    return sum + (rule.add < 0 ? Math.max(points, most) : Math.min(points, most));
  }, 0);
}
