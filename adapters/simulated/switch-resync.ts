/**
 * After each connection: the PBX's own picture against the desk's, and what follows from the
 * difference.
 */

import { adoptBridges, adoptChannels, adoptLegs, adoptLinks } from './switch-adopt.ts';
import { subscribe } from './switch-phones.ts';
import { type Picture, takePicture } from './switch-picture.ts';
import {
  compareCall,
  compareCustomer,
  compareDial,
  compareLeg,
  compareLink,
  compareRoom,
  compareThird,
  compareWatch,
} from './switch-renew.ts';
import type { Desk } from './switch-state.ts';

/**
 * Asks the PBX what is there, then tells `call-found`, `switch-restored` and what was missed, and
 * calls back.
 */
export function resync(desk: Desk, whenDone: () => void): void {
  let picture: Picture | undefined;
  desk.link.send(
    (pbx, reply) => {
      picture = takePicture(pbx, desk.app);
      reply({ status: 200 });
    },
    () => {
      if (picture) compare(desk, picture);
      subscribe(desk);
      whenDone();
    },
  );
}

function compare(desk: Desk, picture: Picture): void {
  const news: (() => void)[] = [];
  const known = {
    calls: [...desk.calls.values()],
    legs: [...desk.legs.values()],
    customers: [...desk.customersByChannel.values()],
    links: [...desk.links.values()],
    dials: [...desk.dials.values()],
    thirds: [...desk.thirdsByChannel.values()],
    watches: [...desk.watches.values()],
  };
  const postponed = desk.postponed ?? [];
  desk.postponed = undefined;
  adoptLegs(desk, picture, news);
  adoptLinks(desk, picture, news);
  adoptBridges(desk, picture);
  adoptChannels(desk, picture, news);
  const alive = (id: string): boolean => picture.channels.get(id)?.args !== undefined;
  const there = ({ channel }: { readonly channel: string }) => picture.channels.has(channel);
  const legs = [...desk.legs.values()].filter(there);
  const customers = [...desk.customersByChannel.values()].filter(
    (each) => !each.leg && there(each),
  );
  const links = [...desk.links.values()].filter(there);
  const linked = links.map(({ call, link }) => ({ call, link }));
  const dials = [...desk.dials.values()].filter(there).map(({ call }) => call);
  desk.listener.onFact({
    type: 'switch-restored',
    calls: [...desk.calls.values()]
      .filter((call) => call.told && call.state !== 'away' && alive(call.channel))
      .map((call) => call.id),
    offers: [...legs.map(({ id }) => id), ...customers.map(({ offer }) => offer)],
    ...(linked.length === 0 ? {} : { linked }),
    ...(dials.length === 0 ? {} : { dials }),
  });
  for (const fact of postponed) desk.listener.onFact(fact);
  for (const call of known.calls) compareCall(desk, call, alive(call.channel));
  for (const leg of known.legs) compareLeg(desk, leg, picture);
  for (const third of known.thirds) compareThird(desk, third, picture.channels.get(third.channel));
  for (const leg of known.legs) compareRoom(desk, leg, picture);
  for (const watch of known.watches) compareWatch(desk, watch, picture);
  for (const customer of known.customers) {
    compareCustomer(desk, customer, picture.channels.get(customer.channel));
  }
  for (const leg of known.links) compareLink(desk, leg, picture);
  for (const out of known.dials) compareDial(desk, out, picture.channels.get(out.channel));
  for (const tell of news) tell();
}
