/**
 * The unit budgets are stated in: the least a decision can cost by its nature, timed beside it on
 * the same machine in the same run. Two look-ups by id, one AND per 32 candidates, one pop from a
 * list, one push on (and, to stay the same size, one pop from) a heap of deadlines.
 */

const CANDIDATES = 1_024;
const IDS = 4_096;

/** The state one unit of work is done on. */
export interface Unit {
  /** Does `count` units. Returns a sum, so that none of it can be optimised away. */
  run(count: number): number;
}

export function createUnit(): Unit {
  const slots = new Map(Array.from({ length: IDS }, (_, i) => [i * 7 + 1, i] as const));
  const words = CANDIDATES / 32;
  const ready = new Uint32Array(words).map((_, i) => (i * 0x9e3779b9) >>> 0);
  const skilled = new Uint32Array(words).map((_, i) => (i === words - 1 ? 0x00010000 : 0));
  const next = new Int32Array(IDS).map((_, i) => (i + 1) % IDS);
  const heap = new Float64Array(IDS).map((_, i) => i);
  let head = 0;
  let clock = IDS;

  const candidate = (): number => {
    for (let word = 0; word < words; word++) {
      const both = ready[word]! & skilled[word]!;
      if (both !== 0) return word * 32 + 31 - Math.clz32(both & -both);
    }
    return -1;
  };
  const pushAndPop = (at: number): number => {
    const first = heap[0]!;
    let i = 0;
    for (let left = 1; left < IDS; left = 2 * i + 1) {
      const least = left + 1 < IDS && heap[left + 1]! < heap[left]! ? left + 1 : left;
      if (heap[least]! >= at) break;
      heap[i] = heap[least]!;
      i = least;
    }
    heap[i] = at;
    return first;
  };
  return {
    run(count) {
      let sum = 0;
      for (let n = 0; n < count; n++) {
        const call = slots.get(((n * 31) % IDS) * 7 + 1)!;
        const agent = slots.get(((n * 17) % IDS) * 7 + 1)!;
        head = next[head]!;
        sum += candidate() + pushAndPop(clock++) + call + agent + head;
      }
      return sum;
    },
  };
}
