/**
 * What the shared parts ask of Asterisk, over AMI: channels are moved between the extensions of
 * config/asterisk/extensions-ami.conf. AMI takes ids of channels wherever it takes names;
 * `Bridge()` does not.
 */

import type { Call, Feature, HangUpReason, Leg, LinkLeg } from '../../asterisk/desk.ts';
import { keptEncoded } from '../../asterisk/kept.ts';
import { talkDetect } from '../../asterisk/listening.ts';
import { callerIdOf } from '../../asterisk/outgoing.ts';
import { headersOf, type NotMade, type OutgoingOrder, type Ways } from '../../asterisk/ways.ts';
import type { Destination, RecordingOrder } from '../../port.ts';
import { answerMs } from '../questions.ts';
import { wasRefused } from './channel-commands.ts';
import { recordingFile, sayable, stationOf, variables } from './dialplan.ts';
import { togetherWith } from './picture.ts';
import { AmiTalkWays } from './talk-ways.ts';

const causes = { normal: 16, answered_elsewhere: 26, busy: 17 } as const;
/** No such phone, or nobody registered there. */
const absent = 20;

/** From the far end's hang-up to the channel's end; it takes milliseconds. */
const endMs = 200;

/** What a caller hears. */
interface Hearing {
  /** The class that plays; undefined: none, or nobody knows. */
  music: string | undefined;
  /** Being said. */
  saying: string | undefined;
  /** To be said after it. */
  readonly next: { readonly playback: string; readonly say: string }[];
}

export class AmiWays extends AmiTalkWays implements Ways {
  /** Channels asked for, of which Asterisk has said nothing yet. */
  readonly #making = new Map<string, (notMade: NotMade | undefined) => void>();
  /** Legs whose end is expected. */
  readonly #ends = new Map<string, () => void>();
  readonly #hearing = new WeakMap<Call, Hearing>();
  // What events tell.

  channelMade(id: string, name: string): void {
    this.channelNamed(id, name);
    this.#making.get(id)?.(undefined);
  }

  /** Told ahead of what happened to the channel: of one that came to be its own end counts. */
  async channelNotMade(id: string, reason: string): Promise<void> {
    await this.ami.caughtUp().catch(() => {});
    const cause = reason === '0' || reason === '' ? absent : undefined;
    this.#making.get(id)?.({ why: 'no such phone, or nobody is there', ...(cause && { cause }) });
  }

  /**
   * The phone has hung up, or is to. Asterisk may lose that for good while it takes the channel
   * into a bridge: the channel then stays, with nobody behind it.
   */
  legHungUp(id: string): void {
    if (this.#ends.has(id)) return;
    const cancel = this.desk.clock.setTimer(endMs, () => {
      this.#ends.delete(id);
      // Told by an event again, and looked at again, until it has ended.
      void this.hangUp(id, 'normal');
    });
    this.#ends.set(id, cancel);
  }

  channelForgotten(id: string): void {
    this.#ends.get(id)?.();
    this.#ends.delete(id);
    this.names.delete(id);
    this.bridges.delete(id);
    this.recordings.delete(id);
    this.commands.forget(id);
  }

  /** Whether the file of a channel's recording could be made. */
  recorded(id: string, there: boolean): void {
    if (there) this.recordings.add(id);
    else this.recordings.delete(id);
  }

  /** Nobody knows what this caller hears now. */
  unsettled(call: Call): void {
    this.#hush(call);
  }

  /** What was being said to this channel has ended; `played` is told of what is not followed. */
  said(channel: string, playback: string, played: (playback: string) => void): void {
    const call = this.desk.callsByChannel.get(channel);
    const hearing = call && this.#of(call);
    if (call && hearing) {
      if (hearing.saying !== playback) return;
      hearing.saying = undefined;
      const next = hearing.next.shift();
      if (next) {
        void this.#startSaying(call, next.playback, next.say).then((begun) => {
          if (!begun) played(next.playback);
        });
      }
    }
    played(playback);
  }

  /** The connection has gone, and what was known by events with it. Also at the end. */
  lost(): void {
    // Whether they were made is found after the next connection.
    for (const settle of [...this.#making.values()]) settle(undefined);
    for (const cancel of this.#ends.values()) cancel();
    this.#ends.clear();
    this.names.clear();
    this.bridges.clear();
  }

  // What is asked.

  async originate(channel: string, order: OutgoingOrder): Promise<NotMade | undefined> {
    const heard = new Promise<NotMade | undefined>((resolve, reject) => {
      const cancel = this.desk.clock.setTimer(answerMs, () => {
        this.#making.delete(channel);
        reject(new Error(`Originate: nothing was heard of it within ${answerMs / 1_000} s`));
      });
      this.#making.set(channel, (notMade) => {
        cancel();
        this.#making.delete(channel);
        resolve(notMade && { ...notMade, why: `${order.endpoint}: ${notMade.why}` });
      });
    });
    // Rejected by nobody else when asking has failed.
    heard.catch(() => {});
    const [name, value] = keptEncoded(order.kept);
    try {
      await this.ami.ask({
        Action: 'Originate',
        Channel: order.endpoint,
        Context: this.desk.app,
        Exten: stationOf(order.part, order.number),
        Priority: 1,
        Timeout: Math.max(1, Math.ceil(order.timeoutMs)),
        CallerID: withoutControls(callerIdOf(order.show)),
        Async: 'true',
        ChannelId: channel,
        Variable: [`${name}=${value}`, ...headersOf(order).map(([key, each]) => `${key}=${each}`)],
      });
    } catch (error) {
      if (!wasRefused(error)) throw error;
      this.#making.get(channel)?.({ why: (error as Error).message });
    }
    return heard;
  }

  hangUp(channel: string, reason: HangUpReason): Promise<unknown> {
    return this.commands.ask({ Action: 'Hangup', Channel: channel, Cause: causes[reason] });
  }

  async isThere(channel: string): Promise<boolean | undefined> {
    const context = await this.commands.contextOf(channel);
    return context === undefined ? undefined : context !== 'gone';
  }

  ring(leg: Leg, on: boolean): Promise<unknown> {
    if (leg.state === 'talking') return this.ringInTalk(leg, on);
    return this.commands.move(leg.channel, on ? 'calling' : 'quiet');
  }

  async hold(call: Call): Promise<boolean> {
    const { music } = call;
    const kept = this.keep(call);
    const hearing = this.#of(call);
    const plays = hearing.saying !== undefined || hearing.music === music;
    const tuned = call.state === 'waiting' && !plays ? this.music(call) : Promise.resolve(true);
    const [done, heard] = await Promise.all([kept, tuned]);
    return done && heard;
  }

  async music(call: Call): Promise<boolean> {
    this.#of(call).music = call.music;
    void this.commands.set(call.channel, variables.music, call.music.replaceAll(',', ''));
    const why = await this.commands.move(call.channel, 'wait');
    return why === undefined;
  }

  keep({ id, music, memo, channel, listened }: Call): Promise<boolean> {
    const [name, value] = keptEncoded({ call: id, music, memo, listen: listened });
    return this.commands.set(channel, name, value);
  }

  listen({ channel }: Call, on: boolean): Promise<unknown> {
    return this.commands.set(channel, ...talkDetect(on));
  }

  /** Whoever is moved hears no more of where it was. */
  fallSilent(call: Call): Promise<void> {
    this.#hush(call);
    return Promise.resolve();
  }

  async say(call: Call, playback: string, media: readonly string[]): Promise<boolean> {
    const say = sayable(media);
    if (say === undefined) {
      this.commands.trouble(
        'command-failed',
        `this cannot be played over AMI: ${media.join(', ')}`,
      );
      return false;
    }
    const hearing = this.#of(call);
    if (hearing.saying === undefined) return this.#startSaying(call, playback, say);
    hearing.next.push({ playback, say });
    return true;
  }

  cut(call: Call): Promise<void> {
    this.#hush(call);
    return Promise.resolve();
  }

  async leave(
    call: Call,
    to: Exclude<Destination, { kind: 'announcement' }>,
  ): Promise<string | undefined> {
    const { channel } = call;
    this.#hush(call);
    // Taken aside, it has taken its recording along.
    if (this.recordings.delete(channel)) {
      void this.commands.ask({ Action: 'StopMixMonitor', Channel: channel });
    }
    if (to.kind === 'hang-up' || to.kind === 'refuse') {
      await this.hangUp(channel, to.kind === 'refuse' ? 'busy' : 'normal');
      return undefined;
    }
    if (to.kind === 'dialplan') return this.commands.move(channel, 'back');
    const set = this.commands.set(channel, variables.to, `${to.context},${to.extension},1`);
    const [done, why] = await Promise.all([set, this.commands.move(channel, 'leave')]);
    return done ? why : 'the place could not be given';
  }

  async isInside(call: Call): Promise<boolean | undefined> {
    const context = await this.commands.contextOf(call.channel);
    return context === undefined ? undefined : context === this.desk.app;
  }

  prepareJoin(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async join(call: Call, leg: Leg | LinkLeg): Promise<string | undefined> {
    const name = this.names.get(leg.channel);
    if (name === undefined) return 'the other channel is not known';
    const { channel } = call;
    void this.commands.set(channel, variables.peer, name);
    const order = 'offer' in leg ? leg.record : undefined;
    const file = order && recordingFile(order.name, order.format);
    if (file !== undefined) void this.commands.set(channel, variables.record, file);
    return this.commands.move(channel, 'talk');
  }

  async together({ channel }: Leg | LinkLeg): Promise<readonly string[] | undefined> {
    try {
      return await togetherWith(this.ami, channel);
    } catch {
      return undefined;
    }
  }

  /** Asterisk ends a bridge when one of the two leaves it. */
  part(): Promise<void> {
    return Promise.resolve();
  }

  /** Begun by the dialplan before the two were joined; whether it was shows in the file. */
  async record({ call }: Leg, { name, format }: RecordingOrder): Promise<boolean> {
    const file = recordingFile(name, format);
    if (file === undefined) {
      this.commands.trouble(
        'command-failed',
        `not recorded: ${JSON.stringify(name)} cannot be a file name`,
      );
      return false;
    }
    const channel = this.desk.calls.get(call)?.channel;
    return channel !== undefined && this.recordings.has(channel);
  }

  async controlRecording(
    { call }: Leg,
    _: RecordingOrder,
    action: 'pause' | 'resume' | 'stop',
  ): Promise<boolean> {
    const channel = this.desk.calls.get(call)?.channel;
    if (channel === undefined) return false;
    const done = await this.commands.ask(
      action === 'stop'
        ? { Action: 'StopMixMonitor', Channel: channel }
        : {
            ...{ Action: 'MixMonitorMute', Channel: channel, Direction: 'both' },
            State: action === 'pause' ? 1 : 0,
          },
    );
    return typeof done !== 'string';
  }

  async answerFeature({ channel, playback }: Feature, media: readonly string[]): Promise<boolean> {
    const say = sayable(media);
    if (say === undefined || playback === undefined) return false;
    void this.commands.set(channel, variables.say, say);
    void this.commands.set(channel, variables.saying, playback);
    return (await this.commands.move(channel, 'say')) === undefined;
  }

  /** Until it is answered: the dialplan would go on without us. */
  keepFeature(channel: string): Promise<unknown> {
    return this.commands.move(channel, 'feature');
  }

  deviceState(phone: string): Promise<string | undefined> {
    return this.commands.value(`DEVICE_STATE(${phone})`);
  }

  async channelsOf(phone: string): Promise<readonly string[] | undefined> {
    try {
      const channels = await this.ami.list({ Action: 'CoreShowChannels' });
      const own = channels.filter((each) => each.text('Channel').startsWith(`${phone}-`));
      return own.map((each) => each.text('Uniqueid'));
    } catch {
      return undefined;
    }
  }

  #of(call: Call): Hearing {
    let hearing = this.#hearing.get(call);
    if (!hearing) {
      hearing = { music: undefined, saying: undefined, next: [] };
      this.#hearing.set(call, hearing);
    }
    return hearing;
  }

  /** The caller is about to be moved. */
  #hush(call: Call): void {
    const hearing = this.#of(call);
    hearing.music = undefined;
    hearing.saying = undefined;
    hearing.next.length = 0;
  }

  async #startSaying(call: Call, playback: string, say: string): Promise<boolean> {
    const hearing = this.#of(call);
    hearing.music = undefined;
    hearing.saying = playback;
    void this.commands.set(call.channel, variables.say, say);
    void this.commands.set(call.channel, variables.saying, playback);
    const why = await this.commands.move(call.channel, 'say');
    if (why !== undefined && hearing.saying === playback) hearing.saying = undefined;
    return why === undefined;
  }
}

/** Names of callers may hold anything. */
const withoutControls = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');
