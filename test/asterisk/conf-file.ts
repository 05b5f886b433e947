/** Edits of Asterisk configuration text that leave every other line as it was. */

/**
 * The text with one value changed. `section` is the name in brackets; of several sections of that
 * name the first that has the key is changed. Throws when the key is not there: the sample has
 * changed and whoever edits it must know.
 */
export function withValue(text: string, section: string, key: string, value: string): string {
  const lines = text.split('\n');
  let here = false;
  for (const [index, line] of lines.entries()) {
    const header = /^\[([^\]]+)\]/.exec(line);
    if (header !== null) here = header[1] === section;
    const match = /^([\w-]+)(\s*=>?\s*)/.exec(line);
    if (!here || match === null || match[1] !== key) continue;
    lines[index] = `${key}${match[2]}${value}`;
    return lines.join('\n');
  }
  throw new Error(`no "${key}" in [${section}] of the sample configuration`);
}

/** The text without the sections of these names (templates and repeats included). */
export function withoutSections(text: string, names: readonly string[]): string {
  let keep = true;
  return text
    .split('\n')
    .filter((line) => {
      const header = /^\[([^\]]+)\]/.exec(line);
      if (header !== null) keep = !names.includes(header[1] ?? '');
      return keep;
    })
    .join('\n');
}
