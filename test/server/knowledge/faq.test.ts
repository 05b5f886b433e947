/** The FAQ by the API and the command line: searched, counted, missing, made of doubts. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { faqImport, faqList, faqUnanswered } from '../../../server/cli/faq.ts';
import { termsOf } from '../../../server/knowledge/faq-search.ts';
import type { FaqShown } from '../../../server/wire/knowledge.ts';
import { catchPrinted } from '../../support/printed.ts';
import { cleanUp, keyIds, type Method } from '../centre.ts';
import { type KnowledgeCentre, startKnowledge } from './centre-knowledge.ts';

const running: KnowledgeCentre[] = [];
const folders: string[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = 0;
  for (const centre of running.splice(0)) await centre.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  await cleanUp();
});

async function start(): Promise<KnowledgeCentre> {
  const centre = await startKnowledge();
  running.push(centre);
  return centre;
}

const of = '?tenant=sakura';
const shipping = {
  questionEn: 'How much is shipping?',
  questionJa: '送料はいくらですか',
  answerEn: 'Free from 3,000 yen.',
  answerJa: '三千円から無料です。',
};
const returns = { questionJa: '返品はできますか', answerJa: '八日以内なら返品できます。' };

/** Every route with what each key gets: reader, operator, boss, fuji-reader, fuji-boss. */
const table: readonly (readonly [Method, string, readonly number[], object?])[] = [
  ['GET', `/faq${of}`, [403, 200, 200, 403, 403]],
  ['GET', `/faq/1${of}`, [403, 200, 200, 403, 403]],
  ['GET', '/faq/1', [403, 400, 400, 403, 404]],
  ['GET', `/faq/unanswered${of}`, [403, 200, 200, 403, 403]],
  ['POST', `/faq/unanswered${of}`, [403, 200, 200, 403, 403], { words: '保証' }],
  ['POST', `/faq/1/use${of}`, [403, 200, 200, 403, 403]],
  ['POST', `/faq${of}`, [403, 403, 200, 403, 403], returns],
  ['PUT', `/faq/1${of}`, [403, 403, 200, 403, 403], returns],
  ['PUT', '/faq/1', [403, 403, 400, 403, 404], returns],
  ['POST', `/faq/1/withdraw${of}`, [403, 403, 200, 403, 403]],
  ['POST', `/faq/1/restore${of}`, [403, 403, 200, 403, 403]],
  [
    ...['POST', `/faq/unanswered/settle${of}`, [403, 403, 200, 403, 403]],
    { words: '保証', entry: 1 },
  ] as never,
  ['GET', `/doubts${of}`, [403, 200, 200, 403, 403]],
  ['POST', `/doubts${of}`, [403, 200, 200, 403, 403], { text: 'x' }],
  ['POST', `/doubts/1/answer${of}`, [403, 403, 200, 403, 403], { answer: 'y' }],
];

describe('routes of the FAQ', () => {
  it('are open to the roles and tenants they are for', async () => {
    const centre = await start();
    await centre.post(`/faq${of}`, shipping);
    await centre.post(`/doubts${of}`, { text: 'first' });
    for (const [method, path, expected, body] of table) {
      for (const [index, id] of keyIds.entries()) {
        const { status, body: told } = await centre.ask(method, path, body, id);
        const what = `${method} ${path} with ${id}: ${JSON.stringify(told.error)}`;
        expect(status, what).toBe(expected[index]);
      }
    }
  });

  it('find words as they are typed, in Japanese and in English', async () => {
    const centre = await start();
    await centre.post(`/faq${of}`, shipping);
    await centre.post(`/faq${of}`, returns);
    const found = async (words: string): Promise<readonly number[]> => {
      const { body } = await centre.get(`/faq${of}&words=${encodeURIComponent(words)}`);
      return body.entries.map(({ id }: FaqShown) => id);
    };
    expect(await found('送料')).toEqual([1]);
    expect(await found('返品 八日')).toEqual([2]);
    expect(await found('ship')).toEqual([1]);
    expect(await found('SHIPING')).toEqual([1]);
    expect(await found('ｶﾞｿﾘﾝ')).toEqual([]);
    expect(await found('三千円')).toEqual([1]);
    expect(await found('<script>')).toEqual([]);
    await centre.post(`/faq/2/withdraw${of}`);
    expect(await found('返品')).toEqual([]);
    await centre.post(`/faq/2/restore${of}`);
    expect(await found('返品')).toEqual([2]);
  });

  it('count a use once in a contact, and keep every version with its owner', async () => {
    const centre = await start();
    await centre.post(`/faq${of}`, { ...shipping, owner: 'ito' });
    for (let times = 0; times < 2; times++) await centre.post(`/faq/1/use${of}`, { contact: 5 });
    await centre.post(`/faq/1/use${of}`, {});
    await centre.ask('PUT', `/faq/1${of}`, { ...shipping, answerJa: '無料です。' });
    const { body } = await centre.get(`/faq/1${of}`);
    expect(body.entry).toMatchObject({ uses: 2, version: 2, owner: 'ito', answerJa: '無料です。' });
    expect(body.versions).toMatchObject([
      { version: 2, answerJa: '無料です。', writtenBy: 'boss' },
      { version: 1, answerJa: shipping.answerJa },
    ]);
    expect(body.uses).toMatchObject([{ agent: 'boss', uses: 2 }]);
    const half = await centre.post(`/faq${of}`, { questionEn: 'Only asked' });
    expect(half.body.error.code).toBe('field-invalid');
  });

  it('list what was searched for in vain until an entry answers it', async () => {
    const centre = await start();
    for (const words of ['保証 期間', '保証　期間 ', '色']) {
      await centre.post(`/faq/unanswered${of}`, { words });
    }
    const list = async () => (await centre.get(`/faq/unanswered${of}`)).body.unanswered;
    expect(await list()).toMatchObject([
      { words: '保証 期間', times: 2, lastBy: 'boss' },
      { words: '色', times: 1 },
    ]);
    await centre.post(`/faq${of}`, { ...returns, words: '保証 期間' });
    expect(await list()).toMatchObject([{ words: '色' }]);
  });

  it('turn a doubt of a customer into an entry, linked both ways, once', async () => {
    const centre = await start();
    const path = `/people/${centre.yamada}`;
    const raised = await centre.post(`${path}/doubts`, { text: '缶でも送れますか' });
    const { doubts } = (await centre.get(`/doubts${of}`)).body;
    expect(doubts).toMatchObject([{ id: raised.body.id, text: '缶でも送れますか' }]);
    const made = await centre.post(`/faq${of}`, {
      ...{ questionJa: '缶でも送れますか', answerJa: 'はい、送れます。', doubt: raised.body.id },
    });
    const entry = made.body.id;
    const { doubts: known } = (await centre.get(`${path}/sheet`)).body;
    expect(known).toMatchObject([{ faq: entry, answer: 'はい、送れます。', answeredBy: 'boss' }]);
    const detail = (await centre.get(`/faq/${entry}${of}`)).body;
    expect(detail.doubts).toMatchObject([{ id: raised.body.id, person: centre.yamada }]);
    expect((await centre.get(`/doubts${of}`)).body.doubts).toEqual([]);
    const again = await centre.post(`/faq${of}`, { ...returns, doubt: raised.body.id });
    expect([again.status, again.body.error.code]).toEqual([409, 'doubt-answered']);
    expect((await centre.get(`/faq${of}`)).body.entries).toHaveLength(1);
  });
});

describe('terms of a text', () => {
  it('are words, and pairs of Japanese letters whatever their width', () => {
    expect(termsOf('Tea ﾃｨー 送料は')).toEqual(['てぃ', 'ぃー', '送料', '料は', 'tea']);
    expect(termsOf('茶')).toEqual(['茶']);
    expect(termsOf('𠮷野家')).toEqual(['𠮷野', '野家']);
    expect(termsOf('<b>!?')).toEqual(['b']);
  });
});

describe('tsunagi faq', () => {
  it('reads a table, changes what is answered otherwise, and lists what is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsunagi-faq-'));
    folders.push(folder);
    const file = join(folder, 'faq.csv');
    const options = { tenant: 'main', store: join(folder, 'store.db') };
    const importing = { ...options, encoding: 'auto', owner: 'import' };
    const run = async (work: () => Promise<void>) => {
      vi.restoreAllMocks();
      const printed = catchPrinted();
      process.exitCode = 0;
      await work();
      return { code: process.exitCode, out: printed.out, err: printed.err };
    };
    writeFileSync(file, '質問,回答,担当\n送料は?,無料,伊藤\n返品は?,\n"二行\nの質問",はい,\n');
    const first = await run(() => faqImport(file, importing));
    expect(first.out).toBe('2 added, 0 changed, 0 as they were, 1 not understood\n');
    expect(first.err).toContain(`${file}:3 A question and its answer are needed`);
    expect(first.code).not.toBe(0);
    writeFileSync(file, '質問,回答\n送料は?,千円\n"二行\nの質問",はい\n');
    const second = await run(() => faqImport(file, importing));
    expect(second.out).toBe('0 added, 1 changed, 1 as they were, 0 not understood\n');
    const { out } = await run(() => faqList(options));
    expect(out.split('\n')).toEqual([
      '1\tshown\tversion 2\t0 uses\t伊藤\t送料は?',
      '2\tshown\tversion 1\t0 uses\timport\t二行 の質問',
      '',
    ]);
    expect((await run(() => faqUnanswered(options))).out).toBe('nothing is unanswered\n');
    writeFileSync(file, 'a,b\n1,2\n');
    expect((await run(() => faqImport(file, importing))).err).toContain('needs a column');
  });
});
