import { describe, expect, it } from 'vitest';
import { zoneClock } from '../../config/time-zone.ts';
import { asCampaignId, asE164, asPersonId, asTenantId } from '../../core/outreach/ids.ts';
import {
  AbandonmentLedger,
  type AbandonmentWindow,
  abandonmentsLeft,
} from '../../core/outreach/ledger/abandonment.ts';
import {
  attemptAllowedAt,
  attemptFacts,
  countAttempts,
  lastMark,
} from '../../core/outreach/ledger/attempt-questions.ts';
import type { AttemptFact } from '../../core/outreach/ledger/facts.ts';
import { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import { NEVER } from '../../core/routing/ids.ts';
import { recount } from '../ledgers/recount.ts';
import { createDice, seedOfRun } from '../support/dice.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const number = asE164(12_125_550_100);
const other = asE164(12_125_550_199);
const person = asPersonId('4711');
const spring = asCampaignId('spring');
const acme = asTenantId('acme');
const at = (text: string): number => Date.parse(text);
const clock = (zone: string) =>
  zoneClock(zone, at('2025-01-01T00:00:00Z'), at('2027-12-31T00:00:00Z'));

interface Change {
  readonly what?: AttemptFact['what'];
  readonly campaign?: AttemptFact['campaign'];
  readonly tenant?: AttemptFact['tenant'];
  readonly number?: AttemptFact['number'];
  readonly person?: AttemptFact['person'];
  readonly answeredAt?: number;
}

/** Ledgers told of these, in this order: moments, each with what is not as usual. */
function told(...facts: readonly (readonly [moment: string | number, change?: Change])[]): Ledgers {
  const ledgers = new Ledgers();
  facts.forEach(([moment, change], i) => {
    const usual = { what: 'started', campaign: spring, tenant: acme, number, person } as const;
    const when = typeof moment === 'number' ? moment : at(moment);
    ledgers.note({ seq: i + 1, ...usual, ...change, at: when } as AttemptFact);
  });
  return ledgers;
}

describe('the ledgers', () => {
  it('equal a brute-force recount over changes of the clocks, ends of months and zones', () => {
    // `npm run check:ledgers` does the same for a million attempts.
    const seed = seedOfRun();
    const report = recount({ attempts: 10_000, seed });
    expect(report.differences, `seed ${seed}`).toEqual([]);
    expect(report.questions).toBeGreaterThan(10_000 * 5);
    expect(report.restores).toBe(7);
  }, 120_000);

  it('give the same state for the same facts, and after a restart for those that are left', () => {
    const facts = told(['2026-03-01T10:00:00Z'], ['2026-03-01T11:00:00Z', { what: 'refused' }]);
    expect(facts.snapshot()).toEqual(
      told(['2026-03-01T10:00:00Z'], ['2026-03-01T11:00:00Z', { what: 'refused' }]).snapshot(),
    );
    const again = new Ledgers(JSON.parse(JSON.stringify(facts.snapshot()), revive));
    const fact = { campaign: spring, tenant: acme, number, person, what: 'started' } as const;
    expect(again.note({ ...fact, seq: 2, at: at('2026-03-01T11:00:00Z') })).toBe(false);
    expect(again.note({ ...fact, seq: 3, at: at('2026-03-01T12:00:00Z') })).toBe(true);
    expect(again.attempts.entries).toBe(3);
  });

  it('forget what no rule asks for, but no attempt of a campaign that is counted as a whole', () => {
    const autumn = asCampaignId('autumn');
    const ledgers = told(
      ['2026-01-01T10:00:00Z'],
      ['2026-01-01T10:01:00Z', { what: 'refused' }],
      ['2026-01-02T10:00:00Z', { campaign: autumn, number: other }],
      ['2026-06-01T10:00:00Z', { number: other }],
      ['2026-06-01T10:02:00Z', { what: 'machine-heard' }],
    );
    const kept = { from: at('2026-05-01T00:00:00Z'), campaigns: new Set([autumn]) };
    ledgers.prune(kept, kept.from);
    const now = at('2026-06-02T00:00:00Z');
    const ever = { kind: 'ever' } as const;
    const { attempts } = ledgers;
    expect(attempts.entries).toBe(3);
    expect(countAttempts(attempts, { person }, { by: 'all' }, ever, now)).toBe(2);
    expect(countAttempts(attempts, { number }, { by: 'all' }, ever, now)).toBe(0);
    expect(countAttempts(attempts, { number: other }, { by: 'all' }, ever, now)).toBe(2);
    expect(lastMark(attempts, { person }, 'refused', { by: 'all' }, now)).toBeNull();
    expect(lastMark(attempts, { number }, 'machine', { by: 'all' }, now)).toBe(
      at('2026-06-01T10:02:00Z'),
    );
    expect(attempts.numbers.count).toBe(2);
  });
});

/** Typed arrays as JSON writes them, back. */
function revive(key: string, value: unknown): unknown {
  const columns: Record<string, (numbers: number[]) => unknown> = {
    entries: (numbers) => Int32Array.from(numbers),
    keys: (numbers) => Float64Array.from(numbers),
    heads: (numbers) => Uint32Array.from(numbers),
    answered: (numbers) => Float64Array.from(numbers),
    abandoned: (numbers) => Float64Array.from(numbers),
    machines: (numbers) => Float64Array.from(numbers),
  };
  return columns[key]?.(Object.values(value as object)) ?? value;
}

describe('one more attempt', () => {
  const all = { by: 'all' } as const;
  const allowed = (ledgers: Ledgers, window: Parameters<typeof countAttempts>[3], most: number) => {
    const limit = { counted: all, window, most };
    return attemptAllowedAt(ledgers.attempts, { person }, limit, at('2026-03-08T18:00:00Z'));
  };
  const day = { kind: 'day', clock: clock('America/New_York') } as const;

  it('of three in 24 hours is allowed 24 hours after the third last', () => {
    const ledgers = told(
      ['2026-03-07T20:00:00Z'],
      ['2026-03-07T21:00:00Z', { number: other }],
      ['2026-03-08T10:00:00.001Z'],
    );
    const rolling = { kind: 'rolling', ms: DAY } as const;
    expect(allowed(ledgers, rolling, 3)).toBe(at('2026-03-08T20:00:00Z'));
    expect(allowed(ledgers, rolling, 1)).toBe(at('2026-03-09T10:00:00.001Z'));
    expect(allowed(ledgers, rolling, 4)).toBe(at('2026-03-08T18:00:00Z'));
  });

  it('a day waits for midnight where the called person is: that day has 23 hours', () => {
    // Clocks go from 2:00 to 3:00 on 8 March 2026; the day begins at 5:00 UTC and ends at 4:00.
    const ledgers = told(['2026-03-08T05:00:00Z']);
    expect(allowed(ledgers, day, 1)).toBe(at('2026-03-09T04:00:00Z'));
    expect(allowed(told(['2026-03-08T04:59:59.999Z']), day, 1)).toBe(at('2026-03-08T18:00:00Z'));
  });

  it('a month waits for the first of the next one there', () => {
    const month = { kind: 'month', clock: clock('Pacific/Kiritimati') } as const;
    expect(allowed(told(['2026-02-28T10:00:00Z']), month, 1)).toBe(at('2026-03-31T10:00:00Z'));
    expect(allowed(told(['2026-02-28T09:59:59Z']), month, 1)).toBe(at('2026-03-08T18:00:00Z'));
  });

  it('of a whole campaign is never allowed again, nor one where none is', () => {
    const ledgers = told(['2026-03-01T10:00:00Z']);
    expect(allowed(ledgers, { kind: 'ever' }, 1)).toBe(NEVER);
    expect(allowed(new Ledgers(), { kind: 'ever' }, 0)).toBe(NEVER);
  });
});

describe('what mayDial is told', () => {
  it('is of the number and of the person, by anybody and by this client', () => {
    const polls = asTenantId('polls');
    const survey = { campaign: asCampaignId('survey'), tenant: polls };
    const ledgers = told(
      ['2026-03-01T10:00:00Z'],
      ['2026-03-01T11:00:00Z', { ...survey, number: other }],
      ['2026-03-01T11:00:30Z', { ...survey, number: other, what: 'refused' }],
      ['2026-03-01T12:00:00Z', { person: null }],
      ['2026-03-01T12:00:10Z', { person: null, what: 'machine-heard' }],
      ['2026-03-01T12:00:20Z', { person: null, what: 'abandoned', answeredAt: 0 }],
    );
    const ask = (tenant: typeof acme, now: string) =>
      attemptFacts(ledgers.attempts, { number, person, tenant }, at(now), 60 * DAY);
    expect(ask(acme, '2026-03-02T00:00:00Z')).toEqual({
      number: {
        all: [at('2026-03-01T12:00:00Z'), at('2026-03-01T10:00:00Z')],
        client: [at('2026-03-01T12:00:00Z'), at('2026-03-01T10:00:00Z')],
      },
      person: {
        all: [at('2026-03-01T11:00:00Z'), at('2026-03-01T10:00:00Z')],
        client: [at('2026-03-01T10:00:00Z')],
      },
      refusedAt: null,
      abandonedAt: at('2026-03-01T12:00:20Z'),
      machineAt: at('2026-03-01T12:00:10Z'),
    });
    expect(ask(polls, '2026-03-02T00:00:00Z')).toMatchObject({
      number: { client: [] },
      refusedAt: at('2026-03-01T11:00:30Z'),
      abandonedAt: null,
    });
    // What came later was not known then.
    expect(ask(acme, '2026-03-01T11:30:00Z').machineAt).toBeNull();
    expect(ask(acme, '2026-03-01T09:00:00Z').person.all).toEqual([]);
  });
});

describe('abandoned calls', () => {
  const london = clock('Europe/London');
  const toronto = clock('America/Toronto');
  const one = { of: 'campaign', campaign: spring } as const;
  const answer = (moment: string, fate?: 'abandoned' | 'machine-met') => {
    const list: [string, Change][] = [[moment, { what: 'answered' }]];
    if (fate) list.push([moment, { what: fate, answeredAt: at(moment) }]);
    return list;
  };
  const rate = (ledgers: Ledgers, window: AbandonmentWindow, moment: string) =>
    ledgers.abandonment.tally(one, { window, formula: 'plain' }, at(moment));

  it('are counted in several windows of the law at once', () => {
    const ledgers = told(
      ['2026-03-02T09:00:00Z'],
      ...answer('2026-03-02T09:00:10Z'),
      ...answer('2026-03-29T00:30:00Z', 'abandoned'),
      ...answer('2026-03-29T23:30:00Z'),
      ...answer('2026-04-01T03:59:59Z', 'abandoned'),
      ...answer('2026-04-01T04:00:00Z'),
    );
    const now = '2026-04-01T12:00:00Z';
    // In London 29 March has 23 hours and ends at 23:00 UTC.
    const day = rate(ledgers, { kind: 'day', clock: london }, '2026-03-29T12:00:00Z');
    expect([day.answered, day.abandoned, day.until - day.from]).toEqual([1, 1, 23 * HOUR]);
    const month = rate(ledgers, { kind: 'month', clock: toronto }, now);
    expect([month.answered, month.abandoned]).toEqual([1, 0]);
    const rolling = rate(ledgers, { kind: 'rolling', ms: 30 * DAY }, now);
    expect([rolling.answered, rolling.abandoned, rolling.rate]).toEqual([4, 2, 0.5]);
    const first = rate(
      ledgers,
      { kind: 'successive', days: 30, clock: toronto },
      '2026-04-01T03:59:59Z',
    );
    expect([first.from, first.answered]).toEqual([at('2026-03-02T05:00:00Z'), 4]);
    const second = rate(ledgers, { kind: 'successive', days: 30, clock: toronto }, now);
    expect([second.from, second.answered]).toEqual([at('2026-04-01T04:00:00Z'), 1]);
    expect(rate(ledgers, { kind: 'whole' }, now).answered).toBe(5);
  });

  it('are estimated by the share of machines that agents meet, after Ofcom', () => {
    const ledgers = new AbandonmentLedger();
    const base = { seq: 1, campaign: spring, tenant: acme, number, person };
    const now = at('2026-03-02T09:00:00Z');
    for (let i = 0; i < 100; i++) ledgers.note({ ...base, what: 'answered', at: now });
    for (let i = 0; i < 20; i++) {
      ledgers.note({ ...base, what: 'machine-met', at: now, answeredAt: now });
    }
    for (let i = 0; i < 20; i++) {
      ledgers.note({ ...base, what: 'abandoned', at: now, answeredAt: now });
    }
    const window = { kind: 'day', clock: london } as const;
    // A quarter of the 80 who met an agent were machines: so are, likely, 5 of the 20.
    const tally = ledgers.tally(one, { window, formula: 'estimated' }, now);
    expect([tally.answered, tally.abandoned, tally.rate]).toEqual([75, 15, 0.2]);
    const plain = ledgers.tally(one, { window, formula: 'plain' }, now);
    expect([plain.answered, plain.abandoned, plain.rate]).toEqual([80, 20, 0.25]);
    expect(ledgers.tally({ of: 'house' }, { window, formula: 'plain' }, now)).toEqual(plain);
    const none = { of: 'client', tenant: asTenantId('nobody') } as const;
    expect(ledgers.tally(none, { window, formula: 'plain' }, now)).toMatchObject({ rate: 0 });
  });

  it.each([
    [100, 0, 3],
    [100, 2, 1],
    [100, 3, 0],
    [99, 0, 2],
    [20, 0, 0],
    [0, 0, 0],
  ])('of %i answers and %i abandoned, %i more keep within three of a hundred', (n, k, left) => {
    const counts = { answered: n, abandoned: k, machines: 0, heard: 0 };
    const tally = { from: 0, until: 1, ...counts, rate: 0 };
    expect(abandonmentsLeft(tally, 0.03)).toBe(left);
  });
});

it('noted in any order, attempts give the same answers', () => {
  const dice = createDice(3);
  const moments = Array.from({ length: 300 }, () => at('2026-03-01T00:00:00Z') + dice.below(DAY));
  const rising = told(...[...moments].sort((a, b) => a - b).map((moment) => [moment] as const));
  const stirred = told(...moments.map((moment) => [moment] as const));
  for (let i = 0; i < 200; i++) {
    const now = at('2026-03-01T00:00:00Z') + dice.below(2 * DAY);
    const window = { kind: 'rolling', ms: dice.between(1, DAY) } as const;
    const count = ({ attempts }: Ledgers) =>
      countAttempts(attempts, { person }, { by: 'all' }, window, now);
    expect(count(stirred)).toBe(count(rising));
  }
});
