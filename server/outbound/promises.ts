/**
 * Promises to call back that are due, kept before anybody else is dialled: by the agent who gave it
 * while it is that agent's alone, then by whoever is free. None passes without a word.
 */

import type { Callback } from '../../adapters/store/callbacks.ts';
import { asAgentId } from '../../core/routing/ids.ts';
import type { Log } from '../log.ts';
import type { View } from '../view.ts';
import { callbackReason } from './attempt-result.ts';
import type { CampaignRun } from './campaign-run.ts';
import { type Dialer, leaseMs } from './dialer.ts';

/** For promises that are due so soon an agent is kept. */
const soonMs = 60_000;
/** What may not be dialled is asked about again after this time: in less than a promise allows. */
const askAgainMs = 10_000;
/** Reasons of a lead that waits for its promise, and was in the way of nothing. */
const asked: ReadonlySet<string> = new Set([callbackReason, 'by-hand']);

export interface PromisesParts {
  readonly view: View;
  readonly dialer: Dialer;
  readonly log: Log;
  now(): number;
}

export class Promises {
  readonly #parts: PromisesParts;
  /** Promises that may not be kept now, by what the rules say, are not asked about before. */
  readonly #askedAgainAt = new Map<number, number>();

  constructor(parts: PromisesParts) {
    this.#parts = parts;
  }

  /** Keeps those that can be kept now. Gives how many agents the others need soon. */
  async keep(run: CampaignRun): Promise<number> {
    const now = this.#parts.now();
    for (const [id, at] of this.#askedAgainAt) if (at < now) this.#askedAgainAt.delete(id);
    const { callbacks } = run.tenant;
    let soon = 0;
    for (const promise of await callbacks.ofCampaign(run.id, now + soonMs)) {
      if (promise.dueUntil < now) {
        await callbacks.missed(promise.id, await this.#why(run, promise));
        this.#parts.log.warn({ promise: promise.id }, 'a promise to call back was not kept');
      } else if (promise.dueAt > now || this.#askedAgainAt.has(promise.id)) soon++;
      else if (!(await this.#call(run, promise, now))) soon++;
    }
    return soon;
  }

  /** True: the customer is being called, or the lead is somebody else's already. */
  async #call(run: CampaignRun, promise: Callback, now: number): Promise<boolean> {
    const owner = promise.owner !== null && now < (promise.ownerUntil ?? 0) ? promise.owner : null;
    if (owner === null ? run.idleBeyondFlying(now) <= 0 : !this.#isReady(owner)) return false;
    const lead = await run.claims.takeOne(promise.lead!, now, leaseMs);
    if (lead === undefined) return true;
    const dialled = await this.#parts.dialer.dialOne(run, lead, {
      path: promise.path,
      ...(promise.owner === null ? {} : { preferred: promise.owner }),
    });
    if (!dialled) this.#askedAgainAt.set(promise.id, now + askAgainMs);
    return dialled;
  }

  #isReady(agent: string): boolean {
    return this.#parts.view.agents.get(asAgentId(agent))?.state === 'ready';
  }

  /** What was in the way: of this person, else of the agents. */
  async #why(run: CampaignRun, { person, owner, ownerUntil }: Callback): Promise<string> {
    const lead = await run.tenant.leads.find(run.id, person);
    if (lead !== undefined && !asked.has(lead.reason)) return lead.reason;
    const isOwners = owner !== null && (ownerUntil ?? 0) > this.#parts.now();
    return isOwners ? 'owner-away' : 'no-agent';
  }
}
