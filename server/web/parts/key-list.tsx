/** All keys of the page, over it. It has the focus until it is closed; Escape closes it. */

import { signal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { keysShown, setSingleKeys, singleKeys, useKeys } from '../keys.ts';
import { common } from '../words/common.ts';
import { useFocusBack } from './focus-back.ts';
import { Foreign } from './text.tsx';

/** Whether they are shown. */
export const keysAreListed = signal(false);

export const KeyList = () => (keysAreListed.value ? <List /> : null);

const close = () => {
  keysAreListed.value = false;
};

function List() {
  const dialog = useRef<HTMLDialogElement>(null);
  const closer = useRef<HTMLButtonElement>(null);
  const words = common.value;
  useFocusBack();
  // The same as long as the words are: what lists the keys is drawn anew with each new one.
  const keys = useMemo(
    () => [{ key: 'Escape', does: words.close, act: close, isOver: true }],
    [words],
  );
  useKeys(keys);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    closer.current?.focus();
  }, []);
  return (
    <dialog ref={dialog} aria-label={words.keys} onClose={close}>
      <article>
        <h2>{words.keys}</h2>
        <dl class="keys">
          {keysShown.value.map(({ key, does, not }, at) => (
            <div key={at}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>
                <Foreign text={does} />
                {not === undefined ? '' : ` (${not})`}
              </dd>
            </div>
          ))}
        </dl>
        <label>
          <input
            type="checkbox"
            checked={singleKeys.value}
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          {words.singleKeys}
        </label>
        <button type="button" ref={closer} onClick={close}>
          {words.close}
        </button>
      </article>
    </dialog>
  );
}
