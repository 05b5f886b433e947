/** Step 4: where the law wants a consent first, is there one, with proof and not ended. */

import type { Stop } from './answer.ts';
import { applies, type Case } from './case.ts';
import { type ConsentLack, consentFor, consentLack, denyBy, isFree } from './exempt.ts';
import type { Reason } from './reasons.ts';

const reasonOf: Readonly<Record<ConsentLack, Reason>> = {
  reassigned: 'number-reassigned',
  withdrawn: 'consent-withdrawn',
  expired: 'consent-expired',
  missing: 'consent-missing',
};

/** Step 4. Each consent that is met is a ground of the permission. */
export function checkConsent(c: Case): Stop | null {
  for (const site of c.sites) {
    for (const rule of site.place.consents) {
      if (!applies(c, rule, site)) continue;
      const consent = consentFor(c, rule.use, rule.written);
      if (consent !== null) {
        const { proof, until } = consent;
        c.grounds.push({ rule: rule.id, kind: 'consent', proof, until });
      } else if (!isFree(c, rule, site)) {
        const { lack, since, proof } = consentLack(c, rule.use, rule.written);
        return denyBy(c, reasonOf[lack], rule, site, { since, proof });
      }
    }
  }
  return null;
}
