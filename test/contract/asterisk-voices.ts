/** Whose voice is which tone, in the world of a real Asterisk. */

import type { SipCall } from '../asterisk/sip-call.ts';
import type { Voice } from './world.ts';

/** Pitches, apart from those of announcements and of ringing. */
export const voices = [450, 650, 850, 1_050, 1_250, 1_450, 1_650] as const;
/** Of callers. */
export const callerVoice = voices[4];

/** Who speaks at which pitch. */
const speakers: readonly (readonly [Voice, number])[] = [
  ['phone 0', voices[0]],
  ['phone 1', voices[1]],
  ['phone 2', voices[2]],
  ['somebody', voices[3]],
  ['caller', callerVoice],
  ['customer', voices[5]],
  ['trunk', voices[6]],
];

/** Who is heard in this call. */
export function voicesIn(call: SipCall | undefined): readonly Voice[] {
  const heard = call?.tones(voices) ?? [];
  return speakers.flatMap(([name, hertz]) => (heard.includes(hertz) ? [name] : [])).sort();
}
