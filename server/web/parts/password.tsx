/** A field for a password: it can be shown, and tells when Caps Lock is on. */

import { useId, useState } from 'preact/hooks';
import { signInWords } from '../words/sign-in.ts';

interface PasswordProps {
  readonly label: string;
  readonly name: string;
  /** Whether it is being chosen: browsers then offer to make one, and keep it. */
  readonly isNew?: boolean;
  /** What is asked of it, below the field. */
  readonly hint?: string;
  /** Id of the sentence that says what is wrong with it. */
  readonly fault?: string | undefined;
}

export function PasswordField({ label, name, isNew = false, hint, fault }: PasswordProps) {
  const words = signInWords.value;
  const id = useId();
  const [isShown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const told = [hint && `${id}-hint`, fault].filter(Boolean).join(' ');
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <div class="password">
      <label for={id}>{label}</label>
      <span class="password-row">
        <input
          id={id}
          name={name}
          {...(isShown ? asText : asPassword)}
          autocomplete={isNew ? 'new-password' : 'current-password'}
          autocapitalize="off"
          spellcheck={false}
          maxLength={1000}
          aria-describedby={told || undefined}
          aria-invalid={fault ? 'true' : undefined}
          onKeyDown={look}
          onKeyUp={look}
          onBlur={() => setCapsLock(false)}
        />
        <button
          type="button"
          class="plain"
          aria-pressed={isShown}
          aria-label={words.showPassword}
          title={words.showPassword}
          onClick={() => setShown(!isShown)}
        >
          <Eye isShut={isShown} />
        </button>
      </span>
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {/* Always there, so that what appears in it is read out. */}
      <small role="status">{capsLock && !isShown && words.capsLock}</small>
    </div>
  );
}

const asText = { type: 'text' } as const;
const asPassword = { type: 'password' } as const;

const Eye = ({ isShut }: { readonly isShut: boolean }) => (
  <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" class="line-icon">
    <path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z" />
    <circle cx="12" cy="12" r="2.8" />
    {isShut && <path d="M4 20 20 4" />}
  </svg>
);
