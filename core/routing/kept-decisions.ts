import type { AgentSlot } from './agents.ts';
import { agentIdOf } from './agents.ts';
import { type CallSlot, HELD, queueIdOf } from './calls.ts';
import {
  AT,
  BY_AGENT,
  CALL,
  DECIDED_BY,
  type DecisionRing,
  decidingKeys,
  KEY,
  type KeptDecision,
  NAMES,
  OFFER,
  ONLY,
  OTHER_CALL,
  PREFERRED,
  ROW,
  RUNNER_UP,
  STEP,
} from './decision-ring.ts';
import type { AgentId, CallId, OfferId, QueueId } from './ids.ts';
import { NEXT_OFFER, NOW, type Router } from './state.ts';

/** Hot path: writes down the offer that is about to be made. Allocates: nothing. */
export function keepDecision(
  router: Router,
  place: CallSlot,
  agent: AgentSlot,
  trigger: 'call' | 'agent' | 'preferred',
): void {
  const { ring, calls, agents, numbers, found } = router;
  if (ring.size === 0) return;
  const next = ring.next[0];
  ring.next[0] = next + 1 === ring.size ? 0 : next + 1;
  const byAgent = trigger === 'agent';
  // A held call was offered to the one agent it waited for.
  const forced = !byAgent && calls.state[place] === HELD;
  const key = trigger === 'preferred' ? PREFERRED : forced ? ONLY : found[DECIDED_BY];
  const other = key <= PREFERRED ? -1 : found[RUNNER_UP];
  const row = next * ROW;
  ring.numbers[row + AT] = numbers[NOW];
  ring.numbers[row + OFFER] = numbers[NEXT_OFFER];
  ring.numbers[row + CALL] = calls.id[place];
  ring.numbers[row + STEP] = calls.step[place];
  ring.numbers[row + KEY] = key;
  ring.numbers[row + BY_AGENT] = byAgent ? 1 : 0;
  // Two writes, not a choice between two values: a choice of numbers is boxed.
  ring.numbers[row + OTHER_CALL] = 0;
  if (byAgent && other !== -1) ring.numbers[row + OTHER_CALL] = calls.id[other];
  const name = next * NAMES;
  ring.names[name] = queueIdOf(calls, place);
  ring.names[name + 1] = agentIdOf(agents, agent);
  ring.names[name + 2] = byAgent || other === -1 ? undefined : agentIdOf(agents, other);
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
  for (let back = 1; back <= ring.size && found.length < most; back++) {
    const i = (ring.next[0] - back + ring.size) % ring.size;
    if (ring.numbers[i * ROW + OFFER] === 0) break;
    const kept = keptAt(ring, i);
    if (filter.call !== undefined && kept.call !== filter.call) continue;
    if (filter.agent !== undefined && kept.agent !== filter.agent) continue;
    if (filter.queue !== undefined && kept.queue !== filter.queue) continue;
    found.push(kept);
  }
  return found;
}

function keptAt(ring: DecisionRing, i: number): KeptDecision {
  const row = ring.numbers.subarray(i * ROW, (i + 1) * ROW);
  const [queue, agent, otherAgent] = ring.names.slice(i * NAMES, (i + 1) * NAMES);
  const runnerUp = row[OTHER_CALL] === 0 ? (otherAgent as AgentId) : (row[OTHER_CALL] as CallId);
  return {
    at: row[AT],
    offer: row[OFFER] as OfferId,
    call: row[CALL] as CallId,
    queue: queue as QueueId,
    step: row[STEP],
    agent: agent as AgentId,
    trigger: row[BY_AGENT] === 1 ? 'agent' : 'call',
    decidedBy: decidingKeys[row[KEY]],
    ...(runnerUp === undefined ? {} : { runnerUp }),
  };
}
