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

/**
 * Hot path: the longest idle of the best group, by masks. The runner-up is seen on the way, and
 * what decided between the two is left in `router.found`.
 */
function selectLongestIdle(router: Router, call: CallSlot, line: number): AgentSlot {
  const { compiled, readyMask, readyWords } = router;
  const demand = router.calls.demand[call];
  const satisfied = router.demands.profiles[demand];
  const { profileWords, groupProfiles } = compiled;
  const end = compiled.groupStart[line + 1];
  let winner = -1;
  let winnersGroup = -1;
  for (let group = compiled.groupStart[line]; group < end; group++) {
    let best = -1;
    let second = -1;
    for (let part = 0; part < readyWords.length; part++) {
      for (let wordBits = readyWords[part]; wordBits !== 0; wordBits &= wordBits - 1) {
        const word = (part << 5) + 31 - Math.clz32(wordBits & -wordBits);
        let bits = readyMask[word] & groupProfiles[group * profileWords + word];
        if (demand !== 0) bits &= satisfied[word];
        for (; bits !== 0; bits &= bits - 1) {
          const agent = longestIdleOf(router, call, (word << 5) + 31 - Math.clz32(bits & -bits));
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

/** Hot path: any order, by going through the profiles that qualify, a group at a time. */
function selectByEntries(
  router: Router,
  call: CallSlot,
  line: number,
  order: SelectionOrder,
): AgentSlot {
  const { compiled, scan } = router;
  const after = scanGroup(router, call, line, compiled.entryStart[line], order);
  const entry = scan[BEST_ENTRY];
  if (entry === -1) return decided(router, -1, -1, ONLY);
  const best = scan[BEST];
  const winner = order === 'random' ? drawAgent(router, call, line, entry) : best;
  if (router.ring.size > 0) {
    // One drawn is followed by the one that would have come first, or by whom that one beat.
    if (winner !== best) decided(router, winner, best, RANDOM_KEY);
    else findRunnerUp(router, call, line, order, after);
  }
  return winner;
}

/** Places in `Router.scan`: best and second of a group, each with its entry; −1: none. */
const BEST = 0;
const BEST_ENTRY = 1;
const SECOND = 2;
const SECOND_ENTRY = 3;

/**
 * Hot path: leaves the best and second of the first group, from an entry on, in which somebody is
 * eligible; of each profile only the best counts here. Returns the entry behind the group.
 */
function scanGroup(
  router: Router,
  call: CallSlot,
  line: number,
  from: number,
  order: SelectionOrder,
): number {
  const { compiled, calls, scan } = router;
  const end = compiled.entryStart[line + 1];
  const now = router.numbers[NOW];
  const joinedAt = calls.joinedAt[call];
  let best = -1;
  let bestEntry = -1;
  let second = -1;
  let secondEntry = -1;
  let entry = from;
  for (; entry < end; entry++) {
    // Entries come best group first: a found agent cannot be beaten by one of a worse group.
    if (best !== -1 && compiled.entryGroup[entry] !== compiled.entryGroup[bestEntry]) break;
    if (router.readyCount[compiled.entryProfile[entry]] === 0) continue;
    if (joinedAt + compiled.entryDelay[entry] > now) continue;
    if (!satisfies(router.demands, calls.demand[call], compiled.entryProfile[entry])) continue;
    const agent = bestOfProfile(router, call, compiled.entryProfile[entry], order, -1);
    if (agent === -1) continue;
    if (best === -1 || beats(router, order, agent, entry, best, bestEntry)) {
      second = best;
      secondEntry = bestEntry;
      best = agent;
      bestEntry = entry;
    } else if (second === -1 || beats(router, order, agent, entry, second, secondEntry)) {
      second = agent;
      secondEntry = entry;
    }
  }
  scan[BEST] = best;
  scan[BEST_ENTRY] = bestEntry;
  scan[SECOND] = second;
  scan[SECOND_ENTRY] = secondEntry;
  return entry;
}

/** Hot path: who would have been chosen without the winner, and what set them apart. */
function findRunnerUp(
  router: Router,
  call: CallSlot,
  line: number,
  order: SelectionOrder,
  after: number,
): void {
  const { compiled, scan } = router;
  const winner = scan[BEST];
  const entry = scan[BEST_ENTRY];
  let second = scan[SECOND];
  let secondEntry = scan[SECOND_ENTRY];
  const inner = bestOfProfile(router, call, compiled.entryProfile[entry], order, winner);
  const isBetter =
    inner !== -1 && (second === -1 || beats(router, order, inner, entry, second, secondEntry));
  if (isBetter) {
    second = inner;
    secondEntry = entry;
  }
  if (second !== -1) {
    decided(router, winner, second, keyOfOrder(router, order, winner, entry, second, secondEntry));
    return;
  }
  scanGroup(router, call, line, after, order);
  const later = scan[BEST_ENTRY];
  if (later === -1) decided(router, winner, -1, ONLY);
  else {
    const { entryGroup } = compiled;
    const key = keyOfGroups(router, entryGroup[entry], entryGroup[later]);
    decided(router, winner, scan[BEST], key);
  }
}

/** Hot path: what sets two agents of one group apart. */
function keyOfOrder(
  router: Router,
  order: SelectionOrder,
  winner: AgentSlot,
  entry: number,
  second: AgentSlot,
  secondEntry: number,
): number {
  if (order === 'random') return RANDOM_KEY;
  const same = differ(router, order, winner, entry, second, secondEntry) === 0;
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

/** Hot path: whether agent a goes before agent b at equal rank and preference. */
function beats(
  router: Router,
  order: SelectionOrder,
  a: AgentSlot,
  entryA: number,
  b: AgentSlot,
  entryB: number,
): boolean {
  const difference = differ(router, order, a, entryA, b, entryB);
  return difference === 0 ? isLonger(router, a, b) : difference < 0;
}

/** Hot path: by how much a goes before b (below 0) by the queue's order alone. */
function differ(
  router: Router,
  order: SelectionOrder,
  a: AgentSlot,
  entryA: number,
  b: AgentSlot,
  entryB: number,
): number {
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
  return difference;
}

/**
 * Hot path: one of the eligible agents of the best group, drawn; a draw is made only if there are
 * two.
 */
function drawAgent(router: Router, call: CallSlot, line: number, found: number): AgentSlot {
  const { compiled, scratch } = router;
  scratch.fill(0);
  let count = 0;
  for (let entry = found; entry >= compiled.entryStart[line]; entry--) {
    if (compiled.entryGroup[entry] !== compiled.entryGroup[found]) break;
    count += markEligible(router, call, entry);
  }
  for (let entry = found + 1; entry < compiled.entryStart[line + 1]; entry++) {
    if (compiled.entryGroup[entry] !== compiled.entryGroup[found]) break;
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
