/** Signing in to the queues, at a phone: the configured one, another, or the one in the browser. */

import { useSignal } from '@preact/signals';
import { post } from '../../api.ts';
import { useKeys } from '../../keys.ts';
import { openPhoneWindow, phoneLink } from '../../phone-link.ts';
import { deskWords } from '../../words/desk.ts';
import { ask, useDesk } from './desk.ts';

type Choice = 'own' | 'other' | 'browser';

export function SignIn() {
  const { ownPhone, browserPhone } = useDesk().me.value!;
  const words = deskWords.value;
  const choice = useSignal<Choice>('own');
  const other = useSignal('');
  const signIn = () => {
    const phones = { own: ownPhone, other: other.value.trim(), browser: browserPhone };
    const phone = phones[choice.value];
    // Whoever signs in at another phone begins with naming it.
    if (phone === browserPhone && phoneLink.value === null) openPhoneWindow();
    void ask(() => post('/me/agent/sign-in', { phone: phone || ownPhone }));
  };
  useKeys([{ key: 'Alt+g', does: words.signIn, act: signIn }]);
  const radio = (value: Choice, label: string, not?: string) => (
    <label class={not === undefined ? undefined : 'quiet'}>
      <input
        type="radio"
        name="phone"
        checked={choice.value === value}
        disabled={not !== undefined}
        onChange={() => {
          choice.value = value;
        }}
      />
      {label}
      {not !== undefined && ` (${not})`}
    </label>
  );
  return (
    <form
      class="sign-in-phone"
      onSubmit={(event) => {
        event.preventDefault();
        signIn();
      }}
    >
      <fieldset>
        <legend>{words.phone}</legend>
        {radio('own', `${words.ownPhone} (${ownPhone})`)}
        {radio(
          'browser',
          words.browserPhone + (browserPhone ? ` (${browserPhone})` : ''),
          browserPhone === null ? words.noBrowserPhone : undefined,
        )}
        {radio('other', words.otherPhone)}
        {choice.value === 'other' && (
          <input
            type="text"
            aria-label={words.otherPhone}
            placeholder="PJSIP/1001"
            title={words.phoneForm}
            required
            maxLength={100}
            autocomplete="off"
            value={other.value}
            onInput={(event) => {
              other.value = event.currentTarget.value;
            }}
          />
        )}
      </fieldset>
      <button type="submit" class="deed deed-main" aria-keyshortcuts="Alt+g">
        {words.signIn}{' '}
        <span class="key" aria-hidden="true">
          Alt+g
        </span>
      </button>
    </form>
  );
}
