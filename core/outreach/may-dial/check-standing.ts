/** Steps 1, 2 and 9: does the campaign live, is there a law for the place, does pacing hold it. */

import { defer, deny, type Stop } from './answer.ts';
import { applies, type Case } from './case.ts';
import { denyBy, isFree } from './exempt.ts';

/** Step 1: tenant and campaign. */
export function checkStanding({ facts, now }: Case): Stop | null {
  const { tenant, campaign } = facts;
  if (!tenant.live) return deny('tenant-suspended');
  if (campaign.state === 'paused') return deny('campaign-paused');
  const isOver = campaign.until !== null && campaign.until <= now;
  if (campaign.state === 'ended' || isOver) {
    return deny('campaign-ended', { since: isOver ? campaign.until : null });
  }
  if (campaign.from !== null && campaign.from > now) {
    return defer('campaign-not-begun', campaign.from);
  }
  return null;
}

/** Step 2: the jurisdictions, what they forbid altogether, and the licences they ask for. */
export function checkJurisdiction(c: Case): Stop | null {
  if (c.strange !== null) return deny('no-pack', { place: c.strange });
  if (c.sites.length === 0) return deny('place-unknown');
  return checkForbidden(c) ?? checkLicences(c);
}

function checkForbidden(c: Case): Stop | null {
  for (const site of c.sites) {
    for (const rule of site.place.forbidden) {
      if (!applies(c, rule, site) || isFree(c, rule, site)) continue;
      return denyBy(c, 'forbidden', rule, site);
    }
  }
  return null;
}

function checkLicences(c: Case): Stop | null {
  for (const site of c.sites) {
    for (const rule of site.place.licences) {
      if (!applies(c, rule, site) || c.facts.campaign.licences.includes(rule.licence)) continue;
      if (!isFree(c, rule, site)) return denyBy(c, 'licence-missing', rule, site);
    }
  }
  return null;
}

/** Step 9: a call that may find no agent waits while the budget of abandoned calls is spent. */
export function checkPacing({ facts, now }: Case): Stop | null {
  const heldUntil = facts.pacing?.heldUntil ?? null;
  if (heldUntil === null || heldUntil <= now || facts.agentReserved) return null;
  return defer('pacing-held', heldUntil);
}
