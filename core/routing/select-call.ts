import type { AgentSlot } from './agents.ts';
import { type CallSlot, isExcluded, WAITING } from './calls.ts';
import { BY_AGE, BY_ARRIVAL, BY_CLASS, DECIDED_BY, ONLY, RUNNER_UP } from './decision-ring.ts';
import { satisfies } from './demands.ts';
import { goesBefore } from './lines.ts';
import { agentQualifies } from './select-agent.ts';
import { NOW, type Router } from './state.ts';

/**
 * Which call, by its place, for a ready agent: over all lines its profile qualifies for and the
 * calls held for it, the smallest by class, routing age, arrival. −1: none. Hot path. Cost: one
 * mask AND per 32 lines and class, plus the heads of the lines that match, and calls before them
 * whose own skills, exclusions or delay keep the agent out. Allocates: nothing.
 */
export function selectCall(router: Router, agent: AgentSlot): CallSlot {
  const { calls, compiled, lineMasks, lineWordMasks, lineWords } = router;
  const { words, profileLines, classCount } = compiled;
  const profile = router.agents.profile[agent];
  const delays = compiled.profileDelays[profile];
  const base = profile * words;
  for (let callClass = 0; callClass < classCount; callClass++) {
    let best = firstHeld(router, agent, callClass, -1);
    let second = -1;
    const mask = callClass * words;
    for (let part = 0; part < lineWords; part++) {
      let wordBits = lineWordMasks[callClass * lineWords + part];
      for (; wordBits !== 0; wordBits &= wordBits - 1) {
        const word = (part << 5) + 31 - Math.clz32(wordBits & -wordBits);
        let bits = lineMasks[mask + word] & profileLines[base + word];
        for (; bits !== 0; bits &= bits - 1) {
          const line = (word << 5) + 31 - Math.clz32(bits & -bits);
          const head = router.lineHead[line * classCount + callClass];
          const call = firstEligible(router, agent, head, delays);
          if (call === -1) continue;
          if (best === -1 || goesBefore(router, call, best)) {
            // Another place of the same call is no runner-up.
            if (best === -1 || calls.first[best] !== calls.first[call]) second = best;
            best = call;
          } else if (calls.first[best] !== calls.first[call]) {
            if (second === -1 || goesBefore(router, call, second)) second = call;
          }
        }
      }
    }
    if (best !== -1) {
      if (router.ring.size > 0) keepRunnerUp(router, agent, best, second, delays);
      return best;
    }
  }
  return -1;
}

/** Hot path: leaves the runner-up and the key for whoever writes the decision down. */
function keepRunnerUp(
  router: Router,
  agent: AgentSlot,
  best: CallSlot,
  other: CallSlot,
  delays: Float64Array | undefined,
): void {
  const { calls, found } = router;
  let second = other;
  // Behind the call in each of its lines; one that is held stands in none.
  for (let row = calls.first[best]; row !== -1; row = calls.following[row]) {
    if (calls.state[row] !== WAITING || calls.class[row] !== calls.class[best]) continue;
    if (row !== best && !agentQualifies(router, agent, row)) continue;
    const behind = firstEligible(router, agent, calls.next[row], delays);
    if (behind !== -1 && (second === -1 || goesBefore(router, behind, second))) second = behind;
  }
  if (router.agents.heldHead[agent] !== -1) {
    const held = firstHeld(router, agent, calls.class[best], best);
    if (held !== -1 && (second === -1 || goesBefore(router, held, second))) second = held;
  }
  if (second !== -1) {
    found[DECIDED_BY] = calls.agedFrom[best] === calls.agedFrom[second] ? BY_ARRIVAL : BY_AGE;
  } else {
    second = firstOfLesserClass(router, agent, best, delays);
    found[DECIDED_BY] = second === -1 ? ONLY : BY_CLASS;
  }
  found[RUNNER_UP] = second;
}

/** Hot path: the best call of a less urgent class that the agent could have taken. */
function firstOfLesserClass(
  router: Router,
  agent: AgentSlot,
  taken: CallSlot,
  delays: Float64Array | undefined,
): CallSlot {
  const { calls, compiled, lineMasks, lineWordMasks, lineWords } = router;
  const { words, profileLines, classCount } = compiled;
  const base = router.agents.profile[agent] * words;
  for (let callClass = calls.class[taken] + 1; callClass < classCount; callClass++) {
    let best = firstHeld(router, agent, callClass, -1);
    for (let part = 0; part < lineWords; part++) {
      let wordBits = lineWordMasks[callClass * lineWords + part];
      for (; wordBits !== 0; wordBits &= wordBits - 1) {
        const word = (part << 5) + 31 - Math.clz32(wordBits & -wordBits);
        let bits = lineMasks[callClass * words + word] & profileLines[base + word];
        for (; bits !== 0; bits &= bits - 1) {
          const line = (word << 5) + 31 - Math.clz32(bits & -bits);
          const head = router.lineHead[line * classCount + callClass];
          let call = firstEligible(router, agent, head, delays);
          if (call !== -1 && calls.first[call] === calls.first[taken]) {
            call = firstEligible(router, agent, calls.next[call], delays);
          }
          if (call === -1) continue;
          if (best === -1 || goesBefore(router, call, best)) best = call;
        }
      }
    }
    if (best !== -1) return best;
  }
  return -1;
}

/** Hot path: the first call, from one of a line on, this agent may take; nearly always that one. */
function firstEligible(
  router: Router,
  agent: AgentSlot,
  from: CallSlot,
  delays: Float64Array | undefined,
): CallSlot {
  const { calls } = router;
  const now = router.numbers[NOW];
  const profile = router.agents.profile[agent];
  for (let call = from; call !== -1; call = calls.next[call]) {
    if (calls.exclusionCount[call] > 0 && isExcluded(calls, call, agent, router.numbers)) continue;
    if (calls.demand[call] !== 0 && !satisfies(router.demands, calls.demand[call], profile)) {
      continue;
    }
    if (delays !== undefined && calls.joinedAt[call] + delays[calls.queue[call]] > now) continue;
    return call;
  }
  return -1;
}

/** Hot path: the first call of a class held for this agent, `without` one. */
function firstHeld(
  router: Router,
  agent: AgentSlot,
  callClass: number,
  without: CallSlot,
): CallSlot {
  const { calls } = router;
  let best = -1;
  for (let call = router.agents.heldHead[agent]; call !== -1; call = calls.next[call]) {
    if (calls.class[call] !== callClass || call === without) continue;
    if (best === -1 || goesBefore(router, call, best)) best = call;
  }
  return best;
}
