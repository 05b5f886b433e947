import { afterAgent } from './agent-change.ts';
import {
  type AgentSlot,
  agentIdOf,
  CONNECTED,
  NO_OFFER,
  offerIdOf,
  WITHDRAWING,
} from './agents.ts';
import { type CallSlot, callIdOf, FREE, LINKING, RESTING, WAITING } from './calls.ts';
import type { CommandSink } from './commands.ts';
import { staysInside } from './conditions.ts';
import type { RouterEvent } from './events.ts';
import type { HoursId } from './ids.ts';
import { endCall, leaveBy, letGo } from './joining.ts';
import { goesBefore } from './lines.ts';
import {
  acceptCall,
  restoreLegs,
  returnUnlinked,
  startLinkClocks,
  stopLinkClocks,
  tryOwed,
} from './link-facts.ts';
import { lookForAgent } from './matching.ts';
import { closeOffer, withdraw } from './offer-ends.ts';
import { detachOffers } from './offer-links.ts';
import { endConversation } from './offers.ts';
import type { Outcome } from './outcomes.ts';
import { countsAsWaiting, isListed, offeredPlace } from './places.ts';
import { look, returnCall, waitingPlaces } from './returning.ts';
import { CELLS } from './rows.ts';
import { scheduleOffer } from './schedule.ts';
import { LOST_AT, NOW, type Router } from './state.ts';

/** Rule 9: until the switch is back no offers are made, and the clocks of open ones stand still. */
export function switchLost(router: Router): Outcome {
  if (!router.switchUp) return 'duplicate';
  router.switchUp = false;
  router.numbers[LOST_AT] = router.numbers[NOW];
  for (const agent of openOffers(router)) scheduleOffer(router, agent);
  stopLinkClocks(router);
  return 'applied';
}

/** Rule 9: what is not on the switch any more has gone; then the waiting are matched. */
export function switchRestored(
  router: Router,
  live: Extract<RouterEvent, { type: 'switch-restored' }>,
  out: CommandSink,
): Outcome {
  // Quiet until the end, so that nobody is matched before all are: the best call goes first.
  router.quiet = true;
  startClocks(router);
  const liveCalls = new Set(live.calls);
  const unlinked = restoreLegs(router, live.linked ?? [], liveCalls);
  loseCalls(router, liveCalls, out);
  const offers = new Set<number>(live.offers);
  for (const agent of openOffers(router)) {
    if (!offers.has(router.agents.offer[agent])) loseOffer(router, agent, out);
  }
  for (const agent of openOffers(router)) endOrphan(router, agent, out);
  returnUnlinked(router, unlinked, out);
  router.quiet = false;
  matchWaiting(router, out);
  tryOwed(router, out);
  return 'applied';
}

/** The clocks of offers go on where they stood. */
function startClocks(router: Router): void {
  if (router.switchUp) return;
  router.switchUp = true;
  const away = router.numbers[NOW] - router.numbers[LOST_AT];
  for (const agent of openOffers(router)) {
    router.agents.offerDeadline[agent] += away;
    scheduleOffer(router, agent);
  }
  startLinkClocks(router, away);
}

function loseCalls(router: Router, live: ReadonlySet<number>, out: CommandSink): void {
  const { calls } = router;
  const gone: CallSlot[] = [];
  for (let row = 0; row < calls.end; row += CELLS) {
    if (calls.state[row] === FREE || calls.first[row] !== row) continue;
    // The customer of a callback has no channel to lose.
    if (calls.callback[row] === 0 && !live.has(calls.id[row])) gone.push(row);
  }
  for (const call of gone.sort((a, b) => calls.id[a] - calls.id[b])) {
    const id = callIdOf(calls, call);
    const leg = router.links.legs.get(id);
    if (leg?.attempt !== undefined && calls.state[call] === LINKING) {
      // Taken by the far end while nobody listened: its leg is there, and it is not with us.
      acceptCall(router, call, leg, leg.attempt, out);
      continue;
    }
    const row = offeredPlace(router, call);
    const waits = countsAsWaiting(router, row);
    detachOffers(router, row);
    if (waits) endCall(router, row, 'lost-in-outage', out);
    else letGo(router, row, out);
  }
}

function openOffers(router: Router): AgentSlot[] {
  const { agents } = router;
  const open: AgentSlot[] = [];
  for (let agent = 0; agent < agents.end; agent += CELLS) {
    if (agents.offerState[agent] !== NO_OFFER) open.push(agent);
  }
  return open.sort((a, b) => agents.offer[a] - agents.offer[b]);
}

function loseOffer(router: Router, agent: AgentSlot, out: CommandSink): void {
  const { agents } = router;
  if (agents.offerState[agent] === CONNECTED) {
    endConversation(router, agent, false, false, out);
    return;
  }
  const call = agents.offerCall[agent];
  closeOffer(router, agent, 'failed', out);
  afterAgent(router, agent, false, out);
  if (call !== -1 && router.calls.offer[call] === -1) returnCall(router, call, out);
}

/** A live agent leg whose caller has gone. */
function endOrphan(router: Router, agent: AgentSlot, out: CommandSink): void {
  const { agents } = router;
  if (agents.offerCall[agent] !== -1 || agents.offerState[agent] === WITHDRAWING) return;
  if (agents.offerState[agent] === CONNECTED) {
    out.releaseAgent(offerIdOf(agents, agent), agentIdOf(agents, agent));
  } else withdraw(router, agent, 'caller-gone', out);
}

/** Every waiting, held and resting call, best first, looks. Cost: O(calls log calls). */
export function matchWaiting(router: Router, out: CommandSink): void {
  const { calls } = router;
  const all = waitingPlaces(router, (row) => calls.first[row] === row);
  all.sort((a, b) => calls.class[a] - calls.class[b] || (goesBefore(router, a, b) ? -1 : 1));
  for (const call of all) {
    if (isListed(router, call)) lookForAgent(router, call, out);
  }
}

/** Rule 5.6: opening hours begin or end. */
export function hoursChanged(
  router: Router,
  hours: HoursId,
  open: boolean,
  out: CommandSink,
): Outcome {
  const { calls, compiled, hoursOpen } = router;
  const known = hoursOpen.get(hours);
  if (known === undefined) return 'unknown-target';
  if (known === open) return 'duplicate';
  hoursOpen.set(hours, open);
  if (!open) sendHome(router, hours, out);
  const dialled = (row: CallSlot) =>
    calls.first[row] === row &&
    calls.callback[row] !== 0 &&
    (calls.state[row] === WAITING || calls.state[row] === RESTING) &&
    compiled.queues[calls.queue[row]].policy.hours === hours;
  for (const row of waitingPlaces(router, dialled)) {
    if (dialled(row)) lookForAgent(router, row, out);
  }
  if (open) tryOwed(router, out);
  return 'applied';
}

/** Those who wait leave a queue that closes, where its policy says so. */
function sendHome(router: Router, hours: HoursId, out: CommandSink): void {
  const { calls, compiled } = router;
  const leaves = (row: CallSlot) => {
    const { policy } = compiled.queues[calls.queue[row]];
    const { closed } = policy.exits;
    if (policy.hours !== hours || closed?.waiting !== true) return false;
    return isListed(router, row) && !staysInside(router, row, closed.go);
  };
  for (const row of waitingPlaces(router, leaves)) {
    if (!leaves(row)) continue;
    const go = compiled.queues[calls.queue[row]].policy.exits.closed?.go;
    look(router, leaveBy(router, row, 'closed', go, out), out);
  }
}
