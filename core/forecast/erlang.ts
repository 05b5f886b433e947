/**
 * Erlang's formulas: calls arrive at random, talk for an exponential time, and
 * - B: are lost when all agents are busy (A. K. Erlang, 1917),
 * - C: wait as long as it takes (the same paper),
 * - A: wait, and give up after an exponential time (Palm 1946; Garnett, Mandelbaum & Reiman,
 *   "Designing a call center with impatient customers", M&SOM 4, 2002; the closed forms below are
 *   those of Mandelbaum & Zeltyn, "The Palm/Erlang-A queue", 2005, section 4.7).
 * For planning and for checking simulations; the router decides nothing by them.
 */

import { type Ms, NEVER } from '../routing/ids.ts';

/** What comes in. */
export interface Traffic {
  readonly callsPerHour: number;
  /** Mean handling time with wrap-up. */
  readonly handleMs: Ms;
  /** Mean time a caller would wait before giving up; NEVER: everybody stays (Erlang C). */
  readonly patienceMs: Ms;
}

/** What so many agents make of it, in the long run. Shares are of all calls, 0 to 1. */
export interface Prospect {
  /** Share of calls that find no agent ready. */
  readonly mustWait: number;
  /** Share that give up. */
  readonly giveUp: number;
  /** Mean wait of all calls, answered or not; NEVER when the line grows without end. */
  readonly meanWaitMs: Ms;
  /** Mean number of calls waiting. */
  readonly waiting: number;
  /** Share answered within the time asked about. */
  readonly serviceLevel: number;
  /** Share of their time agents are busy. */
  readonly occupancy: number;
}

/** Offered load: agents who would be busy if there were always one for each call. */
export function erlangsOf(traffic: Traffic): number {
  return (traffic.callsPerHour * traffic.handleMs) / 3_600_000;
}

/**
 * Erlang B: the share of calls lost. By the recurrence B(n) = aB(n−1) / (n + aB(n−1)), which
 * neither overflows nor cancels. Cost: O(agents).
 */
export function erlangB(agents: number, erlangs: number): number {
  let lost = 1;
  for (let n = 1; n <= agents; n++) lost = (erlangs * lost) / (n + erlangs * lost);
  return lost;
}

/** Erlang C: the share of calls that must wait; 1 when there are too few agents for the load. */
export function erlangC(agents: number, erlangs: number): number {
  if (erlangs >= agents) return erlangs > 0 ? 1 : 0;
  const lost = erlangB(agents, erlangs);
  return lost / (1 - (erlangs / agents) * (1 - lost));
}

/**
 * What `agents` (one at least) make of the traffic, by Erlang A, or C when everybody stays. Cost:
 * O(agents + calls that come while one caller is patient).
 */
export function prospect(traffic: Traffic, agents: number, withinMs: Ms): Prospect {
  if (traffic.callsPerHour <= 0) return nobodyCalls;
  return traffic.patienceMs === NEVER
    ? allStay(traffic, agents, withinMs)
    : someLeave(traffic, agents, withinMs);
}

const nobodyCalls: Prospect = {
  mustWait: 0,
  giveUp: 0,
  meanWaitMs: 0,
  waiting: 0,
  serviceLevel: 1,
  occupancy: 0,
};

function allStay(traffic: Traffic, agents: number, withinMs: Ms): Prospect {
  const erlangs = erlangsOf(traffic);
  const mustWait = erlangC(agents, erlangs);
  if (erlangs >= agents) {
    const flooded = { mustWait, giveUp: 0, meanWaitMs: NEVER, waiting: NEVER };
    return { ...flooded, serviceLevel: 0, occupancy: 1 };
  }
  // Waits of those who must wait are exponential with the spare rate of the agents.
  const spare = (agents - erlangs) / traffic.handleMs;
  const meanWaitMs = mustWait / spare;
  return {
    mustWait,
    giveUp: 0,
    meanWaitMs,
    waiting: (traffic.callsPerHour / 3_600_000) * meanWaitMs,
    serviceLevel: 1 - mustWait * Math.exp(-spare * withinMs),
    occupancy: erlangs / agents,
  };
}

/**
 * Erlang A. With arrivals λ, agents' rate nμ and impatience θ, the wait offered to a caller of
 * endless patience has at v > 0 the density λ exp(λ/θ·(1 − exp(−θv)) − nμv) / (ε + λJ(0)), where
 * J(t) is the integral of that exponential from t on and ε = 1/B(n−1). A caller is answered later
 * than t with the same integral weighed by exp(−θv), which is J with nμ + θ in place of nμ.
 */
function someLeave(traffic: Traffic, agents: number, withinMs: Ms): Prospect {
  const arrivals = traffic.callsPerHour / 3_600_000;
  const rate = agents / traffic.handleMs;
  const leaving = 1 / traffic.patienceMs;
  const erlangs = erlangsOf(traffic);
  const idle = 1 / erlangB(agents - 1, erlangs);
  const logAll = logTail(arrivals, rate, leaving, 0);
  // Everything is divided by exp(logAll): in deep overload that number has no place in a double.
  const whole = idle * Math.exp(-logAll) + 1;
  const mustWait = 1 / whole;
  const answeredAfter = (t: Ms): number =>
    Math.exp(logTail(arrivals, rate + leaving, leaving, t) - logAll) / whole;
  const answered = 1 - mustWait + answeredAfter(0);
  const giveUp = Math.max(0, 1 - answered);
  return {
    mustWait,
    giveUp,
    // Whoever waits gives up at rate θ: λ·P(give up) = θ·E(waiting), and by Little's law λ·E(wait).
    meanWaitMs: giveUp / leaving,
    waiting: (arrivals * giveUp) / leaving,
    serviceLevel: Math.max(0, answered - answeredAfter(withinMs)),
    occupancy: (erlangs * answered) / agents,
  };
}

/**
 * log λJ(t) = log λ/rate + y(1 − e^−θt) − rate·t + log A(rate/θ, y·e^−θt), y = λ/θ, with the series
 * A(x, z) = 1 + z/(x+1) + z²/((x+1)(x+2)) + …, all terms positive.
 */
function logTail(arrivals: number, rate: number, leaving: number, t: Ms): number {
  const y = arrivals / leaving;
  const gone = -Math.expm1(-leaving * t);
  const x = rate / leaving;
  const z = y * (1 - gone);
  return Math.log(arrivals / rate) + y * gone - rate * t + logSeries(x, z);
}

function logSeries(x: number, z: number): number {
  let sum = 1;
  let term = 1;
  let log = 0;
  for (let k = 1; ; k++) {
    term *= z / (x + k);
    sum += term;
    // Terms rise until x + k passes z, and then fall ever faster.
    if (x + k > z && term < sum * 1e-17) return log + Math.log(sum);
    if (sum > 1e200) {
      sum *= 1e-200;
      term *= 1e-200;
      log += Math.log(1e200);
    }
  }
}

/** What is to be reached; whatever is not given does not matter. */
export interface StaffingGoal {
  /** At least this share answered … */
  readonly serviceLevel?: number;
  /** … within this time. */
  readonly withinMs?: Ms;
  readonly giveUpMax?: number;
  readonly meanWaitMsMax?: Ms;
  readonly occupancyMax?: number;
}

const AGENTS_MAX = 100_000;

/**
 * The fewest agents who reach the goal; undefined when a hundred thousand do not (a service level
 * of 1 needs them without end). Cost: O(log agents) prospects.
 */
export function agentsNeeded(traffic: Traffic, goal: StaffingGoal): number | undefined {
  const enough = (agents: number): boolean => reaches(traffic, agents, goal);
  let high = 1;
  while (!enough(high)) {
    if (high >= AGENTS_MAX) return undefined;
    high = Math.min(high * 2, AGENTS_MAX);
  }
  // One more agent never makes anything worse: halve what lies between too few and enough.
  let low = high >> 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function reaches(traffic: Traffic, agents: number, goal: StaffingGoal): boolean {
  const here = prospect(traffic, agents, goal.withinMs ?? 0);
  return (
    here.serviceLevel >= (goal.serviceLevel ?? 0) &&
    here.giveUp <= (goal.giveUpMax ?? 1) &&
    here.meanWaitMs <= (goal.meanWaitMsMax ?? NEVER) &&
    here.occupancy <= (goal.occupancyMax ?? 1)
  );
}
