/** What the router said, as commands to the switch. Pure: the view and the site decide the rest. */

import type { RecordingOrder, SwitchCommand } from '../adapters/port.ts';
import type { CommandRecord } from '../core/routing/commands.ts';
import type { AgentId, CallId, Ms, OfferId, QueueId, TargetId } from '../core/routing/ids.ts';
import type { Directory } from './directory.ts';
import type { View } from './view.ts';

/** What is kept with a caller's channel, so that the place in line outlives the journal. */
export interface CallMemo {
  readonly v: 1;
  readonly queue: string;
  readonly tenant: string;
  /** When the call joined this queue, and how much older it was than that in routing. */
  readonly enteredAt: Ms;
  readonly headStartMs: Ms;
  readonly class?: string;
}

export interface TranslateContext {
  readonly view: View;
  readonly directory: Directory;
  phoneOf(agent: AgentId): string | undefined;
}

/**
 * Ringing ends by the router's deadline; the switch's own limit only catches a router that has
 * gone.
 */
const ringMarginMs = 10_000;
const defaultMusic = 'default';

/** The command for the switch; undefined when the record asks nothing of it. */
export function toSwitchCommand(
  record: CommandRecord,
  context: TranslateContext,
): SwitchCommand | undefined {
  switch (record[0]) {
    case 'callQueued':
      return hold(record[1], record[2], context);
    case 'offerCall':
      return offer(record, context);
    case 'withdrawOffer':
      return { type: 'withdraw', offer: record[1], reason: record[4] };
    case 'connectCall':
      return connect(record[1], context);
    case 'announce': {
      const media = context.directory.media(record[2]);
      return media && { type: 'announce', call: record[1], media };
    }
    case 'sendCall':
      return sendTo(record[1], record[2], context.directory);
    case 'releaseCall':
      return { type: 'release-call', call: record[1], to: afterCall(record[1], context) };
    case 'releaseAgent':
      return { type: 'release-agent', offer: record[1] };
    default:
      return undefined;
  }
}

/** Takes the caller to a target of the configuration; one without destination is the dialplan. */
export function sendTo(
  call: CallId,
  target: TargetId | undefined,
  directory: Directory,
): SwitchCommand {
  const destination = target ? directory.target(target)?.destination : undefined;
  return { type: 'send', call, to: destination ?? { kind: 'dialplan' } };
}

/** Music, and the memo a restart finds. */
export function hold(
  id: CallId,
  queue: QueueId,
  { view, directory }: TranslateContext,
): SwitchCommand {
  const call = view.calls.get(id);
  const enteredAt = call?.joinedAt ?? call?.enteredAt ?? view.at;
  const memo: CallMemo = {
    v: 1,
    queue,
    tenant: call?.tenant ?? '',
    enteredAt,
    headStartMs: Math.max(0, enteredAt - (call?.agedFrom ?? enteredAt)),
    ...(call?.ownClass ? { class: call.ownClass } : {}),
  };
  const music = directory.queue(queue)?.music ?? defaultMusic;
  return { type: 'hold', call: id, music, memo: JSON.stringify(memo) };
}

function offer(
  [, id, callId, agent, ringMs]: CommandRecord & readonly ['offerCall', ...unknown[]],
  { view, directory, phoneOf }: TranslateContext,
): SwitchCommand {
  const call = view.calls.get(callId);
  const queue = call?.queue;
  const queueName = (queue && directory.queue(queue)?.name.ja) || queue || '';
  const callerName = call?.caller.name || call?.caller.number || '';
  return {
    type: 'offer',
    offer: id,
    call: callId,
    phone: phoneOf(agent) ?? '',
    timeoutMs: ringMs + ringMarginMs,
    show: { number: call?.caller.number ?? '', name: `${queueName}: ${callerName}` },
    memo: JSON.stringify({ v: 1, call: callId, agent, queue }),
  };
}

function connect(id: OfferId, { view, directory }: TranslateContext): SwitchCommand {
  const offered = view.offers.get(id);
  const queue = offered && directory.queue(offered.queue);
  if (!offered || !queue?.record) return { type: 'connect', offer: id };
  // `20261122-104501-support-17`: sorts by time, says where it belongs.
  const time = new Date(view.at)
    .toISOString()
    .replace(/[-:]|\.\d+Z/g, '')
    .replace('T', '-');
  const record: RecordingOrder = {
    name: `${time}-${queue.id}-${offered.call}`,
    format: queue.recordFormat,
  };
  return { type: 'connect', offer: id, record };
}

function afterCall(id: CallId, { view, directory }: TranslateContext): 'hang-up' | 'dialplan' {
  const queue = view.calls.get(id)?.queue;
  return (queue && directory.queue(queue)?.afterCall) || 'hang-up';
}
