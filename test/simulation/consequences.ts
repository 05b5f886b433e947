/** What must have followed when a fact was applied, whatever else did. */

import { type CommandRecord, NEVER, type RouterEvent } from '../../core/index.ts';
import type { Books } from './books.ts';

export function claimConsequences(
  books: Books,
  event: RouterEvent,
  records: readonly CommandRecord[],
): void {
  const { calls, offers } = books;
  const claim = (holds: boolean | undefined, sentence: string) =>
    books.claim(holds === true, `after ${event.type}: ${sentence}`);
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
    case 'send-failed':
      claim(said('sendCall', event.call), `call ${event.call} is sent nowhere else`);
      break;
    case 'offer-ringing': {
      const offer = offers.get(event.offer);
      if (offer) offer.dueAt = books.now + offer.ringMs;
      break;
    }
    case 'offer-answered':
      claim(offers.get(event.offer)?.connectAsked, `offer ${event.offer} is not connected`);
      break;
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
      for (const [id, { told }] of books.agents) {
        const stays = event.policy.agents.some((agent) => agent.id === id);
        const rings = told === 'offered' && !offers.get(books.agent(id).offer!)?.withdrawn;
        claim(stays || !(rings || told === 'ready'), `${id}, who is gone from it, is ${told}`);
      }
      break;
  }
}

/** What is not on the switch any more has gone from the router too. */
function claimRestored(
  books: Books,
  event: Extract<RouterEvent, { type: 'switch-restored' }>,
): void {
  const [calls, offers] = [new Set(event.calls), new Set(event.offers)];
  for (const id of books.calls.keys()) {
    books.claim(calls.has(id), `call ${id} is lost with the switch and still here`);
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
    books.claim(dueAt > now, `offer ${id} should have come to something at ${dueAt}`);
  }
  for (const [id, { told, wrapUpUntil }] of books.agents) {
    const over = told !== 'wrap-up' || wrapUpUntil > now;
    books.claim(over, `${id} should have finished at ${wrapUpUntil}`);
  }
  for (const { id, visit, offers } of books.calls.values()) {
    if (!visit || offers.size > 0) continue;
    const { waitedMs = NEVER } = visit.follows.exits.tooLong ?? {};
    const leavesAt = visit.joinedAt + waitedMs;
    books.claim(leavesAt > now, `call ${id} should have left ${visit.queue} at ${leavesAt}`);
  }
}
