/** What an agent writes of a conversation, and what follows when it is saved. */

import type { Contact, ContactChange } from '../../adapters/store/contacts.ts';
import type { Person } from '../../adapters/store/person.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { keptAnswers, mayFinish } from '../../core/script/walk.ts';
import { RequestError } from '../errors.ts';
import { callbackMs, takeResult } from '../outbound/attempt-result.ts';
import { orRequestError } from '../store-room.ts';
import { understand } from './callback-words.ts';
import { zoneOf } from './contact-shown.ts';
import { doNotCall } from './do-not-call.ts';
import type { Knowledge } from './knowledge.ts';
import { codeFault, codesOf } from './wrap-up-codes.ts';

/** What may be written of it; what is absent stays. */
export interface ContactWritten {
  readonly person?: number | null;
  readonly code?: string | null;
  readonly reason?: string | null;
  readonly note?: string;
  readonly impression?: string;
  /** `tomorrow 18:30`; empty: not at all. */
  readonly callback?: string;
}

/** What saving has brought about. */
export interface ContactSaved {
  readonly contact: number;
  readonly isGoal: boolean;
  readonly refusal: number | null;
  readonly callback: number | null;
}

interface Place {
  readonly code: string;
  readonly store: TenantStore;
}

/** Keeps it as it is typed. */
export async function writeContact(
  knowledge: Knowledge,
  { store }: Place,
  contact: Contact,
  { callback, ...written }: ContactWritten,
): Promise<void> {
  const change: ContactChange = {
    ...written,
    // Another code has reasons of its own.
    ...(written.code !== undefined && written.reason === undefined && written.code !== contact.code
      ? { reason: null }
      : {}),
    ...(callback === undefined ? {} : await callbackOf(knowledge, store, contact, callback)),
  };
  await orRequestError({ unknown: 'unknown-person' }, () =>
    store.contacts.change(contact.id, change),
  );
}

async function callbackOf(
  knowledge: Knowledge,
  store: TenantStore,
  contact: Contact,
  words: string,
): Promise<ContactChange> {
  const person = contact.person === null ? undefined : await store.people.find(contact.person);
  const found = understand(words, knowledge.now(), zoneOf(knowledge, person));
  return { callbackWords: words, callbackAt: 'at' in found ? found.at : null };
}

/** Saves it as it stands. Rejects with everything that is missing; nothing is written then. */
export async function saveContact(
  knowledge: Knowledge,
  place: Place,
  id: number,
): Promise<ContactSaved> {
  const { store } = place;
  const contact = (await store.contacts.find(id))!;
  const { code, reason, person } = contact;
  const tree = await codesOf(store, knowledge.parts.directory(), contact);
  const fault = codeFault(tree, code, reason);
  if (fault !== undefined) {
    const missing = code === null ? ['code'] : ['reason'];
    throw new RequestError('contact-incomplete', `${fault}.`, { missing });
  }
  await refuseUnspoken(store, contact);
  const who = person === null ? undefined : await store.people.find(person);
  const callbackAt = dueOf(knowledge, contact, who);
  const chosen = tree.codes.find((each) => each.id === code);
  const done =
    tree.campaign === null
      ? await saveOwn(knowledge, place, contact, {
          isRefusal: chosen?.isRefusal === true,
          callbackAt,
          zone: zoneOf(knowledge, who),
        })
      : await saveAttempt(knowledge, store, contact, callbackAt);
  await keepAnswers(store, contact);
  const isGoal = chosen?.isGoal === true;
  await store.contacts.save(id, {
    ...{ at: knowledge.now(), isGoal },
    ...(done.callback === null ? {} : { callback: done.callback }),
  });
  return { contact: id, isGoal, ...done };
}

/** Disclosures first: what the script asks for must have been said. */
async function refuseUnspoken(store: TenantStore, { walk, code }: Contact): Promise<void> {
  const found = walk && (await store.scripts.version(walk.script, walk.version));
  if (!walk || !found || code === null) return;
  const finish = mayFinish(found.script, walk, code);
  if (finish.ok || finish.why === 'unknown-outcome') return;
  const sentence = `"${code}" cannot be saved before these were said: ${finish.steps.join(', ')}.`;
  throw new RequestError('steps-missing', sentence, { steps: finish.steps });
}

/** When to call again; undefined: not, or that was promised already. */
function dueOf(
  knowledge: Knowledge,
  { callbackWords, callbackAt, callback, person, number }: Contact,
  who: Person | undefined,
): number | undefined {
  if (callbackWords === '') return undefined;
  if (callbackAt === null) {
    const found = understand(callbackWords, knowledge.now(), zoneOf(knowledge, who));
    const why = 'why' in found ? found.why : 'not-understood';
    throw new RequestError('callback-not-understood', `"${callbackWords}" is no time: ${why}.`, {
      why,
    });
  }
  if (callback !== null) return undefined;
  if (callbackAt <= knowledge.now()) {
    const sentence = `"${callbackWords}" is over by now.`;
    throw new RequestError('callback-not-understood', sentence, { why: 'past' });
  }
  if (person === null || number === null) {
    const missing = [person === null ? 'person' : 'number'];
    const sentence = 'A promise to call is to somebody with a number: choose the person.';
    throw new RequestError('contact-incomplete', sentence, { missing });
  }
  return callbackAt;
}

interface Own {
  readonly isRefusal: boolean;
  readonly callbackAt: number | undefined;
  readonly zone: string;
}

async function saveOwn(
  knowledge: Knowledge,
  place: Place,
  { id, person, number, agent, code, reason, note, callback }: Contact,
  { isRefusal, callbackAt, zone }: Own,
): Promise<Pick<ContactSaved, 'refusal' | 'callback'>> {
  const { store } = place;
  const why = `contact ${id}: ${code}${reason === null ? '' : ` (${reason})`}`;
  const refusal = isRefusal
    ? await doNotCall(knowledge, place, { person, number, by: agent, why })
    : null;
  if (callbackAt === undefined) return { refusal, callback };
  const promised = await store.callbacks.promise(
    {
      ...{ person: person!, number: number!, owner: agent, ownerUntil: callbackAt + callbackMs },
      ...{ dueAt: callbackAt, dueUntil: callbackAt + callbackMs, zone, note },
    },
    knowledge.now(),
  );
  return { refusal, callback: promised };
}

/** Of a campaign's call the attempt has the result, with what follows from it. */
async function saveAttempt(
  knowledge: Knowledge,
  store: TenantStore,
  { attempt, code, reason, note, callback }: Contact,
  callbackAt: number | undefined,
): Promise<Pick<ContactSaved, 'refusal' | 'callback'>> {
  const result = {
    outcome: code!,
    ...(reason === null ? {} : { reason }),
    ...(callbackAt === undefined ? {} : { callbackAt }),
    ...(note === '' ? {} : { note }),
  };
  const codes = { unknown: 'unknown-attempt', refused: 'result-invalid' } as const;
  const taken = await orRequestError(codes, () =>
    takeResult(store, attempt!, result, knowledge.now()),
  );
  return { refusal: taken.refusal, callback: taken.callback ?? callback };
}

/** Answers that are to be kept become attributes, with who heard them, when and in which call. */
async function keepAnswers(
  store: TenantStore,
  { id, walk, person, agent, attempt }: Contact,
): Promise<void> {
  const found = walk && (await store.scripts.version(walk.script, walk.version));
  if (!walk || !found || person === null) return;
  const kept = Object.entries(keptAnswers(found.script, walk)).filter(
    ([, value]) => value !== null,
  );
  if (kept.length === 0) return;
  const source = { by: agent, contact: id, ...(attempt === null ? {} : { attempt }) };
  const attributes = Object.fromEntries(kept) as Record<string, string | number | boolean>;
  await store.people.change(person, { attributes }, source);
}
