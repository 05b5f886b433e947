/** The phone in the bar of every page: whether it would ring, and the way to it. */

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { SoftphoneAnswer } from '../../wire/softphone.ts';
import { get } from '../api.ts';
import { isPhoneHere, openPhoneWindow, phoneLink } from '../phone-link.ts';
import { phoneWords } from '../words/phone.ts';

const PhonePanel = lazy(() =>
  import('../pages/phone/phone-panel.tsx').then((page) => page.PhonePanel),
);

const hasSoftphone = signal(false);

export function PhoneStrip() {
  useEffect(() => {
    const ask = async () => {
      hasSoftphone.value = (await get<SoftphoneAnswer>('/me/softphone')).phone !== null;
    };
    void ask();
  }, []);
  const words = phoneWords.value;
  if (!hasSoftphone.value) return null;
  const { line, call } = phoneLink.value ?? {};
  const state = line === undefined ? undefined : line === 'ready' && call ? call.state : line;
  return (
    <>
      <button
        type="button"
        class="plain phone-strip"
        data-phone={state ?? 'closed'}
        onClick={openPhoneWindow}
        aria-label={line === undefined ? words.openPhone : words.showPhone}
      >
        ☎ {state === undefined ? words.openPhone : words[state]}
      </button>
      {isPhoneHere.value && (
        <aside class="phone-here" aria-label={words.phone}>
          <PhonePanel place="page" />
        </aside>
      )}
    </>
  );
}
