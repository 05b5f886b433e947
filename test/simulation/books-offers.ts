/** Entries in the observer's books that are about offers and agents. */

import { type CommandRecord, NEVER, type OfferId } from '../../core/index.ts';
import { defaultCallback } from '../../core/routing/policy.ts';
import type { Books } from './books.ts';
import { exclude, phonesAtOnce, type SeenOffer } from './observed.ts';

type Record<M extends CommandRecord[0]> = Extract<CommandRecord, readonly [M, ...unknown[]]>;

/** False: it is about something else. */
export function enterOffer(books: Books, record: CommandRecord): boolean {
  switch (record[0]) {
    case 'offerCall':
      offered(books, record);
      break;
    case 'dialCustomer':
      dialled(books, record);
      break;
    case 'withdrawOffer':
      withdrawn(books, record);
      break;
    case 'connectCall':
      connecting(books, record);
      break;
    case 'releaseAgent':
      released(books, record);
      break;
    case 'offerEnded':
      ended(books, record);
      break;
    case 'agentChanged':
      changed(books, record);
      break;
    default:
      return false;
  }
  return true;
}

/** A new offer; or the customer has answered, and now the agent's phone is to ring. */
function offered(books: Books, record: Record<'offerCall'>): void {
  const [, id, call, agent, ringMs, queue] = record;
  const open = books.offers.get(id);
  const offer = open ?? made(books, id, record[2], agent, queue);
  // As when the offer was made: a reload since changes nothing for it.
  books.claim(ringMs === offer.ringMs, `offer ${id} rings ${ringMs} ms`);
  offer.dueAt = books.offerClock + books.limits.setUpMs;
  if (!open) {
    const first = books.calls.get(call)?.callback !== 'customer';
    books.claim(first, `offer ${id}: ${agent} is rung for before the customer`);
    return;
  }
  const fits = open.call === call && open.agent === agent && open.queue === queue;
  books.claim(fits && open.dialling && !open.withdrawn, `offer ${id} is made a second time`);
  open.dialling = false;
  const seen = books.calls.get(call);
  if (seen) seen.callback = undefined;
}

/** A customer is called: first of all, or when the agent's phone has answered. */
function dialled(books: Books, [, id, call, agent, queue]: Record<'dialCustomer'>): void {
  const open = books.offers.get(id);
  const seen = books.calls.get(call);
  books.claim(seen?.callback !== undefined, `call ${call} is dialled, and is no callback`);
  const offer = open ?? made(books, id, call, agent, queue);
  const { callback = defaultCallback } = seen?.visits.get(queue)?.follows ?? {};
  offer.dueAt = books.offerClock + callback.dialMs;
  if (open) {
    const first = !open.withdrawn && !open.connectAsked && open.call === call;
    books.claim(first && seen?.callback === 'agent', `call ${call} is dialled out of turn`);
    open.connectAsked = true;
  } else {
    books.claim(seen?.callback === 'customer', `call ${call} is dialled before its agent`);
    offer.dialling = true;
  }
}

function made(
  books: Books,
  id: OfferId,
  callId: SeenOffer['call'],
  agentId: SeenOffer['agent'],
  queue: SeenOffer['queue'],
): SeenOffer {
  const agent = books.agent(agentId);
  const call = books.calls.get(callId);
  const visit = call?.visits.get(queue);
  const what = `offer ${id} of call ${callId} to ${agentId}`;
  books.claim(id > books.highestOffer, `${what}: the number is not a new one`);
  books.claim(agent.told === 'ready', `${what}: the agent is ${agent.told}`);
  books.claim(agent.offer === undefined, `${what}: the agent has offer ${agent.offer}`);
  books.claim(visit !== undefined, `${what}: the call is not in ${queue}`);
  if (call && visit) {
    const others = [...call.offers].map((other) => books.offers.get(other)!);
    const room = others.length < phonesAtOnce(call, visit.follows);
    books.claim(room, `${what}: the call is offered already`);
    const fits = others.every((other) => other.queue === queue && !other.connectAsked);
    books.claim(fits, `${what}: the call is taken already`);
  }
  books.highestOffer = Math.max(books.highestOffer, id);
  const offer: SeenOffer = {
    call: callId,
    agent: agentId,
    queue,
    dialling: false,
    withdrawn: false,
    connectAsked: false,
    connected: false,
    released: false,
    dueAt: NEVER,
    ringMs: visit?.follows.ringMs ?? 0,
    wrapUpMs: visit?.follows.wrapUpMs ?? 0,
    madeIn: books.move,
  };
  books.offers.set(id, offer);
  agent.offer = id;
  call?.offers.add(id);
  if (call) call.heldUntil = 0;
  return offer;
}

function withdrawn(books: Books, [, id, call, agent, reason]: Record<'withdrawOffer'>): void {
  const offer = books.offers.get(id);
  const what = `offer ${id} is withdrawn (${reason})`;
  books.claim(offer !== undefined, `${what}, but is not open`);
  if (!offer) return;
  books.claim(!offer.withdrawn && !offer.connected, `${what} a second time, or in conversation`);
  books.claim(offer.call === call && offer.agent === agent, `${what} by other names`);
  const early = reason === 'expired' && (offer.dueAt > books.now || books.lostAt !== undefined);
  books.claim(!early, `${what} before ${offer.dueAt}`);
  offer.withdrawn = true;
  offer.dueAt = books.offerClock + books.limits.withdrawMs;
  takeFromCall(books, offer, id, reason === 'expired' || reason === 'agent-left');
}

function connecting(books: Books, [, id, call, agent]: Record<'connectCall'>): void {
  const offer = books.offers.get(id);
  const fits = offer?.call === call && offer.agent === agent && !offer.dialling;
  const first = fits && !offer.withdrawn && !offer.connectAsked && !offer.connected;
  books.claim(first, `call ${call} and ${agent} are to be joined by offer ${id}, out of turn`);
  books.claim(!books.calls.get(call)?.callback, `callback ${call} is joined before it is dialled`);
  if (!offer) return;
  offer.connectAsked = true;
  offer.dueAt = books.offerClock + books.limits.connectMs;
}

function released(books: Books, [, id, agent]: Record<'releaseAgent'>): void {
  const offer = books.offers.get(id);
  const call = offer && books.calls.get(offer.call);
  const alone = !call || call.state === 'talking';
  const fits = offer?.connected && offer.agent === agent && alone;
  books.claim(fits, `${agent} is let go of offer ${id}, out of turn`);
  if (offer) offer.released = true;
}

function ended(books: Books, [, id, call, agentId, queue, result]: Record<'offerEnded'>): void {
  const offer = books.offers.get(id);
  const what = `offer ${id} ends (${result})`;
  books.claim(offer !== undefined, `${what}, but is not open`);
  if (!offer) return;
  books.claim(!offer.connected, `${what} a second time`);
  const fits = offer.call === call && offer.agent === agentId && offer.queue === queue;
  books.claim(fits, `${what} by other names`);
  if (result === 'answered') {
    books.claim(offer.connectAsked && !offer.withdrawn, `${what}, but was not to be connected`);
    offer.connected = true;
    offer.dueAt = NEVER;
    return;
  }
  books.offers.delete(id);
  const agent = books.agent(agentId);
  if (agent.offer === id) agent.offer = undefined;
  if (result === 'unreachable' && agent.unreachableUntil !== NEVER) {
    agent.unreachableUntil = books.now + books.limits.unreachableMs;
  }
  // A customer who cannot be reached is no fault of the agent.
  const excludes = !books.restoring && result !== 'caller-gone';
  if (!offer.withdrawn) takeFromCall(books, offer, id, excludes);
}

/** The call is without this offer, and back in its places if it has not left. */
function takeFromCall(books: Books, offer: SeenOffer, id: OfferId, excludes: boolean): void {
  const call = books.calls.get(offer.call);
  const visit = call?.visits.get(offer.queue);
  if (!call?.offers.delete(id)) return;
  const known = books.policy.agents.some((agent) => agent.id === offer.agent);
  if (excludes && known && visit) {
    const ms = Math.max(1, visit.follows.excludeMs);
    exclude(call, offer.agent, books.now + ms, books.limits);
  }
  for (const each of call.visits.values()) books.moved(each);
}

function changed(books: Books, [, id, state, , callId]: Record<'agentChanged'>): void {
  const agent = books.agent(id);
  agent.told = state;
  const offer = agent.offer === undefined ? undefined : books.offers.get(agent.offer);
  if (offer?.connected && state !== 'talking') {
    // The conversation is over: nothing else tells so.
    agent.wrapUpUntil = books.now + offer.wrapUpMs;
    books.offers.delete(agent.offer!);
    books.calls.get(offer.call)?.offers.delete(agent.offer!);
    agent.offer = undefined;
  }
  const engaged = state === 'offered' || state === 'talking';
  books.claim(engaged === (agent.offer !== undefined), `${id} is ${state}, offer ${agent.offer}`);
  if (engaged) books.claim(offer?.call === callId, `${id} is ${state} with call ${callId}`);
}
