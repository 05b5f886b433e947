/** What packs say about calls that are answered and find no agent. Pacing reads it, not mayDial. */

import type { Ms } from '../../routing/ids.ts';
import { type LegalClass, legalClasses } from './facts.ts';
import type { AbandonmentRule, DialRules, Place } from './rules.ts';
import { dayOf } from './zones.ts';

/**
 * Budgets in force at a place for a class of call; all of them hold. Empty: the place says nothing,
 * and a house rule has to. Cost: some hundred ns; ask when a campaign starts and at local midnight.
 */
export function abandonmentAt(
  rules: DialRules,
  place: Place,
  legalClass: LegalClass,
  at: Ms,
): readonly AbandonmentRule[] {
  const classBit = 1 << legalClasses.indexOf(legalClass);
  const days = place.zones.map((zone) => dayOf(rules.zones.clocks[zone]!, at));
  return place.abandonment.filter(
    (rule) =>
      (rule.classBits & classBit) !== 0 && days.some((day) => day >= rule.from && day < rule.until),
  );
}
