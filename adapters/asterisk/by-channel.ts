/** What happens to a channel, brought to whatever of ours it is. One look-up by id each. */

import { callLeft, playbackFinished } from './calls.ts';
import { callerGone } from './conversations.ts';
import { customerGone, customerRang } from './customers.ts';
import { departed } from './departures.ts';
import type { Desk } from './desk.ts';
import { dialGone, dialRang } from './dials.ts';
import { featureLeft, featurePlayed } from './features.ts';
import { legHeld, legRang } from './legs.ts';
import { linkGone, linkRang } from './links.ts';
import { agentGone, agentHungUp } from './rooms.ts';
import { thirdGone, thirdRang } from './thirds.ts';
import { custodyLeft } from './transfers.ts';
import { earGone, watchGone, watchRang } from './watches.ts';

/** It is being called, and rings. */
export function channelRang(desk: Desk, id: string): void {
  const leg = desk.legsByChannel.get(id);
  const customer = desk.customersByChannel.get(id);
  const linked = desk.linksByChannel.get(id);
  const dialled = desk.dialsByChannel.get(id);
  const third = desk.thirdsByChannel.get(id);
  const watch = desk.watchesByChannel.get(id);
  if (leg) legRang(desk, leg);
  else if (customer) customerRang(customer);
  else if (linked) linkRang(linked);
  else if (dialled) dialRang(desk, dialled);
  else if (third) thirdRang(desk, third);
  else if (watch) watchRang(desk, watch);
}

/** The far end has hung up; the channel ends in a moment. */
export function channelHungUp(desk: Desk, id: string): void {
  const leg = desk.legsByChannel.get(id);
  if (leg) agentHungUp(desk, leg);
}

/** It has ended; `cause` of Q.850, 0 when there is none. */
export function channelEnded(desk: Desk, id: string, cause: number): void {
  const leg = desk.legsByChannel.get(id);
  const customer = desk.customersByChannel.get(id);
  const dialled = desk.dialsByChannel.get(id);
  const third = desk.thirdsByChannel.get(id);
  const watch = desk.watchesByChannel.get(id);
  if (leg) agentGone(desk, leg, cause);
  else if (customer) customerGone(desk, customer, cause);
  else if (dialled) dialGone(desk, dialled, cause);
  else if (third) thirdGone(desk, third, cause);
  else if (watch) watchGone(desk, watch, cause);
  else channelGone(desk, id);
  const linked = desk.linksByChannel.get(id);
  if (linked) linkGone(desk, linked, cause);
}

/** A caller, a listener, somebody in our custody or a feature code is with us no longer. */
export function channelGone(desk: Desk, id: string): void {
  const call = desk.callsByChannel.get(id);
  const custody = desk.custodiesByChannel.get(id);
  const feature = desk.featuresByChannel.get(id);
  const heardBy = desk.watchesByEar.get(id);
  if (heardBy) earGone(desk, heardBy, id);
  if (call) {
    if (call.leg) departed(desk, call.leg);
    const { leg } = call;
    callLeft(desk, call);
    if (leg) callerGone(desk, leg);
  }
  if (custody) custodyLeft(desk, custody, id);
  if (feature) featureLeft(desk, feature);
}

/** It has put the other side on hold, or has come back. */
export function channelHeld(desk: Desk, id: string, on: boolean): void {
  const leg = desk.legsByChannel.get(id);
  if (leg) legHeld(desk, leg, on);
}

/** What was to be said to it has been said. */
export function channelPlayed(desk: Desk, id: string, playback: string): void {
  const call = desk.callsByChannel.get(id);
  const feature = desk.featuresByChannel.get(id);
  if (call) playbackFinished(desk, call, playback);
  else if (feature) featurePlayed(desk, feature, playback);
}
