/** What is told to those who listen to the page instead of looking at it (WCAG 2.2, 4.1.3). */

import { signal } from '@preact/signals';

const said = signal('');
const urgent = signal('');
/** Seen for a while, too. */
const shown = signal('');
let hiding: ReturnType<typeof setTimeout> | undefined;

/** Long enough to be read twice. */
const shownMs = 6_000;

/** Told when the reader has time. */
export function say(text: string): void {
  said.value = text;
}

/** The same, and seen by those who asked for it. */
export function answer(text: string): void {
  say(text);
  shown.value = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    shown.value = '';
  }, shownMs);
}

/** Told at once, over whatever is being read. */
export function sayAtOnce(text: string): void {
  urgent.value = text;
}

/** One on a page. */
export const Spoken = () => (
  <>
    <p role="status" class="unseen">
      {said.value}
    </p>
    {shown.value !== '' && (
      <p class="said" aria-hidden="true">
        {shown.value}
      </p>
    )}
    <p role="alert" class="unseen">
      {urgent.value}
    </p>
  </>
);
