/** The router's commands, each to the part that carries it out. */

import type { SwitchCommand } from '../port.ts';
import { dialCustomer } from './callbacks.ts';
import { announce, hold, release, send } from './calls.ts';
import { connect, controlRecording } from './conversations.ts';
import type { Desk } from './desk.ts';
import { dial, undial } from './dials.ts';
import { answerFeature } from './features.ts';
import { offer, releaseAgent, withdraw } from './legs.ts';
import { link, unlink } from './links.ts';

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
  }
}
