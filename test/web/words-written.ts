/** What people have written wherever they may write: sense, or the worst they could. */

/** Writes the text of a place; `longest`: letters it may have there. */
export interface Words {
  text(place: string, plain: string, longest: number): string;
  /** Where control characters are refused: the configuration. */
  line(place: string, plain: string, longest: number): string;
}

/** As anybody would write it. */
export const plainWords: Words = { text: (_, plain) => plain, line: (_, plain) => plain };

/** Before which a hostile text says where it was written. */
export const markOf = (place: string): string => `⟦${place}⟧`;

const markup = `<img src=x onerror="hostile()"><script>hostile()</script>"'&lt;{person.name}`;
/** Ends isolations it did not begin, and turns whatever follows. */
const turning = '\u2069\u202c\u061cمرحبا \u202egnihtemos \u2066\u2067\u200f';
const control = 'bell\u0007 red\u001b[31m nul\u0000 c1\u009b';

/** Everything at once in every place: markup, turned direction, control characters, length. */
export class HostileWords implements Words {
  /** Where something was written. */
  readonly places = new Set<string>();

  text(place: string, _: string, longest: number): string {
    return this.#fill(place, control, longest);
  }

  line(place: string, _: string, longest: number): string {
    return this.#fill(place, '', longest);
  }

  #fill(place: string, more: string, longest: number): string {
    this.places.add(place);
    const start = markOf(place) + markup + turning + more;
    if (start.length > longest) throw new Error(`${start.length} letters do not fit: ${place}`);
    return start + 'W'.repeat(longest - start.length);
  }
}
