/** Joining caller and agent in one bridge, confirmed by Asterisk, and recording what they say. */

import type { OfferId } from '../../core/routing/ids.ts';
import type { RecordingOrder } from '../port.ts';
import { backToWaiting, fallSilent } from './calls.ts';
import { customerLost } from './customers.ts';
import type { Call, Desk, Leg } from './desk.ts';
import { tellRecordingStopped } from './legs.ts';
import { heardEnough, listen } from './listening.ts';
import { endOutgoing } from './outgoing.ts';
import { inTurn } from './room.ts';

/** For the whole of a `connect`. */
const connectMs = 4_000;
/** From asking for it to both channels in the bridge. */
const joinMs = 1_000;

export function connect(desk: Desk, id: OfferId, record: RecordingOrder | undefined): void {
  const leg = desk.legs.get(id);
  if (leg?.state !== 'answered' || leg.ending) return;
  const call = desk.calls.get(leg.call);
  if (call?.state !== 'waiting' && call?.state !== 'entered') {
    joinFailed(desk, leg, 'the caller has gone');
    return;
  }
  leg.state = 'joining';
  leg.record = record;
  call.state = 'talking';
  call.leg = leg;
  listen(desk, call, false);
  leg.cancelTimer = desk.clock.setTimer(connectMs, () => {
    if (leg.state === 'joining') joinFailed(desk, leg, `no bridge within ${connectMs} ms`);
  });
  void join(desk, call, leg);
}

async function join(desk: Desk, call: Call, leg: Leg): Promise<void> {
  const going = (): boolean => leg.state === 'joining' && call.leg === leg;
  leg.bridged = true;
  const [unready] = await Promise.all([desk.ways.prepareJoin(call, leg), fallSilent(desk, call)]);
  if (!going()) {
    // It may have been made after it was destroyed.
    if (!leg.bridged || leg.state === 'gone') void desk.ways.part(leg.bridge);
    return;
  }
  if (unready !== undefined) {
    joinFailed(desk, leg, unready);
    return;
  }
  leg.cancelTimer();
  leg.cancelTimer = desk.clock.setTimer(joinMs, () => void checkJoined(desk, leg));
  const refused = await desk.ways.join(call, leg);
  // That it was accepted is no proof; the events are. A refusal is.
  if (going() && refused !== undefined) joinFailed(desk, leg, refused);
}

/** Somebody has entered the bridge of this leg; `inside`: who is in it. */
export function enteredBridge(desk: Desk, leg: Leg, inside: readonly string[]): void {
  // Withdrawn meanwhile: what is told is its end.
  if (leg.state !== 'joining' || leg.ending) return;
  const call = desk.calls.get(leg.call);
  if (call && inside.includes(call.channel) && inside.includes(leg.channel)) joined(desk, leg);
}

/**
 * The first event of a bridge may come before the application hears of it: ask before giving up.
 */
async function checkJoined(desk: Desk, leg: Leg): Promise<void> {
  const inside = await desk.ways.together(leg);
  if (leg.state !== 'joining') return;
  if (inside) enteredBridge(desk, leg, inside);
  if (leg.state === 'joining') {
    joinFailed(desk, leg, `caller and agent were not in one bridge within ${joinMs} ms`);
  }
}

export function joined(desk: Desk, leg: Leg): void {
  leg.cancelTimer();
  leg.state = 'talking';
  leg.room.caller.inside = !leg.room.caller.aside;
  const call = desk.calls.get(leg.call);
  if (call) {
    call.told = true;
    heardEnough(desk, call);
  }
  desk.tell({ type: 'call-connected', offer: leg.offer });
  if (leg.record) void startRecording(desk, leg, leg.record);
}

function joinFailed(desk: Desk, leg: Leg, why: string): void {
  if (leg.ending) return;
  leg.cancelTimer();
  leg.state = 'answered';
  if (leg.customer) {
    customerLost(desk, leg, why);
    return;
  }
  leg.ending = 'failed';
  leg.why = why;
  const call = desk.calls.get(leg.call);
  // First: whoever is told offers the caller to the next agent at once.
  if (call) backToWaiting(desk, call, leg);
  desk.tell({ type: 'connect-failed', offer: leg.offer, why });
  endOutgoing(desk, leg);
}

/** The switch says that it has not joined them. */
export function joinRefused(desk: Desk, leg: Leg, why: string): void {
  if (leg.state === 'joining') joinFailed(desk, leg, why);
}

/** The caller has left; who was about to be connected need not wait for it. */
export function callerGone(desk: Desk, leg: Leg): void {
  if (leg.state === 'joining') joinFailed(desk, leg, 'the caller has gone');
}

async function startRecording(desk: Desk, leg: Leg, order: RecordingOrder): Promise<void> {
  leg.recording = 'asked';
  const recorded = await desk.ways.record(leg, order);
  if (leg.recording !== 'asked' || leg.state !== 'talking') return;
  if (recorded) recordingStarted(desk, leg);
  else recordingFailed(desk, leg);
}

export function recordingStarted(desk: Desk, leg: Leg): void {
  if (leg.recording !== 'asked') return;
  leg.recording = 'on';
  desk.tell({ type: 'recording-changed', offer: leg.offer, state: 'started' });
}

export function recordingFailed(desk: Desk, leg: Leg): void {
  if (leg.recording === 'off') return;
  leg.recording = 'off';
  desk.tell({ type: 'recording-changed', offer: leg.offer, state: 'failed' });
}

export function recordingFinished(desk: Desk, leg: Leg): void {
  tellRecordingStopped(desk, leg);
}

const recordingSteps = {
  pause: { from: 'on', to: 'paused', told: 'paused' },
  resume: { from: 'paused', to: 'on', told: 'resumed' },
} as const;

export function controlRecording(
  desk: Desk,
  id: OfferId,
  action: 'pause' | 'resume' | 'stop',
): void {
  const leg = desk.legs.get(id);
  if (leg?.state === 'talking' && leg.record) carryOut(desk, leg, leg.record, action);
}

function carryOut(
  desk: Desk,
  leg: Leg,
  order: RecordingOrder,
  action: 'pause' | 'resume' | 'stop',
): void {
  if (action === 'stop') {
    if (leg.recording !== 'off') inTurn(leg, () => stopRecording(desk, leg, order));
    return;
  }
  const step = recordingSteps[action];
  if (leg.recording !== step.from) return;
  leg.recording = step.to;
  inTurn(leg, () => take(desk, leg, order, action));
}

async function stopRecording(desk: Desk, leg: Leg, order: RecordingOrder): Promise<void> {
  const stopped = await desk.ways.controlRecording(leg, order, 'stop');
  if (stopped && leg.state === 'talking') tellRecordingStopped(desk, leg);
}

async function take(
  desk: Desk,
  leg: Leg,
  order: RecordingOrder,
  action: 'pause' | 'resume',
): Promise<void> {
  const step = recordingSteps[action];
  const done = await desk.ways.controlRecording(leg, order, action);
  if (leg.recording !== step.to || leg.state !== 'talking') return;
  if (done) {
    desk.tell({ type: 'recording-changed', offer: leg.offer, state: step.told });
  } else leg.recording = step.from;
}

/** What is said after a transfer is not the agent's any more. */
export function endRecording(desk: Desk, leg: Leg): void {
  if (leg.recording === 'off' || !leg.record) return;
  const order = leg.record;
  inTurn(leg, async () => {
    await desk.ways.controlRecording(leg, order, 'stop');
  });
  tellRecordingStopped(desk, leg);
}
