/**
 * Conversations on the routing thread: what the desk and supervisors order goes to the switch, what
 * comes of it into the journal. Whoever ordered is answered when the switch has done it or has said
 * why not.
 */

import type { Clock } from '../adapters/clock.ts';
import type { SwitchFact, SwitchPort } from '../adapters/port.ts';
import type {
  ConversationBelief,
  TalkAct,
  TalkCommand,
  TalkFact,
  TransferOrder,
} from '../adapters/talk-port.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { CallId, OfferId } from '../core/routing/ids.ts';
import { RequestError } from './errors.ts';
import type { Note } from './journal-lines.ts';
import type { Log } from './log.ts';
import type { Loop } from './loop.ts';
import type { View } from './view.ts';

export interface TalksOptions {
  readonly loop: Loop;
  readonly view: View;
  readonly port: SwitchPort;
  readonly clock: Clock;
  readonly log: Log;
}

/** A caller whom the desk gives back into routing, as another call. */
export interface Return {
  readonly arrival: RouterEvent & { readonly type: 'call-arrived' };
  readonly caller: Omit<Extract<Note, { readonly type: 'caller' }>, 'channel'>;
}

type Fact<T extends SwitchFact['type']> = Extract<SwitchFact, { readonly type: T }>;
type ConversationFact = TalkFact | Fact<'caller-returned' | 'transferred-to'>;

const conversationFacts: ReadonlySet<string> = new Set([
  ...['caller-returned', 'transferred-to', 'hold-changed', 'mute-changed', 'talk-failed'],
  ...['consult-changed', 'consult-ended', 'supervision-changed', 'supervision-ended'],
]);

/** Whether `Talks` takes it in. */
export const isConversationFact = (fact: SwitchFact): fact is ConversationFact =>
  conversationFacts.has(fact.type);

interface Awaited {
  readonly offer: OfferId;
  readonly act: TalkAct;
  /** Whether this is what was waited for. */
  done(fact: SwitchFact): boolean;
  settle(error: RequestError | undefined): void;
}

/** The adapters themselves give up after less. */
const answerMs = 8_000;

export class Talks {
  readonly #options: TalksOptions;
  readonly #awaited = new Set<Awaited>();
  /** By the call that is to begin. */
  readonly #returns = new Map<CallId, Return>();
  /** Supervisions ordered by this process: the switch tells their ends. */
  readonly #supervisions = new Set<number>();
  #lastSupervision = 0;

  constructor(options: TalksOptions) {
    this.#options = options;
  }

  /** Who has ordered what; the switch may refuse it yet. */
  note(note: Extract<Note, { readonly type: 'talk-ordered' | 'supervision-ordered' }>): void {
    this.#options.loop.note(note);
  }

  /** Begins it; what comes of it is told by the journal alone. */
  begin(command: TalkCommand): void {
    this.#needSwitch();
    this.#options.port.execute(command);
  }

  /** Resolves when `done` says of a fact that it is so. Rejects with the reason why not. */
  order(
    command: TalkCommand & { readonly offer: OfferId; readonly type: TalkAct },
    done: (fact: SwitchFact) => boolean,
  ): Promise<void> {
    this.#needSwitch();
    const { offer, type: act } = command;
    return new Promise((resolve, reject) => {
      const awaited: Awaited = {
        ...{ offer, act, done },
        settle: (error) => {
          cancel();
          this.#awaited.delete(awaited);
          if (error) reject(error);
          else resolve();
        },
      };
      const cancel = this.#options.clock.setTimer(answerMs, () =>
        awaited.settle(
          new RequestError('switch-no-answer', 'The switch has not said that it was done.', {
            act,
          }),
        ),
      );
      this.#awaited.add(awaited);
      this.#options.port.execute(command);
    });
  }

  /** Gives the caller of this offer back into routing. */
  async giveBack(
    offer: OfferId,
    to: Extract<TransferOrder, { readonly kind: 'call' }>,
    back: Return,
  ): Promise<void> {
    this.#returns.set(to.call, back);
    try {
      await this.order(
        { type: 'transfer', offer, to },
        (fact) => fact.type === 'caller-returned' && fact.call === to.call,
      );
    } finally {
      this.#returns.delete(to.call);
    }
  }

  /** A number no supervision has had. */
  nextSupervision(): number {
    this.#lastSupervision = Math.max(
      Math.floor(this.#options.clock.now()),
      this.#lastSupervision + 1,
    );
    this.#supervisions.add(this.#lastSupervision);
    return this.#lastSupervision;
  }

  /** Every fact, when the rest of the server has taken it in. */
  told(fact: SwitchFact): void {
    for (const each of [...this.#awaited]) {
      if (each.done(fact)) each.settle(undefined);
      else if (isEnd(fact, each)) each.settle(talkOver(each));
    }
  }

  take(fact: ConversationFact): void {
    const { loop, log } = this.#options;
    switch (fact.type) {
      case 'caller-returned':
        this.#returned(fact);
        return;
      case 'transferred-to':
        this.#transferred(fact);
        return;
      case 'talk-failed':
        log.warn({ offer: fact.offer, act: fact.act, why: fact.why }, 'the switch did not do it');
        this.#failed(fact);
        break;
      case 'supervision-ended':
        this.#supervisions.delete(fact.supervision);
        break;
      default:
    }
    loop.note(fact);
  }

  #failed({ offer, act, why }: Extract<TalkFact, { readonly type: 'talk-failed' }>): void {
    const failed = [...this.#awaited].find((each) => each.offer === offer && each.act === act);
    const sentence = `The switch could not do it: ${why}.`;
    failed?.settle(new RequestError('talk-failed', sentence, { act, why }));
  }

  #transferred({ offer, to }: Fact<'transferred-to'>): void {
    const { loop } = this.#options;
    if (to.kind !== 'call') loop.note({ type: 'transferred-to', offer, to });
    else {
      const queue = this.#returns.get(to.call)?.arrival.queue ?? '';
      loop.note({ type: 'transferred-to', offer, to: { ...to, queue } });
    }
  }

  /** The caller goes on as the caller of another call. */
  #returned({ call, channel }: Fact<'caller-returned'>): void {
    const { loop, log, port } = this.#options;
    const back = this.#returns.get(call);
    if (!back) {
      log.warn({ call, channel }, 'a caller came back whom nobody had given back');
      port.execute({ type: 'release-call', call, to: 'dialplan' });
      return;
    }
    loop.note({ ...back.caller, channel });
    loop.post(back.arrival, (outcome) => {
      if (outcome === 'applied') return;
      log.warn({ call, channel, outcome }, 'a transferred caller could not join the queue');
      loop.note({ type: 'caller-refused', call, why: `the router says ${outcome}` });
      port.execute({ type: 'release-call', call, to: 'dialplan' });
    });
  }

  /** What an adapter that starts anew asks; undefined: the offer is not connected. */
  belief(id: OfferId): ConversationBelief | undefined {
    const offer = this.#options.view.offers.get(id);
    if (offer?.connectedAt === undefined) return undefined;
    return {
      held: offer.heldSince !== undefined,
      muted: offer.muted === true,
      consults: offer.consult !== undefined,
    };
  }

  /** Supervisions that a process before this one led have ended with it. */
  restored(): void {
    const { loop, view } = this.#options;
    for (const offer of view.offers.values()) {
      for (const { id } of offer.supervisions ?? []) {
        if (this.#supervisions.has(id)) continue;
        const why = 'the router was started anew';
        loop.note({ type: 'supervision-ended', supervision: id, result: 'ended', why });
      }
    }
  }

  #needSwitch(): void {
    if (this.#options.port.connected) return;
    throw new RequestError('switch-not-connected', 'The switch is not connected; try again later.');
  }
}

/** Nothing will come of what was ordered. */
const isEnd = (fact: SwitchFact, { offer, act }: Awaited): boolean =>
  fact.type === 'agent-left' && fact.offer === offer && act !== 'transfer';

const talkOver = ({ act }: Awaited): RequestError =>
  new RequestError('no-conversation', 'The conversation has ended meanwhile.', { act });
