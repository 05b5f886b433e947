import { afterAgent } from './agent-change.ts';
import { type AgentSlot, CONNECTED, NO_OFFER, offerIdOf, WITHDRAWING } from './agents.ts';
import { type CallSlot, FREE, HELD, WAITING } from './calls.ts';
import type { CommandSink } from './commands.ts';
import type { CallId, HoursId, OfferId } from './ids.ts';
import { goesBefore } from './lines.ts';
import { lookForAgent } from './matching.ts';
import { closeOffer, endConversation, withdraw } from './offers.ts';
import type { Outcome } from './outcomes.ts';
import {
  countsAsWaiting,
  endCall,
  exitCall,
  leaveWaiting,
  letGo,
  returnCall,
  waitingCalls,
} from './queueing.ts';
import type { Router } from './state.ts';

/** Rule 9: no offers are made until the switch is back. */
export function switchLost(router: Router): Outcome {
  if (!router.switchUp) return 'duplicate';
  router.switchUp = false;
  return 'applied';
}

/** Rule 9: what is not on the switch any more has gone; then the waiting are matched. */
export function switchRestored(
  router: Router,
  liveCalls: readonly CallId[],
  liveOffers: readonly OfferId[],
  out: CommandSink,
): Outcome {
  // Down until the end, so that nobody is matched before all are: the best waiting call goes first.
  router.switchUp = false;
  loseCalls(router, new Set(liveCalls), out);
  const offers = new Set<number>(liveOffers);
  for (const agent of openOffers(router)) {
    if (!offers.has(router.agents.offer[agent])) loseOffer(router, agent, out);
  }
  for (const agent of openOffers(router)) endOrphan(router, agent, out);
  router.switchUp = true;
  matchWaiting(router, out);
  return 'applied';
}

function loseCalls(router: Router, live: ReadonlySet<number>, out: CommandSink): void {
  const { calls, agents } = router;
  const gone: CallSlot[] = [];
  for (let call = 0; call < calls.capacity; call++) {
    if (calls.state[call] !== FREE && !live.has(calls.id[call])) gone.push(call);
  }
  for (const call of gone.sort((a, b) => calls.id[a] - calls.id[b])) {
    if (calls.offer[call] !== -1) agents.offerCall[calls.offer[call]] = -1;
    if (countsAsWaiting(router, call)) {
      leaveWaiting(router, call);
      endCall(router, call, 'lost-in-outage', out);
    } else letGo(router, call, out);
  }
}

function openOffers(router: Router): AgentSlot[] {
  const { agents } = router;
  const open: AgentSlot[] = [];
  for (let agent = 0; agent < agents.count; agent++) {
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
  if (call === -1) return;
  returnCall(router, call, out);
}

/** A live agent leg whose caller has gone. */
function endOrphan(router: Router, agent: AgentSlot, out: CommandSink): void {
  const { agents } = router;
  if (agents.offerCall[agent] !== -1 || agents.offerState[agent] === WITHDRAWING) return;
  if (agents.offerState[agent] === CONNECTED) {
    out.releaseAgent(offerIdOf(agents, agent), agents.id[agent]);
  } else withdraw(router, agent, 'caller-gone', out);
}

/** Every waiting and held call, best first, looks for an agent. Cost: O(calls log calls). */
export function matchWaiting(router: Router, out: CommandSink): void {
  const { calls } = router;
  const all = waitingCalls(router, () => true);
  all.sort((a, b) => calls.class[a] - calls.class[b] || (goesBefore(router, a, b) ? -1 : 1));
  for (const call of all) {
    const state = calls.state[call];
    if (state === WAITING || state === HELD) lookForAgent(router, call, out);
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
  if (open) return 'applied';
  const leaves = (call: CallSlot) => {
    const { policy } = compiled.queues[calls.queue[call]];
    return policy.hours === hours && policy.exits.closed?.waiting === true;
  };
  const isWaiting = (call: CallSlot) => calls.state[call] === WAITING || calls.state[call] === HELD;
  for (const call of waitingCalls(router, leaves)) {
    if (!isWaiting(call) || !leaves(call)) continue;
    const go = compiled.queues[calls.queue[call]].policy.exits.closed?.go;
    leaveWaiting(router, call);
    exitCall(router, call, 'closed', go, out);
  }
  return 'applied';
}
