/**
 * The port's commands, done on the simulated PBX. What a lost link swallows is done again on
 * restore.
 */

import { isDeepStrictEqual } from 'node:util';
import type { CallId, OfferId } from '../../core/routing/ids.ts';
import type { WithdrawReason } from '../../core/routing/outcomes.ts';
import type { Destination, SwitchCommand } from '../port.ts';
import { answer, continueInDialplan, hangUpById, setVariable } from './channels.ts';
import type { Reply } from './model.ts';
import { originate } from './originate.ts';
import { dialCustomer } from './switch-callbacks.ts';
import { converse } from './switch-converse.ts';
import { dismissCustomer, takeAnswered, withdrawCustomer } from './switch-customers.ts';
import { dial, listen, undial } from './switch-dials.ts';
import { link, unlink } from './switch-links.ts';
import { announce, fallSilent, playTo, restartMusic } from './switch-sounds.ts';
import {
  addLeg,
  CALL,
  type Desk,
  forgetLeg,
  type HeldCall,
  isHearingLast,
  isWaiting,
  MEMO,
  refusalMs,
  tellFact,
} from './switch-state.ts';
import { changeRecordingOf, connect, endLeg } from './switch-talk.ts';

const ignore = (): void => {};

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
      connect(desk, command);
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
      unlink(desk, command.call, 'withdrawn');
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
      endLeg(desk, desk.legs.get(command.offer), 'released');
      break;
    case 'recording':
      changeRecordingOf(desk, command.offer, command.action);
      break;
    case 'answer-feature':
      answerFeature(desk, command.feature, command.media);
      break;
    default:
      converse(desk, command);
  }
}

function hold(desk: Desk, id: CallId, music: string, memo: string): void {
  const call = desk.calls.get(id);
  if (!call || !isWaiting(call) || (call.memo === memo && call.music === music)) return;
  call.state = 'held';
  call.music = music;
  call.memo = memo;
  doHold(desk, call);
}

/** Answers, plays music and keeps the memo; also again after a loss. */
export function doHold(desk: Desk, call: HeldCall): void {
  const { channel, music, memo } = call;
  desk.link.send((pbx) => answer(pbx, channel, ignore));
  desk.link.send((pbx) => setVariable(pbx, channel, CALL, `${call.id},${music}`, ignore));
  desk.link.send((pbx) => setVariable(pbx, channel, MEMO, memo ?? '', ignore));
  if (call.saying.length === 0) restartMusic(desk, channel, music);
}

function offer(desk: Desk, order: Extract<SwitchCommand, { type: 'offer' }>): void {
  // The number is known already when its customer was called first and has answered.
  if (order.offer <= desk.lastOffer && !takeAnswered(desk, order.offer)) return;
  desk.lastOffer = Math.max(desk.lastOffer, order.offer);
  const leg = addLeg(desk, order);
  const fail = (result: 'unreachable' | 'failed', why: string): void => {
    if (desk.legs.get(leg.id) !== leg) return;
    forgetLeg(desk, leg);
    tellFact(desk, { type: 'offer-ended', offer: leg.id, result, why });
  };
  const call = desk.calls.get(order.call);
  if (!order.callback && !(call && isWaiting(call))) {
    desk.clock.setTimer(refusalMs, () => fail('failed', 'the caller is not waiting here'));
    return;
  }
  desk.link.send(
    (pbx, reply) =>
      reply(
        originate(pbx, {
          id: leg.channel,
          endpoint: order.phone,
          app: desk.app,
          args: ['agent', `${order.offer}`],
          timeoutMs: order.timeoutMs,
          caller: order.show,
          variables: { [MEMO]: order.memo, [CALL]: `${order.call}` },
        }),
      ),
    ({ status, message }) => {
      if (status >= 300) fail(status === 500 ? 'unreachable' : 'failed', message ?? `${status}`);
    },
  );
}

function withdraw(desk: Desk, id: OfferId, reason: WithdrawReason): void {
  const leg = desk.legs.get(id);
  const customer = desk.customers.get(id);
  if (leg) {
    leg.elsewhere = reason === 'moved' || reason === 'answered-elsewhere';
    endLeg(desk, leg, 'withdrawn');
    dismissCustomer(desk, leg);
  } else if (customer) withdrawCustomer(desk, customer);
}

function send(desk: Desk, id: CallId, to: Destination): void {
  const call = desk.calls.get(id);
  if (!call || call.state === 'away') return;
  // Only an announcement leaves time for another place; the same again is nothing new.
  const hearing = isHearingLast(call) && !isDeepStrictEqual(call.to, to);
  if (call.state === 'leaving' && !hearing) return;
  fallSilent(desk, call);
  const before = call.state;
  call.state = 'leaving';
  call.to = to;
  doSend(desk, call, before);
}

/** Lets go of a caller who stays; one who is on the way out already goes where it was sent. */
function release(desk: Desk, id: CallId, to: 'hang-up' | 'dialplan'): void {
  if (desk.calls.get(id)?.state !== 'leaving') send(desk, id, { kind: to });
}

/** Sends it on; also again after a loss. */
export function doSend(desk: Desk, call: HeldCall, before: HeldCall['state']): void {
  const { channel, to } = call;
  const onReply = ({ status, message }: Reply): void => {
    // 404, 409: it has gone already, and the event that says so is here or under way.
    if (status < 300 || status === 404 || status === 409) return;
    if (call.to !== to || desk.calls.get(call.id) !== call) return;
    call.state = before === 'leaving' ? 'held' : before;
    call.to = undefined;
    listen(desk, call, true);
    tellFact(desk, { type: 'send-failed', call: call.id, why: message ?? `${status}` });
  };
  if (!to) return;
  if (to.kind === 'announcement' && to.media.length > 0) {
    const playback = `${desk.app}-say-${desk.nextPlayback++}`;
    call.saying.push({ playback, media: to.media });
    desk.link.send((pbx) => answer(pbx, channel, ignore));
    playTo(desk, channel, to.media, playback, () => {
      if (call.to === to) hangUpCaller(desk, call);
    });
  } else if (to.kind === 'dialplan' || to.kind === 'extension') {
    const place = to.kind === 'extension' ? to : undefined;
    listen(desk, call, false);
    desk.link.send((pbx, reply) => reply(continueInDialplan(pbx, channel, place)), onReply);
  } else hangUpCaller(desk, call, to.kind === 'refuse' ? 17 : 16);
}

export function hangUpCaller(desk: Desk, call: HeldCall, cause: 16 | 17 = 16): void {
  desk.link.send((pbx) => hangUpById(pbx, call.channel, cause));
}

function answerFeature(desk: Desk, feature: number, media: readonly string[]): void {
  const dialled = desk.features.get(feature);
  if (!dialled || dialled.answered) return;
  dialled.answered = true;
  const { channel } = dialled;
  const end = (): void => desk.link.send((pbx) => hangUpById(pbx, channel, 16));
  if (media.length === 0) {
    end();
    return;
  }
  desk.link.send((pbx) => answer(pbx, channel, ignore));
  playTo(desk, channel, media, `${desk.app}-feature-${feature}`, end);
}
