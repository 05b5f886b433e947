import type { AgentSlot } from './agents.ts';
import { type CallSlot, HELD } from './calls.ts';
import {
  DECIDED_BY,
  type DecisionRing,
  decidingKeys,
  type KeptDecision,
  ONLY,
  PREFERRED,
  RUNNER_UP,
} from './decision-ring.ts';
import type { AgentId, CallId, OfferId, QueueId } from './ids.ts';
import { NEXT_OFFER, NOW, type Router } from './state.ts';

/** Hot path: writes down the offer that is about to be made. Allocates: nothing. */
export function keepDecision(
  router: Router,
  row: CallSlot,
  agent: AgentSlot,
  trigger: 'call' | 'agent' | 'preferred',
): void {
  const { ring, calls, agents, numbers, found } = router;
  if (ring.size === 0) return;
  const i = ring.written[0] % ring.size;
  ring.written[0]++;
  // A held call was offered to the one agent it waited for.
  const forced = trigger === 'call' && calls.state[row] === HELD;
  const key = trigger === 'preferred' ? PREFERRED : forced ? ONLY : found[DECIDED_BY];
  const other = key <= PREFERRED ? -1 : found[RUNNER_UP];
  ring.at[i] = numbers[NOW];
  ring.offer[i] = numbers[NEXT_OFFER];
  ring.call[i] = calls.id[row];
  ring.queue[i] = calls.queueId[row];
  ring.step[i] = calls.step[row];
  ring.agent[i] = agents.id[agent];
  ring.key[i] = key;
  ring.otherAgent[i] = undefined;
  ring.otherCall[i] = 0;
  ring.byAgent[i] = trigger === 'agent' ? 1 : 0;
  if (other === -1) return;
  if (trigger === 'agent') ring.otherCall[i] = calls.id[other];
  else ring.otherAgent[i] = agents.id[other];
}

/** What is asked of the ring: all that is given must match. */
export interface DecisionFilter {
  readonly call?: CallId;
  readonly agent?: AgentId;
  readonly queue?: QueueId;
  /** At most so many; 100 when absent. */
  readonly most?: number;
}

/** Kept decisions, newest first. Cost: O(size of the ring). */
export function recentDecisions(router: Router, filter: DecisionFilter): KeptDecision[] {
  const { ring } = router;
  const { most = 100 } = filter;
  const found: KeptDecision[] = [];
  const written = ring.written[0];
  for (let n = written - 1; n >= Math.max(0, written - ring.size) && found.length < most; n--) {
    const i = n % ring.size;
    if (filter.call !== undefined && ring.call[i] !== filter.call) continue;
    if (filter.agent !== undefined && ring.agent[i] !== filter.agent) continue;
    if (filter.queue !== undefined && ring.queue[i] !== filter.queue) continue;
    found.push(keptAt(ring, i));
  }
  return found;
}

function keptAt(ring: DecisionRing, i: number): KeptDecision {
  const other = ring.otherCall[i] === 0 ? ring.otherAgent[i] : (ring.otherCall[i] as CallId);
  return {
    at: ring.at[i],
    offer: ring.offer[i] as OfferId,
    call: ring.call[i] as CallId,
    queue: ring.queue[i] as QueueId,
    step: ring.step[i],
    agent: ring.agent[i] as AgentId,
    trigger: ring.byAgent[i] === 1 ? 'agent' : 'call',
    decidedBy: decidingKeys[ring.key[i]],
    ...(other === undefined ? {} : { runnerUp: other }),
  };
}
