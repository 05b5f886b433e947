/** Words in English and Japanese: typed dictionaries, one per area, and the language shown. */

import { computed, signal } from '@preact/signals';
import type { Named } from '../wire/desk.ts';
import { apart } from './foreign.ts';

export type Language = 'en' | 'ja';

const stored = localStorage.getItem('tsunagi-language');
const preferred: Language = navigator.language.startsWith('ja') ? 'ja' : 'en';

/** The language of every page; set by `setLanguage`. */
export const language = signal<Language>(stored === 'en' || stored === 'ja' ? stored : preferred);

/** Shows all pages in this language from now on, on this machine. */
export function setLanguage(next: Language): void {
  language.value = next;
  localStorage.setItem('tsunagi-language', next);
  document.documentElement.lang = next;
}

/** Words of one area: the same keys in both languages, or it does not compile. */
export interface Dictionary<Words extends Readonly<Record<string, Word>>> {
  readonly en: Words;
  readonly ja: { readonly [Key in keyof Words]: Same<Words[Key]> };
}

/** A word, or a sentence made of what it speaks of. */
// biome-ignore lint/suspicious/noExplicitAny: what a sentence speaks of is its own affair
type Word = string | ((...about: any[]) => string);
type Same<Each extends Word> = Each extends string ? string : Each;

/** Gives an area its words in the language shown; reading them in a component follows changes. */
export function wordsOf<const Words extends Readonly<Record<string, Word>>>(
  dictionary: Dictionary<Words>,
): { readonly value: { readonly [Key in keyof Words]: Same<Words[Key]> } } {
  return computed(
    () => dictionary[language.value] as { readonly [Key in keyof Words]: Same<Words[Key]> },
  );
}

/**
 * A name as configured, in the language shown; the other stands in for one that is missing. Fit to
 * be shown within a sentence.
 */
export const nameOf = (name: Named | undefined, id = ''): string => {
  const { en = '', ja = '' } = name ?? {};
  return apart((language.value === 'ja' ? ja || en : en || ja) || id);
};
