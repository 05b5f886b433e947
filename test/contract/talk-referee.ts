/** The part of the referee that watches rules 24 to 35: consultations and supervisions. */

import type { SwitchCommand, SwitchFact } from '../../adapters/port.ts';
import { type TalkFact, talkActs } from '../../adapters/talk-port.ts';
import type { OfferId } from '../../core/routing/ids.ts';

const types = new Set([
  'mute-changed',
  'hold-changed',
  'consult-changed',
  'consult-ended',
  'talk-failed',
  'supervision-changed',
  'supervision-ended',
]);

/** Whether it is told by rules 24 to 35. */
export const isTalkFact = (fact: SwitchFact): fact is TalkFact => types.has(fact.type);

export class TalkReferee {
  readonly #breach: (rule: number, what: string) => void;
  readonly #consults = new Map<OfferId, 'called' | 'rang' | 'answered'>();
  readonly #supervisions = new Map<number, 'called' | 'rang' | 'listens' | 'ended'>();
  readonly #held = new Map<OfferId, boolean>();

  constructor(breach: (rule: number, what: string) => void) {
    this.#breach = breach;
  }

  /** Offers whose agent consults somebody. */
  get open(): readonly OfferId[] {
    return [...this.#consults.keys()];
  }

  /** Supervisions that have not ended. */
  get supervisionsOpen(): readonly number[] {
    return [...this.#supervisions].filter(([, state]) => state !== 'ended').map(([id]) => id);
  }

  rememberConsult(offer: OfferId): void {
    this.#consults.set(offer, 'called');
  }

  clear(): void {
    this.#consults.clear();
    this.#supervisions.clear();
  }

  /** `connected`: the offer it is about is in conversation. */
  commanded(command: SwitchCommand, connected: boolean): void {
    if (command.type === 'consult' && connected && !this.#consults.has(command.offer)) {
      this.#consults.set(command.offer, 'called');
    }
    if (command.type === 'supervise' && !this.#supervisions.has(command.supervision)) {
      this.#supervisions.set(command.supervision, 'called');
    }
  }

  /** Before an offer's end nothing of it may be open. */
  agentLeft(offer: OfferId, line: string): void {
    if (this.#consults.delete(offer)) this.#breach(29, `its consultation has not ended: ${line}`);
  }

  judge(fact: TalkFact, line: string): void {
    switch (fact.type) {
      case 'hold-changed':
        if (this.#held.get(fact.offer) === fact.on) this.#breach(24, `told twice: ${line}`);
        this.#held.set(fact.offer, fact.on);
        return;
      case 'consult-changed': {
        const state = this.#consults.get(fact.offer);
        if (state === undefined) this.#breach(29, `nobody is consulted: ${line}`);
        if (fact.state === 'ringing' && state !== 'called') this.#breach(29, `rang late: ${line}`);
        this.#consults.set(fact.offer, fact.state === 'ringing' ? 'rang' : 'answered');
        return;
      }
      case 'consult-ended':
        // One that could not be begun is refused, and one that never was is not ended.
        if (!this.#consults.delete(fact.offer)) this.#breach(29, `a second end: ${line}`);
        return;
      case 'talk-failed':
        if (fact.act === 'consult' && this.#consults.get(fact.offer) === 'called') {
          this.#consults.delete(fact.offer);
        }
        if (!talkActs.includes(fact.act)) this.#breach(24, `no such act: ${line}`);
        return;
      case 'supervision-changed': {
        const state = this.#supervisions.get(fact.supervision);
        if (state === undefined || state === 'ended') this.#breach(33, `is not: ${line}`);
        if (fact.state === 'ringing' && state !== 'called') this.#breach(32, `rang late: ${line}`);
        this.#supervisions.set(fact.supervision, fact.state === 'ringing' ? 'rang' : 'listens');
        return;
      }
      case 'supervision-ended':
        if (!this.supervisionsOpen.includes(fact.supervision)) {
          this.#breach(33, `a second end: ${line}`);
        }
        this.#supervisions.set(fact.supervision, 'ended');
        return;
      default:
    }
  }

  verify(): void {
    for (const offer of this.open) this.#breach(29, `no consult-ended of offer ${offer}`);
    for (const id of this.supervisionsOpen) this.#breach(33, `no supervision-ended of ${id}`);
  }
}
