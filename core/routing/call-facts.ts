import { offerIdOf } from './agents.ts';
import {
  type CallSlot,
  CONNECTING,
  callIdOf,
  HELD,
  IN_TALK,
  LEAVING,
  RINGS,
  takeCall,
  WAITING,
} from './calls.ts';
import type { CommandSink } from './commands.ts';
import type { RouterEvent } from './events.ts';
import type { TargetId } from './ids.ts';
import { withdraw } from './offers.ts';
import type { Disposition, Outcome } from './outcomes.ts';
import { endCall, exitCall, joinQueue, leaveWaiting, letGo } from './queueing.ts';
import { NEXT_ARRIVAL, NOW, type Router } from './state.ts';

type Arrived = Extract<RouterEvent, { type: 'call-arrived' }>;

/** Hot path: rule 3. */
export function callArrived(router: Router, event: Arrived, out: CommandSink): Outcome {
  const { calls, compiled, numbers } = router;
  if (calls.slots.get(event.call) !== -1) return 'duplicate';
  const slot = compiled.queueSlots.get(event.queue);
  if (slot === undefined) return 'unknown-queue';
  if (calls.freeCount === 0) return 'over-limit';
  const queue = compiled.queues[slot];
  const call = takeCall(calls, event.call);
  const ownClass = event.class === undefined ? undefined : compiled.classes.get(event.class);
  calls.queue[call] = slot;
  calls.queueId[call] = event.queue;
  calls.class[call] = ownClass ?? queue.class;
  calls.ownClass[call] = ownClass === undefined ? 0 : 1;
  calls.joinedAt[call] = numbers[NOW] - (event.waitedMs ?? 0);
  calls.agedFrom[call] = calls.joinedAt[call] - (event.headStartMs ?? queue.policy.headStartMs);
  calls.arrival[call] = numbers[NEXT_ARRIVAL]++;
  const { preferred } = event;
  const slotOfPreferred = preferred === undefined ? undefined : compiled.agentSlots.get(preferred);
  if (slotOfPreferred !== undefined && router.agents.inPolicy[slotOfPreferred] === 1) {
    calls.preferred[call] = preferred;
  }
  const holdMs = event.preferredWaitMs ?? queue.policy.preferredWaitMs;
  joinQueue(router, call, Math.max(holdMs, 0), out);
  return 'applied';
}

/** Hot path: rule 8, `caller-left`. */
export function callerLeft(router: Router, call: CallSlot, out: CommandSink): Outcome {
  const { calls, agents, compiled, numbers } = router;
  const state = calls.state[call];
  const agent = calls.offer[call];
  if (state === LEAVING) {
    letGo(router, call, out);
    return 'applied';
  }
  if (agent !== -1) agents.offerCall[agent] = -1;
  if (state === IN_TALK) {
    out.releaseAgent(offerIdOf(agents, agent), agents.id[agent]);
    letGo(router, call, out);
    return 'applied';
  }
  const { shortAbandonMs } = compiled.queues[calls.queue[call]].policy;
  const short = numbers[NOW] - calls.joinedAt[call] < shortAbandonMs;
  leaveWaiting(router, call);
  endCall(router, call, short ? 'abandoned-short' : 'abandoned', out);
  if (state === RINGS || state === CONNECTING) withdraw(router, agent, 'caller-gone', out);
  return 'applied';
}

/** A key pressed while waiting that leaves the queue. */
export function callEscaped(
  router: Router,
  call: CallSlot,
  key: string,
  out: CommandSink,
): Outcome {
  const { calls, compiled } = router;
  if (!mayLeave(router, call)) return 'late';
  const { escapes } = compiled.queues[calls.queue[call]].policy;
  const found = escapes.find((entry) => entry.key === key);
  if (found === undefined) return 'unknown-target';
  takeOut(router, call, 'deflected', found.go, out);
  return 'applied';
}

/** A waiting call moved by a person or program. */
export function callMoved(
  router: Router,
  call: CallSlot,
  target: TargetId,
  out: CommandSink,
): Outcome {
  if (!mayLeave(router, call)) return 'late';
  if (!router.compiled.targets.has(target)) return 'unknown-target';
  takeOut(router, call, 'transferred', target, out);
  return 'applied';
}

function mayLeave(router: Router, call: CallSlot): boolean {
  const state = router.calls.state[call];
  return state === WAITING || state === HELD || state === RINGS;
}

function takeOut(
  router: Router,
  call: CallSlot,
  disposition: Disposition,
  go: TargetId,
  out: CommandSink,
): void {
  const { calls, agents } = router;
  const agent = calls.offer[call];
  leaveWaiting(router, call);
  if (agent !== -1) {
    agents.offerCall[agent] = -1;
    calls.offer[call] = -1;
    withdraw(router, agent, 'moved', out);
  }
  exitCall(router, call, disposition, go, out);
}

/** The switch refused to send the caller away: once more, back to the dialplan. */
export function sendFailed(router: Router, call: CallSlot, out: CommandSink): Outcome {
  const { calls } = router;
  if (calls.state[call] !== LEAVING || calls.sentBack[call] === 1) return 'late';
  calls.sentBack[call] = 1;
  out.sendCall(callIdOf(calls, call), undefined);
  return 'applied';
}
