/**
 * Who is kept for calls that come in, where agents have different skills. Each skill needs some of
 * its agents idle; the queue of a campaign takes its agents in an order of its own and knows
 * nothing of that. So as many are dialled for as it takes before it would take one who is needed.
 */

/** One skill, and how many of its agents are to stay idle. */
export interface SkillNeed<Agent> {
  readonly idle: number;
  has(agent: Agent): boolean;
}

/**
 * How many of the idle agents may be dialled for: the most that can be taken from the front of
 * `idle` without leaving a skill fewer than it needs. A skill that has too few already loses none.
 * `idle`: agents in the order in which the queue takes them. Cost: O(agents × skills).
 */
export function freeToDial<Agent>(
  idle: readonly Agent[],
  needs: readonly SkillNeed<Agent>[],
): number {
  let free = idle.length;
  for (const need of needs) {
    let spare = idle.filter((agent) => need.has(agent)).length - need.idle;
    for (let i = 0; i < free; i++) {
      if (need.has(idle[i]!) && --spare < 0) free = i;
    }
  }
  return free;
}

/**
 * Busy agents who are kept as soon as they are free, for skills that have too few idle: of each the
 * first in `busy`. One who has several skills counts for each. Cost: O(agents × skills).
 */
export function keptWhenFree<Agent>(
  idle: readonly Agent[],
  busy: readonly Agent[],
  needs: readonly SkillNeed<Agent>[],
): ReadonlySet<Agent> {
  const kept = new Set<Agent>();
  for (const need of needs) {
    let missing = need.idle;
    for (const agent of [...idle, ...kept]) if (need.has(agent)) missing--;
    for (const agent of busy) {
      if (missing <= 0) break;
      if (kept.has(agent) || !need.has(agent)) continue;
      kept.add(agent);
      missing--;
    }
  }
  return kept;
}
