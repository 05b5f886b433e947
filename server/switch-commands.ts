/** What the router said, as commands to the switch. Pure: the view and the site decide the rest. */

import type { RecordingOrder, SwitchCommand } from '../adapters/port.ts';
import { pathText } from '../config/call-arguments.ts';
import type { CommandRecord } from '../core/routing/commands.ts';
import type { AgentId, CallId, Ms, OfferId, QueueId, TargetId } from '../core/routing/ids.ts';
import { defaultCallback } from '../core/routing/policy.ts';
import type { Directory } from './directory.ts';
import type { View } from './view.ts';
import { isCallback, queueOf } from './view-places.ts';
import type { AttemptView, CallView } from './view-types.ts';

/** What is kept with a caller's channel, so that the place in line outlives the journal. */
export interface CallMemo {
  readonly v: 1;
  readonly queue: string;
  readonly tenant: string;
  /** When the call joined this queue, and how much older it was than that in routing. */
  readonly enteredAt: Ms;
  readonly headStartMs: Ms;
  readonly class?: string;
  /** Further queues it waits in, and skills it asks for: least level by skill. */
  readonly also?: readonly string[];
  readonly skills?: Readonly<Record<string, number>>;
  /** Sites it has passed, if it came by a link. */
  readonly path?: readonly string[];
  /** Of somebody a campaign has called. */
  readonly attempt?: AttemptView;
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
/** Where customers are dialled of queues whose configuration has forgotten them meanwhile. */
const defaultCallbackContext = 'callbacks';

/** The command for the switch; undefined when the record asks nothing of it. */
export function toSwitchCommand(
  record: CommandRecord,
  context: TranslateContext,
): SwitchCommand | undefined {
  switch (record[0]) {
    case 'callQueued':
      return hold(record[1], context);
    case 'offerCall':
      return offer(record, context);
    case 'withdrawOffer':
      return { type: 'withdraw', offer: record[1], reason: record[4] };
    case 'dialCustomer':
      return dialCustomer(record, context);
    case 'connectCall':
      return { type: 'connect', offer: record[1], ...recordingOf(record[1], context) };
    case 'announce': {
      const media = context.directory.media(record[2]);
      return media && { type: 'announce', call: record[1], media };
    }
    case 'sendCall':
      return sendTo(record[1], record[2], context.directory);
    case 'linkCall':
      return linkCall(record, context);
    case 'unlinkCall':
      return { type: 'unlink', call: record[1] };
    case 'refuseCall':
      return { type: 'send', call: record[1], to: { kind: 'refuse' } };
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

/** Music, and the memo a restart finds; undefined: nobody is on the line. */
export function hold(id: CallId, context: TranslateContext): SwitchCommand | undefined {
  const call = context.view.calls.get(id);
  const queue = call && queueOf(call);
  if (!queue || isCallback(call)) return undefined;
  return { type: 'hold', call: id, ...stayOf(call, queue, context) };
}

function stayOf(call: CallView, queue: QueueId, { directory }: TranslateContext) {
  const [first, ...others] = call.places;
  const enteredAt = first?.joinedAt ?? call.enteredAt;
  const skills = call.skills ?? [];
  const memo: CallMemo = {
    v: 1,
    queue,
    tenant: call.tenant,
    enteredAt,
    headStartMs: Math.max(0, enteredAt - (first?.agedFrom ?? enteredAt)),
    ...(call.ownClass ? { class: call.ownClass } : {}),
    ...(call.path === undefined ? {} : { path: call.path }),
    ...(call.attempt === undefined ? {} : { attempt: call.attempt }),
    ...(others.length > 0 ? { also: others.map((place) => place.queue) } : {}),
    ...(skills.length > 0
      ? { skills: Object.fromEntries(skills.map((own) => [own.skill, own.levelMin])) }
      : {}),
  };
  const music = directory.queue(queue)?.music ?? defaultMusic;
  return { music, memo: JSON.stringify(memo) };
}

function offer(
  [, id, callId, agent, ringMs, queue]: CommandRecord & readonly ['offerCall', ...unknown[]],
  { view, directory, phoneOf }: TranslateContext,
): SwitchCommand {
  const call = view.calls.get(callId);
  const queueName = directory.queue(queue)?.name.ja || queue;
  const callerName = call?.caller.name || call?.caller.number || '';
  return {
    type: 'offer',
    offer: id,
    call: callId,
    phone: phoneOf(agent) ?? '',
    timeoutMs: ringMs + ringMarginMs,
    show: { number: call?.caller.number ?? '', name: `${queueName}: ${callerName}` },
    memo: JSON.stringify({ v: 1, call: callId, agent, queue }),
    ...(call && isCallback(call) ? { callback: true } : {}),
  };
}

/** By way of the dialplan, which knows the trunks and what may be dialled. */
function dialCustomer(
  [, id, callId, , queue]: CommandRecord & readonly ['dialCustomer', ...unknown[]],
  context: TranslateContext,
): SwitchCommand | undefined {
  const { view, directory } = context;
  const call = view.calls.get(callId);
  if (!call) return undefined;
  const { context: dialplan = defaultCallbackContext, show = '' } =
    directory.queue(queue)?.callback ?? {};
  const { dialMs } = view.queue(queue)?.callback ?? defaultCallback;
  return {
    type: 'dial-customer',
    offer: id,
    call: callId,
    customer: `Local/${call.caller.number}@${dialplan}/n`,
    timeoutMs: dialMs + ringMarginMs,
    show: { number: show, name: '' },
    ...stayOf(call, queue, context),
    ...recordingOf(id, context),
  };
}

/** Undefined: the configuration has forgotten the link or the target meanwhile. */
function linkCall(
  record: CommandRecord & readonly ['linkCall', ...unknown[]],
  { view, directory }: TranslateContext,
): SwitchCommand | undefined {
  const [, id, link, target, ageMs, path, ownClass] = record;
  const trunk = directory.link(link)?.trunk;
  const dial = directory.target(target)?.dial;
  if (trunk === undefined || dial === undefined) return undefined;
  const policy = view.policy.links?.find((each) => each.id === link);
  return {
    type: 'link',
    call: id,
    link,
    endpoint: dialledAt(trunk, dial),
    timeoutMs: (policy?.ringMs ?? 0) + ringMarginMs,
    show: view.calls.get(id)?.caller ?? { number: '', name: '' },
    headers: {
      ...(path.length === 0 ? {} : { 'X-Tsunagi-Path': pathText(path) }),
      'X-Tsunagi-Age': `${Math.round(ageMs)}ms`,
      ...(ownClass === undefined ? {} : { 'X-Tsunagi-Class': ownClass }),
    },
  };
}

/** A number at a trunk, as its technology is dialled. */
function dialledAt(trunk: string, number: string): string {
  const [technology, peer] = trunk.split('/');
  return technology === 'PJSIP' ? `PJSIP/${number}@${peer}` : `${trunk}/${number}`;
}

function recordingOf(
  id: OfferId,
  { view, directory }: TranslateContext,
): { readonly record?: RecordingOrder } {
  const offered = view.offers.get(id);
  const queue = offered && directory.queue(offered.queue);
  if (!offered || !queue?.record) return {};
  // `20261122-104501-support-17`: sorts by time, says where it belongs.
  const time = new Date(view.at)
    .toISOString()
    .replace(/[-:]|\.\d+Z/g, '')
    .replace('T', '-');
  const name = `${time}-${queue.id}-${offered.call}`;
  return { record: { name, format: queue.recordFormat } };
}

function afterCall(id: CallId, { view, directory }: TranslateContext): 'hang-up' | 'dialplan' {
  const call = view.calls.get(id);
  const queue = call && queueOf(call);
  return (queue && directory.queue(queue)?.afterCall) || 'hang-up';
}
