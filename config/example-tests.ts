/**
 * * The examples of `tests:`, run through the real router: agents in the given states, one call, a
 * clock that is moved by hand. A phone that rings is answered at once, so the first offer decides.
 */

import {
  advance,
  asAgentId,
  asCallId,
  asClassId,
  asPauseReason,
  asQueueId,
  type CommandRecord,
  createRouter,
  type Decision,
  defaultLimits,
  explainCall,
  type Ms,
  NEVER,
  nextDeadline,
  type Router,
  type RouterEvent,
  recordCommands,
  step,
} from '../core/index.ts';
import { isOpen, nextChange } from './hours.ts';
import { skillLevels } from './names.ts';
import { parseDuration } from './scalars.ts';
import type { TestInput } from './schema.ts';
import type { CompiledConfig } from './site.ts';
import { momentsOf } from './time-zone.ts';

/** What has become of the call at the time asked for. Steps count from 1. */
export interface ExampleResult {
  readonly queue: string;
  readonly step: number;
  /** The agent the call went to, and when, counted from its arrival. */
  readonly offer?: { readonly agent: string; readonly afterMs: Ms };
  /** How and when it left its last queue; `go` absent: to nowhere. */
  readonly exit?: { readonly disposition: string; readonly go?: string; readonly afterMs: Ms };
  /** The call still waits in `queue`. */
  readonly waiting: boolean;
  /** Why the winner won, or why nobody could take the call. */
  readonly decision?: Decision;
}

/** Arrival of calls whose test names no time; any will do, since everything is open then. */
const SOME_MONDAY = Date.UTC(2026, 0, 5, 1);
const THE_CALL = asCallId(1);

/** When a test's call arrives; undefined when the clocks of the centre skip that time. */
export function arrivalOf(config: CompiledConfig, test: TestInput): Ms | undefined {
  if (test.when === undefined) return SOME_MONDAY;
  const written = test.when.replace(' ', 'T');
  const local = Date.parse(`${written}:00Z`);
  // 30 February parses, as a day of March.
  const isReal = !Number.isNaN(local) && new Date(local).toISOString().startsWith(written);
  return isReal ? momentsOf(config.site.timeZone, local)[0] : undefined;
}

/**
 * * Runs one example. The configuration is one that loaded, and the test names a queue or an entry
 * of it. Cost: a router of a few calls, so about a millisecond for a hundred agents.
 */
export function runExample(config: CompiledConfig, test: TestInput, arrival: Ms): ExampleResult {
  const world = new World(config, test, arrival);
  const end = arrival + test.at;
  for (const { at, event } of agentFacts(test, arrival)) world.tell(event, at);
  world.tell(callOf(config, test), arrival);
  for (const { at, event } of hourFacts(config, test, arrival, end)) {
    world.runUntil(at);
    world.tell(event, at);
  }
  world.runUntil(end);
  return world.result(end);
}

class World {
  readonly #arrival: Ms;
  readonly #router: Router;
  readonly #records: CommandRecord[] = [];
  readonly #sink = recordCommands((record) => this.#records.push(record));
  /** Queues the call waits in, each with its step, the first first. */
  readonly #places = new Map<string, number>();
  #now: Ms = 0;
  /** The queue it was connected or left in, and the step. */
  #last: readonly [queue: string, step: number] = ['', 0];
  #decision: Decision | undefined;
  #offer: ExampleResult['offer'];
  #exit: ExampleResult['exit'];

  constructor(config: CompiledConfig, test: TestInput, arrival: Ms) {
    const hours = config.site.hours.map((each) => ({
      id: each.id,
      open: test.when === undefined || isOpen(each, arrival),
    }));
    this.#arrival = arrival;
    this.#router = createRouter(
      { ...config.policy, hours },
      {
        limits: { ...defaultLimits, callsMax: 4 },
        seed: 1,
        onDecision: (decision) => {
          this.#decision = decision;
        },
      },
    );
  }

  tell(event: RouterEvent, at: Ms): void {
    this.#now = at;
    step(this.#router, event, at, this.#sink);
    this.#settle();
  }

  runUntil(end: Ms): void {
    for (;;) {
      const at = nextDeadline(this.#router);
      if (at > end) return;
      this.#now = Math.max(this.#now, at);
      advance(this.#router, this.#now, this.#sink);
      this.#settle();
    }
  }

  result(end: Ms): ExampleResult {
    const [place] = this.#places;
    const looked = place && explainCall(this.#router, THE_CALL, end);
    const decision = this.#decision ?? looked;
    const [queue, stepIndex] = place ?? this.#last;
    return {
      queue,
      step: stepIndex + 1,
      waiting: place !== undefined,
      ...(this.#offer && { offer: this.#offer }),
      ...(this.#exit !== undefined && place === undefined ? { exit: this.#exit } : {}),
      ...(decision && { decision }),
    };
  }

  /**
   * Reads what the router told and does what the switch would: rings, answers, connects, sends
   * away. Far ends accept whom they are asked to take.
   */
  #settle(): void {
    for (let record = this.#records.shift(); record; record = this.#records.shift()) {
      const afterMs = this.#now - this.#arrival;
      switch (record[0]) {
        case 'callQueued':
        case 'callStepped':
          this.#places.set(record[2], record[3]);
          break;
        case 'offerCall':
          this.#offer ??= { agent: record[3], afterMs };
          this.#answer({ type: 'offer-ringing', offer: record[1] });
          this.#answer({ type: 'offer-answered', offer: record[1] });
          break;
        case 'connectCall':
          this.#answer({ type: 'call-connected', offer: record[1] });
          break;
        case 'callExited': {
          const [, , queue, disposition, , go] = record;
          this.#last = disposition === 'elsewhere' ? this.#last : [queue, this.#places.get(queue)!];
          this.#places.delete(queue);
          if (disposition === 'elsewhere') break;
          this.#exit = { disposition, afterMs, ...(go === undefined ? {} : { go }) };
          break;
        }
        case 'linkCall':
          this.#answer({ type: 'link-accepted', call: record[1] });
          break;
        case 'sendCall':
          this.#answer({ type: 'caller-left', call: record[1] });
          break;
      }
    }
  }

  #answer(event: RouterEvent): void {
    step(this.#router, event, this.#now, this.#sink);
  }
}

interface TimedFact {
  readonly at: Ms;
  readonly event: RouterEvent;
}

/**
 * Everybody signs in first, so that staffing is as given; who is ready comes free at the right
 * time.
 */
function agentFacts(test: TestInput, arrival: Ms): readonly TimedFact[] {
  const states = Object.entries(test.agents).map(([id, state]) => {
    const [word, idle] = state.split(' for ');
    return { agent: asAgentId(id), word: word!, idleMs: parseDuration(idle ?? '0s') ?? 0 };
  });
  const start = arrival - Math.max(0, ...states.map(({ idleMs }) => idleMs)) - 1;
  const facts: TimedFact[] = [];
  for (const { agent, word, idleMs } of states) {
    if (word === 'signed-out') continue;
    facts.push({ at: start, event: { type: 'agent-signed-in', agent } });
    if (word === 'paused') {
      const reason = asPauseReason('paused');
      facts.push({ at: start, event: { type: 'agent-paused', agent, reason } });
    } else if (word === 'unreachable') {
      facts.push({ at: start, event: { type: 'agent-unreachable', agent } });
    } else {
      facts.push({ at: start, event: { type: 'agent-busy', agent } });
      if (word === 'ready') {
        facts.push({ at: arrival - idleMs, event: { type: 'agent-free', agent } });
      }
    }
  }
  return facts.sort((a, b) => a.at - b.at);
}

function callOf(config: CompiledConfig, { call }: TestInput): RouterEvent {
  const entry = config.site.entries.find(({ id }) => id === call.entry);
  const callClass = call.class ?? entry?.class;
  const also = call.also?.map(asQueueId) ?? entry?.also ?? [];
  const skills = call.skills === undefined ? (entry?.skills ?? []) : skillLevels(call.skills);
  return {
    type: 'call-arrived',
    call: THE_CALL,
    queue: asQueueId(call.queue ?? entry!.queue),
    ...(callClass === undefined ? {} : { class: asClassId(callClass) }),
    ...(entry?.headStartMs === undefined ? {} : { headStartMs: entry.headStartMs }),
    ...(call.preferred === undefined ? {} : { preferred: asAgentId(call.preferred) }),
    ...(also.length === 0 ? {} : { also }),
    ...(skills.length === 0 ? {} : { skills }),
  };
}

/** Openings and closings while the call waits. */
function hourFacts(
  config: CompiledConfig,
  test: TestInput,
  arrival: Ms,
  end: Ms,
): readonly TimedFact[] {
  const facts: TimedFact[] = [];
  for (const hours of test.when === undefined ? [] : config.site.hours) {
    let at = nextChange(hours, arrival);
    while (at !== NEVER && at <= end) {
      const open = isOpen(hours, at);
      facts.push({ at, event: { type: 'hours-changed', hours: hours.id, open } });
      at = nextChange(hours, at);
    }
  }
  return facts.sort((a, b) => a.at - b.at);
}
