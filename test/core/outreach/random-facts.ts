/** Calls of every kind at any moment, to try properties on. The same dice give the same facts. */

import { asE164, asProductId, asTenantId } from '../../../core/outreach/ids.ts';
import {
  consentUses,
  type DialFacts,
  dialPaths,
  legalClasses,
  lines,
  relationshipKinds,
} from '../../../core/outreach/may-dial/facts.ts';
import type { Ms } from '../../../core/routing/ids.ts';
import type { Dice } from '../../support/dice.ts';
import { cleanFacts, client, product, type Writable } from './clean-facts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Numbers of all packs: plain, of two zones, mobile, and of nowhere in particular. */
export const numbers = [
  12125550100, 13055550100, 18502340100, 14235550100, 16055550100, 18085550100, 12055550100,
  14015550100, 18675550100, 14165550100, 17095550100, 18005550100, 442079460000, 447700900000,
  81312345678, 819012345678, 49301234567, 491701234567, 33123456789, 33612345678,
];

const homes = ['US-FL', 'US-TX', 'US-RI', 'US', 'CA-NL', 'CA', 'GB', 'JP', 'DE-BY', 'DE', 'FR'];
const sectors = ['pensions', 'claims-management', 'energy-renovation', 'lending-collection'];

/** A moment of some years, oftener near a change of the clocks than by chance. */
export function randomMoment(dice: Dice): Ms {
  const year = dice.between(2023, 2027);
  const [month, day] = dice.pick([
    [3, dice.between(6, 15)],
    [3, dice.between(25, 31)],
    [10, dice.between(24, 31)],
    [11, dice.between(1, 9)],
    [dice.between(1, 12), dice.between(1, 28)],
  ] as const);
  return Date.UTC(year, month - 1, day) + dice.below(DAY_MS);
}

/** Facts in which each thing that may stand in the way does so now and then. */
export function randomFacts(dice: Dice, now: Ms): Writable<DialFacts> {
  const facts = cleanFacts(dice.pick(numbers), now);
  const past = (days: number): Ms => now - dice.below(days * DAY_MS);
  facts.path = dice.pick(dialPaths);
  facts.campaign.class = dice.pick(legalClasses);
  facts.agentReserved = dice.chance(60);
  facts.ringMs = dice.pick([0, 15_000, 20_000, 60_000, 300_000]);
  facts.line = dice.chance(50) ? dice.pick(lines) : null;
  if (dice.chance(10)) facts.voice = 'prerecorded';
  if (dice.chance(15)) facts.campaign.sector = dice.pick(sectors);
  if (dice.chance(5)) facts.campaign.licences = [];
  if (dice.chance(5)) facts.campaign.from = now + dice.below(3 * DAY_MS) - DAY_MS;
  if (dice.chance(40)) facts.person.address = randomHome(dice);
  if (dice.chance(15)) {
    facts.person.business = {
      proof: 'b',
      until: dice.chance(50) ? now + dice.below(DAY_MS) : null,
    };
  }
  for (const answer of facts.registries) {
    answer.listed = dice.chance(8);
    if (dice.chance(8)) answer.drawnAt = past(60);
  }
  for (let n = dice.below(3); n > 0; n--) {
    facts.relationships.push({ kind: dice.pick(relationshipKinds), at: past(700), proof: `r${n}` });
  }
  for (let n = dice.below(4); n > 0; n--) facts.consents.push(randomConsent(dice, now, `c${n}`));
  if (dice.chance(6)) {
    facts.refusals.push({
      scope: dice.pick(['wide', 'client', 'product']),
      tenant: client,
      product: dice.pick([product, asProductId('coffee')]),
      service: dice.chance(50),
      since: past(400),
      until: dice.chance(50) ? past(30) + 20 * DAY_MS : null,
      proof: 'no',
    });
  }
  randomAttempts(dice, facts, past);
  if (dice.chance(4)) facts.callerId.number = null;
  if (dice.chance(4)) facts.callerId.number = asE164(33612000000);
  if (dice.chance(5)) facts.pacing = { heldUntil: now + dice.below(HOUR_MS) };
  if (dice.chance(5)) {
    facts.reassigned = { askedAt: past(60), since: past(400), answer: dice.pick(['yes', 'no']) };
  }
  return facts;
}

function randomHome(dice: Dice): { country: string; region: string | null; zone: string | null } {
  const home = dice.pick(homes);
  const zone = home === 'US-FL' && dice.chance(50) ? 'America/Chicago' : null;
  return { country: home.slice(0, 2), region: home.includes('-') ? home : null, zone };
}

function randomConsent(
  dice: Dice,
  now: Ms,
  proof: string,
): Writable<DialFacts['consents'][number]> {
  const grantedAt = now - dice.below(400 * DAY_MS);
  return {
    proof,
    tenant: dice.chance(90) ? client : asTenantId('somebody'),
    product: dice.chance(80) ? null : asProductId('coffee'),
    number: null,
    uses: dice.some(consentUses, 50),
    written: dice.chance(60),
    grantedAt,
    until: dice.chance(40) ? now + dice.below(4 * DAY_MS) - DAY_MS : null,
    withdrawnAt: dice.chance(15) ? grantedAt + dice.below(now - grantedAt + 1) : null,
  };
}

function randomAttempts(
  dice: Dice,
  { attempts }: Writable<DialFacts>,
  past: (days: number) => Ms,
): void {
  const latest = (): Ms[] =>
    Array.from({ length: dice.below(7) }, () => past(dice.pick([1, 2, 30]))).sort((a, b) => b - a);
  attempts.person.all = latest();
  attempts.person.client = attempts.person.all.filter(() => dice.chance(80));
  attempts.number.all = attempts.person.all.filter(() => dice.chance(80));
  attempts.number.client = attempts.number.all.filter(() => dice.chance(80));
  if (dice.chance(8)) attempts.refusedAt = past(80);
  if (dice.chance(8)) attempts.abandonedAt = past(5);
  if (dice.chance(8)) attempts.machineAt = past(2);
}
