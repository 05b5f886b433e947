/**
 * What the PBX knows of its phones: registered or not, in use or not, told with the usual delay.
 */

import type { DeviceState, Pbx, Phone } from './model.ts';
import { tell } from './pbx.ts';

/** A phone the PBX had not known: registered, and nobody has used it. */
export function addPhone(pbx: Pbx, peer: string, plan: Phone['plan']): Phone {
  const phone: Phone = {
    peer,
    registered: true,
    plan,
    ringAfterMs: 20,
    channels: new Set(),
    device: 'NOT_INUSE',
    speaks: false,
    missed: 0,
  };
  pbx.phones.set(peer, phone);
  return phone;
}

/** The state of the phone as its channels make it. */
export function deviceState(phone: Phone): DeviceState {
  if (!phone.registered) return 'UNAVAILABLE';
  return phone.channels.size > 0 ? 'BUSY' : 'NOT_INUSE';
}

/**
 * Something about the phone has changed: tell its state when the lag has passed, if it still
 * differs.
 */
export function deviceChanged(pbx: Pbx, peer: string): void {
  const phone = pbx.phones.get(peer);
  if (!phone) return;
  pbx.clock.setTimer(pbx.deviceLagMs, () => {
    const state = deviceState(phone);
    if (state === phone.device) return;
    phone.device = state;
    tell(pbx, { type: 'DeviceStateChanged', peer, state });
  });
}

/** The phone registers, or its registration ends. Calls it is in go on. */
export function register(pbx: Pbx, phone: Phone, registered: boolean): void {
  if (phone.registered === registered) return;
  phone.registered = registered;
  tell(pbx, { type: 'ContactStatusChange', phone });
  tell(pbx, { type: 'PeerStatusChange', phone });
  tell(pbx, { type: 'EndpointStateChange', phone });
  deviceChanged(pbx, phone.peer);
}
