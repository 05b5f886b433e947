/**
 * The fast ledgers beside the slow ones: told the same facts, asked the same questions at the
 * instants of dialling and at edges of days and months; once in a while restored from a snapshot.
 */

import { DAY_MS } from '../../config/time-zone.ts';
import { asCampaignId, asTenantId } from '../../core/outreach/ids.ts';
import type {
  AbandonmentDefinition,
  AbandonmentOf,
  AbandonmentWindow,
} from '../../core/outreach/ledger/abandonment.ts';
import {
  attemptAllowedAt,
  attemptFacts,
  type Counted,
  countAttempts,
  lastMark,
  type Mark,
  type Subject,
} from '../../core/outreach/ledger/attempt-questions.ts';
import { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import type { AttemptWindow } from '../../core/outreach/ledger/windows.ts';
import { LATEST_MAX } from '../../core/outreach/may-dial/facts.ts';
import { type Ms, NEVER } from '../../core/routing/ids.ts';
import {
  NaiveAbandonment,
  NaiveAttempts,
  type NaiveCallsWindow,
  type NaiveWindow,
  naiveTally,
} from '../reference/naive-ledgers.ts';
import { createDice, type Dice } from '../support/dice.ts';
import { clocks, createPlay, type Dialling, FROM, type Play, UNTIL, zones } from './play.ts';

export interface RecountOrder {
  readonly attempts: number;
  readonly seed: number;
  /** Told how many facts have been noted, now and then. */
  readonly progress?: (noted: number, facts: number) => void;
}

export interface RecountReport {
  readonly facts: number;
  readonly questions: number;
  readonly callsQuestions: number;
  readonly restores: number;
  /** What the two said differently, in words; the first hundred. */
  readonly differences: readonly string[];
  /** Bytes of the fast ledger of attempts, and what is in it. */
  readonly bytes: number;
  readonly entries: number;
  readonly subjects: number;
}

const RESTORES = 7;
const CALLS_QUESTIONS = 240;
const HORIZON = 70 * DAY_MS;

/** Plays it all. The same order gives the same report. */
export function recount({ attempts, seed, progress }: RecountOrder): RecountReport {
  const dice = createDice(seed);
  const play = createPlay(dice, attempts);
  const run = new Run(dice, play);
  const { facts } = play;
  const restoreEvery = Math.ceil(facts.length / (RESTORES + 1));
  const callsEvery = Math.ceil(facts.length / CALLS_QUESTIONS);
  facts.forEach((fact, i) => {
    // Before the dialling is noted: that is when mayDial asks.
    if (fact.what === 'started') run.askAttempts(play.dialling(fact));
    run.note(i);
    if ((i + 1) % restoreEvery === 0) run.restore(i);
    if ((i + 1) % callsEvery === 0) run.askCalls('answeredAt' in fact ? fact.answeredAt : fact.at);
    if ((i + 1) % 50_000 === 0) progress?.(i + 1, facts.length);
  });
  return run.report();
}

class Run {
  readonly #dice: Dice;
  readonly #play: Play;
  #ledgers = new Ledgers();
  readonly #attempts = new NaiveAttempts();
  readonly #calls = new NaiveAbandonment();
  #questions = 0;
  #callsQuestions = 0;
  #restores = 0;
  readonly #differences: string[] = [];

  constructor(dice: Dice, play: Play) {
    this.#dice = dice;
    this.#play = play;
  }

  note(i: number): void {
    const fact = this.#play.facts[i]!;
    if (!this.#ledgers.note(fact)) this.#differ(`fact ${fact.seq} was not noted`);
    this.#attempts.note(fact);
    this.#calls.note(fact);
  }

  /** As after a restart: a snapshot, and the log read again from before it. */
  restore(i: number): void {
    this.#restores++;
    this.#ledgers = new Ledgers(structuredClone(this.#ledgers.snapshot()));
    for (const fact of this.#play.facts.slice(Math.max(0, i - 20), i + 1)) {
      if (this.#ledgers.note(fact)) this.#differ(`fact ${fact.seq} was noted twice`);
    }
  }

  askAttempts(dialling: Dialling): void {
    const dice = this.#dice;
    const now = dice.chance(75) ? dialling.at : this.#otherMoment(dialling.at);
    const { number, person } = dialling;
    for (let n = 0; n < 3; n++) {
      const subject: Subject = person === null || dice.chance(50) ? { number } : { person };
      this.#compareCount(subject, countedOf(dice, dialling), windowOf(dice, dialling.zone), now);
    }
    const subject: Subject = person === null || dice.chance(50) ? { number } : { person };
    this.#compareMark(subject, countedOf(dice, dialling), now);
    if (dice.chance(20)) this.#compareFacts(dialling, now);
  }

  /** An edge near by, or the past: the ledgers know more by then than what was true then. */
  #otherMoment(at: Ms): Ms {
    const dice = this.#dice;
    if (dice.chance(30)) return at - dice.below(40 * 86_400) * 1_000;
    const { edges } = this.#play;
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return (edges[low] ?? at) + dice.pick([-1, 0, 1]);
  }

  #compareCount(subject: Subject, counted: Counted, naive: NaiveWindow, now: Ms): void {
    const { attempts } = this.#ledgers;
    const window: AttemptWindow =
      'zone' in naive ? { kind: naive.kind, clock: clocks.get(naive.zone)! } : naive;
    const key = keyOf(subject);
    const here = `${key} ${JSON.stringify(counted)} ${JSON.stringify(naive)} at ${iso(now)}`;
    const count = (at: Ms): number => this.#attempts.count(key, counted, naive, at);
    const same = (at: Ms): void =>
      this.#same(
        `count of ${here}, asked ${at - now} ms later`,
        countAttempts(attempts, subject, counted, window, at),
        count(at),
      );
    same(now);
    const most = this.#dice.between(1, 4);
    const allowed = attemptAllowedAt(attempts, subject, { counted, window, most }, now);
    // By what the words mean: room then, and none a millisecond before.
    if (allowed <= now) this.#same(`${most} of ${here}: room now`, count(now) < most, true);
    else if (allowed === NEVER) {
      this.#same(`${most} of ${here}: full for ever`, count(now) >= most && naive.kind, 'ever');
    } else {
      same(allowed - 1);
      same(allowed);
      // What is noted already and lies beyond now is not known to who asks now.
      const known = (at: Ms): number => count(at) - (this.#later(key, counted, now, at) ?? 0);
      this.#same(`${most} of ${here}: room at ${iso(allowed)}`, known(allowed) < most, true);
      this.#same(`${most} of ${here}: full before`, known(allowed - 1) >= most, true);
    }
  }

  /** Attempts after now and not after `at` that are noted already. */
  #later(key: string, counted: Counted, now: Ms, at: Ms): number {
    return this.#attempts.latest(key, counted, now + 1, at, Number.POSITIVE_INFINITY).length;
  }

  #compareMark(subject: Subject, counted: Counted, now: Ms): void {
    const mark = this.#dice.pick<Mark>(['machine', 'abandoned', 'refused']);
    const key = keyOf(subject);
    this.#same(
      `last ${mark} of ${key} ${JSON.stringify(counted)} at ${iso(now)}`,
      lastMark(this.#ledgers.attempts, subject, mark, counted, now),
      this.#attempts.lastMark(key, mark, counted, now),
    );
  }

  #compareFacts({ number, person, tenant }: Dialling, now: Ms): void {
    const whole = { number, person, tenant };
    const facts = attemptFacts(this.#ledgers.attempts, whole, now, HORIZON);
    const client: Counted = { by: 'client', tenant };
    const from = now - HORIZON;
    const latest = (key: string) => ({
      all: this.#attempts.latest(key, { by: 'all' }, from, now, LATEST_MAX),
      client: this.#attempts.latest(key, client, from, now, LATEST_MAX),
    });
    const n = keyOf({ number });
    const p = person === null ? n : keyOf({ person });
    const recent = (at: Ms | null) => (at !== null && at >= from ? at : null);
    this.#same(
      `facts of ${n} ${p} at ${iso(now)}`,
      JSON.stringify(facts),
      JSON.stringify({
        number: latest(n),
        person: latest(p),
        refusedAt: recent(this.#attempts.lastMark(p, 'refused', client, now)),
        abandonedAt: recent(this.#attempts.lastMark(n, 'abandoned', client, now)),
        machineAt: recent(this.#attempts.lastMark(n, 'machine', { by: 'all' }, now)),
      }),
    );
  }

  askCalls(near: Ms): void {
    const dice = this.#dice;
    const zone = dice.pick(zones);
    const windows: readonly NaiveCallsWindow[] = [
      { kind: 'rolling', ms: 30 * DAY_MS },
      { kind: 'successive', days: 30, zone },
      { kind: 'day', zone },
      { kind: 'month', zone },
      { kind: 'whole' },
    ];
    const of: AbandonmentOf = dice.pick<AbandonmentOf>([
      { of: 'campaign', campaign: asCampaignId(dice.pick(['spring', 'survey', 'water-new'])) },
      { of: 'client', tenant: asTenantId('acme') },
      { of: 'house' },
    ]);
    const at = dice.pick([near, near + 30 * DAY_MS, this.#otherMoment(near)]);
    for (const naive of windows) {
      const counted = this.#calls.count(of, naive, at);
      for (const formula of ['plain', 'estimated'] as const) {
        this.#callsQuestions++;
        const window = (
          'zone' in naive ? { ...naive, clock: clocks.get(naive.zone)! } : naive
        ) as AbandonmentWindow;
        const mistaken = dice.pick([0, 0.05, 1]);
        const definition: AbandonmentDefinition = { window, formula, mistaken };
        const found = this.#ledgers.abandonment.tally(of, definition, at);
        const wanted = naiveTally(counted, formula, mistaken);
        const here = `${JSON.stringify(of)} ${JSON.stringify(naive)} ${formula} at ${iso(at)}`;
        // Parts of a call are sums of fractions: equal but for the last bits.
        for (const part of ['answered', 'abandoned', 'machines', 'heard'] as const) {
          this.#same(`${part} of ${here}`, round(found[part]), round(wanted[part]));
        }
      }
    }
  }

  #same<T>(what: string, found: T, wanted: T): void {
    this.#questions++;
    if (found !== wanted) this.#differ(`${what}: ${String(found)}, recount ${String(wanted)}`);
  }

  #differ(text: string): void {
    if (this.#differences.length < 100) this.#differences.push(text);
  }

  report(): RecountReport {
    const { attempts } = this.#ledgers;
    return {
      facts: this.#play.facts.length,
      questions: this.#questions,
      callsQuestions: this.#callsQuestions,
      restores: this.#restores,
      differences: this.#differences,
      bytes: attempts.bytes,
      entries: attempts.entries,
      subjects: attempts.numbers.count + attempts.people.count,
    };
  }
}

const round = (n: number): number => Math.round(n * 1e6) / 1e6;
const iso = (at: Ms): string => new Date(at).toISOString();
const keyOf = (subject: Subject): string =>
  'number' in subject ? `n${subject.number}` : `p${subject.person}`;

function countedOf(dice: Dice, { tenant, campaign }: Dialling): Counted {
  return dice.pick<Counted>([
    { by: 'all' },
    { by: 'all' },
    { by: 'client', tenant },
    { by: 'campaign', campaign },
  ]);
}

function windowOf(dice: Dice, zone: string): NaiveWindow {
  return dice.pick<NaiveWindow>([
    { kind: 'rolling', ms: DAY_MS },
    { kind: 'rolling', ms: 7 * DAY_MS },
    { kind: 'rolling', ms: dice.between(1, 3 * DAY_MS) },
    { kind: 'day', zone },
    { kind: 'day', zone },
    { kind: 'month', zone },
    { kind: 'month', zone },
    { kind: 'ever' },
  ]);
}

/** How long the play lasts, for whoever tells of it. */
export const YEARS = Math.round((UNTIL - FROM) / (365 * DAY_MS));
