/** What an import tells: of every line of the source what became of it, and why. */

import type { Place } from './source.ts';

/** Taken over exactly; taken over with a difference; left out, for there is no equal. */
export type Fate = 'exact' | 'differs' | 'none';

/** One line of the source and its fate. */
export interface Finding {
  readonly fate: Fate;
  readonly at: Place;
  /** `queue support`, `agent 1001`: what it concerns. */
  readonly about: string;
  /** As the source has it: `timeout = 20`. */
  readonly written: string;
  /** What stands in our configuration for it. */
  readonly became?: string;
  /** What is different, or why there is no equal. */
  readonly why?: string;
  /** What a person can do about it. */
  readonly advice?: string;
}

/** An id that could not be the name. */
export interface Renaming {
  readonly kind: 'queue' | 'agent';
  readonly name: string;
  readonly id: string;
  readonly at: Place;
}

/** Everything an import tells. */
export interface ImportReport {
  readonly files: readonly string[];
  readonly counts: { readonly queues: number; readonly agents: number; readonly entries: number };
  readonly findings: readonly Finding[];
  readonly renamed: readonly Renaming[];
  /** What is different whatever the source says. */
  readonly everywhere: readonly string[];
  /** What to do next, in order. */
  readonly next: readonly string[];
}

/** Gathers findings. */
export class Findings {
  readonly list: Finding[] = [];
  readonly renamed: Renaming[] = [];

  add(
    fate: Fate,
    at: Place,
    about: string,
    written: string,
    more: Omit<Verdict, 'fate'> = {},
  ): void {
    this.list.push({ fate, at, about, written, ...more });
  }
}

/** The fate of something whose place is known already. */
export interface Verdict {
  readonly fate: Fate;
  readonly became?: string;
  readonly why?: string;
  readonly advice?: string;
}

/** Taken over as it is. */
export const exact = (became?: string, why?: string): Verdict => ({
  fate: 'exact',
  ...(became === undefined ? {} : { became }),
  ...(why === undefined ? {} : { why }),
});

/** Taken over, and not quite the same. */
export const differs = (became: string, why: string, advice?: string): Verdict => ({
  fate: 'differs',
  became,
  why,
  ...(advice === undefined ? {} : { advice }),
});

/** Left out. */
export const none = (why: string, advice?: string): Verdict => ({
  fate: 'none',
  why,
  ...(advice === undefined ? {} : { advice }),
});
