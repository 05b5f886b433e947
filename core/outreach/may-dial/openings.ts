/**
 * When several rules of hours are open at once. Where a telephone may be in many places, dozens of
 * rules count together, and day by day each closes what another opens: so what they leave open
 * together is worked out once for a stretch of days, and remembered. The memory changes no answer.
 */

import { type Ms, NEVER } from '../../routing/ids.ts';
import { closingIn, openingAfter } from './hours.ts';
import type { HoursRule } from './rules.ts';
import { DAY_MS, type ZoneClock } from './zones.ts';

/** A rule on one clock. */
export interface HoursReading {
  readonly rule: HoursRule;
  readonly clock: ZoneClock;
}

/** Pairs from, to, rising; between pairs it is closed. */
type Spans = readonly Ms[];

/** Days worked out at a time: what is put off is put off by less, mostly. */
const STRETCH_MS = 8 * DAY_MS;
/** Stretches remembered, a hundred bytes or two each; a full memory begins anew. */
const STRETCHES_MAX = 4_096;

/** What has been worked out of the hours of some rules. */
export class Openings {
  readonly #stretches = new Map<string, Spans>();

  /**
   * First moment at or after `at` from which all readings are open for `ringMs`; NEVER: none before
   * `horizon`. `key` names the readings: the same for the same, whatever the moment. Cost: a
   * microsecond where the days are known, else some tenths of a millisecond for many readings.
   */
  roomAfter(key: string, readings: readonly HoursReading[], at: Ms, ringMs: Ms, horizon: Ms): Ms {
    /** Begin of the opening that reaches to `end`, over the edges of stretches. */
    let begin = NEVER;
    let end = NEVER;
    for (let n = Math.floor(at / STRETCH_MS); ; n++) {
      const spans = this.#stretch(key, readings, n);
      for (let i = 0; i < spans.length; i += 2) {
        if (spans[i + 1]! <= at) continue;
        if (spans[i] !== end) begin = Math.max(spans[i]!, at);
        end = spans[i + 1]!;
        if (begin >= horizon) return NEVER;
        if (begin + ringMs <= end) return begin;
      }
      // Only an opening that lasts to the edge of the days looked at may go on in the next ones.
      const edge = (n + 1) * STRETCH_MS;
      if (edge >= horizon && end !== edge) return NEVER;
    }
  }

  #stretch(key: string, readings: readonly HoursReading[], n: number): Spans {
    const name = `${key}${n}`;
    let spans = this.#stretches.get(name);
    if (spans === undefined) {
      if (this.#stretches.size >= STRETCHES_MAX) this.#stretches.clear();
      spans = openTogether(readings, n * STRETCH_MS, (n + 1) * STRETCH_MS);
      this.#stretches.set(name, spans);
    }
    return spans;
  }
}

function openTogether(readings: readonly HoursReading[], from: Ms, until: Ms): Spans {
  let open: Spans = [from, until];
  for (const reading of readings) {
    if (open.length === 0) break;
    open = inBoth(open, spansOf(reading, from, until));
  }
  return open;
}

function spansOf({ rule, clock }: HoursReading, from: Ms, until: Ms): Spans {
  const spans: Ms[] = [];
  for (let moment = from; moment < until; ) {
    const opening = openingAfter(rule, clock, moment, until);
    if (opening >= until) break;
    moment = Math.min(closingIn(rule, clock, opening, until), until);
    spans.push(opening, moment);
  }
  return spans;
}

function inBoth(a: Spans, b: Spans): Spans {
  const both: Ms[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!, b[j]!);
    const to = Math.min(a[i + 1]!, b[j + 1]!);
    if (from < to) both.push(from, to);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return both;
}
