/** Conversations of agents as the store has them, for desks: fetched again whenever they change. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Line } from '../journal-lines.ts';
import type { DeskContact } from '../wire/knowledge.ts';
import { Kept } from './kept.ts';

/** People and scripts change without a word; that is seen within this time. */
const freshMs = 15_000;

export interface DeskContactsParts {
  readonly load: (agent: string) => Promise<DeskContact>;
  readonly now: () => number;
  readonly changed: () => void;
  /** Something of an agent's was written by way of this server. */
  readonly written: (agent: string) => void;
}

export class DeskContacts {
  readonly #kept: Kept<DeskContact>;
  readonly #written: (agent: string) => void;

  constructor(parts: DeskContactsParts) {
    this.#written = parts.written;
    this.#kept = new Kept({ ...parts, freshMs });
  }

  /** Undefined: not known yet. */
  of(agent: string): DeskContact | undefined {
    return this.#kept.of(agent);
  }

  /** Takes a line after the contact log does: what that writes is waited for. */
  apply(line: Line): void {
    if (!('n' in line)) return;
    if (line.n[0] === 'agentChanged') this.#kept.forget(line.n[1]);
    else if (line.n[0] === 'callConnected') this.#kept.forget(line.n[3]);
  }

  /** What is written by routes registered here is seen at once. */
  watch(api: FastifyInstance): void {
    api.addHook('onResponse', async (request: FastifyRequest) => {
      if (request.method === 'GET') return;
      const { agent = request.holder?.agent } = (request.params ?? {}) as { agent?: string };
      if (agent === undefined) return;
      this.#kept.forget(agent);
      this.#written(agent);
    });
  }
}
