/** A campaign that tells machines from people, on the simulated switch. */

import { afterEach, describe, expect, it } from 'vitest';
import { sql } from '../../adapters/store/sql.ts';
import {
  type CampaignCentre,
  type CampaignOptions,
  firstNumber,
  shownInUs,
  startCampaign,
} from './campaign-centre.ts';
import { cleanUp } from './centre.ts';

afterEach(cleanUp);

const detection = { 'machine-detection': {} };
/** Two seconds from the end of the greeting; half of one is left for listening. */
const american = { ...detection, class: 'sale', 'caller-id': `+${shownInUs}` };

const attemptsOf = (centre: CampaignCentre) =>
  centre.store.database.query<Record<string, number | string | null>>(sql`
    select network, answered_by, abandoned, agent, answered_at, voice_at, greeting_ended_at,
      agent_at, ended_at, pack_version from attempt order by id`);

const leadsOf = async (centre: CampaignCentre) =>
  (await centre.people.leads.counts(centre.campaign)).map(({ state, reason }) => [state, reason]);

/** One who answers after three seconds, and an agent who is free. */
async function call(text: Record<string, unknown>, more: Partial<CampaignOptions> = {}) {
  const centre = await startCampaign({ people: 1, text, ...more });
  const customer = centre.customer(0);
  customer.plan({ does: 'answer', afterMs: 3_000 });
  centre.world.phone('PJSIP/2001').plan({ does: 'answer', afterMs: 100 });
  await centre.signIn();
  let answeredFor = -1;
  while (answeredFor < 0) {
    await centre.pass(100);
    const [attempt] = await attemptsOf(centre);
    if (attempt?.answered_at != null)
      answeredFor = centre.clock.now() - Number(attempt.answered_at);
  }
  return { centre, customer, agent: centre.world.phone('PJSIP/2001') };
}

describe('with machine detection', () => {
  it('a machine that talks on is let go of, and costs no agent a second', async () => {
    const { centre, customer, agent } = await call(american, { deadline: '1s' });
    customer.speak(true);
    await centre.pass(6_000);
    expect(agent.hears).not.toBe('conversation');
    expect(await attemptsOf(centre)).toMatchObject([
      { network: 'answered', answered_by: 'machine', abandoned: 0, agent: null },
    ]);
    expect(await leadsOf(centre)).toEqual([['waiting', 'machine']]);
    const evidence = await centre.people.evidence.about(firstNumber, 0, Number.MAX_SAFE_INTEGER);
    expect(evidence.at(-1)!.body).toMatchObject({
      detection: { sign: 'long-greeting', rule: { greetingMs: 1_500 } },
    });
    expect(centre.world.leftovers()).toEqual([]);
  });

  it('so is one that says nothing', async () => {
    const { centre } = await call(american, { deadline: '1s' });
    await centre.pass(4_000);
    expect(await leadsOf(centre)).toEqual([['waiting', 'machine']]);
  });

  it('a person who says a word has an agent within two seconds of its end', async () => {
    const { centre, customer, agent } = await call(american, { deadline: '1s' });
    customer.speak(true);
    await centre.pass(600);
    customer.speak(false);
    await centre.pass(600);
    expect(agent.hears).not.toBe('conversation');
    await centre.pass(1_000);
    expect(agent.hears).toBe('conversation');
    const [attempt] = await attemptsOf(centre);
    const { greeting_ended_at: ended, voice_at: voice, agent_at: at } = attempt!;
    expect(Number(ended) - Number(voice)).toBeGreaterThanOrEqual(500);
    expect(Number(at) - Number(ended)).toBeLessThan(2_000);
  });

  it('nobody is kept from an agent longer than the law has it counted from the answer', async () => {
    // In Japan the two seconds run from the answer, and all of them are the queue's.
    const { centre, agent } = await call(detection);
    await centre.pass(500);
    expect(agent.hears).toBe('conversation');
    const later = await call(detection, { deadline: '1s' });
    await later.centre.pass(500);
    expect(later.agent.hears).not.toBe('conversation');
    await later.centre.pass(800);
    expect(later.agent.hears).toBe('conversation');
  });

  it('one who hangs up while listened to has answered, and found nobody by their own choice', async () => {
    const { centre, customer } = await call(american, { deadline: '1s' });
    customer.hangUp();
    await centre.pass(2_000);
    expect(await attemptsOf(centre)).toMatchObject([{ answered_by: 'person', abandoned: 0 }]);
    expect(await leadsOf(centre)).toEqual([['waiting', 'hung-up-early']]);
    expect(centre.world.leftovers()).toEqual([]);
  });
});

it('an agent who comes later than the law has it makes an abandoned call, and a talk all the same', async () => {
  const { centre, customer, agent } = await call({}, { deadline: '2s' });
  expect(customer.hears).not.toBe('nothing');
  await centre.pass(500);
  expect(agent.hears).toBe('conversation');
  const late = await startCampaign({ people: 1 });
  late.customer(0).plan({ does: 'answer', afterMs: 3_000 });
  late.world.phone('PJSIP/2001').plan({ does: 'answer', afterMs: 2_600 });
  await late.signIn();
  await late.pass(9_000);
  expect(late.customer(0).hears).toBe('conversation');
  late.customer(0).hangUp();
  await late.pass(3_000);
  expect(await attemptsOf(late)).toMatchObject([
    { answered_by: 'person', abandoned: 1, agent: 'cho' },
  ]);
  expect(await leadsOf(late)).toEqual([['done', 'talked']]);
});
