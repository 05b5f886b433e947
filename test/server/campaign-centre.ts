/** A campaign on the simulated switch: people, agents, and a clock that is told. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createWorld } from '../../adapters/simulated/world.ts';
import { openStore, type Store } from '../../adapters/store/store.ts';
import type { TenantStore } from '../../adapters/store/tenant-store.ts';
import { SuppressionFolder } from '../../adapters/suppression/folder.ts';
import { campaignOf } from '../../config/campaign.ts';
import type { ListScope } from '../../core/outreach/suppression/lists.ts';
import { makeCampaign } from '../../server/outbound/campaign-making.ts';
import {
  type Centre,
  type CentreOptions,
  centreYaml,
  compileCentre,
  morning,
  newFolder,
  startCentre,
} from './centre.ts';

export const firstNumber = 81_312_340_000;
export const shownNumber = 81_399_990_000;
/** Whose law counts two seconds from the end of the greeting. */
export const shownInUs = 12_125_550_100;

const outboundYaml = (folder: string, deadline: string): string => `
queues:
  tea:
    name: Tea
    tenant: fuji
    teams: [shop]
    ring: 10s
    wrap-up: 1s
    steps: [{}]
    exits: { too-long: { waited: ${deadline}, go: sorry } }
announcements: { sorry: sound:vm-goodbye }
targets: { sorry: { announcement: sorry } }
server:
  outbound:
    suppression: ${join(folder, 'suppression')}
    trunks: { ntt: { dial: "Local/{national}@out/n", channels: 20, calls-per-second: 10 } }
    caller-ids:
      "+${shownNumber}": { tenant: fuji, verified: true, answered: true }
      "+${shownNumber + 1}": { tenant: fuji, verified: true, answered: true }
      "+${shownInUs}": { tenant: fuji, verified: true, answered: true }
`;

/** What a campaign says unless a test says otherwise. */
export const campaignText = {
  campaign: 'spring',
  goal: 'order',
  class: 'survey',
  queue: 'tea',
  trunk: 'ntt',
  'caller-id': `+${shownNumber}`,
  mode: 'progressive',
  lists: { all: 1 },
  outcomes: { order: { name: 'Order', isGoal: true }, no: { name: 'No', isRefusal: true } },
  cadence: {
    attempts: 3,
    'per-day': 5,
    parts: ['00:00-24:00'],
    after: { busy: '1m', 'no-answer': '2m' },
  },
};

export interface CampaignCentre extends Centre {
  readonly store: Store;
  readonly people: TenantStore;
  readonly campaign: number;
  /** How many seconds from now until the agent's desk is manned: `cho` signs in. */
  signIn(): Promise<void>;
  /** Enters a number in a list, as another program would. */
  suppress(scope: ListScope, number: number): void;
  /** Where the number is reached. */
  customer(index: number): ReturnType<Centre['world']['phone']>;
}

/** The configuration: the small centre, and what campaigns need, put together. */
export function outboundConfig(folder: string, deadline = '2s') {
  const more = outboundYaml(folder, deadline);
  const part = (name: string): string =>
    new RegExp(`^${name}:\\n((?: .*\\n)+)`, 'm').exec(more)?.[1] ?? '';
  const yaml = centreYaml
    .replace(/^queues:\n/m, `queues:\n${part('queues')}`)
    .replace(
      /^targets:\n/m,
      'announcements: { sorry: sound:vm-goodbye }\ntargets:\n  sorry: { announcement: sorry }\n',
    );
  return compileCentre(folder, yaml, part('server'));
}

export interface CampaignOptions extends CentreOptions {
  readonly people?: number;
  readonly text?: Readonly<Record<string, unknown>>;
  /** How long who answers waits for an agent; default 2 s. */
  readonly deadline?: string;
  /** Go on with the store that is there. */
  readonly again?: boolean;
}

/** Starts the centre with a campaign that runs. */
export async function startCampaign(options: CampaignOptions = {}): Promise<CampaignCentre> {
  const folder = options.folder ?? newFolder();
  mkdirSync(folder, { recursive: true });
  const { people = 3, text = {}, again = false, clock } = options;
  const now = () => clock?.now() ?? morning;
  const store = await openStore(join(folder, 'store.db'), now);
  const tenant = await store.tenant('fuji');
  const campaign = again
    ? (await tenant.campaigns.byCode('spring')).id
    : await fill(tenant, people, { ...campaignText, ...text });
  const time = clock ?? createManualClock(morning);
  const life = mortal(time);
  const config = outboundConfig(folder, options.deadline);
  const world = options.world ?? createWorld(createPbx({ clock: time }), 'tsunagi');
  const centre = await startCentre({ ...options, folder, config, world, clock: life.clock });
  return {
    ...centre,
    store,
    people: tenant,
    campaign,
    async signIn() {
      await centre.post('/agents/cho/sign-in');
    },
    suppress(scope, number) {
      const at = centre.clock.now();
      const list = SuppressionFolder.open(join(folder, 'suppression'), at).list(scope, at);
      list.add([number], { at, by: 'test', why: 'asked for it' });
    },
    customer: (index) => centre.world.phone(`Local/0${firstNumber + index - 81_000_000_000}@out`),
    async stop() {
      await centre.stop();
      await store.close();
    },
    async kill() {
      life.end();
      await centre.kill();
      await store.close();
    },
  };
}

/** A clock whose timers end with the process they were set by. */
function mortal(clock: ManualClock): { readonly clock: ManualClock; end(): void } {
  let ended = false;
  return {
    clock: {
      now: () => clock.now(),
      advance: (ms) => clock.advance(ms),
      next: () => clock.next(),
      setTimer: (ms, fn) => clock.setTimer(ms, () => (ended ? undefined : fn())),
    },
    end: () => {
      ended = true;
    },
  };
}

async function fill(
  tenant: TenantStore,
  people: number,
  written: Readonly<Record<string, unknown>>,
): Promise<number> {
  const list = await tenant.lists.named('all');
  const drafts = Array.from({ length: people }, (_, i) => ({
    name: `Customer ${i}`,
    numbers: [{ number: firstNumber + i, kind: 'fixed' as const, written: `+${firstNumber + i}` }],
  }));
  await tenant.people.save(drafts, { by: 'test', list });
  const read = campaignOf(written);
  if ('faults' in read) throw new Error(read.faults.join('; '));
  const { id } = await makeCampaign(tenant, read.campaign, written);
  await tenant.campaigns.setState(id, 'running');
  return id;
}
