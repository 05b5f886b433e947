/** Something asked of the server when a page is opened, and of which tenant it is. */

import { type Signal, signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, Refusal } from '../api.ts';
import { common } from '../words/common.ts';
import { faqWords } from '../words/faq.ts';
import { refusalText } from '../words/refusals.ts';

/** Whose it is, for those who see several tenants; empty: there is but one, or none was chosen. */
export const tenant = signal(sessionStorage.getItem('tsunagi-tenant') ?? '');

function chooseTenant(id: string): void {
  tenant.value = id;
  sessionStorage.setItem('tsunagi-tenant', id);
}

/** The path with the tenant chosen. */
export const ofTenant = (path: string): string =>
  tenant.value === ''
    ? path
    : `${path}${path.includes('?') ? '&' : '?'}tenant=${encodeURIComponent(tenant.value)}`;

export interface Loaded<Answer> {
  /** Undefined: not told yet. */
  readonly value: Signal<Answer | undefined>;
  readonly refusal: Signal<Refusal | null>;
  reload(): Promise<void>;
}

/** Asks for it at once, and again when the path or the tenant is another. */
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
      if (error.code === 'unknown-tenant') chooseTenant('');
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
  const { tenants } = refused.params;
  if (refused.code === 'tenant-needed' && Array.isArray(tenants)) {
    return (
      <label>
        {faqWords.value.chooseTenant}
        <select onChange={(event) => chooseTenant(event.currentTarget.value)}>
          <option value="">–</option>
          {tenants.map((each) => (
            <option key={String(each)} value={String(each)}>
              {String(each)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <p role="alert" class="failure">
      ⚠ <bdi>{refusalText(refused)}</bdi>
    </p>
  );
}
