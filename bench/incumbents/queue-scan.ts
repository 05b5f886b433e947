/**
 * Asterisk's way (app_queue): every caller looks for itself, once a second, and reckons a number
 * for each agent of its queue. This is the work of one such look (of its source: is it my turn,
 * the number of each, the least of them, may this one ring, which asks every queue for a heavier
 * or an older caller), on plain objects in lists, in JavaScript as our router is. In favour of it:
 * the looks of all those who looked in vain in that second are not counted, nor locks, channels
 * and the second itself.
 */

import type { AgentId, CallId, Ms, QueueId } from '../../core/routing/ids.ts';
import type { Moment } from './moments.ts';

interface Person {
  readonly id: AgentId;
  /** What app_queue calls the penalty. */
  readonly rank: number;
  state: string;
  idleSince: Ms;
}

/** A caller in line. */
interface Entry {
  readonly call: CallId;
  readonly since: Ms;
  /** Its agent's phone rings. */
  readonly pending: boolean;
}

interface Line {
  weight: number;
  readonly staff: readonly Person[];
  readonly staffById: ReadonlyMap<AgentId, Person>;
  entries: Entry[];
}

/** An agent as one candidate of one look. */
interface Attempt {
  readonly person: Person;
  readonly metric: number;
  refused: boolean;
}

/** Ranks before idling: what one counts in milliseconds. */
const RANK_MS = 1e12;

export interface Scan {
  /** Takes a moment over. Not part of what is compared. */
  fill(moment: Moment): void;
  /** One look of this caller: the agent it may ring now. */
  look(call: CallId, queue: QueueId, now: Ms): AgentId | undefined;
}

export function createScan(staff: ReadonlyMap<QueueId, readonly AgentId[]>): Scan {
  const people = new Map<AgentId, Person>();
  const personOf = (id: AgentId): Person => {
    const known = people.get(id) ?? { id, rank: 0, state: 'signed-out', idleSince: 0 };
    people.set(id, known);
    return known;
  };
  const lines = new Map<QueueId, Line>();
  for (const [queue, agents] of staff) {
    const own = agents.map(personOf);
    const staffById = new Map(own.map((person) => [person.id, person]));
    lines.set(queue, { weight: 0, staff: own, staffById, entries: [] });
  }
  return {
    fill({ agents, calls }) {
      for (const { id, state, idleSince } of agents) {
        Object.assign(personOf(id), { state, idleSince });
      }
      for (const line of lines.values()) line.entries = [];
      for (const { id, queue, state, agedFrom, class: place } of calls) {
        if (state === 'talking') continue;
        const line = lines.get(queue)!;
        line.weight = -place;
        line.entries.push({ call: id, since: agedFrom, pending: state === 'offered' });
      }
    },
    look(call, queue, now) {
      const line = lines.get(queue)!;
      const entry = isMyTurn(line, call);
      return entry && ring(lines, line, entry, now);
    },
  };
}

function available(line: Line): number {
  let count = 0;
  for (const person of line.staff) if (person.state === 'ready') count++;
  return count;
}

/** It counts those whose agent is ringing too, and so blocks lighter queues; we do not. */
function waiting(line: Line): number {
  let count = 0;
  for (const entry of line.entries) if (!entry.pending) count++;
  return count;
}

/** Fewer wait before me without a phone ringing for them than agents are free. */
function isMyTurn(line: Line, call: CallId): Entry | undefined {
  const free = available(line);
  let before = 0;
  for (const entry of line.entries) {
    if (before >= free) return undefined;
    if (entry.call === call) return entry;
    if (!entry.pending) before++;
  }
  return undefined;
}

function ring(
  lines: ReadonlyMap<QueueId, Line>,
  line: Line,
  entry: Entry,
  now: Ms,
): AgentId | undefined {
  const attempts: Attempt[] = [];
  for (const person of line.staff) {
    const metric = person.rank * RANK_MS + (RANK_MS - (now - person.idleSince));
    attempts.push({ person, metric, refused: false });
  }
  for (;;) {
    let best: Attempt | undefined;
    for (const attempt of attempts) {
      if (!attempt.refused && (!best || attempt.metric < best.metric)) best = attempt;
    }
    if (!best) return undefined;
    if (mayRing(lines, line, entry, best.person)) return best.person.id;
    best.refused = true;
  }
}

function mayRing(
  lines: ReadonlyMap<QueueId, Line>,
  line: Line,
  entry: Entry,
  person: Person,
): boolean {
  if (person.state !== 'ready') return false;
  for (const other of lines.values()) {
    if (other === line || other.entries.length === 0 || !other.staffById.has(person.id)) continue;
    if (other.weight > line.weight && waiting(other) >= available(other)) return false;
    if (other.weight !== line.weight) continue;
    const first = other.entries.find(({ pending }) => !pending);
    if (first && first.since < entry.since) return false;
  }
  return true;
}
