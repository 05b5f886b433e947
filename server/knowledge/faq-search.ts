/**
 * Search in the FAQ as it is typed, over Japanese and English: words of European letters with what
 * they may go on with, pairs of letters of the others. An index for each tenant, made anew when an
 * entry has changed.
 */

import { LRUCache } from 'lru-cache';
import MiniSearch from 'minisearch';
import type { Faq, Faqs } from '../../adapters/store/faqs.ts';

/** Tenants whose index is kept. */
const tenantsMax = 100;
const hitsMax = 20;

const textFields = ['questionEn', 'questionJa', 'answerEn', 'answerJa'] as const;

interface Index {
  readonly stamp: string;
  readonly entries: ReadonlyMap<number, Faq>;
  readonly search: MiniSearch;
}

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]+/gu;
const word = /[\p{L}\p{N}]+/gu;

/**
 * Terms of a text: whole words; of Japanese every two letters that stand together, or a letter that
 * stands alone. Full-width and half-width, katakana and hiragana are alike.
 */
export function termsOf(text: string): string[] {
  const plain = hiraganaOf(text.normalize('NFKC').toLowerCase());
  const terms: string[] = [];
  for (const [run] of plain.matchAll(cjk)) {
    const letters = [...run];
    if (letters.length === 1) terms.push(run);
    for (let i = 1; i < letters.length; i++) terms.push(letters[i - 1]! + letters[i]!);
  }
  for (const [found] of plain.replace(cjk, ' ').matchAll(word)) terms.push(found);
  return terms;
}

/** Katakana has the order of hiragana, 96 code points on. */
const hiraganaOf = (text: string): string =>
  text.replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 96));

export class FaqSearches {
  readonly #indexes = new LRUCache<string, Index>({ max: tenantsMax });

  /**
   * Best first, 20 at most. Cost: two milliseconds of 5,000 entries; a third of a second where one
   * has changed.
   */
  async search(tenant: string, faqs: Faqs, words: string): Promise<Faq[]> {
    const { search, entries } = await this.#indexOf(tenant, faqs);
    return search
      .search(words, { combineWith: 'AND', prefix: (term) => !isPair(term), fuzzy: fuzzyFor })
      .slice(0, hitsMax)
      .map(({ id }) => entries.get(id as number)!);
  }

  async #indexOf(tenant: string, faqs: Faqs): Promise<Index> {
    const stamp = await faqs.stamp();
    const known = this.#indexes.get(tenant);
    if (known?.stamp === stamp) return known;
    const shown = (await faqs.all()).filter(({ state }) => state === 'shown');
    const search = new MiniSearch({
      fields: [...textFields],
      tokenize: termsOf,
      processTerm: (term) => term,
      searchOptions: { boost: { questionEn: 3, questionJa: 3 } },
    });
    search.addAll(shown);
    const made = { stamp, search, entries: new Map(shown.map((each) => [each.id, each])) };
    this.#indexes.set(tenant, made);
    return made;
  }
}

const isPair = (term: string): boolean => new RegExp(cjk.source, 'u').test(term) && term.length > 1;

/** One letter in five may be another, in words that are long enough to be known by the rest. */
const fuzzyFor = (term: string): number | boolean =>
  !/[^a-z]/.test(term) && term.length > 4 ? 0.2 : false;
