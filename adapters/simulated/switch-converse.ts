/** The port's commands about conversations, each to the part that carries it out. */

import type { OfferId } from '../../core/routing/ids.ts';
import type { TalkCommand } from '../talk-port.ts';
import { consult, transfer } from './switch-consults.ts';
import {
  cancelConsult,
  handOver,
  holdCaller,
  mute,
  sendKeys,
  talkFailed,
  talkWith,
} from './switch-room.ts';
import type { Desk } from './switch-state.ts';
import { endLeg } from './switch-talk.ts';
import { changeWatch, endWatch, supervise } from './switch-watches.ts';

export function converse(desk: Desk, command: TalkCommand): void {
  switch (command.type) {
    case 'hold-caller':
      holdCaller(desk, command.offer, command.on);
      break;
    case 'mute':
      mute(desk, command.offer, command.on);
      break;
    case 'send-keys':
      sendKeys(desk, command.offer, command.keys);
      break;
    case 'transfer':
      transfer(desk, command.offer, command.to);
      break;
    case 'consult':
      consult(desk, command);
      break;
    case 'talk-with':
      talkWith(desk, command.offer, command.who);
      break;
    case 'end-consult':
      cancelConsult(desk, command.offer);
      break;
    case 'hand-over':
      handOver(desk, command.offer);
      break;
    case 'supervise':
      supervise(desk, command);
      break;
    case 'change-supervision':
      changeWatch(desk, command.supervision, command.mode);
      break;
    case 'end-supervision':
      endWatch(desk, desk.watches.get(command.supervision), 'withdrawn');
      break;
    case 'pick-up':
      pickUp(desk, command.offer);
      break;
    case 'decline':
      decline(desk, command.offer);
      break;
  }
}

/** The phone is told to answer, as a telephone that knows how does. */
function pickUp(desk: Desk, offer: OfferId): void {
  const leg = desk.legs.get(offer);
  if (leg?.state !== 'ringing' || leg.ending) return;
  desk.link.send((pbx) => pbx.channels.get(leg.channel)?.rung?.answer());
}

/** Refused by the agent, at the desk. */
function decline(desk: Desk, offer: OfferId): void {
  const leg = desk.legs.get(offer);
  if (!leg || leg.ending) return;
  if (leg.state === 'set-up' || leg.state === 'ringing') {
    leg.elsewhere = true;
    endLeg(desk, leg, 'declined');
  } else talkFailed(desk, leg, 'decline', 'it has been answered');
}
