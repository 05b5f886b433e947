/** Scripts by the API and the command line: written, published, tried beside each other, told. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../../adapters/store/store.ts';
import { answerStep, beginWalk } from '../../../core/script/walk.ts';
import {
  scriptCheck,
  scriptDiff,
  scriptList,
  scriptPublish,
  scriptPut,
  scriptReport,
  scriptRetire,
  scriptShow,
} from '../../../server/cli/script.ts';
import { diffLines } from '../../../server/knowledge/line-diff.ts';
import { putScript } from '../../../server/knowledge/script-versions.ts';
import { catchPrinted } from '../../support/printed.ts';
import { teaScript } from '../../support/tea-script.ts';
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

const put = (centre: KnowledgeCentre, text: string) =>
  centre.ask('PUT', '/scripts?tenant=sakura', { text });

/** Every route with what each key gets: reader, operator, boss, fuji-reader, fuji-boss. */
const table: readonly (readonly [Method, string, readonly number[], object?])[] = [
  ['PUT', '/scripts?tenant=sakura', [403, 403, 200, 403, 403], { text: teaScript }],
  ['POST', '/scripts/check?tenant=sakura', [403, 200, 200, 403, 200], { text: 'x' }],
  ['GET', '/scripts?tenant=sakura', [403, 200, 200, 403, 403]],
  ['GET', '/scripts/tea?tenant=sakura', [403, 200, 200, 403, 403]],
  ['GET', '/scripts/tea', [403, 400, 400, 403, 404]],
  ['GET', '/scripts/tea/versions/1?tenant=sakura', [403, 200, 200, 403, 403]],
  ['GET', '/scripts/tea/versions/9?tenant=sakura', [403, 404, 404, 403, 403]],
  ['POST', '/scripts/tea/versions/1/publish?tenant=sakura', [403, 403, 200, 403, 403]],
  ['POST', '/scripts/tea/versions/1/publish', [403, 403, 400, 403, 404]],
  ['GET', '/scripts/tea/diff?a=1&b=1&tenant=sakura', [403, 200, 200, 403, 403]],
  ['GET', '/scripts/tea/report?tenant=sakura', [200, 200, 200, 403, 403]],
  ['POST', '/scripts/tea/versions/1/retire?tenant=sakura', [403, 403, 200, 403, 403]],
];

describe('routes of scripts', () => {
  it('are open to the roles and tenants they are for', async () => {
    const centre = await start();
    await put(centre, teaScript);
    for (const [method, path, expected, body] of table) {
      for (const [index, id] of keyIds.entries()) {
        const { status, body: told } = await centre.ask(method, path, body, id);
        const what = `${method} ${path} with ${id}: ${JSON.stringify(told.error)}`;
        expect(status, what).toBe(expected[index]);
      }
    }
  });

  it('refuse a text that is no script, with everything that is wrong and where', async () => {
    const centre = await start();
    const { status, body } = await put(centre, teaScript.replace('yes: taste', 'yes: tast'));
    expect([status, body.error.code]).toEqual([422, 'script-invalid']);
    expect(body.error.params.faults).toContainEqual({
      ...{ line: 12, column: 10 },
      text: {
        en: '"hello" names step "tast", which is not there',
        ja: '「hello」が指すステップ「tast」がありません',
      },
    });
    const checked = await centre.post('/scripts/check', { text: teaScript });
    expect(checked.body).toMatchObject({ faults: [], code: 'tea', script: { start: 'hello' } });
  });

  it('keep a draft until it is published, and never change what was', async () => {
    const centre = await start();
    expect((await put(centre, teaScript)).body).toEqual({ code: 'tea', version: 1 });
    expect((await put(centre, teaScript)).body).toEqual({ code: 'tea', version: 1 });
    const path = '/scripts/tea/versions/1?tenant=sakura';
    await centre.post(path.replace('?', '/publish?'));
    const changed = teaScript.replace('Thank you.', 'Thanks.');
    expect((await put(centre, changed)).body).toEqual({ code: 'tea', version: 2 });
    expect((await centre.get(path)).body).toMatchObject({ state: 'published', source: teaScript });
    const { body } = await centre.get('/scripts/tea/diff?a=1&b=2&tenant=sakura');
    const different = body.lines.filter(({ sign }: { sign: string }) => sign !== ' ');
    expect(different).toEqual([
      { sign: '-', text: '  thanks: { say: Thank you., outcome: sale }' },
      { sign: '+', text: '  thanks: { say: Thanks., outcome: sale }' },
    ]);
    await centre.post('/scripts/tea/versions/2/publish?tenant=sakura', { beside: true, weight: 3 });
    const { versions } = (await centre.get('/scripts/tea?tenant=sakura')).body;
    expect(versions).toMatchObject([
      { version: 2, state: 'published', weight: 3, publishedBy: 'boss' },
      { version: 1, state: 'published', weight: 1 },
    ]);
    await centre.post('/scripts/tea/versions/1/retire?tenant=sakura');
    const again = await centre.post('/scripts/tea/versions/1/publish?tenant=sakura');
    expect([again.status, again.body.error.code]).toEqual([409, 'script-not-so']);
  });

  it('take an answer as long as their step allows', async () => {
    const centre = await start();
    const ask = 'ask: { text: { longest: 5000 } }, next: end';
    await put(
      centre,
      `script: spring\nsteps: { hello: { say: Why?, ${ask} }, end: { say: Thanks. } }\n`,
    );
    await centre.post('/scripts/spring/versions/1/publish?tenant=sakura');
    await centre.talk('09012345678');
    const answer = (length: number) =>
      centre.post('/agents/ann/contact/script/answer', {
        ...{ step: 'hello', answer: 'W'.repeat(length) },
      });
    expect((await answer(5_001)).body.error).toMatchObject({ code: 'answer-wrong' });
    expect((await answer(5_000)).body.script.walk).toMatchObject({ step: 'end' });
  });

  it('are spoken in the next call, answered step by step, and needed before a sale', async () => {
    const centre = await start();
    const text = teaScript.replace('script: tea', 'script: spring');
    await put(centre, text);
    await centre.post('/scripts/spring/versions/1/publish?tenant=sakura');
    await centre.talk('09012345678');
    const desk = '/agents/ann/contact';
    const { contact } = (await centre.get(desk)).body;
    expect(contact.script).toMatchObject({ walk: { script: 'spring', version: 1, step: 'hello' } });
    expect(contact.script.fields.ja['person.name']).toBe('山田 太郎');
    const answer = async (step: string, typed: string) =>
      centre.post(`${desk}/script/answer`, { step, answer: typed });
    expect((await answer('hello', 'yes')).body.script.walk.step).toBe('taste');
    // The key was pressed twice.
    expect((await answer('hello', 'yes')).body.script.walk.step).toBe('taste');
    await answer('taste', '1');
    const wrong = await answer('cups', '21');
    expect(wrong.body.error).toMatchObject({ code: 'answer-wrong', params: { limit: 20 } });
    await centre.hangUp();
    const early = await centre.post(`${desk}/save`, { code: 'sale' });
    expect(early.body.error).toMatchObject({ code: 'steps-missing', params: { steps: ['terms'] } });
    await answer('cups', '３');
    await answer('terms', '');
    expect((await centre.post(`${desk}/save`, { code: 'sale' })).body).toMatchObject({
      isGoal: true,
    });
    const report = (await centre.get('/scripts/spring/report?tenant=sakura')).body;
    expect(report.reports[0]).toMatchObject({ version: 1, all: { calls: 1, goals: 1, share: 1 } });
    const edges = report.reports[0].edges.map(
      ({ step, edge }: { step: string; edge: string }) => `${step} ${edge}`,
    );
    expect(edges).toEqual(['hello yes', 'taste green', 'cups ', 'terms ']);
    const { body: sheet } = await centre.get(`/people/${centre.yamada}/sheet`);
    expect(sheet.others).toEqual({ taste: 'green' });
  });
});

describe('tsunagi script', () => {
  async function files() {
    const folder = mkdtempSync(join(tmpdir(), 'tsunagi-script-'));
    folders.push(folder);
    const file = join(folder, 'tea.yaml');
    writeFileSync(file, teaScript);
    const options = { tenant: 'main', store: join(folder, 'store.db'), lang: 'en' };
    return { file, options };
  }
  const run = async (work: () => Promise<void>) => {
    vi.restoreAllMocks();
    const printed = catchPrinted();
    process.exitCode = 0;
    await work();
    return { code: process.exitCode, out: printed.out, err: printed.err };
  };

  it('checks, keeps, publishes, shows and compares', async () => {
    const { file, options } = await files();
    expect((await run(() => scriptCheck(file, options))).out).toBe('tea: 6 steps, nothing wrong\n');
    const first = await run(() => scriptPut(file, options));
    expect(first.out).toContain('tea 1: a draft\n');
    const publish = { ...options, weight: '1' };
    expect((await run(() => scriptPublish('tea', '1', publish))).out).toContain('published');
    writeFileSync(file, teaScript.replace('Thank you.', 'Thanks.'));
    await run(() => scriptPut(file, options));
    const beside = { ...publish, beside: true };
    expect((await run(() => scriptPublish('tea', '2', beside))).out).toContain('beside');
    const list = await run(() => scriptList(options));
    expect(list.out).toBe('tea\t春の新茶\t2 published (weight 1), 1 published (weight 1)\n');
    expect((await run(() => scriptShow('tea', { ...options, version: '1' }))).out).toBe(teaScript);
    expect((await run(() => scriptDiff('tea', ['1', '2'], options))).out).toMatch(
      /^- {3}thanks: .*Thank you.*\n\+ {3}thanks: .*Thanks\./m,
    );
    await run(() => scriptRetire('tea', '1', options));
    expect((await run(() => scriptList(options))).out).toContain('1 retired');
    const none = await run(() => scriptShow('coffee', options));
    expect(none.code).not.toBe(0);
    expect(none.err).toContain('there is no script coffee');
  });

  it('tells every fault with its place, in the language asked for', async () => {
    const { file, options } = await files();
    writeFileSync(file, teaScript.replace('yes: taste', 'yes: tast'));
    const { code, err } = await run(() => scriptCheck(file, { ...options, lang: 'ja' }));
    expect(code).not.toBe(0);
    expect(err).toContain(`${file}:12:10 「hello」が指すステップ「tast」がありません\n`);
    expect((await run(() => scriptPut(file, options))).err).toContain('which is not there');
  });

  it('reports each way with its rate, and which of two versions does better', async () => {
    const { options } = await files();
    const store = await openStore(options.store, Date.now);
    const tenant = await store.tenant('main');
    const about = { fields: new Set(['person.name']), by: 'test' };
    for (const version of [1, 2]) {
      await putScript(tenant, `${teaScript}# ${version}\n`, about);
      await tenant.scripts.publish('tea', version, { by: 'test', beside: true });
      const { script } = (await tenant.scripts.version('tea', version))!;
      for (let call = 0; call < 30; call++) {
        const key = { site: '', call: version * 100 + call, offer: 1 };
        const began = beginWalk(script, 0);
        const moved = answerStep(script, began, call % 2 === 0 ? 'yes' : 'no', 1);
        await tenant.contacts.begin({
          ...{ ...key, written: '', direction: 'out', dialled: '', queue: 'q', agent: 'ann' },
          ...{ connectedAt: 1, walk: 'walk' in moved ? moved.walk : began },
        });
        await tenant.contacts.end(key, 2);
        const { id } = (await tenant.contacts.ofOffer(key))!;
        const isSold = version === 2 && call % 2 === 0;
        await tenant.contacts.change(id, { code: isSold ? 'sale' : 'lost' });
        await tenant.contacts.save(id, { at: 3, isGoal: isSold });
      }
    }
    await store.close();
    const { out } = await run(() => scriptReport('tea', options));
    expect(out).toContain('version 1 (published)\n  calls 0/30, 0.0 % (0.0 % – 11.4 %)\n');
    expect(out).toContain('  hello → yes: 15/15, 100.0 % (79.6 % – 100.0 %)\n');
    expect(out).toContain('version 2 against 1: +50.0 %');
    expect(out).toMatch(/version 2 does better\n$/);
    const japanese = await run(() => scriptReport('tea', { ...options, lang: 'ja' }));
    expect(japanese.out).toContain('第2版の方が良い');
  });
});

describe('two texts', () => {
  it('differ by the fewest lines', () => {
    const signs = (from: string, to: string) =>
      diffLines(from.split('').join('\n'), to.split('').join('\n'))
        .map(({ sign, text }) => `${sign}${text}`)
        .join('');
    expect(signs('abc', 'abc')).toBe(' a b c');
    expect(signs('abcd', 'axcd')).toBe(' a-b+x c d');
    expect(signs('ab', 'xaby')).toBe('+x a b+y');
    expect(signs('aaa', 'a')).toBe(' a-a-a');
    expect(signs('abcabba', 'cbabac').replaceAll(/[+-]./g, '')).toHaveLength(2 * 4);
  });
});
