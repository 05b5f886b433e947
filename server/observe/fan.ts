/** Several sinks told as one. */

import type { Ms } from '../../core/routing/ids.ts';
import type { OfferResult } from '../../core/routing/outcomes.ts';
import type { BookSink, ObservedExit, TalkEnd } from './book.ts';

export class Fan implements BookSink {
  readonly #sinks: readonly BookSink[];

  constructor(sinks: readonly BookSink[]) {
    this.#sinks = sinks;
  }

  entered(queue: string, at: Ms): void {
    for (const sink of this.#sinks) sink.entered(queue, at);
  }

  exited(exit: ObservedExit): void {
    for (const sink of this.#sinks) sink.exited(exit);
  }

  offerEnded(queue: string, name: string, result: OfferResult, ringMs: Ms): void {
    for (const sink of this.#sinks) sink.offerEnded(queue, name, result, ringMs);
  }

  completed(queue: string, name: string, end: TalkEnd, holdS: number, talkS: number): void {
    for (const sink of this.#sinks) sink.completed(queue, name, end, holdS, talkS);
  }

  dumped(queue: string, name: string): void {
    for (const sink of this.#sinks) sink.dumped(queue, name);
  }

  paused(queue: string, name: string, paused: boolean, reason: string): void {
    for (const sink of this.#sinks) sink.paused(queue, name, paused, reason);
  }
}
