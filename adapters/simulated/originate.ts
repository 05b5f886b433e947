/**
 * Calling a phone from the PBX: the request, the ringing, the answer, and each way in which it can
 * fail.
 */

import { changeState, createChannel, enterStasis, hangUp } from './channels.ts';
import { addPhone } from './devices.ts';
import type { Cause, Channel, Party, Pbx, Phone, Reply } from './model.ts';
import { subscribe, tell } from './pbx.ts';

export interface Origination {
  readonly id?: string;
  /** `PJSIP/1001`. */
  readonly endpoint: string;
  readonly app: string;
  readonly args: readonly string[];
  /** Given up after this time; at most 0: never. */
  readonly timeoutMs: number;
  /** Shown on the phone. */
  readonly caller: Party;
  readonly variables?: Readonly<Record<string, string>>;
  /** A channel that must still be there. */
  readonly originator?: string;
}

/**
 * `POST /channels` with `app`: 200 as soon as the request is out. The application hears of the
 * channel at once; `StasisStart` comes with the answer, and without one only `ChannelDestroyed`.
 */
export function originate(pbx: Pbx, order: Origination): Reply {
  if (order.id && isTaken(pbx, order.id)) {
    return { status: 409, message: 'Channel with given unique ID already exists' };
  }
  if (order.originator && !pbx.channels.has(order.originator)) {
    return { status: 400, message: 'Originator channel not found' };
  }
  if (!/^[A-Za-z0-9]+\/.+/.test(order.endpoint)) {
    return { status: 400, message: 'Invalid endpoint specified' };
  }
  const phone = phoneAt(pbx, order.endpoint);
  if (!phone?.registered) return { status: 500, message: 'Allocation failed' };
  const channel = createChannel(pbx, {
    ...(order.id && { id: order.id }),
    peer: phone.peer,
    state: 'Down',
    caller: { name: '', number: '' },
    place: {
      context: 'phones',
      extension: 's',
      priority: 1,
      app: 'AppDial2',
      appData: '(Outgoing Line)',
    },
  });
  channel.connected = order.caller;
  for (const [name, value] of Object.entries(order.variables ?? {})) {
    channel.variables.set(name, value);
  }
  subscribe(pbx, order.app, 'channels', channel.id);
  tell(pbx, { type: 'Dial', peer: channel, status: '' });
  ring(pbx, phone, channel, order);
  return { status: 200, channel };
}

/** Version 22 takes an id for known when another one begins with it and a hyphen. */
function isTaken(pbx: Pbx, id: string): boolean {
  if (pbx.channels.has(id)) return true;
  if (pbx.version === 16) return false;
  for (const taken of pbx.channels.keys()) if (taken.startsWith(`${id}-`)) return true;
  return false;
}

/**
 * A phone of the PBX, a trunk that takes any number, `PJSIP/8100@osaka`, or one outside that is
 * dialled by way of the dialplan, `Local/0312345678@outgoing/n`.
 */
function phoneAt(pbx: Pbx, endpoint: string): Phone | undefined {
  const [, trunk] = trunkForm.exec(endpoint) ?? [];
  const peer = trunk === undefined ? endpoint.replace(/\/n$/, '') : `PJSIP/${trunk}`;
  const [, number] = /^Local\/(\d+)@/.exec(peer) ?? [];
  const plan = number === undefined ? undefined : pbx.outside?.(number);
  return pbx.phones.get(peer) ?? (plan && addPhone(pbx, peer, plan));
}

/** A trunk and what is dialled there. */
const trunkForm = /^PJSIP\/[^@]+@(.+)$/;

function ring(pbx: Pbx, phone: Phone, channel: Channel, order: Origination): void {
  const plan = (ms: number, fn: () => void): void => {
    channel.plans.push(pbx.clock.setTimer(ms, fn));
  };
  const fail = (dialStatus: string, cause: Cause): void =>
    hangUp(pbx, channel, cause, { dialStatus });
  channel.rung = {
    answer: () => pickUp(pbx, channel, order),
    refuse: fail,
  };
  if (order.timeoutMs > 0) {
    const cause = pbx.version === 16 ? 0 : 19;
    plan(order.timeoutMs, () => hangUp(pbx, channel, cause, { unasked: true }));
  }
  plan(phone.ringAfterMs, () => {
    // A phone in a call takes no second one.
    const trunk = trunkForm.test(order.endpoint);
    const others = !trunk && [...phone.channels].some((each) => each !== channel && each.alive);
    const behaviour = typeof phone.plan === 'function' ? phone.plan() : phone.plan;
    if (!phone.registered || behaviour.does === 'nothing') return;
    if (others || behaviour.does === 'busy') {
      fail('BUSY', 17);
      return;
    }
    changeState(pbx, channel, 'Ringing');
    tell(pbx, { type: 'Dial', peer: channel, status: 'RINGING' });
    if (behaviour.does === 'answer') plan(behaviour.afterMs, () => pickUp(pbx, channel, order));
    if (behaviour.does === 'decline') plan(behaviour.afterMs, () => fail('NOANSWER', 21));
  });
}

function pickUp(pbx: Pbx, channel: Channel, order: Origination): void {
  for (const cancel of channel.plans.splice(0)) cancel();
  channel.rung = undefined;
  changeState(pbx, channel, 'Up');
  tell(pbx, { type: 'Dial', peer: channel, status: 'ANSWER' });
  if (!enterStasis(pbx, channel, order.app, order.args)) hangUp(pbx, channel, 16);
}
