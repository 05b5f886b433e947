/**
 * Lists inside one argument of `Stasis()`. A comma ends an argument there, so `&` is between the
 * parts, as in `Dial()`: `skills=english>=5&japanese>=3`, `also=sales&billing`.
 */

import { asSiteName, asSkillId, type SiteName } from '../core/routing/ids.ts';
import type { SkillLevel } from '../core/routing/policy.ts';
import { id, levelCondition } from './scalars.ts';

/** Most parts of a list: what a caller brings must not become work without end. */
const PARTS_MAX = 16;

/** Ids of a list; empty text is an empty list. Undefined: not of that form, or too many. */
export function parseIds(text: string): readonly string[] | undefined {
  const parts = partsOf(text);
  return parts.length <= PARTS_MAX && parts.every(isId) ? parts : undefined;
}

/** Sites a call has passed, of a header of ours; empty text is none. */
export const parsePath = (text: string): readonly SiteName[] | undefined =>
  parseIds(text)?.map(asSiteName);

/** How a path is written, as `parsePath` reads it. */
export const pathText = (path: readonly SiteName[]): string => path.join('&');

/** Skills and least levels of a list, in its order, on the same terms. */
export function parseSkillLevels(text: string): readonly SkillLevel[] | undefined {
  const parts = partsOf(text);
  const levels = parts.flatMap((part): readonly SkillLevel[] => {
    const at = part.indexOf('>=');
    const skill = part.slice(0, Math.max(0, at)).trimEnd();
    const least = levelCondition.safeParse(part.slice(Math.max(0, at)));
    return isId(skill) && least.success ? [{ skill: asSkillId(skill), levelMin: least.data }] : [];
  });
  return parts.length <= PARTS_MAX && levels.length === parts.length ? levels : undefined;
}

const isId = (text: string): boolean => id.safeParse(text).success;

function partsOf(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split('&').map((part) => part.trim());
}
