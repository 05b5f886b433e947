/**
 * What a channel hears, and the one thread that plays it: music, playbacks, and what waits behind
 * them.
 */

import { type Channel, done, type Pbx, type Playback, type Reply } from './model.ts';
import { tell } from './pbx.ts';
import { voicesFor } from './voices.ts';

export type Hearing = 'silence' | 'music' | 'ringing' | 'announcement' | 'conversation';

/**
 * What the far end of this channel hears at the moment. Music that was started goes on until it is
 * stopped or something is played: in a bridge beneath the other voice, and in the dialplan.
 */
export function hears(channel: Channel): Hearing {
  if (channel.playback) return 'announcement';
  if (channel.music) return 'music';
  if (channel.ringing) return 'ringing';
  const bridge = channel.bridge;
  if (!bridge) return 'silence';
  if (voicesFor(channel).size > 0) return 'conversation';
  const others = [...bridge.channels].filter((other) => other !== channel);
  // A party that put the call on hold makes the PBX play music to the rest of the bridge.
  return others.some((other) => other.held) ? 'music' : 'silence';
}

/**
 * Runs a command on the channel's thread: at once, or when the playback that occupies it has ended.
 * A command whose channel dies first is answered as Asterisk answers it: as if it had been done.
 */
export function onThread(
  pbx: Pbx,
  channel: Channel,
  command: () => Reply,
  reply: (reply: Reply) => void,
): void {
  const slow = pbx.version === 16 && !channel.bridge;
  if (!slow && !channel.playback && channel.behind.length === 0) {
    reply(command());
    return;
  }
  channel.behind.push(() => reply(channel.alive ? command() : done));
  if (!slow || channel.asleep || channel.playback) return;
  channel.asleep = true;
  pbx.clock.setTimer(wakeMs, () => {
    channel.asleep = false;
    runBehind(channel);
  });
}

/**
 * The thread of Asterisk 16 wakes up every 200 ms; a command finds it in the middle of its sleep.
 */
const wakeMs = 100;

/** Runs what waited, until the next playback begins. */
export function runBehind(channel: Channel): void {
  while (!channel.playback && !channel.asleep) {
    const next = channel.behind.shift();
    if (!next) return;
    next();
  }
}

/** `POST /channels/{id}/moh`, on the channel's thread. */
export function startMusic(pbx: Pbx, channel: Channel, music: string): Reply {
  const start = (): Reply => {
    channel.music = music;
    return done;
  };
  onThread(pbx, channel, start, () => {});
  return done;
}

/** `DELETE /channels/{id}/moh`. */
export function stopMusic(pbx: Pbx, channel: Channel): Reply {
  const stop = (): Reply => {
    channel.music = undefined;
    return done;
  };
  onThread(pbx, channel, stop, () => {});
  return done;
}

/** `POST /channels/{id}/ring`: a channel that is up hears the tone. */
export const startRinging = (pbx: Pbx, channel: Channel): Reply => indicate(pbx, channel, true);

/** `DELETE /channels/{id}/ring`. */
export const stopRinging = (pbx: Pbx, channel: Channel): Reply => indicate(pbx, channel, false);

function indicate(pbx: Pbx, channel: Channel, ringing: boolean): Reply {
  const change = (): Reply => {
    channel.ringing = ringing && channel.state === 'Up';
    return done;
  };
  onThread(pbx, channel, change, () => {});
  return done;
}

/** `POST /channels/{id}/play/{playbackId}`. The music ends and does not come back by itself. */
export function play(pbx: Pbx, channel: Channel, media: readonly string[], id: string): Reply {
  if (pbx.playbacks.has(id)) return { status: 409, message: 'Playback id already exists' };
  const playback: Playback = { id, channel, media, at: 0, state: 'queued', timer: () => {} };
  pbx.playbacks.set(id, playback);
  const begin = (): Reply => {
    // Stopped before its turn came.
    if (!pbx.playbacks.has(id)) return done;
    channel.playback = playback;
    channel.music = undefined;
    playback.state = 'playing';
    tell(pbx, { type: 'PlaybackStarted', playback });
    playNext(pbx, playback);
    return done;
  };
  onThread(pbx, channel, begin, () => {});
  return { status: 201, playback };
}

function playNext(pbx: Pbx, playback: Playback): void {
  const media = playback.media[playback.at];
  if (media === undefined) {
    endPlayback(pbx, playback, 'done');
    return;
  }
  const length = pbx.soundMs(media);
  if (length === undefined) {
    endPlayback(pbx, playback, 'failed');
    return;
  }
  playback.timer = pbx.clock.setTimer(length, () => {
    playback.at++;
    if (playback.at < playback.media.length) {
      tell(pbx, { type: 'PlaybackContinuing', playback });
      tell(pbx, { type: 'PlaybackStarted', playback });
    }
    playNext(pbx, playback);
  });
}

function endPlayback(pbx: Pbx, playback: Playback, state: 'done' | 'failed'): void {
  const { channel } = playback;
  playback.timer();
  playback.state = state;
  pbx.playbacks.delete(playback.id);
  if (channel.playback !== playback) return;
  channel.playback = undefined;
  tell(pbx, { type: 'PlaybackFinished', playback });
  runBehind(channel);
}

/** `DELETE /playbacks/{id}`: does not wait for the channel's thread. */
export function stopPlayback(pbx: Pbx, id: string): Reply {
  const playback = pbx.playbacks.get(id);
  if (!playback) return { status: 404, message: 'Playback not found' };
  endPlayback(pbx, playback, 'done');
  return done;
}

/** The channel dies: what is played on it ends as failed. */
export function cutPlayback(pbx: Pbx, channel: Channel): void {
  if (channel.playback) endPlayback(pbx, channel.playback, 'failed');
  for (const playback of pbx.playbacks.values()) {
    if (playback.channel === channel) pbx.playbacks.delete(playback.id);
  }
}
