/**
 * The things inside the simulated PBX: channels, bridges, playbacks, recordings, phones,
 * applications, and the events it tells an application. Words are Asterisk's own, because this is a
 * model of Asterisk; the same model stands behind the simulated switch and behind the loopback ARI
 * server of the tests.
 */

import type { Clock } from '../clock.ts';
import type { Whisper } from './voices.ts';

export type ChannelState = 'Down' | 'Ring' | 'Ringing' | 'Up';

/** Q.850 causes the model uses. */
export const causes = {
  0: 'Unknown',
  3: 'No route to destination',
  16: 'Normal Clearing',
  17: 'User busy',
  19: 'User alerting, no answer',
  20: 'Subscriber absent',
  21: 'Call Rejected',
  26: 'Answered elsewhere',
  27: 'Destination out of order',
} as const;
export type Cause = keyof typeof causes;

export interface Party {
  readonly name: string;
  readonly number: string;
}

/** Where in the dialplan a channel is. */
export interface Place {
  readonly context: string;
  readonly extension: string;
  readonly priority: number;
  /** Dialplan application that runs, and what it was given. */
  readonly app: string;
  readonly appData: string;
}

export interface Channel {
  readonly id: string;
  /** `PJSIP/1001-00000001`. */
  readonly name: string;
  /** Technology and peer, `PJSIP/1001`. */
  readonly peer: string;
  readonly createdAt: number;
  state: ChannelState;
  caller: Party;
  connected: Party;
  place: Place;
  /** The Stasis application it is in; undefined: it is in the dialplan, or only ringing. */
  stasis: string | undefined;
  readonly variables: Map<string, string>;
  bridge: Bridge | undefined;
  music: string | undefined;
  /** It is played a ringing tone. */
  ringing: boolean;
  playback: Playback | undefined;
  /** Commands that wait behind the playback: the channel has one thread. */
  readonly behind: (() => void)[];
  /** The thread looks at its commands only now and then (version 16, outside bridges). */
  asleep: boolean;
  /** The far end has put us on hold. */
  held: boolean;
  /** What the far end says is heard by nobody. */
  muted: boolean;
  /** Keys sent towards the far end so far. */
  keys: string;
  /** It hears another one, and may speak to it. */
  snoop: { readonly spied: Channel; readonly whisper: Whisper } | undefined;
  /** Channels that hear this one. */
  readonly ears: Set<Channel>;
  alive: boolean;
  /** The other half of a Local channel. */
  half: Channel | undefined;
  /** TALK_DETECT() is set; undefined: it is not. */
  speech:
    | {
        readonly silenceMs: number;
        /** As last told. */
        heard: boolean;
        cancel: () => void;
      }
    | undefined;
  /** Ends what the far end was about to do (ring, answer, give up). */
  readonly plans: (() => void)[];
  /** While the far end is being called: what it can do about it. */
  rung: Rung | undefined;
}

export interface Rung {
  answer(): void;
  refuse(status: string, cause: Cause): void;
}

export interface Bridge {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly createdAt: number;
  /** In order of joining. */
  readonly channels: Set<Channel>;
  recording: Recording | undefined;
}

export interface Playback {
  readonly id: string;
  readonly channel: Channel;
  readonly media: readonly string[];
  at: number;
  state: 'queued' | 'playing' | 'done' | 'failed';
  timer: () => void;
}

export interface Recording {
  readonly name: string;
  readonly format: string;
  readonly bridge: Bridge;
  /** Asterisk records a bridge through a channel of its own. */
  readonly channel: Channel;
  readonly startedAt: number;
  state: 'recording' | 'paused' | 'done';
}

/** What a phone does when it is rung. */
export type PhonePlan =
  | { readonly does: 'answer'; readonly afterMs: number }
  | { readonly does: 'decline'; readonly afterMs: number }
  | { readonly does: 'busy' }
  /** Rings until somebody gives up. */
  | { readonly does: 'ring' }
  /** Registered, but never replies. */
  | { readonly does: 'nothing' };

export interface Phone {
  readonly peer: string;
  registered: boolean;
  /** Asked at each ring when it is a function. */
  plan: PhonePlan | (() => PhonePlan);
  /** From the request to the first ring. */
  ringAfterMs: number;
  readonly channels: Set<Channel>;
  /** Last told to applications. */
  device: DeviceState;
  /** Somebody speaks into it. */
  speaks: boolean;
  /** Calls it rang for that ended without an answer, and without word that another has it. */
  missed: number;
}

/** With `device_state_busy_at = 1`, as our samples have it: any channel makes a phone busy. */
export type DeviceState = 'UNAVAILABLE' | 'NOT_INUSE' | 'BUSY';

/** A Stasis application: subscriptions outlive the connection, as in Asterisk. */
export interface App {
  readonly name: string;
  connection: AppConnection | undefined;
  /**
   * How often it is subscribed: once for calling it, once for having it in Stasis. What reaches
   * zero is heard of no more; so a caller's end is told by `StasisEnd`, a leg's by
   * `ChannelDestroyed`.
   */
  readonly channels: Map<string, number>;
  /** Once for each of its channels in there. */
  readonly bridges: Map<string, number>;
  /** `PJSIP/1001`. */
  readonly endpoints: Set<string>;
  readonly devices: Set<string>;
}

export interface AppConnection {
  /** Called at once, inside the change; must not command the PBX from within. */
  onEvent(event: PbxEvent): void;
  /** The PBX has gone. */
  onClosed(): void;
}

export type PbxEvent =
  | {
      readonly type: 'StasisStart';
      readonly channel: Channel;
      readonly args: readonly string[];
      readonly replaced?: Channel;
    }
  | {
      readonly type: 'StasisEnd' | 'ChannelStateChange' | 'ChannelHold' | 'ChannelUnhold';
      readonly channel: Channel;
    }
  | {
      readonly type: 'ChannelTalkingStarted' | 'ChannelTalkingFinished';
      readonly channel: Channel;
    }
  | {
      readonly type: 'ChannelHangupRequest';
      readonly channel: Channel;
      readonly cause: Cause;
      /** Asked for in the PBX, not by the far end. */
      readonly soft: boolean;
    }
  | { readonly type: 'ChannelDestroyed'; readonly channel: Channel; readonly cause: Cause }
  | { readonly type: 'ChannelDtmfReceived'; readonly channel: Channel; readonly digit: string }
  | {
      readonly type: 'ChannelVarset';
      readonly channel: Channel;
      readonly variable: string;
      readonly value: string;
    }
  | {
      readonly type: 'ChannelEnteredBridge' | 'ChannelLeftBridge';
      readonly channel: Channel;
      readonly bridge: Bridge;
    }
  | { readonly type: 'BridgeDestroyed'; readonly bridge: Bridge }
  | {
      readonly type: 'BridgeBlindTransfer';
      readonly channel: Channel;
      readonly bridge: Bridge;
      readonly place: { readonly context: string; readonly extension: string };
      readonly replacement: Channel;
    }
  | {
      readonly type: 'BridgeAttendedTransfer';
      /** The leg of the phone that is in the bridge, and the one towards the target. */
      readonly first: Channel;
      readonly second: Channel;
      readonly bridge: Bridge;
      readonly replacement: Channel;
    }
  | {
      readonly type: 'PlaybackStarted' | 'PlaybackContinuing' | 'PlaybackFinished';
      readonly playback: Playback;
    }
  | {
      readonly type: 'RecordingStarted' | 'RecordingFinished' | 'RecordingFailed';
      readonly recording: Recording;
    }
  | { readonly type: 'Dial'; readonly peer: Channel; readonly status: string }
  | {
      readonly type: 'DeviceStateChanged';
      readonly peer: string;
      readonly state: DeviceState;
    }
  | {
      readonly type: 'PeerStatusChange' | 'ContactStatusChange' | 'EndpointStateChange';
      readonly phone: Phone;
    }
  | { readonly type: 'ApplicationReplaced'; readonly app: string };

/** How the PBX replies to a command: an HTTP status, and what was wrong. */
export interface Reply {
  readonly status: number;
  readonly message?: string;
  readonly channel?: Channel;
  readonly bridge?: Bridge;
  readonly playback?: Playback;
  readonly recording?: Recording;
}

export const done: Reply = { status: 204 };

export interface PbxOptions {
  readonly clock: Clock;
  /**
   * Major version it behaves like. 16 is slow to look at a channel's commands and tells other
   * causes.
   */
  readonly version: 16 | 22;
  /** Context and extension that exist; a channel sent elsewhere is hung up. */
  readonly extensions: { readonly context: string; readonly extension: string }[];
  /** Length of a sound; undefined: there is no such sound. */
  readonly soundMs: (media: string) => number | undefined;
  /** Device states lag behind the channels. */
  readonly deviceLagMs: number;
}

export interface Pbx extends PbxOptions {
  readonly channels: Map<string, Channel>;
  readonly bridges: Map<string, Bridge>;
  readonly playbacks: Map<string, Playback>;
  readonly recordings: Map<string, Recording>;
  /** Names of finished recordings with their formats. */
  readonly stored: Map<string, string>;
  readonly phones: Map<string, Phone>;
  readonly apps: Map<string, App>;
  /** Modules with functions of the dialplan that are loaded. */
  readonly modules: Set<string>;
  /** Hear every event, whoever is subscribed; must not command the PBX from within. */
  readonly witnesses: Set<(event: PbxEvent) => void>;
  /** What people outside do when they are called; undefined: they cannot be reached. */
  outside: ((number: string) => Phone['plan'] | undefined) | undefined;
  nextId: number;
}
