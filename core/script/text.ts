/** Texts of scripts with the fields of whoever is on the line: `{person.name}`. */

import { type Language, languages, type ScriptText } from './script.ts';

/** What a text is made of: words, and fields with what stands in when one is empty. */
export type Piece =
  | { readonly words: string }
  | { readonly field: string; readonly otherwise: string | undefined };

const fieldPattern = /\{([a-z][a-z0-9.-]*)(?:\|([^{}]*))?\}/g;

/** The pieces of a text. `{person.name|お客様}`: what is said where the name is not known. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(fieldPattern)) {
    if (match.index > end) pieces.push({ words: text.slice(end, match.index) });
    pieces.push({ field: match[1]!, otherwise: match[2] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ words: text.slice(end) });
  return pieces;
}

/** In the language asked for, or the one there is. */
export function inLanguage(text: ScriptText, language: Language): string {
  const found = [language, ...languages]
    .map((each) => text[each])
    .find((each) => each !== undefined);
  return found ?? '';
}

/** A text as it is said. */
export interface Rendered {
  readonly text: string;
  /** Fields without a value and without a word that stands in: shown to the agent as gaps. */
  readonly missing: readonly string[];
}

/** The text as it is said. Values are words, never read again for fields. */
export function renderText(
  text: string,
  fields: Readonly<Record<string, string | undefined>>,
): Rendered {
  const missing: string[] = [];
  const said = piecesOf(text).map((piece) => {
    if ('words' in piece) return piece.words;
    const value = Object.hasOwn(fields, piece.field) ? fields[piece.field] : undefined;
    if (value !== undefined && value !== '') return value;
    if (piece.otherwise !== undefined) return piece.otherwise;
    missing.push(piece.field);
    return `[${piece.field}]`;
  });
  return { text: said.join(''), missing };
}
