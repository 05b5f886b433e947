/**
 * Two sites under load: each a real Asterisk with a router of its own, SIPp callers and agents'
 * phones, and a trunk to the other. Calls that wait too long overflow to the other site, by turns
 * and at the same time; a full queue there refuses them.
 */

import { until } from './child.ts';
import { readJournal } from './journal-text.ts';
import { agentPhones } from './load-centre.ts';
import type { AsteriskPackages } from './packages.ts';
import { type RouterChild, startRouter } from './router.ts';
import { type AsteriskServer, freeUdpPort, startAsterisk } from './server.ts';
import { type SippRun, startSipp } from './sipp.ts';
import { callerScenario, phoneScenario } from './sipp-scenarios.ts';
import { checkSites, type SitesFigures } from './sites-check.ts';

/** Calls on each link at one time. */
export const linkChannels = 4;
const siteNames = ['tokyo', 'osaka'] as const;
type SiteName = (typeof siteNames)[number];
const agentCount = 6;
/** Callers a second at each site all the time, and a wave that comes to the sites in turn. */
const steadyPerSecond = 1.1;
const wave = { calls: 16, perSecond: 8, everyMs: 12_000 };
/** Long enough for whoever comes last in the longest line. */
const patienceMs = 90_000;

export interface SitesPlan {
  readonly packages: AsteriskPackages;
  readonly seconds: number;
  readonly seed: number;
  readonly onProgress?: (text: string) => void;
}

export interface SitesReport extends SitesFigures {
  /** Channels to far ends that the switches themselves had at one time. */
  readonly channelsSeen: number;
  /** What is left on the switches in the end. */
  readonly leftovers: readonly string[];
}

interface Site {
  readonly name: SiteName;
  readonly asterisk: AsteriskServer;
  readonly router: RouterChild;
}

const other = (name: SiteName): SiteName => (name === 'tokyo' ? 'osaka' : 'tokyo');

/** Both kinds of callers are served by the same agents; guests are refused when one waits. */
function centreOf(name: SiteName): Readonly<Record<string, unknown>> {
  const common = { teams: ['all'], ring: '10s', 'wrap-up': '200ms', steps: [{}] };
  const agents = agentPhones(agentCount, 0).map(({ id }) => id);
  return {
    site: name,
    teams: { all: null },
    agents: Object.fromEntries(
      agents.map((id) => [`a${id}`, { phone: `PJSIP/${id}`, teams: ['all'] }]),
    ),
    links: {
      [other(name)]: {
        trunk: `PJSIP/${other(name)}`,
        site: other(name),
        channels: linkChannels,
        ring: '5s',
        rest: '1s',
      },
    },
    targets: { away: { links: [other(name)], dial: '8100' } },
    queues: {
      callers: { ...common, exits: { 'too-long': { waited: '2s', go: 'away' } } },
      guests: {
        ...common,
        exits: { full: { at: 1, go: 'hang-up' }, 'too-long': { waited: '2s', go: 'away' } },
      },
    },
    entries: { '5001': { queue: 'callers' }, '8100': { queue: 'guests' } },
  };
}

/** The other site's Asterisk, as the sample has it. */
const trunkTo = (name: string, port: number): string => `
[${name}]
type = endpoint
context = from-site
disallow = all
allow = ulaw
direct_media = no
aors = ${name}
[${name}]
type = aor
contact = sip:127.0.0.1:${port}
qualify_frequency = 2
[${name}]
type = identify
endpoint = ${name}
match = 127.0.0.1
`;

/** Small and seeded, Park and Miller's. */
function* chances(seed: number): Generator<number, never> {
  for (let state = Math.max(1, seed % 2_147_483_647); ; state = (state * 48_271) % 2_147_483_647) {
    yield state / 2_147_483_647;
  }
}

class Sites {
  readonly sites: Site[] = [];
  channelsSeen = 0;
  readonly #plan: SitesPlan;
  readonly #runs: SippRun[] = [];
  #nextNumber = 400_000;

  constructor(plan: SitesPlan) {
    this.#plan = plan;
  }

  async start(): Promise<void> {
    const ports = { tokyo: await freeUdpPort('127.0.0.1'), osaka: await freeUdpPort('127.0.0.1') };
    for (const name of siteNames) this.sites.push(await this.#startSite(name, ports));
    for (const { router, name } of this.sites) {
      for (const { id } of agentPhones(agentCount, 0)) {
        await router.api('POST', `agents/a${id}/sign-in`);
      }
      this.#plan.onProgress?.(`${name} is ready`);
    }
  }

  async #startSite(name: SiteName, ports: Readonly<Record<SiteName, number>>): Promise<Site> {
    const { packages } = this.#plan;
    const phonesPort = await freeUdpPort('127.0.0.1');
    const scenario = phoneScenario({ does: 'answer', ringMs: 150, talkMs: [2_000, 4_000] });
    const common = { packages, address: '127.0.0.1' };
    this.#runs.push(await startSipp({ ...common, name: 'phones', port: phonesPort, scenario }));
    const asterisk = await startAsterisk({
      packages,
      phones: agentPhones(agentCount, phonesPort),
      sipPort: ports[name],
      more: { 'pjsip.conf': trunkTo(other(name), ports[other(name)]) },
      quiet: true,
    });
    return { name, asterisk, router: await startRouter({ asterisk, centre: centreOf(name) }) };
  }

  /** Callers at one site, each with a number of its own. */
  async #callers({ asterisk }: Site, total: number, perSecond: number): Promise<SippRun> {
    const lines = Array.from({ length: total }, () => `5001;${this.#nextNumber++}`);
    const run = await startSipp({
      packages: this.#plan.packages,
      name: 'callers',
      scenario: callerScenario({ patienceMs }),
      address: asterisk.trunkAddress,
      port: await freeUdpPort(asterisk.trunkAddress),
      target: `127.0.0.1:${asterisk.sipPort}`,
      calls: { total, perSecond, lines },
    });
    this.#runs.push(run);
    return run;
  }

  /** The whole load; resolves when all callers have gone. */
  async load(): Promise<void> {
    const { seconds, seed, onProgress } = this.#plan;
    const chance = chances(seed);
    const end = Date.now() + seconds * 1_000;
    const running: SippRun[] = [];
    for (const site of this.sites) {
      const total = Math.ceil(steadyPerSecond * seconds);
      running.push(await this.#callers(site, total, steadyPerSecond));
    }
    const looking = setInterval(() => void this.#look(), 500);
    try {
      for (let n = 0; Date.now() < end - wave.everyMs / 2; n++) {
        const calls = Math.round(wave.calls * (0.5 + chance.next().value));
        const site = this.sites[n % 2]!;
        running.push(await this.#callers(site, calls, wave.perSecond));
        onProgress?.(`${calls} more callers in ${site.name}`);
        const pause = wave.everyMs * (0.5 + chance.next().value);
        await new Promise((resolve) => setTimeout(resolve, Math.min(pause, end - Date.now())));
      }
      await Promise.all(running.map((run) => run.finished));
      await until('the last calls to end', () => this.#isEmpty(), { timeoutMs: 120_000 });
    } finally {
      clearInterval(looking);
    }
  }

  /** What the switches themselves say of channels to far ends. */
  async #look(): Promise<void> {
    for (const { asterisk } of this.sites) {
      const channels = await asterisk.channels().catch(() => []);
      const linked = channels.filter(({ id }) => id.startsWith('tsunagi-link-')).length;
      this.channelsSeen = Math.max(this.channelsSeen, linked);
    }
  }

  async #isEmpty(): Promise<boolean> {
    const left = await Promise.all(this.sites.map(({ asterisk }) => asterisk.channels()));
    return left.every((channels) => channels.length === 0);
  }

  async leftovers(): Promise<string[]> {
    const left = await Promise.all(
      this.sites.map(async ({ name, asterisk }) => [
        ...(await asterisk.channels()).map((channel) => `${name}: channel ${channel.name}`),
        ...(await asterisk.bridges()).map((bridge) => `${name}: bridge ${bridge.id}`),
      ]),
    );
    return left.flat();
  }

  /** Ends everything; `keep`: files of routers and switches stay. */
  async stop(keep: boolean): Promise<void> {
    for (const run of this.#runs) await run.stop();
    for (const { router, asterisk } of this.sites) {
      await router.remove({ keep });
      await asterisk.stop({ keepLogs: keep });
    }
  }
}

/** Plays the load and reads both journals. Rejects when a part does not start or does not end. */
export async function runSites(plan: SitesPlan): Promise<SitesReport> {
  const sites = new Sites(plan);
  let sound = false;
  try {
    await sites.start();
    await sites.load();
    const leftovers = await sites.leftovers();
    for (const { router } of sites.sites) await router.stop();
    const journals = sites.sites.map(({ name, router }) => ({
      site: name,
      lines: readJournal(router.journalFolder).lines,
    }));
    const figures = checkSites(journals, linkChannels);
    sound = figures.problems.length === 0 && leftovers.length === 0;
    return { ...figures, channelsSeen: sites.channelsSeen, leftovers };
  } finally {
    await sites.stop(!sound);
  }
}
