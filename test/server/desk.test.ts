/** What an agent's desk is pushed, and what agents do at it by themselves. */

import { afterEach, describe, expect, it, test } from 'vitest';
import type { Person } from '../../adapters/store/person.ts';
import { openStore, type Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { addAccount, Browser } from '../access/browser.ts';
import { type CampaignCentre, startCampaign } from './campaign-centre.ts';
import { type Centre, cleanUp, compileCentre, newFolder, startCentre } from './centre.ts';
import { Pushed } from './pushed.ts';

const stores: Store[] = [];
const campaigns: CampaignCentre[] = [];
afterEach(async () => {
  for (const centre of campaigns.splice(0)) await centre.stop();
  for (const store of stores.splice(0)) await store.close();
  await cleanUp();
});

async function deskOf(centre: Centre): Promise<{ browser: Browser; desk: Pushed }> {
  const browser = new Browser(centre);
  const reply = await browser.signIn('ann');
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  return { browser, desk: await Pushed.open(centre, browser, 'desk') };
}

async function scene() {
  const folder = newFolder();
  const centre = await startCentre({ folder });
  await addAccount(centre, 'ann', 'agent');
  centre.world.phone('PJSIP/1001').plan({ does: 'ring' });
  return { folder, centre, ...(await deskOf(centre)) };
}

test('an offer is pushed with everything that is said and decided in two seconds', async () => {
  const { centre, browser, desk } = await scene();
  expect(desk.parts.me).toMatchObject({ state: 'signed-out', ownPhone: 'PJSIP/1001' });
  expect((await browser.ask('POST', '/me/agent/sign-in', {})).status).toBe(200);
  await desk.until(({ parts }) => parts.me.state === 'ready');
  centre.world.enter({ args: ['entry', '101'], number: '0312345678', name: '田中' });
  await centre.pass(1_000);
  await desk.until(({ parts }) => parts.call?.state === 'ringing');
  const { call, me } = desk.parts;
  expect(me).toMatchObject({ state: 'offered' });
  expect(call).toMatchObject({
    caller: { number: '0312345678', name: '田中' },
    dialled: '101',
    queue: { id: 'support', name: { en: 'Support', ja: '技術サポート' } },
    class: { id: 'vip', name: { en: 'Important' } },
    ringMs: 15_000,
    company: null,
    greeting: null,
  });
  expect(call.expiresAt).toBe(call.ringingAt + 15_000);
  expect(call.joinedAt).toBeLessThanOrEqual(call.offeredAt);
});

test('wrap-up has an end of the server, and can be ended before it', async () => {
  const { centre, browser, desk } = await scene();
  await browser.ask('POST', '/me/agent/sign-in', {});
  centre.world.enter({ args: ['entry', '100'] });
  await centre.pass(1_000);
  centre.world.phone('PJSIP/1001').answer();
  await centre.pass(30_000);
  await desk.until(({ parts }) => parts.call?.state === 'connected');
  expect(desk.parts.today).toMatchObject({ handled: 0, goesOn: 'talking' });
  expect((await browser.ask('POST', '/me/call/hang-up')).status).toBe(200);
  await centre.pass(200);
  await desk.until(({ parts }) => parts.me.state === 'wrap-up');
  const { me, today, call } = desk.parts;
  expect(call).toBe(null);
  expect(me.wrapUpUntil).toBe(me.since + 10_000);
  expect(today).toMatchObject({ handled: 1, goesOn: 'wrapUp' });
  expect(today.spans.talking).toBeGreaterThan(29_000);
  // A pause that is to follow does not move it.
  await browser.ask('POST', '/me/agent/pause', { reason: 'lunch' });
  await desk.until(({ parts }) => parts.me.next === 'paused');
  expect(desk.parts.me.wrapUpUntil).toBe(me.wrapUpUntil);
  await browser.ask('POST', '/me/agent/end-wrap-up');
  await desk.until(({ parts }) => parts.me.state === 'paused');
  expect(desk.parts.me).toMatchObject({ reason: 'lunch', wrapUpUntil: null });
  expect((await browser.ask('POST', '/me/call/hang-up')).body.error.code).toBe('no-conversation');
});

test("a killed process finds the day's figures in the journal again", async () => {
  const { centre, browser, desk, folder } = await scene();
  await browser.ask('POST', '/me/agent/sign-in', {});
  centre.world.enter({ args: ['entry', '100'] });
  await centre.pass(1_000);
  centre.world.phone('PJSIP/1001').answer();
  await centre.pass(30_000);
  await desk.until(({ parts }) => parts.today.goesOn === 'talking');
  const { clock, world } = centre;
  await centre.kill();
  clock.advance(5_000);

  const next = await startCentre({ folder, clock, world });
  await next.pass(10_000);
  world.phone('PJSIP/1001').hangUp();
  await next.pass(1_000);
  const again = await deskOf(next);
  await again.desk.until(({ parts }) => parts.today.handled === 1);
  const { today } = again.desk.parts;
  expect(today.spans.talking).toBeGreaterThan(44_000);
  expect(today.spans.talking).toBeLessThan(47_000);
  expect(today.spans.offered).toBeGreaterThan(0);
});

test('promises are pushed, taken, done and dismissed by those they are open to', async () => {
  const { centre, browser, desk } = await scene();
  const store = await storeOf(centre);
  const number = { number: 81_312_345_678, kind: 'fixed', written: '03-1234-5678' } as const;
  await store.people.save([{ name: '山田花子', kana: 'ヤマダハナコ', numbers: [number] }], {
    by: 'test',
  });
  const [{ id: person }] = (await store.people.byNumber(number.number)) as [Person];
  const promise = (more: object) =>
    store.callbacks.promise(
      {
        ...{ person, number: 81312345678, dueAt: centre.clock.now() + 600_000 },
        ...{ dueUntil: centre.clock.now() + 1_200_000, zone: 'Asia/Tokyo', note: '<b>tea</b>' },
        ...more,
      },
      centre.clock.now(),
    );
  const own = await promise({ owner: 'ann', ownerUntil: centre.clock.now() + 900_000 });
  const team = await promise({ team: 'desk' });
  await promise({ owner: 'bob', ownerUntil: centre.clock.now() + 900_000 });
  await promise({ team: 'shop' });
  await centre.pass(6_000);
  await desk.until(({ rows }) => Object.keys(rows.promises ?? {}).length === 2);
  expect(desk.rows.promises![own]).toMatchObject({
    ...{ name: '山田花子', number: '+81312345678', note: '<b>tea</b>', whose: 'own', dials: false },
  });
  expect(desk.rows.promises![team]).toMatchObject({ whose: 'team', state: 'promised' });

  const taken = await browser.ask('POST', `/me/promises/${team}/take`);
  expect(taken.body).toEqual({ dials: false });
  await desk.until(({ rows }) => rows.promises![team]?.state === 'taken');
  expect((await browser.ask('POST', `/me/promises/${team}/take`)).body.error.code).toBe(
    'promise-not-open',
  );
  await browser.ask('POST', `/me/promises/${team}/done`);
  await desk.until(({ rows }) => rows.promises![team] === undefined);
  expect((await browser.ask('POST', `/me/promises/${own}/dismiss`, { why: ' ' })).status).toBe(400);
  await browser.ask('POST', `/me/promises/${own}/dismiss`, { why: 'moved away' });
  await desk.until(({ rows }) => rows.promises![own] === undefined);
});

async function storeOf(centre: Centre): Promise<TenantStore> {
  const { server } = compileCentre(centre.folder).site;
  const store = await openStore(server.store, () => centre.clock.now());
  stores.push(store);
  return store.tenant('sakura');
}

test('a person of a campaign in preview stays on the desk until dialled or put back', async () => {
  const centre = await startCampaign({ text: { mode: 'preview' } });
  campaigns.push(centre);
  await addAccount(centre, 'cho', 'agent', { agent: 'cho' });
  await centre.signIn();
  const browser = new Browser(centre);
  await browser.signIn('cho');
  const desk = await Pushed.open(centre, browser, 'desk');
  await desk.until(({ parts }) => parts.preview?.campaigns.length === 1);
  expect(desk.parts.preview.campaigns[0]).toMatchObject({ code: 'spring', mode: 'preview' });
  const next = await browser.ask('POST', '/me/campaigns/spring/next');
  expect(next.body).toEqual({ found: true });
  await desk.until(({ parts }) => parts.preview.shown !== null);
  const { person } = desk.parts.preview.shown;
  // A page that is opened anew is shown the same.
  const again = await Pushed.open(centre, browser, 'desk');
  expect(again.parts.preview.shown).toMatchObject({ person, state: 'shown', attempts: 0 });
  const other = await browser.ask('POST', '/me/campaigns/spring/dial', { person: person + 1 });
  expect(other.body.error.code).toBe('not-shown');
  const dialled = await browser.ask('POST', '/me/campaigns/spring/dial', { person });
  expect(dialled.body).toEqual({ dials: true });
  await desk.until(({ parts }) => parts.preview.shown?.state === 'asked');
  await browser.ask('POST', '/me/campaigns/put-back');
  await desk.until(({ parts }) => parts.preview.shown === null);
});

describe('whom an agent was shown before a restart of the server', () => {
  const text = { mode: 'preview' };

  /** Cho at the desk, with the next person on it. */
  async function shown() {
    const centre = await startCampaign({ text });
    await addAccount(centre, 'cho', 'agent', { agent: 'cho' });
    await centre.signIn();
    const browser = new Browser(centre);
    await browser.signIn('cho');
    await browser.ask('POST', '/me/campaigns/spring/next');
    const desk = await Pushed.open(centre, browser, 'desk');
    await desk.until(({ parts }) => parts.preview?.shown != null);
    return { centre, before: desk.parts.preview.shown };
  }

  /** The server is killed and started anew; cho opens the desk. */
  async function anew(killed: CampaignCentre) {
    const { folder, clock, world } = killed;
    await killed.kill();
    const centre = await startCampaign({ text, again: true, folder, clock, world });
    campaigns.push(centre);
    const browser = new Browser(centre);
    await browser.signIn('cho');
    const desk = await Pushed.open(centre, browser, 'desk');
    await desk.until(({ parts }) => parts.preview?.shown != null);
    return { centre, browser, shown: desk.parts.preview.shown };
  }

  it('is shown again until the same moment, is nobody else’s, and can be dialled', async () => {
    const { centre: killed, before } = await shown();
    const { centre, browser, shown: after } = await anew(killed);
    expect(after).toEqual(before);
    const others = await centre.post('/campaigns/spring/next?tenant=fuji', { agent: 'cho' });
    expect(others.body.person.id).not.toBe(before.person);
    const { person } = before;
    const dialled = await browser.ask('POST', '/me/campaigns/spring/dial', { person });
    expect(dialled.body).toEqual({ dials: true });
    // What was put back does not come again.
    await browser.ask('POST', '/me/campaigns/put-back');
    expect(await centre.people.leads.onScreens(centre.campaign, { from: 0, until: 1e15 })).toEqual(
      [],
    );
  });

  it('is given back at once when the rules say no by now, and the agent is told why', async () => {
    const { centre: killed, before } = await shown();
    const number = Number(before.numbers[0].number.slice(1));
    killed.suppress({ kind: 'wide' }, number);
    const { centre, browser, shown: after } = await anew(killed);
    expect(after).toMatchObject({ person: before.person, state: 'released' });
    expect(after.why.ja).toMatch(/[ぁ-ん]/);
    const lead = await centre.people.leads.find(centre.campaign, before.person);
    expect(lead).toMatchObject({ state: 'waiting', reason: 'lease-ended' });
    expect(lead!.dueAt).toBeLessThanOrEqual(centre.clock.now());
    const { person } = before;
    const refused = await browser.ask('POST', '/me/campaigns/spring/dial', { person });
    expect(refused.body.error.code).toBe('not-shown');
  });
});
