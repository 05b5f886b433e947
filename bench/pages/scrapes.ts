/** What the server says of itself: decisions and memory, from /metrics. */

export interface Scrape {
  /** Decisions by upper bound in seconds, cumulative, all kinds of facts together. */
  readonly decisions: ReadonlyMap<number, number>;
  readonly residentBytes: number;
  readonly cpuSeconds: number;
}

export async function scrape(address: string): Promise<Scrape> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const decisions = new Map<number, number>();
  let [residentBytes, cpuSeconds] = [0, 0];
  for (const line of text.split('\n')) {
    const bucket = /^acd_routing_decision_seconds_bucket\{.*le="([^"]+)".*\} (\d+)/.exec(line);
    if (bucket) {
      const bound = bucket[1] === '+Inf' ? Number.POSITIVE_INFINITY : Number(bucket[1]);
      decisions.set(bound, (decisions.get(bound) ?? 0) + Number(bucket[2]));
    }
    const plain = /^(process_resident_memory_bytes|process_cpu_seconds_total) (\S+)/.exec(line);
    if (plain?.[1] === 'process_resident_memory_bytes') residentBytes = Number(plain[2]);
    if (plain?.[1] === 'process_cpu_seconds_total') cpuSeconds = Number(plain[2]);
  }
  return { decisions, residentBytes, cpuSeconds };
}

/**
 * Decisions between two scrapes, and the bound below which a share of them lies: what is known of a
 * percentile from a histogram, never less than it is.
 */
export function decisionsBetween(before: Scrape, after: Scrape, share: number) {
  const bounds = [...after.decisions.keys()].sort((a, b) => a - b);
  const between = (bound: number) =>
    (after.decisions.get(bound) ?? 0) - (before.decisions.get(bound) ?? 0);
  const count = between(Number.POSITIVE_INFINITY);
  const bound = bounds.find((each) => between(each) >= share * count) ?? Number.POSITIVE_INFINITY;
  return { count, boundMs: bound * 1000 };
}

/** Bytes a minute, by least squares, over the last two thirds: the first warms up. */
export function slopeOf(samples: readonly { readonly atMs: number; readonly bytes: number }[]) {
  const late = samples.slice(Math.floor(samples.length / 3));
  if (late.length < 2) return 0;
  const meanAt = late.reduce((sum, each) => sum + each.atMs, 0) / late.length;
  const meanBytes = late.reduce((sum, each) => sum + each.bytes, 0) / late.length;
  const over = late.reduce((sum, each) => sum + (each.atMs - meanAt) * (each.bytes - meanBytes), 0);
  const under = late.reduce((sum, each) => sum + (each.atMs - meanAt) ** 2, 0);
  return under === 0 ? 0 : (over / under) * 60_000;
}
