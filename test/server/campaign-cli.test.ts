/** `tsunagi campaign`, `why`, `evidence`, `erase` and `hold`: what they say, do and refuse. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from '../../adapters/store/store.ts';
import { readNumbering } from '../../config/numbering/table.ts';
import { compileRules, yearsAround } from '../../config/packs/compile.ts';
import { countryFolder, readShelf } from '../../config/packs/shelf.ts';
import { decide } from '../../core/outreach/may-dial/record.ts';
import {
  campaignAct,
  campaignCreate,
  campaignList,
  campaignShow,
  campaignStart,
} from '../../server/cli/campaign.ts';
import { eraseCommand, holdCommand, liftCommand } from '../../server/cli/erase.ts';
import { evidenceCommand, evidenceSeal, evidenceVerify } from '../../server/cli/evidence.ts';
import { exitCodes } from '../../server/cli/exit-codes.ts';
import { whyCommand } from '../../server/cli/why.ts';
import { cleanFacts } from '../core/outreach/clean-facts.ts';
import { catchPrinted, type Printed } from '../support/printed.ts';

let folder = '';
let printed: Printed = { out: '', err: '' };
const number = 81_312_345_678;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-campaign-'));
  printed = catchPrinted();
  const tenant = await inStore();
  const list = await tenant.lists.named('spring');
  const numbers = [{ number, kind: 'fixed', written: '' }] as const;
  await tenant.people.save([{ name: '山田 太郎', numbers }], { by: 'test', list });
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
  process.exitCode = 0;
});

const opened: Awaited<ReturnType<typeof openStore>>[] = [];
async function inStore() {
  const store = await openStore(join(folder, 'store.db'), Date.now);
  opened.push(store);
  return store.tenant('main');
}

const yaml = `campaign: spring-tea
name: 春の新茶
goal: order
class: sale
queue: outbound
trunk: ntt
caller-id: "+81399990000"
lists: { spring: 1 }
outcomes: { order: { name: 注文, isGoal: true }, no: { name: お断り, isRefusal: true } }
`;
const common = () => ({ tenant: 'main', store: join(folder, 'store.db'), lang: 'en' });
const write = (text: string): string => {
  writeFileSync(join(folder, 'spring.yaml'), text);
  return join(folder, 'spring.yaml');
};

/** Exit code of a command, with what it printed anew. */
async function run(work: () => Promise<void>): Promise<number> {
  process.exitCode = 0;
  Object.assign(printed, { out: '', err: '' });
  await work();
  return Number(process.exitCode);
}

test('a campaign is made of a file, started, paused and ended; each says what is so', async () => {
  expect(await run(() => campaignCreate(write(yaml), common()))).toBe(exitCodes.ok);
  expect(printed.out).toContain('spring-tea: a draft with 1 leads\n  spring: 1 leads, share 1\n');
  await run(() => whyCommand(undefined, common()));
  expect(printed.out).toBe(
    'spring-tea is not dialling: it is a draft and has not been started; 1 ready.\n',
  );
  await run(() => campaignStart('spring-tea', { ...common(), wait: '0' }));
  expect(printed.out).toContain(
    'spring-tea is running\nspring-tea is not dialling: no server that',
  );
  await run(() => campaignShow('spring-tea', { ...common(), lang: 'ja' }));
  expect(printed.out).toMatch(
    /^spring-tea {2}春の新茶 {2}running\n {2}目標 +注文: 0件達成、全対象者の0 %\n/,
  );
  await run(() => campaignAct('pause', 'spring-tea', common()));
  await run(() => campaignList({ ...common(), json: true }));
  expect(JSON.parse(printed.out)).toMatchObject([{ code: 'spring-tea', obstacle: 'paused' }]);
  await run(() => campaignAct('enrol', 'spring-tea', common()));
  expect(printed.out).toBe('spring-tea: 0 leads added, 0 taken back in, 0 withdrawn\n');
  await run(() => campaignAct('end', 'spring-tea', common()));
  const again = () => campaignStart('spring-tea', { ...common(), wait: '0' });
  expect(await run(again)).toBe(exitCodes.failed);
  expect(printed.err).toBe('tsunagi: campaign spring-tea has been ended; make another one\n');
});

test('errors of the configuration or of a pack are told with their places, and not as a fault of ours', async () => {
  const config = join(folder, 'config');
  mkdirSync(config);
  writeFileSync(join(config, 'broken.yaml'), 'queues: { a: { teams: [nobody] } }\nquues: 1\n');
  await run(() => campaignCreate(write(yaml), common()));
  const asked = { ...common(), config };
  expect(await run(() => whyCommand('spring-tea', { ...asked, person: '1' }))).toBe(1);
  expect(printed.err).toMatch(/^\S*broken\.yaml:\d+:\d+ +error /m);
  expect(printed.err).toContain('quues');
  const evidence = { ...asked, number: '+81312345678', zone: 'Asia/Tokyo', by: 'test' };
  expect(await run(() => evidenceCommand(evidence))).toBe(1);
  expect(printed.err).toMatch(/^\S*broken\.yaml:\d+:\d+ +error /m);
  const { store: _, ...ofConfig } = asked;
  expect(await run(() => whyCommand('spring-tea', ofConfig))).toBe(1);
  expect(printed.err).toMatch(/^\S*broken\.yaml:\d+:\d+ +error /m);
});

test('faults of a file are told all at once, each with its place', async () => {
  const bad = yaml.replace('order\nclass', 'ordr\nclass').replace('trunk: ntt', 'trunck: ntt');
  const path = write(bad);
  expect(await run(() => campaignCreate(path, common()))).toBe(exitCodes.failed);
  expect(printed.err).toMatch(/spring\.yaml:6:9 .*trunck/);
  expect(await run(() => campaignCreate(write(yaml.replace('order\nc', 'x\nc')), common()))).toBe(
    1,
  );
  expect(printed.err).toBe(`${path}:3:7 goal: "x" is no outcome; there are order, no\n`);
  const noList = write(yaml.replace('{ spring: 1', '{ nobody: 1'));
  expect(await run(() => campaignCreate(noList, common()))).toBe(exitCodes.failed);
  expect(printed.err).toBe('tsunagi: there is no list nobody\n');
});

async function attempted() {
  const { shelf } = readShelf([countryFolder()]);
  const at = Date.UTC(2026, 10, 26, 3);
  const rules = compileRules(shelf!.current, readNumbering(), yearsAround(at));
  const facts = cleanFacts(number, at);
  const record = decide(rules, facts, at);
  const tenant = await inStore();
  const [person] = await tenant.people.byNumber(number);
  const id = await tenant.attempts.begin({
    ...{ person: person!.id, number, path: 'progressive', decision: 'allow' },
    ...{ packVersion: record.packs.join(' '), facts: { ...record }, retention: 'us-5y' },
    requestedAt: at,
  });
  const end = { rangAt: at + 1_500, endedAt: at + 20_000, network: 'busy', cause: 17 } as const;
  await tenant.attempts.end(id, { ...end, answeredBy: 'nobody' }, 'us-5y');
  return { tenant, person: person!.id, record };
}

test('evidence tells each attempt, decides it again, and is exported once', async () => {
  const { tenant, record } = await attempted();
  const path = join(folder, 'case.json');
  const asked = { ...common(), number: '+81312345678', zone: 'Asia/Tokyo', by: 'tanaka' };
  const all = { ...asked, export: path, replay: true };
  expect(await run(() => evidenceCommand(all))).toBe(exitCodes.ok);
  expect(printed.out).toContain('attempt 1  26 Nov 2026, 12:00 (Asia/Tokyo)  of no campaign');
  expect(printed.out).toContain(`rule packs: ${record.packs.join(', ')}`);
  expect(printed.out).toContain('times: rang +1.500 s, ended +20.000 s\n  result: busy, Q.850 17');
  expect(printed.out).toContain('decided again: the same answer');
  const file = JSON.parse(readFileSync(path, 'utf8'));
  expect(file.records.map(({ kind }: { kind: string }) => kind)).toEqual(['decision', 'attempt']);
  const noted = await tenant.evidence.about(number, 0, Date.now() + 1);
  expect(noted.at(-1)).toMatchObject({ kind: 'export', body: { by: 'tanaka' } });
  expect(await run(() => evidenceCommand(all))).toBe(exitCodes.usage);
  expect(printed.err).toContain('is there already');
  const otherDay = { ...asked, date: '2026-11-25', lang: 'ja' };
  await run(() => evidenceCommand(otherDay));
  expect(printed.out).toContain('発信も判定の記録もありません');
  expect(await run(() => evidenceCommand({ ...asked, date: 'today' }))).toBe(exitCodes.usage);
  expect(await run(() => evidenceVerify(common()))).toBe(exitCodes.ok);
  expect(printed.out).toBe('everything is as it was written; newest seal: no day is sealed yet\n');
  await run(() => evidenceSeal(common()));
  expect(printed.out).toBe('0 days sealed; newest seal: none\n');
});

test('a hold stops an erasure until it is lifted', async () => {
  const { tenant, person } = await attempted();
  const by = { ...common(), by: 'tanaka' };
  await run(() => holdCommand({ ...by, number: '+81312345678', why: 'case 7' }));
  const erase = () => eraseCommand({ ...by, person: String(person), why: 'asked by mail' });
  expect(await run(erase)).toBe(exitCodes.failed);
  expect(printed.err).toContain('a legal hold is in force: case 7 (1)');
  await run(() => holdCommand({ ...by, why: '' }));
  expect(printed.out).toContain('case 7');
  await run(() => liftCommand('1', by));
  expect(await run(erase)).toBe(exitCodes.ok);
  expect(printed.out).toContain(`person ${person} is erased: `);
  expect((await tenant.people.find(person))!.name).toBe('');
  expect(existsSync(join(folder, 'store.db'))).toBe(true);
});
