import type { AgentSlot } from './agents.ts';
import { type CallSlot, isExcluded } from './calls.ts';
import {
  BY_AGENT_ID,
  BY_IDLE_SINCE,
  BY_PREFERENCE,
  BY_RANK,
  DECIDED_BY,
  decidingKeys,
  ONLY,
  RUNNER_UP,
} from './decision-ring.ts';
import { satisfies } from './demands.ts';
import { lineOf } from './lines.ts';
import type { SelectionOrder } from './policy.ts';
import { indexOf, slotAt } from './rows.ts';
import { draw, NOW, type Router } from './state.ts';

/**
 * Which agent for a call at one of its places: among the ready that qualify, are not excluded and
 * whose delay has passed, the smallest by rank, preference, the queue's order, idle since, id. −1:
 * nobody.
 * Hot path. Cost with `longest-idle`: one mask AND per 32 profiles that have somebody ready, plus
 * the heads of those that match; other orders and delays: that, and O(ready agents of the best
 * rank × log profiles that qualify). Allocates: nothing.
 */
export function selectAgent(router: Router, call: CallSlot): AgentSlot {
  const { compiled, calls } = router;
  const line = lineOf(router, call);
  const order = compiled.queues[calls.queue[call]].policy.order;
  if (order === 'longest-idle' || order === 'ring-all') {
    return selectLongestIdle(router, call, line);
  }
  return selectByOrder(router, call, line, order);
}

/** Hot path: whether the agent qualifies for the call at this place and its step. */
export function agentQualifies(router: Router, agent: AgentSlot, row: CallSlot): boolean {
  const { profileLines, words } = router.compiled;
  const line = lineOf(router, row);
  const profile = router.agents.profile[agent];
  const serves = (profileLines[profile * words + (line >>> 5)] >>> (line & 31)) & 1;
  return serves === 1 && satisfies(router.demands, router.calls.demand[row], profile);
}

/**
 * Hot path: the longest idle of the best group, by masks. The runner-up is seen on the way, and
 * what decided between the two is left in `router.found`.
 */
function selectLongestIdle(router: Router, call: CallSlot, line: number): AgentSlot {
  const { compiled, readyMask, readyWords } = router;
  const demand = router.calls.demand[call];
  const satisfied = router.demands.profiles[demand];
  const { profileWords, groupProfiles, groupWords } = compiled;
  const delayed = compiled.lineDelayed[line] === 1;
  const end = compiled.groupStart[line + 1];
  let winner = -1;
  let winnersGroup = -1;
  for (let group = compiled.groupStart[line]; group < end; group++) {
    let best = -1;
    let second = -1;
    for (let part = 0; part < readyWords.length; part++) {
      let wordBits = readyWords[part] & groupWords[group * readyWords.length + part];
      for (; wordBits !== 0; wordBits &= wordBits - 1) {
        const word = (part << 5) + 31 - Math.clz32(wordBits & -wordBits);
        let bits = readyMask[word] & groupProfiles[group * profileWords + word];
        if (demand !== 0) bits &= satisfied[word];
        for (; bits !== 0; bits &= bits - 1) {
          const profile = (word << 5) + 31 - Math.clz32(bits & -bits);
          if (delayed && isTooSoon(router, call, profile)) continue;
          const agent = longestIdleOf(router, call, profile);
          if (agent === -1) continue;
          if (best === -1 || isLonger(router, agent, best)) {
            second = best;
            best = agent;
          } else if (second === -1 || isLonger(router, agent, second)) second = agent;
        }
      }
    }
    if (best === -1) continue;
    if (winner !== -1)
      return decided(router, winner, best, keyOfGroups(router, winnersGroup, group));
    const behind = nextIdle(router, call, best);
    if (behind !== -1 && (second === -1 || isLonger(router, behind, second))) second = behind;
    if (second !== -1) return decided(router, best, second, keyOfIdle(router, best, second));
    // Nobody else of this group: whether a later one has somebody says by what it was decided.
    winner = best;
    winnersGroup = group;
  }
  return decided(router, winner, -1, ONLY);
}

/** Hot path: leaves the runner-up and the key for whoever writes the decision down. */
function decided(router: Router, winner: AgentSlot, second: AgentSlot, key: number): AgentSlot {
  router.found[RUNNER_UP] = second;
  router.found[DECIDED_BY] = key;
  return winner;
}

/** Hot path: what sets the better of two groups of a line apart. */
function keyOfGroups(router: Router, better: number, worse: number): number {
  const { groupRank } = router.compiled;
  return groupRank[better] === groupRank[worse] ? BY_PREFERENCE : BY_RANK;
}

/** Hot path: what sets the longer idle of two agents apart. */
const keyOfIdle = (router: Router, a: AgentSlot, b: AgentSlot): number =>
  router.agents.idleSince[a] === router.agents.idleSince[b] ? BY_AGENT_ID : BY_IDLE_SINCE;

/** Hot path: the next of the same profile who is not excluded from the call. */
function nextIdle(router: Router, call: CallSlot, agent: AgentSlot): AgentSlot {
  const { agents, calls } = router;
  let next = agents.next[agent];
  if (calls.exclusionCount[call] === 0) return next;
  while (next !== -1 && isExcluded(calls, call, next, router.numbers)) next = agents.next[next];
  return next;
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

/** Hot path: whether agents of the profile do not see the call yet. */
function isTooSoon(router: Router, call: CallSlot, profile: number): boolean {
  const { calls, compiled, numbers } = router;
  const delays = compiled.profileDelays[profile];
  return delays !== undefined && calls.joinedAt[call] + delays[calls.queue[call]] > numbers[NOW];
}

/** Hot path: any order, a group of ready profiles at a time. */
function selectByOrder(
  router: Router,
  call: CallSlot,
  line: number,
  order: SelectionOrder,
): AgentSlot {
  const { compiled, scan } = router;
  const group = scanGroups(router, call, line, compiled.groupStart[line], order);
  const best = scan[BEST];
  if (best === -1) return decided(router, -1, -1, ONLY);
  const winner = order === 'random' ? drawAgent(router, call, group) : best;
  if (router.ring.size > 0) {
    // One drawn is followed by the one that would have come first, or by whom that one beat.
    if (winner !== best) decided(router, winner, best, RANDOM_KEY);
    else findRunnerUp(router, call, line, order, group);
  }
  return winner;
}

/** Places in `Router.scan`: best and second of a group; −1: none. */
const BEST = 0;
const SECOND = 1;

/**
 * Hot path: leaves the best and second of the first group, from one on, in which somebody is
 * eligible, and returns that group; of each profile only the best counts here.
 */
function scanGroups(
  router: Router,
  call: CallSlot,
  line: number,
  from: number,
  order: SelectionOrder,
): number {
  const { compiled, scan, readyMask, readyWords } = router;
  const { profileWords, groupProfiles, groupWords } = compiled;
  const demand = router.calls.demand[call];
  const satisfied = router.demands.profiles[demand];
  const delayed = compiled.lineDelayed[line] === 1;
  const end = compiled.groupStart[line + 1];
  let best = -1;
  let second = -1;
  let group = from;
  for (; group < end && best === -1; group++) {
    for (let part = 0; part < readyWords.length; part++) {
      let wordBits = readyWords[part] & groupWords[group * readyWords.length + part];
      for (; wordBits !== 0; wordBits &= wordBits - 1) {
        const word = (part << 5) + 31 - Math.clz32(wordBits & -wordBits);
        let bits = readyMask[word] & groupProfiles[group * profileWords + word];
        if (demand !== 0) bits &= satisfied[word];
        for (; bits !== 0; bits &= bits - 1) {
          const profile = (word << 5) + 31 - Math.clz32(bits & -bits);
          if (delayed && isTooSoon(router, call, profile)) continue;
          const agent = bestOfProfile(router, call, profile, order, -1);
          if (agent === -1) continue;
          if (best === -1 || beats(router, order, group, agent, best)) {
            second = best;
            best = agent;
          } else if (second === -1 || beats(router, order, group, agent, second)) second = agent;
        }
      }
    }
  }
  scan[BEST] = best;
  scan[SECOND] = second;
  return group - 1;
}

/** Hot path: who would have been chosen without the winner, and what set them apart. */
function findRunnerUp(
  router: Router,
  call: CallSlot,
  line: number,
  order: SelectionOrder,
  group: number,
): void {
  const { agents, scan } = router;
  const winner = scan[BEST];
  let second = scan[SECOND];
  const inner = bestOfProfile(router, call, agents.profile[winner], order, winner);
  const isBetter = second === -1 || (inner !== -1 && beats(router, order, group, inner, second));
  if (isBetter) second = inner;
  if (second !== -1) {
    decided(router, winner, second, keyOfOrder(router, order, group, winner, second));
    return;
  }
  const later = scanGroups(router, call, line, group + 1, order);
  const key = scan[BEST] === -1 ? ONLY : keyOfGroups(router, group, later);
  decided(router, winner, scan[BEST], key);
}

/** Hot path: what sets two agents of one group apart. */
function keyOfOrder(
  router: Router,
  order: SelectionOrder,
  group: number,
  winner: AgentSlot,
  second: AgentSlot,
): number {
  if (order === 'random') return RANDOM_KEY;
  const same = differ(router, order, group, winner, second) === 0;
  return same ? keyOfIdle(router, winner, second) : orderKeys[order];
}

const RANDOM_KEY = decidingKeys.indexOf('random');

/** The key of each order, as numbers of the ring; those without one go by idle since. */
const orderKeys: Readonly<Record<SelectionOrder, number>> = {
  'longest-idle': BY_IDLE_SINCE,
  'ring-all': BY_IDLE_SINCE,
  'most-skilled': decidingKeys.indexOf('skill'),
  'least-skilled': decidingKeys.indexOf('skill'),
  'fewest-calls': decidingKeys.indexOf('calls'),
  'least-occupied': decidingKeys.indexOf('occupancy'),
  'round-robin': decidingKeys.indexOf('last-offered'),
  random: RANDOM_KEY,
};

/** Hot path: the best ready agent of one profile, −1 when all are excluded from the call. */
function bestOfProfile(
  router: Router,
  call: CallSlot,
  profile: number,
  order: SelectionOrder,
  without: AgentSlot,
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
    if (agent === without) continue;
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

/** Hot path: whether agent a goes before agent b, both of one group. */
function beats(
  router: Router,
  order: SelectionOrder,
  group: number,
  a: AgentSlot,
  b: AgentSlot,
): boolean {
  const difference = differ(router, order, group, a, b);
  return difference === 0 ? isLonger(router, a, b) : difference < 0;
}

/** Hot path: by how much a goes before b (below 0) by the queue's order alone. */
function differ(
  router: Router,
  order: SelectionOrder,
  group: number,
  a: AgentSlot,
  b: AgentSlot,
): number {
  const { agents, compiled } = router;
  let difference = 0;
  if (order === 'most-skilled') {
    difference = skillOf(router, group, b) - skillOf(router, group, a);
  } else if (order === 'least-skilled') {
    const { profileLevels } = compiled;
    difference = profileLevels[agents.profile[a]] - profileLevels[agents.profile[b]];
  } else if (order === 'fewest-calls') {
    difference = agents.callsAnswered[a] - agents.callsAnswered[b];
  } else if (order === 'least-occupied') {
    difference = occupancyOf(router, a) - occupancyOf(router, b);
  } else if (order === 'round-robin') {
    difference = agents.lastOffered[a] - agents.lastOffered[b];
  }
  return difference;
}

/** Hot path: levels of an agent in the skills of a group's line; its entries rise by profile. */
function skillOf(router: Router, group: number, agent: AgentSlot): number {
  const { groupEntry, entryProfile, entrySkill } = router.compiled;
  const profile = router.agents.profile[agent];
  let low = groupEntry[group];
  for (let high = groupEntry[group + 1] - 1; low < high; ) {
    const middle = (low + high) >>> 1;
    if (entryProfile[middle] < profile) low = middle + 1;
    else high = middle;
  }
  return entrySkill[low];
}

/**
 * Hot path: one of the eligible agents of the best group, drawn; a draw is made only if there are
 * two.
 */
function drawAgent(router: Router, call: CallSlot, group: number): AgentSlot {
  const { compiled, scratch } = router;
  scratch.fill(0);
  let count = 0;
  for (let entry = compiled.groupEntry[group]; entry < compiled.groupEntry[group + 1]; entry++) {
    count += markEligible(router, call, compiled.entryProfile[entry]);
  }
  let nth = count < 2 ? 0 : draw(router) % count;
  for (let word = 0; word < scratch.length; word++) {
    for (let bits = scratch[word]; bits !== 0; bits &= bits - 1) {
      const index = (word << 5) + 31 - Math.clz32(bits & -bits);
      if (nth-- === 0) return slotAt(index);
    }
  }
  return -1;
}

function markEligible(router: Router, call: CallSlot, profile: number): number {
  const { agents, calls, scratch } = router;
  if (router.readyCount[profile] === 0 || isTooSoon(router, call, profile)) return 0;
  if (!satisfies(router.demands, calls.demand[call], profile)) return 0;
  let count = 0;
  for (let agent = router.idleHead[profile]; agent !== -1; agent = agents.next[agent]) {
    if (isExcluded(calls, call, agent, router.numbers)) continue;
    const index = indexOf(agent);
    scratch[index >>> 5] |= 1 << (index & 31);
    count++;
  }
  return count;
}
