/** Something asked of the server when a page is opened. */

import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, Refusal } from '../api.ts';
import { common } from '../words/common.ts';
import { refusalText } from '../words/refusals.ts';
import { ofTenant } from './tenant.tsx';

export interface Loaded<Answer> {
  /** Undefined: not told yet. */
  readonly value: Signal<Answer | undefined>;
  readonly refusal: Signal<Refusal | null>;
  reload(): Promise<void>;
}

/** Asks for it at once, of the tenant meant here, and again when the path is another. */
export function useLoaded<Answer>(path: string): Loaded<Answer> {
  const value = useSignal<Answer | undefined>(undefined);
  const refusal = useSignal<Refusal | null>(null);
  const whole = ofTenant(path);
  const reload = async () => {
    try {
      value.value = await get<Answer>(whole);
      refusal.value = null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal.value = error;
    }
  };
  useEffect(() => {
    void reload();
  }, [whole]);
  return { value, refusal, reload };
}

/** That it is still being asked for, or why it cannot be shown. */
export function Waiting({ of }: { readonly of: Loaded<unknown> }) {
  const refused = of.refusal.value;
  if (refused === null) {
    return of.value.value === undefined ? <p aria-busy="true">{common.value.loading}</p> : null;
  }
  return (
    <p role="alert" class="failure">
      ⚠ <bdi>{refusalText(refused)}</bdi>
    </p>
  );
}
