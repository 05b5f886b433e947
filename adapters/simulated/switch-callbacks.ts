/** Calling a customer back: first of all, or while an agent waits on the line. */

import type { SwitchCommand } from '../port.ts';
import type { Channel } from './model.ts';
import { originate } from './originate.ts';
import { addCustomer, customerEnded, forgetCustomer, ringAgent } from './switch-customers.ts';
import { restartMusic } from './switch-sounds.ts';
import { addCall, CALL, type Desk, type DialledCustomer, MEMO, tellFact } from './switch-state.ts';
import { connect } from './switch-talk.ts';

type DialCustomer = Extract<SwitchCommand, { readonly type: 'dial-customer' }>;

export function dialCustomer(desk: Desk, order: DialCustomer): void {
  const leg = desk.legs.get(order.offer);
  // Of an offer that has ended, or is about to, the end is told; nothing else is owed.
  if (leg ? leg.state !== 'answered' || leg.ending : order.offer <= desk.lastOffer) return;
  if (leg?.customer) return;
  const customer = addCustomer(desk, { ...order, record: order.record }, leg);
  if (leg) ringAgent(desk, leg, true);
  desk.link.send(
    (pbx, reply) =>
      reply(
        originate(pbx, {
          id: customer.channel,
          endpoint: order.customer,
          app: desk.app,
          args: ['customer', `${order.offer}`],
          timeoutMs: order.timeoutMs,
          caller: order.show,
          variables: { [MEMO]: order.memo, [CALL]: `${order.call},${order.music}` },
        }),
      ),
    ({ status, message }) => {
      if (status < 300) return;
      const result = status === 500 ? 'unreachable' : 'failed';
      customerEnded(desk, customer, result, message ?? `${status}`);
    },
  );
}

/** The customer has answered: a caller from now on, of whom the agent who waits is told first. */
export function customerAnswered(desk: Desk, customer: DialledCustomer, channel: Channel): void {
  // Withdrawn: about to be ended, nobody waits any more.
  if (customer.state !== 'dialling' || customer.withdrawn) return;
  const { offer, leg, record } = customer;
  const call = addCall(desk, channel, customer.call);
  call.state = 'held';
  call.music = customer.music;
  call.memo = customer.memo;
  if (leg) {
    call.told = false;
    forgetCustomer(desk, customer);
    connect(desk, { type: 'connect', offer, ...(record ? { record } : {}) });
    return;
  }
  customer.state = 'answered';
  desk.customersByChannel.delete(customer.channel);
  restartMusic(desk, call.channel, call.music);
  tellFact(desk, { type: 'customer-answered', offer, call: call.id, channel: call.channel });
}
