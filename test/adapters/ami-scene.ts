/**
 * A fake manager interface, the bare library logged in to it, and our connection to it, on a clock
 * that stands still: one of each a test.
 */

import { createRequire } from 'node:module';
import { afterEach, beforeEach, vi } from 'vitest';
import { AmiConnection } from '../../adapters/asterisk-ami/connection.ts';
import type { AmiError } from '../../adapters/asterisk-ami/questions.ts';
import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import { AmiServer } from './ami-server.ts';

/** The bare library, as far as these tests use it. */
export interface Bare {
  on(name: string, listener: (about: never) => void): void;
  once(name: string, listener: () => void): void;
  action(action: Record<string, unknown>, done: (error: unknown, answer: unknown) => void): string;
  listeners(name: string): unknown[];
  keepConnected(): void;
  disconnect(): void;
}
export const createBare = createRequire(import.meta.url)('asterisk-manager') as (
  port: number,
  host: string,
  user: string,
  secret: string,
  events: boolean,
) => Bare;

export interface Opened {
  readonly ami: AmiConnection;
  readonly downs: string[];
  readonly troubles: string[];
  /** Resolves at the next login. */
  up(): Promise<void>;
  /** Resolves at the next failed attempt. */
  trouble(): Promise<string>;
}

export class AmiScene {
  readonly clock: ManualClock = createManualClock();
  server = new AmiServer();
  /** Done in reverse after the test. */
  readonly undo: (() => void)[] = [];

  /** Registers the hooks of the tests of one file. */
  constructor() {
    beforeEach(async () => {
      this.server = new AmiServer();
      await this.server.start();
    });
    afterEach(async () => {
      for (const step of this.undo.splice(0).reverse()) step();
      vi.restoreAllMocks();
      await this.server.stop();
    });
  }

  readonly open = (secret = 'secret', port = this.server.port): Opened => {
    const downs: string[] = [];
    const troubles: string[] = [];
    let onUp = (): void => {};
    let onTrouble = (_: string): void => {};
    const ami = new AmiConnection({
      host: '127.0.0.1',
      port,
      user: 'tsunagi',
      secret,
      clock: this.clock,
      onUp: () => onUp(),
      onDown: (why) => downs.push(why),
      onTrouble: (trouble) => {
        troubles.push(trouble);
        onTrouble(trouble);
      },
    });
    this.undo.push(() => ami.stop());
    const up = () =>
      new Promise<void>((resolve) => {
        onUp = resolve;
      });
    const trouble = () =>
      new Promise<string>((resolve) => {
        onTrouble = resolve;
      });
    return { ami, downs, troubles, up, trouble };
  };

  readonly openUp = async (): Promise<Opened> => {
    const opened = this.open();
    const up = opened.up();
    opened.ami.start();
    await up;
    return opened;
  };

  /** Logged in. */
  readonly bare = async (): Promise<Bare> => {
    const library = createBare(this.server.port, '127.0.0.1', 'tsunagi', 'secret', false);
    this.undo.push(() => library.disconnect());
    await this.server.asked('login');
    await new Promise<void>((resolve) => library.action({ action: 'ping' }, () => resolve()));
    return library;
  };

  /** No answer to actions of this name, in lower case. */
  readonly silent = (name: string): void => {
    this.server.treat = (action) => (action.get('Action')?.toLowerCase() === name ? '' : undefined);
  };
}

/** The error of a question that must not be answered. */
export const failureOf = (promise: Promise<unknown>): Promise<AmiError> =>
  promise.then(
    () => Promise.reject(new Error('it was answered')),
    (error: AmiError) => error,
  );
