/**
 * The router's process: one loop that takes facts, fires deadlines and hands commands out. It can
 * be stalled, be late with its timer, be killed and start again.
 */

import type { CommandRecord, Ms, OfferId, RouterEvent } from '../../core/index.ts';
import { NEVER } from '../../core/index.ts';
import type { Answer } from '../support/contenders.ts';
import type { Agenda } from './agenda.ts';
import type { Faults } from './faults.ts';
import type { Trial } from './trial.ts';

export interface HostListener {
  /** Everything the router said to one fact or deadline, once it is all there. */
  onRecords(records: readonly CommandRecord[]): void;
  /** A caller the router does not take: the server sends it back to where it came from. */
  onRefused(event: RouterEvent & { type: 'call-arrived' }): void;
  /** What became of a fact that tells of a customer who is there. */
  onCustomer(offer: OfferId, expected: boolean): void;
}

export class Host {
  alive = true;
  readonly trial: Trial;
  #stalledUntil: Ms = 0;
  #inbox: RouterEvent[] = [];
  /** The deadline the timer is set for, and when it will fire: later, when it is late. */
  #armedFor: Ms = NEVER;
  #firesAt: Ms = NEVER;
  readonly #agenda: Agenda;
  readonly #faults: Faults;
  readonly #listener: HostListener;

  constructor(agenda: Agenda, faults: Faults, trial: Trial, listener: HostListener) {
    this.#agenda = agenda;
    this.#faults = faults;
    this.trial = trial;
    this.#listener = listener;
  }

  get stalled(): boolean {
    return this.#agenda.now < this.#stalledUntil;
  }

  get stalledUntil(): Ms {
    return this.#stalledUntil;
  }

  /** A fact comes in. What comes to a process that is not there is lost. */
  post(event: RouterEvent): void {
    if (!this.alive) return;
    if (this.stalled) this.#inbox.push(event);
    else this.#apply(event);
  }

  /** The loop does nothing for a while; what comes meanwhile is there when it goes on. */
  stall(ms: Ms): void {
    if (!this.alive || this.stalled) return;
    this.#stalledUntil = this.#agenda.now + ms;
    this.#agenda.at(this.#stalledUntil, () => this.#wake());
  }

  kill(): void {
    this.alive = false;
    this.#inbox = [];
    this.#stalledUntil = 0;
    this.#armedFor = NEVER;
    this.#firesAt = NEVER;
  }

  /** Starts again; `lost` lines of the journal had not become durable. */
  start(lost: number): void {
    this.alive = true;
    this.trial.restart(this.#agenda.now, lost);
    this.#arm();
  }

  #wake(): void {
    if (!this.alive || this.stalled) return;
    this.#fire();
    const inbox = this.#inbox;
    this.#inbox = [];
    for (const event of inbox) this.#apply(event);
  }

  #apply(event: RouterEvent): void {
    const { now } = this.#agenda;
    // A timer that is late lets facts pass before what was due: legal, if not usual.
    if (this.#firesAt <= now) this.#fire();
    const answer = this.trial.play({ at: now, event });
    this.#hand(answer);
    const { outcome } = answer;
    if (event.type === 'customer-answered' || event.type === 'call-connected') {
      this.#listener.onCustomer(event.offer, outcome === 'applied' || outcome === 'duplicate');
    }
    const refused = outcome === 'over-limit' || outcome === 'unknown-queue';
    if (event.type === 'call-arrived' && refused) this.#listener.onRefused(event);
  }

  #fire(): void {
    const { now } = this.#agenda;
    if (this.trial.nextDeadline > now) return;
    this.#hand(this.trial.play({ at: now }));
  }

  #hand({ records }: Answer): void {
    this.#arm();
    if (records.length > 0) this.#listener.onRecords(records);
  }

  #arm(): void {
    const due = this.trial.nextDeadline;
    if (due === this.#armedFor) return;
    this.#armedFor = due;
    this.#firesAt = NEVER;
    if (due === NEVER) return;
    const late = this.#faults.strikes('deadlines-late');
    const lateMs = late ? this.#faults.dice('deadlines-late').between(1, 4_000) : 0;
    const firesAt = Math.max(due, this.#agenda.now) + lateMs;
    this.#firesAt = firesAt;
    this.#agenda.at(firesAt, () => {
      const current = this.alive && this.#firesAt === firesAt && this.#armedFor === due;
      if (current && !this.stalled) {
        this.#armedFor = NEVER;
        this.#fire();
        this.#arm();
      }
    });
  }
}
