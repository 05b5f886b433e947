/** Campaigns, evidence, suppression and results by the API: who may what, and what comes of it. */

import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SuppressionFolder } from '../../adapters/suppression/folder.ts';
import {
  type CampaignCentre,
  campaignText,
  firstNumber,
  shownNumber,
  startCampaign,
} from './campaign-centre.ts';
import { cleanUp, keyIds, type Method } from './centre.ts';

const running: CampaignCentre[] = [];
afterEach(async () => {
  for (const centre of running.splice(0)) await centre.stop();
  await cleanUp();
});

/** A centre with a campaign of fuji's, and one of sakura's. */
async function start(): Promise<CampaignCentre> {
  const centre = await startCampaign();
  running.push(centre);
  const sakura = await centre.store.tenant('sakura');
  const number = { number: 81_355_550_001, kind: 'fixed', written: '' } as const;
  const list = await sakura.lists.named('all');
  await sakura.people.save([{ name: 'S', numbers: [number] }], { by: 'test', list });
  return centre;
}

const winter = { ...campaignText, campaign: 'winter' };
const number = encodeURIComponent(`+${firstNumber}`);
const numbers = { numbers: ['+81399998888'] };
/** Every route with what each key gets: reader, operator, boss, fuji-reader, fuji-boss. */
const table: readonly (readonly [Method, string, readonly number[], object?])[] = [
  ['POST', '/campaigns?tenant=sakura', [403, 403, 200, 403, 403], winter],
  ['POST', '/campaigns', [403, 403, 400, 403, 409], campaignText],
  ['GET', '/campaigns', [200, 200, 200, 200, 200]],
  ['GET', '/campaigns?tenant=sakura', [200, 200, 200, 403, 403]],
  ['GET', '/campaigns?tenant=nobody', [404, 404, 404, 404, 404]],
  ['GET', '/campaigns/spring', [200, 200, 200, 200, 200]],
  ['GET', '/campaigns/winter', [200, 200, 200, 404, 404]],
  ['GET', '/campaigns/spring/why', [200, 200, 200, 200, 200]],
  ['GET', '/campaigns/winter/why', [200, 200, 200, 404, 404]],
  ['GET', '/campaigns/spring/leads/1/why', [200, 200, 200, 200, 200]],
  ['GET', '/campaigns/winter/leads/1/why', [404, 404, 404, 404, 404]],
  ['GET', '/campaigns/spring/leads/99/why', [404, 404, 404, 404, 404]],
  ['POST', '/campaigns/spring/pause', [403, 200, 200, 403, 200]],
  ['POST', '/campaigns/spring/start', [403, 200, 200, 403, 200]],
  ['POST', '/campaigns/spring/enrol', [403, 200, 200, 403, 200]],
  ['POST', '/campaigns/spring/next', [403, 200, 200, 403, 200], { agent: 'cho' }],
  ['POST', '/campaigns/spring/next', [403, 404, 404, 403, 404], { agent: 'ann' }],
  ['POST', '/campaigns/spring/dial', [403, 200, 200, 403, 200], { agent: 'cho', person: 1 }],
  ['POST', '/campaigns/spring/dial', [403, 404, 404, 403, 404], { agent: 'cho', person: 99 }],
  ['POST', '/campaigns/winter/start', [403, 200, 200, 403, 404]],
  ['POST', '/campaigns/winter/end', [403, 200, 200, 403, 404]],
  ['POST', '/campaigns/winter/start', [403, 409, 409, 403, 404]],
  ['GET', `/evidence?number=${number}`, [403, 400, 400, 403, 200]],
  ['GET', `/evidence?number=${number}&tenant=fuji`, [403, 200, 200, 403, 200]],
  ['GET', `/evidence?number=${number}&tenant=sakura`, [403, 200, 200, 403, 403]],
  ['GET', '/evidence?number=0312345678', [403, 400, 400, 403, 400]],
  ['POST', '/suppression/client%2Ffuji', [403, 200, 200, 403, 200], numbers],
  ['POST', '/suppression/client%2Fsakura', [403, 200, 200, 403, 404], numbers],
  ['POST', '/suppression/wide', [403, 200, 200, 403, 404], numbers],
  ['POST', '/suppression/registry%2Fgb-tps', [403, 404, 404, 403, 404], numbers],
  ['POST', '/attempts/1/result', [403, 404, 404, 403, 404], { outcome: 'order' }],
];

describe('routes of campaigns', () => {
  it('are open to the roles and tenants they are for', async () => {
    const centre = await start();
    for (const [method, path, expected, body] of table) {
      for (const [index, id] of keyIds.entries()) {
        const { status, body: told } = await centre.ask(method, path, body, id);
        const what = `${method} ${path} with ${id}: ${JSON.stringify(told.error)}`;
        expect(status, what).toBe(expected[index]);
      }
    }
  });

  it('tell why nothing is dialled, of the campaign and of a lead, in both languages', async () => {
    const centre = await start();
    await centre.pass(1_500);
    const { body } = await centre.get('/campaigns/spring/why');
    expect(body).toMatchObject({ isDialling: false, obstacle: { code: 'nobody-signed-in' } });
    expect(body.text.en).toMatch(
      /^spring is not dialling: nobody of queue tea is signed in; 3 rea/,
    );
    expect(body.text.ja).toMatch(/^springは発信していません/);
    centre.suppress({ kind: 'wide' }, firstNumber);
    const lead = (await centre.get('/campaigns/spring/leads/1/why')).body;
    expect(lead.numbers[0].stops[0]).toMatchObject({ verdict: 'deny', reason: 'refused-wide' });
    expect(lead.text.ja).toContain('どこからの電話も望んでいません');
  });

  it('refuse a campaign with everything that is wrong with it', async () => {
    const centre = await start();
    const bad = { ...winter, goal: 'none', trunk: 7 };
    const { status, body } = await centre.post('/campaigns?tenant=fuji', bad);
    expect([status, body.error.code]).toEqual([422, 'campaign-invalid']);
    expect(body.error.params.faults.join()).toMatch(/trunk/);
    const noList = { ...winter, lists: { nobody: 1 } };
    const { body: told } = await centre.post('/campaigns?tenant=fuji', noList);
    expect(told.error).toMatchObject({
      code: 'campaign-invalid',
      message: 'There is no list nobody.',
    });
  });

  it('put numbers on a list that the dialer reads', async () => {
    const centre = await start();
    await centre.post('/suppression/client%2Ffuji', { numbers: [`+${firstNumber}`], why: 'mail' });
    const folder = SuppressionFolder.open(join(centre.folder, 'suppression'), centre.clock.now());
    const [list] = folder.all();
    expect(list!.list.numbers.has(firstNumber)).toBe(true);
  });
});

describe('the result of an attempt', () => {
  async function talked() {
    const centre = await start();
    const { people, campaign } = centre;
    const claims = await people.leads.claims(campaign, 'test');
    const now = centre.clock.now();
    const [lead] = await claims.take(1, now, 60_000);
    const id = await people.attempts.begin({
      ...{ campaign, lead: lead!, person: lead!.person, number: lead!.number },
      ...{ callerId: shownNumber, path: 'progressive', packVersion: 'x', decision: 'allow' },
      ...{ facts: {}, retention: 'house-1y', requestedAt: now },
    });
    const marks = { answeredAt: now + 1, agentAt: now + 2, agent: 'cho' };
    const end = { ...marks, endedAt: now + 3, network: 'answered', answeredBy: 'person' } as const;
    await people.attempts.end(id, end, 'house-1y');
    await claims.finish(lead!, { state: 'done', reason: 'talked' });
    const leadNow = async () => (await people.leads.find(campaign, lead!.person))!;
    return { centre, people, campaign, lead: lead!, id, leadNow, now };
  }

  it('is why the lead is through, and counts toward the goal', async () => {
    const { centre, id, leadNow } = await talked();
    const done = await centre.post(`/attempts/${id}/result`, { outcome: 'order' }, 'fuji-boss');
    expect(done.body).toEqual({ attempt: id, refusal: null, callback: null });
    expect(await leadNow()).toMatchObject({ state: 'done', reason: 'order' });
    const { goal } = (await centre.get('/campaigns/spring')).body;
    expect(goal).toEqual({ outcome: 'order', name: 'Order', reached: 1, share: 1 / 3 });
  });

  it('is a refusal when they said no: once, however often it is said', async () => {
    const { centre, people, id, lead } = await talked();
    const first = (await centre.post(`/attempts/${id}/result`, { outcome: 'no' })).body;
    const second = (await centre.post(`/attempts/${id}/result`, { outcome: 'no' })).body;
    expect(first.refusal).toBe(second.refusal);
    const refusals = await people.records.refusals({ person: lead.person });
    expect(refusals).toMatchObject([{ id: first.refusal, scope: 'all', attempt: id }]);
  });

  it('is a promise when they want to be called again: the lead waits for it', async () => {
    const { centre, people, id, lead, leadNow, now } = await talked();
    const callbackAt = now + 3_600_000;
    const body = { outcome: 'order', callbackAt, answeredBy: 'person', note: 'after lunch' };
    const { callback } = (await centre.post(`/attempts/${id}/result`, body)).body;
    const promised = await people.callbacks.ofLead(lead.id);
    expect(promised).toMatchObject({ id: callback, dueAt: callbackAt, owner: 'cho' });
    expect(await leadNow()).toMatchObject({
      state: 'waiting',
      reason: 'callback',
      dueAt: callbackAt,
    });
  });

  it('is refused whole when it is not one the campaign knows, or a promise is in the past', async () => {
    const { centre, people, id, leadNow } = await talked();
    const code = async (body: object) =>
      (await centre.post(`/attempts/${id}/result`, body)).body.error?.code;
    expect(await code({ outcome: 'maybe' })).toBe('result-invalid');
    expect(await code({ outcome: 'order', callbackAt: 1 })).toBe('result-invalid');
    expect(await code({ outcome: 'order', answeredBy: 'dog' })).toBe('invalid-request');
    expect(await leadNow()).toMatchObject({ reason: 'talked' });
    expect(await people.attempts.find(id)).toMatchObject({ outcome: null });
  });
});
