/** Contacts by the API: made of the journal, written as they are typed, saved with what follows. */

import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../adapters/store/store.ts';
import { addAccount, Browser } from '../../access/browser.ts';
import { spring } from '../../core/script/spring.ts';
import { cleanUp } from '../centre.ts';
import {
  type KnowledgeCentre,
  sharedNumber,
  startKnowledge,
  yamadaNumber,
} from './centre-knowledge.ts';

const running: KnowledgeCentre[] = [];
afterEach(async () => {
  for (const centre of running.splice(0)) await centre.stop();
  await cleanUp();
});

async function start(): Promise<KnowledgeCentre> {
  const centre = await startKnowledge();
  running.push(centre);
  return centre;
}

const desk = '/agents/ann/contact';
const put = (centre: KnowledgeCentre, body: object) => centre.ask('PUT', desk, body);

describe('a contact', () => {
  it('that needs a code keeps its agent in wrap-up until it is saved, or the time is over', async () => {
    const centre = await start();
    await addAccount(centre, 'ann', 'agent');
    const browser = new Browser(centre);
    await browser.signIn('ann');
    const end = () => browser.ask('POST', '/me/agent/end-wrap-up', {});
    await centre.talk('09012345678');
    await centre.hangUp();
    const { body: shown } = await browser.ask('GET', '/me/contact');
    const refused = await end();
    expect([refused.status, refused.body.error]).toMatchObject([
      409,
      { code: 'contact-unsaved', params: { contact: shown.contact.id, missing: ['code'] } },
    ]);
    await browser.ask('PUT', '/me/contact', { code: 'lost' });
    expect((await end()).body.error.params.missing).toEqual(['reason']);
    await browser.ask('PUT', '/me/contact', { code: 'solved' });
    expect((await end()).body.error.params.missing).toEqual([]);
    expect((await centre.get('/agents/ann')).body.state).toBe('wrap-up');
    await browser.ask('POST', '/me/contact/save', {});
    expect((await end()).status).toBe(200);
    await centre.talk('09012345678');
    await centre.hangUp();
    await centre.pass(11_000);
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
    const { body: left } = await browser.ask('GET', '/me/contact');
    expect(left).toMatchObject({ unsaved: 1, contact: { state: 'over', code: null } });
    const { contacts } = (await centre.get('/contacts?unsaved=true&tenant=sakura')).body;
    expect(contacts).toMatchObject([{ id: left.contact.id, agent: 'ann', savedAt: null }]);
  });

  it('that needs a code is not left behind by signing out, and waits for who pauses', async () => {
    const centre = await start();
    await addAccount(centre, 'ann', 'agent');
    const browser = new Browser(centre);
    await browser.signIn('ann');
    const mine = (act: string, body = {}) => browser.ask('POST', `/me/agent/${act}`, body);
    const state = async () => (await centre.get('/agents/ann')).body.state;
    await centre.talk('09012345678');
    await centre.hangUp();
    const refused = await mine('sign-out');
    expect([refused.status, refused.body.error]).toMatchObject([
      409,
      { code: 'contact-unsaved', params: { missing: ['code'] } },
    ]);
    expect(await state()).toBe('wrap-up');
    // The pause begins when wrap-up is over, and the conversation is still there to be saved.
    expect((await mine('pause', { reason: 'lunch' })).status).toBe(200);
    expect(await state()).toBe('wrap-up');
    await centre.pass(11_000);
    expect(await state()).toBe('paused');
    expect((await mine('sign-out')).status).toBe(200);
    await mine('sign-in');
    const { body: left } = await browser.ask('GET', '/me/contact');
    expect(left).toMatchObject({ unsaved: 1, contact: { state: 'over', code: null } });
    // It comes back when a later one is saved.
    await mine('unpause');
    await centre.talk('0355550001');
    await centre.hangUp();
    await browser.ask('POST', '/me/contact/save', { code: 'solved', endWrapUp: true });
    const { body: again } = await browser.ask('GET', '/me/contact');
    expect(again).toMatchObject({ unsaved: 1, contact: { id: left.contact.id } });
    const saved = { contact: left.contact.id, code: 'solved' };
    expect((await browser.ask('POST', '/me/contact/save', saved)).status).toBe(200);
    expect((await browser.ask('GET', '/me/contact')).body).toMatchObject({ unsaved: 0 });
  });

  it('that needs a code keeps nobody whom a supervisor signs out', async () => {
    const centre = await start();
    await centre.talk('09012345678');
    await centre.hangUp();
    expect((await centre.post('/agents/ann/sign-out')).status).toBe(200);
    expect((await centre.get('/agents/ann')).body.state).toBe('signed-out');
    const { contacts } = (await centre.get('/contacts?unsaved=true&tenant=sakura')).body;
    expect(contacts).toMatchObject([{ agent: 'ann', savedAt: null }]);
  });

  it('is shown with its caller, its firm and what to say while the phone rings', async () => {
    const centre = await start();
    await centre.post('/agents/ann/sign-in');
    centre.world.phone('PJSIP/1001').plan({ does: 'ring' });
    centre.world.enter({ args: ['entry', '100'], number: '09012345678' });
    await centre.pass(500);
    const { body } = await centre.get(desk);
    expect(body.contact).toBeNull();
    expect(body.offered).toMatchObject({
      ...{ number: `+${yamadaNumber}`, written: '09012345678', queue: 'support', dialled: '100' },
      company: { en: 'Aoi Tea', ja: '葵茶舗' },
      greeting: { ja: '葵茶舗でございます' },
      people: [{ id: centre.yamada, name: '山田 太郎' }],
    });
  });

  it('begins with the conversation and is over with it', async () => {
    const centre = await start();
    await centre.talk('09012345678');
    const { body } = await centre.get(desk);
    expect(body.offered).toBeNull();
    expect(body.contact).toMatchObject({
      ...{ state: 'talking', agent: 'ann', person: centre.yamada, direction: 'in', endedAt: null },
      ...{ code: null, note: '', required: true, script: null, campaign: null },
    });
    const ids = body.contact.codes.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(['solved', 'sale', 'lost', 'stop']);
    await centre.hangUp();
    const { body: after } = await centre.get(desk);
    expect(after.contact).toMatchObject({ id: body.contact.id, state: 'over' });
    expect(after.contact.endedAt).toBeGreaterThan(after.contact.connectedAt);
    expect(after.unsaved).toBe(1);
  });

  it('with a number several have is of whom the agent chooses', async () => {
    const centre = await start();
    await centre.talk('0355550001');
    const { body } = await centre.get(desk);
    const { contact } = body;
    expect(contact).toMatchObject({ person: null, number: `+${sharedNumber}` });
    expect(contact.people.map(({ name }: { name: string }) => name)).toEqual(['佐藤', '鈴木']);
    const chosen = contact.people[1].id;
    expect((await put(centre, { person: chosen })).body).toMatchObject({ person: chosen });
    expect((await put(centre, { person: 999 })).body.error.code).toBe('unknown-person');
  });

  it('keeps what is typed, and reads when to call again', async () => {
    const centre = await start();
    await centre.talk('09012345678');
    await put(centre, { note: 'にほん<b>', code: 'lost', reason: 'price' });
    const { body } = await put(centre, { callback: '明日 18時半' });
    expect(body).toMatchObject({
      ...{ note: 'にほん<b>', code: 'lost', reason: 'price', callbackWords: '明日 18時半' },
      callback: { said: { ja: '2026年11月25日(水) 18:30' } },
    });
    const { body: other } = await put(centre, { code: 'solved', callback: 'someday' });
    expect(other).toMatchObject({ reason: null, callback: { why: 'not-understood' } });
    const { body: told } = await centre.post(`${desk}/save`);
    expect(told.error).toMatchObject({
      code: 'callback-not-understood',
      params: { why: 'not-understood' },
    });
  });

  it('is saved with a code, down to the last reason, and with the promise made', async () => {
    const centre = await start();
    await centre.talk('09012345678');
    await centre.hangUp();
    const missing = async (body: object) => (await centre.post(`${desk}/save`, body)).body.error;
    expect(await missing({})).toMatchObject({ params: { missing: ['code'] } });
    expect(await missing({ code: 'lost' })).toMatchObject({ params: { missing: ['reason'] } });
    expect(await missing({ reason: 'price' })).toMatchObject({ code: 'contact-incomplete' });
    expect(await missing({ code: 'none' })).toMatchObject({ code: 'contact-incomplete' });
    const body = { code: 'lost', reason: 'price/too-high', callback: 'tomorrow 18:30' };
    const saved = await centre.post(`${desk}/save`, { ...body, endWrapUp: true });
    expect(saved).toMatchObject({ status: 200, body: { isGoal: false, refusal: null } });
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
    expect((await centre.get(desk)).body).toMatchObject({ contact: null, unsaved: 0 });
    const [promise] = await centre.sakura.callbacks.ofPerson(centre.yamada);
    expect(promise).toMatchObject({ id: saved.body.callback, owner: 'ann', zone: 'Asia/Tokyo' });
    expect(new Date(promise!.dueAt).toISOString()).toBe('2026-11-25T09:30:00.000Z');
    const again = { contact: saved.body.contact, note: 'more' };
    expect((await centre.post(`${desk}/save`, again)).body.callback).toBe(promise!.id);
    expect(await centre.sakura.callbacks.ofPerson(centre.yamada)).toHaveLength(1);
    const { body: list } = await centre.get('/contacts?tenant=sakura&code=lost&reason=price');
    expect(list.contacts).toMatchObject([{ person: centre.yamada, note: 'more' }]);
  });

  it('of somebody who says no enters a refusal, once', async () => {
    const centre = await start();
    await centre.talk('09012345678');
    const { body } = await centre.post(`${desk}/save`, { code: 'stop' });
    const again = await centre.post(`${desk}/save`, { contact: body.contact });
    expect(again.body.refusal).toBe(body.refusal);
    const refusals = await centre.sakura.records.refusals({ person: centre.yamada });
    expect(refusals).toMatchObject([{ id: body.refusal, scope: 'all', source: 'desk' }]);
  });

  it('is nobody else’s to write', async () => {
    const centre = await start();
    await centre.talk('09012345678');
    const { body } = await centre.get(desk);
    const asked = { contact: body.contact.id, note: 'x' };
    expect((await centre.ask('PUT', '/agents/bob/contact', asked)).status).toBe(404);
    expect((await centre.ask('PUT', desk, asked, 'fuji-boss')).status).toBe(404);
    expect((await centre.ask('PUT', desk, asked, 'reader')).status).toBe(403);
    expect((await centre.get(`/contacts/${body.contact.id}`, 'fuji-boss')).status).toBe(404);
    expect((await centre.get(`/contacts/${body.contact.id}`)).body.agent).toBe('ann');
    expect((await centre.get('/me/contact')).body.error.code).toBe('not-an-agent');
  });
});

describe('the script of a contact', () => {
  async function withScript() {
    const centre = await start();
    const { id: _, version: __, ...script } = spring;
    const { scripts } = centre.sakura;
    await scripts.put({ code: 'spring', name: 'Spring', source: '', script }, 'test');
    await scripts.publish('spring', 1, { by: 'test', beside: false });
    await centre.talk('09012345678');
    const act = (type: string, body?: object) => centre.post(`${desk}/script/${type}`, body);
    return { centre, act };
  }

  it('is kept on the server step by step', async () => {
    const { centre, act } = await withScript();
    const { body } = await centre.get(desk);
    const shown = body.contact.script;
    expect(shown.walk).toMatchObject({ script: 'spring', version: 1, step: 'greeting' });
    expect(shown.fields.ja).toMatchObject({ 'person.name': '山田 太郎', 'firm.name': '葵茶舗' });
    expect(shown.fields.en).toMatchObject({ 'agent.name': 'Ann' });
    await act('answer', { answer: 'はい', step: 'greeting' });
    await act('answer', { answer: '1', step: 'greeting' });
    await act('card', { card: 'price' });
    await act('answer', { answer: '' });
    const wrong = await act('answer', { answer: 'many' });
    expect(wrong.body.error).toMatchObject({
      code: 'answer-wrong',
      params: { step: 'need', why: 'not-a-number' },
    });
    const { walk } = (await centre.get(desk)).body.contact.script;
    expect(walk).toMatchObject({ step: 'need', cards: [{ card: 'price' }] });
    expect(walk.passed.map(({ step }: { step: string }) => step)).toEqual([
      'greeting',
      'disclosure',
    ]);
    await act('back');
    expect((await centre.get(desk)).body.contact.script.walk.step).toBe('disclosure');
  });

  it('keeps a sale from being saved before what must be said was said', async () => {
    const { centre, act } = await withScript();
    const early = await centre.post(`${desk}/save`, { code: 'sale' });
    expect(early).toMatchObject({
      status: 422,
      body: { error: { code: 'steps-missing', params: { steps: ['disclosure'] } } },
    });
    for (const answer of ['yes', '', '４', '2']) await act('answer', { answer });
    const saved = await centre.post(`${desk}/save`, { code: 'sale' });
    expect(saved.body).toMatchObject({ isGoal: true });
    const [change] = await centre.sakura.people.changes(centre.yamada);
    expect(change).toMatchObject({
      ...{ name: 'cups-a-day', value: 4, changedBy: 'ann', contact: saved.body.contact },
    });
  });
});

describe('the contact log', () => {
  it('finds again what a killed process had not written', async () => {
    const centre = await startKnowledge();
    await centre.talk('09012345678');
    await centre.hangUp();
    await centre.get(desk);
    // As if the process had ended before any of it reached the store.
    await centre.kill();
    const empty = await openStore(join(centre.folder, 'store.db'), () => 0);
    const { database } = empty;
    await database.transaction(async (within) => {
      await within.script("delete from contact; update contact_mark set seq = 1 where site = ''");
    });
    await empty.close();
    const { folder, clock, world } = centre;
    const next = await startKnowledge({ folder, clock, world });
    running.push(next);
    await next.pass(500);
    const { body } = await next.get(desk);
    expect(body.contact).toMatchObject({ state: 'over', person: next.yamada, agent: 'ann' });
    await centre.store.close();
  });
});
