/** Telephone numbers as people write them, to E.164. */

import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { NumberDraft, NumberKind } from './store/person.ts';

const kinds: Readonly<Record<string, NumberKind>> = {
  MOBILE: 'mobile',
  FIXED_LINE: 'fixed',
  VOIP: 'voip',
  TOLL_FREE: 'toll-free',
};

/** The number, or why there is none. */
export type NumberFound = NumberDraft | { readonly fault: string; readonly ja: string };

/** What a dialler writes before a number to hide or show its own (184 and 186 in Japan). */
const prefixes: Partial<Record<CountryCode, RegExp>> = { JP: /^18[46](?=[-\s]?0)[-\s]?/ };
const extension = /(?:内線|ext\.?|extension|x)\s*[:：.]?\s*\d+\s*$/i;

/**
 * Reads one number. Full-width digits, every kind of dash, `+81 (0)90…`, an access code of the
 * country (`010`, `011`, `00`), a leading zero a spreadsheet has eaten, extensions: all lead to the
 * same number. It must exist in its country's plan.
 * Cost: 15 to 30 µs.
 */
export function readNumber(written: string, country: CountryCode): NumberFound {
  const plain = written
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−ーｰ－]/g, '-')
    .trim()
    .replace(/^tel:/i, '')
    .replace(extension, '')
    .replace(prefixes[country] ?? /^$/, '');
  const named = shortened(written);
  if (!/\d/.test(plain)) {
    return {
      fault: `"${named}" is no telephone number`,
      ja: `「${named}」は電話番号ではありません`,
    };
  }
  const found = read(plain, country) ?? (/^00/.test(plain) && read(`+${plain.slice(2)}`, country));
  if (!found) {
    const [why, ja] = /e\+?\d/i.test(plain)
      ? ['a spreadsheet has rounded it', '表計算ソフトが桁を丸めています']
      : [`it is not in the numbering plan of ${country}`, `${country}の番号計画にありません`];
    return {
      fault: `"${named}" is no telephone number: ${why}`,
      ja: `「${named}」は電話番号ではありません(${ja})`,
    };
  }
  return { ...found, written };
}

function read(
  text: string,
  country: CountryCode,
): { readonly number: number; readonly kind: NumberKind } | undefined {
  const found = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  if (!found?.isValid()) return undefined;
  return {
    number: Number(found.number.slice(1)),
    kind: kinds[found.getType() ?? ''] ?? 'other',
  };
}

const shortened = (text: string): string => (text.length > 30 ? `${text.slice(0, 29)}…` : text);
