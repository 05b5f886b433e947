import type { AgentSlot } from './agents.ts';
import { type CallSlot, isExcluded } from './calls.ts';
import { satisfies } from './demands.ts';
import { lineOf } from './lines.ts';
import type { SelectionOrder } from './policy.ts';
import { draw, NOW, type Router } from './state.ts';

/**
 * Which agent for a call at one of its places: among the ready that qualify, are not excluded and
 * whose delay has passed, the smallest by rank, preference, the queue's order, idle since, id. −1:
 * nobody.
 * Hot path. Cost with `longest-idle`: one mask AND per 32 profiles that have somebody ready, plus
 * the heads of those that match; other orders and delays: O(profiles that qualify + ready agents of
 * the best rank). Allocates: nothing.
 */
export function selectAgent(router: Router, call: CallSlot): AgentSlot {
  const { compiled, calls } = router;
  const line = lineOf(router, call);
  const order = compiled.queues[calls.queue[call]].policy.order;
  if ((order === 'longest-idle' || order === 'ring-all') && compiled.lineDelayed[line] === 0) {
    return selectLongestIdle(router, call, line);
  }
  return selectByEntries(router, call, line, order);
}

/** Hot path: whether the agent qualifies for the call at this place and its step. */
export function agentQualifies(router: Router, agent: AgentSlot, row: CallSlot): boolean {
  const { profileLines, profileOf, words } = router.compiled;
  const line = lineOf(router, row);
  const profile = profileOf[agent];
  const serves = (profileLines[profile * words + (line >>> 5)] >>> (line & 31)) & 1;
  return serves === 1 && satisfies(router.demands, router.calls.demand[row], profile);
}

/** Hot path: the longest idle of the best group, by masks. */
function selectLongestIdle(router: Router, call: CallSlot, line: number): AgentSlot {
  const { compiled, readyMask, readyWords } = router;
  const demand = router.calls.demand[call];
  const satisfied = router.demands.profiles[demand];
  const { profileWords, groupProfiles } = compiled;
  const end = compiled.groupStart[line + 1];
  for (let group = compiled.groupStart[line]; group < end; group++) {
    let best = -1;
    for (let part = 0; part < readyWords.length; part++) {
      for (let wordBits = readyWords[part]; wordBits !== 0; wordBits &= wordBits - 1) {
        const word = (part << 5) + 31 - Math.clz32(wordBits & -wordBits);
        let bits = readyMask[word] & groupProfiles[group * profileWords + word];
        if (demand !== 0) bits &= satisfied[word];
        for (; bits !== 0; bits &= bits - 1) {
          const agent = longestIdleOf(router, call, (word << 5) + 31 - Math.clz32(bits & -bits));
          if (agent !== -1 && (best === -1 || isLonger(router, agent, best))) best = agent;
        }
      }
    }
    if (best !== -1) return best;
  }
  return -1;
}

/** Hot path: whether agent a has been idle for longer than b; at equal times the id decides. */
function isLonger(router: Router, a: AgentSlot, b: AgentSlot): boolean {
  const { idleSince } = router.agents;
  return idleSince[a] < idleSince[b] || (idleSince[a] === idleSince[b] && a < b);
}

/** Hot path: the head of a profile's idle list, past agents excluded from the call. */
function longestIdleOf(router: Router, call: CallSlot, profile: number): AgentSlot {
  const { agents, calls } = router;
  let agent = router.idleHead[profile];
  if (calls.exclusionCount[call] === 0) return agent;
  while (agent !== -1 && isExcluded(calls, call, agent, router.numbers)) {
    agent = agents.next[agent];
  }
  return agent;
}

/** Hot path: any order, by going through the profiles that qualify. */
function selectByEntries(
  router: Router,
  call: CallSlot,
  line: number,
  order: SelectionOrder,
): AgentSlot {
  const { compiled, calls } = router;
  const end = compiled.entryStart[line + 1];
  const now = router.numbers[NOW];
  const joinedAt = calls.joinedAt[call];
  let best = -1;
  let bestEntry = -1;
  for (let entry = compiled.entryStart[line]; entry < end; entry++) {
    // Entries come best group first: a found agent cannot be beaten by one of a worse group.
    if (best !== -1 && compiled.entryGroup[entry] !== compiled.entryGroup[bestEntry]) break;
    if (router.readyCount[compiled.entryProfile[entry]] === 0) continue;
    if (joinedAt + compiled.entryDelay[entry] > now) continue;
    if (!satisfies(router.demands, calls.demand[call], compiled.entryProfile[entry])) continue;
    const agent = bestOfProfile(router, call, compiled.entryProfile[entry], order);
    if (agent === -1) continue;
    if (best === -1 || beats(router, order, agent, entry, best, bestEntry)) {
      best = agent;
      bestEntry = entry;
    }
  }
  if (order === 'random' && best !== -1) return drawAgent(router, call, line, bestEntry);
  return best;
}

/** Hot path: the best ready agent of one profile, −1 when all are excluded from the call. */
function bestOfProfile(
  router: Router,
  call: CallSlot,
  profile: number,
  order: SelectionOrder,
): AgentSlot {
  const { agents, calls } = router;
  const anyExcluded = calls.exclusionCount[call] > 0;
  const value =
    order === 'fewest-calls'
      ? agents.callsAnswered
      : order === 'round-robin'
        ? agents.lastOffered
        : undefined;
  const byShare = order === 'least-occupied';
  let best = -1;
  for (let agent = router.idleHead[profile]; agent !== -1; agent = agents.next[agent]) {
    if (anyExcluded && isExcluded(calls, call, agent, router.numbers)) continue;
    if (byShare) {
      if (best === -1 || occupancyOf(router, agent) < occupancyOf(router, best)) best = agent;
      continue;
    }
    if (value === undefined) return agent;
    if (best === -1 || value[agent] < value[best]) best = agent;
  }
  return best;
}

/** Hot path: share of the time since sign-in that a ready agent has been talking or wrapping up. */
export function occupancyOf(router: Router, agent: AgentSlot): number {
  const { occupiedMs, availableMs, stateSince } = router.agents;
  const occupied = occupiedMs[agent];
  const all = occupied + availableMs[agent] + (router.numbers[NOW] - stateSince[agent]);
  return all > 0 ? occupied / all : 0;
}

/** Hot path: whether agent a goes before agent b at equal rank and preference. */
function beats(
  router: Router,
  order: SelectionOrder,
  a: AgentSlot,
  entryA: number,
  b: AgentSlot,
  entryB: number,
): boolean {
  const { agents, compiled } = router;
  let difference = 0;
  if (order === 'most-skilled') {
    difference = compiled.entrySkill[entryB] - compiled.entrySkill[entryA];
  } else if (order === 'least-skilled') {
    difference =
      compiled.profileLevels[compiled.entryProfile[entryA]] -
      compiled.profileLevels[compiled.entryProfile[entryB]];
  } else if (order === 'fewest-calls') {
    difference = agents.callsAnswered[a] - agents.callsAnswered[b];
  } else if (order === 'least-occupied') {
    difference = occupancyOf(router, a) - occupancyOf(router, b);
  } else if (order === 'round-robin') {
    difference = agents.lastOffered[a] - agents.lastOffered[b];
  }
  if (difference !== 0) return difference < 0;
  if (agents.idleSince[a] !== agents.idleSince[b]) return agents.idleSince[a] < agents.idleSince[b];
  return a < b;
}

/**
 * Hot path: one of the eligible agents of the best group, drawn; a draw is made only if there are
 * two.
 */
function drawAgent(router: Router, call: CallSlot, line: number, bestEntry: number): AgentSlot {
  const { compiled, scratch } = router;
  scratch.fill(0);
  let count = 0;
  for (let entry = bestEntry; entry >= compiled.entryStart[line]; entry--) {
    if (compiled.entryGroup[entry] !== compiled.entryGroup[bestEntry]) break;
    count += markEligible(router, call, entry);
  }
  for (let entry = bestEntry + 1; entry < compiled.entryStart[line + 1]; entry++) {
    if (compiled.entryGroup[entry] !== compiled.entryGroup[bestEntry]) break;
    count += markEligible(router, call, entry);
  }
  let nth = count < 2 ? 0 : draw(router) % count;
  for (let word = 0; word < scratch.length; word++) {
    for (let bits = scratch[word]; bits !== 0; bits &= bits - 1) {
      const agent = (word << 5) + 31 - Math.clz32(bits & -bits);
      if (nth-- === 0) return agent;
    }
  }
  return -1;
}

function markEligible(router: Router, call: CallSlot, entry: number): number {
  const { compiled, agents, calls, scratch } = router;
  const now = router.numbers[NOW];
  if (calls.joinedAt[call] + compiled.entryDelay[entry] > now) return 0;
  if (!satisfies(router.demands, calls.demand[call], compiled.entryProfile[entry])) return 0;
  let count = 0;
  let agent = router.idleHead[compiled.entryProfile[entry]];
  for (; agent !== -1; agent = agents.next[agent]) {
    if (isExcluded(calls, call, agent, router.numbers)) continue;
    scratch[agent >>> 5] |= 1 << (agent & 31);
    count++;
  }
  return count;
}
