/** Where one signs in; at the first start, where the first account is made. */

import '../../styles/forms.css';
import './sign-in.css';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { MeAnswer } from '../../../wire/me.ts';
import { chooseLanguage } from '../../account-language.ts';
import { askMe, door, me, post, Refusal } from '../../api.ts';
import { type Language, language } from '../../language.ts';
import { isKeptFrom } from '../../parts/shell.tsx';
import { Foreign } from '../../parts/text.tsx';
import { switchTheme } from '../../theme.ts';
import { common } from '../../words/common.ts';
import { refusalText } from '../../words/refusals.ts';
import { signInWords } from '../../words/sign-in.ts';
import { SetUpForm } from './set-up-form.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** What the link of the first start carries: in the fragment, which browsers send to nobody. */
const wordOf = (hash: string): string | undefined => /^#setup=([\w-]+)$/.exec(hash)?.[1];

/** How often it is asked again whether one can sign in by now. */
const askAgainMs = 3_000;

export function SignInPage() {
  const words = signInWords.value;
  // Chosen here and now, by whoever is about to sign in.
  const [chosen, setChosen] = useState<Language>();
  useEffect(() => {
    document.title = `${words.title} · Tsunagi`;
  }, [words]);
  const enter = useEntrance(chosen);
  return (
    <main class="door" id="content">
      <div class="door-bar">
        <strong>Tsunagi 繋ぎ</strong>
        <fieldset>
          <legend class="unseen">{words.languages}</legend>
          <LanguageButton of="en" name="English" choose={setChosen} />
          <LanguageButton of="ja" name="日本語" choose={setChosen} />
          <button
            type="button"
            class="plain"
            onClick={switchTheme}
            aria-label={common.value.theme}
            title={common.value.theme}
          >
            ◐
          </button>
        </fieldset>
      </div>
      <article>{me.value ? <SignedIn name={me.value.name} /> : <Door enter={enter} />}</article>
    </main>
  );
}

interface ButtonProps {
  readonly of: Language;
  readonly name: string;
  readonly choose: (language: Language) => void;
}

const LanguageButton = ({ of, name, choose }: ButtonProps) => (
  <button
    type="button"
    class="plain"
    lang={of}
    aria-pressed={language.value === of}
    onClick={() => {
      chooseLanguage(of);
      choose(of);
    }}
  >
    {name}
  </button>
);

/** What is done once somebody is let in: the page asked for appears, in their language. */
function useEntrance(chosen: Language | undefined): (answer: MeAnswer) => void {
  const { path, route } = useLocation();
  return (answer) => {
    const state = door.value;
    if (state && 'setUp' in state) door.value = { ...state, setUp: 'done' };
    me.value = answer;
    // Whoever was here before may have seen other pages; nor does the word of the set-up stay in
    // the
    // address.
    if (path === '/sign-in' || isKeptFrom(path)) route('/', true);
    if (chosen && chosen !== answer.language) chooseLanguage(chosen);
  };
}

function SignedIn({ name }: { readonly name: string }) {
  const words = signInWords.value;
  return (
    <>
      <p>
        {words.signedInAs} <Foreign text={name} />
      </p>
      <p>
        <a href="/">{words.goOn}</a>
      </p>
      <button
        type="button"
        class="secondary"
        onClick={() => {
          post('/sign-out').then(askMe, askMe);
        }}
      >
        {words.other}
      </button>
    </>
  );
}

/** Sign-in or set-up, whichever it is time for. */
function Door({ enter }: { readonly enter: (answer: MeAnswer) => void }) {
  const words = signInWords.value;
  const [word, setWord] = useState(() => wordOf(location.hash));
  useEffect(() => {
    const follow = () => setWord(wordOf(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const state = door.value;
  const isShut = state instanceof Refusal;
  const waits = isShut || (state?.setUp === 'open' && word === undefined);
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => void askMe(), askAgainMs);
    return () => clearInterval(timer);
  }, [waits]);
  if (isShut) {
    return (
      <p role="alert" class="fault">
        {refusalText(state)}
      </p>
    );
  }
  if (state === undefined) return <p aria-busy="true">{common.value.loading}</p>;
  if (state.setUp === 'done') return <SignInForm enter={enter} />;
  if (word !== undefined) return <SetUpForm word={word} state={state} enter={enter} />;
  return (
    <>
      <h1>{words.noAccounts}</h1>
      <p>{words.noAccountsHow}</p>
    </>
  );
}
