/**
 * Blending: how many idle agents to keep for calls that come in, so that outbound fills the rest of
 * the time. Give outbound work only to agents beyond a threshold of idle ones (Bhulai and Koole,
 * IEEE Transactions on Automatic Control 48(8), 2003: optimal for equal handling times, close to it
 * otherwise); the threshold is the least that holds the target.
 */

/** Calls that come in for one skill, and what was promised of them. */
export interface InboundTarget {
  readonly callsPerHour: number;
  /** Mean conversation and wrap-up, of inbound and outbound calls alike. */
  readonly handleMs: number;
  /** Agents at work who have the skill. */
  readonly agents: number;
  /** This share, 0 to 1, is to be answered … */
  readonly answer: number;
  /** … within this time. */
  readonly withinMs: number;
}

/**
 * Share of callers answered in time when outbound takes every idle agent beyond `reserve` at once:
 * a birth and death process on the agents who are idle (`reserve` … 0) and the callers who wait,
 * first come first served; 0 when there are more calls than agents can take.
 * Cost: O(reserve). Allocates: nothing.
 */
export function serviceLevelWith(target: InboundTarget, reserve: number): number {
  const { callsPerHour, handleMs, agents, withinMs } = target;
  if (callsPerHour <= 0) return 1;
  if (agents <= 0) return 0;
  const arrivals = callsPerHour / 3_600_000;
  const ends = 1 / handleMs;
  const load = arrivals / (agents * ends);
  if (load >= 1) return 0;
  // Weights from `reserve` idle downwards: each call takes one, each end brings one back.
  let weight = 1;
  let idle = 0;
  for (let free = Math.min(reserve, agents); free > 0; free--) {
    idle += weight;
    weight *= arrivals / ((agents - free + 1) * ends);
  }
  // `weight` is that of nobody idle and nobody waiting; each caller who waits makes it load times.
  const waiting = weight / (1 - load);
  const mustWait = waiting / (idle + waiting);
  return 1 - mustWait * Math.exp(-(agents * ends - arrivals) * withinMs);
}

/**
 * The least number of idle agents that holds the target, for one skill; all of them when none does.
 * Cost: O(agents²) at worst. Allocates: nothing.
 */
export function inboundReserve(target: InboundTarget): number {
  for (let reserve = 0; reserve < target.agents; reserve++) {
    if (serviceLevelWith(target, reserve) >= target.answer) return reserve;
  }
  return Math.max(0, target.agents);
}
