/**
 * A campaign whose router is killed again and again, on the simulated switch. SEED=n plays it
 * again.
 */

import { afterEach, expect, it } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { createChance } from '../../adapters/simulated/random.ts';
import type { SimulatedWorld } from '../../adapters/simulated/world.ts';
import { readAttempts } from '../../adapters/store/attempt-log.ts';
import { sql } from '../../adapters/store/sql.ts';
import { asE164 } from '../../core/outreach/ids.ts';
import { countAttempts } from '../../core/outreach/ledger/attempt-questions.ts';
import { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import { tellAll } from '../../server/outbound/ledger-facts.ts';
import { type CampaignCentre, firstNumber, startCampaign } from './campaign-centre.ts';
import { cleanUp, morning, newFolder } from './centre.ts';

afterEach(cleanUp);

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const people = 20;
const text = {
  mode: 'power',
  'lines-per-agent': 3,
  cadence: {
    attempts: 3,
    'per-day': 9,
    faults: 50,
    parts: ['00:00-24:00'],
    after: { busy: '20s', 'no-answer': '30s', failed: '5s', withdrawn: '5s', abandoned: 'never' },
  },
};

interface Row {
  readonly person: number;
  readonly number: number;
  readonly requested: number;
  readonly ended: number | null;
  readonly network: string;
  readonly decisions: number;
}

const attemptsOf = (centre: CampaignCentre) =>
  centre.store.database.query<Row>(sql`
    select person, number, requested_at as requested, ended_at as ended, network,
      (select count(*) from evidence where evidence.attempt = attempt.id and kind = 'decision')
        as decisions
    from attempt order by requested_at, id`);

/** What each of them does, drawn anew whenever the phone rings. */
function behave(world: SimulatedWorld, chance: () => number): void {
  for (let i = 0; i < people; i++) {
    const x = chance();
    const phone = world.phone(`Local/0${firstNumber + i - 81_000_000_000}@out`);
    if (x < 0.3) phone.plan({ does: 'busy' });
    else if (x < 0.6) phone.plan({ does: 'ring' });
    else phone.plan({ does: 'answer', afterMs: 2_000 + Math.floor(chance() * 10_000) });
  }
}

it(`a campaign comes through kills: no lead lost, none dialled twice, ledgers exact (SEED=${seed})`, async () => {
  const random = createChance(seed);
  const chance = () => random.fraction();
  const folder = newFolder();
  const clock = createManualClock(morning);
  let centre = await startCampaign({ people, folder, clock, text });
  const { world } = centre;
  await centre.signIn();
  let kills = 0;
  let seen: string[] = [];
  for (let step = 0; step < 2_000; step++) {
    behave(world, chance);
    await centre.pass(2_000);
    // Conversations end one way or the other.
    const agent = world.phone('PJSIP/2001');
    if (agent.hears === 'conversation' && chance() < 0.4) agent.hangUp();
    const counts = await centre.people.leads.counts(centre.campaign);
    seen = counts.map(({ state }) => state);
    if (seen.every((state) => state === 'done')) break;
    if (kills < 5 && chance() < 0.08) {
      kills++;
      await centre.kill();
      if (chance() < 0.3) world.restart();
      centre = await startCampaign({ folder, clock, world, text, again: true });
    }
  }
  expect(new Set(seen)).toEqual(new Set(['done']));
  const counts = await centre.people.leads.counts(centre.campaign);
  expect(counts.reduce((sum, each) => sum + each.leads, 0)).toBe(people);
  const attempts = await attemptsOf(centre);
  const last = new Map<number, Row>();
  for (const attempt of attempts) {
    const before = last.get(attempt.person);
    expect(attempt.ended).not.toBeNull();
    expect(attempt.decisions).toBe(1);
    if (before) {
      expect(attempt.requested).toBeGreaterThanOrEqual(before.ended!);
      const delay = { busy: 20_000, 'no-answer': 30_000 }[before.network] ?? 0;
      expect(attempt.requested - before.requested).toBeGreaterThanOrEqual(delay);
    }
    last.set(attempt.person, attempt);
  }
  const ledgers = new Ledgers();
  await readAttempts(centre.store.database, 0, (each) => tellAll(ledgers, each));
  for (const { number } of attempts) {
    const count = attempts.filter((each) => each.number === number).length;
    const subject = { number: asE164(number) };
    expect(
      countAttempts(ledgers.attempts, subject, { by: 'all' }, { kind: 'ever' }, clock.now()),
    ).toBe(count);
  }
  await centre.stop();
});
