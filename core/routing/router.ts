import {
  endWrapUp,
  findAgent,
  fireAgent,
  pause,
  setBusy,
  setReachable,
  signIn,
  signOut,
  unpause,
} from './agent-facts.ts';
import type { AgentSlot } from './agents.ts';
import {
  callArrived,
  callbackRequested,
  callChanged,
  callEscaped,
  callerLeft,
  callMoved,
  sendFailed,
} from './call-facts.ts';
import { customerAnswered, customerFailed } from './callbacks.ts';
import { type CallSlot, LINKING } from './calls.ts';
import type { CommandSink } from './commands.ts';
import type { RouterEvent } from './events.ts';
import type { Ms } from './ids.ts';
import { fireLink, fireLinking, linkAccepted, linkChanged, linkEnded } from './link-facts.ts';
import {
  agentLeft,
  callConnected,
  connectFailed,
  fireOffer,
  offerAnswered,
  offerEnded,
  offerRinging,
} from './offers.ts';
import { hoursChanged, switchLost, switchRestored } from './outage.ts';
import type { Outcome } from './outcomes.ts';
import { replacePolicy } from './replacement.ts';
import { fireCall } from './returning.ts';
import { slotAt } from './rows.ts';
import { FACT, NOW, OWN_TIME, type Router } from './state.ts';

/**
 * Applies one fact at `now` and gives its commands and notices to `out`. Facts from a switch are
 * never invalid: late, doubled and unknown ones are outcomes. Throws InvariantError on a bug of
 * ours only. Hot path. Cost: `bench/RESULTS.md`. Allocates: nothing, but for restored switches and
 * policies.
 */
export function step(router: Router, event: RouterEvent, now: Ms, out: CommandSink): Outcome {
  router.numbers[FACT]++;
  if (now > router.numbers[NOW]) router.numbers[NOW] = now;
  switch (event.type) {
    case 'call-arrived':
      return callArrived(router, event, out);
    case 'caller-left':
    case 'call-escaped':
    case 'call-moved':
    case 'call-changed':
    case 'callback-requested':
    case 'send-failed': {
      const call = router.calls.slots.get(event.call);
      return call === -1 ? 'unknown-call' : stepCall(router, call, event, out);
    }
    case 'offer-ringing':
    case 'offer-answered':
    case 'offer-ended':
    case 'call-connected':
    case 'connect-failed':
    case 'customer-answered':
    case 'customer-failed':
    case 'agent-left': {
      const agent = router.offers.get(event.offer);
      return agent === -1 ? 'unknown-offer' : stepOffer(router, agent, event, out);
    }
    case 'hours-changed':
      return hoursChanged(router, event.hours, event.open, out);
    case 'link-changed':
      return linkChanged(router, event.link, event.up, out);
    case 'link-accepted':
      return linkAccepted(router, event.call, out);
    case 'link-ended':
      return linkEnded(router, event.call, event.result, out);
    case 'switch-lost':
      return switchLost(router);
    case 'switch-restored':
      return switchRestored(router, event, out);
    case 'policy-replaced':
      replacePolicy(router, event.policy, out);
      return 'applied';
    default: {
      const agent = findAgent(router, event.agent);
      return agent === -1 ? 'unknown-agent' : stepAgent(router, agent, event, out);
    }
  }
}

type CallFact = Exclude<
  Extract<RouterEvent, { call: unknown }>,
  { readonly type: 'link-accepted' | 'link-ended' }
>;
type OfferFact = Extract<RouterEvent, { offer: unknown }>;
type AgentFact = Extract<RouterEvent, { agent: unknown }>;

function stepCall(router: Router, call: CallSlot, event: CallFact, out: CommandSink): Outcome {
  switch (event.type) {
    case 'caller-left':
      return callerLeft(router, call, out);
    case 'call-escaped':
      return callEscaped(router, call, event.key, out);
    case 'call-moved':
      return callMoved(router, call, event.target, out);
    case 'call-changed':
      return callChanged(router, call, event, out);
    case 'callback-requested':
      return callbackRequested(router, call, event, out);
    case 'send-failed':
      return sendFailed(router, call, out);
    case 'call-arrived':
      return 'duplicate';
  }
}

function stepOffer(router: Router, agent: AgentSlot, event: OfferFact, out: CommandSink): Outcome {
  switch (event.type) {
    case 'offer-ringing':
      return offerRinging(router, agent);
    case 'offer-answered':
      return offerAnswered(router, agent, out);
    case 'offer-ended':
      return offerEnded(router, agent, event.result, out);
    case 'call-connected':
      return callConnected(router, agent, out);
    case 'connect-failed':
      return connectFailed(router, agent, out);
    case 'customer-answered':
      return customerAnswered(router, agent, out);
    case 'customer-failed':
      return customerFailed(router, agent, out);
    case 'agent-left':
      return agentLeft(router, agent, event.transferred === true, out);
  }
}

function stepAgent(router: Router, agent: AgentSlot, event: AgentFact, out: CommandSink): Outcome {
  switch (event.type) {
    case 'agent-signed-in':
      return signIn(router, agent, out);
    case 'agent-signed-out':
      return signOut(router, agent, out);
    case 'agent-paused':
      return pause(router, agent, event.reason, out);
    case 'agent-unpaused':
      return unpause(router, agent, out);
    case 'wrap-up-ended':
      router.numbers[OWN_TIME] = router.numbers[NOW];
      return endWrapUp(router, agent, out);
    case 'agent-reachable':
      return setReachable(router, agent, 1, out);
    case 'agent-unreachable':
      return setReachable(router, agent, 0, out);
    case 'agent-busy':
      return setBusy(router, agent, 1, out);
    case 'agent-free':
      return setBusy(router, agent, 0, out);
  }
}

/**
 * Fires every deadline at or before `now`, earliest first; firing late is legal.
 * Hot path. Cost: O(log n) a deadline beside what it causes. Allocates: nothing.
 */
export function advance(router: Router, now: Ms, out: CommandSink): void {
  if (now > router.numbers[NOW]) router.numbers[NOW] = now;
  router.numbers[FACT]++;
  const agents = router.agents.count;
  const links = agents * 2 + router.limits.callsMax;
  const { deadlines } = router;
  while (deadlines.isDue(router.numbers, NOW)) {
    const node = deadlines.first;
    router.numbers[OWN_TIME] = deadlines.at[node];
    if (node < agents) fireOffer(router, slotAt(node), out);
    else if (node < agents * 2) fireAgent(router, slotAt(node - agents), out);
    else if (node >= links) fireLink(router, node - links, out);
    else firePlace(router, slotAt(node - agents * 2), out);
  }
}

function firePlace(router: Router, row: CallSlot, out: CommandSink): void {
  if (router.calls.state[row] === LINKING) fireLinking(router, row, out);
  else fireCall(router, row, out);
}

/** When `advance` next has something to do; NEVER when nothing is due. Cost: O(1). */
export const nextDeadline = (router: Router): Ms => router.deadlines.next;
