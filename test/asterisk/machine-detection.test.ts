/**
 * A campaign that tells machines from people, on real Asterisk: what talks on is let go of, who
 * says a word and waits has an agent in time.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sql } from '../../adapters/store/sql.ts';
import { openStore } from '../../adapters/store/store.ts';
import { campaignOf } from '../../config/campaign.ts';
import { makeCampaign } from '../../server/outbound/campaign-making.ts';
import { until } from './child.ts';
import { asteriskOrSkip } from './packages.ts';
import { agentHertz, PhoneRack } from './phone-rack.ts';
import { startRouter } from './router.ts';
import { ask, sceneCentre, scenePhones } from './scene-centre.ts';
import { useAsterisk } from './suite.ts';

/** Whose law counts two seconds from the end of the greeting. */
const shown = '+12125550100';
/** Two telephones; the first is a machine's. */
const numbers = [81_312_340_000, 81_312_340_001] as const;
const talkedMs = 700;

const queues = sceneCentre.queues as Readonly<Record<string, object>>;
const centre = {
  ...sceneCentre,
  queues: {
    ...queues,
    outbound: { ...queues.plain, exits: { 'too-long': { waited: '1s', go: 'voicemail' } } },
  },
};

const campaign = {
  campaign: 'gift',
  goal: 'given',
  class: 'charity',
  ...{ queue: 'outbound', trunk: 'home', 'caller-id': shown },
  lists: { all: 1 },
  outcomes: { given: { name: 'Given', isGoal: true } },
  cadence: { parts: ['00:00-24:00'] },
  'machine-detection': {},
};

const phones = [...scenePhones, ...numbers.map((number) => ({ id: `${number}` }))];
const packages = await asteriskOrSkip(22);

describe.skipIf(packages === undefined)('machines at Asterisk 22', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-machines-'));
  const asterisk = useAsterisk(() => ({ packages: packages!, phones }));
  const rack = new PhoneRack(asterisk);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('are let go of by what they say; a person is put through', async () => {
    const address = join(folder, 'store.db');
    const store = await openStore(address, Date.now);
    const tenant = await store.tenant('scene');
    const list = await tenant.lists.named('all');
    const drafts = numbers.map((number) => ({
      name: `N${number}`,
      numbers: [{ number, kind: 'fixed' as const, written: `+${number}` }],
    }));
    await tenant.people.save(drafts, { by: 'test', list });
    const read = campaignOf(campaign);
    if ('faults' in read) throw new Error(read.faults.join('; '));
    const { id } = await makeCampaign(tenant, read.campaign, campaign);
    await tenant.campaigns.setState(id, 'running');
    const router = await startRouter({
      asterisk: asterisk(),
      centre,
      serverSettings: {
        store: address,
        outbound: {
          suppression: join(folder, 'suppression'),
          trunks: { home: { dial: 'PJSIP/{digits}', channels: 1, 'calls-per-second': 1 } },
          'caller-ids': { [shown]: { tenant: 'scene', verified: true, answered: true } },
        },
      },
    });
    let failed = true;
    try {
      const { signIn, connected } = ask(() => router);
      const machine = await rack.agent(`${numbers[0]}`, (call) => call.answer());
      const home = await rack.agent(`${numbers[1]}`, (call) => {
        call.answer();
        setTimeout(() => call.mute(true), talkedMs);
      });
      const desk = await rack.agent('1001', (call) => call.answer());
      await signIn('tanaka');
      await connected('tanaka');
      expect(machine.calls).toHaveLength(1);
      const [person] = home.calls;
      await until('the person to hear the agent', () => person!.hears([agentHertz]) === agentHertz);
      expect(desk.calls).toHaveLength(1);
      await person!.hangUp();
      const attempts = async () =>
        store.database.query<Record<string, number | string | null>>(sql`
          select answered_by, abandoned, agent, answered_at, voice_at, greeting_ended_at, agent_at
          from attempt where ended_at is not null order by id`);
      await until('both to have ended', async () => (await attempts()).length === 2);
      const [first, second] = await attempts();
      expect(first).toMatchObject({ answered_by: 'machine', abandoned: 0, agent: null });
      expect(second).toMatchObject({ answered_by: 'person', abandoned: 0, agent: 'tanaka' });
      const { voice_at: voice, greeting_ended_at: ended, agent_at: at } = second!;
      expect(Number(ended) - Number(voice)).toBeGreaterThan(talkedMs / 2);
      expect(Number(at) - Number(ended)).toBeLessThan(2_000);
      failed = false;
    } finally {
      await rack.clear();
      await router.remove({ keep: failed });
      await store.close();
    }
  });
});
