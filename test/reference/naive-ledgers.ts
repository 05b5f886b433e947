/**
 * The slow, obvious ledgers: every fact in a list, and for each question a recount of the list.
 * Local dates come from Intl, one by one: nothing of the tables and searches of the fast ledgers.
 */

import type { AbandonmentFormula, AbandonmentOf } from '../../core/outreach/ledger/abandonment.ts';
import type { Counted, Mark } from '../../core/outreach/ledger/attempt-questions.ts';
import type { AttemptFact } from '../../core/outreach/ledger/facts.ts';
import type { Ms } from '../../core/routing/ids.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local date as `2026-11-26`. */
export function localDate(zone: string, at: Ms): string {
  let format = formats.get(zone);
  if (format === undefined) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...parts });
    formats.set(zone, format);
  }
  return format.format(at);
}

/** Windows by the names of their zones. */
export type NaiveWindow =
  | { readonly kind: 'rolling'; readonly ms: Ms }
  | { readonly kind: 'day' | 'month'; readonly zone: string }
  | { readonly kind: 'ever' };

/** A fact with the local date it was last asked for. */
interface Kept {
  readonly fact: AttemptFact;
  zone: string;
  date: string;
}

/** A local date, cut to what two moments of one window share. */
const shared = (kind: 'day' | 'month', date: string): string =>
  kind === 'day' ? date : date.slice(0, 7);

export class NaiveAttempts {
  readonly #bySubject = new Map<string, Kept[]>();

  note(fact: AttemptFact): void {
    const kept: Kept = { fact, zone: '', date: '' };
    this.#listOf(`n${fact.number}`).push(kept);
    if (fact.person !== null) this.#listOf(`p${fact.person}`).push(kept);
  }

  #listOf(subject: string): Kept[] {
    const list = this.#bySubject.get(subject) ?? [];
    this.#bySubject.set(subject, list);
    return list;
  }

  count(subject: string, counted: Counted, window: NaiveWindow, now: Ms): number {
    const today = 'zone' in window ? shared(window.kind, localDate(window.zone, now)) : '';
    return this.#listOf(subject).filter((kept) => {
      const { what, at } = kept.fact;
      if (what !== 'started' || at > now || !counts(kept.fact, counted)) return false;
      if (window.kind === 'ever') return true;
      if (window.kind === 'rolling') return at > now - window.ms;
      return shared(window.kind, dateOf(kept, window.zone)) === today;
    }).length;
  }

  latest(subject: string, counted: Counted, from: Ms, now: Ms, most: number): Ms[] {
    return this.#listOf(subject)
      .filter(({ fact }) => fact.what === 'started' && fact.at <= now && fact.at >= from)
      .filter(({ fact }) => counts(fact, counted))
      .map(({ fact }) => fact.at)
      .sort((a, b) => b - a)
      .slice(0, most);
  }

  lastMark(subject: string, mark: Mark, counted: Counted, now: Ms): Ms | null {
    const what = mark === 'machine' ? 'machine-heard' : mark;
    let last: Ms | null = null;
    for (const { fact } of this.#listOf(subject)) {
      if (fact.what !== what || fact.at > now || !counts(fact, counted)) continue;
      last = Math.max(last ?? fact.at, fact.at);
    }
    return last;
  }
}

function dateOf(kept: Kept, zone: string): string {
  if (kept.zone !== zone) {
    kept.zone = zone;
    kept.date = localDate(zone, kept.fact.at);
  }
  return kept.date;
}

function counts({ campaign, tenant }: AttemptFact, counted: Counted): boolean {
  if (counted.by === 'all') return true;
  return counted.by === 'client' ? counted.tenant === tenant : counted.campaign === campaign;
}

/** Windows abandoned calls are counted in, by the names of their zones. */
export type NaiveCallsWindow =
  | { readonly kind: 'rolling'; readonly ms: Ms }
  | { readonly kind: 'successive'; readonly days: number; readonly zone: string }
  | { readonly kind: 'day' | 'month'; readonly zone: string }
  | { readonly kind: 'whole' };

export interface NaiveTally {
  readonly answered: number;
  readonly abandoned: number;
  readonly machines: number;
  readonly heard: number;
}

const dayNumbers = new Map<string, number>();

function dayNumber(date: string): number {
  const day = dayNumbers.get(date) ?? Date.parse(date) / 86_400_000;
  dayNumbers.set(date, day);
  return day;
}

/** What was counted, by one formula. */
export function naiveTally(
  { answers, abandons, machines, heard }: CallsCounted,
  formula: AbandonmentFormula,
  mistaken: number,
): NaiveTally {
  // A machine or an abandoned call may be told before the answer it belongs to.
  const connected = Math.max(0, answers - abandons);
  const people = Math.max(0, connected - machines);
  const isPlain = formula === 'plain' || connected === 0;
  const abandoned = heard * mistaken + (isPlain ? abandons : abandons * (people / connected));
  return { answered: people + abandoned, abandoned, machines, heard };
}

/** Facts of a window. */
export interface CallsCounted {
  readonly answers: number;
  readonly abandons: number;
  readonly machines: number;
  /** Taken for machines by a program. */
  readonly heard: number;
}

export class NaiveAbandonment {
  readonly #facts: AttemptFact[] = [];
  /** Local dates of the moments facts count at, by zone. */
  readonly #dates = new Map<string, string[]>();

  note(fact: AttemptFact): void {
    const { what } = fact;
    const counts = what === 'started' || what === 'answered' || what === 'machine-heard';
    if (counts || 'answeredAt' in fact) this.#facts.push(fact);
  }

  count(of: AbandonmentOf, window: NaiveCallsWindow, at: Ms): CallsCounted {
    const isIn = this.#inWindow(of, window, at);
    let [answers, abandons, machines, heard] = [0, 0, 0, 0];
    this.#facts.forEach((fact, i) => {
      if (fact.what === 'started' || !isOf(fact, of) || !isIn(i)) return;
      if (fact.what === 'answered') answers++;
      else if (fact.what === 'abandoned') abandons++;
      else if (fact.what === 'machine-heard') heard++;
      else machines++;
    });
    return { answers, abandons, machines, heard };
  }

  #inWindow(of: AbandonmentOf, window: NaiveCallsWindow, at: Ms): (i: number) => boolean {
    const momentOf = (i: number): Ms => countsAt(this.#facts[i]!);
    if (window.kind === 'whole') return (i) => momentOf(i) <= at;
    if (window.kind === 'rolling') {
      return (i) => momentOf(i) <= at && momentOf(i) > at - window.ms;
    }
    const { kind, zone } = window;
    const dates = this.#datesIn(zone);
    const today = localDate(zone, at);
    if (kind !== 'successive') return (i) => shared(kind, dates[i]!) === shared(kind, today);
    const first = this.#facts
      .filter((fact) => fact.what === 'started' && isOf(fact, of))
      .reduce((least, fact) => Math.min(least, fact.at), at);
    const start = dayNumber(localDate(zone, first));
    const periodOf = (date: string) => Math.floor((dayNumber(date) - start) / window.days);
    return (i) => periodOf(dates[i]!) === periodOf(today);
  }

  #datesIn(zone: string): readonly string[] {
    const dates = this.#dates.get(zone) ?? [];
    this.#dates.set(zone, dates);
    for (let i = dates.length; i < this.#facts.length; i++) {
      dates.push(localDate(zone, countsAt(this.#facts[i]!)));
    }
    return dates;
  }
}

const countsAt = (fact: AttemptFact): Ms => ('answeredAt' in fact ? fact.answeredAt : fact.at);

function isOf({ campaign, tenant }: AttemptFact, of: AbandonmentOf): boolean {
  if (of.of === 'house') return true;
  return of.of === 'campaign' ? of.campaign === campaign : of.tenant === tenant;
}
