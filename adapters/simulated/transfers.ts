/** Transfers by a phone whose leg is in a Stasis bridge: a Local channel takes the leg's place. */

import { enterBridge } from './bridges.ts';
import { createChannel, enterStasis, hangUp, leaveBridge } from './channels.ts';
import type { Bridge, Channel, Pbx } from './model.ts';
import { nextId, tell } from './pbx.ts';

interface Target {
  readonly context: string;
  readonly extension: string;
}

/**
 * Blind transfer (REFER): the phone is out, the rest of the bridge talks to the target through a
 * Local
 * channel. False: there is no such extension, and nothing changes.
 */
export function transferBlind(pbx: Pbx, leg: Channel, target: Target): boolean {
  const { bridge } = leg;
  if (!bridge || !exists(pbx, target)) return false;
  const replacement = createLocal(pbx, target);
  tell(pbx, { type: 'BridgeBlindTransfer', channel: leg, bridge, place: target, replacement });
  replace(pbx, bridge, leg, replacement);
  hangUp(pbx, leg, 16, true);
  return true;
}

/**
 * Attended transfer (REFER with Replaces): `first` is in the bridge, `second` talks to the target.
 */
export function transferAttended(pbx: Pbx, first: Channel, second: Channel): boolean {
  const { bridge } = first;
  if (!bridge || !second.alive) return false;
  const replacement = createLocal(pbx, second.place);
  tell(pbx, { type: 'BridgeAttendedTransfer', first, second, bridge, replacement });
  replace(pbx, bridge, first, replacement);
  hangUp(pbx, first, 16, true);
  hangUp(pbx, second, 16, true);
  return true;
}

const exists = (pbx: Pbx, target: Target): boolean =>
  pbx.extensions.some(
    (each) => each.context === target.context && each.extension === target.extension,
  );

/** Two halves: the first for the bridge, the second in the dialplan at the target. */
function createLocal(pbx: Pbx, target: Target): Channel {
  const number = nextId(pbx).toString(16).padStart(8, '0');
  const peer = `Local/${target.extension}@${target.context}`;
  const half = (side: 1 | 2): Channel =>
    createChannel(pbx, {
      peer,
      suffix: `${number};${side}`,
      state: 'Up',
      caller: { name: '', number: target.extension },
      place: { ...target, priority: 1, app: side === 2 ? 'Wait' : '', appData: '' },
    });
  const first = half(1);
  const second = half(2);
  first.half = second;
  second.half = first;
  return first;
}

function replace(pbx: Pbx, bridge: Bridge, leg: Channel, replacement: Channel): void {
  if (leg.stasis) enterStasis(pbx, replacement, leg.stasis, [], leg);
  leaveBridge(pbx, leg);
  enterBridge(pbx, bridge, replacement);
}
