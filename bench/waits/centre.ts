/**
 * A small centre by itself: callers come, wait, give up, are answered; agents ring, talk, wrap up.
 * It obeys the rule of the router that matters here (most urgent class first, then who has waited
 * longest) and tells an observer what happens. Time in ms from 0; the seed fixes everything.
 */

import { createDice } from '../../test/support/dice.ts';

export interface QueuePlan {
  readonly name: string;
  /** Smaller goes first. */
  readonly class: number;
  /** Calls an hour at a time. */
  readonly callsPerHour: (at: number) => number;
  /** The most that ever returns. */
  readonly callsPerHourMax: number;
  /** Mean handling time of conversations that begin at a time. */
  readonly handleMs: (at: number) => number;
  /** Standard deviation of the handling time over its mean; 1: exponential, else log-normal. */
  readonly handleSpread: number;
  /** Mean patience, exponential; Infinity: everybody stays. */
  readonly patienceMs: number;
}

export interface GroupPlan {
  /** Queues served, by index. */
  readonly serves: readonly number[];
  /** Agents at work at a time; asked every quarter of an hour. */
  readonly agents: (at: number) => number;
  readonly agentsMax: number;
}

export interface CentrePlan {
  readonly name: string;
  readonly queues: readonly QueuePlan[];
  readonly groups: readonly GroupPlan[];
  readonly hours: number;
  /** How long a phone rings before it is answered: from … to, evenly; 2 to 8 s if not said. */
  readonly ringMs?: readonly [number, number];
}

export interface Caller {
  readonly queue: number;
  readonly joinedAt: number;
  /** Waiting in its queue when it joined; −1: an agent was ready. */
  readonly ahead: number;
  /** When it gives up; Infinity: never. */
  readonly givesUpAt: number;
  state: 'waiting' | 'answered' | 'gone';
}

/** What can be seen of the centre at a moment. */
export interface CentreView {
  readonly plan: CentrePlan;
  readonly now: number;
  /** Callers waiting in a queue. */
  waiting(queue: number): number;
  /** The one who has waited longest there. */
  first(queue: number): Caller | undefined;
  /** Agents at work in a group, talking or not; and those ready. */
  atWork(group: number): number;
  ready(group: number): number;
}

export interface Observer {
  joined(view: CentreView, caller: Caller): void;
  answered(view: CentreView, caller: Caller, waitMs: number): void;
  abandoned(view: CentreView, caller: Caller, waitMs: number): void;
  /** A conversation has ended; it took an agent this long with wrap-up. */
  handled(view: CentreView, caller: Caller, handleMs: number): void;
}

const HOUR = 3_600_000;
const STAFF_EVERY = HOUR / 4;
const RING_MS = [2_000, 8_000] as const;

type Happening = () => void;

/** Events by time; those of equal time in the order in which they were set. */
class Agenda {
  readonly #events: { at: number; order: number; what: Happening }[] = [];
  #order = 0;

  add(at: number, what: Happening): void {
    const events = this.#events;
    const event = { at, order: this.#order++, what };
    let i = events.length;
    events.push(event);
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (!before(event, events[up]!)) break;
      events[i] = events[up]!;
      i = up;
    }
    events[i] = event;
  }

  next(): { at: number; what: Happening } | undefined {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (last === undefined || first === undefined || last === first) return first;
    let i = 0;
    for (let down = 1; down < events.length; down = 2 * i + 1) {
      if (down + 1 < events.length && before(events[down + 1]!, events[down]!)) down++;
      if (!before(events[down]!, last)) break;
      events[i] = events[down]!;
      i = down;
    }
    events[i] = last;
    return first;
  }
}

const before = (a: { at: number; order: number }, b: { at: number; order: number }): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);

/** A line that is left at the front by being answered, anywhere by giving up. */
class Line {
  readonly #callers: Caller[] = [];
  #head = 0;
  count = 0;

  push(caller: Caller): void {
    this.#callers.push(caller);
    this.count++;
  }

  first(): Caller | undefined {
    while (this.#callers[this.#head]?.state === 'gone') this.#head++;
    return this.#callers[this.#head];
  }

  shift(): void {
    this.#head++;
    this.count--;
  }
}

/** Runs the plan to its end. The same seed gives the same centre, whoever watches. */
export function runCentre(plan: CentrePlan, seed: number, observer: Observer): void {
  const chance = createChance(seed);
  const agenda = new Agenda();
  const lines = plan.queues.map(() => new Line());
  const atWork = plan.groups.map(() => 0);
  const busy = plan.groups.map(() => 0);
  const end = plan.hours * HOUR;
  let now = 0;
  const view: CentreView = {
    plan,
    get now() {
      return now;
    },
    waiting: (queue) => lines[queue]!.count,
    first: (queue) => lines[queue]!.first(),
    atWork: (group) => atWork[group]!,
    ready: (group) => Math.max(0, atWork[group]! - busy[group]!),
  };

  const serve = (group: number, caller: Caller): void => {
    caller.state = 'answered';
    busy[group]!++;
    const queue = plan.queues[caller.queue]!;
    const [least, most] = plan.ringMs ?? RING_MS;
    agenda.add(now + Math.round(least + chance.even() * (most - least)), () => {
      observer.answered(view, caller, now - caller.joinedAt);
      const handleMs = Math.round(chance.spread(queue.handleMs(now), queue.handleSpread));
      agenda.add(now + handleMs, () => {
        busy[group]!--;
        observer.handled(view, caller, handleMs);
        fill(group);
      });
    });
  };
  const fill = (group: number): void => {
    while (view.ready(group) > 0) {
      const caller = mostUrgent(plan, lines, plan.groups[group]!.serves);
      if (caller === undefined) return;
      lines[caller.queue]!.shift();
      serve(group, caller);
    }
  };
  const arrive = (queue: number): void => {
    const group = plan.groups.findIndex((g, i) => g.serves.includes(queue) && view.ready(i) > 0);
    const ahead = group === -1 ? lines[queue]!.count : -1;
    const givesUpAt = now + Math.round(chance.spread(plan.queues[queue]!.patienceMs, 1));
    const caller: Caller = { queue, joinedAt: now, ahead, givesUpAt, state: 'waiting' };
    observer.joined(view, caller);
    if (group !== -1) {
      serve(group, caller);
      return;
    }
    lines[queue]!.push(caller);
    if (givesUpAt < end) agenda.add(givesUpAt, () => giveUp(caller));
  };
  const giveUp = (caller: Caller): void => {
    if (caller.state !== 'waiting') return;
    caller.state = 'gone';
    lines[caller.queue]!.count--;
    observer.abandoned(view, caller, now - caller.joinedAt);
  };
  // Candidates come at the highest rate there is; each is a caller with the chance of the moment.
  const arrivals = (queue: number): void => {
    const { callsPerHour, callsPerHourMax } = plan.queues[queue]!;
    agenda.add(now + chance.spread(HOUR / callsPerHourMax, 1), () => {
      if (chance.even() * callsPerHourMax < callsPerHour(now)) arrive(queue);
      arrivals(queue);
    });
  };
  const staff = (): void => {
    plan.groups.forEach((group, i) => {
      atWork[i] = group.agents(now);
      fill(i);
    });
    agenda.add(now + STAFF_EVERY, staff);
  };
  staff();
  plan.queues.forEach((_, queue) => {
    arrivals(queue);
  });
  for (let event = agenda.next(); event && event.at < end; event = agenda.next()) {
    now = Math.round(event.at);
    event.what();
  }
}

function mostUrgent(
  plan: CentrePlan,
  lines: readonly Line[],
  serves: readonly number[],
): Caller | undefined {
  let best: Caller | undefined;
  for (const queue of serves) {
    const caller = lines[queue]!.first();
    if (caller === undefined) continue;
    const class_ = plan.queues[queue]!.class;
    const than = best === undefined ? Infinity : plan.queues[best.queue]!.class;
    if (class_ < than || (class_ === than && caller.joinedAt < best!.joinedAt)) best = caller;
  }
  return best;
}

interface Chance {
  /** 0 up to 1. */
  even(): number;
  /** A positive time of this mean, and of this standard deviation over its mean. */
  spread(mean: number, deviation: number): number;
}

function createChance(seed: number): Chance {
  const dice = createDice(seed);
  const even = (): number => dice.below(2 ** 32) / 2 ** 32;
  const spread = (mean: number, deviation: number): number => {
    if (mean === Infinity) return Infinity;
    if (deviation === 1) return -mean * Math.log(1 - even());
    const sigma = Math.sqrt(Math.log1p(deviation ** 2));
    const normal = Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even());
    return mean * Math.exp(sigma * normal - sigma ** 2 / 2);
  };
  return { even, spread };
}
