/**
 * Somebody who is dialled while no agent is held, until the answer, which makes a caller, or until
 * it has come to nothing.
 */

import { asCallId, type CallId } from '../../core/routing/ids.ts';
import type { CustomerFailure, SwitchCommand } from '../port.ts';
import { hangUpById } from './channels.ts';
import type { Cause, Channel } from './model.ts';
import { originate } from './originate.ts';
import { restartMusic } from './switch-sounds.ts';
import { addCall, CALL, type Desk, type Dial, MEMO, tellFact } from './switch-state.ts';

/** The call whose dial has this channel; undefined: it is none. */
export function dialOfChannel(app: string, channel: string): CallId | undefined {
  const prefix = `${app}-dial-`;
  return channel.startsWith(prefix) ? asCallId(Number(channel.slice(prefix.length))) : undefined;
}

export function addDial(desk: Desk, order: Pick<Dial, 'call' | 'music' | 'memo'>): Dial {
  const { call, music, memo } = order;
  const out: Dial = {
    ...{ call, music, memo },
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
  const out = addDial(desk, order);
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
          variables: { [MEMO]: order.memo, [CALL]: `${order.call},${order.music}` },
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

function forgetDial(desk: Desk, out: Dial): void {
  out.state = 'gone';
  desk.dials.delete(out.call);
  desk.dialsByChannel.delete(out.channel);
}
