/** Calling a customer back: first of all, or while an agent waits on the line. */

import type { SwitchCommand } from '../port.ts';
import { addCall } from './calls.ts';
import { connect } from './conversations.ts';
import { addCustomer, customerGone, customerRang, forgetCustomer } from './customers.ts';
import type { Channel, Customer, Desk } from './desk.ts';
import { callOut, endOutgoing } from './outgoing.ts';

type DialCustomer = Extract<SwitchCommand, { readonly type: 'dial-customer' }>;

export function dialCustomer(desk: Desk, command: DialCustomer): void {
  const leg = desk.legs.get(command.offer);
  // Of an offer that has ended, or is about to, the end is told; nothing else is owed.
  if (leg ? leg.state !== 'answered' || leg.ending : command.offer <= desk.lastOffer) return;
  if (leg?.customer) return;
  const { record, ...order } = command;
  const customer = addCustomer(desk, { ...order, record }, leg);
  if (!desk.connected) return;
  if (leg) void desk.ways.ring(leg, true);
  callOut(desk, customer, {
    endpoint: command.customer,
    part: 'customer',
    number: command.offer,
    ...(leg ? { originator: leg.channel } : {}),
    timeoutMs: command.timeoutMs,
    show: command.show,
    kept: { call: command.call, music: command.music, memo: command.memo },
  });
}

/** The customer has answered: a caller from now on, of whom the agent who waits is told first. */
export function customerAnswered(desk: Desk, customer: Customer): void {
  if (customer.state !== 'dialling' && customer.state !== 'ringing') return;
  // About to be ended: nobody waits any more.
  if (customer.ending) return;
  const { offer, channel, leg } = customer;
  const call = addCall(desk, customer.call, channel);
  call.state = 'waiting';
  call.music = customer.music;
  call.memo = customer.memo;
  call.up = true;
  // What is to be kept with the channel was given to it when it was made.
  call.held = true;
  if (leg) {
    call.told = false;
    forgetCustomer(desk, customer);
    connect(desk, offer, customer.record);
    return;
  }
  customer.state = 'answered';
  customer.cancelTimer();
  desk.customersByChannel.delete(channel);
  void desk.ways.music(call);
  desk.tell({ type: 'customer-answered', offer, call: call.id, channel });
}

/** After a connection: what became of the customer meanwhile. `seen`: the channel if there. */
export function renewCustomer(
  desk: Desk,
  customer: Customer,
  seen: { readonly channel: Channel; readonly args: readonly string[] | undefined } | undefined,
): void {
  if (customer.state === 'gone') return;
  customer.posting = false;
  if (!seen) customerGone(desk, customer, undefined);
  else if (customer.ending) endOutgoing(desk, customer);
  else {
    if (seen.channel.state === 'Ringing') customerRang(customer);
    if (seen.args) customerAnswered(desk, customer);
  }
}
