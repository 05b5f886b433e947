/** Telephone numbers as callers bring them and customers are called by. */

/** Withheld: the switch gives none, or a word (`anonymous`) in its place. */
export const isWithheld = (number: string): boolean => !/\d/.test(number);

/** Digits a number may have, so that keys pressed by mistake call nobody. */
export const digitsMin = 3;
export const digitsMax = 20;

/**
 * The number as it is dialled, `+` and digits: what people write between them is left out.
 * Undefined: nobody can be called by it.
 */
export function callableNumber(text: string): string | undefined {
  const number = text.replace(/[\s()./-]/g, '');
  const [, digits = ''] = /^\+?(\d+)$/.exec(number) ?? [];
  return digits.length >= digitsMin && digits.length <= digitsMax ? number : undefined;
}
