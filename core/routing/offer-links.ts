import type { AgentSlot } from './agents.ts';
import type { CallSlot } from './calls.ts';
import type { Router } from './state.ts';

/**
 * The open offers of a place, by offer id: a list through its agents' rows. One, but for
 * `ring-all`.
 */

/** Hot path: the agent's offer is the last of the place's. */
export function linkOffer(router: Router, row: CallSlot, agent: AgentSlot): void {
  const { calls, agents } = router;
  agents.offerCall[agent] = row;
  agents.offerNext[agent] = -1;
  let last = calls.offer[row];
  if (last === -1) {
    calls.offer[row] = agent;
    return;
  }
  while (agents.offerNext[last] !== -1) last = agents.offerNext[last];
  agents.offerNext[last] = agent;
}

/** Hot path: the offer is none of its place's any more. */
export function unlinkOffer(router: Router, agent: AgentSlot): void {
  const { calls, agents } = router;
  const row = agents.offerCall[agent];
  if (row === -1) return;
  const next = agents.offerNext[agent];
  if (calls.offer[row] === agent) calls.offer[row] = next;
  else {
    let before = calls.offer[row];
    while (agents.offerNext[before] !== agent) before = agents.offerNext[before];
    agents.offerNext[before] = next;
  }
  agents.offerCall[agent] = -1;
  agents.offerNext[agent] = -1;
}

/** The place has no offers any more; returns the first of those it had, for `withdrawAll`. */
export function detachOffers(router: Router, row: CallSlot): AgentSlot {
  const { calls, agents } = router;
  const first = calls.offer[row];
  calls.offer[row] = -1;
  for (let agent = first; agent !== -1; agent = agents.offerNext[agent]) {
    agents.offerCall[agent] = -1;
  }
  return first;
}
