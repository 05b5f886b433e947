/** What somebody asked for and what became of it, said where everybody hears it. */

import { signal } from '@preact/signals';
import { Refusal } from '../api.ts';
import { common } from '../words/common.ts';
import { refusalText } from '../words/refusals.ts';

interface Said {
  readonly text: string;
  readonly isFailure: boolean;
}

const said = signal<Said | null>(null);

/** Waits for `work`; what it comes to is said on the page. Gives whether it was done. */
export async function doing(what: string, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    said.value = { text: what, isFailure: false };
    return true;
  } catch (error) {
    said.value = { text: common.value.failed(messageOf(error)), isFailure: true };
    return false;
  }
}

/** What the server said, or what went wrong here. */
export const messageOf = (error: unknown): string =>
  error instanceof Refusal
    ? refusalText(error)
    : error instanceof Error
      ? error.message
      : String(error);

/** Where it is said. One on a page. */
export function SaidLine() {
  const now = said.value;
  return (
    <output class={now?.isFailure ? 'said failed' : 'said'} aria-live="polite">
      {now && (
        <>
          {now.isFailure ? '✕ ' : '✓ '}
          {now.text}
        </>
      )}
    </output>
  );
}
