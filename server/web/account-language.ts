/** The language an account is spoken to in, which follows it to every machine. */

import { effect, untracked } from '@preact/signals';
import { me, post } from './api.ts';
import { type Language, language, setLanguage } from './language.ts';

let shownFor: string | undefined;

/** Shows pages in the language of whoever signs in, from now on. */
export function followAccount(): void {
  effect(() => {
    const account = me.value;
    if (account?.id === shownFor) return;
    shownFor = account?.id;
    if (account?.language) setLanguage(account.language);
  });
}

/** Somebody chose a language: the account keeps it, if one is signed in. */
export function chooseLanguage(next: Language): void {
  setLanguage(next);
  const account = untracked(() => me.value);
  if (!account?.csrf) return;
  me.value = { ...account, language: next };
  // Refused, it is only as it was before at the next sign-in.
  post('/me/language', { language: next }).catch(() => undefined);
}

/** The other one of the two. */
export const otherLanguage = (): Language => (language.value === 'en' ? 'ja' : 'en');
