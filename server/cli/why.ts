/** `tsunagi why`: why campaigns are not dialling, or one person is not dialled. */

import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import { StoreError } from '../../adapters/store/database.ts';
import type { Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import type { CampaignText } from '../../config/campaign.ts';
import type { OutboundSite } from '../../config/site.ts';
import { sightOf } from '../outbound/campaign-sight.ts';
import { House } from '../outbound/house.ts';
import { type Why, why } from '../outbound/why.ts';
import { type LeadWhy, whyLead } from '../outbound/why-lead.ts';
import { whyLeadText } from '../outbound/why-lead-text.ts';
import { type CampaignOptions, tellingOf, whyLines } from './campaign.ts';
import { languageOf } from './language.ts';
import { tellFaults, UsageError, withStore } from './people.ts';
import { siteOf } from './site-of.ts';

export interface WhyOptions extends CampaignOptions {
  readonly person?: string;
  readonly number?: string;
}

/** `tsunagi why [CODE]`. */
export async function whyCommand(code: string | undefined, options: WhyOptions): Promise<void> {
  await tellFaults(async () => {
    const asksOne = options.person !== undefined || options.number !== undefined;
    if (asksOne && code === undefined) {
      throw new UsageError('name the campaign too: tsunagi why CODE --person ID');
    }
    await withStore(options, async (store) => {
      const tenant = await store.tenant(options.tenant);
      if (asksOne) return whyPerson(store, tenant, code!, options);
      const rows =
        code === undefined ? await tenant.campaigns.all() : [await tenant.campaigns.byCode(code)];
      await whyCampaigns(tenant, rows, options);
    });
  });
}

async function whyCampaigns(
  tenant: TenantStore,
  rows: readonly CampaignRow[],
  { json, lang }: WhyOptions,
): Promise<void> {
  const answers: Why[] = [];
  for (const row of rows) {
    const answer = why(await sightOf(tenant, row, Date.now()));
    answers.push(answer);
    if (!json) process.stdout.write(whyLines(answer, await tellingOf(tenant, row, lang)));
  }
  if (json) process.stdout.write(`${JSON.stringify(answers, undefined, 2)}\n`);
  else if (rows.length === 0) process.stdout.write('no campaigns\n');
}

async function whyPerson(
  store: Store,
  tenant: TenantStore,
  code: string,
  options: WhyOptions,
): Promise<void> {
  const site = outboundOf(options.config);
  const row = await tenant.campaigns.byCode(code);
  const now = Date.now();
  const { read } = await sightOf(tenant, row, now);
  if ('faults' in read) {
    throw new StoreError('refused', `${code} cannot be dialled: ${read.faults.join('; ')}`);
  }
  const house = House.forQuestions(site, store, now);
  const text: CampaignText = read.campaign;
  const question = { house, site, tenantCode: options.tenant, tenant, row, text, now };
  const answers: LeadWhy[] = [];
  for (const person of await peopleOf(tenant, options)) {
    const answer = await whyLead(question, person);
    if (answer !== undefined) answers.push(answer);
  }
  if (answers.length === 0) throw new StoreError('unknown', 'the store has no such person');
  if (options.json) {
    process.stdout.write(`${JSON.stringify(answers, undefined, 2)}\n`);
    return;
  }
  const { zone } = text.dialling;
  const telling = { language: languageOf(options.lang), zone, sourceOf: house.sourceOf };
  for (const answer of answers) process.stdout.write(`${whyLeadText(answer, telling)}\n`);
  const campaign = why(await sightOf(tenant, row, now));
  process.stdout.write(whyLines(campaign, await tellingOf(tenant, row, options.lang)));
}

/** Trunks, numbers shown, lists and packs stand in the configuration, and nowhere else. */
function outboundOf(config: string | undefined): OutboundSite {
  if (config === undefined) {
    throw new UsageError('--config: what is in the way of a person depends on the configuration');
  }
  const { outbound } = siteOf(config).server;
  if (outbound === undefined) {
    throw new UsageError(`${config} has no server.outbound: no campaign dials with it`);
  }
  return outbound;
}

/** The person of `--person`, or everybody with the number of `--number`. */
async function peopleOf(
  tenant: TenantStore,
  { person, number }: WhyOptions,
): Promise<readonly number[]> {
  if (person !== undefined) {
    const id = Number(person);
    if (!Number.isSafeInteger(id) || id < 1) {
      throw new UsageError(`--person is the number of a person, not "${person}"`);
    }
    return [id];
  }
  return (await tenant.people.byNumber(numberOf(number!))).map(({ id }) => id);
}

/** E.164 with a plus, as it is shown everywhere. */
export function numberOf(text: string): number {
  const digits = /^\+([1-9]\d{6,14})$/.exec(text.replaceAll(/[ -]/g, ''))?.[1];
  if (digits !== undefined) return Number(digits);
  throw new UsageError(
    `--number is a number with its country, such as +81312345678, not "${text}"`,
  );
}
