/** Rows that were not understood, as a table that can be mended and imported by itself. */

import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import type { TableRow } from '../../adapters/tables/table.ts';
import { asText, byteOrderMark, csvLine } from '../csv.ts';

export class ErrorFile {
  readonly #path: string;
  readonly #header: readonly string[];
  #descriptor: number | undefined;
  #bytes: number;
  #text = '';

  /**
   * `bytes`: how much of the file is to be kept; what an interrupted run wrote behind it is cut
   * off.
   */
  constructor(path: string, bytes: number, header: readonly string[]) {
    this.#path = path;
    this.#bytes = bytes;
    this.#header = header;
    if (bytes === 0) rmSync(path, { force: true });
  }

  add({ line, cells }: TableRow, reasons: readonly string[]): void {
    if (this.#bytes === 0 && this.#text === '') {
      this.#text = byteOrderMark + csvLine(['line', 'reason', ...this.#header].map(asText));
    }
    this.#text += csvLine([String(line), reasons.join('; '), ...cells].map(asText));
  }

  /** Writes what was added. Gives the length of the file. */
  flush(): number {
    if (this.#text === '') return this.#bytes;
    if (this.#descriptor === undefined) {
      this.#descriptor = openSync(this.#path, this.#bytes === 0 ? 'w' : 'r+');
      ftruncateSync(this.#descriptor, this.#bytes);
    }
    this.#bytes += writeSync(this.#descriptor, this.#text, this.#bytes);
    this.#text = '';
    return this.#bytes;
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
