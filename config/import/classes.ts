/** `weight` and `QUEUE_PRIO`: classes, most urgent first. */

import type { Yaml } from './drafts.ts';

/** Our most classes. */
const CLASSES_MAX = 16;
/** The class of everything that has neither weight nor priority. */
const NORMAL = 'normal';

/** Weight of a queue, and the priority a call brings beside. */
export interface Urgency {
  readonly weight: number;
  readonly priority: number;
}

/** Classes for all urgencies there are. */
export interface ClassPlan {
  /** `classes:`; empty when all are alike. */
  readonly yaml: readonly Yaml[];
  /** True when some classes had to be made one. */
  readonly isCut: boolean;
  /** Undefined when all are alike. */
  of(urgency: Urgency): string | undefined;
}

/** Weight counts before priority: a heavier queue goes first, whoever calls it. */
export function planClasses(urgencies: readonly Urgency[]): ClassPlan {
  const byKey = new Map<string, Urgency>();
  for (const each of urgencies) byKey.set(keyOf(each), each);
  const sorted = [...byKey.values()].sort((a, b) => b.weight - a.weight || b.priority - a.priority);
  const sameWeight = new Set(sorted.map(({ weight }) => weight)).size <= 1;
  const names = sorted.map((each) => nameOf(each, sameWeight));
  if (names.length <= 1 && (names[0] ?? NORMAL) === NORMAL) {
    return { yaml: [], isCut: false, of: () => undefined };
  }
  const list = names.slice(0, CLASSES_MAX);
  const classes = new Map(
    sorted.map((each, index) => [keyOf(each), names[Math.min(index, CLASSES_MAX - 1)]!]),
  );
  return {
    yaml: list.map((id, index) => (index === list.length - 1 ? id : { id, 'may-starve': true })),
    isCut: names.length > CLASSES_MAX,
    of: (urgency) => classes.get(keyOf(urgency)),
  };
}

const keyOf = ({ weight, priority }: Urgency): string => `${weight} ${priority}`;

function nameOf({ weight, priority }: Urgency, sameWeight: boolean): string {
  const parts = [
    ...(sameWeight || weight === 0 ? [] : [`weight-${weight}`]),
    ...(priority === 0 ? [] : [`priority-${priority}`]),
  ];
  return parts.join('-') || NORMAL;
}
