/** What came of a shift, and the figures of it. */

import type { AgentState } from '../../core/routing/outcomes.ts';

const MINUTE_MS = 60_000;
const TEN_MINUTES_MS = 600_000;
/** A share of fewer people says nothing. */
const ANSWERS_MIN = 100;

/** One person who answered. `connectedMs`: to the agent; undefined: nobody was there. */
interface Answer {
  readonly at: number;
  resolved: boolean;
  connectedMs: number | undefined;
}

const works = (state: AgentState): boolean => state === 'talking' || state === 'wrap-up';

/** Keeps count while a shift runs; figures are of its own time only. */
export class ShiftLog {
  dialled = 0;
  answered = 0;
  abandoned = 0;
  readonly #start: number;
  readonly #agents: number;
  readonly #end: number;
  readonly #answers = new Map<number, Answer>();
  /** Agents at work, and their working time in each minute. */
  #working = 0;
  #workingSince: number;
  readonly #minutes: Float64Array;

  constructor(start: number, agents: number, lengthMs: number) {
    this.#start = start;
    this.#agents = agents;
    this.#end = start + lengthMs;
    this.#workingSince = start;
    this.#minutes = new Float64Array(Math.ceil(lengthMs / MINUTE_MS));
  }

  enter(call: number, at: number): void {
    this.answered++;
    this.#answers.set(call, { at, resolved: false, connectedMs: undefined });
  }

  resolve(call: number, now: number, abandoned: boolean): void {
    const answer = this.#answers.get(call);
    if (!answer || answer.resolved) return;
    answer.resolved = true;
    if (abandoned) this.abandoned++;
    else answer.connectedMs = now - answer.at;
  }

  agentChanged(now: number, from: AgentState, to: AgentState): void {
    this.#work(now);
    this.#working += Number(works(to)) - Number(works(from));
  }

  close(now: number): void {
    this.#work(now);
  }

  /** Share of the agents' time in conversation and wrap-up, from a minute to another. */
  occupancy(from = 0, to = this.#minutes.length): number {
    let sum = 0;
    for (let minute = from; minute < to; minute++) sum += this.#minutes[minute] ?? 0;
    return sum / ((to - from) * MINUTE_MS * this.#agents);
  }

  /** Whole minutes of the shift. */
  get minutes(): number {
    return this.#minutes.length;
  }

  get abandonedShare(): number {
    return this.answered === 0 ? 0 : this.abandoned / this.answered;
  }

  /**
   * Of all ten minutes that end with an answer and hold a hundred: the worst share, and the minute
   * they end in. Share 0: none do, or nobody was abandoned.
   */
  worstTenMinutes(): { readonly share: number; readonly minute: number } {
    const answers = [...this.#answers.values()].sort((a, b) => a.at - b.at);
    let [first, abandoned, share, minute] = [0, 0, 0, 0];
    for (const [last, answer] of answers.entries()) {
      abandoned += lost(answer);
      while (answers[first]!.at < answer.at - TEN_MINUTES_MS) abandoned -= lost(answers[first++]!);
      const count = last - first + 1;
      if (count < ANSWERS_MIN || abandoned <= share * count) continue;
      share = abandoned / count;
      minute = Math.floor((answer.at - this.#start) / MINUTE_MS);
    }
    return { share, minute };
  }

  /** The longest a person who was served waited for the agent, ms. */
  get longestConnectMs(): number {
    let longest = 0;
    for (const { connectedMs = 0 } of this.#answers.values()) {
      longest = Math.max(longest, connectedMs);
    }
    return longest;
  }

  /** People who answered before this minute, and those of them abandoned. */
  untilMinute(minute: number): { readonly answered: number; readonly abandoned: number } {
    const end = this.#start + minute * MINUTE_MS;
    let [answered, abandoned] = [0, 0];
    for (const answer of this.#answers.values()) {
      if (answer.at >= end) continue;
      answered++;
      abandoned += lost(answer);
    }
    return { answered, abandoned };
  }

  #work(now: number): void {
    const end = Math.min(now, this.#end);
    while (this.#workingSince < end) {
      const minute = Math.floor((this.#workingSince - this.#start) / MINUTE_MS);
      const until = Math.min(end, this.#start + (minute + 1) * MINUTE_MS);
      this.#minutes[minute] += this.#working * (until - this.#workingSince);
      this.#workingSince = until;
    }
  }
}

const lost = (answer: Answer): number =>
  answer.resolved && answer.connectedMs === undefined ? 1 : 0;
