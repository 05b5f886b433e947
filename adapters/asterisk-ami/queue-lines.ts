/**
 * Lines of queue_log handed to the switch: written by Asterisk itself into its own file or realtime
 * table (AMI `QueueLog`), and told as user events to whatever follows AMI. One at a time, in order;
 * what cannot be handed over now waits. Needs a user with `write = agent,user` and `app_queue`
 * loaded.
 */

import type { Clock } from '../clock.ts';
import type { QueueLine, QueueLogSink } from '../queue-log/line.ts';
import { fieldOf } from '../queue-log/line.ts';
import { AmiConnection } from './connection.ts';
import type { AmiAddress } from './link.ts';
import type { AmiAction } from './message.ts';
import { AmiError } from './questions.ts';
import { userEventsOf } from './queue-user-events.ts';

export interface QueueLinesOptions extends Omit<AmiAddress, 'tls'> {
  readonly clock: Clock;
  /** Asterisk writes each line. */
  readonly writes: boolean;
  /** Each line is told as user events. */
  readonly tells: boolean;
  /** What is wrong and what to do, once; undefined: lines are taken again. */
  readonly onTrouble: (trouble: string | undefined) => void;
  /** Kept while Asterisk takes none; the ones beyond it are lost. Default 20,000. */
  readonly pendingMax?: number;
}

export class QueueLines implements QueueLogSink {
  readonly #options: QueueLinesOptions;
  readonly #ami: AmiConnection;
  readonly #pendingMax: number;
  readonly #pending: AmiAction[] = [];
  /** Names of actions that have been refused: told once each. */
  readonly #refused = new Set<string>();
  #sending: Promise<void> | undefined;
  #lost = 0;
  #inTrouble = false;

  constructor(options: QueueLinesOptions) {
    this.#options = options;
    this.#pendingMax = options.pendingMax ?? 20_000;
    const { host, port, user, secret, clock } = options;
    this.#ami = new AmiConnection({
      ...{ host, port, user, secret, clock },
      onUp: () => this.#up(),
      onDown: () => {},
      onTrouble: (trouble) => this.#trouble(trouble),
    });
    this.#ami.start();
  }

  write(line: QueueLine): void {
    const { writes, tells } = this.#options;
    if (writes) this.#add(writingOf(line));
    if (tells) for (const event of userEventsOf(line)) this.#add(event);
    this.#send();
  }

  /** Resolves when all is handed over, or Asterisk cannot be asked. */
  async close(): Promise<void> {
    await this.#sending;
    this.#ami.stop();
  }

  #add(action: AmiAction): void {
    if (this.#pending.length < this.#pendingMax) this.#pending.push(action);
    else this.#lost += 1;
  }

  #up(): void {
    if (this.#inTrouble) {
      this.#inTrouble = false;
      this.#options.onTrouble(undefined);
    }
    if (this.#lost > 0) {
      const lost = this.#lost;
      this.#lost = 0;
      this.#options.onTrouble(
        `${lost} lines of queue_log are lost: more came than are kept while Asterisk took none. ` +
          'The journal has what they would have said.',
      );
      this.#options.onTrouble(undefined);
    }
    this.#send();
  }

  #trouble(trouble: string): void {
    if (this.#inTrouble) return;
    this.#inTrouble = true;
    this.#options.onTrouble(`lines of queue_log cannot be handed to Asterisk: ${trouble}`);
  }

  #send(): void {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
      // A line may have come in the very moment in which there was none left.
      if (this.#ami.isUp && this.#pending.length > 0) this.#send();
    });
  }

  /** An action without an answer is handed over again: a line may stand twice, none is missing. */
  async #sendAll(): Promise<void> {
    while (this.#ami.isUp && this.#pending.length > 0) {
      const action = this.#pending[0]!;
      try {
        await this.#ami.ask(action);
      } catch (error) {
        if (error instanceof AmiError && error.kind !== 'refused') continue;
        this.#refuse(action, (error as Error).message);
      }
      this.#pending.shift();
    }
  }

  #refuse({ Action }: AmiAction, why: string): void {
    if (this.#refused.has(Action)) return;
    this.#refused.add(Action);
    const need = Action === 'QueueLog' ? '`write = agent` and app_queue' : '`write = user`';
    this.#options.onTrouble(
      `Asterisk refuses ${Action} (${why}): the user in manager.conf needs ${need}. Such lines are ` +
        'not handed over; this is told once.',
    );
  }
}

const writingOf = ({ call, queue, agent, event, fields }: QueueLine): AmiAction => ({
  Action: 'QueueLog',
  Queue: fieldOf(queue),
  Event: event,
  Uniqueid: fieldOf(call),
  Interface: fieldOf(agent),
  Message: fields.map(fieldOf).join('|'),
});
