/**
 * What can be done here: a row of buttons, each with its keys. What cannot be done now is there all
 * the same, says why when it is pointed at or pressed, and does nothing.
 */

import { useId } from 'preact/hooks';
import { type Key, useKeys } from '../keys.ts';
import { answer } from './spoken.tsx';

export interface Deed {
  readonly does: string;
  /** The first is shown on the button. */
  readonly keys?: readonly string[];
  /** Whoever shows them sees to it that their keys do something. */
  readonly hasOwnKeys?: true;
  readonly act: () => void;
  /** Why it does nothing now. */
  readonly not?: string | undefined;
  /** `main`: what one does most; `grave`: what cannot be taken back. */
  readonly kind?: 'main' | 'grave' | 'plain';
  /** Of what is on or off. */
  readonly isOn?: boolean;
  /** Of something opened over the rest: its keys go before others. */
  readonly isOver?: boolean;
}

/** The deeds as buttons, for as long as they are shown also by their keys. */
export function Deeds({
  deeds,
  label,
}: {
  readonly deeds: readonly Deed[];
  /** What they are about, for those who do not see where they stand. */
  readonly label?: string;
}) {
  useKeys(keysOf(deeds));
  return (
    <fieldset class="deeds" aria-label={label}>
      {deeds.map((deed) => (
        <DeedButton key={deed.does} deed={deed} />
      ))}
    </fieldset>
  );
}

/** Their keys alone. */
export const keysOf = (deeds: readonly Deed[]): readonly Key[] =>
  deeds
    .filter(({ hasOwnKeys }) => !hasOwnKeys)
    .flatMap(({ keys = [], does, act, not, isOver = false }) =>
      keys.map((key) => ({ key, does, act, not, isOver })),
    );

export function DeedButton({ deed }: { readonly deed: Deed }) {
  const { does, keys, act, not, kind = 'plain', isOn } = deed;
  const id = useId();
  return (
    <button
      type="button"
      class={`deed deed-${kind}`}
      aria-disabled={not !== undefined}
      aria-describedby={not === undefined ? undefined : id}
      aria-pressed={isOn}
      aria-keyshortcuts={keys?.map(forAria).join(' ')}
      title={not}
      onClick={() => (not === undefined ? act() : answer(not))}
    >
      {does}
      {keys?.[0] && (
        <span class="key" aria-hidden="true">
          {keys[0]}
        </span>
      )}
      {not !== undefined && (
        <span class="unseen" id={id}>
          {not}
        </span>
      )}
    </button>
  );
}

/** `Control`, as the attribute wants it. */
const forAria = (key: string): string => key.replace('Ctrl', 'Control');
