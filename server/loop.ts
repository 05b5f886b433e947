/**
 * The single writer. Takes facts one at a time, journals, steps the router, hands its commands out;
 * nothing else touches the router, and nothing here waits.
 */

import type { Clock } from '../adapters/clock.ts';
import { advance, nextDeadline, type Router, step } from '../core/index.ts';
import { type CommandRecord, recordCommands } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import { type Ms, NEVER } from '../core/routing/ids.ts';
import type { Outcome } from '../core/routing/outcomes.ts';
import type { Gauges, Trigger } from './gauges.ts';
import { type Line, type LineBody, type Note, writeLine } from './journal-lines.ts';
import type { View } from './view.ts';

export interface LoopOptions {
  readonly router: Router;
  /** Kept up to date here; `view.seq` is the last line written. */
  readonly view: View;
  readonly clock: Clock;
  readonly gauges: Gauges;
  /** Whole lines, once per batch, in order: to the journal and the screens. */
  readonly publish: (lines: string) => void;
  /** Each command and notice, when the view has just taken it in. May post and note. */
  readonly dispatch: (record: CommandRecord) => void;
  /**
   * Our own bug: the router can no longer be trusted. Told once; nothing is accepted afterwards.
   */
  readonly onBroken: (error: unknown) => void;
}

interface Posted {
  readonly event: RouterEvent;
  readonly postedAt: number;
  readonly onOutcome: ((outcome: Outcome) => void) | undefined;
}

/** setTimeout takes no more than 2^31 - 1; a later deadline is looked at again then. */
const timerMsMax = 2 ** 31 - 1;

export class Loop {
  readonly router: Router;
  readonly #options: LoopOptions;
  readonly #inbox: Posted[] = [];
  #lines = '';
  #records: CommandRecord[] = [];
  readonly #sink = recordCommands((record) => this.#records.push(record));
  #draining = false;
  /** Time of the batch being worked off. */
  #batchAt: Ms = 0;
  #started = false;
  #broken = false;
  #armedFor: Ms = NEVER;
  #disarm = () => {};

  constructor(options: LoopOptions) {
    this.#options = options;
    this.router = options.router;
  }

  /** The router's time: never before the last line. */
  now(): Ms {
    return Math.max(this.#options.clock.now(), this.#options.view.at);
  }

  /**
   * Applies the fact now, or after those before it when called from within; then tells the outcome.
   */
  post(event: RouterEvent, onOutcome?: (outcome: Outcome) => void): void {
    this.#inbox.push({ event, postedAt: performance.now(), onOutcome });
    this.#drain(false);
  }

  /** Journals what the server learnt beside routing. */
  note(note: Note): void {
    if (this.#broken) return;
    this.#write({ note }, this.#draining ? this.#batchAt : this.now());
    if (!this.#draining) this.#flush();
  }

  /** Sets the timer for the router's deadlines; until then none fires. */
  start(): void {
    this.#started = true;
    this.#arm();
  }

  stop(): void {
    this.#started = false;
    this.#arm();
  }

  /** Works off the inbox, and deadlines when `tick`. The clock is read once. */
  #drain(tick: boolean): void {
    if (this.#draining || this.#broken) return;
    this.#draining = true;
    const now = this.now();
    this.#batchAt = now;
    try {
      if (tick) this.#fireDeadlines(now);
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        this.#apply(next, now);
      }
    } catch (error) {
      this.#broken = true;
      this.#flush();
      this.#arm();
      this.#options.onBroken(error);
    } finally {
      this.#draining = false;
    }
    this.#flush();
    this.#arm();
  }

  #apply({ event, postedAt, onOutcome }: Posted, now: Ms): void {
    this.#fireDeadlines(now);
    const { gauges } = this.#options;
    let outcome: Outcome | undefined;
    const startedAt = performance.now();
    try {
      outcome = step(this.router, event, now, this.#sink);
    } finally {
      const took = performance.now() - startedAt;
      gauges.observe(`decision-${triggerOf(event.type)}`, took / 1000);
      this.#write(outcome ? { fact: event, outcome } : { fact: event }, now);
    }
    this.#handOut(now, postedAt);
    onOutcome?.(outcome);
  }

  #fireDeadlines(now: Ms): void {
    const due = nextDeadline(this.router);
    if (due > now) return;
    const startedAt = performance.now();
    advance(this.router, now, this.#sink);
    const took = performance.now() - startedAt;
    this.#options.gauges.observe('decision-timer', took / 1000);
    this.#write({ tick: true }, now);
    this.#handOut(now, startedAt - (now - due));
  }

  /**
   * Journals and hands out what the router said. `since`: when what caused it was there to be acted
   * on.
   */
  #handOut(at: Ms, since: number): void {
    const said = this.#records;
    this.#records = [];
    for (const n of said) {
      this.#write({ n }, at);
      this.#options.dispatch(n);
      if (n[0] !== 'offerCall') continue;
      const delay = Math.max(0, performance.now() - since);
      this.#options.gauges.observe('match-delay', delay / 1000);
    }
  }

  #write(body: LineBody, at: Ms): void {
    const { view } = this.#options;
    const seq = view.seq + 1;
    this.#lines += writeLine(seq, at, body);
    view.apply({ seq, at, ...body } as Line);
  }

  #flush(): void {
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    this.#options.publish(lines);
  }

  #arm(): void {
    const due = this.#started && !this.#broken ? nextDeadline(this.router) : NEVER;
    if (due === this.#armedFor) return;
    this.#disarm();
    this.#disarm = () => {};
    this.#armedFor = due;
    if (due === NEVER) return;
    const wait = Math.min(due - this.#options.clock.now(), timerMsMax);
    this.#disarm = this.#options.clock.setTimer(wait, () => {
      this.#armedFor = NEVER;
      this.#drain(true);
    });
  }
}

/** Types are few and met often: what they are about is found out once. */
const triggers = new Map<string, Trigger>();

function triggerOf(type: RouterEvent['type']): Trigger {
  const known = triggers.get(type);
  if (known) return known;
  let trigger: Trigger = 'agent';
  if (type === 'policy-replaced') trigger = 'reload';
  else if (type === 'hours-changed') trigger = 'timer';
  else if (/^(call|caller|send|switch)-/.test(type) && type !== 'call-connected') trigger = 'call';
  triggers.set(type, trigger);
  return trigger;
}
