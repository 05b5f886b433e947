/**
 * Callers who are offered to be called back: the dialogue with each, from the key or the exit that
 * led there to a callback that is noted, or to where they would have gone without it.
 */

import type { Clock } from '../adapters/clock.ts';
import type { SwitchPort } from '../adapters/port.ts';
import type { CallbackSite } from '../config/site.ts';
import type { CallId, TargetId } from '../core/routing/ids.ts';
import {
  afterKey,
  afterSilence,
  askNumber,
  askWhether,
  type Move,
  type Question,
} from './callback-dialogue.ts';
import type { Callbacks } from './callbacks.ts';
import type { Directory } from './directory.ts';
import type { Log } from './log.ts';
import { callableNumber } from './numbers.ts';
import { sendTo } from './switch-commands.ts';
import type { View } from './view.ts';
import { queueOf } from './view-places.ts';
import type { CallView } from './view-types.ts';

export interface CallbackOfferParts {
  readonly clock: Clock;
  readonly port: SwitchPort;
  readonly view: View;
  readonly callbacks: Callbacks;
  readonly log: Log;
  directory(): Directory;
}

interface Offer {
  readonly terms: CallbackSite;
  /** The number the network told, if it can be called. */
  readonly known: string | undefined;
  /** Of a caller whom an exit sent here: where the caller goes without a callback. */
  exit: TargetId | undefined;
  question: Question;
  silences: number;
  cancelTimer: () => void;
}

/** Longest time without a key: a number is read back in ten seconds. */
const questionMs = 20_000;
/** Between two keys of a number. */
const digitMs = 8_000;
/** So much of "it could not be done" is heard before the caller goes on. */
const failedMs = 4_000;
/** Questions in a row that stay without an answer. */
const silencesMax = 2;

export class CallbackOffers {
  readonly #parts: CallbackOfferParts;
  readonly #offers = new Map<CallId, Offer>();

  constructor(parts: CallbackOfferParts) {
    this.#parts = parts;
  }

  /** The caller is being asked. */
  has(call: CallId): boolean {
    return this.#offers.has(call);
  }

  /**
   * True: the key was an answer, or began a dialogue. The caller waits on meanwhile, and an agent
   * who answers ends it.
   */
  pressed(id: CallId, key: string): boolean {
    const offer = this.#offers.get(id);
    const { view } = this.#parts;
    const call = view.calls.get(id);
    if (offer && call) {
      offer.silences = 0;
      this.#move(call, offer, afterKey(offer.terms, offer.question, key, offer.known));
      return true;
    }
    if (!call || (call.state !== 'waiting' && call.state !== 'offered')) return false;
    const target = this.#targetOf(call, key);
    if (!target || !this.#parts.directory().target(target)?.callback) return false;
    return this.#begin(call, undefined);
  }

  /** True: the call was sent to a target that offers to call back, and the caller is asked. */
  sent(id: CallId, target: TargetId | undefined): boolean {
    const { view, directory } = this.#parts;
    const site = target && directory().target(target);
    const call = view.calls.get(id);
    if (!call || !site?.callback) {
      this.end(id);
      return false;
    }
    const { otherwise } = site.callback;
    const offer = this.#offers.get(id);
    if (!offer) return this.#begin(call, otherwise);
    // Asked already, by a key: the place is lost, the question is not.
    offer.exit = otherwise;
    return true;
  }

  /** The call is somebody else's, or over. */
  end(id: CallId): void {
    this.#offers.get(id)?.cancelTimer();
    this.#offers.delete(id);
  }

  stop(): void {
    for (const id of [...this.#offers.keys()]) this.end(id);
  }

  #targetOf(call: CallView, key: string): TargetId | undefined {
    for (const place of call.places) {
      const escapes = this.#parts.view.queue(place.queue)?.escapes ?? [];
      const way = escapes.find((each) => each.key === key);
      if (way) return way.go;
    }
    return undefined;
  }

  /** False: the queue says nothing of callbacks, or there is no number to call. */
  #begin(call: CallView, exit: TargetId | undefined): boolean {
    const queue = queueOf(call);
    const terms = queue && this.#parts.directory().queue(queue)?.callback;
    if (!terms) return false;
    const known = callableNumber(call.caller.number);
    const first = exit === undefined ? askNumber(terms, known) : askWhether(terms);
    const nobody = known === undefined && !terms.otherNumber;
    if (exit !== undefined && nobody) return false;
    const offer: Offer = {
      ...{ terms, known, exit },
      question: { asks: 'whether' },
      silences: 0,
      cancelTimer: () => {},
    };
    this.#offers.set(call.id, offer);
    this.#move(call, offer, first);
    return true;
  }

  #move(call: CallView, offer: Offer, move: Move): void {
    offer.cancelTimer();
    if ('question' in move) {
      offer.question = move.question;
      if (move.say) this.#say(call, move.say);
      const digits = move.question.asks === 'number' && move.question.digits !== '';
      offer.cancelTimer = this.#parts.clock.setTimer(digits ? digitMs : questionMs, () =>
        this.#silence(call, offer),
      );
    } else if (move.end === 'accepted') this.#accept(call, offer, move.number);
    else this.#decline(call, offer, move.end === 'impossible');
  }

  #silence(call: CallView, offer: Offer): void {
    offer.silences += 1;
    if (offer.silences >= silencesMax) this.#decline(call, offer, false);
    else this.#move(call, offer, afterSilence(offer.terms, offer.question));
  }

  #accept(call: CallView, offer: Offer, number: string): void {
    const { callbacks, log, port, directory } = this.#parts;
    const onDone: Parameters<Callbacks['request']>[2] = (outcome, callback) => {
      if (outcome === 'applied') {
        log.info({ call: call.id, callback }, 'caller will be called back');
        this.end(call.id);
        if (offer.exit === undefined) return;
        port.execute(sendTo(call.id, callbacks.goodbyeOf(queueOf(call)), directory()));
        return;
      }
      // Late: a phone rings for the caller already.
      if (outcome !== 'late') log.warn({ call: call.id, outcome }, 'no callback');
      this.#decline(call, offer, outcome !== 'late');
    };
    if (offer.exit === undefined) callbacks.request(call, { number }, onDone);
    else callbacks.requestAfterExit(call, { number }, onDone);
  }

  /** The caller waits on, or goes where the exit leads without a callback. */
  #decline(call: CallView, offer: Offer, failed: boolean): void {
    const { clock, port, directory } = this.#parts;
    const { exit, terms } = offer;
    this.#say(call, failed ? terms.media.failed : []);
    if (exit === undefined) {
      this.end(call.id);
      return;
    }
    const leave = (): void => {
      this.end(call.id);
      port.execute(sendTo(call.id, exit, directory()));
    };
    if (failed) offer.cancelTimer = clock.setTimer(failedMs, leave);
    else leave();
  }

  #say({ id: call }: CallView, media: readonly string[]): void {
    this.#parts.port.execute({ type: 'announce', call, media, interrupts: true });
  }
}
