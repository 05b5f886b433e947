/** A form in front of the page. It keeps the focus until it is sent or closed; Esc closes it. */

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { common } from '../words/common.ts';
import { refusalText } from '../words/refusals.ts';

interface DialogProps {
  readonly title: ComponentChildren;
  /** Of the button that sends it. */
  readonly does: string;
  readonly close: () => void;
  /** Rejects with a `Refusal`, which is shown. Resolves: the dialog closes. */
  readonly send: (form: HTMLFormElement) => Promise<unknown>;
  /** Words for a refusal, where the form knows better; undefined: the usual ones. */
  readonly refusedAs?: (error: unknown) => string | undefined;
  readonly children?: ComponentChildren;
}

export function FormDialog({ title, does, close, send, refusedAs, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setFault(undefined);
    try {
      await send(form.current!);
      close();
    } catch (error) {
      setBusy(false);
      setFault(refusedAs?.(error) ?? refusalText(error));
    }
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="dialog-title">
      <article>
        <form ref={form} onSubmit={submit} noValidate>
          <h2 id="dialog-title">{title}</h2>
          {children}
          {fault && (
            <p role="alert" class="fault">
              {fault}
            </p>
          )}
          <div class="dialog-buttons">
            <button type="button" class="secondary" onClick={close}>
              {common.value.cancel}
            </button>
            <button type="submit" aria-busy={isBusy}>
              {does}
            </button>
          </div>
        </form>
      </article>
    </dialog>
  );
}
