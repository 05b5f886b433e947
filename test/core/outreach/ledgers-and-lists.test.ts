/** What the lists and ledgers say goes into the decision as it is. */

import { beforeAll, describe, expect, it } from 'vitest';
import { asE164, asPersonId } from '../../../core/outreach/ids.ts';
import { attemptAllowedAt, attemptFacts } from '../../../core/outreach/ledger/attempt-questions.ts';
import type { AttemptFact } from '../../../core/outreach/ledger/facts.ts';
import { Ledgers } from '../../../core/outreach/ledger/ledgers.ts';
import { mayDial } from '../../../core/outreach/may-dial/may-dial.ts';
import type { DialRules } from '../../../core/outreach/may-dial/rules.ts';
import { SuppressionLists } from '../../../core/outreach/suppression/lists.ts';
import { NumberSet } from '../../../core/outreach/suppression/number-set.ts';
import type { Ms } from '../../../core/routing/ids.ts';
import { cleanFacts, client, product } from './clean-facts.ts';
import { countryRules } from './packs.ts';

const HOUR = 3_600_000;
/** Noon of a Tuesday in Miami. */
const NOON = Date.parse('2026-03-03T17:00:00Z');
const miami = asE164(13_055_550_100);
const person = asPersonId('4711');

let rules: DialRules;
beforeAll(() => {
  rules = countryRules();
});

/** The decision about Miami, of what lists and ledgers say at that moment. */
function decideBy(lists: SuppressionLists, ledgers: Ledgers, now: Ms) {
  const facts = cleanFacts(miami, now);
  const found = lists.look(miami, person, { tenant: client, product });
  const who = { number: miami, person, tenant: client };
  return mayDial(
    rules,
    {
      ...facts,
      person: { ...facts.person, id: person },
      refusals: found.refusals,
      registries: found.registries,
      attempts: attemptFacts(ledgers.attempts, who, now, 62 * 24 * HOUR),
    },
    now,
  );
}

function registry(drawnAt: Ms): SuppressionLists {
  const lists = new SuppressionLists();
  const scope = { kind: 'registry', registry: 'us-national' } as const;
  lists.put({ scope, numbers: NumberSet.empty(), since: drawnAt, snapshot: 'us-1' });
  return lists;
}

describe('mayDial', () => {
  it('forbids at the next question what was put on a list since the last', () => {
    const lists = registry(NOON - 24 * HOUR);
    const ledgers = new Ledgers();
    expect(decideBy(lists, ledgers, NOON)).toMatchObject({ verdict: 'allow' });
    const refused = NumberSet.empty();
    const scope = { kind: 'client', tenant: client } as const;
    lists.put({ scope, numbers: refused, since: NOON - HOUR, snapshot: 'c-1' });
    expect(decideBy(lists, ledgers, NOON)).toMatchObject({ verdict: 'allow' });
    refused.add(miami);
    expect(decideBy(lists, ledgers, NOON)).toMatchObject({
      verdict: 'deny',
      reason: 'refused-client',
      proof: 'client/tanaka-tea c-1',
    });
    refused.delete(miami);
    lists
      .all()
      .find(({ scope: { kind } }) => kind === 'registry')!
      .numbers.add(miami);
    expect(decideBy(lists, ledgers, NOON)).toMatchObject({
      verdict: 'deny',
      reason: 'registry-listed',
      proof: 'us-1',
    });
  });

  it('forbids by a copy of a registry that is old, or that nobody has imported', () => {
    const stale = { verdict: 'deny', reason: 'registry-stale' };
    expect(decideBy(registry(NOON - 32 * 24 * HOUR), new Ledgers(), NOON)).toMatchObject(stale);
    expect(decideBy(registry(0), new Ledgers(), NOON)).toMatchObject(stale);
  });

  it('defers to the moment the ledger names, and allows there', () => {
    const ledgers = new Ledgers();
    const lists = registry(NOON - 24 * HOUR);
    const usual = { what: 'started', tenant: client, number: miami, person } as const;
    const campaign = cleanFacts(miami, NOON).campaign.id;
    const moments = [NOON - 4 * HOUR, NOON - 3 * HOUR + 1, NOON - HOUR];
    moments.forEach((at, i) => {
      expect(decideBy(lists, ledgers, NOON), `after ${i}`).toMatchObject({ verdict: 'allow' });
      ledgers.note({ ...usual, campaign, seq: i + 1, at } satisfies AttemptFact);
    });
    // Florida: three in 24 hours.
    const limit = {
      counted: { by: 'client', tenant: client },
      window: { kind: 'rolling', ms: 24 * HOUR },
      most: 3,
    } as const;
    const allowed = attemptAllowedAt(ledgers.attempts, { person }, limit, NOON);
    expect(allowed).toBe(moments[0]! + 24 * HOUR);
    expect(decideBy(lists, ledgers, NOON)).toMatchObject({ verdict: 'defer', until: allowed });
    expect(decideBy(lists, ledgers, allowed)).toMatchObject({ verdict: 'allow' });
  });
});
