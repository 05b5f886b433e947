/**
 * The states of watched phones, as the port tells them: only calls that are none of ours make them
 * busy.
 */

import type { PhoneState } from '../port.ts';
import { deviceState } from './devices.ts';
import type { DeviceState, Pbx } from './model.ts';
import { type Desk, tellFact, type WatchedPhone } from './switch-state.ts';

/** From now on the PBX tells of these phones and of no others, and each is told as it is. */
export function watch(desk: Desk, phones: readonly string[]): void {
  for (const watched of desk.watched.values()) watched.cancelTimer();
  const known = new Map(desk.watched);
  desk.watched.clear();
  for (const phone of phones) {
    desk.watched.set(phone, known.get(phone) ?? { told: undefined, cancelTimer: () => {} });
  }
  subscribe(desk);
}

/** Also after each connection. */
export function subscribe(desk: Desk): void {
  const { app } = desk;
  const phones = [...desk.watched.keys()];
  desk.link.send((pbx) => {
    const devices = pbx.apps.get(app)?.devices;
    devices?.clear();
    for (const phone of phones) devices?.add(phone);
  });
  for (const phone of phones) look(desk, phone);
}

/**
 * The device state of a phone moved. It lags and flutters, so it is looked at again a little later.
 */
export function phoneMayHaveChanged(desk: Desk, phone: string): void {
  const watched = desk.watched.get(phone);
  if (!watched) return;
  watched.cancelTimer();
  watched.cancelTimer = desk.clock.setTimer(desk.limits.debounceMs, () => look(desk, phone));
}

function look(desk: Desk, phone: string): void {
  let device: DeviceState = 'UNAVAILABLE';
  desk.link.send(
    (pbx, reply) => {
      device = deviceOf(pbx, phone);
      reply({ status: 200 });
    },
    () => {
      const watched = desk.watched.get(phone);
      if (watched) tellState(desk, phone, watched, device);
    },
  );
}

const deviceOf = (pbx: Pbx, peer: string): DeviceState => {
  const phone = pbx.phones.get(peer);
  return phone ? deviceState(phone) : 'UNAVAILABLE';
};

function tellState(desk: Desk, phone: string, watched: WatchedPhone, device: DeviceState): void {
  const tellChange = (state: PhoneState): void => {
    if (watched.told === state) return;
    watched.told = state;
    tellFact(desk, { type: 'phone-changed', phone, state });
  };
  if (device === 'UNAVAILABLE') {
    tellChange('unreachable');
    return;
  }
  if (watched.told === undefined || watched.told === 'unreachable') tellChange('reachable');
  if (device === 'NOT_INUSE') {
    if (watched.told === 'busy') tellChange('free');
  } else if (!isOurs(desk, phone)) tellChange('busy');
}

function isOurs(desk: Desk, phone: string): boolean {
  for (const leg of desk.legs.values()) if (leg.phone === phone) return true;
  for (const feature of desk.features.values()) if (feature.phone === phone) return true;
  return false;
}
