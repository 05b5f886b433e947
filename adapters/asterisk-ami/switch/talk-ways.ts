/**
 * What the shared parts ask of Asterisk, over AMI, in a conversation: rules 24 to 35. Two at a
 * time are joined, by the one who is moved to them: the caller or the third party to the agent,
 * and at the end these two to each other. The agent waits in between, in silence.
 */

import { isWatchBridge } from '../../asterisk/channel-ids.ts';
import type { Desk, Ear, Leg } from '../../asterisk/desk.ts';
import { hasExtension } from '../../asterisk/dialplan.ts';
import type { TalkAbility } from '../../talk-port.ts';
import { refusal, tellToAnswer, whyNoAnswering } from '../answering.ts';
import type { AmiAsker } from '../questions.ts';
import { amiCannot } from './capabilities.ts';
import { ChannelCommands } from './channel-commands.ts';
import { variables } from './dialplan.ts';

/** A connection whose events can be waited for. */
export interface AmiLine extends AmiAsker {
  caughtUp(): Promise<void>;
}

/** From asking for it to both in one bridge; a busy Asterisk takes its time. */
const joinMs = 1_500;
const joinAttempts = 4;
/** Asterisk joins nobody to a channel that is just leaving another: asked again after this. */
const joinAgainMs = 100;
/** From one key to the next. */
const keyMs = 250;
/** Options of ChanSpy(): quietly, until the other hangs up. */
const spying = { listen: 'qE', whisper: 'qEw', barge: 'qEB' } as const;

const noMute = 'Asterisk has no MUTEAUDIO(): load res_mutestream.so';

export abstract class AmiTalkWays {
  /** Completed when it has been asked what there is. */
  cannot: Readonly<Partial<Record<TalkAbility, string>>> = amiCannot;
  readonly ears = 'no channels';
  protected readonly ami: AmiLine;
  protected readonly commands: ChannelCommands;
  /** Names of channels, by id. */
  protected readonly names = new Map<string, string>();
  /** Asterisk's own bridges, by channel. */
  protected readonly bridges = new Map<string, string>();
  /** Channels whose recording is there. */
  protected readonly recordings = new Set<string>();
  /** Told when somebody has entered a bridge. */
  readonly #joining = new Set<(refused?: string) => void>();

  constructor(ami: AmiLine) {
    this.ami = ami;
    this.commands = new ChannelCommands(ami);
  }

  get desk(): Desk {
    return this.commands.desk;
  }

  /** Given once it is made. */
  set desk(desk: Desk) {
    this.commands.desk = desk;
  }

  channelNamed(id: string, name: string): void {
    if (name !== '') this.names.set(id, name);
  }

  /** Undefined: it is in none. */
  entered(id: string, bridge: string | undefined): void {
    if (bridge === undefined) this.bridges.delete(id);
    else this.bridges.set(id, bridge);
    for (const look of this.#joining) look();
  }

  /** What was to join this channel with another has ended, or has not come about. */
  parted(id: string): void {
    for (const look of this.#joining) look(id);
  }

  areTogether(one: string, other: string): boolean {
    const bridge = this.bridges.get(one);
    return bridge !== undefined && bridge === this.bridges.get(other);
  }

  /** What this Asterisk and its user of AMI allow. */
  async learn(): Promise<void> {
    const [mutes, answers] = await Promise.all([
      refusal(this.ami, { Action: 'MuteAudio' }),
      whyNoAnswering(this.ami),
    ]);
    this.cannot = {
      ...amiCannot,
      ...(/unknown command/i.test(mutes ?? '') && { mute: noMute }),
      ...(answers !== undefined && { 'pick-up': answers }),
    };
  }

  /** The agent hears that a third party is being called, once the caller is aside. */
  protected ringInTalk({ channel, room }: Leg, on: boolean): Promise<unknown> {
    if (on && room.caller.inside) return Promise.resolve();
    return this.commands.move(channel, on ? 'calling' : 'alone');
  }

  async takeOut(bridge: string, channel: string): Promise<string | undefined> {
    const leg = this.desk.legsByBridge.get(bridge);
    const { callsByChannel, thirdsByChannel } = this.desk;
    const { music = '' } = callsByChannel.get(channel) ?? thirdsByChannel.get(channel) ?? {};
    void this.commands.set(channel, variables.music, music.replaceAll(',', ''));
    const why = await this.commands.move(channel, 'wait');
    if (why === undefined && leg?.room.third?.answered === false) {
      void this.commands.move(leg.channel, 'calling');
    }
    return why;
  }

  async bringIn(bridge: string, [channel]: readonly string[]): Promise<string | undefined> {
    // A supervisor has no bridge: who listens is in an application of the dialplan.
    if (isWatchBridge(this.desk.app, bridge)) return undefined;
    const leg = this.desk.legsByBridge.get(bridge);
    if (!leg || channel === undefined) return 'the conversation has ended';
    const peer = this.#partnerOf(leg, channel);
    const name = this.names.get(peer);
    if (name === undefined) return 'the other channel is not known';
    void this.commands.set(channel, variables.peer, name);
    // Its recording goes on by itself.
    if (this.recordings.has(channel)) void this.commands.set(channel, variables.again, '1');
    for (let attempt = 1; ; attempt++) {
      const why = await this.commands.move(channel, 'talk');
      if (why !== undefined) return why;
      if (await this.#joined(channel, peer)) return undefined;
      if (attempt === joinAttempts) return 'Asterisk did not join them';
      await new Promise<void>((resolve) => this.desk.clock.setTimer(joinAgainMs, resolve));
    }
  }

  /** The agent; when that one is about to leave, the other of the two. */
  #partnerOf({ room, channel, call }: Leg, joining: string): string {
    const { caller, third, handingOver } = room;
    const callers = this.desk.calls.get(call)?.channel;
    if (!handingOver || !third || callers === undefined) return channel;
    if (joining === third.channel) return caller.inside ? callers : channel;
    return third.inside ? third.channel : channel;
  }

  #joined(one: string, other: string): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (joined: boolean): void => {
        cancel();
        this.#joining.delete(look);
        resolve(joined);
      };
      const look = (refused?: string): void => {
        if (this.areTogether(one, other)) end(true);
        else if (refused === one) end(false);
      };
      const cancel = this.desk.clock.setTimer(joinMs, () => end(false));
      this.#joining.add(look);
      look();
    });
  }

  /** Whoever is taken out hears it already, until moved on. */
  soothe(): Promise<void> {
    return Promise.resolve();
  }

  mute({ channel }: Leg, on: boolean): Promise<boolean> {
    return this.commands.set(channel, 'MUTEAUDIO(in)', on ? 'on' : 'off');
  }

  async press(channel: string, keys: string): Promise<boolean> {
    for (const key of keys) {
      const done = await this.commands.ask({ Action: 'PlayDTMF', Channel: channel, Digit: key });
      if (typeof done === 'string' || done === undefined) return false;
      await new Promise<void>((resolve) => this.desk.clock.setTimer(keyMs, resolve));
    }
    return true;
  }

  hasExtension(channel: string, context: string, extension: string): Promise<boolean | undefined> {
    return hasExtension(context, extension, (wanted) => this.commands.value(wanted, channel));
  }

  async openEar(
    _: string,
    leg: string,
    ear: Ear,
    supervision: number,
  ): Promise<string | undefined> {
    const name = this.names.get(leg);
    const watch = this.desk.watches.get(supervision);
    if (name === undefined || !watch) return 'the channel to listen to is not known';
    void this.commands.set(watch.channel, variables.spied, name);
    void this.commands.set(watch.channel, variables.spying, spying[ear.mode]);
    void this.commands.set(watch.channel, variables.ear, ear.channel);
    return this.commands.move(watch.channel, 'spy');
  }

  pickUp({ phone }: Leg): Promise<string | undefined> {
    return tellToAnswer(this.ami, phone);
  }
}
