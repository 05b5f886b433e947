import type { MeAnswer } from './me.ts';

/** Characters of a password, at least. NIST SP 800-63B asks for eight beside a second factor. */
export const passwordLengthLeast = 12;

/** What `GET /sign-in` answers to anybody: all that a page needs to begin. */
export interface SignInAnswer {
  /** `open`: there is no account; the link printed at the start makes the first. */
  readonly setUp: 'open' | 'done';
  /** All switches are simulated: accounts for everybody can be made at once. */
  readonly demo: boolean;
  /** Whose browser it is; null: nobody is signed in with it. */
  readonly me: MeAnswer | null;
}
