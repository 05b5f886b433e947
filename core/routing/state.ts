import { createEffectiveAgents, type EffectiveAgents } from '../forecast/effective-agents.ts';
import { createWaitRecord, type WaitRecord } from '../forecast/wait-record.ts';
import { type AgentTable, createAgentTable } from './agents.ts';
import { type CallTable, createCallTable } from './calls.ts';
import { type Compiled, compilePolicy } from './compiled.ts';
import { Deadlines } from './deadlines.ts';
import type { Decision } from './decision.ts';
import { createDecisionRing, type DecisionRing } from './decision-ring.ts';
import { createDemandTable, type DemandTable } from './demands.ts';
import type { AgentId, HoursId, Ms } from './ids.ts';
import { IntTable } from './int-table.ts';
import type { Limits } from './limits.ts';
import { createLinkTable, type LinkTable } from './link-table.ts';
import type { Policy, QueuePolicy } from './policy.ts';

/**
 * The state of a router. Opaque outside core/: ask by the functions of `core/index.ts`. Numbers
 * that may exceed 31 bits live in `numbers`, because a typed array never boxes them.
 */
export interface Router {
  readonly limits: Limits;
  readonly onDecision: ((decision: Decision) => void) | undefined;
  readonly numbers: Float64Array;
  switchUp: boolean;
  /** Nobody is matched until a fact that moves many calls has been applied to all of them. */
  quiet: boolean;
  compiled: Compiled;
  agents: AgentTable;
  calls: CallTable;
  demands: DemandTable;
  links: LinkTable;
  hoursOpen: Map<HoursId, boolean>;
  deadlines: Deadlines;
  /** Open offer → slot of its agent. */
  offers: IntTable;
  /** Idle list of each profile, longest idle first. */
  idleHead: Int32Array;
  idleTail: Int32Array;
  readyCount: Int32Array;
  /** Profiles with a ready agent, as a mask, and which words of that mask are not zero. */
  readyMask: Uint32Array;
  readyWords: Uint32Array;
  signedInCount: Int32Array;
  /** Waiting calls by line and class (`line × classes + class`): routing age, then arrival. */
  lineHead: Int32Array;
  lineTail: Int32Array;
  /** Lines with a waiting call, a mask of `compiled.words` words a class. */
  lineMasks: Uint32Array;
  /** Which words of `lineMasks` are not zero: a mask of `lineWords` words a class. */
  lineWordMasks: Uint32Array;
  lineWords: number;
  /** Calls waiting, held, ringing or connecting, by the queue's tally. */
  waitingCount: Int32Array;
  /** Staff by queue slot, paused agents counted and not. */
  staffAll: Int32Array;
  staffUnpaused: Int32Array;
  /** Agents of each profile who are signed in, reachable and not paused. */
  presentCount: Int32Array;
  /** What each queue id has learned of its waits, and who is there for it; rows by tally. */
  waits: WaitRecord;
  effective: EffectiveAgents;
  /** The same for those who only ask: no part of the state. */
  effectiveAsked: EffectiveAgents;
  /** Scratch mask over agents, for the random order. */
  scratch: Uint32Array;
  /** The runner-up of the last selection and the key that decided; see decision-ring.ts. */
  readonly found: Int32Array;
  /** Scratch of a selection; see select-agent.ts. */
  readonly scan: Int32Array;
  readonly ring: DecisionRing;
}

/** Places in `Router.numbers`. */
export const NOW = 0;
export const NEXT_OFFER = 1;
export const NEXT_ARRIVAL = 2;
export const NEXT_ROTATION = 3;
export const RANDOM = 4;
/** The own time of what is being done: a deadline's when it fires, now for a fact. See rule 1. */
export const OWN_TIME = 5;
/** Counts facts and advances, to tell one from the next; no part of the state. */
export const FACT = 6;
/** While the switch is down: when it was lost. */
export const LOST_AT = 7;
/** How many places `Router.numbers` has. */
export const NUMBERS = 8;

/** An hour of decisions in a busy centre. */
export const DECISIONS_KEPT = 4_096;

/** What a router is made with. */
export interface RouterOptions {
  readonly limits: Limits;
  /** Start of the generator behind the order `random`. */
  readonly seed: number;
  /** First offer id; ids of a router that lost its journal must not meet those on the switch. */
  readonly firstOffer?: number;
  /** How many of the last decisions are kept (`recentDecisions`); absent: 4,096; 0: none. */
  readonly decisionsKept?: number;
  /** Told every decision in full, before it is carried out. Costs far more than the decision. */
  readonly onDecision?: (decision: Decision) => void;
}

/**
 * Columns and lists for a policy, empty. Allocates everything the router will ever use under it.
 */
export function createTables(
  limits: Limits,
  policy: Policy,
  retired: readonly QueuePolicy[],
  leaving: readonly AgentId[],
) {
  const compiled = compilePolicy(policy, retired, leaving);
  const agents = createAgentTable(compiled.agentIds, compiled.profileOf);
  for (const id of leaving) agents.inPolicy[compiled.agentSlots.get(id) as number] = 0;
  const lists = compiled.lines * compiled.classCount;
  return {
    compiled,
    agents,
    calls: createCallTable(limits.callsMax, limits.exclusionsMax),
    demands: createDemandTable(),
    hoursOpen: new Map(policy.hours.map(({ id, open }) => [id, open])),
    offers: new IntTable(agents.count),
    links: createLinkTable(compiled.links),
    deadlines: new Deadlines(agents.count * 2 + limits.callsMax + compiled.links.length),
    idleHead: new Int32Array(compiled.profiles).fill(-1),
    idleTail: new Int32Array(compiled.profiles).fill(-1),
    readyCount: new Int32Array(compiled.profiles),
    readyMask: new Uint32Array(compiled.profileWords),
    readyWords: new Uint32Array((compiled.profileWords + 31) >>> 5),
    signedInCount: new Int32Array(compiled.profiles),
    lineHead: new Int32Array(lists).fill(-1),
    lineTail: new Int32Array(lists).fill(-1),
    lineMasks: new Uint32Array(compiled.words * compiled.classCount),
    lineWordMasks: new Uint32Array(((compiled.words + 31) >>> 5) * compiled.classCount),
    lineWords: (compiled.words + 31) >>> 5,
    waitingCount: new Int32Array(compiled.queues.length),
    staffAll: new Int32Array(compiled.queues.length),
    staffUnpaused: new Int32Array(compiled.queues.length),
    presentCount: new Int32Array(compiled.profiles),
    waits: createWaitRecord(compiled.tallies.size),
    effective: createEffectiveAgents(compiled.tallies.size),
    effectiveAsked: createEffectiveAgents(compiled.tallies.size),
    scratch: new Uint32Array((agents.count + 31) >>> 5),
  };
}

/** Creates a router: agents signed out, no calls, the switch up. Allocates all its tables. */
export function createRouter(policy: Policy, options: RouterOptions): Router {
  const numbers = new Float64Array(NUMBERS);
  numbers[NEXT_OFFER] = options.firstOffer ?? 1;
  numbers[NEXT_ARRIVAL] = 1;
  numbers[NEXT_ROTATION] = 1;
  numbers[RANDOM] = options.seed >>> 0 === 0 ? 1 : options.seed >>> 0;
  return {
    limits: options.limits,
    onDecision: options.onDecision,
    numbers,
    switchUp: true,
    quiet: false,
    found: new Int32Array(2),
    scan: new Int32Array(2),
    ring: createDecisionRing(options.decisionsKept ?? DECISIONS_KEPT),
    ...createTables(options.limits, policy, [], []),
  };
}

/** The latest time the router has seen. */
export const nowOf = (router: Router): Ms => router.numbers[NOW];

/**
 * Hot path: the next number of the generator (xorshift32, Marsaglia 2003), an unsigned 32-bit
 * integer.
 */
export function draw(router: Router): number {
  let x = router.numbers[RANDOM] | 0;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  router.numbers[RANDOM] = x >>> 0;
  return x >>> 0;
}

/** Place in `Router.numbers` of the clock of offers: it stands still while the switch is down. */
export const offerClock = (router: Router): number => (router.switchUp ? NOW : LOST_AT);

/** Deadline nodes: offers, agents, calls, links; also their order at equal times. */
export const OFFER_DEADLINE = 0;
export const AGENT_DEADLINE = 1;
export const CALL_DEADLINE = 2;
export const LINK_DEADLINE = 3;
