/**
 * Everything outside the PBX that a test or a simulation moves: callers, phones, the process of the
 * PBX itself.
 */

import {
  changeState,
  createChannel,
  enterDialplan,
  enterStasis,
  hangUp,
  hasExtension,
} from './channels.ts';
import { addPhone, register } from './devices.ts';
import { type Hearing, hears } from './media.ts';
import type { Channel, Pbx, Phone, PhonePlan } from './model.ts';
import { leftovers, nextId, restartPbx, tell } from './pbx.ts';
import { speak } from './talking.ts';
import { transferAttended, transferBlind } from './transfers.ts';
import { voicesFor } from './voices.ts';

export interface CallerOrder {
  /** What follows the application's name in `Stasis()`: `queue,support` and so on. */
  readonly args: readonly string[];
  readonly number?: string;
  readonly name?: string;
  readonly dialled?: string;
  /** Hangs up after this time unless somebody talks with it; absent: waits for ever. */
  readonly patienceMs?: number;
}

/** A caller, for as long as the call lasts. */
export interface SimulatedCaller {
  /** The switch's id of the channel. */
  readonly channel: string;
  readonly alive: boolean;
  /** `application`: with the router; `dialplan`: in the fallback or where it was sent. */
  readonly where: 'application' | 'dialplan' | 'gone';
  readonly place: { readonly context: string; readonly extension: string };
  readonly hears: Hearing | 'nothing';
  readonly voices: readonly string[];
  readonly keys: string;
  hangUp(): void;
  press(key: string): void;
}

/** A phone. What concerns a call does nothing when there is none. */
export interface SimulatedPhone {
  readonly peer: string;
  /** `ringing` and `talking` also for calls that are none of the router's. */
  readonly state: 'unregistered' | 'idle' | 'ringing' | 'talking';
  readonly hears: Hearing | 'nothing';
  /** Calls in its list of missed ones. */
  readonly missed: number;
  /** Phones whose voice it hears. */
  readonly voices: readonly string[];
  /** Keys that were sent to it in the call that is there. */
  readonly keys: string;
  /** What the display shows of the call. */
  readonly shows: { readonly name: string; readonly number: string } | undefined;
  /** A function is asked at each ring. */
  plan(plan: PhonePlan | (() => PhonePlan), ringAfterMs?: number): void;
  register(registered: boolean): void;
  answer(): void;
  decline(): void;
  hangUp(): void;
  press(key: string): void;
  /** Begins to speak, also into later calls, or stops. */
  speak(on: boolean): void;
  hold(on: boolean): void;
  /** False: the switch refused. */
  transferBlind(context: string, extension: string): boolean;
  /**
   * Dials the target with the first call on hold. False: there is no such extension, or no call.
   */
  consult(context: string, extension: string): boolean;
  transferAttended(): boolean;
  /** A call that is none of the router's. The result ends it. */
  callOutside(): () => void;
  /** Dials a feature code; the arguments as the dialplan gives them after `feature`. */
  dialFeature(args: readonly string[]): SimulatedCaller;
}

export interface SimulatedWorld {
  readonly pbx: Pbx;
  /**
   * The phone of this peer (`PJSIP/1001`, or of a customer `Local/0312345678@outgoing`); made,
   * registered and answering after 1 s, when it is new.
   */
  phone(peer: string): SimulatedPhone;
  enter(order: CallerOrder): SimulatedCaller;
  /** The far end of any channel hangs up. */
  hangUp(channel: string): void;
  /** The process of the PBX ends and starts: every call is lost. */
  restart(): void;
  /** What is still there; nothing in a PBX at rest. */
  leftovers(): readonly string[];
}

/** The world around a PBX, whose dialplan gives callers to the Stasis application `app`. */
export function createWorld(pbx: Pbx, app: string): SimulatedWorld {
  return {
    pbx,
    phone: (peer) => phoneControls(pbx, app, findPhone(pbx, peer)),
    enter: (order) => enter(pbx, app, order),
    hangUp(id) {
      const channel = pbx.channels.get(id);
      if (channel) hangUp(pbx, channel, 16);
    },
    restart: () => restartPbx(pbx),
    leftovers: () => leftovers(pbx),
  };
}

const findPhone = (pbx: Pbx, peer: string): Phone =>
  pbx.phones.get(peer) ?? addPhone(pbx, peer, { does: 'answer', afterMs: 1_000 });

function enter(pbx: Pbx, app: string, order: CallerOrder): SimulatedCaller {
  const extension = order.dialled ?? order.args[1] ?? 's';
  const channel = createChannel(pbx, {
    peer: 'PJSIP/trunk',
    state: 'Ring',
    caller: { name: order.name ?? '', number: order.number ?? '' },
    place: { context: 'incoming', extension, priority: 1, app: '', appData: '' },
  });
  intoDialplan(pbx, app, channel, order.args);
  if (order.patienceMs !== undefined) {
    const give = pbx.clock.setTimer(order.patienceMs, () => {
      if (hears(channel) !== 'conversation') hangUp(pbx, channel, 16);
    });
    channel.plans.push(give);
  }
  return callerControls(pbx, channel);
}

function intoDialplan(pbx: Pbx, app: string, channel: Channel, args: readonly string[]): void {
  if (enterStasis(pbx, channel, app, args)) return;
  // STASISSTATUS=FAILED: the fallback answers.
  changeState(pbx, channel, 'Up');
  enterDialplan(channel, undefined);
}

function callerControls(pbx: Pbx, channel: Channel): SimulatedCaller {
  return {
    channel: channel.id,
    get alive() {
      return channel.alive;
    },
    get where() {
      if (!channel.alive) return 'gone';
      return channel.stasis ? 'application' : 'dialplan';
    },
    get place() {
      return channel.place;
    },
    get hears() {
      return channel.alive ? hears(channel) : 'nothing';
    },
    get voices() {
      return voicesOf(channel.alive ? channel : undefined);
    },
    get keys() {
      return channel.keys;
    },
    hangUp: () => hangUp(pbx, channel, 16),
    press: (digit) => press(pbx, channel, digit),
  };
}

/** Peers of those who are heard. */
const voicesOf = (channel: Channel | undefined): readonly string[] =>
  channel && hears(channel) === 'conversation'
    ? [...voicesFor(channel)].map(({ peer }) => peer).sort()
    : [];

function press(pbx: Pbx, channel: Channel, digit: string): void {
  // In a bridge without `dtmf_events` digits go from one to the other, and nobody is told.
  if (channel.bridge && !channel.bridge.type.includes('dtmf_events')) return;
  if (channel.alive) tell(pbx, { type: 'ChannelDtmfReceived', channel, digit });
}

/** The leg of the phone that was there first, and the one that came after it. */
const legs = (phone: Phone): readonly (Channel | undefined)[] => [...phone.channels];

function phoneControls(pbx: Pbx, app: string, phone: Phone): SimulatedPhone {
  const leg = (): Channel | undefined => legs(phone)[0];
  const dial = (extension: string, context: string, dialplanApp: string): Channel =>
    createChannel(pbx, {
      peer: phone.peer,
      state: dialplanApp ? 'Up' : 'Ring',
      caller: { name: '', number: phone.peer.split('/')[1] ?? '' },
      place: { context, extension, priority: 1, app: dialplanApp, appData: '' },
    });
  return {
    peer: phone.peer,
    get state() {
      const channel = leg();
      if (!channel) return phone.registered ? 'idle' : 'unregistered';
      return channel.state === 'Up' ? 'talking' : 'ringing';
    },
    get hears() {
      const channel = leg();
      return channel ? hears(channel) : 'nothing';
    },
    get voices() {
      return voicesOf(leg());
    },
    get keys() {
      return leg()?.keys ?? '';
    },
    get missed() {
      return phone.missed;
    },
    get shows() {
      return leg()?.connected;
    },
    plan(plan, ringAfterMs) {
      phone.plan = plan;
      if (ringAfterMs !== undefined) phone.ringAfterMs = ringAfterMs;
    },
    register: (registered) => register(pbx, phone, registered),
    answer: () => leg()?.rung?.answer(),
    decline: () => leg()?.rung?.refuse('NOANSWER', 21),
    hangUp() {
      const channel = leg();
      // A BYE gives no cause; 16 makes one up, and so does leaving a bridge.
      if (channel) hangUp(pbx, channel, pbx.version === 16 || channel.bridge ? 16 : 0);
    },
    press(digit) {
      const channel = leg();
      if (channel?.state === 'Up') press(pbx, channel, digit);
    },
    speak: (on) => speak(pbx, phone, on),
    hold(on) {
      const channel = leg();
      if (!channel || channel.held === on) return;
      channel.held = on;
      tell(pbx, { type: on ? 'ChannelHold' : 'ChannelUnhold', channel });
    },
    transferBlind(context, extension) {
      const channel = leg();
      return channel ? transferBlind(pbx, channel, { context, extension }) : false;
    },
    consult(context, extension) {
      if (!leg() || !hasExtension(pbx, context, extension)) return false;
      this.hold(true);
      dial(extension, context, 'Wait');
      return true;
    },
    transferAttended() {
      const [first, second] = legs(phone);
      return first && second ? transferAttended(pbx, first, second) : false;
    },
    callOutside() {
      const channel = dial(`outside-${nextId(pbx)}`, 'outside', 'Dial');
      return () => hangUp(pbx, channel, 16);
    },
    dialFeature(args) {
      const channel = dial('*00', 'phones', '');
      // Without the application the dialplan says so and hangs up.
      if (!enterStasis(pbx, channel, app, ['feature', ...args])) hangUp(pbx, channel, 16);
      return callerControls(pbx, channel);
    },
  };
}
