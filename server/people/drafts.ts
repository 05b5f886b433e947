/** A row of a table as a person, or why it is none. */

import type { CountryCode } from 'libphonenumber-js/max';
import { readNumber } from '../../adapters/phone-numbers.ts';
import type { Address, Attribute, NumberDraft, PersonDraft } from '../../adapters/store/person.ts';
import type { Told } from '../../adapters/tables/table.ts';
import type { Column, Field } from './fields.ts';
import { wallTimeIn } from './wall-time.ts';

export interface RowReading {
  /** Of numbers and addresses that name none. */
  readonly country: CountryCode;
  /** Of dates in the table. */
  readonly zone: string;
  readonly currency: string;
}

/** What of a row was not understood. Where `isFatal`, the row is not imported. */
export interface RowFault {
  readonly reason: Told;
  readonly isFatal: boolean;
}

export interface RowRead {
  readonly draft: PersonDraft;
  readonly faults: readonly RowFault[];
}

/** Numbers of one cell may stand beside each other. */
const between = /[,、，;；/／\n]|\s{2,}|または/;

/**
 * Reads rows of a table with these columns. A row without any number that can be called and without
 * a customer number is not imported; of one with some, the others are told.
 */
export function rowReader(
  columns: readonly Column[],
  reading: RowReading,
): (cells: readonly string[]) => RowRead {
  const places = new Map<Field, number[]>();
  columns.forEach(({ field }, i) => {
    places.set(field, [...(places.get(field) ?? []), i]);
  });
  const attributes = columns.flatMap(({ field }, place) =>
    field.startsWith('attribute:') ? [{ place, name: field.slice('attribute:'.length) }] : [],
  );
  const digits = fractionDigitsOf(reading.currency);
  return (cells) => readRow(new Row(places, attributes, cells), reading, digits);
}

const noNumber: Told = {
  en: 'it has neither a telephone nor a customer number',
  ja: '電話番号も顧客番号もありません',
};

function readRow(row: Row, reading: RowReading, digits: number): RowRead {
  const faults: RowFault[] = [];
  const numbers = numbersOf(row, reading, faults);
  const customerKey = row.first('key');
  if (numbers.length === 0 && customerKey === undefined) {
    const reason = faults[0]?.reason ?? noNumber;
    return { draft: {}, faults: [{ reason, isFatal: true }] };
  }
  const purchase = purchaseOf(row, reading, digits, faults);
  const address = addressOf(row, reading);
  return {
    draft: {
      ...textsOf(row),
      numbers,
      attributes: row.attributes(),
      ...(customerKey === undefined ? {} : { customerKey }),
      ...(address === undefined ? {} : { addresses: [address] }),
      ...(purchase === undefined ? {} : { purchases: [purchase] }),
    },
    faults,
  };
}

class Row {
  readonly #places: ReadonlyMap<Field, readonly number[]>;
  readonly #attributes: readonly { readonly place: number; readonly name: string }[];
  readonly #cells: readonly string[];

  constructor(
    places: ReadonlyMap<Field, readonly number[]>,
    attributes: readonly { readonly place: number; readonly name: string }[],
    cells: readonly string[],
  ) {
    this.#places = places;
    this.#attributes = attributes;
    this.#cells = cells;
  }

  all(field: Field): string[] {
    const places = this.#places.get(field) ?? [];
    return places.map((place) => clean(this.#cells[place] ?? '')).filter((text) => text !== '');
  }

  first(field: Field): string | undefined {
    for (const place of this.#places.get(field) ?? []) {
      const text = clean(this.#cells[place] ?? '');
      if (text !== '') return text;
    }
    return undefined;
  }

  attributes(): Record<string, Attribute> {
    const found: Record<string, Attribute> = {};
    for (const { place, name } of this.#attributes) {
      const text = clean(this.#cells[place] ?? '');
      if (text !== '') found[name] = attributeOf(text);
    }
    return found;
  }
}

/** What no text of a person holds: control characters, the mark of a text cell, space around. */
const clean = (text: string): string =>
  text
    .replace(/[\p{Cc}\ufeff\ufffd]+/gu, ' ')
    .replace(/^'/, '')
    .trim();

/** `40` is a number, so that it can be more or less than another; `007` is a code. */
export function attributeOf(text: string): Attribute {
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/.test(text) ? Number(text) : text;
}

function numbersOf(row: Row, { country }: RowReading, faults: RowFault[]): NumberDraft[] {
  const found = new Map<number, NumberDraft>();
  for (const cell of row.all('number')) {
    for (const written of cell.split(between)) {
      if (written.trim() === '') continue;
      const read = readNumber(written.trim(), country);
      if ('fault' in read) faults.push({ reason: { en: read.fault, ja: read.ja }, isFatal: false });
      else if (!found.has(read.number)) found.set(read.number, read);
    }
  }
  return [...found.values()];
}

function textsOf(
  row: Row,
): Partial<Record<'name' | 'kana' | 'company' | 'email' | 'zone' | 'language', string>> {
  const whole = (field: Field, family: Field, given: Field): string | undefined =>
    row.first(field) ??
    ([row.first(family), row.first(given)].filter(Boolean).join(' ') || undefined);
  const texts = {
    name: whole('name', 'family-name', 'given-name'),
    // Half-width kana and hiragana are read aloud as katakana is.
    kana: whole('kana', 'family-kana', 'given-kana')
      ?.normalize('NFKC')
      .replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60)),
    company: row.first('company'),
    email: row.first('email')?.normalize('NFKC').toLowerCase(),
    zone: row.first('zone'),
    language: row.first('language'),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

/** A Japanese address begins with its prefecture. */
const prefecture = /^(東京都|北海道|(?:京都|大阪)府|(?:神奈川|和歌山|鹿児島|\p{Script=Han}{2})県)/u;

function addressOf(row: Row, { country }: RowReading): Address | undefined {
  const whole = (row.first('address') ?? '').replace(/^〒?\s*\d{3}-?\d{4}\s+/, '');
  const [region = ''] = prefecture.exec(whole) ?? [];
  const address = {
    country: row.first('country') ?? '',
    postalCode: (row.first('postal-code') ?? '').normalize('NFKC').replace(/^〒\s*/, ''),
    region: row.first('region') ?? region,
    city: row.first('city') ?? '',
    street: [whole.slice(region.length), ...row.all('street')].filter(Boolean).join(' ').trim(),
  };
  if (!Object.values(address).some((text) => text !== '')) return undefined;
  return { kind: 'home', ...address, country: address.country || country };
}

function purchaseOf(
  row: Row,
  { zone, currency }: RowReading,
  digits: number,
  faults: RowFault[],
): NonNullable<PersonDraft['purchases']>[number] | undefined {
  const date = row.first('bought-at');
  const price = row.first('amount');
  if (date === undefined) return undefined;
  const boughtAt = wallTimeIn(zone, date);
  const amount = price === undefined ? 0 : amountOf(price, digits);
  if (boughtAt === undefined) {
    const reason = { en: `"${date}" is no date`, ja: `「${date}」は日付ではありません` };
    faults.push({ reason, isFatal: false });
  }
  if (amount === undefined) {
    const reason = { en: `"${price}" is no amount`, ja: `「${price}」は金額ではありません` };
    faults.push({ reason, isFatal: false });
  }
  if (boughtAt === undefined || amount === undefined) return undefined;
  const quantity = Number((row.first('quantity') ?? '1').normalize('NFKC').replace(/[,個点]/g, ''));
  return {
    boughtAt,
    amount,
    currency,
    product: row.first('product') ?? '',
    orderKey: row.first('order') ?? '',
    quantity: Number.isSafeInteger(quantity) ? quantity : 1,
  };
}

/** `¥12,800`, `12800円`, `$12.50`, in the smallest unit of the currency. */
function amountOf(text: string, digits: number): number | undefined {
  const plain = text.normalize('NFKC').replace(/[,\s¥\\円$€£]/g, '');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Math.round(Number(plain) * 10 ** digits) : undefined;
}

/** Two for dollars, none for yen. */
function fractionDigitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
