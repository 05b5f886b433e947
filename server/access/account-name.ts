/** What is typed to sign in. */

const form = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u;

/** One form of what can be typed in several; undefined: it is no name of an account. */
export function foldedName(written: string): string | undefined {
  const name = written.normalize('NFKC').trim().toLowerCase();
  return form.test(name) ? name : undefined;
}
