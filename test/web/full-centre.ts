/**
 * A centre in which everything a page can show is there: calls that wait, ring, are talked in and
 * wrapped up, people with a past, a script, questions, a campaign. Who writes is told how.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createManualClock } from '../../adapters/clock.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createWorld } from '../../adapters/simulated/world.ts';
import { openStore, type Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { campaignOf } from '../../config/campaign.ts';
import { checkConfig } from '../../config/check.ts';
import { formatDiagnostics } from '../../config/load.ts';
import { makeCampaign } from '../../server/outbound/campaign-making.ts';
import { addAccount, Browser } from '../access/browser.ts';
import {
  type Centre,
  keyEnv,
  morning,
  newFolder,
  serverYaml,
  startCentre,
} from '../server/centre.ts';
import {
  fullYaml,
  others,
  outboundServerYaml,
  phoneOf,
  previewText,
  scriptText,
} from './full-config.ts';
import { plainWords, type Words } from './words-written.ts';

export interface FullCentre extends Centre {
  readonly store: Store;
  /** Who calls Ann. */
  readonly person: number;
  /** An entry of the FAQ. */
  readonly entry: number;
  /** Path of a wall, with its token. */
  readonly wall: string;
}

const callerNumber = 819012345678;
const dayMs = 86_400_000;

/** `isAtWork`: false, and nobody is signed in and nobody calls. */
export async function fullCentre(
  write: Words = plainWords,
  { isAtWork = true } = {},
): Promise<FullCentre> {
  const folder = newFolder();
  const configDir = join(folder, 'config');
  mkdirSync(configDir);
  writeFileSync(join(configDir, 'centre.yaml'), fullYaml(write));
  const server = serverYaml(join(folder, 'journal')) + outboundServerYaml(folder);
  writeFileSync(join(configDir, 'server.yaml'), server);
  const { config, diagnostics } = checkConfig(configDir, { env: keyEnv, now: morning });
  if (!config) throw new Error(formatDiagnostics(diagnostics, 'text', new Map()));
  mkdirSync(join(folder, 'journal'));
  const store = await openStore(join(folder, 'journal', 'store.db'), () => morning);
  const sakura = await store.tenant('sakura');
  const person = await fillPeople(sakura, write);
  await fillCampaign(sakura, write);
  const clock = createManualClock(morning);
  const world = createWorld(createPbx({ clock }), 'tsunagi');
  for (const agent of ['ann', 'bob', ...others]) world.phone(phoneOf(agent));
  const centre = await startCentre({
    ...{ folder: join(folder, 'journal'), config, configDir, env: keyEnv, clock, world },
  });
  await addAccounts(centre, write);
  const entry = await teach(centre, person, write);
  if (isAtWork) await work(centre, write);
  const wall = await told(centre.post('/walls', { name: 'east' }));
  return {
    ...{ ...centre, store, person, entry, wall: `/wall#token=${wall.key}` },
    async stop() {
      await centre.stop();
      await store.close();
    },
  };
}

async function told(asked: ReturnType<Centre['post']>) {
  const { status, body } = await asked;
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

async function fillPeople(sakura: TenantStore, write: Words): Promise<number> {
  const text = (place: string, plain: string, longest = 1_000) =>
    write.text(`person ${place}`, plain, longest);
  const { ids } = await sakura.people.save(
    [
      {
        ...{ name: text('name', '髙橋 花', 10_000), kana: text('kana', 'タカハシ ハナ') },
        ...{ company: text('company', '髙橋製茶'), email: text('email', 'hana@example.jp') },
        customerKey: text('key', 'C-1'),
        zone: 'America/New_York',
        numbers: [{ number: callerNumber, kind: 'mobile', written: text('written', '090') }],
        addresses: [{ kind: 'home', city: text('city', 'Uji'), street: text('street', '1-1') }],
        attributes: {
          ...{ plan: text('choice', '金'), joined: text('date', '2024-04-01') },
          [text('attribute', 'colour', 300)]: text('value', 'green', 10_000),
        },
        purchases: [
          {
            ...{ product: text('product', '煎茶'), amount: 3_240 },
            ...{ currency: text('currency', 'JPY', 300), orderKey: text('order', 'A-1') },
            boughtAt: morning - 9 * dayMs,
          },
        ],
      },
    ],
    { by: 'test' },
  );
  const person = ids[0]!;
  const { records, callbacks } = sakura;
  await records.grantConsent({
    ...{ person, channel: text('channel', 'phone', 300), purpose: text('purpose', 'offers', 300) },
    ...{ proof: text('proof', 'form 7', 300), grantedAt: morning - 8 * dayMs },
  });
  await records.refuse({
    ...{ person, scope: 'product', scopeOf: text('refused', 'coffee', 300) },
    ...{ source: text('source', 'letter', 300), basis: text('basis', 'GDPR 21', 300) },
    refusedAt: morning - 7 * dayMs,
  });
  const complaint = (plain: string) => ({
    ...{ person, text: text(plain, plain), severity: 'low' as const },
    raisedAt: morning - 6 * dayMs,
  });
  await records.complain(complaint('late'));
  const closed = await records.complain(complaint('cold'));
  await records.closeComplaint(closed, morning - 5 * dayMs, text('resolution', 'a new one'));
  // A complaint is a refusal of everything; they have thought better of it.
  for (const { id, scope } of await records.refusals({ person })) {
    if (scope === 'all') await records.liftRefusal(id, morning - 4 * dayMs);
  }
  await callbacks.promise(
    {
      ...{ person, number: callerNumber, owner: 'ann', zone: 'America/New_York' },
      ...{ dueAt: morning + 3_600_000, dueUntil: morning + 7_200_000 },
      note: text('promise', 'asked for Monday'),
    },
    morning,
  );
  return person;
}

async function fillCampaign(sakura: TenantStore, write: Words): Promise<void> {
  const list = await sakura.lists.named('all');
  const draft = {
    ...{
      name: write.text('lead name', '佐藤', 1_000),
      kana: write.text('lead kana', 'サトウ', 1_000),
    },
    company: write.text('lead company', '佐藤製茶', 1_000),
    numbers: [{ number: 81_312_340_000, kind: 'fixed' as const, written: '0312340000' }],
  };
  await sakura.people.save([draft], { by: 'test', list });
  const written = previewText(write);
  const read = campaignOf(written);
  if ('faults' in read) throw new Error(read.faults.join('; '));
  const { id } = await makeCampaign(sakura, read.campaign, written);
  await sakura.campaigns.setState(id, 'running');
}

async function addAccounts(centre: Centre, write: Words): Promise<void> {
  const shownName = (place: string) => write.text(`account ${place}`, place, 300).slice(0, 100);
  await addAccount(centre, 'ito', 'admin', { shownName: shownName('ito') });
  await addAccount(centre, 'ota', 'admin', { shownName: shownName('ota'), tenant: 'sakura' });
  for (const agent of ['ann', 'bob', ...others]) {
    await addAccount(centre, agent, 'agent', { agent, shownName: shownName(agent) });
  }
}

/** What is written beside calls: notes, doubts, the script, the FAQ. Gives an entry of it. */
async function teach(centre: Centre, person: number, write: Words): Promise<number> {
  const ask = (path: string, body: object) => told(centre.post(`${path}?tenant=sakura`, body));
  await ask(`/people/${person}/notes`, { text: write.text('note', 'Wants tins', 10_000) });
  await ask(`/people/${person}/doubts`, { text: write.text('doubt', 'In tins?', 10_000) });
  const doubt = await ask(`/people/${person}/doubts`, {
    text: write.text('doubt answered', 'Decaffeinated?', 1_000),
  });
  const { id } = await ask('/faq', {
    questionEn: write.text('question', 'A question: is there decaffeinated tea?', 10_000),
    answerEn: write.text('answer', 'Yes.', 10_000),
    questionJa: write.text('question ja', 'カフェインレスはありますか', 1_000),
    answerJa: write.text('answer ja', 'あります。', 1_000),
    owner: 'suzuki',
    doubt: doubt.id,
  });
  await ask('/faq/unanswered', { words: write.text('unanswered', 'shipping to Mars', 300) });
  const put = await centre.ask('PUT', '/scripts?tenant=sakura', { text: scriptText(write) });
  if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  await ask('/scripts/spring/versions/1/publish', {});
  return id;
}

/**
 * Everybody in a state of their own: Ann talks, Bob is paused with somebody before him to dial, Eve
 * is signed out, Fay writes after a call, Gil's phone rings, Hal asks Bob something while his
 * caller waits. Two more callers wait, one with a number that is none. From here on time stands
 * still.
 */
async function work(centre: Centre, write: Words): Promise<void> {
  const { world } = centre;
  const call = (place: string, number: string, entry = '100') => {
    const name = write.text(`caller ${place}`, place, 1_000);
    return world.enter({ number, name, args: ['entry', entry] });
  };
  const signIn = (agent: string) => told(centre.post(`/agents/${agent}/sign-in`, {}));

  await signIn('fay');
  const first = world.enter({ number: '09012345678', args: ['entry', '100'] });
  await centre.pass(2_500);
  first.hangUp();
  await centre.pass(200);
  const fay = await desk(centre, 'fay');
  const written = {
    note: write.text('wrap-up note', 'Calls again', 10_000),
    impression: write.text('impression', 'in a hurry', 1_000),
    ...{ code: 'lost', reason: 'price/other-firm' },
  };
  await ask(fay, '/me/contact', written, 'PUT');

  await signIn('hal');
  call('hal', '0311110002');
  await centre.pass(2_500);
  await signIn('bob');
  await told(centre.post('/agents/hal/call/consult', { to: { agent: 'bob' } }));
  await centre.pass(2_000);
  await told(centre.post('/agents/bob/pause', { reason: 'lunch' }));
  await ask(await desk(centre, 'bob'), '/me/campaigns/spring/next', {});

  await signIn('ann');
  call('ann', '09012345678', '101');
  // First kept for Fay, who has spoken with them.
  await centre.pass(23_000);
  const ann = await desk(centre, 'ann');
  const answer = write.text('answer given', 'Yes, it is me', 300);
  await ask(ann, '/me/contact/script/answer', { step: 'hello', answer });
  await ask(ann, '/me/contact', { note: write.text('note of now', 'Likes green', 1_000) }, 'PUT');

  await signIn('gil');
  world.phone(phoneOf('gil')).plan({ does: 'ring' });
  call('gil', '0311110003');
  await centre.pass(2_500);
  call('waiting', '0311110004');
  const number = write.text('caller number', '0311110005', 300);
  world.enter({ number, name: '', args: ['entry', '101'] });
  await centre.pass(1_000);
  // Refused, and kept in the audit log as it was sent.
  await centre.post(`/agents/${encodeURIComponent(write.text('audit', 'nobody', 200))}/pause`, {});
}

async function desk(centre: Centre, agent: string): Promise<Browser> {
  const browser = new Browser(centre);
  await browser.signIn(agent);
  return browser;
}

async function ask(browser: Browser, path: string, body: object, method: 'POST' | 'PUT' = 'POST') {
  const reply = await browser.ask(method, path, body);
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  return reply.body;
}
