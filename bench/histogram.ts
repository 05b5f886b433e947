/**
 * Counts times in buckets that widen with the time (after HdrHistogram, Tene): each power of two
 * is cut into 64, so that a figure is right to 1.6 % from nanoseconds to seconds. The longest time
 * is kept as it is. Allocates: when made, and nothing after.
 */

const BITS = 6;
const PARTS = 1 << BITS;
/** Nanoseconds a step of the first bucket. */
const GRAIN_NS = 4;
const LAST = 2 ** 31 - 1;

export class Histogram {
  readonly #counts = new Float64Array((32 - BITS) * PARTS);
  count = 0;
  maxUs = 0;

  /** Cost: a few ns. */
  add(us: number): void {
    const grains = Math.min(LAST, (us * 1_000) / GRAIN_NS) | 0;
    this.#counts[bucketOf(grains)]!++;
    this.count++;
    if (us > this.maxUs) this.maxUs = us;
  }

  /** µs within which this share (0 to 1) was done; nearest rank, upper edge of its bucket. */
  within(share: number): number {
    let left = Math.max(1, Math.ceil(this.count * share));
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return Math.min(this.maxUs, (edgeOf(bucket) * GRAIN_NS) / 1_000);
    }
    return this.maxUs;
  }
}

/** Times below `PARTS` grains have a bucket each. */
function bucketOf(grains: number): number {
  const shift = Math.max(0, 31 - BITS - Math.clz32(grains));
  return shift * PARTS + (grains >>> shift);
}

/** Grains at which the next bucket begins. */
function edgeOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / PARTS) - 1);
  return (bucket - shift * PARTS + 1) * 2 ** shift;
}
