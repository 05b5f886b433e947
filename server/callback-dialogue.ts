/**
 * What a caller who may be called back is asked, key by key: whether, at which number, whether it
 * is right. Pure: each key or silence gives the next move.
 */

import type { CallbackSite } from '../config/site.ts';
import { callableNumber, digitsMax } from './numbers.ts';

/** Where the dialogue is. */
export type Question =
  /** Whether to be called back: 1. Asked of callers whom an exit has sent here. */
  | { readonly asks: 'whether' }
  /** Whether this is the number: 1; 2 for another. */
  | { readonly asks: 'right'; readonly number: string }
  /** The number: digits, # at its end, * to begin anew. */
  | { readonly asks: 'number'; readonly digits: string };

export type Move =
  /** Say this, cutting off what was being said; undefined: nothing, let it be heard out. */
  | { readonly question: Question; readonly say: readonly string[] | undefined }
  | { readonly end: 'accepted'; readonly number: string }
  /** By the caller, or because no number can be had. */
  | { readonly end: 'declined' | 'impossible' };

export type Terms = Pick<CallbackSite, 'confirm' | 'otherNumber' | 'media'>;

/** Asks whether at all: of those who have not asked for it by a key. */
export const askWhether = ({ media }: Terms): Move => ({
  question: { asks: 'whether' },
  say: media.offer,
});

/** The caller wants it. `known`: the number the network told, if it can be called. */
export function askNumber(terms: Terms, known: string | undefined): Move {
  if (known === undefined) return terms.otherNumber ? askAnother(terms) : { end: 'impossible' };
  return terms.confirm ? readBack(terms, known) : { end: 'accepted', number: known };
}

const askAnother = ({ media }: Terms): Move => ({
  question: { asks: 'number', digits: '' },
  say: media.enter,
});

const readBack = ({ media }: Terms, number: string): Move => ({
  question: { asks: 'right', number },
  say: [...media.number, `digits:${number.replace('+', '')}`, ...media.confirm],
});

/** The move after a key. */
export function afterKey(
  terms: Terms,
  question: Question,
  key: string,
  known: string | undefined,
): Move {
  if (question.asks === 'number') return afterDigit(terms, question.digits, key);
  if (key === '*') return { end: 'declined' };
  if (question.asks === 'whether') {
    return key === '1' ? askNumber(terms, known) : { question, say: undefined };
  }
  if (key === '1') return { end: 'accepted', number: question.number };
  return key === '2' && terms.otherNumber ? askAnother(terms) : { question, say: undefined };
}

function afterDigit(terms: Terms, digits: string, key: string): Move {
  if (key === '*') return askAnother(terms);
  if (key === '#') {
    const number = callableNumber(digits);
    return number === undefined ? askAnother(terms) : readBack(terms, number);
  }
  const more = /^\d$/.test(key) && digits.length < digitsMax ? digits + key : digits;
  // Who begins to key in has heard enough.
  return { question: { asks: 'number', digits: more }, say: digits === '' ? [] : undefined };
}

/** The move when no key came: the question again, or what has been keyed in so far. */
export function afterSilence(terms: Terms, question: Question): Move {
  if (question.asks === 'whether') return askWhether(terms);
  if (question.asks === 'right') return readBack(terms, question.number);
  const number = callableNumber(question.digits);
  return number === undefined ? askAnother(terms) : readBack(terms, number);
}
