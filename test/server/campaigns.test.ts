/** Campaigns that dial, on the simulated switch. */

import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { sql } from '../../adapters/store/sql.ts';
import { asTenantId } from '../../core/outreach/ids.ts';
import { takeResult } from '../../server/outbound/attempt-result.ts';
import type { PaceReport } from '../../server/outbound/pace-report.ts';
import { type CampaignCentre, firstNumber, shownNumber, startCampaign } from './campaign-centre.ts';
import { cleanUp, morning, newFolder } from './centre.ts';

afterEach(cleanUp);

const leadsOf = async (centre: CampaignCentre): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await centre.people.leads.counts(centre.campaign)).map((each) => [
      `${each.state} ${each.reason}`,
      each.leads,
    ]),
  );

const attemptsOf = (centre: CampaignCentre) =>
  centre.store.database.query<Record<string, unknown>>(sql`
    select number, network, answered_by, abandoned, agent, cause, ended_at, requested_at from attempt
    order by id`);

describe('a campaign', () => {
  it('dials a lead for an agent who is ready, and is through when they have talked', async () => {
    const centre = await startCampaign({ people: 1 });
    centre.customer(0).plan({ does: 'answer', afterMs: 3_000 });
    await centre.pass(5_000);
    expect(await attemptsOf(centre)).toEqual([]);
    await centre.signIn();
    await centre.pass(8_000);
    const agent = centre.world.phone('PJSIP/2001');
    expect([agent.hears, centre.customer(0).hears]).toEqual(['conversation', 'conversation']);
    expect(agent.shows?.number).toBe(`+${firstNumber}`);
    centre.customer(0).hangUp();
    await centre.pass(3_000);
    expect(await leadsOf(centre)).toEqual({ 'done talked': 1 });
    expect(await attemptsOf(centre)).toMatchObject([
      {
        number: firstNumber,
        network: 'answered',
        answered_by: 'person',
        abandoned: 0,
        agent: 'cho',
      },
    ]);
    const evidence = await centre.people.evidence.about(firstNumber, 0, Number.MAX_SAFE_INTEGER);
    expect(evidence.map(({ kind }) => kind)).toEqual(['decision', 'attempt']);
    expect(evidence[0]!.body).toMatchObject({ decision: 'allow', path: 'progressive' });
    expect(String(evidence[0]!.body!.packVersion)).toMatch(/^jp@/);
    expect(centre.world.leftovers()).toEqual([]);
  });

  it('tries a busy line again after its delay and not before', async () => {
    const centre = await startCampaign({ people: 1 });
    centre.customer(0).plan({ does: 'busy' });
    await centre.signIn();
    await centre.pass(50_000);
    expect(await attemptsOf(centre)).toHaveLength(1);
    expect(await leadsOf(centre)).toEqual({ 'waiting busy': 1 });
    await centre.pass(15_000);
    const attempts = await attemptsOf(centre);
    expect(attempts.map(({ network, cause }) => [network, cause])).toEqual([
      ['busy', 17],
      ['busy', 17],
    ]);
    expect(Number(attempts[1]!.requested_at) - Number(attempts[0]!.requested_at)).toBeGreaterThan(
      60_000,
    );
  });

  it('does not dial whom somebody has entered as not to be called meanwhile', async () => {
    const centre = await startCampaign({ people: 1 });
    centre.customer(0).plan({ does: 'busy' });
    await centre.signIn();
    await centre.pass(5_000);
    expect(await attemptsOf(centre)).toHaveLength(1);
    centre.suppress({ kind: 'client', tenant: asTenantId('fuji') }, firstNumber);
    await centre.pass(120_000);
    expect(await attemptsOf(centre)).toHaveLength(1);
    expect(await leadsOf(centre)).toEqual({ 'done refused-client': 1 });
  });

  it('is ended in the store when the store can be written again, and not only at the next start', async () => {
    const centre = await startCampaign({ people: 1 });
    centre.customer(0).plan({ does: 'busy' });
    const { database } = centre.store;
    await database.run(sql`create trigger full before update of ended_at on attempt
      begin select raise(abort, 'disk full'); end`);
    await centre.signIn();
    await centre.pass(5_000);
    expect(await attemptsOf(centre)).toMatchObject([{ network: null, ended_at: null }]);
    await database.run(sql`drop trigger full`);
    await centre.pass(10_000);
    expect(await attemptsOf(centre)).toMatchObject([{ network: 'busy' }]);
    expect(await leadsOf(centre)).toEqual({ 'waiting busy': 1 });
  });

  it('counts a machine an agent met, and a no, as soon as the agent has said so', async () => {
    const centre = await startCampaign({ people: 1 });
    centre.customer(0).plan({ does: 'answer', afterMs: 1_000 });
    await centre.signIn();
    await centre.pass(6_000);
    centre.customer(0).hangUp();
    await centre.pass(2_000);
    const windowOf = async () =>
      ((await centre.people.campaigns.pace(centre.campaign)) as PaceReport).window;
    expect(await windowOf()).toMatchObject({ answered: 1, machines: 0 });
    const now = centre.clock.now();
    const result = { outcome: 'no', answeredBy: 'machine' } as const;
    const { refusal } = await takeResult(centre.people, 1, result, now);
    expect(refusal).not.toBeNull();
    await centre.pass(3_000);
    expect(await windowOf()).toMatchObject({ answered: 0, machines: 1 });
  });

  /** Somebody who answers in a second, when the only agent has just been taken by a caller. */
  const answersInVain = async (text = {}): Promise<CampaignCentre> => {
    const centre = await startCampaign({ people: 1, text });
    centre.customer(0).plan({ does: 'answer', afterMs: 3_000 });
    await centre.signIn();
    await centre.pass(2_000);
    centre.world.enter({ args: ['entry', '200'], number: '0451112222' });
    return centre;
  };

  it('counts who answers and finds no agent within two seconds, and says who calls', async () => {
    const centre = await answersInVain();
    await centre.pass(4_000);
    expect(centre.customer(0).hears).not.toBe('conversation');
    await centre.pass(10_000);
    expect(await attemptsOf(centre)).toMatchObject([
      { network: 'answered', answered_by: 'person', abandoned: 1, agent: null },
    ]);
    expect(await leadsOf(centre)).toEqual({ 'waiting abandoned': 1 });
  });

  it('does not call again who presses the key of the message', async () => {
    const centre = await answersInVain();
    // Answered, two seconds in vain, and now the message.
    await centre.pass(4_500);
    centre.customer(0).press('9');
    await centre.pass(10_000);
    expect(await centre.people.records.refusals({ person: 1 })).toMatchObject([
      { scope: 'all', source: 'key', number: firstNumber },
    ]);
    await centre.pass(10_000);
    expect(await attemptsOf(centre)).toMatchObject([{ abandoned: 1 }]);
  });

  it('takes the key it says itself, after whatever else was pressed', async () => {
    const centre = await answersInVain({ 'opt-out-key': '5' });
    await centre.pass(4_500);
    centre.customer(0).press('9');
    centre.customer(0).press('5');
    await centre.pass(10_000);
    expect(await centre.people.records.refusals({ person: 1 })).toMatchObject([{ source: 'key' }]);
    const other = await answersInVain({ 'opt-out-key': '5' });
    await other.pass(4_500);
    other.customer(0).press('9');
    await other.pass(10_000);
    expect(await other.people.records.refusals({ person: 1 })).toEqual([]);
  });

  it('shows its numbers in turn', async () => {
    const text = { 'caller-id': [`+${shownNumber}`, `+${shownNumber + 1}`] };
    const centre = await startCampaign({ people: 2, text });
    for (const i of [0, 1]) centre.customer(i).plan({ does: 'ring' });
    await centre.signIn();
    await centre.pass(2_000);
    expect(centre.customer(0).shows?.number).toBe(`+${shownNumber}`);
    await centre.pass(30_000);
    expect(centre.customer(1).shows?.number).toBe(`+${shownNumber + 1}`);
    const shown = await centre.store.database.query(sql`select caller_id as id from attempt`);
    expect(shown.slice(0, 2)).toEqual([{ id: shownNumber }, { id: shownNumber + 1 }]);
    // How each does is known, or none would ever rest.
    await centre.pass(30_000);
    const { callerIds } = (await centre.people.campaigns.pace(centre.campaign)) as PaceReport;
    expect(callerIds.map(({ attempts }) => attempts > 0)).toEqual([true, true]);
  });

  it('stops when it is paused, and goes on when it is started', async () => {
    const centre = await startCampaign({ people: 2 });
    centre.customer(0).plan({ does: 'busy' });
    centre.customer(1).plan({ does: 'busy' });
    await centre.people.campaigns.setState(centre.campaign, 'paused');
    // Looked at once a second.
    await centre.pass(1_500);
    await centre.signIn();
    await centre.pass(5_000);
    expect(await attemptsOf(centre)).toEqual([]);
    await centre.people.campaigns.setState(centre.campaign, 'running');
    await centre.pass(5_000);
    expect(await attemptsOf(centre)).toHaveLength(2);
  });
});

describe('evidence', () => {
  it('of a day that is over is sealed by the dialer', async () => {
    const centre = await startCampaign({ people: 1 });
    centre.customer(0).plan({ does: 'busy' });
    await centre.signIn();
    await centre.pass(3_000);
    expect(await centre.people.evidence.newestSeal()).toBeUndefined();
    // Past midnight, UTC, and the hour after it.
    centre.clock.advance(25 * 3_600_000);
    await centre.pass(2_000);
    expect(await centre.people.evidence.newestSeal()).toMatchObject({ day: 20_261_124 });
    expect(await centre.people.evidence.verify()).toEqual([]);
  });
});

describe('an agent who dials by hand', () => {
  it('is shown a person nobody else is, and has the call when the person answers', async () => {
    const centre = await startCampaign({ people: 2, text: { mode: 'preview' } });
    centre.customer(0).plan({ does: 'answer', afterMs: 3_000 });
    await centre.signIn();
    await centre.pass(5_000);
    expect(await attemptsOf(centre)).toEqual([]);
    const ask = { agent: 'cho' };
    const { body: shown } = await centre.post('/campaigns/spring/next', ask);
    const { body: other } = await centre.post('/campaigns/spring/next', ask);
    expect([shown.person.id, other.person.id]).toEqual([1, 2]);
    expect((await centre.post('/campaigns/spring/next', ask)).body.person).toBeNull();
    const { body } = await centre.post('/campaigns/spring/dial', { ...ask, person: 1 });
    expect(body.promise).toBe(1);
    await centre.pass(6_000);
    expect(centre.world.phone('PJSIP/2001').hears).toBe('conversation');
    const [path] = await centre.store.database.query(sql`select path from attempt`);
    expect(path).toEqual({ path: 'preview' });
    expect(await attemptsOf(centre)).toMatchObject([{ number: firstNumber, agent: 'cho' }]);
  });

  it('is told why a person must not be dialled, and nobody is', async () => {
    const centre = await startCampaign({ people: 1, text: { mode: 'manual' } });
    await centre.signIn();
    centre.suppress({ kind: 'wide' }, firstNumber);
    const { body } = await centre.post('/campaigns/spring/dial', { agent: 'cho', person: 1 });
    expect(body.promise).toBeNull();
    expect(body.why.text.en).toContain('does not want to be called by anybody');
    await centre.pass(5_000);
    expect(await attemptsOf(centre)).toEqual([]);
  });
});

describe('a promise to call back', () => {
  const promise = async (centre: CampaignCentre, dueAt: number, owner?: string) => {
    const lead = (await centre.people.leads.find(centre.campaign, 1))!;
    await centre.people.leads.schedule(lead.id, dueAt, 'callback');
    return centre.people.callbacks.promise(
      {
        ...{ person: 1, number: firstNumber, campaign: centre.campaign, lead: lead.id },
        ...{ dueAt, dueUntil: dueAt + 120_000, zone: 'Asia/Tokyo' },
        ...(owner === undefined ? {} : { owner, ownerUntil: dueAt + 60_000 }),
      },
      centre.clock.now(),
    );
  };
  const stateOf = (centre: CampaignCentre) =>
    centre.store.database.query<Record<string, unknown>>(
      sql`select state, explanation, attempt from callback`,
    );

  it('is kept at its time, before anybody else is dialled', async () => {
    const centre = await startCampaign({ people: 4 });
    for (let i = 0; i < 4; i++) centre.customer(i).plan({ does: 'ring' });
    const dueAt = morning + 40_000;
    await promise(centre, dueAt, 'cho');
    await centre.signIn();
    await centre.pass(45_000);
    const [first] = await centre.store.database.query<Record<string, number | string>>(sql`
      select path, requested_at as at, id from attempt where person = 1`);
    expect(first).toMatchObject({ path: 'callback' });
    expect(Number(first!.at) - dueAt).toBeLessThan(5_000);
    expect(await stateOf(centre)).toEqual([{ state: 'kept', explanation: '', attempt: first!.id }]);
  });

  it('that nobody can keep is closed with the reason', async () => {
    const centre = await startCampaign({ people: 1 });
    await promise(centre, morning + 10_000);
    await centre.pass(140_000);
    expect(await stateOf(centre)).toEqual([
      { state: 'missed', explanation: 'no-agent', attempt: null },
    ]);
    expect(await attemptsOf(centre)).toEqual([]);
  });
});

describe('a promise to somebody who wants no calls any more', () => {
  it('is closed with that reason, and nobody is dialled', async () => {
    const centre = await startCampaign({ people: 1 });
    const lead = (await centre.people.leads.find(centre.campaign, 1))!;
    const dueAt = morning + 10_000;
    await centre.people.leads.schedule(lead.id, dueAt, 'callback');
    await centre.people.callbacks.promise(
      {
        ...{ person: 1, number: firstNumber, campaign: centre.campaign, lead: lead.id },
        ...{ dueAt, dueUntil: dueAt + 20_000, zone: 'Asia/Tokyo' },
      },
      morning,
    );
    await centre.signIn();
    centre.suppress({ kind: 'wide' }, firstNumber);
    await centre.pass(40_000);
    // Asked some times, and not with every look: each time counts up the claim.
    const [row] = await centre.store.database.query<{ claim: number }>(sql`select claim from lead`);
    expect(row!.claim).toBeGreaterThan(0);
    expect(row!.claim).toBeLessThan(5);
    const closed = await centre.store.database.query(sql`select state, explanation from callback`);
    expect(closed).toEqual([{ state: 'missed', explanation: 'refused-wide' }]);
    expect(await attemptsOf(centre)).toEqual([]);
  });
});

describe('a router that is killed', () => {
  it('while a lead rings takes the call up, and nobody is dialled twice', async () => {
    const folder = newFolder();
    const clock = createManualClock(morning);
    const before = await startCampaign({ people: 1, folder, clock });
    before.customer(0).plan({ does: 'answer', afterMs: 12_000 });
    await before.signIn();
    await before.pass(5_000);
    expect(before.customer(0).state).toBe('ringing');
    await before.kill();
    const { world } = before;
    const centre = await startCampaign({ folder, clock, world, again: true });
    await centre.pass(10_000);
    expect(centre.customer(0).hears).toBe('conversation');
    centre.customer(0).hangUp();
    await centre.pass(3_000);
    expect(await attemptsOf(centre)).toMatchObject([
      { network: 'answered', abandoned: 0, agent: 'cho' },
    ]);
    expect(await leadsOf(centre)).toEqual({ 'done talked': 1 });
  });

  it('ends attempts whose end nobody saw, once, and tries them again', async () => {
    const folder = newFolder();
    const clock = createManualClock(morning);
    const before = await startCampaign({ people: 1, folder, clock });
    before.customer(0).plan({ does: 'answer', afterMs: 12_000 });
    await before.signIn();
    await before.pass(5_000);
    await before.kill();
    const { world } = before;
    world.restart();
    const centre = await startCampaign({ folder, clock, world, again: true });
    await centre.pass(5_000);
    expect(await attemptsOf(centre)).toMatchObject([{ network: 'failed', abandoned: 0 }]);
    expect(await leadsOf(centre)).toEqual({ 'waiting failed': 1 });
  });
});
