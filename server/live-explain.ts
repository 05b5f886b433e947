/**
 * Questions about the present, answered by the router itself: why is this agent idle, why does this
 * call wait, why do the calls of this queue? Runs on the routing thread and takes one twentieth of
 * its time at the most, however much is asked.
 */

import {
  type AgentExplanation,
  asAgentId,
  asCallId,
  asQueueId,
  type CallId,
  type DecisionFilter,
  explainAgent,
  explainLinks,
  explainQueue,
  explainWait,
  type KeptDecision,
  type LinkExplanation,
  type Ms,
  type PlaceExplanation,
  type QueueExplanation,
  queueOutlook,
  type Router,
  recentDecisions,
  type Sight,
  type WaitOutlook,
  waitOutlook,
} from '../core/index.ts';
import { maySeeAgent, maySeeCall, maySeeQueue, type Scope, seesAll } from './access/holder.ts';
import type { Directory } from './directory.ts';
import { RequestError } from './errors.ts';
import type { View } from './view.ts';

/** Who asks: nothing beyond their sight is told. Plain data: it crosses threads. */
export type Asker = Scope;

/** What can be asked. */
export type ExplainQuestion = { readonly asker: Asker } & (
  | { readonly about: 'call'; readonly id: number }
  | { readonly about: 'agent' | 'queue'; readonly id: string }
);

/** Why a call waits, and how it was decided so far. */
export interface CallExplained {
  readonly at: Ms;
  readonly call: number;
  /** What it may expect; null: it is not waiting. */
  readonly outlook: WaitOutlook | null;
  /** Its places in queues while it waits, and what keeps every agent from each. */
  readonly places: readonly PlaceExplanation[];
  /** Links the exits of its queues lead to, and what keeps it from each. */
  readonly links: readonly LinkExplanation[];
  /** Kept decisions about it, newest first. */
  readonly decisions: readonly KeptDecision[];
}

export interface AgentExplained extends AgentExplanation {
  /** Kept decisions in which this agent won, newest first. */
  readonly decisions: readonly KeptDecision[];
}

export interface QueueExplained extends QueueExplanation {
  /** What a caller who joined now would be told. */
  readonly outlook: WaitOutlook | null;
  /** Kept decisions about calls of this queue, newest first. */
  readonly decisions: readonly KeptDecision[];
}

export type Explanation = CallExplained | AgentExplained | QueueExplained;

export interface LiveExplainParts {
  readonly router: Router;
  readonly view: View;
  directory(): Directory;
  /** The router's time. */
  now(): Ms;
  /** For tests: a stopwatch in milliseconds, and a call later that can be cancelled. */
  readonly stopwatch?: () => number;
  readonly later?: (ms: number, fn: () => void) => () => void;
}

/** After an answer that took a millisecond routing has the thread for nineteen. */
const REST = 19;
/** Questions that wait for their turn; more are refused. */
const WAITING_MAX = 8;
const DECISIONS_SHOWN = 20;

interface Asked {
  readonly question: ExplainQuestion;
  resolve(explanation: Explanation): void;
  reject(error: unknown): void;
}

const laterByTimer = (ms: number, fn: () => void): (() => void) => {
  const timer = setTimeout(fn, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

export class LiveExplain {
  readonly #parts: LiveExplainParts;
  readonly #stopwatch: () => number;
  readonly #later: (ms: number, fn: () => void) => () => void;
  readonly #waiting: Asked[] = [];
  #restsUntil = 0;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(parts: LiveExplainParts) {
    this.#parts = parts;
    this.#stopwatch = parts.stopwatch ?? (() => performance.now());
    this.#later = parts.later ?? laterByTimer;
  }

  /** Answers at once or in its turn. Rejects with a `RequestError`. */
  explain(question: ExplainQuestion): Promise<Explanation> {
    if (this.#stopped) return Promise.reject(stopping());
    if (this.#waiting.length >= WAITING_MAX) {
      const sentence = 'Too many questions are waiting for routing; ask again soon.';
      return Promise.reject(new RequestError('explain-busy', sentence));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#next();
    });
  }

  /** Whoever still waits is refused. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    for (const { reject } of this.#waiting.splice(0)) reject(stopping());
  }

  /** Answers the oldest question, unless routing has the thread for itself. */
  #next(): void {
    if (this.#cancel || this.#waiting.length === 0) return;
    const startedAt = this.#stopwatch();
    if (startedAt < this.#restsUntil) {
      this.#cancel = this.#later(Math.ceil(this.#restsUntil - startedAt), () => {
        this.#cancel = undefined;
        this.#next();
      });
      return;
    }
    const { question, resolve, reject } = this.#waiting.shift()!;
    try {
      resolve(this.#answer(question));
    } catch (error) {
      reject(error);
    }
    const endedAt = this.#stopwatch();
    this.#restsUntil = endedAt + REST * (endedAt - startedAt);
    this.#next();
  }

  #answer(question: ExplainQuestion): Explanation {
    switch (question.about) {
      case 'call':
        return this.#call(question.id, question.asker);
      case 'agent':
        return this.#agent(question.id, question.asker);
      case 'queue':
        return this.#queue(question.id, question.asker);
    }
  }

  #call(id: number, asker: Asker): CallExplained {
    const { router, view, now } = this.#parts;
    const call = asCallId(id);
    const kept = recentDecisions(router, { call, most: DECISIONS_SHOWN });
    const isKnown = view.calls.has(call) || kept.length > 0;
    if (!isKnown || !this.#seesCall(asker, call, kept[0]?.queue)) {
      const sentence = `There is no call ${id} now, and no decision about it is kept any more.`;
      throw new RequestError('unknown-call', sentence, { call: id });
    }
    const at = now();
    return {
      at,
      call: id,
      outlook: waitOutlook(router, call) ?? null,
      places: explainWait(router, call, at, this.#sightOf(asker)),
      links: explainLinks(router, call, at),
      decisions: kept.map((each) => this.#seen(each, asker)),
    };
  }

  #agent(id: string, asker: Asker): AgentExplained {
    const { router, directory, now } = this.#parts;
    const agent = directory().agent(id);
    const told =
      agent && maySeeAgent(asker, agent)
        ? explainAgent(router, agent.id, now(), this.#sightOf(asker))
        : undefined;
    if (told) return { ...told, decisions: this.#decisions({ agent: asAgentId(id) }, asker) };
    throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
  }

  #queue(id: string, asker: Asker): QueueExplained {
    const { router, directory, now } = this.#parts;
    const queue = directory().queue(id);
    const told =
      queue && maySeeQueue(asker, queue)
        ? explainQueue(router, queue.id, now(), this.#sightOf(asker))
        : undefined;
    if (!told) throw new RequestError('unknown-queue', `There is no queue "${id}".`, { queue: id });
    return {
      ...told,
      outlook: queueOutlook(router, told.queue) ?? null,
      decisions: this.#decisions({ queue: asQueueId(id) }, asker),
    };
  }

  #decisions(filter: DecisionFilter, asker: Asker): KeptDecision[] {
    return recentDecisions(this.#parts.router, { ...filter, most: DECISIONS_SHOWN })
      .filter(({ queue }) => maySeeQueue(asker, this.#parts.directory().queue(queue)))
      .map((each) => this.#seen(each, asker));
  }

  /** The decision without a runner-up the asker may not see. */
  #seen(decision: KeptDecision, asker: Asker): KeptDecision {
    const { runnerUp, ...rest } = decision;
    if (runnerUp === undefined) return decision;
    const isSeen =
      typeof runnerUp === 'number'
        ? this.#seesCall(asker, runnerUp, undefined)
        : maySeeAgent(asker, this.#parts.directory().agent(runnerUp));
    return isSeen ? decision : rest;
  }

  /** Of a call that has ended its queue, where one is known, tells whose it was. */
  #seesCall(asker: Asker, id: CallId, queue: string | undefined): boolean {
    const call = this.#parts.view.calls.get(id);
    if (call !== undefined) return maySeeCall(asker, call);
    return maySeeQueue(asker, this.#parts.directory().queue(queue ?? ''));
  }

  #sightOf(asker: Asker): Sight | undefined {
    if (seesAll(asker)) return undefined;
    const directory = this.#parts.directory();
    return {
      queue: (id) => maySeeQueue(asker, directory.queue(id)),
      agent: (id) => maySeeAgent(asker, directory.agent(id)),
    };
  }
}

const stopping = (): RequestError => new RequestError('stopping', 'The server is stopping.');
