/** The phone of this page: there is at most one, and it lives as long as the page. */

import { effect, signal } from '@preact/signals';
import type { SoftphoneAccess } from '../../wire/softphone.ts';
import { post, Refusal, remove } from '../api.ts';
import { refusalText } from '../words/refusals.ts';
import { Line } from './line.ts';
import { openMicrophone, play, ring, voiceOf } from './sound.ts';
import {
  type PhoneAction,
  type PhoneMessage,
  type PhoneState,
  phoneChannelName,
  phoneLockName,
} from './state.ts';

/** Null: no phone is open in this page. */
export const phone = signal<PhoneState | null>(null);

const channel = new BroadcastChannel(phoneChannelName);
let line: Line | undefined;
/** Lets the next window have it. */
let release: (() => void) | undefined;

const change = (part: Partial<PhoneState>): void => {
  if (phone.value) phone.value = { ...phone.value, ...part };
};

channel.onmessage = (event: MessageEvent<PhoneMessage>) => {
  const message = event.data;
  if ('ask' in message && phone.value) channel.postMessage({ tell: phone.value });
  if ('act' in message) act(message.act);
};
effect(() => {
  if (phone.value) channel.postMessage({ tell: phone.value });
});

const isRinging = signal(false);
effect(() => {
  isRinging.value = phone.value?.call?.state === 'ringing';
});
effect(() => {
  if (isRinging.value) return ring();
  return undefined;
});

/** Does what a key here or at the desk asks for; nothing when there is nothing to do it to. */
export function act(action: PhoneAction): void {
  if (!phone.value) return;
  if (action === 'answer') line?.answer();
  if (action === 'hang-up') line?.hangUp();
  if (action === 'close') void closePhone();
  if (action !== 'mute' && action !== 'unmute') return;
  if (!line?.isInCall) return;
  line.mute(action === 'mute');
  change({ muted: action === 'mute' });
}

/** Opens the phone in this page, unless it is. */
export async function openPhone(place: PhoneState['place']): Promise<void> {
  if (phone.value) return;
  phone.value = {
    ...{ place, line: 'opening', why: null, microphone: 'asking', muted: false, call: null },
  };
  await holdPhone(false);
}

/** Takes the phone from the window of this browser that has it; a call goes along. */
export const takePhone = (): Promise<void> => holdPhone(true);

/** Closes it: nobody can register with its password any more. */
export async function closePhone(): Promise<void> {
  leave();
  await remove('/me/softphone').catch(() => undefined);
  phone.value = null;
  if (window.name === phoneLockName) window.close();
}

/** Asks for the microphone again, or for the one that is chosen now. */
export async function askMicrophone(): Promise<void> {
  change({ microphone: 'asking' });
  const microphone = await openMicrophone(() => void askMicrophone());
  change({ microphone });
  if (microphone !== 'on') return;
  const [track] = voiceOf().getAudioTracks();
  if (track) await line?.speakWith(track);
  if (!line) await connect();
}

/** Asks the server and the switch again. */
export async function connect(): Promise<void> {
  leaveLine();
  change({ line: 'opening', why: null });
  try {
    line = lineTo(await post<SoftphoneAccess>('/me/softphone'));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    change({ line: 'refused', why: refusalText(error) });
    // What holds a server up passes.
    if (error.status === 0 || error.status >= 500) setTimeout(() => void retry(), 3_000);
  }
}

async function retry(): Promise<void> {
  if (phone.value?.line === 'refused' && !line) await connect();
}

/** Resolves when the phone is ours, or when it is known to be in another window. */
function holdPhone(steal: boolean): Promise<void> {
  change({ line: 'opening' });
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      change({ line: 'in-use' });
      resolve();
    }, 1_500);
    const held = navigator.locks.request(phoneLockName, { steal }, async () => {
      clearTimeout(late);
      resolve(askMicrophone());
      await new Promise<void>((free) => {
        release = free;
      });
    });
    // Another window has taken it.
    held.catch(() => {
      leaveLine();
      change({ line: 'in-use', call: null });
    });
  });
}

const lineTo = (access: SoftphoneAccess): Line => {
  const made: Line = new Line(access, {
    voice: voiceOf,
    sound: play,
    ready: () => change({ line: 'ready', why: null }),
    lost: () => change({ line: 'lost' }),
    call: (call) => change({ call, ...(call ? {} : { muted: false }) }),
    refused(why, afterLoss) {
      // Our password is void although nothing has happened: somebody else has been given one.
      if (!afterLoss) {
        leaveLine();
        change({ line: 'elsewhere', why });
      } else void renew(made, why);
    },
  });
  return made;
};

/** The switch has started anew and knows no password: another one, in the same line. */
async function renew(of: Line, why: string): Promise<void> {
  change({ line: 'lost', why });
  try {
    const { password } = await post<SoftphoneAccess>('/me/softphone');
    if (line === of) setTimeout(() => of.changePassword(password), 1_000);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    change({ line: 'refused', why: refusalText(error) });
    setTimeout(() => void (line === of && renew(of, why)), 3_000);
  }
}

function leave(): void {
  leaveLine();
  release?.();
}

function leaveLine(): void {
  line?.stop();
  line = undefined;
}
