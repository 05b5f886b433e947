/** Topic `desk`: what one agent sees. */

import { type AgentId, type Ms, NO_ANSWER, type QueueId } from '../../core/routing/ids.ts';
import { ownAgent } from '../access/holder.ts';
import { isHidden } from '../access/supervision-sight.ts';
import type { Directory } from '../directory.ts';
import { showAgent, showOffer } from '../presenters.ts';
import { showTalk } from '../presenters-talks.ts';
import { softphoneOf } from '../softphones.ts';
import type { ServerStatus } from '../status.ts';
import { classAt } from '../view-places.ts';
import type { OfferView } from '../view-types.ts';
import type { DeskCallPart, DeskQueueRow, MePart } from '../wire/desk.ts';
import type { Named } from '../wire/named.ts';
import type { AgentDays } from './agent-days.ts';
import { cannotOf } from './desk-cannot.ts';
import type { DeskContacts } from './desk-contacts.ts';
import type { DeskWork } from './desk-work.ts';
import type { Topic } from './live.ts';
import type { Moment } from './moment.ts';
import type { Shown } from './shown.ts';

/** Where a desk's document comes from, beside the view. */
export interface DeskSources {
  readonly days: AgentDays;
  readonly work: DeskWork;
  readonly contacts: DeskContacts;
  now(): Ms;
  status(): ServerStatus;
}

export function deskTopic(moment: Moment, sources: DeskSources): Topic {
  return {
    audience: ownAgent,
    show: ({ agent }) => showDesk(agent as AgentId, moment, sources),
  };
}

function showDesk(agent: AgentId, moment: Moment, sources: DeskSources): Shown {
  const { days, work, contacts, now, status } = sources;
  const { view } = moment.parts;
  const offer = offerOf(agent, moment);
  const { preview, promises, trouble } = work.of(agent);
  return {
    parts: {
      me: showMe(agent, moment),
      call: offer ? showCall(offer, moment) : null,
      server: { switchUp: view.switchUp, version: view.policy.version },
      cannot: cannotOf(moment.parts.directory().site, status()),
      today: days.of(agent, now()),
      contact: contacts.of(agent) ?? null,
      preview,
      trouble,
    },
    rows: { queues: queueRows(agent, moment), promises },
  };
}

/** The agent's latest open offer, or the conversation it became. */
function offerOf(agent: AgentId, { parts: { view } }: Moment): OfferView | undefined {
  const call = view.agents.get(agent)?.call;
  if (call === undefined) return undefined;
  for (const id of view.calls.get(call)?.offers ?? []) {
    const offer = view.offers.get(id);
    if (offer?.agent === agent) return offer;
  }
  return undefined;
}

function showMe(id: AgentId, { parts }: Moment): MePart | null {
  const directory = parts.directory();
  const site = directory.agent(id);
  if (!site) return null;
  const { name, phone, state, since, reason, next, signedInAt } = showAgent(site, parts);
  return {
    ...{
      id,
      name,
      phone,
      ownPhone: site.phone,
      browserPhone: softphoneOf(site),
      since,
      reason,
      next,
      signedInAt,
    },
    state: state as MePart['state'],
    wrapUpUntil: parts.view.agents.get(id)?.wrapUpUntil ?? null,
    pauseReasons: directory.site.pauseReasons.map((each) => ({
      ...{ id: each.id, name: each.name, isOwn: each.id !== NO_ANSWER },
    })),
  };
}

function showCall(offer: OfferView, moment: Moment): DeskCallPart | null {
  const { view, directory } = moment.parts;
  const call = view.calls.get(offer.call);
  if (!call) return null;
  const { site, entry } = directory();
  const place = call.places.find(({ queue }) => queue === offer.queue);
  const ofClass = place && classAt(place, view.policy, view.at);
  const { state, madeAt, ringingAt, connectedAt } = showOffer(offer);
  const { company = null, greeting = null } = entry(call.dialled) ?? {};
  return {
    call: call.id,
    offer: offer.id,
    state,
    caller: call.caller,
    dialled: call.dialled,
    ...{ company, greeting },
    queue: { id: offer.queue, name: moment.queue(offer.queue)?.name ?? {} },
    class:
      ofClass === undefined
        ? null
        : { id: ofClass, name: site.classes.find(({ id }) => id === ofClass)?.name ?? {} },
    joinedAt: place?.joinedAt ?? null,
    offeredAt: madeAt,
    ringingAt,
    expiresAt: view.switchUp ? (offer.expiresAt ?? null) : null,
    ringMs: offer.ringMs ?? null,
    connectedAt,
    ...showTalking(offer, moment),
    campaign: call.attempt?.campaign ?? null,
    isCallback: call.callback !== undefined,
  };
}

/** What goes on in the conversation. Who listens is told where the configuration says so. */
function showTalking(
  offer: OfferView,
  { parts }: Moment,
): Pick<DeskCallPart, 'heldSince' | 'muted' | 'recording' | 'consult' | 'listeners'> {
  const directory = parts.directory();
  const talk = showTalk(offer, !isHidden(directory.site));
  const { heldSince = null, muted = false, recording = null, consult, supervisions } = talk ?? {};
  return {
    ...{ heldSince, muted, recording },
    consult: consult ? { who: partyName(consult.with, directory), state: consult.state } : null,
    listeners: (supervisions ?? [])
      .filter(({ state }) => state === 'listening')
      .map(({ id, by, mode }) => ({ id, by, mode })),
  };
}

/** Of `agent:sato` the agent's name, of anybody else what was dialled. */
function partyName(party: string, directory: Directory): Named {
  const colon = party.indexOf(':');
  const who = party.slice(colon + 1);
  const agent = party.startsWith('agent:') ? directory.agent(who) : undefined;
  return agent?.name ?? { en: who };
}

function queueRows(agent: AgentId, moment: Moment): ReadonlyMap<string, DeskQueueRow> {
  const rows = new Map<string, DeskQueueRow>();
  for (const [queue, staff] of moment.parts.staff()) {
    if (!staff.includes(agent)) continue;
    const row = queueRow(queue, moment);
    if (row) rows.set(queue, row);
  }
  return rows;
}

function queueRow(id: QueueId, moment: Moment): DeskQueueRow | undefined {
  const shown = moment.queue(id);
  if (!shown) return undefined;
  const { name, waiting, callbacks, oldestJoinedAt, expectedWait, target, counts } = shown;
  return {
    ...{ id, name, waiting, callbacks, oldestJoinedAt },
    expectedWaitMs: expectedWait?.ms ?? null,
    withinMs: target.withinMs,
    target: target.ratio,
    serviceLevel: shown.serviceLevel.ratio,
    answered: counts.answered,
  };
}
