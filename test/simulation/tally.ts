/** What many runs come to. */

import type { Disposition, Ms } from '../../core/index.ts';
import { type FaultName, faultNames } from './faults.ts';
import type { Run } from './simulate.ts';

export class Tally {
  runs = 0;
  beside = 0;
  readonly failed: number[] = [];
  #moves = 0;
  #simulatedMs: Ms = 0;
  /** Of everything said in all runs, in order: equal when nothing at all is different. */
  #hash = 0x811c9dc5;
  readonly #struck = new Map<FaultName, number>();
  readonly #ends = new Map<Disposition, number>();
  readonly #startedAt = performance.now();
  readonly #cpuBefore = process.cpuUsage();

  add({ first, finding, options }: Run): void {
    this.runs += 1;
    if (options.besideReference) this.beside += 1;
    if (finding) this.failed.push(options.seed);
    const { trial, faults } = first;
    this.#moves += trial.said.length;
    this.#simulatedMs += first.elapsedMs;
    for (const name of faultNames) count(this.#struck, name, faults.hits[name] ?? 0);
    for (const [how, n] of trial.observer.books.dispositions) count(this.#ends, how, n);
    for (const text of trial.said) this.#mix(text);
  }

  get #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** Of the processor, which other programs may have had the rest of the time. */
  get #cpuSeconds(): number {
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    return (user + system) / 1_000_000;
  }

  /** `31 ms a seed`. */
  get rate(): string {
    return `${((this.#seconds * 1000) / Math.max(1, this.runs)).toFixed(0)} ms a seed`;
  }

  summary() {
    return {
      seeds: this.runs,
      besideReference: this.beside,
      failed: this.failed,
      moves: this.#moves,
      simulatedHours: Number((this.#simulatedMs / 3_600_000).toFixed(1)),
      seconds: Number(this.#seconds.toFixed(1)),
      cpuSeconds: Number(this.#cpuSeconds.toFixed(1)),
      hash: (this.#hash >>> 0).toString(16).padStart(8, '0'),
      faults: Object.fromEntries(this.#struck),
      dispositions: Object.fromEntries(this.#ends),
    };
  }

  inWords(): string {
    const { seeds, besideReference, failed, moves, simulatedHours, ...rest } = this.summary();
    const { seconds, cpuSeconds, hash } = rest;
    const list = (counts: ReadonlyMap<string, number>) =>
      [...counts].map(([name, n]) => `${name} ${n}`).join(', ') || 'none';
    return [
      `${seeds} seeds, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(' ')}` : ''}`,
      `  ${besideReference} of them beside the reference router`,
      `  ${moves} facts, deadlines and restarts in ${simulatedHours} simulated hours`,
      `  faults that struck: ${list(this.#struck)}`,
      `  queues left: ${list(this.#ends)}`,
      `  ${seconds} s (${cpuSeconds} s of the processor), ${this.rate}; hash ${hash}`,
    ].join('\n');
  }

  #mix(text: string): void {
    let hash = this.#hash;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    this.#hash = hash;
  }
}

function count<T>(counts: Map<T, number>, key: T, n: number): void {
  if (n > 0) counts.set(key, (counts.get(key) ?? 0) + n);
}
