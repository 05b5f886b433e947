/** The fast router and the reference behind one surface, and moves played on them. */

import {
  advance,
  type CallId,
  type CommandRecord,
  type CommandSink,
  createRouter,
  type Decision,
  explainCall,
  type Limits,
  type Ms,
  nextDeadline,
  type Outcome,
  type Policy,
  type Router,
  type RouterEvent,
  type RouterSnapshot,
  recordCommands,
  restore,
  snapshot,
  step,
  verify,
} from '../../core/index.ts';
import { createNaiveRouter } from '../reference/naive-router.ts';
import type { Move } from './random-world.ts';

export interface Start {
  readonly policy: Policy;
  readonly limits: Limits;
  readonly routerSeed: number;
  /** As the router's option of that name; fewer make routers cheaper to restore. */
  readonly decisionsKept?: number;
}

export interface Contender {
  step(event: RouterEvent, now: Ms, out: CommandSink): Outcome;
  advance(now: Ms, out: CommandSink): void;
  nextDeadline(): Ms;
  explainCall(call: CallId, now: Ms): Decision | undefined;
  snapshot(): RouterSnapshot;
  /** Violated invariants; none for the reference, which has no such question. */
  verify(): string[];
}

type OnDecision = (decision: Decision) => void;

/** The fast router. */
export function fast(start: Start, onDecision?: OnDecision): Contender & { router: Router } {
  const { policy, limits, routerSeed: seed, decisionsKept } = start;
  const options = { limits, seed, firstOffer: 1, decisionsKept, ...when(onDecision) };
  return around(createRouter(policy, options));
}

/** A router that goes on from a snapshot in plain JSON. */
export function restored(from: RouterSnapshot, start: Start): Contender & { router: Router } {
  const { limits, routerSeed: seed, decisionsKept } = start;
  return around(restore(from, { limits, seed, decisionsKept }));
}

const when = (onDecision?: OnDecision) => (onDecision ? { onDecision } : {});

const around = (router: Router): Contender & { router: Router } => ({
  router,
  step: (event, now, out) => step(router, event, now, out),
  advance: (now, out) => advance(router, now, out),
  nextDeadline: () => nextDeadline(router),
  explainCall: (call, now) => explainCall(router, call, now),
  snapshot: () => snapshot(router),
  verify: () => verify(router),
});

export function reference(start: Start, onDecision?: OnDecision): Contender {
  const { policy, limits, routerSeed: seed } = start;
  const router = createNaiveRouter(policy, { limits, seed, firstOffer: 1, ...when(onDecision) });
  return { ...router, verify: () => [] };
}

/** What one move gave. */
export interface Answer {
  /** Undefined for an advance. */
  readonly outcome: Outcome | undefined;
  readonly records: readonly CommandRecord[];
  readonly nextDeadline: Ms;
}

/** Plays one move. Costs what the router costs, and one array a command. */
export function play(contender: Contender, move: Move): Answer {
  const records: CommandRecord[] = [];
  const out = recordCommands((record) => records.push(record));
  let outcome: Outcome | undefined;
  if (move.event) outcome = contender.step(move.event, move.at, out);
  else contender.advance(move.at, out);
  return { outcome, records, nextDeadline: contender.nextDeadline() };
}

/** Answers as text: equal texts, equal answers. */
export const textOf = (answer: Answer): string =>
  `${answer.outcome ?? 'advance'} ${JSON.stringify(answer.records)} next ${answer.nextDeadline}`;

/** Answers for people, one command a line. */
export const linesOf = (answer: Answer): string =>
  [
    `    outcome ${answer.outcome ?? '(advance)'}, next deadline ${answer.nextDeadline}`,
    ...answer.records.map(([name, ...args]) => `    ${name}(${args.map(String).join(', ')})`),
  ].join('\n');
