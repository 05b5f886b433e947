/** A thing that can be done by button and by key; one that cannot be done now says why. */

import { useMemo, useRef } from 'preact/hooks';
import { type Key, useKeys } from '../keys.ts';
import { Foreign } from './text.tsx';

export interface Action {
  readonly key: string;
  readonly label: string;
  readonly act: () => void;
  /** Why not now. */
  readonly not?: string | undefined;
  readonly class?: string;
}

/** Gives the actions their keys for as long as the component is there. */
export function useActions(actions: readonly Action[]): void {
  // What an action does now, though the keys stay as they were told.
  const latest = useRef(actions);
  latest.current = actions;
  const mark = actions.map(({ key, label, not }) => `${key} ${label} ${not}`).join('\n');
  const keys = useMemo<readonly Key[]>(
    () =>
      actions.map(({ key, label, not }, index) => ({
        ...{ key, does: label, not },
        act: () => latest.current[index]?.act(),
      })),
    [mark],
  );
  useKeys(keys);
}

/**
 * A button that cannot be used keeps its place in the order of focus and tells its reason, to
 * whoever hears it, too.
 */
export function ActionButton({ action }: { readonly action: Action }) {
  const { key, label, act, not, class: name } = action;
  const id = `not-${key}`;
  return (
    <span class="action">
      <button
        type="button"
        class={name ?? 'secondary'}
        aria-disabled={not !== undefined}
        aria-describedby={not === undefined ? undefined : id}
        aria-keyshortcuts={key}
        onClick={() => not === undefined && act()}
      >
        <Foreign text={label} /> {key !== '' && <kbd>{key}</kbd>}
      </button>
      {not !== undefined && (
        <small id={id} class="quiet">
          {not}
        </small>
      )}
    </span>
  );
}
