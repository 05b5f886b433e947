import {
  type AgentSlot,
  agentState,
  IDLE,
  OFFERED,
  offeredCallOf,
  offerIdOf,
  SET_UP,
  TALKING,
} from './agents.ts';
import { type CallSlot, callIdOf, dropLapsed, HELD, RINGS, WAITING } from './calls.ts';
import type { CommandSink } from './commands.ts';
import { explainOffer } from './explain.ts';
import { type CallId, NEVER } from './ids.ts';
import { leaveHold, leaveIdle, leaveLine } from './lines.ts';
import { scheduleCall, scheduleOffer } from './schedule.ts';
import { selectAgent } from './select-agent.ts';
import { selectCall } from './select-call.ts';
import { NEXT_OFFER, NEXT_ROTATION, NOW, type Router } from './state.ts';

/** Hot path: a waiting or held call looks for an agent (rule 7.1). */
export function lookForAgent(router: Router, call: CallSlot, out: CommandSink): void {
  const { calls, agents } = router;
  if (calls.exclusionCount[call] > 0) dropLapsed(calls, call, router.numbers);
  calls.lookedAt[call] = router.numbers[NOW];
  let agent = -1;
  if (router.switchUp) {
    if (calls.state[call] === HELD) {
      if (agents.ready[calls.heldFor[call]] === 1) agent = calls.heldFor[call];
    } else agent = selectAgent(router, call);
  }
  if (agent === -1) scheduleCall(router, call);
  else makeOffer(router, call, agent, 'call', out);
}

/** Hot path: a ready agent looks for a call (rule 7.2). */
export function lookForCall(router: Router, agent: AgentSlot, out: CommandSink): void {
  if (!router.switchUp) return;
  const call = selectCall(router, agent);
  if (call !== -1) makeOffer(router, call, agent, 'agent', out);
}

/** Hot path: reserves call and agent for each other and has the phone rung (rule 7.3). */
export function makeOffer(
  router: Router,
  call: CallSlot,
  agent: AgentSlot,
  trigger: 'call' | 'agent' | 'preferred',
  out: CommandSink,
): void {
  const { calls, agents, numbers, compiled } = router;
  if (router.onDecision !== undefined) {
    router.onDecision(
      explainOffer(
        router,
        call,
        agent,
        trigger === 'agent' ? 'agent' : 'call',
        trigger === 'preferred',
      ),
    );
  }
  if (calls.state[call] === WAITING) leaveLine(router, call);
  else if (calls.state[call] === HELD) leaveHold(router, call);
  leaveIdle(router, agent);
  const queue = compiled.queues[calls.queue[call]].policy;
  calls.state[call] = RINGS;
  calls.offer[call] = agent;
  scheduleCall(router, call);
  agents.offer[agent] = numbers[NEXT_OFFER]++;
  agents.lastOffered[agent] = numbers[NEXT_ROTATION]++;
  agents.activity[agent] = OFFERED;
  agents.offerState[agent] = SET_UP;
  agents.offerCall[agent] = call;
  agents.offerCallId[agent] = calls.id[call];
  agents.offerQueue[agent] = calls.queueId[call];
  agents.offerMadeAt[agent] = numbers[NOW];
  agents.offerRingingAt[agent] = NEVER;
  agents.offerAnsweredLate[agent] = 0;
  agents.offerRingMs[agent] = queue.ringMs;
  agents.offerWrapUpMs[agent] = queue.wrapUpMs;
  agents.offerDeadline[agent] = numbers[NOW] + router.limits.setUpMs;
  router.offers.set(agents.offer[agent], agent);
  scheduleOffer(router, agent);
  out.offerCall(offerIdOf(agents, agent), callIdOf(calls, call), agents.id[agent], queue.ringMs);
  tellAgent(router, agent, out);
}

/** Hot path: tells what people see of an agent, if it has changed. */
export function tellAgent(router: Router, agent: AgentSlot, out: CommandSink): void {
  const { agents } = router;
  const state = agentState(agents, agent);
  const reason = agents.paused[agent];
  const activity = agents.activity[agent];
  const busyWithCall = state !== 'signed-out' && (activity === OFFERED || activity === TALKING);
  const call = busyWithCall ? agents.offerCallId[agent] : 0;
  if (
    agents.toldState[agent] === state &&
    agents.toldReason[agent] === reason &&
    agents.toldCall[agent] === call
  ) {
    return;
  }
  agents.toldState[agent] = state;
  agents.toldReason[agent] = reason;
  agents.toldCall[agent] = call;
  const shown: CallId | undefined = busyWithCall ? offeredCallOf(agents, agent) : undefined;
  out.agentChanged(agents.id[agent], state, reason, shown);
}

/** Whether the agent is free of offers, conversations and wrap-up. */
export const isIdle = (router: Router, agent: AgentSlot): boolean =>
  router.agents.activity[agent] === IDLE;
