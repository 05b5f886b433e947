/** Supervisors who listen: their phone, joined with a channel that snoops on the agent's leg. */

import type { OfferId } from '../../core/routing/ids.ts';
import type { SupervisionMode, SupervisionResult, TalkCommand } from '../talk-port.ts';
import { addChannel, createBridge, destroyBridge } from './bridges.ts';
import { hangUpById } from './channels.ts';
import { originate } from './originate.ts';
import { snoop } from './snooping.ts';
import { type Desk, refusalMs, tellFact, type Watch } from './switch-state.ts';

const whispers = { listen: 'none', whisper: 'out', barge: 'both' } as const;

export function supervise(
  desk: Desk,
  order: Extract<TalkCommand, { readonly type: 'supervise' }>,
): void {
  const { supervision, offer, mode } = order;
  if (desk.watches.has(supervision)) return;
  const watch: Watch = {
    ...{ supervision, offer, mode, channel: `${desk.app}-watch-${supervision}` },
    bridge: `${desk.app}-watching-${supervision}`,
    ...{ state: 'called', rang: false, ending: undefined, ear: undefined, nextEar: undefined },
  };
  desk.watches.set(supervision, watch);
  const leg = desk.legs.get(offer);
  if (leg?.state !== 'connected') {
    const why = 'there is no such conversation';
    desk.clock.setTimer(refusalMs, () => watchEnded(desk, watch, 'failed', why));
    return;
  }
  desk.link.send(
    (pbx, reply) =>
      reply(
        originate(pbx, {
          ...{ id: watch.channel, endpoint: order.phone, app: desk.app },
          args: ['watch', `${supervision}`],
          ...{ timeoutMs: order.timeoutMs, caller: order.show },
        }),
      ),
    ({ status, message }) => {
      if (status < 300) return;
      const result = status === 500 ? 'unreachable' : 'failed';
      watchEnded(desk, watch, result, message ?? `${status}`);
    },
  );
}

export const watchOf = (desk: Desk, channel: string): Watch | undefined =>
  [...desk.watches.values()].find((each) => each.channel === channel);

export function watchRang(desk: Desk, watch: Watch): void {
  if (watch.rang) return;
  watch.rang = true;
  const { supervision } = watch;
  if (!watch.ending) tellFact(desk, { type: 'supervision-changed', supervision, state: 'ringing' });
}

export function watchAnswered(desk: Desk, watch: Watch): void {
  if (watch.state !== 'called' || watch.ending) return;
  watch.state = 'answered';
  openEar(desk, watch);
}

export function changeWatch(desk: Desk, supervision: number, mode: SupervisionMode): void {
  const watch = desk.watches.get(supervision);
  if (!watch || watch.ending || watch.mode === mode) return;
  watch.mode = mode;
  if (watch.state === 'listens' && !watch.nextEar) openEar(desk, watch);
}

export function endWatch(desk: Desk, watch: Watch | undefined, why: Watch['ending']): void {
  if (!watch || watch.ending) return;
  watch.ending = why;
  hangUpWatch(desk, watch);
}

export function hangUpWatch(desk: Desk, { channel }: Watch): void {
  desk.link.send((pbx) => hangUpById(pbx, channel, 16));
}

/** The conversation of this offer is over. */
export function endWatchesOf(desk: Desk, offer: OfferId): void {
  for (const watch of desk.watches.values()) {
    if (watch.offer === offer) endWatch(desk, watch, 'released');
  }
}

/** Listens in the mode wanted; who listened so far is hung up when that is so. */
function openEar(desk: Desk, watch: Watch): void {
  const leg = desk.legs.get(watch.offer);
  if (leg?.state !== 'connected') return;
  const { mode, supervision, bridge } = watch;
  const ear = { channel: `${desk.app}-ear-${supervision}-${desk.nextEar++}`, mode };
  watch.nextEar = ear;
  desk.link.send((pbx) => createBridge(pbx, { id: bridge, name: bridge }));
  desk.link.send(
    (pbx, reply) => {
      const args = ['ear', `${supervision}`];
      const order = { id: ear.channel, whisper: whispers[mode], app: desk.app, args };
      const made = snoop(pbx, leg.channel, order);
      if (made.status >= 300) reply(made);
      else addChannel(pbx, bridge, [watch.channel, ear.channel], reply);
    },
    ({ status, message }) => {
      if (watch.nextEar !== ear || !desk.watches.has(supervision)) return;
      watch.nextEar = undefined;
      if (status >= 300) {
        desk.link.send((pbx) => hangUpById(pbx, ear.channel, 16));
        failed(desk, watch, message ?? `${status}`);
        return;
      }
      const before = watch.ear;
      watch.ear = ear;
      watch.state = 'listens';
      if (before) desk.link.send((pbx) => hangUpById(pbx, before.channel, 16));
      tellFact(desk, { type: 'supervision-changed', supervision, state: mode });
      if (watch.mode !== mode) openEar(desk, watch);
    },
  );
}

function failed(desk: Desk, watch: Watch, why: string): void {
  if (watch.ear) {
    watch.mode = watch.ear.mode;
    tellFact(desk, { type: 'talk-failed', offer: watch.offer, act: 'change-supervision', why });
  } else endWatch(desk, watch, 'failed');
}

/** The channel that listened has gone, and with it what it listened to. */
export function earEnded(desk: Desk, channel: string): void {
  for (const watch of desk.watches.values()) {
    if (watch.ear?.channel === channel) endWatch(desk, watch, 'released');
  }
}

/** The supervisor's channel has ended, or could not be made. */
export function watchEnded(
  desk: Desk,
  watch: Watch,
  otherwise: SupervisionResult,
  why: string,
): void {
  const { supervision, ear, nextEar, ending, bridge } = watch;
  if (!desk.watches.delete(supervision)) return;
  for (const each of [ear, nextEar]) {
    if (each) desk.link.send((pbx) => hangUpById(pbx, each.channel, 16));
  }
  desk.link.send((pbx) => destroyBridge(pbx, bridge));
  const failure = ending === 'withdrawn' ? ending : ending ? 'failed' : otherwise;
  const result = ear ? 'ended' : failure;
  const words = result === 'ended' || result === 'withdrawn' ? {} : { why };
  tellFact(desk, { type: 'supervision-ended', supervision, result, ...words });
}
