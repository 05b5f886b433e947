/** Names for people, and the order in which things are listed. */

import { asSkillId } from '../core/routing/ids.ts';
import type { SkillLevel } from '../core/routing/policy.ts';
import type { NameInput } from './schema-names.ts';
import type { DisplayName } from './site.ts';

/** `en` stands in for `ja`, the id for `en`. */
export function nameOf(input: NameInput | undefined, id: string): DisplayName {
  if (typeof input === 'string') return { en: input, ja: input };
  const en = input?.en ?? id;
  return { en, ja: input?.ja ?? en };
}

/** Entries in order of id by code unit, the order of everything compiled. */
export function byId<T>(section: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(section).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Least levels by skill, as the policy lists them. */
export function skillLevels(levels: Readonly<Record<string, number>>): readonly SkillLevel[] {
  return byId(levels).map(([skill, levelMin]) => ({ skill: asSkillId(skill), levelMin }));
}
