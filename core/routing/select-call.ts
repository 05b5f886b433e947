import type { AgentSlot } from './agents.ts';
import { type CallSlot, isExcluded } from './calls.ts';
import { satisfies } from './demands.ts';
import { goesBefore } from './lines.ts';
import { NOW, type Router } from './state.ts';

/**
 * Which call, by its place, for a ready agent: over all lines its profile qualifies for and the calls held for it,
 * the smallest by class, routing age, arrival. −1: none. Hot path. Cost: one mask AND per 32 lines
 * and class, plus the heads of the lines that match. Allocates: nothing.
 */
export function selectCall(router: Router, agent: AgentSlot): CallSlot {
  const { compiled, lineMasks, lineWordMasks, lineWords } = router;
  const { words, profileLines, classCount } = compiled;
  const profile = compiled.profileOf[agent];
  const delays = compiled.profileDelays[profile];
  const base = profile * words;
  for (let callClass = 0; callClass < classCount; callClass++) {
    let best = firstHeld(router, agent, callClass);
    const mask = callClass * words;
    for (let part = 0; part < lineWords; part++) {
      let wordBits = lineWordMasks[callClass * lineWords + part];
      for (; wordBits !== 0; wordBits &= wordBits - 1) {
        const word = (part << 5) + 31 - Math.clz32(wordBits & -wordBits);
        let bits = lineMasks[mask + word] & profileLines[base + word];
        for (; bits !== 0; bits &= bits - 1) {
          const line = (word << 5) + 31 - Math.clz32(bits & -bits);
          const call = firstEligible(router, agent, line * classCount + callClass, delays);
          if (call !== -1 && (best === -1 || goesBefore(router, call, best))) best = call;
        }
      }
    }
    if (best !== -1) return best;
  }
  return -1;
}

/** Hot path: the first call of a list this agent may take; nearly always the head. */
function firstEligible(
  router: Router,
  agent: AgentSlot,
  list: number,
  delays: Float64Array | undefined,
): CallSlot {
  const { calls } = router;
  const now = router.numbers[NOW];
  const profile = router.compiled.profileOf[agent];
  for (let call = router.lineHead[list]; call !== -1; call = calls.next[call]) {
    if (calls.exclusionCount[call] > 0 && isExcluded(calls, call, agent, router.numbers)) continue;
    if (calls.demand[call] !== 0 && !satisfies(router.demands, calls.demand[call], profile)) {
      continue;
    }
    if (delays !== undefined && calls.joinedAt[call] + delays[calls.queue[call]] > now) continue;
    return call;
  }
  return -1;
}

/** Hot path: the first call of a class held for this agent. */
function firstHeld(router: Router, agent: AgentSlot, callClass: number): CallSlot {
  const { calls } = router;
  let best = -1;
  for (let call = router.agents.heldHead[agent]; call !== -1; call = calls.next[call]) {
    if (calls.class[call] !== callClass) continue;
    if (best === -1 || goesBefore(router, call, best)) best = call;
  }
  return best;
}
