/** Codes of campaigns, as somebody who makes one is proposed. Pure. */

/** As the configuration has ids. */
export const codeForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * A code nobody has: of the name what a code may hold; of a name in Japanese alone the day, with a
 * number where it is taken. Pure.
 */
export function codeFor(name: string, taken: ReadonlySet<string>, today: Date): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [today.getFullYear(), two(today.getMonth() + 1), two(today.getDate())].join('-');
  const isNumber = !/[a-z]/.test(plain);
  const base = isNumber ? ['campaign', plain || day].join('-') : plain;
  for (let n = 1; ; n++) {
    const code = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(code)) return code;
  }
}
