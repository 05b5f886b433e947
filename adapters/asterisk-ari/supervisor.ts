/**
 * Keeps one connection alive for ever: opens it, pings it, and when it fails or falls silent opens
 * another after a pause that grows by a fixed schedule. Knows nothing of calls.
 */

import type { Clock } from '../clock.ts';
import type { AriError } from './errors.ts';

export interface Supervised {
  close(): void;
}

export interface SupervisorOptions<T extends Supervised> {
  readonly clock: Clock;
  /**
   * Opens a connection; `onEnd` is to be called when it ends by itself. Aborted when nobody wants
   * it any more: nothing of it may reach Asterisk after that.
   */
  open(onEnd: (error: AriError) => void, signal: AbortSignal): Promise<T>;
  /** Rejects when the connection is as good as dead. */
  check(connection: T): Promise<void>;
  /** Whether an open connection may be used now; rejecting is a failure of it. */
  onUp(connection: T): Promise<void>;
  /** An open connection has gone. */
  onDown(error: AriError): void;
  /** Each failure, before the pause that follows it. */
  onTrouble(error: AriError, retryMs: number): void;
}

export const retryScheduleMs = [250, 500, 1_000, 2_000, 4_000, 5_000] as const;
export const heartbeatMs = 5_000;
/**
 * A router that was replaced looks whether its place is free: soon, because what replaced it may
 * have been an attempt of its own, broken off while Asterisk had not yet read it; then so often.
 */
export const firstLookMs = 1_000;
export const standbyMs = 30_000;

export class Supervisor<T extends Supervised> {
  readonly #options: SupervisorOptions<T>;
  #connection: T | undefined;
  /** Rises with each connection; what belongs to an earlier one is ignored. */
  #generation = 0;
  #opening = new AbortController();
  #failures = 0;
  #standsBy = false;
  #cancelTimer: (() => void) | undefined;
  #stopped = true;

  constructor(options: SupervisorOptions<T>) {
    this.#options = options;
  }

  get connection(): T | undefined {
    return this.#connection;
  }

  start(): void {
    this.#stopped = false;
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#generation++;
    this.#cancelTimer?.();
    this.#opening.abort();
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** Gives the connection up as if it had ended. */
  fail(error: AriError): void {
    this.#end(this.#generation, error);
  }

  async #open(): Promise<void> {
    const generation = ++this.#generation;
    const current = (): boolean => !this.#stopped && generation === this.#generation;
    this.#opening = new AbortController();
    const { signal } = this.#opening;
    try {
      const connection = await this.#options.open((error) => this.#end(generation, error), signal);
      if (!current()) {
        connection.close();
        return;
      }
      this.#connection = connection;
      await this.#options.onUp(connection);
      if (!current()) return;
      this.#failures = 0;
      this.#standsBy = false;
      this.#beat(generation, connection);
    } catch (error) {
      this.#end(generation, error as AriError);
    }
  }

  #beat(generation: number, connection: T): void {
    this.#cancelTimer = this.#options.clock.setTimer(heartbeatMs, () => {
      this.#options.check(connection).then(
        () => {
          if (!this.#stopped && generation === this.#generation) this.#beat(generation, connection);
        },
        (error) => this.#end(generation, error as AriError),
      );
    });
  }

  #end(generation: number, error: AriError): void {
    if (this.#stopped || generation !== this.#generation) return;
    this.#generation++;
    this.#cancelTimer?.();
    const connection = this.#connection;
    this.#connection = undefined;
    this.#opening.abort();
    connection?.close();
    const waitMs = this.#pauseAfter(error);
    this.#options.onTrouble(error, waitMs);
    if (connection) this.#options.onDown(error);
    this.#cancelTimer = this.#options.clock.setTimer(waitMs, () => this.#open());
  }

  #pauseAfter({ code }: AriError): number {
    if (code !== 'replaced-by-other-router') {
      return retryScheduleMs[Math.min(this.#failures++, retryScheduleMs.length - 1)]!;
    }
    const waitMs = this.#standsBy ? standbyMs : firstLookMs;
    this.#standsBy = true;
    return waitMs;
  }
}
