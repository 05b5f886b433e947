/**
 * How long something lasts, learned from how long it has lasted: a life table (Kaplan and Meier,
 * JASA 53, 1958) in bins that widen with age, old observations fading. Asked in seconds, because
 * horizons are seconds.
 */

/** Bins of equal width before the width doubles: 1 s to 32 s, 2 s to 96 s, 4 s to 224 s, … */
const RUN = 32;
const RUNS = 7;
const BINS = RUN * RUNS;
/** Nothing is told apart beyond 4,064 s. */
const LONGEST_S = RUN * (2 ** RUNS - 1);
/** An end that was certain so far is not for ever. */
const CERTAIN = 1 - 1e-6;
/** Weights grow as old ones fade; past this all are divided by it. */
const WEIGHT_MAX = 1e12;

/** As plain JSON: only bins somebody has reached. `weight`: of the latest observation. */
export interface DurationsSnapshot {
  readonly count: number;
  readonly weight: number;
  readonly reached: readonly number[];
  readonly ended: readonly number[];
}

/** How it learns. */
export interface DurationsOptions {
  /** Observations after which one has faded to 1/e. */
  readonly memory: number;
  /**
   * So many observations are pretended that never end: what has hardly been seen is expected to
   * last, and the less so the more is known.
   */
  readonly doubt: number;
}

/** The run of bins an age lies in. */
const runOf = (s: number): number => 31 - Math.clz32(Math.floor(s / RUN) + 1);

function binOf(s: number): number {
  const age = Math.min(s, LONGEST_S - 1e-6);
  const run = runOf(age);
  return RUN * run + Math.floor((age - RUN * (2 ** run - 1)) / 2 ** run);
}

/** How long it lasts, fixed for one decision. */
export class SurvivalTable {
  /** Logarithm of the share that lasts to the beginning of each bin. */
  readonly #logs: Float64Array;

  constructor(logs: Float64Array) {
    this.#logs = logs;
  }

  /** The share that lasts longer than `s` seconds, 0 to 1. Cost: O(1). */
  after(s: number): number {
    const age = Math.min(Math.max(s, 0), LONGEST_S - 1e-6);
    const run = runOf(age);
    const width = 2 ** run;
    const past = (age - RUN * (width - 1)) / width;
    const bin = RUN * run + Math.floor(past);
    const from = this.#logs[bin]!;
    return Math.exp(from + (this.#logs[bin + 1]! - from) * (past - Math.floor(past)));
  }

  /** The whole second by which a share has ended: the end of the bin in which it is reached. */
  quantile(share: number): number {
    const wanted = Math.log(1 - share);
    let [end, width] = [1, 1];
    for (let bin = 0; bin < BINS - 1 && this.#logs[bin + 1]! > wanted; bin++) {
      if ((bin + 1) % RUN === 0) width *= 2;
      end += width;
    }
    return end;
  }
}

/** What is known of one kind of duration. */
export class Durations {
  /** Observations ever made. */
  count = 0;
  readonly #fade: number;
  readonly #doubt: number;
  #weight = 1;
  readonly #reached = new Float64Array(BINS);
  readonly #ended = new Float64Array(BINS);
  /** The table of what has ended, until something more does. */
  #known: SurvivalTable | undefined;

  constructor({ memory, doubt }: DurationsOptions) {
    this.#fade = 1 / (1 - 1 / memory);
    this.#doubt = doubt;
  }

  /** It lasted so long, in ms. Cost: O(bins before). Allocates: nothing. */
  learn(ms: number): void {
    const last = binOf(Math.max(0, ms) / 1_000);
    this.#weight *= this.#fade;
    for (let bin = 0; bin <= last; bin++) this.#reached[bin] += this.#weight;
    this.#ended[last] += this.#weight;
    this.count++;
    this.#known = undefined;
    if (this.#weight > WEIGHT_MAX) this.#rescale();
  }

  /**
   * What is expected of those that last now, and of new ones. Those that last (`ongoing`, ages in
   * ms) have reached their ages without an end: were they left out, the first hour of a day would
   * know short ones only. Cost: O(bins + ages), or nothing while nothing lasts and nothing new is
   * known. Allocates: the table.
   */
  table(ongoing: readonly number[] = []): SurvivalTable {
    if (ongoing.length > 0) return this.#tabulate(ongoing);
    this.#known ??= this.#tabulate(ongoing);
    return this.#known;
  }

  #tabulate(ongoing: readonly number[]): SurvivalTable {
    const lasting = new Float64Array(BINS + 1);
    for (const ms of ongoing) lasting[binOf(ms / 1_000)] += this.#weight;
    const doubt = this.#doubt * this.#weight;
    const logs = new Float64Array(BINS + 1);
    let more = 0;
    for (const weight of lasting) more += weight;
    let log = 0;
    for (let bin = 0; bin < BINS; bin++) {
      logs[bin] = log;
      const ended = this.#ended[bin]!;
      // Of those in this very bin it is not known whether they will end in it.
      more -= lasting[bin]!;
      if (ended > 0) {
        log += Math.log(1 - Math.min(CERTAIN, ended / (this.#reached[bin]! + doubt + more)));
      }
    }
    logs[BINS] = log;
    return new SurvivalTable(logs);
  }

  store(): DurationsSnapshot {
    let bins = BINS;
    while (bins > 0 && this.#reached[bins - 1] === 0) bins--;
    return {
      count: this.count,
      weight: this.#weight,
      reached: [...this.#reached.subarray(0, bins)],
      ended: [...this.#ended.subarray(0, bins)],
    };
  }

  restore(from: DurationsSnapshot): void {
    this.count = from.count;
    this.#weight = from.weight;
    this.#reached.fill(0);
    this.#reached.set(from.reached);
    this.#ended.fill(0);
    this.#ended.set(from.ended);
    this.#known = undefined;
  }

  #rescale(): void {
    for (let bin = 0; bin < BINS; bin++) {
      this.#reached[bin] /= WEIGHT_MAX;
      this.#ended[bin] /= WEIGHT_MAX;
    }
    this.#weight /= WEIGHT_MAX;
  }
}
