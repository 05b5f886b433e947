/** Which cells of a workbook are dates: a number like any other, but for how it is shown. */

import { attributeOf } from './xml.ts';
import type { ZipFile } from './zip.ts';

/** Formats of ECMA-376 18.8.30 that show a date, those of Japanese and Chinese Excel among them. */
const builtIn = (id: number): boolean =>
  (id >= 14 && id <= 22) ||
  (id >= 27 && id <= 36) ||
  (id >= 45 && id <= 47) ||
  (id >= 50 && id <= 58);

const dayMs = 86_400_000;

export class CellDates {
  /** Style numbers that show a date. */
  readonly #styles: ReadonlySet<string>;
  /** Epoch ms of day 0. */
  readonly #zero: number;

  private constructor(styles: ReadonlySet<string>, zero: number) {
    this.#styles = styles;
    this.#zero = zero;
  }

  static async of(zip: ZipFile, workbook: string): Promise<CellDates> {
    const since1904 = /\bdate1904\s*=\s*["'](1|true)["']/.test(workbook);
    // Excel believes in 29 February 1900; from March 1900 on its day 0 is 30 December 1899.
    const zero = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
    if (!zip.has('xl/styles.xml')) return new CellDates(new Set(), zero);
    return new CellDates(dateStyles(await zip.text('xl/styles.xml')), zero);
  }

  /** `2026-10-01` or `2026-10-01 09:30:00`; undefined when the style shows no date. */
  shown(style: string, serial: number): string | undefined {
    if (!this.#styles.has(style)) return undefined;
    const text = new Date(this.#zero + Math.round(serial * 86_400) * 1000).toISOString();
    const isDay = Math.round(serial * 86_400) % (dayMs / 1000) === 0;
    return isDay ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  }
}

function dateStyles(styles: string): ReadonlySet<string> {
  const own = new Map<number, boolean>();
  for (const [, attributes = ''] of styles.matchAll(/<(?:\w+:)?numFmt\s([^>]*)>/g)) {
    const code = attributeOf(attributes, 'formatCode') ?? '';
    // Quoted text, colours and conditions say nothing of the kind.
    const bare = code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
    own.set(Number(attributeOf(attributes, 'numFmtId')), /[ymdhs]/i.test(bare));
  }
  const cells = /<(?:\w+:)?cellXfs[\s>][\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(styles)?.[0] ?? '';
  const found = new Set<string>();
  [...cells.matchAll(/<(?:\w+:)?xf\s([^>]*)>/g)].forEach(([, attributes = ''], i) => {
    const id = Number(attributeOf(attributes, 'numFmtId') ?? 0);
    if (own.get(id) ?? builtIn(id)) found.add(String(i));
  });
  return found;
}
