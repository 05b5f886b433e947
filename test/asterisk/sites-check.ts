/**
 * The journals of two sites that overflow into each other, read by somebody who shares no code with
 * the router: every call is followed from one site to the other by the caller's number.
 */

import type { JournalLine } from './journal-text.ts';

export interface SitesFigures {
  /** Callers from outside, and how their calls ended in the queues of both sites. */
  readonly callers: number;
  readonly dispositions: Readonly<Record<string, number>>;
  /** Far ends called, calls accepted there, and refusals by result. */
  readonly attempts: number;
  readonly accepted: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Calls that came back to a site they had passed. */
  readonly loops: number;
  /** Calls younger at the far end than they were when they were sent. */
  readonly ageLost: number;
  /** The longest time from sending to arriving, which no age tells. */
  readonly transitMsMax: number;
  /** Calls in use at one time on any link. */
  readonly channelsMax: number;
  /** Sentences; empty when all is well. */
  readonly problems: readonly string[];
}

export interface SiteJournal {
  readonly site: string;
  readonly lines: readonly JournalLine[];
}

interface Call {
  readonly number: string;
  readonly agedFrom: number;
  state: 'arriving' | 'waiting' | 'offered' | 'linking' | 'gone';
}

/** Sent by link, and not yet seen at the far end. */
interface Sent {
  readonly at: number;
  readonly ageMs: number;
}

type Told = readonly [string, ...unknown[]];

class SiteReader {
  readonly calls = new Map<number, Call>();
  readonly legs = new Map<number, string>();
  readonly #site: string;
  readonly #numbers = new Map<number, string>();
  readonly #figures: Counted;
  readonly #limit: number;

  constructor(site: string, figures: Counted, limit: number) {
    this.#site = site;
    this.#figures = figures;
    this.#limit = limit;
  }

  take({ at, fact, outcome, n, note }: JournalLine): void {
    if (note?.type === 'caller') {
      const { number } = note.caller as { readonly number: string };
      this.#numbers.set(note.call as number, number);
    }
    if (fact?.type === 'call-arrived') this.#arrived(fact, outcome, at);
    if (fact?.type === 'link-accepted' && outcome === 'applied') this.#figures.accepted++;
    if (fact?.type === 'link-ended' && outcome === 'applied') this.#ended(fact);
    if (n) this.#told(n, at);
  }

  #problem(what: string): void {
    this.#figures.problems.push(`${this.#site}: ${what}`);
  }

  #arrived(fact: NonNullable<JournalLine['fact']>, outcome: string | undefined, at: number): void {
    const id = fact.call as number;
    const number = this.#numbers.get(id) ?? '';
    const path = fact.path as readonly string[] | undefined;
    const ageMs = (fact.resumedMs as number | undefined) ?? 0;
    if (path === undefined) this.#figures.callers++;
    else {
      if (outcome === 'loop' || path.includes(this.#site)) this.#figures.loops++;
      this.#figures.came(number, ageMs, at);
    }
    if (outcome !== 'applied') return;
    this.calls.set(id, { number, agedFrom: at - ageMs, state: 'arriving' });
  }

  #ended(fact: NonNullable<JournalLine['fact']>): void {
    const id = fact.call as number;
    if (!this.legs.delete(id)) this.#problem(`the leg of call ${id} ended, and had not begun`);
    const call = this.calls.get(id);
    if (call?.state !== 'linking') return;
    call.state = 'waiting';
    const { refused } = this.#figures;
    const result = String(fact.result);
    refused[result] = (refused[result] ?? 0) + 1;
  }

  #told(n: Told, at: number): void {
    const [name, first, second] = n;
    switch (name) {
      case 'callQueued':
        this.#become(first as number, 'waiting');
        return;
      case 'offerCall':
        this.#offered(second as number);
        return;
      case 'linkCall':
        this.#linked(n, at);
        return;
      case 'callExited': {
        const disposition = String(n[3]);
        const { dispositions } = this.#figures;
        dispositions[disposition] = (dispositions[disposition] ?? 0) + 1;
        return;
      }
      case 'callEnded':
        this.#become(first as number, 'gone');
        this.calls.delete(first as number);
        return;
      default:
    }
  }

  #become(id: number, state: Call['state']): void {
    const call = this.calls.get(id);
    if (call) call.state = state;
  }

  /** All agents are alike, and none is excluded: the oldest goes first. */
  #offered(id: number): void {
    const chosen = this.calls.get(id);
    if (!chosen) return;
    for (const [other, { state, agedFrom }] of this.calls) {
      if (state !== 'waiting' || agedFrom >= chosen.agedFrom || other === id) continue;
      this.#problem(`call ${id} overtook call ${other}, older by ${chosen.agedFrom - agedFrom} ms`);
    }
    chosen.state = 'offered';
  }

  #linked([, first, link, , ageMs, path]: Told, at: number): void {
    const id = first as number;
    const call = this.calls.get(id);
    this.#figures.attempts++;
    if (!call) {
      this.#problem(`call ${id} is linked and is not here`);
      return;
    }
    const age = ageMs as number;
    if (age !== at - call.agedFrom) {
      this.#problem(`call ${id} is sent aged ${age} ms, and is ${at - call.agedFrom} ms old`);
    }
    if ((path as readonly string[]).at(-1) !== this.#site)
      this.#problem(`call ${id} hides its path`);
    call.state = 'linking';
    this.legs.set(id, String(link));
    const used = [...this.legs.values()].filter((each) => each === link).length;
    this.#figures.channelsMax = Math.max(this.#figures.channelsMax, used);
    if (used > this.#limit) this.#problem(`${used} calls on link ${link}, of ${this.#limit}`);
    this.#figures.send(call.number, { at, ageMs: age });
  }
}

/** Each router's clock begins with a reading of the machine's, and these readings differ. */
const clocksApartMs = 20;

class Counted {
  callers = 0;
  attempts = 0;
  accepted = 0;
  loops = 0;
  ageLost = 0;
  transitMsMax = 0;
  channelsMax = 0;
  readonly refused: Record<string, number> = {};
  readonly dispositions: Record<string, number> = {};
  readonly problems: string[] = [];
  /** By the caller's number: nobody calls twice. */
  readonly sent = new Map<string, Sent>();

  /** Came about when they were sent, and stand before it: two processes have two clocks. */
  readonly early = new Map<string, Sent>();

  send(number: string, sent: Sent): void {
    this.sent.set(number, sent);
    const early = this.early.get(number);
    if (early === undefined || sent.at - early.at > clocksApartMs) return;
    this.early.delete(number);
    this.came(number, early.ageMs, early.at);
  }

  came(number: string, ageMs: number, at: number): void {
    const sent = this.sent.get(number);
    if (!sent) {
      this.early.set(number, { at, ageMs });
      return;
    }
    if (ageMs < Math.floor(sent.ageMs)) this.ageLost++;
    this.transitMsMax = Math.max(this.transitMsMax, at - sent.at);
  }
}

/** Both journals in the order of their times. `limit`: calls at one time on each link. */
export function checkSites(journals: readonly SiteJournal[], limit: number): SitesFigures {
  const counted = new Counted();
  const all = journals
    .flatMap(({ site, lines }) => {
      const reader = new SiteReader(site, counted, limit);
      return lines.map((line) => ({ line, reader }));
    })
    .map((each, index) => ({ ...each, index }))
    .sort((a, b) => a.line.at - b.line.at || a.index - b.index);
  for (const { line, reader } of all) reader.take(line);
  for (const reader of new Set(all.map((each) => each.reader))) {
    if (reader.calls.size > 0) counted.problems.push(`${reader.calls.size} calls did not end`);
    if (reader.legs.size > 0) counted.problems.push(`${reader.legs.size} legs did not end`);
  }
  for (const number of counted.early.keys()) {
    counted.problems.push(`caller ${number} came by a link, and was not sent`);
  }
  const { sent: _sent, early: _early, ...figures } = counted;
  return figures;
}
