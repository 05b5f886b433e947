/** Consents and exemptions: what sets a call free of a rule, with proof and end. */

import { type Ms, NEVER } from '../../routing/ids.ts';
import { deny, type Ground, type Stop } from './answer.ts';
import type { Case, Site } from './case.ts';
import { addMonths } from './civil.ts';
import type { Consent, ConsentUse, Relationship } from './facts.ts';
import type { Reason } from './reasons.ts';
import type { Exemption, Rule } from './rules.ts';
import { dayOf, startOfDay } from './zones.ts';

/** Why no consent counts; the most telling comes first. */
export type ConsentLack = 'reassigned' | 'withdrawn' | 'expired' | 'missing';

/** A consent that is about this call, in force or not. */
function isAbout(c: Case, consent: Consent, use: ConsentUse, written: boolean): boolean {
  const { tenant, campaign, number } = c.facts;
  return (
    consent.tenant === tenant.id &&
    (consent.product === null || consent.product === campaign.product) &&
    (consent.number === null || consent.number === number) &&
    (consent.written || !written) &&
    consent.uses.includes(use) &&
    consent.grantedAt <= c.now
  );
}

/**
 * Taken back: it or any consent for the same use that was given with or after it. Who takes back
 * one does not want to be called on another of earlier date.
 */
function withdrawnAt(c: Case, consent: Consent, use: ConsentUse): Ms | null {
  const { tenant, campaign, number } = c.facts;
  let latest: Ms | null = null;
  for (const other of c.facts.consents) {
    const at = other.withdrawnAt;
    if (at === null || at > c.now || at < consent.grantedAt) continue;
    if (other.tenant !== tenant.id || !other.uses.includes(use)) continue;
    if (other.product !== null && other.product !== campaign.product) continue;
    if (other.number !== null && other.number !== number) continue;
    if (latest === null || at > latest) latest = at;
  }
  return latest;
}

/** The number has gone to somebody else since: what its former owner gave counts no more. */
function isOfFormerOwner(c: Case, at: Ms): boolean {
  const { reassigned } = c.facts;
  return reassigned?.answer === 'yes' && at <= reassigned.askedAt;
}

const isOver = (until: Ms | null, now: Ms): boolean => until !== null && until <= now;
const laterEnd = (a: Ms | null, b: Ms | null): boolean => b !== null && (a === null || a > b);

/** The consent that counts for this call and ends last; null: none. */
export function consentFor(c: Case, use: ConsentUse, written: boolean): Consent | null {
  let best: Consent | null = null;
  for (const consent of c.facts.consents) {
    if (!isAbout(c, consent, use, written) || isOver(consent.until, c.now)) continue;
    if (isOfFormerOwner(c, consent.grantedAt)) continue;
    if (withdrawnAt(c, consent, use) !== null) continue;
    if (best === null || laterEnd(consent.until, best.until)) best = consent;
  }
  return best;
}

/** Of the consents that are about this call, why none counts. Only asked when none does. */
export function consentLack(
  c: Case,
  use: ConsentUse,
  written: boolean,
): { lack: ConsentLack; since: Ms | null; proof: string | null } {
  const about = c.facts.consents.filter((each) => isAbout(c, each, use, written));
  const former = about.find((each) => isOfFormerOwner(c, each.grantedAt));
  if (former) {
    return { lack: 'reassigned', since: c.facts.reassigned!.askedAt, proof: former.proof };
  }
  for (const each of about) {
    const since = withdrawnAt(c, each, use);
    if (since !== null) return { lack: 'withdrawn', since, proof: each.proof };
  }
  const over = about.find((each) => isOver(each.until, c.now));
  if (over) return { lack: 'expired', since: over.until, proof: over.proof };
  return { lack: 'missing', since: null, proof: null };
}

/**
 * End of a relationship: the first midnight after its last day, in the zone where that comes first.
 */
function endOf(c: Case, site: Site, at: Ms, months: number | null): Ms | null {
  if (months === null) return null;
  let end = Number.POSITIVE_INFINITY;
  for (const zone of site.zones) {
    const clock = c.rules.zones.clocks[zone]!;
    const last = addMonths(dayOf(clock, at), months);
    end = Math.min(end, startOfDay(clock, last + 1));
  }
  return end;
}

/** What sets this call free of a rule; null: nothing. */
function exemption(c: Case, rule: Rule, site: Site): Ground | null {
  for (const each of rule.unless) {
    const ground = groundOf(c, rule, site, each);
    if (ground !== null && !isOver(ground.until, c.now)) return ground;
  }
  return null;
}

/** What would have set it free, had it not ended; null: nothing. */
function lapsedExemption(c: Case, rule: Rule, site: Site): Ground | null {
  let latest: Ground | null = null;
  for (const each of rule.unless) {
    const ground = groundOf(c, rule, site, each);
    if (ground === null || !isOver(ground.until, c.now)) continue;
    if (latest === null || ground.until! > latest.until!) latest = ground;
  }
  return latest;
}

/** The ground an exemption would give, maybe ended. */
function groundOf(c: Case, rule: Rule, site: Site, exempt: Exemption): Ground | null {
  const { facts } = c;
  switch (exempt.kind) {
    case 'business': {
      const { business } = facts.person;
      return business && { rule: rule.id, kind: 'business', ...business };
    }
    case 'agent-reserved':
      return facts.agentReserved
        ? { rule: rule.id, kind: 'agent-reserved', proof: 'agent-reserved', until: null }
        : null;
    case 'consent': {
      const consent = consentFor(c, exempt.use, exempt.written);
      if (consent === null) return null;
      return { rule: rule.id, kind: 'consent', proof: consent.proof, until: consent.until };
    }
    case 'relationship': {
      let latest: Relationship | null = null;
      for (const each of facts.relationships) {
        if (each.kind !== exempt.of || each.at > c.now) continue;
        if (isOfFormerOwner(c, each.at)) continue;
        if (latest === null || each.at > latest.at) latest = each;
      }
      if (latest === null) return null;
      const until = endOf(c, site, latest.at, exempt.months);
      return { rule: rule.id, kind: exempt.of, proof: latest.proof, until };
    }
  }
}

/**
 * True when something sets the call free of a rule it breaks; that is noted among the grounds. Only
 * asked of broken rules, so that what is noted is what the permission rests on.
 */
export function isFree(c: Case, rule: Rule, site: Site): boolean {
  if (rule.unless.length === 0) return false;
  const ground = exemption(c, rule, site);
  if (ground === null) return false;
  if (!c.grounds.some((each) => each.rule === ground.rule && each.proof === ground.proof)) {
    c.grounds.push(ground);
  }
  return true;
}

/** Until when something sets the call free of a rule: NEVER without end, now when nothing does. */
export function freeUntil(c: Case, rule: Rule, site: Site): Ms {
  let latest = c.now;
  for (const each of rule.unless) {
    const ground = groundOf(c, rule, site, each);
    if (ground !== null) latest = Math.max(latest, ground.until ?? NEVER);
  }
  return latest;
}

/** A refusal by a rule, with what would have set the call free had it not ended. */
export function denyBy(
  c: Case,
  reason: Reason,
  rule: Rule,
  site: Site,
  about: { since?: Ms | null; proof?: string | null } = {},
): Stop {
  const lapsed = lapsedExemption(c, rule, site);
  return deny(reason, { rule: rule.id, place: rule.place, lapsed, ...about });
}
