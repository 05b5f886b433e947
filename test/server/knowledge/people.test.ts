/** People by the API: found by number, shown on one page, changed, never called again. */

import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, keyIds, type Method } from '../centre.ts';
import {
  type KnowledgeCentre,
  personDraft,
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

const number = encodeURIComponent(`+${yamadaNumber}`);
/** Every route with what each key gets: reader, operator, boss, fuji-reader, fuji-boss. */
const table: readonly (readonly [Method, string, readonly number[], object?])[] = [
  ['GET', `/people?number=${number}&tenant=sakura`, [403, 200, 200, 403, 403]],
  ['GET', `/people?number=${number}`, [403, 400, 400, 403, 200]],
  ['POST', '/people?tenant=sakura', [403, 200, 200, 403, 403], { number: '03-5555-0009' }],
  ['GET', '/people/1/sheet', [403, 200, 200, 403, 404]],
  ['GET', '/people/99/sheet', [403, 404, 404, 403, 404]],
  ['PATCH', '/people/1', [403, 200, 200, 403, 404], { company: '青空' }],
  ['POST', '/people/1/notes', [403, 200, 200, 403, 404], { text: 'x' }],
  ['POST', '/people/1/doubts', [403, 200, 200, 403, 404], { text: 'x' }],
  ['POST', '/people/1/do-not-call', [403, 200, 200, 403, 404]],
];

describe('routes of people', () => {
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

  it('find everybody with a number, however it is written', async () => {
    const centre = await start();
    const found = async (asked: string) => {
      const path = `/people?tenant=sakura&number=${encodeURIComponent(asked)}`;
      const { people } = (await centre.get(path)).body;
      return people.map(({ name }: { name: string }) => name);
    };
    expect(await found('０３-5555-0001')).toEqual(['佐藤', '鈴木']);
    expect(await found(`+${sharedNumber}`)).toEqual(['佐藤', '鈴木']);
    expect(await found('03-5555-0002')).toEqual([]);
    expect(await found('nobody')).toEqual([]);
  });

  it('take somebody new once', async () => {
    const centre = await start();
    const body = { name: '高橋', number: '03-5555-0099' };
    const { id } = (await centre.post('/people?tenant=sakura', body)).body;
    expect((await centre.post('/people?tenant=sakura', body)).body.id).toBe(id);
    const wrong = await centre.post('/people?tenant=sakura', { name: 'x', number: '12' });
    expect(wrong.body.error.code).toBe('number-not-callable');
  });
});

describe('the customer sheet', () => {
  it('has what happened, what was written and what was agreed on one page', async () => {
    const centre = await start();
    const { sakura, yamada, clock } = centre;
    const bought = { product: '煎茶', amount: 3_000, boughtAt: clock.now() - 86_400_000 };
    const draft = { ...personDraft('', yamadaNumber), purchases: [bought] };
    await sakura.people.save([draft], { by: 'test' });
    const more = { person: yamada, channel: 'call', purpose: 'sale', proof: 'tape 7' };
    await sakura.records.grantConsent({ ...more, grantedAt: clock.now() - 5_000 });
    await centre.talk('09012345678');
    await centre.post('/agents/ann/contact/save', { code: 'solved', impression: '丁寧な方' });
    await centre.post(`/people/${yamada}/notes`, { text: '<img src=x>' });
    const doubt = await centre.post(`/people/${yamada}/doubts`, { text: '返品の送料は？' });
    const { body } = await centre.get(`/people/${yamada}/sheet`);
    expect(body.person).toMatchObject({
      ...{ id: yamada, name: '山田 太郎', customerKey: '山田 太郎' },
      numbers: [{ number: `+${yamadaNumber}`, kind: 'fixed', state: 'ok' }],
      figures: { orders: 1, spent: 3_000 },
    });
    expect(body.history.map(({ kind }: { kind: string }) => kind)).toEqual([
      'note',
      'contact',
      'consent',
      'purchase',
    ]);
    expect(body.history[1].about).toMatchObject({
      ...{ code: 'solved', agent: 'ann', impression: '丁寧な方', queue: 'support' },
    });
    expect(body.history[3].about).toMatchObject({ product: '煎茶', amount: 3_000 });
    expect(body.notes).toMatchObject([{ text: '<img src=x>', writtenBy: 'boss' }]);
    expect(body.doubts).toMatchObject([{ id: doubt.body.id, answeredAt: null }]);
    expect(body.consents).toMatchObject([{ proof: 'tape 7' }]);
    expect(body).toMatchObject({ doNotCall: false, refusals: [], complaints: [] });
  });

  it('changes fields by their kinds, and keeps who changed them', async () => {
    const centre = await start();
    const path = `/people/${centre.yamada}`;
    const change = async (fields: object) => {
      const { status, body } = await centre.ask('PATCH', path, { fields });
      return status === 200 ? body.fields.map(({ value }: { value: unknown }) => value) : status;
    };
    expect(await change({ plan: '金', cups: 4 })).toEqual(['金', 4, null]);
    expect(await change({ plan: null })).toEqual([null, 4, null]);
    expect(await change({ plan: '銅' })).toBe(422);
    expect(await change({ cups: '4' })).toBe(422);
    expect(await change({ joined: '2026-01-01' })).toBe(422);
    expect(await change({ unheard: 1 })).toBe(422);
    const { body } = await centre.ask('PATCH', path, { kana: 'ヤマダ', zone: 'Mars/Base' });
    expect(body.error).toMatchObject({ code: 'field-invalid', params: { field: 'zone' } });
    await centre.ask('PATCH', path, { kana: 'ヤマダ' });
    const changes = await centre.sakura.people.changes(centre.yamada);
    expect(changes.map(({ name, value, changedBy }) => [name, value, changedBy])).toEqual([
      ['person.kana', 'ヤマダ', 'boss'],
      ['plan', null, 'boss'],
      ['cups-a-day', 4, 'boss'],
      ['plan', '金', 'boss'],
    ]);
  });

  it('has a key that keeps somebody from being called, once and for all', async () => {
    const centre = await start();
    const path = `/people/${centre.yamada}/do-not-call`;
    const { refusal } = (await centre.post(path, { why: 'asked on the phone' })).body;
    expect((await centre.post(path)).body.refusal).toBe(refusal);
    const { body } = await centre.get(`/people/${centre.yamada}/sheet`);
    expect(body).toMatchObject({ doNotCall: true, refusals: [{ id: refusal, source: 'desk' }] });
  });
});
