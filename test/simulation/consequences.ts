/** What must have followed when a fact was applied, whatever else did. */

import { type CommandRecord, NEVER, type OfferId, type RouterEvent } from '../../core/index.ts';
import type { Books } from './books.ts';

export function claimConsequences(
  books: Books,
  event: RouterEvent,
  records: readonly CommandRecord[],
): void {
  const { calls, offers } = books;
  const claim = (holds: boolean | undefined, sentence: string) =>
    books.claim(holds, `after ${event.type}: ${sentence}`);
  const said = (name: CommandRecord[0], id: unknown) =>
    records.some((record) => record[0] === name && record[1] === id);
  switch (event.type) {
    case 'call-arrived':
      claim(said('callQueued', event.call) || said('callExited', event.call), 'it joins nothing');
      break;
    case 'caller-left':
      claim(!calls.has(event.call), `call ${event.call} is still here`);
      break;
    case 'call-escaped':
    case 'call-moved':
      claim(said('callExited', event.call), `call ${event.call} has not left its queue`);
      break;
    case 'callback-requested':
      claim(said('sendCall', event.call), `call ${event.call} is sent nowhere`);
      claim(said('callQueued', event.callback), `callback ${event.callback} keeps no place`);
      break;
    case 'send-failed':
      claim(said('sendCall', event.call), `call ${event.call} is sent nowhere else`);
      break;
    case 'offer-answered':
      claim(offers.get(event.offer)?.connectAsked, `offer ${event.offer} is not connected`);
      claimQuickest(books, event.offer);
      break;
    case 'customer-answered':
      claim(said('offerCall', event.offer), `no phone rings for offer ${event.offer}`);
      break;
    case 'customer-failed': {
      const offer = offers.get(event.offer);
      claim(!offer || offer.withdrawn, `offer ${event.offer} goes on`);
      break;
    }
    case 'call-connected': {
      const offer = offers.get(event.offer);
      claim(offer?.connected, `offer ${event.offer} is not answered`);
      const state = offer && calls.get(offer.call)?.state;
      claim(state === 'talking', `the call of offer ${event.offer} is ${state}`);
      break;
    }
    case 'offer-ended':
    case 'connect-failed':
    case 'agent-left':
      claim(!offers.has(event.offer), `offer ${event.offer} is still open`);
      break;
    case 'agent-signed-out':
    case 'agent-paused': {
      const agent = books.agent(event.agent);
      const rings = agent.told === 'offered' && offers.get(agent.offer!)?.withdrawn === false;
      claim(!rings, `the phone of ${event.agent} goes on ringing`);
      break;
    }
    case 'switch-restored':
      claimRestored(books, event);
      break;
    case 'policy-replaced':
      for (const [id, { told, offer }] of books.agents) {
        const stays = event.policy.agents.some((agent) => agent.id === id);
        const rings = told === 'offered' && !offers.get(offer!)?.withdrawn;
        claim(stays || !(rings || told === 'ready'), `${id}, who is gone from it, is ${told}`);
      }
      break;
  }
}

/** The first to answer has the call: every other phone that rings for it is called off. */
function claimQuickest(books: Books, offer: OfferId): void {
  const id = books.offers.get(offer)?.call;
  const others = id === undefined ? 0 : (books.calls.get(id)?.offers.size ?? 1) - 1;
  books.claim(others === 0, `${others} more phones ring for call ${id}, which is answered`);
}

/** What is not on the switch any more has gone from the router too. */
function claimRestored(
  books: Books,
  event: Extract<RouterEvent, { type: 'switch-restored' }>,
): void {
  const [calls, offers] = [new Set(event.calls), new Set(event.offers)];
  for (const { id, callback } of books.calls.values()) {
    const lives = calls.has(id) || callback !== undefined;
    books.claim(lives, `call ${id} is lost with the switch and still here`);
  }
  for (const [id, { madeIn }] of books.offers) {
    const lives = offers.has(id) || madeIn === books.move;
    books.claim(lives, `offer ${id} is lost with the switch and still open`);
  }
}

/** Nothing that has an end of its own may last longer. Asked when no deadline is due. */
export function claimNothingOverdue(books: Books): void {
  const { now } = books;
  for (const [id, { dueAt }] of books.offers) {
    const stands = books.lostAt !== undefined;
    books.claim(stands || dueAt > now, `offer ${id} should have come to something at ${dueAt}`);
  }
  for (const [id, { told, wrapUpUntil, unreachableUntil }] of books.agents) {
    const over = told !== 'wrap-up' || wrapUpUntil > now;
    books.claim(over, `${id} should have finished at ${wrapUpUntil}`);
    const tried = told !== 'unreachable' || unreachableUntil > now;
    books.claim(tried, `${id} should have been tried again at ${unreachableUntil}`);
  }
  for (const { id, visits, offers, callback } of books.calls.values()) {
    if (offers.size > 0 || callback) continue;
    for (const { queue, follows, joinedAt } of visits.values()) {
      const { waitedMs = NEVER } = follows.exits.tooLong ?? {};
      const leavesAt = joinedAt + waitedMs;
      books.claim(leavesAt > now, `call ${id} should have left ${queue} at ${leavesAt}`);
    }
  }
}
