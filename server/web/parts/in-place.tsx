/** A value that is changed where it stands: pressed, typed, Enter. Esc leaves it as it was. */

import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { common } from '../words/common.ts';
import { Failure, useAsking } from './asking.tsx';
import { fieldOf } from './form.ts';
import { Foreign } from './text.tsx';

export interface InPlaceProps {
  readonly label: string;
  /** As it is typed; empty: nothing is known. */
  readonly value: string;
  /** As it is read, where that is not how it is typed. */
  readonly shown?: string;
  readonly kind?: 'text' | 'number' | 'date';
  /** What it may be, each with what is read; one of them or nothing. */
  readonly choices?: readonly (readonly [value: string, shown: string])[];
  /** Why it cannot be changed. */
  readonly not?: string | undefined;
  /** Rejects with a refusal. */
  save(value: string): Promise<unknown>;
}

export function InPlace(props: InPlaceProps) {
  const { label, value, shown = value, not, save } = props;
  const isOpen = useSignal(false);
  const asking = useAsking();
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    isOpen.value = false;
    asking.failure.value = '';
    // The opener is back only after the next drawing.
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (not !== undefined) {
    return (
      <span title={not}>
        <Shown text={shown} />
      </span>
    );
  }
  if (!isOpen.value) {
    return (
      <button
        type="button"
        ref={opener}
        class="in-place plain"
        aria-label={`${label}: ${shown || '–'}`}
        onClick={() => {
          isOpen.value = true;
        }}
      >
        <Shown text={shown} /> <span aria-hidden="true">✎</span>
      </button>
    );
  }
  return (
    <form
      class="in-place-form"
      onSubmit={async (event) => {
        event.preventDefault();
        const typed = fieldOf(event.currentTarget, 'value').value;
        if (await asking.ask(() => save(typed))) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <Field {...props} />
      <button type="submit" aria-busy={asking.isBusy.value}>
        {common.value.save}
      </button>
      <button type="button" class="secondary" onClick={close}>
        {common.value.cancel}
      </button>
      <Failure of={asking} />
    </form>
  );
}

const Shown = ({ text }: { readonly text: string }) =>
  text === '' ? <span class="quiet">–</span> : <Foreign text={text} />;

const asDay = { type: 'date' } as const;
const asNumber = { type: 'text', inputMode: 'decimal' } as const;
const asText = { type: 'text' } as const;

function Field({ label, value, kind = 'text', choices }: InPlaceProps) {
  const id = useId();
  const field = useRef<HTMLInputElement & HTMLSelectElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  if (choices) {
    return (
      <select id={id} ref={field} name="value" aria-label={label}>
        <option value="">–</option>
        {choices.map(([each, text]) => (
          <option key={each} value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      id={id}
      ref={field}
      name="value"
      dir="auto"
      {...(kind === 'date' ? asDay : kind === 'number' ? asNumber : asText)}
      autocomplete="off"
      maxLength={10_000}
      aria-label={label}
      defaultValue={value}
    />
  );
}
