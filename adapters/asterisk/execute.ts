/** The router's commands, each to the part that carries it out. */

import type { SwitchCommand } from '../port.ts';
import type { TalkCommand } from '../talk-port.ts';
import { dialCustomer } from './callbacks.ts';
import { announce, hold, release, send } from './calls.ts';
import { consult } from './consults.ts';
import { connect, controlRecording } from './conversations.ts';
import { transfer } from './departures.ts';
import type { Desk } from './desk.ts';
import { dial, undial } from './dials.ts';
import { answerFeature } from './features.ts';
import { decline, offer, releaseAgent, withdraw } from './legs.ts';
import { link, unlink } from './links.ts';
import { talkFailed } from './room.ts';
import { cancelConsult, handOver, holdCaller, mute, pickUp, sendKeys, talkWith } from './rooms.ts';
import { changeWatch, endWatch, supervise } from './watches.ts';

/** What is done with a conversation; what Asterisk cannot do is said to have failed. */
function converse(desk: Desk, command: TalkCommand): void {
  const { type } = command;
  const both = type === 'talk-with' && command.who === 'both';
  const ability = both ? 'conference' : type;
  const why = ability === 'end-supervision' ? undefined : desk.ways.cannot[ability];
  if (why !== undefined) {
    refuse(desk, command, why);
    return;
  }
  switch (type) {
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
      endWatch(desk, command.supervision);
      break;
    case 'pick-up':
      void pickUp(desk, command.offer);
      break;
    case 'decline':
      decline(desk, command.offer);
      break;
  }
}

function refuse(desk: Desk, command: TalkCommand, why: string): void {
  const { type } = command;
  if (type === 'supervise') {
    const { supervision } = command;
    desk.tell({ type: 'supervision-ended', supervision, result: 'failed', why });
  } else if ('offer' in command) {
    const leg = desk.legs.get(command.offer);
    if (leg && !leg.ending) talkFailed(desk, leg, command.type, why);
  }
}

/** Starts what is asked; nothing is awaited, nothing thrown. What comes of it is told as a fact. */
export function execute(desk: Desk, command: SwitchCommand): void {
  switch (command.type) {
    case 'hold':
      hold(desk, command.call, command.music, command.memo);
      break;
    case 'offer':
      offer(desk, command);
      break;
    case 'withdraw':
      withdraw(desk, command.offer, command.reason);
      break;
    case 'dial-customer':
      dialCustomer(desk, command);
      break;
    case 'connect':
      connect(desk, command.offer, command.record);
      break;
    case 'announce':
      announce(desk, command.call, command.media, command.interrupts ?? false);
      break;
    case 'send':
      send(desk, command.call, command.to);
      break;
    case 'link':
      link(desk, command);
      break;
    case 'unlink':
      unlink(desk, command.call);
      break;
    case 'dial':
      dial(desk, command);
      break;
    case 'undial':
      undial(desk, command.call);
      break;
    case 'release-call':
      release(desk, command.call, command.to);
      break;
    case 'release-agent':
      releaseAgent(desk, command.offer);
      break;
    case 'recording':
      controlRecording(desk, command.offer, command.action);
      break;
    case 'answer-feature':
      answerFeature(desk, command.feature, command.media);
      break;
    default:
      converse(desk, command);
  }
}
