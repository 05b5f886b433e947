/** TALK_DETECT(): whether the far end of a channel speaks, as the PBX hears it. */

import type { Channel, Pbx, Phone } from './model.ts';
import { tell } from './pbx.ts';

/** As Asterisk's own, when none is given. */
const silenceMsDefault = 2_500;

/** What setting this function does; false: it is another. */
export function setTalkDetect(pbx: Pbx, channel: Channel, name: string, value: string): boolean {
  if (!name.startsWith('TALK_DETECT(')) return false;
  // One that is not there is taken for done.
  if (!pbx.modules.has('func_talkdetect.so')) return true;
  if (name === 'TALK_DETECT(set)') {
    const { speech } = channel;
    const silenceMs = Number(value) || silenceMsDefault;
    channel.speech = { silenceMs, heard: speech?.heard ?? false, cancel: () => {} };
    speech?.cancel();
    listenTo(pbx, channel);
  } else {
    channel.speech?.cancel();
    channel.speech = undefined;
  }
  return true;
}

/** Somebody begins to speak into this phone, or stops. */
export function speak(pbx: Pbx, phone: Phone, on: boolean): void {
  phone.speaks = on;
  for (const channel of phone.channels) listenTo(pbx, channel);
}

function listenTo(pbx: Pbx, channel: Channel): void {
  const { speech } = channel;
  if (!speech) return;
  speech.cancel();
  const speaks = pbx.phones.get(channel.peer)?.speaks ?? false;
  if (speaks === speech.heard) return;
  const change = (): void => {
    if (!channel.alive || channel.speech !== speech) return;
    speech.heard = speaks;
    tell(pbx, { type: speaks ? 'ChannelTalkingStarted' : 'ChannelTalkingFinished', channel });
  };
  if (speaks) change();
  else speech.cancel = pbx.clock.setTimer(speech.silenceMs, change);
}
