/** Asterisk's events over AMI, each to the part it concerns. */

import {
  channelEnded,
  channelGone,
  channelHeld,
  channelHungUp,
  channelPlayed,
  channelRang,
} from '../../asterisk/by-channel.ts';
import { customerAnswered } from '../../asterisk/callbacks.ts';
import { callerEntered, callerPressed, callMoved } from '../../asterisk/calls.ts';
import { thirdAnswered } from '../../asterisk/consults.ts';
import { enteredBridge, joinRefused } from '../../asterisk/conversations.ts';
import { type Desk, hangUp } from '../../asterisk/desk.ts';
import { dialAnswered } from '../../asterisk/dials.ts';
import { featureDialled } from '../../asterisk/features.ts';
import { legAnswered } from '../../asterisk/legs.ts';
import { linkAnswered, linkEntered, linkRefused } from '../../asterisk/links.ts';
import { channelHeard } from '../../asterisk/listening.ts';
import type { Phones } from '../../asterisk/phones.ts';
import { legTransferred, transferredTo } from '../../asterisk/transfers.ts';
import { earOpened, watchAnswered } from '../../asterisk/watches.ts';
import type { TransferTarget } from '../../talk-port.ts';
import type { AmiMessage } from '../message.ts';
import { argsOf, toldOf } from './dialplan.ts';
import { channelOf } from './picture.ts';
import type { AmiWays } from './ways.ts';

export function translate(desk: Desk, phones: Phones, ways: AmiWays, event: AmiMessage): void {
  const id = event.text('Uniqueid');
  switch (event.event) {
    case 'UserEvent':
      told(desk, ways, event);
      break;
    case 'Newchannel':
      ways.channelMade(id, event.text('Channel'));
      break;
    case 'Rename':
      ways.channelNamed(id, event.text('Newname'));
      break;
    case 'OriginateResponse':
      if (event.text('Response') === 'Failure') void ways.channelNotMade(id, event.text('Reason'));
      break;
    case 'DialState':
      // Early media instead of a ring tone: the far end is being called all the same.
      if (['RINGING', 'PROGRESS'].includes(event.text('DialStatus'))) {
        channelRang(desk, event.text('DestUniqueid'));
      }
      break;
    case 'SoftHangupRequest':
      // Asked for here: also by us.
      if (desk.legsByChannel.has(id)) ways.legHungUp(id);
      break;
    case 'HangupRequest':
      if (desk.legsByChannel.has(id) || desk.linksByChannel.has(id)) ways.legHungUp(id);
      channelHungUp(desk, id);
      break;
    case 'Hangup':
      ways.channelForgotten(id);
      channelEnded(desk, id, event.count('Cause'));
      break;
    case 'BridgeEnter':
      ways.entered(id, event.text('BridgeUniqueid'));
      entered(desk, ways, id);
      break;
    case 'BridgeLeave':
      ways.entered(id, undefined);
      break;
    case 'Hold':
    case 'Unhold':
      channelHeld(desk, id, event.event === 'Hold');
      break;
    case 'DTMFEnd':
      if (event.text('Direction') === 'Received') callerPressed(desk, id, event.text('Digit'));
      break;
    case 'ChannelTalkingStart':
    case 'ChannelTalkingStop':
      channelHeard(desk, id, event.event === 'ChannelTalkingStart');
      break;
    case 'BlindTransfer':
    case 'AttendedTransfer':
      if (event.text('Result') === 'Success') transferred(desk, ways, event);
      break;
    case 'DeviceStateChange':
      phones.deviceChanged(event.text('Device'), event.text('State'));
      break;
  }
}

/** The dialplan says where a channel is. */
function told(desk: Desk, ways: AmiWays, event: AmiMessage): void {
  const what = toldOf(desk.app, event);
  if (!what) return;
  const { kind, channel: id } = what;
  ways.channelNamed(id, event.text('Channel'));
  switch (kind) {
    case 'caller':
      came(desk, ways, event);
      break;
    case 'answered':
      answered(desk, id);
      break;
    case 'left':
      left(desk, id);
      break;
    case 'said':
      ways.said(id, event.text('Id'), (playback) => channelPlayed(desk, id, playback));
      break;
    case 'recorded':
      ways.recorded(id, event.text('There') === '1');
      break;
    case 'spies': {
      const watch = desk.watchesByChannel.get(id);
      if (watch) void earOpened(desk, watch, event.text('Id'));
      break;
    }
    case 'parted':
      ways.parted(id);
      parted(desk, id, event.text('Why'));
      break;
  }
}

function came(desk: Desk, ways: AmiWays, event: AmiMessage): void {
  const channel = channelOf(event);
  const args = argsOf(event.text('Args'));
  if (args[0] !== 'feature') callerEntered(desk, channel, args);
  else {
    void ways.keepFeature(channel.id);
    featureDialled(desk, channel, args.slice(1));
  }
}

function answered(desk: Desk, id: string): void {
  const leg = desk.legsByChannel.get(id);
  const customer = desk.customersByChannel.get(id);
  const linked = desk.linksByChannel.get(id);
  const dialled = desk.dialsByChannel.get(id);
  const third = desk.thirdsByChannel.get(id);
  const watch = desk.watchesByChannel.get(id);
  if (leg) legAnswered(desk, leg);
  else if (customer) customerAnswered(desk, customer);
  else if (linked) linkAnswered(desk, linked);
  else if (dialled) dialAnswered(desk, dialled);
  else if (third) thirdAnswered(desk, third);
  else if (watch) watchAnswered(desk, watch);
  // One whose offer has ended; of a caller the answer was found before it was told.
  else if (!desk.callsByChannel.has(id)) void hangUp(desk, id);
}

/**
 * The channel goes on in the dialplan. One that nobody had taken, while we were about to: it is
 * fetched back by what we have asked already.
 */
function left(desk: Desk, id: string): void {
  const call = desk.callsByChannel.get(id);
  if (call?.leg?.room.sending?.asked) {
    channelGone(desk, id);
    return;
  }
  const fetched = call?.state === 'waiting' || call?.state === 'talking';
  if (!fetched) channelGone(desk, id);
}

/** A conversation of this caller has ended, or has not come about. */
function parted(desk: Desk, id: string, why: string): void {
  const call = desk.callsByChannel.get(id);
  // To whom the agent had transferred the caller has hung up.
  if (call?.state === 'away') void hangUp(desk, id);
  const words = `Asterisk did not join them (${why})`;
  const linked = call && desk.links.get(call.id);
  if (call?.leg) joinRefused(desk, call.leg, words);
  else if (linked) linkRefused(desk, linked, words);
}

function entered(desk: Desk, ways: AmiWays, id: string): void {
  const leg = desk.legsByChannel.get(id) ?? desk.callsByChannel.get(id)?.leg;
  const call = leg && desk.calls.get(leg.call);
  if (leg && call && ways.areTogether(leg.channel, call.channel)) {
    enteredBridge(desk, leg, [leg.channel, call.channel]);
  }
  const own = desk.callsByChannel.get(id);
  const linked = desk.linksByChannel.get(id) ?? (own && desk.links.get(own.id));
  const caller = linked && desk.calls.get(linked.call);
  if (linked && caller && ways.areTogether(linked.channel, caller.channel)) {
    linkEntered(desk, linked, [linked.channel, caller.channel]);
  }
}

function transferred(desk: Desk, ways: AmiWays, event: AmiMessage): void {
  const blind = event.event === 'BlindTransfer';
  const transferer = event.text(blind ? 'TransfererUniqueid' : 'OrigTransfererUniqueid');
  const to = blind ? blindTarget(event) : attendedTarget(event);
  const leg = desk.legsByChannel.get(transferer);
  // Whom the phone has talked with instead has been sent away by it: no part of the call ends.
  const aside = leg?.state === 'talking' && !leg.room.caller.inside;
  if (to && !aside) transferredTo(desk, transferer, to);
  if (leg && !aside) legTransferred(desk, leg);
  // The phone had asked in one of our queues: the caller has taken its place there.
  const second = desk.callsByChannel.get(event.text('SecondTransfererUniqueid'));
  const transferee = event.text('TransfereeUniqueid');
  if (!blind && second && transferee !== '') {
    ways.unsettled(second);
    callMoved(desk, second, transferee);
  }
}

const blindTarget = (event: AmiMessage): TransferTarget => ({
  kind: 'blind',
  extension: event.text('Extension'),
  context: event.text('Context'),
});

function attendedTarget(event: AmiMessage): TransferTarget | undefined {
  const bridge = event.get('DestBridgeUniqueid') ?? event.get('SecondBridgeUniqueid');
  if (event.text('DestType') === 'App') return { kind: 'app', app: event.text('DestApp') };
  return bridge === undefined ? undefined : { kind: 'bridge', bridge };
}
