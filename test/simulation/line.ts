/**
 * The line between router and switch, with the part of an adapter that any switch needs: what is
 * told and asked travels here, in three lanes that know nothing of each other, and here it is lost,
 * doubled, delayed and reordered. After each loss it finds out what is really there (`resync.ts`).
 */

import type { CallId, CommandRecord, Ms, OfferId, RouterEvent } from '../../core/index.ts';
import type { Dice } from '../support/dice.ts';
import type { Agenda } from './agenda.ts';
import type { FaultName, Faults } from './faults.ts';
import type { Host } from './host.ts';
import { reconcile, resync, type Suspects } from './resync.ts';
import type { SwitchModel } from './switch-model.ts';

type Lane = 'events' | 'answers' | 'commands';

/** Commands to the switch; the rest of what a router says is told to people. */
type Command = Extract<
  CommandRecord,
  readonly [
    (
      | 'offerCall'
      | 'withdrawOffer'
      | 'dialCustomer'
      | 'connectCall'
      | 'announce'
      | 'sendCall'
      | 'releaseCall'
      | 'releaseAgent'
    ),
    ...unknown[],
  ]
>;

const reconcileMs: Ms = 30_000;

export class Line {
  connected = true;
  /** Legs that were to end and callers that were to leave: asked again when it was in vain. */
  readonly ending = new Set<OfferId>();
  readonly leaving = new Set<CallId>();
  /** Customers who were to be called, until the router knows that they are there. */
  readonly customers = new Map<OfferId, CallId>();
  readonly model: SwitchModel;
  readonly host: Host;
  readonly #agenda: Agenda;
  readonly #faults: Faults;
  readonly #dice: Dice;
  /** When the last message of each lane arrives: none overtakes another. */
  #busyUntil: Record<Lane, Ms> = { events: 0, answers: 0, commands: 0 };
  /** Rises with each connection: what was under way on an earlier one arrives nowhere. */
  #age = 0;
  #breakPlanned = false;
  #suspects: Suspects = new Set();

  constructor(agenda: Agenda, faults: Faults, model: SwitchModel, host: Host, dice: Dice) {
    this.#agenda = agenda;
    this.#faults = faults;
    this.#dice = dice;
    this.model = model;
    this.host = host;
    model.tell = (event) => this.#tell(event, 'events');
    agenda.after(reconcileMs, () => this.#look());
  }

  /** Does what the router asks, or tries to. */
  send(record: CommandRecord): void {
    this.#remember(record as Command);
    if (!this.connected) return;
    if (this.#faults.strikes('commands-dropped')) this.#breakSoon(1);
    else this.#travel('commands', () => this.#execute(record as Command));
  }

  /** A caller the router does not take goes back to where it came from. */
  refuse(call: CallId): void {
    this.leaving.add(call);
    if (this.connected) this.#travel('commands', () => this.model.leave(call));
  }

  /** What the router made of a fact about a customer who has answered. */
  customerIs(offer: OfferId, expected: boolean): void {
    const customer = this.customers.get(offer);
    this.customers.delete(offer);
    if (customer !== undefined && !expected) this.model.leave(customer, true);
  }

  /** Contact is lost; it comes back after a while. */
  lose(downMs: Ms): void {
    if (!this.connected) return;
    this.#drop();
    this.host.post({ type: 'switch-lost' });
    this.#restoreAfter(downMs);
  }

  /** The router's process has died, and all the line knew with it. */
  die(): void {
    this.#drop();
    this.ending.clear();
    this.leaving.clear();
    this.customers.clear();
  }

  /** Connects; when the process is stalled or dead, as soon as it is not. */
  restore(): void {
    if (this.connected || !this.host.alive) return;
    if (this.host.stalled) {
      this.#restoreAfter(this.host.stalledUntil - this.#agenda.now);
      return;
    }
    this.connected = true;
    this.#age += 1;
    this.#busyUntil = { events: 0, answers: 0, commands: 0 };
    resync(this);
  }

  /** What the line tells by itself: it is there at once. */
  post(event: RouterEvent): void {
    this.host.post(event);
  }

  get now(): Ms {
    return this.#agenda.now;
  }

  #drop(): void {
    this.connected = false;
    this.#age += 1;
    this.#suspects = new Set();
  }

  #restoreAfter(ms: Ms): void {
    const age = this.#age;
    this.#agenda.after(ms, () => {
      if (age === this.#age) this.restore();
    });
  }

  /** A stream that has lost something finds out after a while, and begins anew. */
  #breakSoon(ms = this.#dice.between(500, 20_000)): void {
    if (this.#breakPlanned) return;
    this.#breakPlanned = true;
    this.#agenda.after(ms, () => {
      this.#breakPlanned = false;
      this.lose(this.#dice.between(5, 2_000));
    });
  }

  #tell(event: RouterEvent, lane: Lane): void {
    if (!this.connected) return;
    if (this.#faults.strikes('events-dropped')) {
      this.#breakSoon();
      return;
    }
    const deliver = () => this.host.post(event);
    // Only what concerns a phone: of a caller who leaves before coming nobody would ever know.
    const mayOvertake = 'offer' in event && this.#faults.strikes('events-reordered');
    if (mayOvertake) this.#astray(deliver);
    else this.#travel(lane, deliver);
    if (!this.#faults.strikes('events-doubled')) return;
    // A caller comes once: the second time would be another caller.
    if (event.type === 'call-arrived' || this.#dice.chance(50)) this.#travel(lane, deliver);
    else this.#astray(deliver);
  }

  /** Travels in its lane, behind what went before. */
  #travel(lane: Lane, arrive: () => void): void {
    const delayed = lane !== 'commands' && this.#faults.strikes('events-delayed');
    const ms = this.#dice.between(1, 3) + (delayed ? this.#dice.between(100, 5_000) : 0);
    this.#busyUntil[lane] = Math.max(this.#busyUntil[lane], this.#agenda.now + ms);
    this.#arriveAt(this.#busyUntil[lane], arrive);
  }

  /** Travels outside all lanes. */
  #astray(arrive: () => void): void {
    this.#arriveAt(this.#agenda.now + this.#dice.pick([0, 1, 10, 500, 2_000]), arrive);
  }

  #arriveAt(at: Ms, arrive: () => void): void {
    const age = this.#age;
    this.#agenda.at(at, () => {
      if (age === this.#age) arrive();
    });
  }

  #remember([name, id, call]: Command): void {
    if (name === 'withdrawOffer' || name === 'releaseAgent') this.ending.add(id as OfferId);
    if (name === 'dialCustomer') this.customers.set(id as OfferId, call as CallId);
    if (name === 'sendCall' || name === 'releaseCall') this.leaving.add(id as CallId);
  }

  /** At the switch: refused, or done, and the answer on its way back or lost. */
  #execute(command: Command): void {
    const answer = (event: RouterEvent) => {
      if (!this.#strikesAnswer('answers-lost')) this.#tell(event, 'answers');
    };
    const { model } = this;
    const refused = this.#faults.strikes('commands-refused');
    switch (command[0]) {
      case 'offerCall': {
        const [, offer, call, agent, ringMs] = command;
        if (refused) answer({ type: 'offer-ended', offer, result: 'failed' });
        else model.dial({ offer, call, agent, state: 'dialled' }, ringMs, answer);
        return;
      }
      case 'connectCall':
        if (!refused) model.join(command[1], answer);
        else {
          answer({ type: 'connect-failed', offer: command[1] });
          model.endLeg(command[1], 'failed');
        }
        return;
      case 'dialCustomer': {
        const [, offer, call, agent, queue] = command;
        if (refused) answer({ type: 'customer-failed', offer });
        else model.dialCustomer({ offer, call, agent }, queue, answer);
        return;
      }
      case 'withdrawOffer':
      case 'releaseAgent':
        // A hang-up that is refused leaves the leg where it is: the next look finds it.
        if (!refused) this.#end(command[1]);
        return;
      case 'sendCall':
        if (!refused) model.leave(command[1]);
        else answer({ type: 'send-failed', call: command[1] });
        return;
      case 'releaseCall':
        if (!refused) model.leave(command[1]);
        return;
    }
  }

  /** With a customer of whom the router does not know that it answered, that customer too. */
  #end(offer: OfferId): void {
    const customer = this.customers.get(offer);
    this.customers.delete(offer);
    if (customer !== undefined) this.model.leave(customer, true);
    this.model.endOffer(offer);
  }

  #strikesAnswer(name: FaultName): boolean {
    if (!this.#faults.strikes(name)) return false;
    this.#breakSoon();
    return true;
  }

  #look(): void {
    this.#agenda.after(reconcileMs, () => this.#look());
    if (this.connected && this.host.alive && !this.host.stalled) {
      this.#suspects = reconcile(this, this.#suspects);
    }
  }
}
