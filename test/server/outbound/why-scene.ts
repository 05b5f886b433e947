/**
 * A house with a dialer, for tests of what keeps campaigns from dialling: a centre on the simulated
 * switch whose journal the dialer reads, a real store, real lists and packs, a clock that is told.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NumberKind } from '../../../adapters/store/person.ts';
import { openStore, type Store } from '../../../adapters/store/store.ts';
import type { TenantStore } from '../../../adapters/store/tenant-store.ts';
import { SuppressionFolder } from '../../../adapters/suppression/folder.ts';
import { campaignOf } from '../../../config/campaign.ts';
import { formatDiagnostics, loadTexts } from '../../../config/load.ts';
import type { CompiledConfig } from '../../../config/site.ts';
import { asTenantId } from '../../../core/outreach/ids.ts';
import { NumberSet } from '../../../core/outreach/suppression/number-set.ts';
import type { DialOrder } from '../../../server/dials.ts';
import { silentLog } from '../../../server/log.ts';
import { makeCampaign } from '../../../server/outbound/campaign-making.ts';
import { Runner } from '../../../server/outbound/runner.ts';
import type { Dice } from '../../support/dice.ts';
import {
  type Centre,
  compileCentre,
  keyEnv,
  morning,
  newFolder,
  serverYaml,
  startCentre,
} from '../centre.ts';

const deadline = 'exits: { too-long: { waited: 2s, go: bye } }';
const target = 'target: { answer: 80%, within: 20s, short-abandon: 5s }';

/** Queues of campaigns, by what their agents do. */
export const queues = ['idle', 'none', 'away', 'busy', 'kept', 'slow', 'one'] as const;
const people = ['idle', 'none', 'away', 'busy', 'kept', 'one'] as const;

const houseYaml = `
name: House
time-zone: Asia/Tokyo
tenants: { sakura: { name: Sakura }, fuji: { name: Fuji } }
skills: { tea: { name: Tea } }
teams:
${people.map((each) => `  ${each}: { tenant: sakura, name: ${each} }`).join('\n')}
agents:
${people
  .map(
    (each, i) =>
      `  a-${each}: { name: ${each}, tenant: sakura, phone: PJSIP/30${i}, teams: [${each}], skills: { tea: 4 } }`,
  )
  .join('\n')}
queues:
${queues
  .map(
    (each) =>
      `  ${each}: { name: ${each}, tenant: sakura, ${target}, teams: [${each === 'slow' ? 'idle' : each}], steps: [{ then: { after: 1h, go: bye } }]${each === 'slow' ? '' : `, ${deadline}`} }`,
  )
  .join('\n')}
  inbound:
    name: Inbound
    tenant: sakura
    ${target}
    teams: [kept]
    steps:
      - { for: 10m, require: { tea: ">=5" } }
      - { require: { tea: ">=3" }, then: { after: 1h, go: bye } }
entries: { "100": { queue: busy }, "200": { queue: inbound } }
targets: { bye: { extension: "8000", context: voicemail } }
pause-reasons: { break: { name: Break } }
switches: { world: { kind: simulated } }
`;

const rule = (name: string, text: string): string =>
  `  house.${name}: { where: JP, classes: all, source: House rule ${name}, mark: V, ${text} }\n`;

/** A firm's rules, each for a trade of its own, so that one house knows many obstacles. */
const packYaml = `
pack: house
version: "2026.1"
name: Rules of the house
holidays: { own: { "11-24": Founding day } }
rules:
${rule('licence', 'kind: licence, licence: broker, sectors: [insurance]')}
${rule('forbidden', 'kind: forbidden, sectors: [lottery]')}
${rule('holiday', 'kind: hours, week: { daily: 9:00-20:00 }, holidays: own, sectors: [gifts]')}
${rule('consent', 'kind: consent, use: live-call, sectors: [credit]')}
${rule('number-day', 'kind: attempts, to: number, by: all, within: day, most: 1, sectors: [daily]')}
${rule('person-day', 'kind: attempts, to: person, by: all, within: day, most: 1, sectors: [daily2]')}
`;

export const shown = {
  ...{ good: 81_399_990_001, fuji: 81_399_990_002, unproved: 81_399_990_003 },
  british: 442_079_460_000,
};
export const unanswered = 81_399_990_004;

const callerIds = [
  [shown.good, 'sakura', true, true],
  [shown.fuji, 'fuji', true, true],
  [shown.unproved, 'sakura', false, true],
  [shown.british, 'sakura', true, true],
  [unanswered, 'sakura', true, false],
] as const;

const outboundYaml = (folder: string): string => `
  outbound:
    suppression: ${join(folder, 'lists')}
    packs: [${join(folder, 'packs')}]
    trunks:
      wide: { dial: "PJSIP/{e164}@wide", channels: 100, calls-per-second: 100 }
      narrow: { dial: "PJSIP/{e164}@narrow", channels: 1, calls-per-second: 100 }
    caller-ids:
${callerIds
  .map(
    ([number, tenant, verified, answered]) =>
      `      "+${number}": { tenant: ${tenant}, verified: ${verified}, answered: ${answered} }`,
  )
  .join('\n')}
`;

export interface Plan {
  /** Changes to a campaign that would dial. */
  readonly campaign?: Readonly<Record<string, unknown>>;
  /** Leads; default 1 to 5, drawn. */
  readonly leads?: number;
  /** What their numbers begin with; default a landline in Tokyo. */
  readonly prefix?: string;
  /** Country of their address; default: none is known. */
  readonly country?: string;
}

export interface WhyScene {
  readonly centre: Centre;
  readonly store: Store;
  readonly tenant: TenantStore;
  readonly config: CompiledConfig;
  readonly folder: string;
  readonly orders: readonly DialOrder[];
  readonly lists: SuppressionFolder;
  /** Makes a campaign with its people. Gives its number and the numbers dialled. */
  make(code: string, plan?: Plan): Promise<{ readonly id: number; readonly numbers: number[] }>;
  startDialer(): Promise<void>;
  stopDialer(): Promise<void>;
  /** Time passes for the centre, the dialer and the store. */
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

export function compileHouse(folder: string): CompiledConfig {
  const sources = new Map([
    ['centre.yaml', houseYaml],
    ['server.yaml', serverYaml(folder) + outboundYaml(folder)],
  ]);
  const { config, diagnostics } = loadTexts('test', sources, { env: keyEnv, now: morning });
  if (!config) throw new Error(formatDiagnostics(diagnostics, 'text', sources));
  return config;
}

export const campaignText = (
  code: string,
  list: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  campaign: code,
  goal: 'order',
  class: 'sale',
  queue: 'idle',
  trunk: 'wide',
  'caller-id': `+${shown.good}`,
  lists: { [list]: 1 },
  outcomes: {
    order: { name: 'Order', isGoal: true },
    no: { name: 'No', isRefusal: true, reasons: { price: { name: 'Price' } } },
    later: { name: 'Later' },
  },
  ...changes,
});

export async function openWhyScene(dice: Dice): Promise<WhyScene> {
  const folder = newFolder();
  mkdirSync(join(folder, 'packs'));
  writeFileSync(join(folder, 'packs', 'house.yaml'), packYaml);
  const journal = newFolder();
  const centre = await startCentre({
    folder: journal,
    config: compileCentre(journal, houseYaml),
    meddle({ world }) {
      for (const i of people.keys()) world.phone(`PJSIP/30${i}`);
    },
  });
  const now = () => centre.clock.now();
  const config = compileHouse(folder);
  const store = await openStore(join(folder, 'store.db'), now);
  const tenant = await store.tenant('sakura');
  const orders: DialOrder[] = [];
  let runner: Runner | undefined;
  let fed = 0;
  const feed = async (): Promise<void> => {
    const lines = (await centre.lines()).filter(({ seq }) => seq > fed);
    fed = lines.at(-1)?.seq ?? fed;
    if (lines.length > 0) runner?.apply(lines.map((line) => JSON.stringify(line)).join('\n'));
  };
  const scene: WhyScene = {
    ...{ centre, store, tenant, config, folder, orders },
    lists: SuppressionFolder.open(join(folder, 'lists'), now()),
    make: (code, plan) => drawCampaign(scene, dice, code, plan),
    async startDialer() {
      runner = await Runner.start(
        { config, snapshot: centre.server.recovered.snapshot },
        {
          clock: centre.clock,
          log: silentLog,
          send: (order) => orders.push(order),
          letGo: () => {},
        },
      );
      fed = 0;
      await feed();
    },
    async stopDialer() {
      await runner?.stop();
      runner = undefined;
    },
    async pass(ms) {
      for (let left = ms; left > 0; left -= 250) {
        await centre.pass(Math.min(250, left));
        await feed();
        // The dialer's work with the store is many small steps.
        for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async stop() {
      await scene.stopDialer();
      await store.close();
    },
  };
  return scene;
}

/** Drawn once each, so that no number is two people's. */
let drawn = 0;

async function drawCampaign(
  { tenant }: WhyScene,
  dice: Dice,
  code: string,
  { campaign = {}, leads = dice.between(1, 5), prefix = '8133', country }: Plan = {},
): Promise<{ readonly id: number; readonly numbers: number[] }> {
  const list = await tenant.lists.named(`list-${code}`);
  const numbers = Array.from({ length: leads }, () => {
    drawn += dice.between(1, 9);
    return Number(`${prefix}${String(2_000_000 + drawn)}`);
  });
  const kind: NumberKind = 'fixed';
  const drafts = numbers.map((number) => ({
    name: `P${number}`,
    numbers: [{ number, kind, written: '' }],
    ...(country === undefined ? {} : { addresses: [{ kind: 'home', country }] }),
  }));
  if (drafts.length > 0) await tenant.people.save(drafts, { by: 'test', list });
  const text = campaignText(code, `list-${code}`, campaign);
  const read = campaignOf(text);
  if ('faults' in read) throw new Error(read.faults.join('; '));
  const { id } = await makeCampaign(tenant, read.campaign, text);
  return { id, numbers };
}

/** A registry as of a moment, with nobody on it. */
export function drawRegistry({ lists, centre }: WhyScene, registry: string, since: number): void {
  const list = lists.list({ kind: 'registry', registry }, centre.clock.now());
  list.replace(() => ({ numbers: NumberSet.empty(), since, source: 'test' }));
}

/** These numbers must not be called for the client. */
export function refuseClient(
  { lists, centre }: WhyScene,
  tenant: string,
  numbers: readonly number[],
): void {
  const scope = { kind: 'client', tenant: asTenantId(tenant) } as const;
  const at = centre.clock.now();
  lists.list(scope, at).add(numbers, { at, by: 'test', why: 'asked' });
}
