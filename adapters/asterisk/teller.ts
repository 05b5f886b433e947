/** Tells facts one at a time and in order, never inside another fact and never inside a command. */

import type { SwitchFact, SwitchListener } from '../port.ts';

export class Teller {
  readonly #listener: SwitchListener;
  readonly #facts: SwitchFact[] = [];
  #telling = false;
  #depth = 0;
  #stopped = false;

  constructor(listener: SwitchListener) {
    this.#listener = listener;
  }

  tell(fact: SwitchFact): void {
    this.#facts.push(fact);
    if (this.#depth === 0) this.#drain();
  }

  /** Runs a command: what it causes at once is told when the caller has got control back. */
  quietly(command: () => void): void {
    this.#depth++;
    try {
      command();
    } finally {
      this.#depth--;
      if (this.#facts.length > 0 && !this.#telling) queueMicrotask(() => this.#drain());
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#facts.length = 0;
  }

  #drain(): void {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (let fact = this.#facts.shift(); fact && !this.#stopped; fact = this.#facts.shift()) {
        this.#listener.onFact(fact);
      }
    } finally {
      this.#telling = false;
    }
  }
}
