/** Transfers by a phone whose leg is in a Stasis bridge: a Local channel takes the leg's place. */

import { enterBridge } from './bridges.ts';
import {
  changeState,
  createChannel,
  enterStasis,
  hangUp,
  hasExtension,
  leaveBridge,
} from './channels.ts';
import type { Bridge, Channel, Pbx } from './model.ts';
import { nextId, tell } from './pbx.ts';

interface Target {
  readonly context: string;
  readonly extension: string;
}

/** A blind target rings before it answers. */
const targetMs = 30;

/**
 * Blind transfer (REFER): the phone is out, the rest of the bridge talks to the target through a
 * Local channel. False: there is no such extension, and nothing changes.
 */
export function transferBlind(pbx: Pbx, leg: Channel, target: Target): boolean {
  const { bridge } = leg;
  if (!bridge || !hasExtension(pbx, target.context, target.extension)) return false;
  const replacement = replace(pbx, bridge, leg, target);
  tell(pbx, { type: 'BridgeBlindTransfer', channel: leg, bridge, place: target, replacement });
  changeState(pbx, replacement, 'Ringing');
  tell(pbx, { type: 'Dial', peer: replacement, status: 'RINGING' });
  replacement.plans.push(pbx.clock.setTimer(targetMs, () => targetAnswers(pbx, replacement)));
  hangUp(pbx, leg, 0, { replaced: true });
  return true;
}

/**
 * Attended transfer (REFER with Replaces): `first` is in the bridge, `second` talks to the target.
 */
export function transferAttended(pbx: Pbx, first: Channel, second: Channel): boolean {
  const { bridge } = first;
  if (!bridge || !second.alive) return false;
  const replacement = replace(pbx, bridge, first, second.place);
  targetAnswers(pbx, replacement);
  tell(pbx, { type: 'BridgeAttendedTransfer', first, second, bridge, replacement });
  hangUp(pbx, first, 0, { replaced: true });
  hangUp(pbx, second, 0);
  return true;
}

function targetAnswers(pbx: Pbx, replacement: Channel): void {
  changeState(pbx, replacement, 'Up');
  tell(pbx, { type: 'Dial', peer: replacement, status: 'ANSWER' });
}

/** Two halves: the first for the bridge, the second in the dialplan at the target. */
function createLocal(pbx: Pbx, target: Target): Channel {
  const number = nextId(pbx).toString(16).padStart(8, '0');
  const peer = `Local/${target.extension}@${target.context}`;
  const half = (side: 1 | 2): Channel =>
    createChannel(pbx, {
      peer,
      suffix: `${number};${side}`,
      state: side === 1 ? 'Down' : 'Up',
      caller: { name: '', number: target.extension },
      place: { ...target, priority: 1, app: side === 2 ? 'Wait' : '', appData: '' },
    });
  const first = half(1);
  const second = half(2);
  first.half = second;
  second.half = first;
  return first;
}

/** A Local channel towards the target takes the leg's place in the bridge. */
function replace(pbx: Pbx, bridge: Bridge, leg: Channel, target: Target): Channel {
  // The phone that hands the call over is no longer on hold.
  leg.held = false;
  tell(pbx, { type: 'ChannelUnhold', channel: leg });
  const replacement = createLocal(pbx, target);
  if (leg.stasis) enterStasis(pbx, replacement, leg.stasis, [], leg);
  leaveBridge(pbx, leg);
  enterBridge(pbx, bridge, replacement);
  return replacement;
}
