/**
 * How often somebody may try to sign in. After some failures each further one doubles the time in
 * which nothing is tried: for the name, whoever tries it, and for the address, whatever it tries.
 * Many people share the address of an office, so it has more failures free. A failure is forgotten
 * after an hour.
 */

import { LRUCache } from 'lru-cache';
import { RequestError } from '../errors.ts';

const minute = 60_000;

export interface PaceLimits {
  /** Failures without any delay. */
  readonly free: number;
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
}

export const nameLimits: PaceLimits = { free: 4, firstDelayMs: 1_000, delayMsMax: 5 * minute };
export const addressLimits: PaceLimits = { free: 30, firstDelayMs: 1_000, delayMsMax: 5 * minute };

const forgottenAfterMs = 60 * minute;
/** Names and addresses remembered; the longest unused goes first. */
const rememberedMax = 20_000;

interface Failures {
  count: number;
  lastAt: number;
  /** Nothing is tried before. */
  until: number;
}

export class SignInPace {
  readonly #now: () => number;
  readonly #names = new LRUCache<string, Failures>({ max: rememberedMax });
  readonly #addresses = new LRUCache<string, Failures>({ max: rememberedMax });

  /** `now`: epoch ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Somebody tries. It counts as a failure of the name before it is looked at, so that many at once
   * gain nothing. Throws `sign-in-too-often` with `retryAfterMs`.
   */
  begin(name: string, address: string): void {
    const now = this.#now();
    const ofName = lookUp(this.#names, name, now);
    const ofAddress = lookUp(this.#addresses, address, now);
    const retryAfterMs = Math.max(ofName.until, ofAddress.until) - now;
    if (retryAfterMs > 0) {
      const sentence = `Too many failed attempts; try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
      throw new RequestError('sign-in-too-often', sentence, { retryAfterMs });
    }
    fail(ofName, nameLimits, now);
  }

  /** It was no failure. What failed at this address stays: attackers have accounts, too. */
  succeeded(name: string): void {
    this.#names.delete(name);
  }

  /**
   * The attempt failed. Counted only now for the address: a whole shift signs in at once from it.
   */
  failed(address: string): void {
    const now = this.#now();
    fail(lookUp(this.#addresses, address, now), addressLimits, now);
  }
}

function lookUp(known: LRUCache<string, Failures>, key: string, now: number): Failures {
  const found = known.get(key);
  if (found !== undefined && now - found.lastAt < forgottenAfterMs) return found;
  const none: Failures = { count: 0, lastAt: now, until: 0 };
  known.set(key, none);
  return none;
}

function fail(failures: Failures, { free, firstDelayMs, delayMsMax }: PaceLimits, now: number) {
  failures.count++;
  failures.lastAt = now;
  const beyond = failures.count - free;
  if (beyond <= 0) return;
  failures.until = now + Math.min(firstDelayMs * 2 ** (beyond - 1), delayMsMax);
}
