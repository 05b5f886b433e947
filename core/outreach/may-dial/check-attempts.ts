/** Step 6: what the ledgers say: how often, and how soon after a no, a silence or a machine. */

import type { Ms } from '../../routing/ids.ts';
import { defer, type Stop } from './answer.ts';
import { type Case, type Site, speaksOf } from './case.ts';
import { monthStart } from './civil.ts';
import { freeUntil, isFree } from './exempt.ts';
import type { AttemptFacts, Latest } from './facts.ts';
import { type Reason, reasons } from './reasons.ts';
import type { AttemptRule, RestRule } from './rules.ts';
import { dayOf, startOfDay, type ZoneClock } from './zones.ts';

/** A rule that stands in the way now, and what filled it. */
interface Found {
  readonly reason: Reason;
  readonly rule: AttemptRule | RestRule;
  readonly since: Ms;
}

const restReasons = {
  refusal: 'rest-after-refusal',
  abandoned: 'rest-after-abandoned',
  machine: 'rest-after-machine',
} as const;

/**
 * Step 6. Deferred to the first moment at which no ledger of any plausible place stands in the way.
 */
export function checkAttempts(c: Case): Stop | null {
  let first: Found | null = null;
  for (const site of c.sites) {
    for (const rule of site.place.attempts) {
      if (attemptsFree(c, rule, site, c.now) === c.now || isFree(c, rule, site)) continue;
      const since = latestOf(c.facts.attempts, rule)[rule.most - 1]!;
      first = moreTelling(first, { reason: `attempts-to-${rule.to}`, rule, since });
    }
    for (const rule of site.place.rests) {
      if (restEnds(c, rule, site, c.now) === c.now || isFree(c, rule, site)) continue;
      const since = eventOf(c.facts.attempts, rule)!;
      first = moreTelling(first, { reason: restReasons[rule.after], rule, since });
    }
  }
  if (first === null) return null;
  const { reason, rule, since } = first;
  return defer(reason, freeAgain(c), { rule: rule.id, place: rule.place, since });
}

const moreTelling = (a: Found | null, b: Found): Found =>
  a === null || reasons.indexOf(b.reason) < reasons.indexOf(a.reason) ? b : a;

/** First moment that suits all rules at once: each moves it on until none does. */
function freeAgain(c: Case): Ms {
  let moment = c.now;
  for (let before = Number.NEGATIVE_INFINITY; moment > before; ) {
    before = moment;
    for (const site of c.sites) {
      for (const rule of site.place.attempts) {
        const free = attemptsFree(c, rule, site, moment);
        if (free > moment && moment >= freeUntil(c, rule, site)) moment = free;
      }
      for (const rule of site.place.rests) {
        const free = restEnds(c, rule, site, moment);
        if (free > moment && moment >= freeUntil(c, rule, site)) moment = free;
      }
    }
  }
  return moment;
}

const latestOf = (attempts: AttemptFacts, { to, by }: AttemptRule): Latest => attempts[to][by];

/** `at` itself when one more attempt fits; else the first moment at which the window has room. */
function attemptsFree(c: Case, rule: AttemptRule, site: Site, at: Ms): Ms {
  const filler = latestOf(c.facts.attempts, rule)[rule.most - 1];
  if (filler === undefined || !speaksOf(c, rule)) return at;
  let free = at;
  for (const zone of site.zones) {
    const clock = c.rules.zones.clocks[zone]!;
    const day = dayOf(clock, at);
    if (day < rule.from || day >= rule.until) continue;
    free = Math.max(free, roomIn(rule, clock, filler));
  }
  return free;
}

/** When the window lets go of the attempt that fills it. */
function roomIn({ window }: AttemptRule, clock: ZoneClock, filler: Ms): Ms {
  if (window.kind === 'rolling') return filler + window.ms;
  const day = dayOf(clock, filler);
  const next = window.kind === 'days' ? day + window.days : monthStart(day, 1);
  return startOfDay(clock, next);
}

const eventOf = (attempts: AttemptFacts, { after }: RestRule): Ms | null => {
  if (after === 'refusal') return attempts.refusedAt;
  return after === 'abandoned' ? attempts.abandonedAt : attempts.machineAt;
};

/** `at` itself when the rest is over; else its end. */
function restEnds(c: Case, rule: RestRule, site: Site, at: Ms): Ms {
  const event = eventOf(c.facts.attempts, rule);
  if (event === null || !speaksOf(c, rule)) return at;
  let free = at;
  for (const zone of site.zones) {
    const clock = c.rules.zones.clocks[zone]!;
    const day = dayOf(clock, at);
    if (day < rule.from || day >= rule.until) continue;
    const { rest } = rule;
    const end =
      rest.kind === 'rolling'
        ? event + rest.ms
        : startOfDay(clock, dayOf(clock, event) + rest.days + 1);
    free = Math.max(free, end);
  }
  return free;
}
