/** The live picture of an observed switch, drawn as that of the router is. */

import type { Ms } from '../../core/routing/ids.ts';
import type { AgentState } from '../../core/routing/outcomes.ts';
import { byCodeUnit } from '../../core/routing/qualification.ts';
import type { Picture, PicturedAgent, PicturedQueue } from '../picture.ts';
import type { Book } from './book.ts';
import type { Counts } from './counts.ts';
import { nameOf, stateIn } from './roster.ts';

/** Phones that ring for somebody, and phones in a conversation out of a queue. */
function busyPhones(book: Book) {
  const ringing = new Set<string>();
  for (const caller of book.callers.values()) {
    for (const phone of caller.rings.keys()) ringing.add(phone);
  }
  const talking = new Set([...book.talks.values()].map(({ phone }) => phone));
  return { ringing, talking };
}

/** How many agents of a queue are in which state. Cost: O(callers + agents of the queue). */
export function statesOf(book: Book, queue: string, now: Ms): Partial<Record<AgentState, number>> {
  const { ringing, talking } = busyPhones(book);
  const states: Partial<Record<AgentState, number>> = {};
  for (const of of book.roster.staffOf(queue)) {
    const state = stateIn(of, {
      talks: talking.has(of.phone),
      rings: ringing.has(of.phone),
      nowS: now / 1000,
    });
    states[state] = (states[state] ?? 0) + 1;
  }
  return states;
}

/** Everything people look at. Cost: O(queues × callers + agents). */
export function pictureOf(book: Book, counts: Counts, title: string, now: Ms): Picture {
  return {
    at: now,
    title,
    queues: [...book.roster.queues.keys()]
      .sort(byCodeUnit)
      .map((queue) => pictureQueue(book, counts, queue, now)),
    agents: pictureAgents(book, counts, now).sort((a, b) => byCodeUnit(a.name, b.name)),
  };
}

function pictureQueue(book: Book, counts: Counts, queue: string, now: Ms): PicturedQueue {
  const line = book.line(queue);
  const of = counts.queue(queue);
  const answered = of.exits.answered ?? 0;
  const targetS = book.roster.queues.get(queue)?.serviceLevelS ?? 0;
  const left = Object.values(of.exits).reduce((sum, n) => sum + n, 0);
  return {
    id: queue,
    name: queue,
    waiting: line.length,
    callbacks: 0,
    oldestJoinedAt: line.length === 0 ? null : Math.min(...line.map((each) => each.joinedAt)),
    expectedWait: null,
    agents: statesOf(book, queue, now),
    offered: of.entered,
    answered,
    abandoned: of.exits.abandoned ?? 0,
    serviceLevel: left === 0 || targetS === 0 ? null : of.answeredInTarget / left,
    target: targetS === 0 ? 'none set' : `${targetS} s`,
  };
}

function pictureAgents(book: Book, counts: Counts, now: Ms): PicturedAgent[] {
  const { ringing, talking } = busyPhones(book);
  const since = new Map([...book.talks.values()].map((talk) => [talk.phone, talk.since]));
  return [...book.roster.agents()].map(([phone, memberships]): PicturedAgent => {
    const states = memberships.map((of) =>
      stateIn(of, {
        talks: talking.has(phone),
        rings: ringing.has(phone),
        nowS: now / 1000,
      }),
    );
    // Known to talk in one queue is talking; paused in one only is at work in the others.
    const known = states.find((each) => each === 'talking' || each === 'wrap-up');
    const state = known ?? states.find((each) => each !== 'paused') ?? 'paused';
    const name = nameOf(memberships);
    const reason = state === 'paused' ? memberships[0]!.reason : '';
    return {
      id: phone,
      name: name === phone ? phone : `${name} (${phone})`,
      state,
      since: since.get(phone) ?? 0,
      reason: reason === '' ? null : reason,
      call: null,
      callsAnswered: [...new Set(memberships.map((of) => of.name))].reduce(
        (sum, each) => sum + (counts.agents.get(each)?.answered ?? 0),
        0,
      ),
    };
  });
}
