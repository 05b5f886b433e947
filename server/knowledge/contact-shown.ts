/** Conversations as desks are shown them: who it may be, what to say first, what may come of it. */

import type { Contact } from '../../adapters/store/contacts.ts';
import type { Person } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { asAgentId } from '../../core/routing/ids.ts';
import type { CallView, OfferView } from '../view-types.ts';
import type {
  ContactShown,
  DeskContact,
  OfferedShown,
  PersonLine,
  ScriptShown,
} from '../wire/knowledge.ts';
import { understand } from './callback-words.ts';
import { e164Of } from './contact-writing.ts';
import type { Knowledge } from './knowledge.ts';
import { scriptFieldsOf } from './script-fields.ts';
import { codesOf } from './wrap-up-codes.ts';

/** Contacts of an agent that are looked through for unsaved ones. */
const unsavedMax = 50;
const dayMs = 86_400_000;

export const withPlus = (number: number | null | undefined): string | null =>
  number == null ? null : `+${number}`;

/** What the agent's desk is to show now. */
export async function deskContact(knowledge: Knowledge, agent: string): Promise<DeskContact> {
  const { store } = await knowledge.tenantOfAgent(agent);
  const offered = await offeredTo(knowledge, store, agent);
  const current = await currentContact(knowledge, store, agent);
  const from = knowledge.now() - dayMs;
  const open = await store.contacts.list({ agent, unsaved: true, from }, unsavedMax);
  const required = await Promise.all(
    open.map(async (each) => (await codesOf(store, knowledge.parts.directory(), each)).required),
  );
  const left = open.filter((_, index) => required[index]);
  // With nothing newer to write of, one that was left behind.
  const contact = current ?? left[0];
  return {
    offered,
    contact: contact ? await showContact(knowledge, store, contact) : null,
    unsaved: left.length,
  };
}

/**
 * The conversation that goes on, or the agent's last one while it is not saved. Waits for the
 * journal's reader: who has just been connected is in the store.
 */
export async function currentContact(
  { parts }: Knowledge,
  store: TenantStore,
  agent: string,
): Promise<Contact | undefined> {
  const offer = offerOf(parts.view, agent, true);
  if (offer !== undefined) {
    const key = { site: parts.site, call: offer.call, offer: offer.id };
    const found = await store.contacts.ofOffer(key);
    if (found !== undefined) return found;
    await parts.contactLog.written();
    return store.contacts.ofOffer(key);
  }
  await parts.contactLog.written();
  const last = await store.contacts.lastOf(agent);
  return last?.savedAt === null ? last : undefined;
}

async function offeredTo(
  { parts }: Knowledge,
  store: TenantStore,
  agent: string,
): Promise<OfferedShown | null> {
  const offer = offerOf(parts.view, agent, false);
  const call = offer && parts.view.calls.get(offer.call);
  if (offer === undefined || call === undefined) return null;
  const directory = parts.directory();
  const number = e164Of(call.caller.number, directory);
  const attempt = call.attempt && (await store.attempts.find(call.attempt.attempt));
  return {
    ...{ call: call.id, offer: offer.id, direction: isOutbound(call) ? 'out' : 'in' },
    ...{ number: withPlus(number), written: call.caller.number, dialled: call.dialled },
    ...entryOf(directory, call.dialled, offer.queue),
    queue: offer.queue,
    campaign: attempt?.campaignCode ?? null,
    people: await peopleOf(store, attempt?.person, number),
  };
}

const isOutbound = ({ attempt, callback }: CallView): boolean =>
  attempt !== undefined || callback !== undefined;

/** The offer that rings at the agent, or the one that became a conversation. */
function offerOf(
  view: Knowledge['parts']['view'],
  agent: string,
  connected: boolean,
): OfferView | undefined {
  const call = view.agents.get(asAgentId(agent))?.call;
  for (const id of (call !== undefined && view.calls.get(call)?.offers) || []) {
    const offer = view.offers.get(id);
    if (offer?.agent === agent && (offer.connectedAt !== undefined) === connected) return offer;
  }
  return undefined;
}

/** The way in by the number dialled; by another name in the dialplan, the queue's only one. */
function entryOf(
  directory: ReturnType<Knowledge['parts']['directory']>,
  dialled: string,
  queue: string,
) {
  const ofQueue = directory.site.entries.filter((each) => each.queue === queue);
  const entry = directory.entry(dialled) ?? (ofQueue.length === 1 ? ofQueue[0] : undefined);
  return { company: entry?.company ?? null, greeting: entry?.greeting ?? null };
}

async function peopleOf(
  store: TenantStore,
  person: number | null | undefined,
  number: number | null | undefined,
): Promise<readonly PersonLine[]> {
  if (person != null) {
    const found = await store.people.find(person);
    return found ? [lineOf(found)] : [];
  }
  return number == null ? [] : (await store.people.byNumber(number)).map(lineOf);
}

export const lineOf = ({ id, name, kana, company }: Person): PersonLine => ({
  ...{ id, name, kana, company },
});

/** The contact with everything the desk needs of it. */
export async function showContact(
  knowledge: Knowledge,
  store: TenantStore,
  contact: Contact,
): Promise<ContactShown> {
  const directory = knowledge.parts.directory();
  const { campaign, codes, required } = await codesOf(store, directory, contact);
  const person = contact.person === null ? undefined : await store.people.find(contact.person);
  const { id, call, offer, direction, written, dialled, queue, agent, attempt } = contact;
  const { connectedAt, endedAt, savedAt, code, reason, note, impression, callbackWords } = contact;
  const people = await peopleOf(store, attempt === null ? null : contact.person, contact.number);
  return {
    ...{ id, call, offer, direction, written, dialled, queue, agent, attempt, campaign },
    ...{ connectedAt, endedAt, savedAt, code, reason, note, impression, callbackWords },
    ...{ codes, required, people, person: contact.person, number: withPlus(contact.number) },
    ...entryOf(directory, dialled, queue),
    state: savedAt !== null ? 'saved' : endedAt === null ? 'talking' : 'over',
    callback:
      callbackWords === ''
        ? null
        : understand(callbackWords, knowledge.now(), zoneOf(knowledge, person)),
    script: await scriptOf(knowledge, store, contact, person),
  };
}

/** The customer's zone, or that of the centre. */
export const zoneOf = ({ parts }: Knowledge, person: Person | undefined): string =>
  person?.zone || parts.directory().site.timeZone;

async function scriptOf(
  knowledge: Knowledge,
  store: TenantStore,
  contact: Contact,
  person: Person | undefined,
): Promise<ScriptShown | null> {
  const { walk } = contact;
  const found = walk && (await store.scripts.version(walk.script, walk.version));
  if (!walk || !found) return null;
  const fields = scriptFieldsOf(knowledge.parts.directory(), contact, person);
  return { script: found.script, walk, fields };
}
