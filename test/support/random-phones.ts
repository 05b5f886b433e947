/** What phones do in a random world: ring, answer, talk, and every way in which they do not. */

import type { OfferFailure, RouterEvent } from '../../core/routing/events.ts';
import type { CallId, OfferId } from '../../core/routing/ids.ts';
import type { Leg, State } from './random-state.ts';

export const failures: readonly OfferFailure[] = [
  'missed',
  'declined',
  'busy',
  'unreachable',
  'failed',
  'withdrawn',
];

/** A phone is dialled: another one, or that of a leg which is there already. */
export function ring(
  state: State,
  leg: Leg | undefined,
  name: string,
  args: readonly unknown[],
): void {
  const customer = name === 'dialCustomer';
  if (leg) leg.state = customer ? 'reaching' : 'dialled';
  else {
    const [offer, call] = args as [OfferId, CallId];
    state.legs.push({ offer, call, state: customer ? 'customer' : 'dialled' });
  }
}

/** The next thing a phone does. */
export function legFact(state: State): RouterEvent {
  const { dice } = state;
  const leg = dice.pick(state.legs);
  const { offer } = leg;
  switch (leg.state) {
    case 'customer':
      if (dice.chance(35)) return customerFails(state, leg);
      if (dice.chance(10)) return legEnds(state, leg, dice.pick(failures));
      customerIsThere(state, leg);
      return { type: 'customer-answered', offer };
    case 'reaching':
      if (dice.chance(30)) return { type: 'customer-failed', offer };
      if (dice.chance(15)) return legEnds(state, leg, 'failed');
      if (dice.chance(10)) return legLeaves(state, leg, 'connect-failed');
      leg.state = 'talking';
      customerIsThere(state, leg);
      return { type: 'call-connected', offer };
    case 'dialled':
      if (dice.chance(12)) return legEnds(state, leg, dice.pick(['busy', 'unreachable', 'failed']));
      leg.state = 'ringing';
      return { type: 'offer-ringing', offer };
    case 'ringing':
      if (dice.chance(25)) return legEnds(state, leg, dice.pick(failures));
      leg.state = 'answered';
      return { type: 'offer-answered', offer };
    case 'answered':
    case 'joining':
      if (dice.chance(15)) return legEnds(state, leg, 'failed');
      if (dice.chance(15)) return legLeaves(state, leg, 'connect-failed');
      leg.state = 'talking';
      return { type: 'call-connected', offer };
    case 'talking':
      return legLeaves(state, leg, 'agent-left');
    case 'cancelled':
      if (dice.chance(15)) return { type: 'offer-answered', offer };
      if (dice.chance(5)) return { type: 'customer-answered', offer };
      return dice.chance(20)
        ? legLeaves(state, leg, 'agent-left')
        : legEnds(state, leg, 'withdrawn');
  }
}

/** From now on a caller like any other. */
function customerIsThere(state: State, { call }: Leg): void {
  state.callbacks = state.callbacks.filter((other) => other !== call);
  state.callers.push(call);
}

function customerFails(state: State, leg: Leg): RouterEvent {
  state.legs = state.legs.filter((other) => other !== leg);
  return { type: 'customer-failed', offer: leg.offer };
}

function legEnds(state: State, leg: Leg, result: OfferFailure): RouterEvent {
  state.legs = state.legs.filter((other) => other !== leg);
  return { type: 'offer-ended', offer: leg.offer, result };
}

function legLeaves(state: State, leg: Leg, type: 'agent-left' | 'connect-failed'): RouterEvent {
  state.legs = state.legs.filter((other) => other !== leg);
  if (type === 'connect-failed' || state.dice.chance(60)) return { type, offer: leg.offer };
  return { type, offer: leg.offer, transferred: state.dice.chance(50) };
}
