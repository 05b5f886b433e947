/** Steps 3 and 8: who must not be called, and how old the lists are that say so. */

import type { Ms } from '../../routing/ids.ts';
import { deny, type Stop } from './answer.ts';
import { applies, type Case, type Site } from './case.ts';
import { denyBy, isFree } from './exempt.ts';
import type { Refusal, RegistryAnswer } from './facts.ts';
import type { RegistryRule } from './rules.ts';

/**
 * Step 3: refusals to us, then registries. No pack and no consent sets a call free of what the
 * person has told us; only calls about a contract there is are left, unless those are refused too.
 */
export function checkSuppression(c: Case): Stop | null {
  return checkRefusals(c) ?? checkRegistries(c);
}

const WIDTH = { wide: 0, client: 1, product: 2 } as const;

function checkRefusals(c: Case): Stop | null {
  let widest: Refusal | null = null;
  for (const refusal of c.facts.refusals) {
    if (!stands(c, refusal)) continue;
    if (widest === null || isBefore(refusal, widest)) widest = refusal;
  }
  if (widest === null) return null;
  const { scope, since, proof } = widest;
  return deny(`refused-${scope}`, { since, proof });
}

const isBefore = (a: Refusal, b: Refusal): boolean =>
  WIDTH[a.scope] < WIDTH[b.scope] || (a.scope === b.scope && a.since < b.since);

function stands({ facts, now }: Case, refusal: Refusal): boolean {
  if (refusal.since > now || (refusal.until !== null && refusal.until <= now)) return false;
  if (facts.campaign.class === 'service' && !refusal.service) return false;
  if (refusal.scope === 'wide') return true;
  if (refusal.tenant !== facts.tenant.id) return false;
  return refusal.scope === 'client' || refusal.product === facts.campaign.product;
}

function answerOf({ facts }: Case, { registry }: RegistryRule): RegistryAnswer | undefined {
  for (const answer of facts.registries) if (answer.registry === registry) return answer;
  return undefined;
}

function checkRegistries(c: Case): Stop | null {
  for (const site of c.sites) {
    for (const rule of site.place.registries) {
      const answer = answerOf(c, rule);
      if (answer?.listed !== true || !applies(c, rule, site) || isFree(c, rule, site)) continue;
      const { drawnAt: since, snapshot: proof } = answer;
      return denyBy(c, 'registry-listed', rule, site, { since, proof });
    }
  }
  return null;
}

/** Step 8: what was not found on a list proves nothing when the list is old. */
export function checkFreshness(c: Case): Stop | null {
  for (const site of c.sites) {
    for (const rule of site.place.registries) {
      const stop = checkAge(c, rule, site);
      if (stop !== null) return stop;
    }
  }
  return checkReassignment(c);
}

function checkAge(c: Case, rule: RegistryRule, site: Site): Stop | null {
  const answer = answerOf(c, rule);
  // One who is listed and may be called all the same was set free in step 3, by name.
  if (answer?.listed === true || !applies(c, rule, site)) return null;
  if (answer !== undefined && c.now - answer.drawnAt <= rule.ageMs) return null;
  if (isFree(c, rule, site)) return null;
  if (answer === undefined) return denyBy(c, 'registry-not-checked', rule, site);
  const { drawnAt: since, snapshot: proof } = answer;
  return denyBy(c, 'registry-stale', rule, site, { since, proof });
}

/** Who relies on what somebody gave for a number asks now and then whose number it is. */
function checkReassignment(c: Case): Stop | null {
  const reliedOn = oldestReliedOn(c);
  if (reliedOn === null) return null;
  const { reassigned } = c.facts;
  for (const site of c.sites) {
    for (const rule of site.place.reassigned) {
      if (!applies(c, rule, site)) continue;
      const isAsked =
        reassigned !== null &&
        reassigned.answer === 'no' &&
        reassigned.since <= reliedOn &&
        c.now - reassigned.askedAt <= rule.ageMs;
      if (isAsked || isFree(c, rule, site)) continue;
      const since = reassigned?.askedAt ?? null;
      return denyBy(c, 'reassignment-not-checked', rule, site, { since });
    }
  }
  return null;
}

/** When the oldest consent was given that this permission rests on; null: it rests on none. */
function oldestReliedOn({ facts, grounds }: Case): Ms | null {
  let oldest: Ms | null = null;
  for (const { kind, proof } of grounds) {
    if (kind !== 'consent') continue;
    for (const { proof: given, grantedAt } of facts.consents) {
      if (given === proof && (oldest === null || grantedAt < oldest)) oldest = grantedAt;
    }
  }
  return oldest;
}
