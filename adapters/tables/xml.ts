/**
 * XML as programs write it: tags and text, piece by piece, without checking that it is well
 * formed.
 */

export interface XmlReader {
  /** `attributes` as written; see `attributeOf`. Prefixes of names are dropped. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  text(text: string): void;
}

export class XmlScanner {
  readonly #reader: XmlReader;
  #rest = '';

  constructor(reader: XmlReader) {
    this.#reader = reader;
  }

  /** Cost: one pass over the text. What a piece breaks off is kept for the next. */
  feed(piece: string): void {
    const text = this.#rest + piece;
    let at = 0;
    for (;;) {
      const tag = text.indexOf('<', at);
      if (tag < 0) break;
      const end = text.indexOf('>', tag);
      if (end < 0) break;
      if (tag > at) this.#reader.text(decodedText(text.slice(at, tag)));
      this.#tag(text, tag + 1, end);
      at = end + 1;
    }
    this.#rest = text.slice(at);
  }

  #tag(text: string, start: number, end: number): void {
    const first = text[start];
    if (first === '?' || first === '!') return;
    if (first === '/') {
      this.#reader.close(local(text.slice(start + 1, end).trimEnd()));
      return;
    }
    const isEmpty = text[end - 1] === '/';
    const inside = text.slice(start, isEmpty ? end - 1 : end);
    const space = inside.search(/\s/);
    const name = local(space < 0 ? inside : inside.slice(0, space));
    this.#reader.open(name, space < 0 ? '' : inside.slice(space));
    if (isEmpty) this.#reader.close(name);
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The value of an attribute, undefined where there is none. */
export function attributeOf(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(
    attributes,
  );
  return match === null ? undefined : decodedText(match[1] ?? match[2] ?? '');
}

const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

function decodedText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return named[name] ?? whole;
  });
}
