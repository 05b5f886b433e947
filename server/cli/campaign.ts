/** `tsunagi campaign`: campaigns, straight on the store; a dialer sees it within a second. */

import { existsSync, readFileSync } from 'node:fs';
import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import type { Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { readCampaign } from '../../config/campaign.ts';
import { actOn, type CampaignAct, type CampaignActed } from '../outbound/campaign-acts.ts';
import { makeCampaign } from '../outbound/campaign-making.ts';
import { showCampaign } from '../outbound/campaign-shown.ts';
import { shownText } from '../outbound/campaign-shown-text.ts';
import { sightOf } from '../outbound/campaign-sight.ts';
import { type Why, type WhySight, why } from '../outbound/why.ts';
import { obstacleText, sumsText, type WhyTelling, whyText } from '../outbound/why-text.ts';
import { exitCodes } from './exit-codes.ts';
import { languageOf } from './language.ts';
import { type StoreOptions, tellFaults, UsageError, withStore } from './people.ts';

export interface CampaignOptions extends StoreOptions {
  readonly json?: boolean;
  readonly lang?: string;
}

export interface StartOptions extends CampaignOptions {
  /** Seconds to wait for a word of who dials. */
  readonly wait: string;
}

const print = (json: boolean | undefined, value: unknown, text: string): void => {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : text);
};

const withTenant = (
  options: CampaignOptions,
  work: (tenant: TenantStore, store: Store) => Promise<void>,
): Promise<void> =>
  tellFaults(() =>
    withStore(options, async (store) => work(await store.tenant(options.tenant), store)),
  );

/** `campaign create`: what would be called, or everything that is wrong with the file. */
export async function campaignCreate(path: string, options: CampaignOptions): Promise<void> {
  await tellFaults(async () => {
    if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
    const read = readCampaign(readFileSync(path, 'utf8'));
    if ('faults' in read) {
      for (const fault of read.faults) process.stderr.write(`${path}:${fault}\n`);
      process.exitCode = exitCodes.failed;
      return;
    }
    const { campaign, written } = read;
    await withStore(options, async (store) => {
      const tenant = await store.tenant(options.tenant);
      const { id, enrolled } = await makeCampaign(tenant, campaign, written);
      const lists = await tenant.figures.leadsByList(id);
      const said = { code: campaign.code, state: 'draft', leads: enrolled.added, lists };
      const rows = lists.map(
        ({ list, leads, share, withoutNumber }) =>
          `  ${list}: ${leads} leads, share ${share}` +
          `${withoutNumber > 0 ? `, ${withoutNumber} without a number that works` : ''}\n`,
      );
      const next = `tsunagi campaign start ${campaign.code}`;
      const text = `${campaign.code}: a draft with ${enrolled.added} leads\n${rows.join('')}${next} begins to call them\n`;
      print(options.json, said, text);
    });
  });
}

/** `campaign list`. */
export const campaignList = (options: CampaignOptions): Promise<void> =>
  withTenant(options, async (tenant) => {
    const language = languageOf(options.lang);
    const answers: Why[] = [];
    for (const row of await tenant.campaigns.all()) {
      answers.push(why(await sightOf(tenant, row, Date.now())));
    }
    const shown = answers.map(({ campaign, state, isDialling, obstacle, leads }) => ({
      ...{ code: campaign, state, isDialling, obstacle: obstacle?.code ?? null },
      leads: {
        ready: leads.ready,
        waiting: leads.waiting,
        claimed: leads.claimed,
        through: leads.through,
      },
    }));
    const lines = answers.map(
      (each) => `${each.campaign}\t${each.state}\t${sumsText(each, language)}\n`,
    );
    print(options.json, shown, lines.join('') || 'no campaigns\n');
  });

/** `campaign show`. */
export const campaignShow = (code: string, options: CampaignOptions): Promise<void> =>
  withTenant(options, async (tenant) => {
    const row = await tenant.campaigns.byCode(code);
    const shown = await showCampaign(tenant, row, Date.now());
    const telling = await tellingOf(tenant, row, options.lang);
    print(options.json, shown, shownText(shown, telling));
  });

/** `campaign enrol`, `pause` and `end`. */
export const campaignAct = (
  act: Exclude<CampaignAct, 'start'>,
  code: string,
  options: CampaignOptions,
): Promise<void> =>
  withTenant(options, async (tenant) => {
    const row = await tenant.campaigns.byCode(code);
    const acted = await actOn(tenant, row, act);
    print(options.json, { code, ...acted }, actedText(code, acted));
  });

function actedText(code: string, { state, enrolled }: CampaignActed): string {
  if (enrolled === undefined) return `${code} is ${state}\n`;
  const { added, withdrawn, returned } = enrolled;
  return `${code}: ${added} leads added, ${returned} taken back in, ${withdrawn} withdrawn\n`;
}

/** `campaign start`: and what stands in the way at once, by the word of who dials. */
export const campaignStart = (code: string, options: StartOptions): Promise<void> =>
  withTenant(options, async (tenant) => {
    const waitMs = Number(options.wait) * 1_000;
    if (!(waitMs >= 0 && waitMs <= 60_000)) {
      throw new UsageError(`--wait is 0 to 60 seconds, not "${options.wait}"`);
    }
    const row = await tenant.campaigns.byCode(code);
    const startedAt = Date.now();
    const { state } = await actOn(tenant, row, 'start');
    const answer = why(await reportedSight(tenant, { ...row, state }, startedAt, waitMs));
    const telling = await tellingOf(tenant, row, options.lang);
    print(options.json, answer, `${code} is ${state}\n${whyLines(answer, telling)}`);
  });

const lookEveryMs = 200;

/** As soon as a server that dials has told of it, or the time is over. */
async function reportedSight(
  tenant: TenantStore,
  row: CampaignRow,
  since: number,
  waitMs: number,
): Promise<WhySight> {
  for (;;) {
    const now = Date.now();
    const sight = await sightOf(tenant, row, now);
    if ((sight.pace !== undefined && sight.pace.at > since) || now - since >= waitMs) return sight;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** The sentence, and one line for everything else that is in the way. */
export function whyLines(answer: Why, telling: WhyTelling): string {
  const further = answer.obstacles
    .slice(1)
    .map(
      (each) =>
        `  ${telling.language === 'en' ? 'also' : '他に'}: ${obstacleText(each, answer, telling)}\n`,
    );
  return `${whyText(answer, telling)}\n${further.join('')}`;
}

/** With the words the sentences about this campaign need. */
export async function tellingOf(
  tenant: TenantStore,
  row: CampaignRow,
  lang: string | undefined,
): Promise<WhyTelling> {
  const { read } = await sightOf(tenant, row, 0);
  const queue = 'campaign' in read ? read.campaign.dialling.queue : null;
  return { language: languageOf(lang), zone: null, queue };
}
