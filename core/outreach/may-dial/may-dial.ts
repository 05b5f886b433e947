/**
 * May this number be dialled now? One decision for every way a number comes to be dialled, made at
 * the instant of dialling. It is pure: the same rules, facts and moment give the same answer, today
 * and when a record of it is looked at in years. It knows what packs say and is no legal advice.
 */

import { assert } from '../../routing/assert.ts';
import type { Ms } from '../../routing/ids.ts';
import type { Answer, Stop } from './answer.ts';
import { type Case, openCase } from './case.ts';
import { checkAttempts } from './check-attempts.ts';
import { checkCallerId } from './check-caller-id.ts';
import { checkConsent } from './check-consent.ts';
import { checkHours } from './check-hours.ts';
import { checkJurisdiction, checkPacing, checkStanding } from './check-standing.ts';
import { checkFreshness, checkSuppression } from './check-suppression.ts';
import type { DialFacts } from './facts.ts';
import { type Step, steps } from './reasons.ts';
import type { DialRules } from './rules.ts';
import { assertCovered } from './zones.ts';

const checks: Readonly<Record<Step, (c: Case) => Stop | null>> = {
  standing: checkStanding,
  jurisdiction: checkJurisdiction,
  suppression: checkSuppression,
  consent: checkConsent,
  hours: checkHours,
  attempts: checkAttempts,
  callerId: checkCallerId,
  freshness: checkFreshness,
  pacing: checkPacing,
};
const inOrder = steps.map((step) => checks[step]);

/**
 * The decision. The first thing in the order of `reasonsByStep` that stands in the way is the
 * answer. Throws InvariantError for a moment whose clocks the rules do not know. Cost: a few µs;
 * bench `may-dial`. Allocates: the case and the answer.
 */
export function mayDial(rules: DialRules, facts: DialFacts, now: Ms): Answer {
  const c = begin(rules, facts, now);
  for (const check of inOrder) {
    const stop = check(c);
    if (stop !== null) return stop;
  }
  return { verdict: 'allow', grounds: c.grounds, places: c.sites.map(({ place }) => place.id) };
}

/**
 * Everything that stands in the way, one reason a step, in order; empty when it may be dialled. For
 * people who ask why: `mayDial` gives the first of these. Cost: that of all steps.
 */
export function standsInTheWay(rules: DialRules, facts: DialFacts, now: Ms): readonly Stop[] {
  const c = begin(rules, facts, now);
  return inOrder.flatMap((check) => check(c) ?? []);
}

function begin(rules: DialRules, facts: DialFacts, now: Ms): Case {
  assertCovered(rules.zones, now);
  assert(facts.ringMs >= 0, 'nothing rings for less than no time');
  return openCase(rules, facts, now);
}
