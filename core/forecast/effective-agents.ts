/**
 * Effective agents: an agent who serves several queues is only partly there for each of them. The
 * part is the share of the agent's work that the queue brings (Genesys Engage calls it the
 * effective portion).
 */

/** One agent, in 1024ths. */
export const AGENT_1024 = 1_024;

/** Effective agents of each queue, and when they were worked out; NaN: never. */
export interface EffectiveAgents {
  readonly at: Float64Array;
  readonly agents1024: Int32Array;
  /** Scratch for the loads they are worked out from. */
  readonly loads: Float64Array;
}

/** Nothing worked out yet. */
export const createEffectiveAgents = (queues: number): EffectiveAgents => ({
  at: new Float64Array(1).fill(Number.NaN),
  agents1024: new Int32Array(queues),
  loads: new Float64Array(queues),
});

/**
 * Hot path: the part of an agent who serves `count` queues, named in `serves[first …]`, that is
 * there for `queue`, in 1024ths: floor(1024 × load of the queue / sum of the loads), but never less
 * than 1, for an agent who serves a queue will answer it. Loads that are all 0 are equal shares.
 * `queue` must be among those served. Cost: O(count). Allocates: nothing.
 */
export function effectivePart(
  loads: Float64Array,
  serves: ArrayLike<number>,
  first: number,
  count: number,
  queue: number,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += loads[serves[first + i]];
  const part = sum > 0 ? (loads[queue] * (AGENT_1024 / sum)) | 0 : (AGENT_1024 / count) | 0;
  return Math.max(part, 1);
}

/**
 * Hot path: adds `agents` alike agents, who serve `count` queues named in `serves[first …]`, to the
 * effective agents of each of these, `agents1024[queue]`. Cost: O(count). Allocates: nothing.
 */
export function addEffectiveAgents(
  agents1024: Int32Array | Float64Array,
  agents: number,
  loads: Float64Array,
  serves: ArrayLike<number>,
  first: number,
  count: number,
): void {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += loads[serves[first + i]];
  // Loads and parts are above 0 and below 2^31: `| 0` is their floor.
  const each = sum > 0 ? AGENT_1024 / sum : 0;
  for (let i = 0; i < count; i++) {
    const queue = serves[first + i];
    const part = sum > 0 ? (loads[queue] * each) | 0 : (AGENT_1024 / count) | 0;
    agents1024[queue] += part < 1 ? agents : agents * part;
  }
}
