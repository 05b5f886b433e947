/**
 * The port's commands, done on the simulated PBX. What a lost link swallows is done again on
 * restore.
 */

import type { CallId, OfferId } from '../../core/routing/ids.ts';
import type { Destination, SwitchCommand } from '../port.ts';
import {
  addChannel,
  changeRecording,
  createBridge,
  destroyBridge,
  recordBridge,
} from './bridges.ts';
import {
  answer,
  continueInDialplan,
  hangUpById,
  inStasis,
  isReply,
  setVariable,
} from './channels.ts';
import { play, startMusic, stopMusic, stopPlayback } from './media.ts';
import type { Reply } from './model.ts';
import { originate } from './originate.ts';
import {
  type AgentLeg,
  addLeg,
  CALL,
  type Desk,
  forgetCall,
  forgetLeg,
  type HeldCall,
  isWaiting,
  MEMO,
  TALKED,
  tellFact,
} from './switch-state.ts';

const ignore = (): void => {};
/** What is refused without asking the PBX is told a moment later, as if it had been asked. */
const refusalMs = 1;

export function execute(desk: Desk, command: SwitchCommand): void {
  switch (command.type) {
    case 'hold':
      hold(desk, command.call, command.music, command.memo);
      break;
    case 'offer':
      offer(desk, command);
      break;
    case 'withdraw':
      endLeg(desk, desk.legs.get(command.offer), 'withdrawn');
      break;
    case 'connect':
      connect(desk, command);
      break;
    case 'announce':
      announce(desk, command.call, command.media);
      break;
    case 'send':
      send(desk, command.call, command.to);
      break;
    case 'release-call':
      send(desk, command.call, { kind: command.to });
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

function restartMusic(desk: Desk, channel: string, music: string): void {
  desk.link.send((pbx) => {
    const found = inStasis(pbx, channel);
    if (!isReply(found) && !found.bridge) startMusic(pbx, found, music);
  });
}

function offer(desk: Desk, order: Extract<SwitchCommand, { type: 'offer' }>): void {
  if (order.offer <= desk.lastOffer) return;
  desk.lastOffer = order.offer;
  const leg = addLeg(desk, order);
  const fail = (result: 'unreachable' | 'failed', why: string): void => {
    if (desk.legs.get(leg.id) !== leg) return;
    forgetLeg(desk, leg);
    tellFact(desk, { type: 'offer-ended', offer: leg.id, result, why });
  };
  const call = desk.calls.get(order.call);
  if (!call || !isWaiting(call)) {
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
  const cause = leg.ending === 'withdrawn' ? 26 : 16;
  desk.link.send((pbx) => hangUpById(pbx, leg.channel, cause));
}

function connect(desk: Desk, order: Extract<SwitchCommand, { type: 'connect' }>): void {
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
  tellFact(desk, { type: 'connect-failed', offer: leg.id, why });
  endLeg(desk, leg, 'failed');
}

/** Both are in the bridge: they talk. */
export function connected(desk: Desk, leg: AgentLeg): void {
  leg.cancelTimer();
  leg.state = 'connected';
  const call = desk.calls.get(leg.call);
  if (call) {
    call.state = 'talking';
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

function announce(desk: Desk, id: CallId, media: readonly string[]): void {
  const call = desk.calls.get(id);
  if (call?.state !== 'held' || media.length === 0) return;
  const same = call.saying.some((each) => each.media.join() === media.join());
  const caught = [...desk.legs.values()].some(
    (leg) => leg.call === id && leg.state === 'connecting',
  );
  if (same || caught) return;
  call.saying.push({ playback: `${desk.app}-say-${desk.nextPlayback++}`, media });
  if (call.saying.length === 1) sayNext(desk, call);
}

/** Plays the announcement that is next, or the music again. */
export function sayNext(desk: Desk, call: HeldCall): void {
  const next = call.saying[0];
  if (next) playTo(desk, call.channel, next.media, next.playback, () => saidAll(desk, call));
  else if (call.state === 'held') restartMusic(desk, call.channel, call.music);
}

/** The announcement cannot be played: what waits behind it has its turn. */
function saidAll(desk: Desk, call: HeldCall): void {
  call.saying.shift();
  sayNext(desk, call);
}

/** Neither announcement nor music ends by itself, in a bridge or in the dialplan. */
function fallSilent(desk: Desk, call: HeldCall): void {
  for (const { playback } of call.saying.splice(0)) {
    desk.link.send((pbx) => stopPlayback(pbx, playback));
  }
  desk.link.send((pbx) => {
    const found = inStasis(pbx, call.channel);
    if (!isReply(found)) stopMusic(pbx, found);
  });
}

function playTo(
  desk: Desk,
  channel: string,
  media: readonly string[],
  id: string,
  onFailure: () => void,
): void {
  desk.link.send(
    (pbx, reply) => {
      const found = inStasis(pbx, channel);
      reply(isReply(found) ? found : play(pbx, found, media, id));
    },
    ({ status }) => {
      if (status >= 300) onFailure();
    },
  );
}

function send(desk: Desk, id: CallId, to: Destination): void {
  const call = desk.calls.get(id);
  if (!call || call.state === 'leaving' || call.state === 'away') return;
  fallSilent(desk, call);
  const before = call.state;
  call.state = 'leaving';
  call.to = to;
  doSend(desk, call, before);
}

/** Sends it on; also again after a loss. */
export function doSend(desk: Desk, call: HeldCall, before: HeldCall['state']): void {
  const { channel, to } = call;
  const onReply = ({ status, message }: Reply): void => {
    // 404, 409: it has gone already, and the event that says so is here or under way.
    if (status < 300 || status === 404 || status === 409) return;
    if (call.state !== 'leaving' || desk.calls.get(call.id) !== call) return;
    call.state = before === 'leaving' ? 'held' : before;
    call.to = undefined;
    tellFact(desk, { type: 'send-failed', call: call.id, why: message ?? `${status}` });
  };
  if (!to) return;
  if (to.kind === 'announcement' && to.media.length > 0) {
    const playback = `${desk.app}-say-${desk.nextPlayback++}`;
    call.saying.push({ playback, media: to.media });
    desk.link.send((pbx) => answer(pbx, channel, ignore));
    playTo(desk, channel, to.media, playback, () => hangUpCaller(desk, call));
  } else if (to.kind === 'dialplan' || to.kind === 'extension') {
    const place = to.kind === 'extension' ? to : undefined;
    desk.link.send((pbx, reply) => reply(continueInDialplan(pbx, channel, place)), onReply);
  } else hangUpCaller(desk, call);
}

export function hangUpCaller(desk: Desk, call: HeldCall): void {
  desk.link.send((pbx) => hangUpById(pbx, call.channel, 16));
}

function changeRecordingOf(
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

/**
 * Nobody is left who would end the conversation properly: hang up who remains, and take the bridge
 * down.
 */
export function clearBridge(desk: Desk, id: string, channels: Iterable<string>): void {
  for (const channel of channels) desk.link.send((pbx) => hangUpById(pbx, channel, 16));
  desk.link.send((pbx) => destroyBridge(pbx, id));
}

/** The call has gone from the application. */
export function callLeft(desk: Desk, call: HeldCall): void {
  forgetCall(desk, call);
  tellFact(desk, { type: 'caller-left', call: call.id });
}
