/**
 * The people of the demonstration: agents at their phones, and callers with names, numbers and
 * patience.
 */

import { PhoneRack } from './phone-rack.ts';
import type { AsteriskServer } from './server.ts';
import type { SipCall } from './sip-call.ts';

/**
 * Numbers of config/examples/centre; the more often one stands here, the more often it is dialled.
 */
const dialled = [
  ...['0312340001', '0312340001', '0312340001', '0312340002', '0312340119'],
  ...['0312340003', '0312340003', '0312340004', '0312340004', '0661230001'],
];
const families = [
  '山田',
  '小川',
  '藤田',
  '森',
  '石井',
  '上田',
  '原',
  '今井',
  '村上',
  'Smith',
  'Garcia',
];
const given = ['太郎', '花子', '健一', '真由美', '大輔', '裕子', '直樹', '恵', '拓也', '彩'];

const betweenCallersMs = 2_500;
const answerMs = [500, 5_000] as const;
const talkMs = [6_000, 25_000] as const;
const patienceMs = [20_000, 60_000] as const;

export interface Tally {
  callers: number;
  talked: number;
  gaveUp: number;
  declined: number;
}

/**
 * Brings phones and callers to life until `stop`. Chance comes from the seed; time is the real one.
 */
export class DemoPeople {
  readonly tally: Tally = { callers: 0, talked: 0, gaveUp: 0, declined: 0 };
  readonly #rack: PhoneRack;
  readonly #chance: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(asterisk: AsteriskServer, chance: () => number) {
    this.#rack = new PhoneRack(() => asterisk);
    this.#chance = chance;
  }

  /** Registers the phones and signs their agents in by feature code. */
  async agentsCome(phones: readonly string[]): Promise<void> {
    for (const user of phones) {
      const phone = await this.#rack.agent(user, (call) => this.#takeCall(call));
      // Said and hung up by the router; nobody waits for it.
      void phone.dial('*71').catch(() => {});
    }
  }

  /** One caller now, and so on. */
  callersCome(): void {
    void this.#oneCaller().catch(() => {});
    this.#later(this.#between([0, 2 * betweenCallersMs]), () => this.callersCome());
  }

  /** Everybody hangs up; resolves when the switch is empty. */
  stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    return this.#rack.clear();
  }

  async #oneCaller(): Promise<void> {
    this.tally.callers++;
    const number = `090${String(Math.floor(this.#chance() * 1e8)).padStart(8, '0')}`;
    const name = `${this.#pick(families)} ${this.#pick(given)}`;
    const call = await this.#rack.call(number, this.#pick(dialled), name);
    this.#later(this.#between(patienceMs), () => {
      if (call.state === 'ended') return;
      this.tally.gaveUp++;
      void call.hangUp().catch(() => {});
    });
  }

  #takeCall(call: SipCall): void {
    if (this.#chance() < 0.05) {
      this.tally.declined++;
      call.refuse('603 Decline');
      return;
    }
    this.#later(this.#between(answerMs), () => {
      if (call.state !== 'ringing') return;
      call.answer();
      this.tally.talked++;
      this.#later(this.#between(talkMs), () => void call.hangUp().catch(() => {}));
    });
  }

  #later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  #between([least, most]: readonly [number, number]): number {
    return least + this.#chance() * (most - least);
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#chance() * from.length)]!;
  }
}
