/** Consultations and blind transfers by the desk. */

import type { OfferId } from '../../core/routing/ids.ts';
import type { TalkCommand, TransferOrder } from '../talk-port.ts';
import { removeChannel } from './bridges.ts';
import { continueInDialplan, hasExtension, inStasis, isReply, setVariable } from './channels.ts';
import { startMusic, startRinging, stopMusic } from './media.ts';
import type { Reply } from './model.ts';
import { originate } from './originate.ts';
import { callLeft } from './switch-calls.ts';
import { partWithAgent } from './switch-parting.ts';
import { arrange, talkFailed, talking } from './switch-room.ts';
import { restartMusic } from './switch-sounds.ts';
import {
  type AgentLeg,
  addCall,
  CALL,
  type Desk,
  type HeldCall,
  MEMO,
  TALKED,
  type Third,
  tellFact,
} from './switch-state.ts';
import { addThird, thirdEnded } from './switch-thirds.ts';

const ignore = (): void => {};

export function consult(
  desk: Desk,
  order: Extract<TalkCommand, { readonly type: 'consult' }>,
): void {
  const leg = talking(desk, order.offer);
  if (!leg || leg.room.third) return;
  const call = desk.calls.get(leg.call);
  if (!call) {
    talkFailed(desk, leg, 'consult', 'the caller has gone');
    return;
  }
  const third = addThird(desk, leg, { endpoint: order.endpoint, music: call.music });
  leg.room.caller.aside = true;
  arrange(desk, leg, 'hold-caller');
  desk.link.send((pbx) => {
    const own = inStasis(pbx, leg.channel);
    if (!isReply(own)) startRinging(pbx, own);
  });
  desk.link.send(
    (pbx, reply) =>
      reply(
        originate(pbx, {
          ...{ id: third.channel, endpoint: order.endpoint, app: desk.app },
          args: ['third', `${order.offer}`],
          ...{ timeoutMs: order.timeoutMs, caller: order.show },
          variables: { [CALL]: `${call.id},${call.music}` },
        }),
      ),
    ({ status, message }) => {
      if (status < 300) return;
      const result = status === 500 ? 'unreachable' : 'failed';
      thirdEnded(desk, third, result, message ?? `${status}`);
    },
  );
}

export function thirdAnswered(desk: Desk, third: Third): void {
  if (third.answered) return;
  const leg = talking(desk, third.offer);
  if (leg?.room.third !== third) return;
  third.answered = true;
  arrange(desk, leg, 'talk-with');
}

export function transfer(desk: Desk, offer: OfferId, to: TransferOrder): void {
  const leg = talking(desk, offer);
  if (!leg || leg.room.sending) return;
  const call = desk.calls.get(leg.call);
  if (!call) {
    talkFailed(desk, leg, 'transfer', 'the caller has gone');
    return;
  }
  leg.room.sending = to;
  if (to.kind === 'extension') sendAway(desk, leg, call, to);
  else giveBack(desk, leg, call, to);
}

function sendAway(
  desk: Desk,
  leg: AgentLeg,
  call: HeldCall,
  to: Extract<TransferOrder, { readonly kind: 'extension' }>,
): void {
  const { context, extension } = to;
  desk.link.send(
    (pbx, reply) => {
      const found = inStasis(pbx, call.channel);
      if (isReply(found)) reply(found);
      else if (hasExtension(pbx, context, extension)) {
        stopMusic(pbx, found);
        reply(continueInDialplan(pbx, call.channel, { context, extension }));
      } else {
        reply({ status: 404, message: `there is no extension ${extension} in context ${context}` });
      }
    },
    ({ status, message }) => {
      if (status >= 300) refused(desk, leg, message ?? `${status}`);
    },
  );
}

function refused(desk: Desk, leg: AgentLeg, why: string): void {
  if (!leg.room.sending || talking(desk, leg.id) !== leg) return;
  leg.room.sending = undefined;
  talkFailed(desk, leg, 'transfer', why);
}

/** The caller is in the dialplan, where the desk has sent it. */
export function departed(desk: Desk, leg: AgentLeg): void {
  const { sending } = leg.room;
  if (sending?.kind !== 'extension') return;
  const { context, extension } = sending;
  partWithAgent(desk, leg, { kind: 'blind', extension, context });
}

function giveBack(
  desk: Desk,
  leg: AgentLeg,
  call: HeldCall,
  to: Extract<TransferOrder, { readonly kind: 'call' }>,
): void {
  const { channel } = call;
  const onReply = ({ status, message }: Reply): void => {
    if (status >= 300) {
      refused(desk, leg, message ?? `${status}`);
      return;
    }
    if (talking(desk, leg.id) !== leg || desk.calls.get(call.id) !== call) return;
    const found = desk.callsByChannel.get(channel);
    partWithAgent(desk, leg, { kind: 'call', call: to.call });
    if (found) callLeft(desk, found);
    const next = addCall(desk, { id: channel }, to.call);
    Object.assign(next, { state: 'held', music: to.music, memo: to.memo });
    restartMusic(desk, channel, to.music);
    tellFact(desk, { type: 'caller-returned', call: to.call, channel });
  };
  desk.link.send((pbx, reply) => {
    const found = inStasis(pbx, channel);
    if (isReply(found)) {
      reply(found);
      return;
    }
    const keep = (removed: Reply): void => {
      setVariable(pbx, channel, CALL, `${to.call},${to.music}`, ignore);
      setVariable(pbx, channel, MEMO, to.memo, ignore);
      startMusic(pbx, found, to.music);
      // Done by the channel's own thread, in this order.
      setVariable(pbx, channel, TALKED, '', () => reply(removed));
    };
    if (found.bridge?.id === leg.bridge) removeChannel(pbx, leg.bridge, channel, keep);
    else keep({ status: 204 });
  }, onReply);
}
