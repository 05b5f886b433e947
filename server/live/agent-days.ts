/**
 * What each agent has done today: since midnight at the site, from the lines of the journal. Kept
 * up with every line, and after a restart made again from the lines of today that are still there
 * (`readToday`): a process that was killed loses no minute of anybody's day.
 */

import { DAY_MS, momentsOf, offsetAt } from '../../config/time-zone.ts';
import type { CommandRecord } from '../../core/routing/commands.ts';
import type { AgentId, Ms, OfferId } from '../../core/routing/ids.ts';
import type { AgentState } from '../../core/routing/outcomes.ts';
import type { Line } from '../journal-lines.ts';
import type { Rename } from '../renames.ts';
import type { ViewSnapshot } from '../view-types.ts';
import type { DaySpans, TodayPart } from '../wire/desk.ts';

type Kind = keyof DaySpans;

/** The agent now, and the day up to the last change. */
interface Running {
  state: AgentState;
  /** What is counted now, and from when on it is to be counted. */
  kind: Kind | undefined;
  since: Ms;
  offer: OfferId | undefined;
  day: Ms;
  handled: number;
  wrapUps: number;
  spans: Record<Kind, Ms>;
}

const noSpans = (): Record<Kind, Ms> => ({
  ...{ ready: 0, offered: 0, talking: 0, hold: 0, wrapUp: 0, paused: 0, away: 0 },
});

/** What a state is counted as; undefined: not at work. */
const kindOf: Readonly<Record<AgentState, Kind | undefined>> = {
  'signed-out': undefined,
  ready: 'ready',
  offered: 'offered',
  talking: 'talking',
  'wrap-up': 'wrapUp',
  paused: 'paused',
  unreachable: 'away',
  'busy-elsewhere': 'away',
};

export class AgentDays {
  readonly #zone: () => string;
  readonly #agents = new Map<AgentId, Running>();
  /** The local day that was asked for last, so that most lines cost no look at the zone. */
  #day = { from: 0, until: 0 };

  constructor(zone: () => string) {
    this.#zone = zone;
  }

  /** Everybody as they were before a line; what they did before that is not known. */
  begin({ agents, offers }: Pick<ViewSnapshot, 'agents' | 'offers'>, at: Ms): void {
    this.#agents.clear();
    for (const { id, state } of agents) this.#agents.set(id, this.#running(state, at));
    for (const { id, agent, connectedAt, heldSince } of offers) {
      const running = this.#agents.get(agent);
      if (connectedAt === undefined || running?.state !== 'talking') continue;
      running.offer = id;
      if (heldSince !== undefined) running.kind = 'hold';
    }
  }

  /** Takes the next line in. Cost: a map look-up for lines that tell of agents. */
  apply(line: Line): void {
    if ('n' in line) {
      if (line.n[0] === 'agentChanged') this.#changed(line.n, line.at);
      else if (line.n[0] === 'callConnected') this.#connected(line.n);
      return;
    }
    if (!('note' in line)) return;
    if (line.note.type === 'hold-changed') this.#held(line.note.offer, line.note.on, line.at);
    if (line.note.type === 'started') this.rename(line.note.renamed ?? []);
  }

  /** Agents who were called otherwise before. */
  rename(renames: readonly Rename[]): void {
    for (const { kind, from, to } of renames) {
      const running = kind === 'agent' ? this.#agents.get(from as AgentId) : undefined;
      if (!running || this.#agents.has(to as AgentId)) continue;
      this.#agents.delete(from as AgentId);
      this.#agents.set(to as AgentId, running);
    }
  }

  /** The agent's day as of `now`, whatever was yesterday. */
  of(agent: AgentId, now: Ms): TodayPart {
    const running = this.#agents.get(agent);
    if (!running) {
      const from = this.#midnight(now);
      return { from, handled: 0, wrapUps: 0, spans: noSpans(), goesOn: null, since: from };
    }
    this.#turn(running, now);
    const { day: from, handled, wrapUps, spans, kind: goesOn = null } = running;
    const since = Math.max(running.since, from);
    return { from, handled, wrapUps, spans: { ...spans }, goesOn, since };
  }

  /** What an earlier stretch of the same day adds to what is known here. */
  add(earlier: AgentDays, at: Ms): void {
    for (const [id, running] of this.#agents) {
      const before = earlier.#agents.get(id);
      if (!before) continue;
      earlier.#turn(before, at);
      earlier.#count(before, at);
      if (running.day !== before.day) continue;
      running.handled += before.handled;
      running.wrapUps += before.wrapUps;
      for (const kind of Object.keys(before.spans) as Kind[]) {
        running.spans[kind] += before.spans[kind];
      }
    }
  }

  #running(state: AgentState, at: Ms): Running {
    const counts = { day: this.#midnight(at), handled: 0, wrapUps: 0, spans: noSpans() };
    return { state, kind: kindOf[state], since: at, offer: undefined, ...counts };
  }

  #changed(record: CommandRecord & readonly ['agentChanged', ...unknown[]], at: Ms): void {
    const [, id, state] = record;
    const running = this.#agents.get(id) ?? this.#running('signed-out', at);
    this.#agents.set(id, running);
    if (running.state === state) return;
    this.#count(running, at);
    if (running.state === 'talking' && running.offer !== undefined) {
      running.handled += 1;
      running.offer = undefined;
    }
    if (running.state === 'wrap-up') running.wrapUps += 1;
    running.state = state;
    running.kind = kindOf[state];
  }

  #connected([, , offer, id]: CommandRecord & readonly ['callConnected', ...unknown[]]): void {
    const running = this.#agents.get(id);
    if (running) running.offer = offer;
  }

  #held(offer: OfferId, on: boolean, at: Ms): void {
    for (const running of this.#agents.values()) {
      if (running.offer !== offer || running.state !== 'talking') continue;
      this.#count(running, at);
      running.kind = on ? 'hold' : 'talking';
      return;
    }
  }

  /** Counts what went on until now; over midnight only what is of the new day. */
  #count(running: Running, at: Ms): void {
    this.#turn(running, at);
    const from = Math.max(running.since, running.day);
    if (running.kind) running.spans[running.kind] += Math.max(0, at - from);
    running.since = at;
  }

  #turn(running: Running, at: Ms): void {
    const day = this.#midnight(at);
    if (running.day === day) return;
    Object.assign(running, { day, handled: 0, wrapUps: 0, spans: noSpans() });
  }

  #midnight(at: Ms): Ms {
    if (at < this.#day.from || at >= this.#day.until) this.#day = localDay(this.#zone(), at);
    return this.#day.from;
  }
}

/** The local day of a moment: from midnight, or the first moment after one that is skipped. */
export function localDay(zone: string, at: Ms): { readonly from: Ms; readonly until: Ms } {
  const { offsetMs } = offsetAt(zone, at);
  const day = Math.floor((at + offsetMs) / DAY_MS) * DAY_MS;
  return { from: firstMoment(zone, day), until: firstMoment(zone, day + DAY_MS) };
}

const hourMs = 3_600_000;

const firstMoment = (zone: string, localMs: Ms): Ms =>
  momentsOf(zone, localMs)[0] ?? momentsOf(zone, localMs + hourMs)[0]!;
