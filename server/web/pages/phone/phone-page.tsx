/** The window of the phone: beside the pages, and untouched when they are loaded anew. */

import { useEffect } from 'preact/hooks';
import { closePhone, phone } from '../../phone/phone.ts';
import { phoneLockName } from '../../phone/state.ts';
import { phoneWords } from '../../words/phone.ts';
import { PhonePanel } from './phone-panel.tsx';

export function PhonePage() {
  const words = phoneWords.value;
  useEffect(() => {
    // As the desk finds it again.
    window.name = phoneLockName;
    const ask = (event: BeforeUnloadEvent) => {
      if (phone.value?.call) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
  return (
    <main class="phone-window">
      <h1>{words.phone}</h1>
      <PhonePanel place="window" />
      <p class="quiet">{words.keepOpen}</p>
      <button
        type="button"
        class="outline"
        disabled={Boolean(phone.value?.call)}
        onClick={() => void closePhone()}
      >
        {words.closePhone}
      </button>
    </main>
  );
}
