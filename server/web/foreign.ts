/**
 * Text that somebody outside wrote, made fit to be shown: nothing in it is unseen, and nothing
 * turns the direction of what stands beside it. Pure.
 */

/** Signs that only mark directions; those that are left out open and close an isolation. */
const marks = /[\u061c\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066\u2067]/g;
/** Letters and digits written from right to left. */
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Control characters as the pictures Unicode has for them: unseen, they could hide something. */
export function visible(text: string): string {
  const shown = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(marks, '\u2421');
  // An isolation that is closed again is harmless; `apart` makes them.
  return isClosed(shown) ? shown : shown.replace(/[\u2068\u2069]/g, '\u2421');
}

function isClosed(text: string): boolean {
  let deep = 0;
  for (const [sign] of text.matchAll(/[\u2068\u2069]/g)) {
    deep += sign === '\u2068' ? 1 : -1;
    if (deep < 0) return false;
  }
  return deep === 0;
}

/** The same within a sentence of ours: the words around it stay where they are. */
export function apart(text: string): string {
  const shown = visible(text);
  return rightToLeft.test(shown) ? `\u2068${shown}\u2069` : shown;
}
