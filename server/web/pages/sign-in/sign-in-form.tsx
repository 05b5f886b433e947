import { useEffect, useRef, useState } from 'preact/hooks';
import type { MeAnswer } from '../../../wire/me.ts';
import { post, Refusal } from '../../api.ts';
import { fieldOf } from '../../parts/form.ts';
import { PasswordField } from '../../parts/password.tsx';
import { refusalText } from '../../words/refusals.ts';
import { signInWords } from '../../words/sign-in.ts';

/** Why somebody is not let in. */
type Fault = { readonly text: string } | { readonly until: number; readonly seconds: number };

export function SignInForm({ enter }: { readonly enter: (answer: MeAnswer) => void }) {
  const words = signInWords.value;
  const form = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  useEffect(() => fieldOf(form.current, 'name').focus(), []);
  const fail = (at: 'name' | 'password', fault: Fault) => {
    setFault(fault);
    fieldOf(form.current, at).select();
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    const name = fieldOf(form.current, 'name').value;
    const password = fieldOf(form.current, 'password').value;
    if (name.trim() === '') return fail('name', { text: words.noName });
    if (password === '') return fail('password', { text: words.noPassword });
    setBusy(true);
    setFault(undefined);
    try {
      enter(await post<MeAnswer>('/sign-in', { name, password }));
    } catch (error) {
      setBusy(false);
      fail('password', faultOf(error));
    }
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <h1>{words.title}</h1>
      <label>
        {words.name}
        <input
          name="name"
          autocomplete="username"
          autocapitalize="off"
          spellcheck={false}
          maxLength={100}
        />
      </label>
      <PasswordField label={words.password} name="password" fault={fault && 'fault'} />
      <div id="fault">{fault && <FaultText fault={fault} key={faultKey(fault)} />}</div>
      <button type="submit" aria-busy={isBusy}>
        {isBusy ? words.signingIn : words.signIn}
      </button>
    </form>
  );
}

function faultOf(error: unknown): Fault {
  if (error instanceof Refusal && error.code === 'sign-in-too-often') {
    const ms = Number(error.params.retryAfterMs);
    return { until: Date.now() + ms, seconds: Math.ceil(ms / 1000) };
  }
  return { text: refusalText(error) };
}

const faultKey = (fault: Fault): string | number => ('text' in fault ? fault.text : fault.until);

function FaultText({ fault }: { readonly fault: Fault }) {
  if ('until' in fault) return <Delay until={fault.until} seconds={fault.seconds} />;
  return (
    <p role="alert" class="fault">
      {fault.text}
    </p>
  );
}

/** Counts down to the next attempt; read out at its beginning and its end only. */
function Delay({ until, seconds }: { readonly until: number; readonly seconds: number }) {
  const words = signInWords.value;
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => {
      setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    }, 250);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <>
      <p role="alert" class="unseen">
        {left > 0 ? words.tooOften(seconds) : words.tryNow}
      </p>
      <p aria-hidden="true" class="fault clock">
        {left > 0 ? words.tooOften(left) : words.tryNow}
      </p>
    </>
  );
}
