/**
 * The customer of a callback as the port knows it, until the call has been answered or has come to
 * nothing. What an answer begins is in `switch-callbacks.ts`.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import type { CustomerFailure } from '../port.ts';
import { destroyBridge } from './bridges.ts';
import { hangUpById, inStasis, isReply } from './channels.ts';
import { startRinging, stopRinging } from './media.ts';
import {
  type AgentLeg,
  customerId,
  type Desk,
  type DialledCustomer,
  forgetCall,
  refusalMs,
  tellFact,
} from './switch-state.ts';

export function addCustomer(
  desk: Desk,
  order: Pick<DialledCustomer, 'offer' | 'call' | 'music' | 'memo' | 'record'>,
  leg: AgentLeg | undefined,
): DialledCustomer {
  const { offer, call, music, memo, record } = order;
  const customer: DialledCustomer = {
    ...{ offer, call, music, memo, record, leg },
    channel: customerId(desk.app, offer),
    state: 'dialling',
    rang: false,
    withdrawn: false,
  };
  desk.lastOffer = Math.max(desk.lastOffer, offer);
  desk.customers.set(offer, customer);
  desk.customersByChannel.set(customer.channel, customer);
  if (leg) leg.customer = customer;
  return customer;
}

/** The call to the customer has ended without an answer. */
export function customerEnded(
  desk: Desk,
  customer: DialledCustomer,
  result: CustomerFailure,
  why: string,
): void {
  if (customer.state === 'gone') return;
  forgetCustomer(desk, customer);
  const { offer, leg, withdrawn } = customer;
  if (!withdrawn) tellFact(desk, { type: 'customer-failed', offer, result, why });
  // With the agent first, it is the leg whose end is told.
  else if (!leg) tellFact(desk, { type: 'offer-ended', offer, result: 'withdrawn' });
  if (leg && !withdrawn) ringAgent(desk, leg, false);
}

export function forgetCustomer(desk: Desk, customer: DialledCustomer): void {
  customer.state = 'gone';
  desk.customers.delete(customer.offer);
  desk.customersByChannel.delete(customer.channel);
}

/** The offer is taken back, and no agent's phone rings for it yet. */
export function withdrawCustomer(desk: Desk, customer: DialledCustomer): void {
  if (customer.withdrawn) return;
  if (customer.state === 'answered') {
    // A caller now, and the router's to let go of.
    forgetCustomer(desk, customer);
    const { offer } = customer;
    const tell = () => tellFact(desk, { type: 'offer-ended', offer, result: 'withdrawn' });
    desk.clock.setTimer(refusalMs, tell);
    return;
  }
  customer.withdrawn = true;
  endCustomer(desk, customer);
}

export function endCustomer(desk: Desk, { channel }: DialledCustomer): void {
  desk.link.send((pbx) => hangUpById(pbx, channel, 16));
}

/** The agent who waited does not any more: the customer is let go of without a word. */
export function dismissCustomer(desk: Desk, { customer }: AgentLeg): void {
  const call = customer && desk.calls.get(customer.call);
  if (call && !call.told) {
    forgetCall(desk, call);
    endCustomer(desk, customer);
  }
  if (!customer || customer.state === 'gone' || customer.withdrawn) return;
  customer.withdrawn = true;
  endCustomer(desk, customer);
}

/** The customer has answered, and could not be joined with the agent: the leg is left alone. */
export function customerLost(desk: Desk, leg: AgentLeg, why: string): void {
  dismissCustomer(desk, leg);
  desk.link.send((pbx) => destroyBridge(pbx, leg.bridge));
  tellFact(desk, { type: 'customer-failed', offer: leg.id, result: 'failed', why });
}

/**
 * Whether this offer's customer was called first and has answered, so that an agent may be offered
 * the call; asked once.
 */
export function takeAnswered(desk: Desk, offer: OfferId): boolean {
  const customer = desk.customers.get(offer);
  if (customer?.state !== 'answered') return false;
  forgetCustomer(desk, customer);
  return true;
}

/** The agent hears, or does not hear any more, that the customer is being called. */
export function ringAgent(desk: Desk, { channel }: AgentLeg, on: boolean): void {
  desk.link.send((pbx) => {
    const found = inStasis(pbx, channel);
    if (!isReply(found)) (on ? startRinging : stopRinging)(pbx, found);
  });
}
