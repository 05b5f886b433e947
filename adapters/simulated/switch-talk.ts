/** The agent's leg and the conversation: joining, recording, ending. */

import type { OfferId } from '../../core/routing/ids.ts';
import type { SwitchCommand } from '../port.ts';
import {
  addChannel,
  changeRecording,
  createBridge,
  destroyBridge,
  recordBridge,
} from './bridges.ts';
import { hangUpById, setVariable } from './channels.ts';
import { customerLost, ringAgent } from './switch-customers.ts';
import { listen } from './switch-dials.ts';
import { fallSilent } from './switch-sounds.ts';
import {
  type AgentLeg,
  type Desk,
  isWaiting,
  refusalMs,
  TALKED,
  tellFact,
} from './switch-state.ts';

const ignore = (): void => {};

export function connect(desk: Desk, order: Extract<SwitchCommand, { type: 'connect' }>): void {
  const leg = desk.legs.get(order.offer);
  if (!leg || leg.ending || leg.state === 'connecting' || leg.state === 'connected') return;
  const call = desk.calls.get(leg.call);
  if (leg.state !== 'answered' || !call || !isWaiting(call)) {
    desk.clock.setTimer(refusalMs, () => failConnect(desk, leg, 'nobody is there to be connected'));
    return;
  }
  leg.state = 'connecting';
  leg.record = order.record;
  leg.cancelTimer = desk.clock.setTimer(desk.limits.connectMs, () =>
    failConnect(desk, leg, 'the switch did not confirm the connection'),
  );
  fallSilent(desk, call);
  listen(desk, call, false);
  if (leg.customer) ringAgent(desk, leg, false);
  desk.link.send((pbx) => createBridge(pbx, { id: leg.bridge, name: 'tsunagi' }));
  const both = [call.channel, leg.channel];
  desk.link.send(
    (pbx, reply) => addChannel(pbx, leg.bridge, both, reply),
    ({ status, message }) => {
      if (status >= 300) failConnect(desk, leg, message ?? `${status}`);
    },
  );
}

function failConnect(desk: Desk, leg: AgentLeg, why: string): void {
  if (desk.legs.get(leg.id) !== leg || leg.ending || leg.state === 'connected') return;
  leg.cancelTimer();
  if (leg.customer) {
    leg.state = 'answered';
    customerLost(desk, leg, why);
    return;
  }
  tellFact(desk, { type: 'connect-failed', offer: leg.id, why });
  endLeg(desk, leg, 'failed');
}

/** Both are in the bridge: they talk. */
export function connected(desk: Desk, leg: AgentLeg): void {
  leg.cancelTimer();
  leg.state = 'connected';
  leg.room.caller.inside = true;
  const call = desk.calls.get(leg.call);
  if (call) {
    call.state = 'talking';
    call.told = true;
    call.listened = false;
    desk.link.send((pbx) => setVariable(pbx, call.channel, TALKED, '1', ignore));
  }
  tellFact(desk, { type: 'call-connected', offer: leg.id });
  const { record } = leg;
  if (!record) return;
  desk.link.send(
    (pbx, reply) => reply(recordBridge(pbx, leg.bridge, record.name, record.format)),
    ({ status }) => {
      if (status >= 300)
        tellFact(desk, { type: 'recording-changed', offer: leg.id, state: 'failed' });
    },
  );
}

export function changeRecordingOf(
  desk: Desk,
  offerId: OfferId,
  action: 'pause' | 'resume' | 'stop',
): void {
  const leg = desk.legs.get(offerId);
  const name = leg?.record?.name;
  if (!leg || !name || leg.state !== 'connected') return;
  desk.link.send(
    (pbx, reply) => {
      const recording = pbx.recordings.get(name);
      const wanted = { pause: 'paused', resume: 'recording', stop: 'done' }[action];
      if (recording?.state !== wanted) reply(changeRecording(pbx, name, action));
    },
    ({ status }) => {
      const state = action === 'pause' ? 'paused' : 'resumed';
      // The end of a recording is told by the PBX itself.
      if (status < 300 && action !== 'stop') {
        tellFact(desk, { type: 'recording-changed', offer: leg.id, state });
      }
    },
  );
}

/** Takes the leg down, in whatever state it is. Its end is told when the PBX tells it. */
export function endLeg(
  desk: Desk,
  leg: AgentLeg | undefined,
  why: NonNullable<AgentLeg['ending']>,
): void {
  if (!leg || leg.ending) return;
  leg.ending = why;
  doEndLeg(desk, leg);
}

export function doEndLeg(desk: Desk, leg: AgentLeg): void {
  const cause = leg.elsewhere ? 26 : 16;
  desk.link.send((pbx) => hangUpById(pbx, leg.channel, cause));
}

/**
 * Nobody is left who would end the conversation properly: hang up who remains, and take the bridge
 * down.
 */
export function clearBridge(desk: Desk, id: string, channels: Iterable<string>): void {
  for (const channel of channels) desk.link.send((pbx) => hangUpById(pbx, channel, 16));
  desk.link.send((pbx) => destroyBridge(pbx, id));
}
