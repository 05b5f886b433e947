/** Tables of people that are brought by the browser: `/people/imports`. */

import type { ErrorBody } from './errors.ts';

export interface ImportLook {
  readonly id: string;
  /** As it was called where it came from. */
  readonly file: string;
  /** `CSV, Shift_JIS, comma`. */
  readonly format: string;
  readonly columns: readonly { readonly heading: string; readonly field: string }[];
  /** Why it cannot be imported so; null: it can. */
  readonly obstacle: string | null;
  /** Of the first thousand rows. */
  readonly tried: number;
  readonly refused: number;
  readonly people: readonly {
    readonly line: number;
    readonly name: string;
    readonly numbers: readonly string[];
    /** What else is known of them, in short. */
    readonly more: string;
  }[];
  readonly faults: readonly {
    readonly line: number;
    readonly reasons: readonly { readonly en: string; readonly ja: string }[];
  }[];
}

/** One line of what `run` answers: how far it is; the last has `isDone`. */
export interface ImportStep {
  readonly rows: number;
  /** How much of the file has been read, 0 to 1. */
  readonly share: number;
  readonly added: number;
  readonly changed: number;
  readonly refused: number;
  readonly isDone: boolean;
  /** The import has ended before its time, and why: an error as every other answer has it. */
  readonly failure?: ErrorBody['error'];
}
