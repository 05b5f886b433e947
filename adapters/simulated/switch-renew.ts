import { customerAnswered } from './switch-callbacks.ts';
import { callLeft } from './switch-calls.ts';
import { doHold, doSend } from './switch-commands.ts';
import { thirdAnswered } from './switch-consults.ts';
import { customerEnded, endCustomer } from './switch-customers.ts';
import { dialAnswered, dialEnded, dialRang, endDial, listen } from './switch-dials.ts';
import { legEnded, onAnswered, onRinging } from './switch-events.ts';
import { endLink, linkAnswered, linkEnded, linkJoined } from './switch-links.ts';
import type { Picture, Seen } from './switch-picture.ts';
import { renewRoom } from './switch-room.ts';
import type {
  AgentLeg,
  Desk,
  Dial,
  DialledCustomer,
  HeldCall,
  LinkLeg,
  Third,
  Watch,
} from './switch-state.ts';
import { connected, doEndLeg } from './switch-talk.ts';
import { hangUpThird, thirdEnded, thirdRang } from './switch-thirds.ts';
import { endWatch, hangUpWatch, watchAnswered, watchEnded, watchRang } from './switch-watches.ts';

export function compareCall(desk: Desk, call: HeldCall, alive: boolean): void {
  if (!alive) callLeft(desk, call);
  else if (call.state === 'leaving') doSend(desk, call, 'leaving');
  else if (call.state === 'held') {
    // What was said during the loss has ended, and nobody told us so.
    call.saying.length = 0;
    doHold(desk, call);
    listen(desk, call, true);
  }
}

export function compareLeg(desk: Desk, leg: AgentLeg, picture: Picture): void {
  const seen = picture.channels.get(leg.channel);
  if (!seen || (leg.state === 'connected' && !seen.args)) {
    legEnded(desk, leg, undefined);
    return;
  }
  if (leg.ending) {
    doEndLeg(desk, leg);
    return;
  }
  if (seen.state === 'Ringing') onRinging(desk, leg.channel);
  if (seen.args) onAnswered(desk, leg);
  const caller = desk.calls.get(leg.call)?.channel ?? '';
  const together = picture.bridges.get(leg.bridge)?.includes(leg.channel);
  if (leg.state === 'connecting' && together && picture.bridges.get(leg.bridge)?.includes(caller)) {
    connected(desk, leg);
  }
}

export function compareRoom(desk: Desk, leg: AgentLeg, picture: Picture): void {
  if (desk.legs.get(leg.id) !== leg || leg.state !== 'connected' || leg.ending) return;
  renewRoom(desk, leg, picture.bridges.get(leg.bridge) ?? []);
}

export function compareThird(desk: Desk, third: Third, seen: Seen | undefined): void {
  const wanted = desk.legs.get(third.offer)?.room.third === third;
  if (!seen || (third.answered && !seen.args)) {
    thirdEnded(desk, third, 'failed', 'the channel has gone');
  } else if (!wanted) hangUpThird(desk, third);
  else {
    if (seen.state === 'Ringing') thirdRang(desk, third);
    if (seen.args) thirdAnswered(desk, third);
  }
}

export function compareWatch(desk: Desk, watch: Watch, { channels }: Picture): void {
  const seen = channels.get(watch.channel);
  if (!seen) watchEnded(desk, watch, 'failed', 'the channel has gone');
  else if (watch.ending) hangUpWatch(desk, watch);
  else if (watch.ear && !channels.has(watch.ear.channel)) endWatch(desk, watch, 'released');
  else {
    if (seen.state === 'Ringing') watchRang(desk, watch);
    // Also one that was about to listen when contact was lost.
    if (seen.args && !watch.ear) watch.state = 'called';
    watch.nextEar = undefined;
    if (seen.args) watchAnswered(desk, watch);
  }
}

export function compareCustomer(
  desk: Desk,
  customer: DialledCustomer,
  seen: Seen | undefined,
): void {
  if (customer.state === 'gone') return;
  if (!seen) customerEnded(desk, customer, 'failed', 'the channel has gone');
  else if (customer.withdrawn) endCustomer(desk, customer);
  else {
    if (seen.state === 'Ringing') customer.rang = true;
    if (seen.args) customerAnswered(desk, customer, seen.channel);
  }
}

export function compareLink(desk: Desk, leg: LinkLeg, picture: Picture): void {
  const seen = picture.channels.get(leg.channel);
  if (!seen) linkEnded(desk, leg, 'failed', 'the channel has gone');
  else if (leg.ending) endLink(desk, leg);
  else {
    if (seen.state === 'Ringing') leg.rang = true;
    if (seen.args) linkAnswered(desk, leg);
    for (const id of picture.bridges.get(leg.bridge) ?? []) linkJoined(desk, leg, id);
  }
}

export function compareDial(desk: Desk, out: Dial, seen: Seen | undefined): void {
  if (!seen) dialEnded(desk, out, { result: 'failed', why: 'the channel has gone' });
  else if (out.withdrawn) endDial(desk, out);
  else {
    if (seen.state === 'Ringing') dialRang(desk, out);
    if (seen.args) dialAnswered(desk, out, seen.channel);
  }
}
