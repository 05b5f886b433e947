/** What a caller hears by the port's doing: music, announcements in order, and their end. */

import type { CallId } from '../../core/routing/ids.ts';
import { inStasis, isReply } from './channels.ts';
import { play, startMusic, stopMusic, stopPlayback } from './media.ts';
import type { Desk, HeldCall } from './switch-state.ts';

export function restartMusic(desk: Desk, channel: string, music: string): void {
  desk.link.send((pbx) => {
    const found = inStasis(pbx, channel);
    if (!isReply(found) && !found.bridge) startMusic(pbx, found, music);
  });
}

export function announce(
  desk: Desk,
  id: CallId,
  media: readonly string[],
  interrupts: boolean,
): void {
  const call = desk.calls.get(id);
  if (call?.state !== 'held') return;
  const same = media.length > 0 && call.saying.at(-1)?.media.join() === media.join();
  const caught = [...desk.legs.values()].some(
    (leg) => leg.call === id && leg.state === 'connecting',
  );
  if (same || caught) return;
  const cutOff = interrupts && call.saying.length > 0;
  if (cutOff) cutSpeech(desk, call);
  if (media.length > 0) {
    call.saying.push({ playback: `${desk.app}-say-${desk.nextPlayback++}`, media });
  }
  if (call.saying.length === 1 || cutOff) sayNext(desk, call);
}

/** What is being said to the caller, or waits to be, ends. */
function cutSpeech(desk: Desk, call: HeldCall): void {
  for (const { playback } of call.saying.splice(0)) {
    desk.link.send((pbx) => stopPlayback(pbx, playback));
  }
}

/** Plays the announcement that is next, or the music again. */
export function sayNext(desk: Desk, call: HeldCall): void {
  const next = call.saying[0];
  if (next) playTo(desk, call.channel, next.media, next.playback, () => saidAll(desk, call));
  else if (call.state === 'held') restartMusic(desk, call.channel, call.music);
}

/** The announcement cannot be played: what waits behind it has its turn. */
function saidAll(desk: Desk, call: HeldCall): void {
  call.saying.shift();
  sayNext(desk, call);
}

/** Neither announcement nor music ends by itself, in a bridge or in the dialplan. */
export function fallSilent(desk: Desk, call: HeldCall): void {
  cutSpeech(desk, call);
  desk.link.send((pbx) => {
    const found = inStasis(pbx, call.channel);
    if (!isReply(found)) stopMusic(pbx, found);
  });
}

export function playTo(
  desk: Desk,
  channel: string,
  media: readonly string[],
  id: string,
  onFailure: () => void,
): void {
  desk.link.send(
    (pbx, reply) => {
      const found = inStasis(pbx, channel);
      reply(isReply(found) ? found : play(pbx, found, media, id));
    },
    ({ status }) => {
      if (status >= 300) onFailure();
    },
  );
}
