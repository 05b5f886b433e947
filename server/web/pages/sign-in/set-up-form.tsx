import { useRef, useState } from 'preact/hooks';
import type { MeAnswer } from '../../../wire/me.ts';
import { passwordLengthLeast, type SignInAnswer } from '../../../wire/sign-in.ts';
import { askMe, post, Refusal } from '../../api.ts';
import { language } from '../../language.ts';
import { fieldOf } from '../../parts/form.ts';
import { PasswordField } from '../../parts/password.tsx';
import { passwordRefusal, refusalText } from '../../words/refusals.ts';
import { signInWords } from '../../words/sign-in.ts';

interface SetUpProps {
  /** Of the link. */
  readonly word: string;
  readonly state: SignInAnswer;
  readonly enter: (answer: MeAnswer) => void;
}

/** Makes the first account, an admin of everything. */
export function SetUpForm({ word, state, enter }: SetUpProps) {
  const words = signInWords.value;
  const form = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const field = (name: string) => fieldOf(form.current, name);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    const [name, password] = [field('name').value, field('password').value];
    if (name.trim() === '') return setFault(words.noName);
    setBusy(true);
    setFault(undefined);
    try {
      const given = { word, name, password };
      const more = { language: language.value, demo: state.demo && field('demo').checked };
      enter(await post<MeAnswer>('/setup', { ...given, ...more }));
    } catch (error) {
      setBusy(false);
      setFault(faultText(error));
      if (error instanceof Refusal && error.code === 'set-up-done') void askMe();
    }
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <h1>{words.setUp}</h1>
      <p>{words.setUpHow}</p>
      <label>
        {words.name}
        <input
          name="name"
          defaultValue="admin"
          autocomplete="username"
          autocapitalize="off"
          spellcheck={false}
          maxLength={64}
        />
      </label>
      <PasswordField
        label={words.password}
        name="password"
        isNew
        hint={words.choosePassword(passwordLengthLeast)}
        fault={fault && 'fault'}
      />
      {state.demo && (
        <div class="check">
          <label>
            <input type="checkbox" name="demo" defaultChecked aria-describedby="demo-how" />
            {words.demo}
          </label>
          <small id="demo-how">{words.demoHow}</small>
        </div>
      )}
      <div id="fault">
        {fault && (
          <p role="alert" class="fault">
            {fault}
          </p>
        )}
      </div>
      <button type="submit" aria-busy={isBusy}>
        {words.make}
      </button>
    </form>
  );
}

function faultText(error: unknown): string {
  const words = signInWords.value;
  if (!(error instanceof Refusal)) throw error;
  switch (error.code) {
    case 'password-weak':
    case 'invalid-request':
      return passwordRefusal(error)!;
    case 'account-invalid':
      return words.badName;
    default:
      return refusalText(error);
  }
}
