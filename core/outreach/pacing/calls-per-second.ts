/** A trunk's limit of calls a second, as a bucket that fills: pure, time is an argument. */

/** A moment of the bucket, plain JSON. */
export interface CallsPerSecond {
  /** Calls that may be begun each second. */
  readonly limit: number;
  /** Calls that could be begun at `at`, at most those of one second. */
  readonly tokens: number;
  readonly at: number;
}

/** Calls that may be begun at `now`: whole ones. Cost: O(1). */
export function callsAllowed(bucket: CallsPerSecond, now: number): number {
  return Math.floor(filled(bucket, now) + 1e-9);
}

/** The bucket once `calls` have been begun at `now`. */
export function begun(bucket: CallsPerSecond, calls: number, now: number): CallsPerSecond {
  const tokens = Math.max(0, filled(bucket, now) - calls);
  return { limit: bucket.limit, tokens, at: Math.max(now, bucket.at) };
}

/** At most a second's calls at once; limits below one a second save up for one call. */
function filled({ limit, tokens, at }: CallsPerSecond, now: number): number {
  const passedS = Math.max(0, now - at) / 1_000;
  return Math.min(Math.max(1, limit), tokens + limit * passedS);
}
