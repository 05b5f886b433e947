/**
 * Somebody who is dialled while no agent is held, until the answer, which makes a caller, or until
 * it has come to nothing.
 */

import { asCallId, type CallId } from '../../core/routing/ids.ts';
import type { CustomerFailure, SwitchCommand } from '../port.ts';
import { hangUpById, setVariable } from './channels.ts';
import type { Cause, Channel } from './model.ts';
import { originate } from './originate.ts';
import { restartMusic } from './switch-sounds.ts';
import {
  addCall,
  CALL,
  type Desk,
  type Dial,
  type HeldCall,
  LISTEN,
  MEMO,
  tellFact,
} from './switch-state.ts';

/** Silence after which speech has ended. */
const silenceMs = 500;

/** The call whose dial has this channel; undefined: it is none. */
export function dialOfChannel(app: string, channel: string): CallId | undefined {
  const prefix = `${app}-dial-`;
  return channel.startsWith(prefix) ? asCallId(Number(channel.slice(prefix.length))) : undefined;
}

export function addDial(desk: Desk, order: Pick<Dial, 'call' | 'music' | 'memo' | 'listen'>): Dial {
  const { call, music, memo, listen } = order;
  const out: Dial = {
    ...{ call, music, memo, listen },
    channel: `${desk.app}-dial-${call}`,
    state: 'dialling',
    rang: false,
    withdrawn: false,
  };
  desk.dials.set(call, out);
  desk.dialsByChannel.set(out.channel, out);
  desk.dialled.add(call);
  return out;
}

export function dial(desk: Desk, order: Extract<SwitchCommand, { type: 'dial' }>): void {
  if (desk.dialled.has(order.call) || desk.calls.has(order.call)) return;
  const { call, music, memo, listen = false } = order;
  const out = addDial(desk, { call, music, memo, listen });
  desk.link.send(
    (pbx, reply) =>
      reply(
        originate(pbx, {
          id: out.channel,
          endpoint: order.endpoint,
          app: desk.app,
          args: ['dial', `${order.call}`],
          timeoutMs: order.timeoutMs,
          caller: order.show,
          variables: {
            ...{ [MEMO]: memo, [CALL]: `${call},${music}` },
            ...(listen && { [LISTEN]: '1' }),
          },
        }),
      ),
    ({ status, message }) => {
      if (status < 300) return;
      const result = status === 500 ? 'unreachable' : 'failed';
      dialEnded(desk, out, { result, why: message ?? `${status}` });
    },
  );
}

export function undial(desk: Desk, call: CallId): void {
  const out = desk.dials.get(call);
  if (!out || out.withdrawn) return;
  out.withdrawn = true;
  endDial(desk, out);
}

export function endDial(desk: Desk, { channel }: Dial): void {
  desk.link.send((pbx) => hangUpById(pbx, channel, 16));
}

export function dialRang(desk: Desk, out: Dial): void {
  if (out.rang) return;
  out.rang = true;
  if (!out.withdrawn) tellFact(desk, { type: 'dial-rang', call: out.call });
}

/** Who has answered is a caller from now on. */
export function dialAnswered(desk: Desk, out: Dial, channel: Channel): void {
  // Withdrawn: about to be ended, nobody waits any more.
  if (out.state !== 'dialling' || out.withdrawn) return;
  forgetDial(desk, out);
  const call = addCall(desk, channel, out.call);
  call.state = 'held';
  call.music = out.music;
  call.memo = out.memo;
  call.listened = out.listen;
  listen(desk, call, true);
  restartMusic(desk, call.channel, call.music);
  tellFact(desk, { type: 'dial-answered', call: call.id, channel: call.channel });
}

interface DialEnd {
  readonly result: CustomerFailure;
  readonly cause?: Cause | undefined;
  readonly why: string;
}

/** It has ended without an answer. */
export function dialEnded(desk: Desk, out: Dial, { result, cause, why }: DialEnd): void {
  if (out.state === 'gone') return;
  forgetDial(desk, out);
  const { call, withdrawn } = out;
  if (withdrawn) tellFact(desk, { type: 'dial-ended', call, result: 'withdrawn' });
  else tellFact(desk, { type: 'dial-ended', call, result, ...(cause && { cause }), why });
}

/** Begins or ends listening to this call, if that was ordered. May be done again at any time. */
export function listen(desk: Desk, { listened, channel }: HeldCall, on: boolean): void {
  if (!listened) return;
  const [name, value] = on ? ['TALK_DETECT(set)', `${silenceMs}`] : ['TALK_DETECT(remove)', ''];
  desk.link.send((pbx) => setVariable(pbx, channel, name!, value!, () => {}));
}

/** Speech on this channel has begun or ended. */
export function channelHeard(desk: Desk, channel: string, speaking: boolean): void {
  const call = desk.callsByChannel.get(channel);
  if (!call?.listened || call.state === 'talking' || call.state === 'away') return;
  if (isCaught(desk, call)) return;
  tellFact(desk, { type: 'caller-heard', call: call.id, speaking });
}

/** On the way into a conversation. */
const isCaught = (desk: Desk, { id }: HeldCall): boolean =>
  [...desk.legs.values()].some((leg) => leg.call === id && leg.state === 'connecting');

function forgetDial(desk: Desk, out: Dial): void {
  out.state = 'gone';
  desk.dials.delete(out.call);
  desk.dialsByChannel.delete(out.channel);
}
