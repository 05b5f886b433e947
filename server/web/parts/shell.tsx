/** What surrounds every page: where one can go, language, theme, keys, and how old it is. */

import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Right } from '../../wire/me.ts';
import { chooseLanguage, otherLanguage } from '../account-language.ts';
import { may, me, post, Refusal } from '../api.ts';
import { useKeys } from '../keys.ts';
import { staleSeconds } from '../live.ts';
import { switchTheme } from '../theme.ts';
import { common } from '../words/common.ts';
import { messageOf } from './doing.tsx';
import { KeyList, keysAreListed } from './key-list.tsx';
import { PhoneStrip } from './phone-strip.tsx';
import { Foreign } from './text.tsx';

type PageName =
  | 'desk'
  | 'board'
  | 'campaigns'
  | 'people'
  | 'scripts'
  | 'faq'
  | 'reports'
  | 'config'
  | 'accounts';
/** In the order of the menu, with what one must be allowed. */
const pages: readonly (readonly [PageName, Right])[] = [
  ['desk', 'work'],
  ['board', 'watch'],
  ['campaigns', 'watch'],
  ['people', 'people'],
  ['scripts', 'people'],
  ['faq', 'people'],
  ['reports', 'report'],
  ['config', 'configure'],
  ['accounts', 'configure'],
];

/** Pages this account may open. */
export const pagesFor = (): readonly PageName[] =>
  pages
    .filter(([page, right]) => may(right) && (page !== 'desk' || me.value?.agent))
    .map(([page]) => page);

/**
 * Whether the page at this address is kept from whoever is signed in; the server decides anyway.
 */
export const isKeptFrom = (path: string): boolean => {
  const page = pages.find(([name]) => path === `/${name}` || path.startsWith(`/${name}/`))?.[0];
  return page !== undefined && !pagesFor().includes(page);
};

const signOutTrouble = signal('');

/** A page within its surroundings. */
export function Shell({ children }: { readonly children: ComponentChildren }) {
  const words = common.value;
  const { path } = useLocation();
  const keys = useMemo(
    () => [
      {
        key: '?',
        does: words.keys,
        act: () => {
          keysAreListed.value = !keysAreListed.value;
        },
      },
    ],
    [words],
  );
  useKeys(keys);
  return (
    <>
      <a class="skip" href="#content">
        {words.skip}
      </a>
      <header class="bar">
        <nav aria-label="Tsunagi">
          {pagesFor().map((page) => (
            <a
              key={page}
              href={`/${page}`}
              aria-current={path.startsWith(`/${page}`) ? 'page' : undefined}
            >
              {words[page]}
            </a>
          ))}
        </nav>
        <div class="bar-end">
          {may('work') && me.value?.agent && <PhoneStrip />}
          <button
            type="button"
            class="plain"
            onClick={() => {
              keysAreListed.value = true;
            }}
            aria-keyshortcuts="?"
          >
            {words.keys} <kbd>?</kbd>
          </button>
          <button
            type="button"
            class="plain"
            onClick={() => chooseLanguage(otherLanguage())}
            lang={otherLanguage()}
          >
            {words.language}
          </button>
          <button
            type="button"
            class="plain"
            onClick={switchTheme}
            aria-label={words.theme}
            title={words.theme}
          >
            ◐
          </button>
          {me.value && (
            <button
              type="button"
              class="plain"
              onClick={() => void signOut()}
              title={words.signOut}
            >
              <Foreign text={me.value.name} /> <SignOutSign />
              <span class="unseen">{words.signOut}</span>
            </button>
          )}
        </div>
      </header>
      <div role="status" class={staleSeconds.value > 0 ? 'stale' : 'unseen'}>
        {staleSeconds.value > 0 && words.stale(staleSeconds.value)}
      </div>
      <div role="alert" class={signOutTrouble.value === '' ? 'unseen' : 'stale'}>
        {signOutTrouble.value !== '' && words.failed(signOutTrouble.value)}
      </div>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <KeyList />
    </>
  );
}

/** A door and the way out of it: few fonts have the sign for it. */
const SignOutSign = () => (
  <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
    <path d="M9 2H3v12h6M6 8h8m-3-3 3 3-3 3" />
  </svg>
);

async function signOut(): Promise<void> {
  try {
    await post('/sign-out');
  } catch (error) {
    // Who is signed in no more has what they wanted; anybody else must know that they still are.
    if (!(error instanceof Refusal && error.status === 401)) {
      signOutTrouble.value = messageOf(error);
      return;
    }
  }
  signOutTrouble.value = '';
  me.value = null;
}
