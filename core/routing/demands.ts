import type { Compiled } from './compiled.ts';
import type { SkillId } from './ids.ts';
import type { SkillLevel } from './policy.ts';
import { byCodeUnit } from './qualification.ts';

/**
 * What calls ask of agents on their own, beside their steps. Calls that ask the same share a row;
 * which profiles satisfy it is worked out once, when the first such call comes. Row 0 asks nothing.
 * Never more rows than calls.
 */
export interface DemandTable {
  readonly rows: Map<string, number>;
  readonly texts: string[];
  readonly skills: (readonly SkillLevel[])[];
  /** Profiles that satisfy it, a mask. */
  readonly profiles: Uint32Array[];
  /** Calls that ask it. */
  readonly uses: number[];
  readonly free: number[];
}

const NOTHING: readonly SkillLevel[] = [];

/** An empty table. */
export const createDemandTable = (): DemandTable => ({
  rows: new Map(),
  texts: [''],
  skills: [NOTHING],
  profiles: [new Uint32Array(0)],
  uses: [0],
  free: [],
});

/** Row of what a call asks, one use more. Cost: O(profiles) the first time. Allocates: then. */
export function takeDemand(
  demands: DemandTable,
  compiled: Compiled,
  skills: readonly SkillLevel[] | undefined,
): number {
  if (skills === undefined || skills.length === 0) return 0;
  const asked = canonical(skills);
  const text = JSON.stringify(asked);
  let row = demands.rows.get(text);
  if (row === undefined) {
    row = demands.free.pop() ?? demands.skills.length;
    demands.rows.set(text, row);
    demands.texts[row] = text;
    demands.skills[row] = asked;
    demands.profiles[row] = satisfied(compiled, asked);
    demands.uses[row] = 0;
  }
  demands.uses[row]++;
  return row;
}

/** One use less; the last one frees the row. */
export function dropDemand(demands: DemandTable, row: number): void {
  if (row === 0 || --demands.uses[row] > 0) return;
  demands.rows.delete(demands.texts[row]);
  demands.free.push(row);
}

/** Hot path: whether agents of a profile satisfy what a call asks on its own. */
export const satisfies = (demands: DemandTable, row: number, profile: number): boolean =>
  row === 0 || ((demands.profiles[row][profile >>> 5] >>> (profile & 31)) & 1) === 1;

/** By skill; a skill named twice is asked at the higher level. */
function canonical(skills: readonly SkillLevel[]): readonly SkillLevel[] {
  const levels = new Map<SkillId, number>();
  for (const { skill, levelMin } of skills) {
    levels.set(skill, Math.max(levelMin, levels.get(skill) ?? levelMin));
  }
  return [...levels]
    .map(([skill, levelMin]) => ({ skill, levelMin }))
    .sort((a, b) => byCodeUnit(a.skill, b.skill));
}

function satisfied(compiled: Compiled, asked: readonly SkillLevel[]): Uint32Array {
  const mask = new Uint32Array(compiled.profileWords);
  compiled.profileSkills.forEach((levels, profile) => {
    if (profile === 0) return;
    const has = asked.every(({ skill, levelMin }) => (levels.get(skill) ?? 0) >= levelMin);
    if (has) mask[profile >>> 5] |= 1 << (profile & 31);
  });
  return mask;
}
