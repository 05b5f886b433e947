/** Step 7: the number shown must be ours to show, be answered, and be of an allowed kind. */

import { deny, type Stop } from './answer.ts';
import { applies, type Case, type Site } from './case.ts';
import { denyBy, isFree } from './exempt.ts';
import type { Reason } from './reasons.ts';
import { beginsWith, type CallerIdRule } from './rules.ts';

/** Reasons in their order; the right to a number is asked everywhere, whatever the packs say. */
export function checkCallerId(c: Case): Stop | null {
  return (
    firstOf(c, 'caller-id-withheld', (rule) => rule.shown && c.facts.callerId.number === null) ??
    checkRight(c) ??
    firstOf(c, 'caller-id-unanswered', (rule) => rule.answered && !c.facts.callerId.answered) ??
    firstOf(c, 'caller-id-forbidden', (rule) => isForbidden(c, rule))
  );
}

function checkRight({ facts }: Case): Stop | null {
  const { number, tenant, verified } = facts.callerId;
  if (number === null || (tenant === facts.tenant.id && verified)) return null;
  return deny('caller-id-not-ours');
}

function isForbidden({ facts }: Case, { forbidden }: CallerIdRule): boolean {
  const { number } = facts.callerId;
  if (number === null) return false;
  for (const prefix of forbidden) if (beginsWith(number, prefix)) return true;
  return false;
}

function firstOf(c: Case, reason: Reason, breaks: (rule: CallerIdRule) => boolean): Stop | null {
  for (const site of c.sites) {
    for (const rule of site.place.callerIds) {
      if (breaks(rule) && stands(c, rule, site)) return denyBy(c, reason, rule, site);
    }
  }
  return null;
}

const stands = (c: Case, rule: CallerIdRule, site: Site): boolean =>
  applies(c, rule, site) && !isFree(c, rule, site);
