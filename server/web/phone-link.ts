/** The phone as the desk sees it, in whichever window of this browser it is. */

import { signal } from '@preact/signals';
import {
  type PhoneAction,
  type PhoneMessage,
  type PhoneState,
  phoneChannelName,
  phoneLockName,
} from './phone/state.ts';

export type { PhoneAction, PhoneCall, PhoneState } from './phone/state.ts';

/** Null: no window of this browser has the phone. */
export const phoneLink = signal<PhoneState | null>(null);

/** The phone is to live in this page: a window of its own was refused. Kept for the next reload. */
export const isPhoneHere = signal(sessionStorage.getItem('tsunagi-phone-here') === 'yes');

const channel = new BroadcastChannel(phoneChannelName);
/** Watches at most one window. */
let isWatching = false;

channel.onmessage = (event: MessageEvent<PhoneMessage>) => {
  const message = event.data;
  if (!('tell' in message)) return;
  phoneLink.value = message.tell;
  if (!isWatching) void watchForItsEnd();
};
channel.postMessage({ ask: true });

/** A window that is killed says nothing; what it held is free the moment it has gone. */
async function watchForItsEnd(): Promise<void> {
  isWatching = true;
  await navigator.locks.request(phoneLockName, { mode: 'shared' }, () => undefined);
  isWatching = false;
  phoneLink.value = null;
  channel.postMessage({ ask: true });
}

/** Asks the phone to answer, hang up, mute: it does what makes sense, and tells. */
export function askPhone(act: PhoneAction): void {
  channel.postMessage({ act });
}

/**
 * Opens the phone in a window of its own, or shows the one that is open. To be called by a key or a
 * click: browsers open windows for nothing else. Where even then none is possible, it lives in this
 * page, until the page is reloaded: the call is taken up again then.
 */
export function openPhoneWindow(): void {
  // With an address the window would be loaded anew, in the middle of a call.
  const isOpen = phoneLink.value?.place === 'window';
  const opened = window.open(isOpen ? '' : '/phone', phoneLockName, 'popup,width=400,height=620');
  // The open one is not of this tab: the new one says so, and offers to take the phone.
  if (isOpen && opened?.location.href === 'about:blank') opened.location.assign('/phone');
  opened?.focus();
  setPhoneHere(opened === null);
}

/** Whether the phone lives in this page. */
export function setPhoneHere(on: boolean): void {
  isPhoneHere.value = on;
  sessionStorage.setItem('tsunagi-phone-here', on ? 'yes' : 'no');
}
