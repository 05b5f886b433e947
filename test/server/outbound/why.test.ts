/** Whatever keeps a campaign from dialling is named, in both languages. The seed is printed. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignState } from '../../../adapters/store/campaigns.ts';
import { json, sql } from '../../../adapters/store/sql.ts';
import { runningFrame } from '../../../server/outbound/campaign-frame.ts';
import { sightOf } from '../../../server/outbound/campaign-sight.ts';
import { House, readGrounds } from '../../../server/outbound/house.ts';
import type { ObstacleCode } from '../../../server/outbound/obstacles.ts';
import { type Why, why } from '../../../server/outbound/why.ts';
import { whyLead } from '../../../server/outbound/why-lead.ts';
import { whyLeadText } from '../../../server/outbound/why-lead-text.ts';
import { whyText } from '../../../server/outbound/why-text.ts';
import { createDice, seedOfRun } from '../../support/dice.ts';
import { cleanUp, morning } from '../centre.ts';
import {
  drawRegistry,
  openWhyScene,
  type Plan,
  refuseClient,
  shown,
  unanswered,
  type WhyScene,
} from './why-scene.ts';

const seed = seedOfRun();
const day = 86_400_000;
const iso = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z');

interface Case extends Plan {
  readonly code: ObstacleCode | 'dials';
  readonly state?: CampaignState;
  /** Something to do once its leads are there. */
  prepare?(scene: WhyScene, made: { id: number; numbers: number[] }): Promise<void> | void;
  readonly en: RegExp;
  readonly ja: RegExp;
}

const california = '1415';
const vancouver = '1604';
const licensed = { licences: ['ca-dncl-registration'] };

const cases: readonly Case[] = [
  {
    code: 'dials',
    campaign: { queue: 'one' },
    en: /is dialling: 1 ring/,
    ja: /発信中です: 呼出中1件/,
    leads: 1,
  },
  { code: 'draft', state: 'draft', en: /is a draft/, ja: /下書き/ },
  { code: 'paused', state: 'paused', en: /is paused/, ja: /一時停止中/ },
  { code: 'ended', state: 'ended', en: /has been ended/, ja: /終了しています/ },
  {
    code: 'campaign-faulty',
    prepare: async ({ store }, { id }) => {
      const broken = json({ campaign: 'x', queue: 7 });
      await store.database.run(sql`update campaign set written = ${broken} where id = ${id}`);
    },
    en: /cannot be dialled \(.*queue/,
    ja: /記述に誤りがあり/,
  },
  {
    code: 'over',
    campaign: { until: iso(morning - day) },
    en: /last day is over/,
    ja: /実施期間が終わって/,
  },
  {
    code: 'not-begun',
    campaign: { from: iso(morning + day) },
    en: /begins on 25 Nov 2026, 10:00 \(Asia\/Tokyo\)/,
    ja: /開始は2026\/11\/25 10:00 \(Asia\/Tokyo\)です/,
  },
  { code: 'mode-by-hand', campaign: { mode: 'preview' }, en: /preview agents dial/, ja: /preview/ },
  { code: 'never-enrolled', leads: 0, en: /has no leads/, ja: /対象者がいません/ },
  {
    code: 'leads-through',
    prepare: (scene, { numbers }) => refuseClient(scene, 'sakura', numbers),
    en: /leads are through; \d through \(\d refused this client\)/,
    ja: /全員が終了しています\(終了\d件\(委託元への拒否\d件\)\)/,
  },
  { code: 'queue-unknown', campaign: { queue: 'gone' }, en: /no queue gone/, ja: /キューgone/ },
  {
    code: 'queue-without-deadline',
    campaign: { queue: 'slow' },
    en: /queue slow lets people .* longer than 2000 ms/,
    ja: /キューslow/,
  },
  { code: 'trunk-unknown', campaign: { trunk: 'gone' }, en: /no trunk gone/, ja: /回線gone/ },
  {
    code: 'caller-id-unknown',
    campaign: { 'caller-id': '+81399999999' },
    en: /no caller id \+81399999999/,
    ja: /発信者番号\+81399999999/,
  },
  {
    code: 'no-estimate',
    campaign: { 'caller-id': `+${shown.british}`, 'machine-detection': {} },
    en: /how often that is wrong: gb.abandonment wants it/,
    ja: /誤判定率\(false-machines\)が必要です\(gb.abandonment\)/,
  },
  { code: 'nobody-signed-in', campaign: { queue: 'none' }, en: /nobody of queue none/, ja: /誰も/ },
  { code: 'agents-away', campaign: { queue: 'away' }, en: /paused or unreachable/, ja: /離席中/ },
  {
    code: 'agents-busy',
    campaign: { queue: 'busy' },
    en: /busy are busy \(1\)/,
    ja: /対応中です\(1名\)/,
  },
  {
    code: 'window-small',
    campaign: { queue: 'busy', mode: 'predictive' },
    en: /busy \(1\), and too few people have answered/,
    ja: /放棄呼の余裕がありません/,
  },
  {
    code: 'agents-kept',
    campaign: { queue: 'kept' },
    en: /kept for calls that come in \(1: inbound has 1 of 1 it needs\)/,
    ja: /着信のために確保されています\(1名: inboundは必要1名中1名\)/,
  },
  {
    code: 'all-wait',
    prepare: async ({ store }, { id }) => {
      await store.database.run(sql`update lead set state = 'waiting', reason = 'no-answer',
        due_at = ${morning + day} where campaign = ${id}`);
    },
    en: /wait until 25 Nov 2026, 10:00 \(Asia\/Tokyo\) \(no answer\); \d wait \(\d no answer\)/,
    ja: /まで待っています\(応答なし\)\(待機\d件\(応答なし\d件\)\)/,
  },
  {
    code: 'outside-hours',
    prefix: '44113',
    en: /outside calling hours, until 24 Nov/,
    ja: /時間外/,
  },
  { code: 'holiday', campaign: { sector: 'gifts' }, en: /\(holiday, until 25 Nov/, ja: /祝休日/ },
  { code: 'place-unknown', prefix: '3906', en: /country unknown/, ja: /国が不明/ },
  { code: 'no-pack', country: 'IT', en: /no rule pack/, ja: /規則集なし/ },
  { code: 'forbidden', campaign: { sector: 'lottery' }, en: /forbidden there/, ja: /法令で禁止/ },
  {
    code: 'licence-missing',
    campaign: { sector: 'insurance' },
    en: /licence missing/,
    ja: /登録・許可/,
  },
  {
    code: 'consent-missing',
    campaign: { sector: 'credit' },
    en: /consent missing/,
    ja: /同意なし/,
  },
  { code: 'registry-not-checked', prefix: california, en: /registry not checked/, ja: /未照合/ },
  {
    code: 'registry-stale',
    prefix: vancouver,
    campaign: licensed,
    prepare: (scene) => drawRegistry(scene, 'ca-dncl', morning - 400 * day),
    en: /registry copy too old/,
    ja: /写しが古い/,
  },
  {
    code: 'caller-id-not-ours',
    campaign: { 'caller-id': `+${shown.fuji}` },
    en: /caller id not ours or not verified/,
    ja: /権利が未確認/,
  },
  {
    code: 'caller-id-not-ours',
    campaign: { 'caller-id': `+${shown.unproved}` },
    en: /caller id not ours or not verified/,
    ja: /権利が未確認/,
  },
  {
    code: 'caller-id-unanswered',
    campaign: { 'caller-id': `+${unanswered}` },
    en: /caller id not answered/,
    ja: /折り返しに応答なし/,
  },
  ...(['number', 'person'] as const).map(
    (of): Case => ({
      code: `attempts-to-${of}`,
      campaign: { sector: of === 'number' ? 'daily' : 'daily2' },
      prepare: async ({ tenant }, { numbers }) => {
        for (const number of numbers) {
          const [person] = await tenant.people.byNumber(number);
          const begun = { person: person!.id, number, path: 'manual', packVersion: 'x' } as const;
          const asked = { decision: 'allow', facts: {}, retention: 'house-1y' } as const;
          const id = await tenant.attempts.begin({ ...begun, ...asked, requestedAt: morning });
          const end = { endedAt: morning, network: 'busy', answeredBy: 'nobody' } as const;
          await tenant.attempts.end(id, end, 'house-1y');
        }
      },
      en: new RegExp(`${of} tried often enough, until 25 Nov 2026, 00:00`),
      ja: /発信回数の上限/,
    }),
  ),
];

const nameOf = ({ code }: Case, i: number): string => `c${String(i).padStart(2, '0')}-${code}`;

describe(`what keeps a campaign from dialling (TSUNAGI_SEED=${seed})`, () => {
  const dice = createDice(seed);
  let scene: WhyScene;
  const made = new Map<string, { id: number; numbers: number[] }>();

  const whyOf = async (code: string): Promise<Why> => {
    const row = await scene.tenant.campaigns.byCode(code);
    return why(await sightOf(scene.tenant, row, scene.centre.clock.now()));
  };

  beforeAll(async () => {
    scene = await openWhyScene(dice);
    for (const [i, each] of cases.entries()) {
      const code = nameOf(each, i);
      const one = await scene.make(code, each);
      made.set(code, one);
      await each.prepare?.(scene, one);
      await scene.tenant.campaigns.setState(one.id, each.state ?? 'running');
    }
    for (const agent of ['idle', 'away', 'busy', 'kept', 'one']) {
      const { status } = await scene.centre.post(`/agents/a-${agent}/sign-in`);
      expect(status).toBe(200);
    }
    await scene.centre.post('/agents/a-away/pause', { reason: 'break' });
    scene.centre.world.enter({ args: ['entry', '100'] });
    scene.centre.world.enter({ args: ['entry', '200'] });
    await scene.centre.pass(3_000);
    // Nobody dials yet: of those that run and may, that is what there is to say.
    const before = await whyOf(nameOf(cases.at(-1)!, cases.length - 1));
    expect(before.obstacle?.code).toBe('no-dialer');
    await scene.startDialer();
    await scene.pass(4_000);
  }, 60_000);

  afterAll(async () => {
    await scene.stop();
    await cleanUp();
  });

  test.each(cases.map((each, i) => [nameOf(each, i), each] as const))('%s', async (name, each) => {
    const answer = await whyOf(name);
    expect(answer.isDialling ? 'dials' : answer.obstacle?.code, JSON.stringify(answer)).toBe(
      each.code,
    );
    const queue = String(each.campaign?.queue ?? 'idle');
    const english = whyText(answer, { language: 'en', zone: null, queue });
    const japanese = whyText(answer, { language: 'ja', zone: null, queue });
    expect(english).toMatch(each.en);
    expect(japanese).toMatch(each.ja);
    for (const text of [english, japanese]) {
      expect(text).not.toMatch(/[{}]|null|–/);
      expect(text.startsWith(name)).toBe(true);
    }
    const all = answer.leads.ready + answer.leads.waiting + answer.leads.claimed;
    expect(all + answer.leads.through).toBe(made.get(name)!.numbers.length);
  });

  test('each lead tells everything in its way, with the words of the decision', async () => {
    const now = scene.centre.clock.now();
    const site = scene.config.site.server.outbound!;
    // As the front has it: read on another thread.
    const grounds = structuredClone(readGrounds(site, now));
    const house = House.forQuestions(site, scene.store, now, grounds);
    for (const [i, each] of cases.entries()) {
      const name = nameOf(each, i);
      const row = await scene.tenant.campaigns.byCode(name);
      const { read } = await sightOf(scene.tenant, row, now);
      if ('faults' in read) continue;
      const { tenant } = scene;
      const asked = { house, site, tenantCode: 'sakura', tenant, row, text: read.campaign, now };
      for (const number of made.get(name)!.numbers) {
        const [person] = await tenant.people.byNumber(number);
        const answer = (await whyLead(asked, person!.id))!;
        const lead = await tenant.leads.find(row.id, person!.id);
        expect(answer.lead).toMatchObject({ state: lead!.state, reason: lead!.reason });
        expect(answer.dueAt).toBe(lead!.state === 'waiting' ? lead!.dueAt : null);
        // The first thing in its way is what the dialer's own decision says.
        const frame = runningFrame(house, site, 'sakura', row, read.campaign, now);
        const record = (await house.person(tenant, person!.id))!;
        const { answer: decided } = house.decide(frame, record, record.person.numbers[0]!, now);
        const first = answer.numbers[0]!.stops[0];
        if (each.code !== 'attempts-to-number' && each.code !== 'attempts-to-person') {
          expect(first ?? decided.verdict).toEqual(first ? decided : 'allow');
        }
        if (lead!.state === 'waiting' && lead!.reason !== 'no-answer') {
          expect(answer.numbers[0]!.stops.map(({ reason }) => reason)).toContain(lead!.reason);
        }
        for (const language of ['en', 'ja'] as const) {
          const telling = { language, zone: 'Asia/Tokyo', sourceOf: house.sourceOf };
          const text = whyLeadText(answer, telling);
          expect(text).toContain(`+${number}`);
          expect(text).not.toMatch(/[{}]|undefined|null/);
        }
      }
    }
  });

  test('the switch going down, and the dialer after it, are what is said first', async () => {
    const place = cases.findIndex((each) => each.code === 'nobody-signed-in');
    const code = nameOf(cases[place]!, place);
    scene.centre.port.cutLink();
    await scene.pass(1_500);
    const down = await whyOf(code);
    expect(down.obstacle?.code).toBe('switch-down');
    await scene.stopDialer();
    await scene.centre.pass(16_000);
    const gone = await whyOf(code);
    expect(gone.obstacle?.code).toBe('no-dialer');
    const telling = { zone: null, queue: 'none' };
    expect(whyText(gone, { language: 'en', ...telling })).toMatch(/no server that dials/);
    expect(whyText(gone, { language: 'ja', ...telling })).toMatch(/サーバーが動いていません/);
    expect(whyText(down, { language: 'ja', ...telling })).toMatch(/交換機とつながっていません/);
  });
});
