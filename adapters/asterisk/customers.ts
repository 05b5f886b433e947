/**
 * The customer of a callback, until the call has been answered or has come to nothing: one end, and
 * what is told of it depends on who waits for the answer. What an answer begins is in
 * `callbacks.ts`.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import { resultOf } from './causes.ts';
import { customerChannelOf } from './channel-ids.ts';
import { type Customer, type Desk, hangUp, type Leg } from './desk.ts';
import { endOutgoing, notYetMade } from './outgoing.ts';

export function addCustomer(
  desk: Desk,
  order: Pick<Customer, 'offer' | 'call' | 'music' | 'memo' | 'record'>,
  leg: Leg | undefined,
): Customer {
  const { offer, call, music, memo, record } = order;
  const channel = customerChannelOf(desk.app, offer);
  const customer: Customer = {
    ...{ offer, call, music, memo, record, leg, channel },
    ...notYetMade(),
    gone: (cause) => customerGone(desk, customer, cause),
  };
  desk.lastOffer = Math.max(desk.lastOffer, offer);
  desk.customers.set(offer, customer);
  desk.customersByChannel.set(channel, customer);
  if (leg) leg.customer = customer;
  return customer;
}

export function customerRang(customer: Customer): void {
  customer.rang = true;
  if (customer.state === 'dialling') customer.state = 'ringing';
}

/** The customer's channel has ended before it was answered. */
export function customerGone(desk: Desk, customer: Customer, cause: number | undefined): void {
  if (customer.state === 'gone') return;
  forgetCustomer(desk, customer);
  const { offer, leg, ending, rang, why } = customer;
  if (ending === 'withdrawn') {
    // With the agent first, it is the leg whose end is told.
    if (!leg) desk.tell({ type: 'offer-ended', offer, result: 'withdrawn' });
    return;
  }
  if (leg) void desk.ways.ring(leg, false);
  const result = ending || cause === undefined ? 'failed' : resultOf(cause, rang);
  desk.tell({ type: 'customer-failed', offer, result, ...(why === undefined ? {} : { why }) });
}

/** Takes it out of the tables; its channel may be a caller's by now. */
export function forgetCustomer(desk: Desk, customer: Customer): void {
  customer.state = 'gone';
  customer.cancelTimer();
  desk.customers.delete(customer.offer);
  desk.customersByChannel.delete(customer.channel);
}

/** The offer is taken back, and no agent's phone rings for it yet. */
export function withdrawCustomer(desk: Desk, customer: Customer): void {
  if (customer.ending) return;
  if (customer.state === 'answered') {
    // A caller now, and the router's to let go of.
    forgetCustomer(desk, customer);
    desk.tell({ type: 'offer-ended', offer: customer.offer, result: 'withdrawn' });
    return;
  }
  customer.ending = 'withdrawn';
  endOutgoing(desk, customer);
}

/** The agent who waited does not any more: the customer is let go of without a word. */
export function dismissCustomer(desk: Desk, { customer }: Leg): void {
  const call = customer && desk.calls.get(customer.call);
  if (call && !call.told) {
    desk.calls.delete(call.id);
    desk.callsByChannel.delete(call.channel);
    void hangUp(desk, call.channel);
  }
  if (!customer || customer.state === 'gone') return;
  // Also of one whose call has just failed: nobody is there to be told.
  const ends = customer.ending !== undefined;
  customer.ending = 'withdrawn';
  if (!ends) endOutgoing(desk, customer);
}

/** The customer has answered, and could not be joined with the agent: the leg is left alone. */
export function customerLost(desk: Desk, leg: Leg, why: string): void {
  dismissCustomer(desk, leg);
  if (leg.bridged) void desk.ways.part(leg.bridge);
  leg.bridged = false;
  desk.tell({ type: 'customer-failed', offer: leg.offer, result: 'failed', why });
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
