/**
 * What is remembered of callers between their calls: the agent they talked with last, and the
 * routing age they had earned when they hung up waiting. Both are lists of limited length.
 */

import { LRUCache } from 'lru-cache';
import type { AgentId, Ms, QueueId } from '../core/routing/ids.ts';
import { isWithheld } from './numbers.ts';
import type { ViewSnapshot } from './view-types.ts';

/** Callers whose age is remembered, and how long at most; a queue's own time is shorter. */
const earnedMax = 10_000;
const earnedMsMax = 86_400_000;

const callerKey = (tenant: string, number: string): string => `${tenant}|${number}`;
const earnedKey = (tenant: string, queue: QueueId, number: string): string =>
  `${tenant}|${queue}|${number}`;

export class CallerMemory {
  readonly #agents: LRUCache<string, { readonly agent: AgentId; readonly at: Ms }>;
  readonly #earned = new LRUCache<string, { readonly ageMs: Ms; readonly at: Ms }>({
    max: earnedMax,
  });
  readonly #keepMs: Ms;
  readonly #remembersAgents: boolean;

  constructor({ callers, keepMs }: { readonly callers: number; readonly keepMs: Ms }) {
    this.#keepMs = keepMs;
    this.#remembersAgents = callers > 0;
    this.#agents = new LRUCache({ max: Math.max(1, callers) });
  }

  talked(tenant: string, number: string, agent: AgentId, at: Ms): void {
    if (!isWithheld(number)) this.#agents.set(callerKey(tenant, number), { agent, at });
  }

  /** Changes nothing. Undefined for a withheld number, or when it was too long ago. */
  lastAgent(tenant: string, number: string, now: Ms): AgentId | undefined {
    if (isWithheld(number) || !this.#remembersAgents) return undefined;
    const last = this.#agents.peek(callerKey(tenant, number));
    return last && now - last.at <= this.#keepMs ? last.agent : undefined;
  }

  /** The caller hung up waiting; `ageMs` without the head start, which the next call gets anew. */
  hungUp(tenant: string, queue: QueueId, number: string, ageMs: Ms, at: Ms): void {
    if (isWithheld(number) || ageMs <= 0) return;
    this.#earned.set(earnedKey(tenant, queue, number), { ageMs, at });
  }

  /** Changes nothing. Undefined for a withheld number, or when it was longer than `within` ago. */
  earnedAge(tenant: string, queue: QueueId, number: string, within: Ms, now: Ms): Ms | undefined {
    if (isWithheld(number)) return undefined;
    const earned = this.#earned.peek(earnedKey(tenant, queue, number));
    return earned && now - earned.at <= Math.min(within, earnedMsMax) ? earned.ageMs : undefined;
  }

  /** The caller has called again and gone on with that age. */
  resumed(tenant: string, queue: QueueId, number: string): void {
    this.#earned.delete(earnedKey(tenant, queue, number));
  }

  snapshot(now: Ms): Pick<ViewSnapshot, 'lastAgents' | 'earnedAges'> {
    return {
      lastAgents: [...this.#agents.entries()].map(([key, last]) => [key, last.agent, last.at]),
      earnedAges: [...this.#earned.entries()]
        .filter(([, { at }]) => now - at <= earnedMsMax)
        .map(([key, { ageMs, at }]) => [key, ageMs, at]),
    };
  }

  load(from: Pick<ViewSnapshot, 'lastAgents' | 'earnedAges'>): void {
    this.#agents.clear();
    this.#earned.clear();
    for (const [key, agent, at] of [...from.lastAgents].reverse()) {
      this.#agents.set(key, { agent, at });
    }
    for (const [key, ageMs, at] of [...from.earnedAges].reverse()) {
      this.#earned.set(key, { ageMs, at });
    }
  }
}
