/** A table as it is read: rows of texts, with their lines. */

/** A reason for the person who brought the table. */
export interface Told {
  readonly en: string;
  readonly ja: string;
}

export interface TableRow {
  /** Of the file: of a CSV row its last line, of a sheet its row number. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the row could not be read; its cells are then what was there. */
  readonly fault?: Told;
}

export interface Table {
  /** `CSV, Shift_JIS, comma` or `Excel, sheet 顧客`. */
  readonly format: string;
  readonly header: readonly string[];
  /** The rows after the header, some at a time, in order. Each call begins anew. */
  rows(): AsyncGenerator<readonly TableRow[]>;
  /** How much of the file has been read, 0 to 1: for a bar of progress. */
  progress(): number;
}

export interface TableOptions {
  /** `auto`, or a name TextDecoder knows. */
  readonly encoding?: string;
  /** The sheet of a workbook; default: its first. */
  readonly sheet?: string;
}

/** The file is not a table that can be read, in words for the person who brought it. */
export class TableError extends Error {
  readonly ja: string;

  constructor(message: string, ja: string) {
    super(message);
    this.ja = ja;
  }
}
