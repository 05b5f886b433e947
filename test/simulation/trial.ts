/**
 * A router on trial: every fact and every advance is played here, written down as in a journal, and
 * judged. The same moves can be played again by themselves, without the world that led to them.
 */

import {
  type CallId,
  type CommandRecord,
  type Ms,
  type OfferId,
  type RouterEvent,
  type RouterSnapshot,
  stateHash,
} from '../../core/index.ts';
import { reviveSnapshot } from '../../server/journal-lines.ts';
import {
  type Answer,
  type Contender,
  fast,
  play,
  reference,
  restored,
  type Start,
  textOf,
} from '../support/contenders.ts';
import type { Dice } from '../support/dice.ts';
import { differences } from '../support/duel.ts';
import { Finding } from './finding.ts';
import { Observer } from './observer.ts';

/** A fact, or an advance, or a new process that goes on from the journal with these offer ids. */
export interface Move {
  readonly at: Ms;
  readonly event?: RouterEvent;
  readonly restartFrom?: number;
}

export type FastContender = ReturnType<typeof fast>;

export interface TrialOptions {
  /** What an earlier trial of the same moves gave: this one must give the same. */
  readonly expected?: Transcript;
  /** Advances more often than asked, and stores and restores the router, where it says so. */
  readonly split?: Dice;
  readonly besideReference?: boolean;
  /** Moves between two comparisons of its state with the reference's. */
  readonly statesEvery?: number;
  /** Ids a new process leaves out, because a crash may have given them out without a line. */
  readonly idsSkipped?: number;
  /** Puts something between trial and router, as a test of the trial does. */
  readonly wrap?: (contender: FastContender) => FastContender;
}

/** What the router holds, as a server knows it from its journal. */
export interface Held {
  readonly calls: ReadonlySet<CallId>;
  readonly offers: ReadonlySet<OfferId>;
  /** Calls whose customer has not answered, each with the offer that is open for it. */
  readonly callbacks: ReadonlyMap<CallId, OfferId | null>;
}

/** Everything the router ever said, a text a move, and hashes of its state in between. */
export interface Transcript {
  readonly said: readonly string[];
}

/** Moves between two stored states, and between two comparisons of states. */
const storedEvery = 100;

export class Trial implements Transcript {
  readonly start: Start;
  /** The journal: moves, and what the router said to each. */
  readonly moves: Move[] = [];
  readonly texts: string[] = [];
  readonly said: string[] = [];
  observer: Observer;
  readonly #options: TrialOptions;
  readonly #answers: Answer[] = [];
  #router: FastContender;
  #reference: Contender | undefined;
  #stored: { readonly after: number; readonly text: string }[] = [];
  #highestOffer = 0;
  #deadline: Ms;

  constructor(start: Start, options: TrialOptions = {}) {
    this.start = start;
    this.#options = options;
    this.#router = this.#wrapped(fast(start));
    this.#reference = options.besideReference ? reference(start) : undefined;
    this.observer = new Observer(start);
    this.#deadline = this.#router.nextDeadline();
  }

  get nextDeadline(): Ms {
    return this.#deadline;
  }

  snapshot(): RouterSnapshot {
    return this.#router.snapshot();
  }

  holds(): Held {
    const { calls, offers } = this.snapshot();
    const callbacks = calls.filter(({ callback }) => callback !== null);
    return {
      calls: new Set(calls.map(({ id }) => id)),
      offers: new Set(offers.map(({ id }) => id)),
      callbacks: new Map(callbacks.map((call) => [call.id, call.offers[0] ?? null])),
    };
  }

  /** Plays a move and judges it. Throws a `Finding`. */
  play(move: Move): Answer {
    this.moves.push(move);
    const { split } = this.#options;
    const late = move.at > this.#deadline;
    if (split && move.restartFrom === undefined) this.#split(split, move);
    const answer = this.#answer(move);
    const text = textOf(answer);
    this.texts.push(text);
    this.#answers.push(answer);
    this.#deadline = answer.nextDeadline;
    this.#say(text);
    this.#judge(move, answer, late);
    if (this.moves.length % storedEvery === 0) this.#store();
    return answer;
  }

  /**
   * The process is killed and starts again: from a stored state and the journal after it, of which
   * the last `lost` lines have not become durable. That a process began is durable before anything
   * else of it happens, or the next one would give its numbers out again.
   */
  restart(at: Ms, lost: number): Answer {
    const begun = this.moves.findLastIndex((move) => move.restartFrom !== undefined) + 1;
    const durable = Math.max(begun, this.moves.length - lost);
    const before = this.#hash();
    this.#stored = this.#stored.filter(({ after }) => after <= durable);
    this.#router = this.#replayed(durable);
    if (durable === this.moves.length && before !== this.#hash()) {
      throw new Finding('replay', ['the state after replaying the journal is another']);
    }
    for (const list of [this.moves, this.texts, this.#answers] as unknown[][]) {
      list.length = durable;
    }
    if (lost > 0) {
      this.observer = new Observer(this.start);
      this.moves.forEach((move, i) => {
        this.observer.see(move, this.#answers[i]!, true);
      });
    }
    const { idsSkipped = 0 } = this.#options;
    return this.play({ at, restartFrom: this.snapshot().nextOffer + idsSkipped });
  }

  /** The last state of all, for the comparison of two trials. */
  close(): void {
    this.#say(`state ${this.#hash()}`);
  }

  #wrapped(contender: FastContender): FastContender {
    return this.#options.wrap?.(contender) ?? contender;
  }

  #restored(text: string): FastContender {
    const from = reviveSnapshot(JSON.parse(text) as RouterSnapshot);
    return this.#wrapped(restored(from, this.start));
  }

  /** As a server starts: the switch counts as lost since the last line of the journal. */
  #restarted(router: FastContender, nextOffer: number): FastContender {
    const before = router.snapshot();
    const switchLostAt = before.switchLostAt ?? before.now;
    const state = { ...before, nextOffer, switchUp: false, switchLostAt };
    return this.#restored(JSON.stringify(state));
  }

  #hash(): string {
    return stateHash(this.#router.router);
  }

  #store(): void {
    const text = JSON.stringify(this.snapshot());
    this.#stored.push({ after: this.moves.length, text });
    this.#say(`state ${hashOf(text)}`);
  }

  /** The second of two runs must say the same, word for word. */
  #say(text: string): void {
    const { expected } = this.#options;
    const first = expected?.said[this.said.length];
    this.said.push(text);
    if (!expected || first === text) return;
    throw new Finding('second run', [
      'the same run again gives something else',
      `first:  ${first}`,
      `second: ${text}`,
    ]);
  }

  #answer(move: Move): Answer {
    if (move.restartFrom === undefined) return attempt(() => play(this.#router, move));
    this.#router = this.#restarted(this.#router, move.restartFrom);
    return { outcome: undefined, records: [], nextDeadline: this.#router.nextDeadline() };
  }

  /** Rule: neither advances before the next deadline nor storing and restoring change anything. */
  #split(dice: Dice, move: Move): void {
    if (dice.chance(3)) this.#router = this.#restored(JSON.stringify(this.snapshot()));
    const from = this.moves.at(-2)?.at ?? move.at;
    const to = Math.min(move.at, this.#router.nextDeadline() - 1);
    if (to <= from || !dice.chance(20)) return;
    for (const at of [dice.between(from, to), to]) {
      const { records } = attempt(() => play(this.#router, { at }));
      if (records.length > 0)
        throw new Finding('second run', ['an advance before its time speaks']);
    }
  }

  #judge(move: Move, answer: Answer, late: boolean): void {
    this.#judgeIds(answer.records);
    const seen = this.observer.see(move, answer, late);
    if (seen.length > 0) throw new Finding('observer', seen);
    // A second run says the same as the first, which has been judged.
    if (this.#options.expected) return;
    const broken = this.#router.verify();
    if (broken.length > 0) throw new Finding('invariant', broken);
    if (this.#reference) this.#judgeBeside(this.#reference, move);
  }

  /** No offer has a number that was ever given before, whatever became of the journal. */
  #judgeIds(records: readonly CommandRecord[]): void {
    for (const record of records) {
      if (record[0] !== 'offerCall' && record[0] !== 'dialCustomer') continue;
      if (this.observer.books.offers.has(record[1])) continue;
      if (record[1] <= this.#highestOffer) {
        throw new Finding('observer', [`offer ${record[1]} has a number that was used before`]);
      }
      this.#highestOffer = record[1];
    }
  }

  #judgeBeside(beside: Contender, move: Move): void {
    if (move.restartFrom !== undefined) {
      play(beside, { at: this.moves.at(-2)?.at ?? 0, event: { type: 'switch-lost' } });
      return;
    }
    const text = textOf(attempt(() => play(beside, move)));
    if (text !== this.texts.at(-1)) {
      const both = [`fast:      ${this.texts.at(-1)}`, `reference: ${text}`];
      throw new Finding('reference', both);
    }
    if (this.moves.length % (this.#options.statesEvery ?? 16) !== 0) return;
    const different = differences(this.snapshot(), beside.snapshot());
    if (different !== '') throw new Finding('reference', different.split('\n'));
  }

  /** A router in the state after the first `durable` moves, by the journal. */
  #replayed(durable: number): FastContender {
    const stored = this.#stored.at(-1);
    let router = stored ? this.#restored(stored.text) : this.#wrapped(fast(this.start));
    for (let i = stored?.after ?? 0; i < durable; i++) {
      const move = this.moves[i]!;
      if (move.restartFrom !== undefined) {
        router = this.#restarted(router, move.restartFrom);
        continue;
      }
      const text = textOf(attempt(() => play(router, move)));
      if (text === this.texts[i]) continue;
      const both = [`at first:    ${this.texts[i]}`, `in a replay: ${text}`];
      throw new Finding('replay', [`move ${i} has another answer when replayed`, ...both]);
    }
    return router;
  }
}

/** An error of the router's own is a finding like any other. */
function attempt(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Finding('broke', text.split('\n').slice(0, 6));
  }
}

/** As short as a state need be to be compared (FNV-1a). */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
