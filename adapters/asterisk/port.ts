/**
 * A port over any interface of Asterisk as it is seen from outside: before, between and after its
 * runs.
 */

import type { SwitchCapabilities, SwitchCommand, SwitchListener, SwitchPort } from '../port.ts';
import type { Desk } from './desk.ts';
import type { Phones } from './phones.ts';

/** From `start` to `stop`: what each interface does in its own way. */
export interface Run {
  readonly desk: Desk;
  readonly phones: Phones;
  /** Resolves as the port's `start` does. */
  start(): Promise<void>;
  execute(command: SwitchCommand): void;
  stop(): void | Promise<void>;
}

/** Nothing is done before `start`. */
export abstract class AsteriskPort implements SwitchPort {
  #watched: readonly string[] = [];
  #run: Run | undefined;
  /** Withdrawals from before the start. */
  readonly #early: SwitchCommand[] = [];

  abstract readonly capabilities: SwitchCapabilities;

  protected abstract begin(listener: SwitchListener): Run;

  get connected(): boolean {
    return this.#run?.desk.connected ?? false;
  }

  start(listener: SwitchListener): Promise<void> {
    if (this.#run) throw new Error(`${this.capabilities.name} has been started already`);
    const run = this.begin(listener);
    this.#run = run;
    run.phones.watch(this.#watched);
    for (const command of this.#early.splice(0)) run.execute(command);
    return run.start();
  }

  watchPhones(phones: readonly string[]): void {
    this.#watched = [...phones];
    this.#run?.phones.watch(this.#watched);
  }

  execute(command: SwitchCommand): void {
    // A restored router may find a ring time over before it has told us to start.
    const gives = command.type === 'withdraw' || command.type === 'undial';
    if (!this.#run && gives) this.#early.push(command);
    this.#run?.execute(command);
  }

  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    await run?.stop();
  }
}
