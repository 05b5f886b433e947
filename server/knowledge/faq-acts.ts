/** What becomes of entries of the FAQ, for the API and the command line alike. */

import { StoreError } from '../../adapters/store/database.ts';
import type { FaqTexts } from '../../adapters/store/faqs.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { FaqDetail } from '../wire/knowledge.ts';

/** Where an entry comes from. */
export interface FaqSource {
  readonly owner: string;
  readonly by: string;
  /** A doubt that it answers. */
  readonly doubt?: number;
  /** Words that were searched for in vain, and that it answers. */
  readonly words?: string;
}

/** What is wrong with the texts; undefined: nothing. */
export function faultOfTexts(texts: FaqTexts): string | undefined {
  const { questionEn, questionJa, answerEn, answerJa } = texts;
  const isWhole = (question: string, answer: string) => question !== '' && answer !== '';
  return isWhole(questionEn, answerEn) || isWhole(questionJa, answerJa)
    ? undefined
    : 'A question and its answer are needed, in one language at least';
}

/** Searches that differ in nothing but spaces, width and case are the same. */
export const knownWords = (words: string): string =>
  words.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** Makes an entry, and settles what it comes from. Rejects when the doubt has been answered. */
export async function addFaq(
  store: TenantStore,
  texts: FaqTexts,
  { owner, by, doubt, words }: FaqSource,
): Promise<number> {
  if (doubt !== undefined && (await store.notes.doubt(doubt))?.answeredAt !== null) {
    throw new StoreError('refused', `doubt ${doubt} is not there, or has been answered`);
  }
  const id = await store.faqs.add(texts, owner);
  const answer = texts.answerJa || texts.answerEn;
  if (doubt !== undefined) await store.notes.answer(doubt, { answer, by, faq: id });
  if (words !== undefined) await store.faqs.settle(words, id);
  return id;
}

/** An entry with its past. Rejects with `unknown`. */
export async function faqDetail(store: TenantStore, id: number): Promise<FaqDetail> {
  const entry = await store.faqs.find(id);
  if (entry === undefined) throw new StoreError('unknown', `there is no entry ${id}`);
  const [versions, uses, doubts] = await Promise.all([
    store.faqs.versions(id),
    store.faqs.usesOf(id),
    store.notes.doubtsInFaq(id),
  ]);
  return { entry, versions, uses, doubts };
}
