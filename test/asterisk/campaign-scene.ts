/**
 * A campaign on the real thing: an Asterisk, the router with its dialer, SIPp as agents' phones and
 * as the people who are called. Some must not be called from the beginning, some are entered as
 * such while it runs; the router may be killed in the middle; callers may come in for the same
 * agents.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../adapters/store/store.ts';
import { SuppressionFolder } from '../../adapters/suppression/folder.ts';
import { campaignOf } from '../../config/campaign.ts';
import { asTenantId } from '../../core/outreach/ids.ts';
import { makeCampaign } from '../../server/outbound/campaign-making.ts';
import { type CampaignFigures, checkCampaign, type Forbidden } from './campaign-check.ts';
import { until } from './child.ts';
import { agentPhones } from './load-centre.ts';
import type { AsteriskPackages } from './packages.ts';
import { type RouterChild, startRouter } from './router.ts';
import { type AsteriskServer, freeUdpPort, startAsterisk } from './server.ts';
import { type SippRun, startSipp } from './sipp.ts';
import { type CustomerBehaviour, customerScenario } from './sipp-customers.ts';
import { callerScenario, phoneScenario } from './sipp-scenarios.ts';

export interface CampaignPlan {
  readonly packages: AsteriskPackages;
  readonly leads: number;
  readonly agents: number;
  readonly mode: 'progressive' | 'power' | 'predictive';
  readonly customers: CustomerBehaviour;
  /** Conversations last between these. */
  readonly talkMs: readonly [number, number];
  /** The router is killed when this share of the leads is through; absent: never. */
  readonly killAt?: number;
  /** Callers who come in for the same agents, an hour. */
  readonly inboundPerHour?: number;
  /** The campaign is given so long. */
  readonly patienceMs: number;
  readonly onProgress?: (text: string) => void;
}

const tenantCode = 'tanaka-tea';
const firstNumber = 81_312_340_000;
const firstCaller = 81_451_230_000;
const shownNumber = 81_399_990_000;
/** How long after an attempt the next one may come, as the campaign says. */
export const delaysMs = { busy: 20_000, 'no-answer': 30_000 } as const;

const campaign = {
  campaign: 'spring',
  goal: 'answered-all',
  class: 'survey',
  queue: 'outbound',
  trunk: 'customers',
  'caller-id': `+${shownNumber}`,
  ring: '25s',
  zone: 'Asia/Tokyo',
  retention: 'house-1y',
  lists: { all: 1 },
  segment: { where: [{ any: [{ attempts: { 'at-least': 0 } }] }] },
  outcomes: { 'answered-all': { name: 'All answered', isGoal: true } },
  cadence: {
    attempts: 3,
    days: 2,
    'per-day': 10,
    faults: 20,
    parts: ['00:00-24:00'],
    after: {
      busy: '20s',
      'no-answer': '30s',
      unallocated: '20s',
      unreachable: '20s',
      declined: '30s',
      congested: '5s',
      failed: '5s',
      withdrawn: '5s',
      abandoned: 'never',
      machine: 'never',
      'hung-up-early': 'never',
    },
  },
};

/** The people's provider, as the sample has a trunk. */
export const trunkTo = (port: number): string => `
[customers]
type = endpoint
context = from-customers
disallow = all
allow = ulaw
direct_media = no
aors = customers
[customers]
type = aor
contact = sip:127.0.0.1:${port}
`;

function centreOf(agents: number): Readonly<Record<string, unknown>> {
  const ids = agentPhones(agents, 0).map(({ id }) => id);
  const common = { teams: ['all'], ring: '10s', 'wrap-up': '500ms', steps: [{}] };
  return {
    tenants: { [tenantCode]: null },
    teams: { all: null },
    agents: Object.fromEntries(
      ids.map((id) => [`a${id}`, { phone: `PJSIP/${id}`, teams: ['all'] }]),
    ),
    announcements: { sorry: 'sound:vm-goodbye' },
    targets: { sorry: { announcement: 'sorry' } },
    queues: {
      outbound: { ...common, exits: { 'too-long': { waited: '2s', go: 'sorry' } } },
      inbound: {
        ...common,
        class: 'inbound',
        target: { answer: '80%', within: '10s' },
        exits: { 'too-long': { waited: '5m', go: 'dialplan' } },
      },
    },
    classes: ['inbound', 'normal'],
    entries: { '5001': { queue: 'inbound' } },
  };
}

export class CampaignScene {
  readonly #plan: CampaignPlan;
  readonly #folder = mkdtempSync(join(tmpdir(), 'tsunagi-campaign-'));
  readonly #runs: SippRun[] = [];
  readonly forbidden: Forbidden[] = [];
  #asterisk: AsteriskServer | undefined;
  #router: RouterChild | undefined;
  #store: Store | undefined;
  #customers: SippRun | undefined;
  #campaign = 0;

  constructor(plan: CampaignPlan) {
    this.#plan = plan;
  }

  get #lists(): string {
    return join(this.#folder, 'suppression');
  }

  /** Switch, people and their campaign, router, agents who have signed in. */
  async start(): Promise<void> {
    const { packages, agents, talkMs, customers } = this.#plan;
    const phonesPort = await freeUdpPort('127.0.0.1');
    const customersPort = await freeUdpPort('127.0.0.1');
    const common = { packages, address: '127.0.0.1' };
    const phones = phoneScenario({ does: 'answer', ringMs: 100, talkMs });
    this.#runs.push(
      await startSipp({ ...common, name: 'phones', port: phonesPort, scenario: phones }),
    );
    this.#customers = await startSipp({
      ...common,
      name: 'customers',
      port: customersPort,
      scenario: customerScenario(customers),
    });
    this.#runs.push(this.#customers);
    this.#asterisk = await startAsterisk({
      packages,
      phones: agentPhones(agents, phonesPort),
      more: { 'pjsip.conf': trunkTo(customersPort) },
      quiet: true,
    });
    await this.#fillStore();
    this.#router = await startRouter({
      asterisk: this.#asterisk,
      centre: centreOf(agents),
      serverSettings: {
        store: join(this.#folder, 'store.db'),
        outbound: {
          suppression: this.#lists,
          trunks: {
            customers: {
              dial: 'PJSIP/{digits}@customers',
              channels: 400,
              'calls-per-second': 20,
            },
          },
          'caller-ids': {
            [`+${shownNumber}`]: { tenant: tenantCode, verified: true, answered: true },
          },
        },
      },
    });
    for (const { id } of agentPhones(agents, 0)) {
      await this.#router.api('POST', `agents/a${id}/sign-in`);
    }
  }

  async #fillStore(): Promise<void> {
    const { leads, mode } = this.#plan;
    this.#store = await openStore(join(this.#folder, 'store.db'), Date.now);
    const tenant = await this.#store.tenant(tenantCode);
    const list = await tenant.lists.named('all');
    const drafts = Array.from({ length: leads }, (_, i) => ({
      name: `Customer ${i}`,
      numbers: [
        { number: firstNumber + i, kind: 'fixed' as const, written: `+${firstNumber + i}` },
      ],
    }));
    for (let from = 0; from < leads; from += 500) {
      await tenant.people.save(drafts.slice(from, from + 500), { by: 'test', list });
    }
    // One in twenty has said no before it begins.
    this.forbid(Array.from({ length: Math.floor(leads / 20) }, (_, i) => firstNumber + i * 20));
    const written = { ...campaign, mode };
    const read = campaignOf(written);
    if ('faults' in read) throw new Error(read.faults.join('; '));
    const made = await makeCampaign(tenant, read.campaign, written);
    this.#campaign = made.id;
    await tenant.campaigns.setState(made.id, 'running');
  }

  /** From this moment on nobody may call these numbers for this client. */
  forbid(numbers: readonly number[]): void {
    const list = SuppressionFolder.open(this.#lists, Date.now()).list(
      { kind: 'client', tenant: asTenantId(tenantCode) },
      Date.now(),
    );
    list.add([...numbers], { at: Date.now(), by: 'test', why: 'asked for it' });
    const since = Date.now();
    for (const number of numbers) this.forbidden.push({ number, since });
  }

  /** Resolves when every lead is through. */
  async run(): Promise<void> {
    const { leads, killAt, patienceMs, onProgress } = this.#plan;
    const tenant = await this.#store!.tenant(tenantCode);
    const inbound = this.#plan.inboundPerHour ? await this.#callers() : undefined;
    let [killed, warned] = [false, false];
    let toldAt = 0;
    await until(
      'every lead to be through',
      async () => {
        const counts = await tenant.leads.counts(this.#campaign);
        const through = counts
          .filter(({ state }) => state === 'done')
          .reduce((sum, each) => sum + each.leads, 0);
        if (Date.now() - toldAt > 10_000) {
          toldAt = Date.now();
          onProgress?.(
            counts.map((each) => `${each.state} ${each.reason} ${each.leads}`).join(', '),
          );
        }
        if (!warned && through > leads * 0.3) {
          warned = true;
          this.forbid(await this.#stillWaiting());
        }
        if (!killed && killAt !== undefined && through > leads * killAt) {
          killed = true;
          onProgress?.('the router is killed');
          await this.#router!.kill();
          await this.#router!.restart();
          onProgress?.('and is back');
        }
        return through === leads;
      },
      { timeoutMs: patienceMs, everyMs: 500 },
    );
    await inbound?.stop();
    await until(
      'the last calls to end',
      async () => (await this.#asterisk!.channels()).length === 0,
      {
        timeoutMs: 120_000,
      },
    );
  }

  /** A few of those who wait for another attempt. */
  async #stillWaiting(): Promise<number[]> {
    const tenant = await this.#store!.tenant(tenantCode);
    const numbers: number[] = [];
    for (let person = 1; person <= this.#plan.leads && numbers.length < 20; person++) {
      const lead = await tenant.leads.find(this.#campaign, person);
      if (lead?.state === 'waiting' && lead.number !== null) numbers.push(lead.number);
    }
    return numbers;
  }

  async #callers(): Promise<SippRun> {
    const { packages, inboundPerHour = 0 } = this.#plan;
    const total = 10_000;
    const run = await startSipp({
      packages,
      name: 'callers',
      scenario: callerScenario({ patienceMs: 300_000 }),
      address: this.#asterisk!.trunkAddress,
      port: await freeUdpPort(this.#asterisk!.trunkAddress),
      target: `127.0.0.1:${this.#asterisk!.sipPort}`,
      calls: {
        total,
        perSecond: inboundPerHour / 3_600,
        lines: Array.from({ length: total }, (_, i) => `5001;${firstCaller + i}`),
      },
    });
    this.#runs.push(run);
    return run;
  }

  /** What store, journal and the people's own log say of it. The router is stopped. */
  async figures(): Promise<CampaignFigures> {
    await this.#router!.stop();
    return checkCampaign({
      store: this.#store!,
      tenant: tenantCode,
      campaign: this.#campaign,
      leads: this.#plan.leads,
      forbidden: this.forbidden,
      seen: this.#customers!.events(),
      journal: this.#router!.journalFolder,
      delaysMs,
    });
  }

  /** `keep`: files stay where they are, and are named. */
  async stop(keep: boolean): Promise<void> {
    for (const run of this.#runs) await run.stop();
    await this.#router?.remove({ keep });
    await this.#asterisk?.stop({ keepLogs: keep });
    await this.#store?.close();
    if (keep) console.error(`campaign: files kept in ${this.#folder}`);
    else rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Plays the campaign to its end. Rejects when a part does not start or it does not end. */
export async function runCampaign(plan: CampaignPlan): Promise<CampaignFigures> {
  const scene = new CampaignScene(plan);
  let sound = false;
  try {
    await scene.start();
    await scene.run();
    const figures = await scene.figures();
    sound = figures.problems.length === 0;
    return figures;
  } finally {
    await scene.stop(!sound);
  }
}
