/** Times people read: how long ago, how long still. Counted from the server's clock. */

import { now } from '../live.ts';

/** `0:07`, `12:34`, `1:02:03`; negative times are 0. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** How long something has lasted; `until`: how long it lasted. */
export const Since = ({ at, until }: { readonly at: number; readonly until?: number }) => (
  <span class="clock">{clockText((until ?? now.value) - at)}</span>
);

/** How long something still lasts. */
export const Until = ({ at }: { readonly at: number }) => (
  // Rounded up: it is over when it shows 0.
  <span class="clock">{clockText(at - now.value + 999)}</span>
);
