/** Lines of the journal as events of the stream: what screens and programs follow. */

import type { CommandRecord } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { Ms } from '../core/routing/ids.ts';
import { maySee, NO_TENANT, type Scope, scopeOf } from './access/holder.ts';
import { isHidden, type Listener, listenerKey, seesHidden } from './access/supervision-sight.ts';
import type { Directory } from './directory.ts';
import type { Line, Note } from './journal-lines.ts';
import type { View } from './view.ts';
import { queueOf } from './view-places.ts';
import { offerOfSupervision } from './view-talks.ts';
import type { OfferView } from './view-types.ts';

/**
 * One event. `seq` is the journal's line number: it rises, and numbers are left out where a line is
 * nothing for this stream. Unknown types and fields are to be ignored: more will come.
 */
export interface Envelope {
  readonly v: 1;
  readonly seq: number;
  readonly type: string;
  readonly at: Ms;
  readonly call: number | null;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Types of events about calls, agents and the server; beside them `hello`, `reset`, `snapshot`,
 * `heartbeat`.
 */
export const eventTypes = [
  'call-arrived',
  'call-changed',
  'call-queued',
  'call-stepped',
  'call-offered',
  'offer-ringing',
  'offer-ended',
  'call-connected',
  'call-exited',
  'call-ended',
  'call-held',
  'call-recording',
  'call-muted',
  'call-consult',
  'call-supervised',
  'talk-failed',
  'call-linking',
  'call-linked',
  'call-unlinked',
  'link-changed',
  'callback-requested',
  'customer-dialled',
  'customer-answered',
  'customer-failed',
  'agent-changed',
  'hours-changed',
  'switch-lost',
  'switch-restored',
  'config-changed',
] as const;
export type EventType = (typeof eventTypes)[number];

export interface StreamEvent {
  readonly envelope: Envelope;
  /** Who may see it. */
  readonly sight: EventSight;
}

/** What of an event decides who may see it. */
export interface EventSight {
  /** Whose it is; undefined: everybody's. */
  readonly tenant: string | undefined;
  /** The queues the call is in, and the one spoken of; undefined: it is about no call. */
  readonly queues: readonly string[] | undefined;
  /** Teams of the agent it is about; undefined where it is about a queue or a call. */
  readonly teams: readonly string[] | undefined;
  /** Agents are not to know that this one is listened to; undefined: it tells of no such thing. */
  readonly hides: string | undefined;
}

export const maySeeEvent = (holder: Watcher, { tenant, queues, teams, hides }: EventSight) =>
  maySee(holder, tenant) &&
  isWithin(holder.queues, queues) &&
  isWithin(holder.teams, teams) &&
  (hides === undefined || seesHidden(holder, hides));

type Watcher = Scope & Listener;

/** Watchers with the same word see the same events. */
export const watcherKeyOf = (holder: Watcher): string =>
  `${JSON.stringify(scopeOf(holder))} ${listenerKey(holder)}`;

const isWithin = (seen: readonly string[] | undefined, of: readonly string[] | undefined) =>
  seen === undefined || of === undefined || of.some((each) => seen.includes(each));

interface Draft {
  readonly type: EventType;
  readonly call?: number;
  readonly agent?: string;
  readonly queue?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** The event of a line, read before the view takes the line in; undefined: none. */
export function eventOf(line: Line, view: View, directory: Directory): StreamEvent | undefined {
  const draft = draftOf(line, view);
  if (!draft) return undefined;
  const { type, call = null, agent = null, queue = null, payload = {} } = draft;
  const envelope = { v: 1, seq: line.seq, type, at: line.at, call, agent, queue, payload } as const;
  return { envelope, sight: sightOf(envelope, view, directory) };
}

/**
 * Whose event it is; undefined: everybody's. A queue or agent that a reload has taken out of the
 * configuration still has the tenant of its call.
 */
function tenantOf(
  { queue, agent, call }: Envelope,
  view: View,
  directory: Directory,
): string | undefined {
  if (queue === null && agent === null && call === null) return undefined;
  const ofQueue = queue === null ? undefined : directory.queue(queue)?.tenant;
  const ofAgent = queue === null && agent !== null ? directory.agent(agent)?.tenant : undefined;
  return ofQueue ?? ofAgent ?? view.calls.get(call as never)?.tenant ?? NO_TENANT;
}

/** An event about an agent alone is seen by team, any other by queue. */
function sightOf(envelope: Envelope, view: View, directory: Directory): EventSight {
  const tenant = tenantOf(envelope, view, directory);
  const { queue, call, agent } = envelope;
  if (queue === null && call === null) {
    const teams = agent === null ? undefined : (directory.agent(agent)?.teams ?? []);
    return { tenant, queues: undefined, teams, hides: undefined };
  }
  const places = view.calls.get(call as never)?.places ?? [];
  const queues = places.map((place): string => place.queue);
  if (queue !== null) queues.push(queue);
  const hides = tellsOfListening(envelope) && isHidden(directory.site) ? agent : null;
  return { tenant, queues, teams: undefined, hides: hides ?? undefined };
}

const listening: ReadonlySet<unknown> = new Set(['supervise', 'change-supervision']);

const tellsOfListening = ({ type, payload }: Envelope): boolean =>
  type === 'call-supervised' || (type === 'talk-failed' && listening.has(payload.act));

function draftOf(line: Line, view: View): Draft | undefined {
  if ('n' in line) return recordDraft(line.n, view);
  if ('fact' in line) return line.outcome === 'applied' ? factDraft(line.fact, view) : undefined;
  if ('note' in line) return noteDraft(line.note, view);
  return undefined;
}

function recordDraft(n: CommandRecord, view: View): Draft | undefined {
  switch (n[0]) {
    case 'callQueued':
      return { type: 'call-queued', call: n[1], queue: n[2], payload: { step: n[3] } };
    case 'callStepped':
      return { type: 'call-stepped', call: n[1], queue: n[2], payload: { step: n[3] } };
    case 'offerCall': {
      const payload = { offer: n[1], ringMs: n[4] };
      return { type: 'call-offered', call: n[2], agent: n[3], queue: n[5], payload };
    }
    case 'dialCustomer': {
      const payload = { offer: n[1] };
      return { type: 'customer-dialled', call: n[2], agent: n[3], queue: n[4], payload };
    }
    case 'linkCall': {
      const payload = { link: n[2], target: n[3] };
      return { type: 'call-linking', call: n[1], ...inQueue(n[1], view), payload };
    }
    case 'offerEnded': {
      const payload = { offer: n[1], result: n[5], ringMs: n[6] };
      return { type: 'offer-ended', call: n[2], agent: n[3], queue: n[4], payload };
    }
    case 'callConnected': {
      const payload = { offer: n[2], waitMs: n[5] };
      return { type: 'call-connected', call: n[1], agent: n[3], queue: n[4], payload };
    }
    case 'callExited': {
      const payload = { disposition: n[3], waitMs: n[4], target: n[5] ?? null };
      return { type: 'call-exited', call: n[1], queue: n[2], payload };
    }
    case 'callEnded':
      return { type: 'call-ended', call: n[1], ...inQueue(n[1], view) };
    case 'agentChanged': {
      const payload = { state: n[2], reason: n[3] ?? null };
      return { type: 'agent-changed', agent: n[1], ...(n[4] ? { call: n[4] } : {}), payload };
    }
    default:
      return undefined;
  }
}

function factDraft(fact: RouterEvent, view: View): Draft | undefined {
  switch (fact.type) {
    case 'call-arrived': {
      const call = view.calls.get(fact.call);
      const payload = {
        caller: call?.caller ?? null,
        dialled: call?.dialled ?? null,
        callback: fact.callback !== undefined,
      };
      return { type: 'call-arrived', call: fact.call, queue: fact.queue, payload };
    }
    case 'call-changed': {
      const { call, class: ofClass = null, addAgeMs = 0, skills = null } = fact;
      const payload = { class: ofClass, addAgeMs, skills };
      return { type: 'call-changed', call, ...inQueue(call, view), payload };
    }
    case 'callback-requested': {
      const { call, callback, first, forMs } = fact;
      const payload = { callback, first, forMs };
      return { type: 'callback-requested', call, ...inQueue(call, view), payload };
    }
    case 'offer-ringing':
    case 'customer-answered':
    case 'customer-failed': {
      const offer = view.offers.get(fact.offer);
      if (!offer) return undefined;
      const { call, agent, queue } = offer;
      return { type: fact.type, call, agent, queue, payload: { offer: fact.offer } };
    }
    case 'link-accepted':
      return { type: 'call-linked', call: fact.call, ...inQueue(fact.call, view) };
    case 'link-ended': {
      const payload = { result: fact.result };
      return { type: 'call-unlinked', call: fact.call, ...inQueue(fact.call, view), payload };
    }
    case 'link-changed':
      return { type: 'link-changed', payload: { link: fact.link, up: fact.up } };
    case 'hours-changed':
      return { type: 'hours-changed', payload: { hours: fact.hours, open: fact.open } };
    case 'switch-lost':
    case 'switch-restored':
      return { type: fact.type };
    case 'policy-replaced':
      return { type: 'config-changed', payload: { version: fact.policy.version } };
    default:
      return undefined;
  }
}

function noteDraft(note: Note, view: View): Draft | undefined {
  const draft = talkDraft(note);
  const offer = draft && offerOfNote(note, view);
  if (!draft || !offer) return undefined;
  const { call, agent, queue } = offer;
  return { type: draft.type, call, agent, queue, payload: draft.payload };
}

function offerOfNote(note: Note, view: View): OfferView | undefined {
  if ('offer' in note) return view.offers.get(note.offer);
  return 'supervision' in note ? offerOfSupervision(view.offers, note.supervision) : undefined;
}

/** What is told of a conversation, whose it is apart. */
function talkDraft(note: Note): Required<Pick<Draft, 'type' | 'payload'>> | undefined {
  switch (note.type) {
    case 'hold-changed':
      return { type: 'call-held', payload: { on: note.on } };
    case 'recording-changed':
      return { type: 'call-recording', payload: { state: note.state } };
    case 'mute-changed':
      return { type: 'call-muted', payload: { on: note.on } };
    case 'talk-ordered': {
      if (note.act !== 'consult') return undefined;
      return { type: 'call-consult', payload: { state: 'calling', with: note.to, by: note.by } };
    }
    case 'consult-changed':
      return { type: 'call-consult', payload: { state: note.state } };
    case 'consult-ended':
      return { type: 'call-consult', payload: { state: 'ended', result: note.result } };
    case 'talk-failed':
      return { type: 'talk-failed', payload: { act: note.act, why: note.why } };
    case 'supervision-ordered': {
      const { supervision, by, mode } = note;
      return { type: 'call-supervised', payload: { supervision, state: 'ordered', by, mode } };
    }
    case 'supervision-changed': {
      const { supervision, state } = note;
      return { type: 'call-supervised', payload: { supervision, state } };
    }
    case 'supervision-ended': {
      const { supervision, result } = note;
      return { type: 'call-supervised', payload: { supervision, state: 'ended', result } };
    }
    default:
      return undefined;
  }
}

function inQueue(call: number, view: View): { readonly queue?: string } {
  const found = view.calls.get(call as never);
  const queue = found && queueOf(found);
  return queue ? { queue } : {};
}
