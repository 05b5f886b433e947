/**
 * Telephone numbers as files of registries write them, to E.164. No phone book of the world: those
 * files hold numbers of one country in one spelling, hundreds of millions of them, and a line that
 * is spelled otherwise is told, not guessed at.
 */

/** How numbers of a country are written at home. */
export interface WrittenIn {
  /** Country calling code. */
  readonly code: number;
  /** Digit dialled before a national number: not part of E.164. */
  readonly trunk: number;
  /** Digits of a national number, without the trunk digit. */
  readonly digitsMin: number;
  readonly digitsMax: number;
  /** North American: area code and exchange begin with 2 to 9. */
  readonly isNorthAmerican: boolean;
}

const plan = (
  code: number,
  trunk: number,
  digitsMin: number,
  digitsMax = digitsMin,
  isNorthAmerican = false,
): WrittenIn => ({ code, trunk, digitsMin, digitsMax, isNorthAmerican });

/** Countries whose national spelling is read, by ISO code (ITU-T E.164 annexes, national plans). */
export const writtenIn: Readonly<Record<string, WrittenIn>> = {
  US: plan(1, 1, 10, 10, true),
  CA: plan(1, 1, 10, 10, true),
  JP: plan(81, 0, 9, 10),
  GB: plan(44, 0, 9, 10),
  DE: plan(49, 0, 4, 13),
  FR: plan(33, 0, 9),
  IT: plan(39, -1, 6, 11),
  ES: plan(34, -1, 9),
  AU: plan(61, 0, 9),
  IE: plan(353, 0, 7, 9),
};

/** An international number has at least this many digits. */
const INTERNATIONAL_MIN = 7;
const DIGITS_MAX = 15;

/** Digits read from a line. */
export interface Digits {
  /** As one number; exact up to fifteen digits. */
  value: number;
  count: number;
  /** The first of them; −1: none. */
  first: number;
  plus: boolean;
}

/**
 * The E.164 number of some digits, or in words why there is none. Without a country they are taken
 * as international, with or without a plus. Hot path of an import.
 */
export function toE164(digits: Digits, country: WrittenIn | undefined): number | string {
  const { value, count, first, plus } = digits;
  if (count === 0) return 'no digits';
  if (count > DIGITS_MAX) return `${count} digits; a telephone number has ${DIGITS_MAX} at most`;
  if (plus || country === undefined) {
    if (first === 0) return 'an international number does not begin with 0';
    if (count < INTERNATIONAL_MIN) return `${count} digits are no international number`;
    return value;
  }
  return fromNational(value, count, first, country);
}

function fromNational(
  value: number,
  count: number,
  first: number,
  { code, trunk, digitsMin, digitsMax, isNorthAmerican }: WrittenIn,
): number | string {
  let national = value;
  let length = count;
  if (first === trunk && (trunk === 0 || count === digitsMax + 1)) {
    length--;
    national = value - first * 10 ** length;
  }
  if (length < digitsMin || length > digitsMax) {
    const wanted = digitsMin === digitsMax ? `${digitsMin}` : `${digitsMin} to ${digitsMax}`;
    return `${count} digits; ${wanted} are expected, or a plus and the whole number`;
  }
  if (isNorthAmerican) {
    const area = Math.floor(national / 1e9);
    const exchange = Math.floor(national / 1e6) % 10;
    if (area < 2 || exchange < 2) return 'no area code and exchange of North America';
  }
  return code * 10 ** length + national;
}

/** A number written by a person: digits, and between them spaces, hyphens, dots, parentheses. */
export function parseNumber(text: string, country?: WrittenIn): number | string {
  const digits: Digits = { value: 0, count: 0, first: -1, plus: false };
  for (const c of text.trim()) {
    const digit = c.charCodeAt(0) - 48;
    if (c === '+' && digits.count === 0) digits.plus = true;
    else if (digit >= 0 && digit <= 9) addDigit(digits, digit);
    else if (!' -.()/\u3000\u2010\uff0d'.includes(c)) return `"${c}" is no part of a number`;
  }
  return toE164(digits, country);
}

/** One more digit. */
export function addDigit(digits: Digits, digit: number): void {
  if (digits.count === 0) digits.first = digit;
  digits.value = digits.value * 10 + digit;
  digits.count++;
}
