/**
 * A centre of two agents of whom one has a skill, a supervisor's phone, customers who are known and
 * customers who can be called, beside a real Asterisk.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../adapters/store/store.ts';
import { type RouterChild, startRouter } from '../asterisk/router.ts';
import type { AsteriskServer } from '../asterisk/server.ts';
import type { PhoneSetup } from '../asterisk/server-files.ts';
import { teaScript } from '../support/tea-script.ts';

const shownNumber = '+81399990000';

/** Tanaka's, Sato's, the supervisor's. */
export const walkPhones: readonly PhoneSetup[] = [{ id: '1001' }, { id: '1002' }, { id: '1003' }];

/** Who calls, by the language in which they are served. The store knows them by number. */
export const callers = {
  en: { name: 'Hana Mori', kana: '', dials: '09012345678', number: 819012345678 },
  ja: { name: '山田 太郎', kana: 'ヤマダ タロウ', dials: '09087654321', number: 819087654321 },
} as const;

const common = { ring: '20s', 'wrap-up': '2m' };

const centre = {
  name: { en: 'Tea centre', ja: 'お茶センター' },
  tenants: { scene: null },
  skills: { tea: { name: { en: 'Tea', ja: 'お茶' } } },
  teams: { desk: null, survey: null },
  agents: {
    tanaka: {
      ...{ name: { en: 'Yui Tanaka', ja: '田中 結衣' }, phone: 'PJSIP/1001' },
      ...{ teams: ['desk'], skills: { tea: 8 } },
    },
    // Who has the skill is kept free for the calls that come in: campaigns are Sato's.
    sato: {
      ...{ name: { en: 'Ren Sato', ja: '佐藤 蓮' }, phone: 'PJSIP/1002' },
      teams: ['desk', 'survey'],
    },
  },
  announcements: { sorry: 'sound:vm-goodbye' },
  targets: { sorry: { announcement: 'sorry' } },
  queues: {
    tea: {
      ...common,
      ...{ name: { en: 'Tea', ja: 'お茶' }, teams: ['desk'] },
      steps: [{ require: { tea: '>=5' } }],
      script: 'tea',
      'wrap-up': {
        for: '2m',
        required: true,
        codes: {
          sale: { name: { en: 'Sale', ja: '成約' }, 'is-goal': true },
          lost: { name: { en: 'Lost', ja: '不成約' } },
        },
      },
      exits: { 'too-long': { waited: '5m', go: 'dialplan' } },
    },
    outbound: {
      ...common,
      ...{ name: { en: 'Survey', ja: '調査' }, teams: ['survey'], steps: [{}] },
      exits: { 'too-long': { waited: '2s', go: 'sorry' } },
    },
  },
  entries: {
    '5001': {
      ...{ queue: 'tea', company: { en: 'Aoi Tea', ja: '葵茶舗' } },
      greeting: { en: 'Aoi Tea speaking', ja: '葵茶舗でございます' },
    },
  },
};

export interface Walk {
  readonly router: RouterChild;
  stop(keep: boolean): Promise<void>;
}

/** The router with its people; the script of the calls is in use. */
export async function startWalk(asterisk: AsteriskServer): Promise<Walk> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-walk-'));
  await fillStore(join(folder, 'store.db'));
  const router = await startRouter({
    asterisk,
    centre,
    serverSettings: {
      store: join(folder, 'store.db'),
      outbound: {
        suppression: join(folder, 'suppression'),
        trunks: {
          line: { dial: 'PJSIP/{digits}@customers', channels: 10, 'calls-per-second': 5 },
        },
        'caller-ids': { [shownNumber]: { tenant: 'scene', verified: true, answered: true } },
      },
    },
  });
  await router.api('PUT', 'scripts', { text: teaScript });
  await router.api('POST', 'scripts/tea/versions/1/publish', {});
  return {
    router,
    async stop(keep) {
      await router.remove({ keep });
      if (keep) console.error(`walk: store kept in ${folder}`);
      else rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fillStore(file: string): Promise<void> {
  const store = await openStore(file, Date.now);
  const tenant = await store.tenant('scene');
  const drafts = Object.values(callers).map(({ name, kana, number }) => ({
    name,
    kana,
    numbers: [{ number, kind: 'mobile' as const, written: `+${number}` }],
  }));
  await tenant.people.save(drafts, { by: 'test' });
  await store.close();
}

/** A zone in which it is about noon now: campaigns call by day, and tests run at any hour. */
export function zoneAtNoon(now: number): string {
  const ahead = 12 - new Date(now).getUTCHours();
  // Of these zones plus is behind.
  return ahead === 0 ? 'Etc/UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
