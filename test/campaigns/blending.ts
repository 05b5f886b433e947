/**
 * One team for calls that come in and for a campaign, on the simulated switch: the whole server
 * with its dialer, on a clock that is told. What is asked of it: the callers' service level holds
 * while the campaign fills the rest of the agents' time.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { type Chance, createChance } from '../../adapters/simulated/random.ts';
import { createSimulatedSwitch } from '../../adapters/simulated/switch.ts';
import { createWorld, type SimulatedWorld } from '../../adapters/simulated/world.ts';
import { openStore } from '../../adapters/store/store.ts';
import { campaignOf } from '../../config/campaign.ts';
import { formatDiagnostics, loadTexts } from '../../config/load.ts';
import { silentLog } from '../../server/log.ts';
import { startServer } from '../../server/main.ts';
import { makeCampaign } from '../../server/outbound/campaign-making.ts';
import { readJournal } from '../asterisk/journal-text.ts';

export interface BlendingPlan {
  readonly agents: number;
  /** Only so many can take callers, and the campaign takes them last; absent: all. */
  readonly skilled?: number;
  readonly hours: number;
  /** Callers an hour, at random. */
  readonly callsPerHour: number;
  /** Mean conversation, of callers and of people who are called alike; wrap-up comes on top. */
  readonly talkMs: number;
  readonly wrapUpMs: number;
  /** Absent: nobody dials. */
  readonly mode?: 'progressive' | 'predictive';
  readonly seed: number;
  readonly onHour?: (hour: number) => void;
}

export interface BlendingFigures {
  readonly callers: number;
  /** Answered within the target's 20 s, of all who called, percent; the target is 80. */
  readonly serviceLevel: number;
  /** Of their time at work, percent. */
  readonly occupancy: number;
  /** Of people who were called. */
  readonly talks: number;
  readonly abandonedPercent: number;
}

/** Tuesday, 10:00 in Tokyo. */
const start = Date.UTC(2026, 10, 24, 1, 0, 0);
const hourMs = 3_600_000;
const stepMs = 250;
const answerWithinMs = 20_000;
/** Not in the figures: what the dialer begins with is a guess. */
const warmUpMs = hourMs / 2;

function configOf(folder: string, plan: BlendingPlan) {
  const agents = Array.from(
    { length: plan.agents },
    (_, i) =>
      `  a${i}: { phone: PJSIP/a${i}, teams: [all], skills: { tea: ${i < (plan.skilled ?? plan.agents) ? 5 : 1} } }`,
  );
  const wrapUp = `wrap-up: ${plan.wrapUpMs}ms`;
  const yaml = `
tenants: { tea: null }
teams: { all: null }
skills: { tea: null }
agents:
${agents.join('\n')}
classes: [{ id: callers, may-starve: true }, campaign]
queues:
  desk: { class: callers, teams: [all], ring: 10s, ${wrapUp}, target: { answer: 80%, within: 20s }, steps: [{ require: { tea: ">=5" } }], exits: { too-long: { waited: 10m, go: bye } } }
  outbound: { class: campaign, teams: [all], order: least-skilled, ring: 10s, ${wrapUp}, steps: [{}], exits: { too-long: { waited: 2s, go: bye } } }
announcements: { bye: sound:vm-goodbye }
targets: { bye: { announcement: bye } }
entries: { "100": { queue: desk } }
switches: { world: { kind: simulated } }
server:
  api: { port: 0 }
  metrics: { port: 0 }
  journal: ${join(folder, 'journal')}
  store: ${join(folder, 'store.db')}
  outbound:
    suppression: ${join(folder, 'suppression')}
    trunks: { out: { dial: "Local/{national}@out/n", channels: 500, calls-per-second: 100 } }
    caller-ids: { "+81399990000": { tenant: tea, verified: true, answered: true } }
`;
  const sources = new Map([['blending.yaml', yaml]]);
  const { config, diagnostics } = loadTexts('test', sources, { env: {}, now: start });
  if (!config) throw new Error(formatDiagnostics(diagnostics, 'text', sources));
  return config;
}

const campaignText = {
  campaign: 'blend',
  goal: 'yes',
  class: 'survey',
  queue: 'outbound',
  trunk: 'out',
  'caller-id': '+81399990000',
  lists: { all: 1 },
  outcomes: { yes: { name: 'Yes', isGoal: true } },
};

async function fillStore(folder: string, plan: BlendingPlan): Promise<void> {
  const store = await openStore(join(folder, 'store.db'), () => start);
  const tenant = await store.tenant('tea');
  const list = await tenant.lists.named('all');
  // More than can be dialled in the time.
  const people = plan.agents * Math.ceil(plan.hours) * 60;
  for (let from = 0; from < people; from += 500) {
    const drafts = Array.from({ length: Math.min(500, people - from) }, (_, i) => {
      const number = 81_312_300_000 + from + i;
      return { name: 'N', numbers: [{ number, kind: 'fixed' as const, written: `+${number}` }] };
    });
    await tenant.people.save(drafts, { by: 'test', list });
  }
  const written = { ...campaignText, mode: plan.mode };
  const read = campaignOf(written);
  if ('faults' in read) throw new Error(read.faults.join('; '));
  const { id } = await makeCampaign(tenant, read.campaign, written);
  await tenant.campaigns.setState(id, 'running');
  await store.close();
}

/** Callers come, people answer or do not, conversations end. */
class Life {
  readonly #plan: BlendingPlan;
  readonly #world: SimulatedWorld;
  readonly #clock: ManualClock;
  readonly #chance: Chance;
  readonly #endsAt = new Map<string, number>();
  #nextCallAt: number;
  #callers = 0;

  constructor(plan: BlendingPlan, world: SimulatedWorld, clock: ManualClock) {
    this.#plan = plan;
    this.#world = world;
    this.#clock = clock;
    this.#chance = createChance(plan.seed);
    this.#nextCallAt = clock.now() + this.#gap();
    world.pbx.outside = () => {
      const x = this.#chance.fraction();
      if (x < 0.25) return { does: 'answer', afterMs: this.#chance.between(5_000, 20_000) };
      return x < 0.4 ? { does: 'busy' } : { does: 'ring' };
    };
  }

  #gap(): number {
    return this.#chance.gap(hourMs / this.#plan.callsPerHour);
  }

  step(): void {
    const now = this.#clock.now();
    while (this.#nextCallAt <= now) {
      const number = `045${1_000_000 + this.#callers++}`;
      this.#world.enter({ args: ['entry', '100'], number });
      this.#nextCallAt += this.#gap();
    }
    for (let i = 0; i < this.#plan.agents; i++) {
      const peer = `PJSIP/a${i}`;
      const phone = this.#world.phone(peer);
      if (phone.hears !== 'conversation') {
        this.#endsAt.delete(peer);
        continue;
      }
      const endsAt = this.#endsAt.get(peer);
      if (endsAt === undefined) this.#endsAt.set(peer, now + this.#chance.gap(this.#plan.talkMs));
      else if (now >= endsAt) phone.hangUp();
    }
  }
}

/** Plays the hours. */
export async function blend(plan: BlendingPlan): Promise<BlendingFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-blending-'));
  try {
    const config = configOf(folder, plan);
    if (plan.mode !== undefined) await fillStore(folder, plan);
    const clock = createManualClock(start);
    const world = createWorld(createPbx({ clock }), 'tsunagi');
    const port = createSimulatedSwitch({ clock, seed: plan.seed, world });
    for (let i = 0; i < plan.agents; i++) {
      world.phone(`PJSIP/a${i}`).plan({ does: 'answer', afterMs: 300 });
    }
    const wall = () => clock.now();
    const log = silentLog;
    const server = await startServer({ log, threads: false, config, wall, clock, port });
    const life = new Life(plan, world, clock);
    const pass = async (): Promise<void> => {
      clock.advance(stepMs);
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (let i = 0; i < 20; i++) await pass();
    for (const { id: agent } of config.site.agents) {
      server.loop.post({ type: 'agent-signed-in', agent });
    }
    const steps = (plan.hours * hourMs) / stepMs;
    for (let i = 1; i <= steps; i++) {
      life.step();
      await pass();
      if ((i * stepMs) % hourMs === 0) plan.onHour?.((i * stepMs) / hourMs);
    }
    await server.stop();
    return figuresOf(join(folder, 'journal'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf(journal: string): BlendingFigures {
  const states = new Map<string, { state: string; since: number }>();
  const spent: Record<string, number> = {};
  let [callers, inTime, talks, abandoned, answered, last] = [0, 0, 0, 0, 0, 0];
  for (const { at, n } of readJournal(journal).lines) {
    last = at;
    const counts = at >= start + warmUpMs;
    const [name, ...args] = n ?? [];
    if (name === 'agentChanged') {
      const [agent, state] = args as [string, string];
      const before = states.get(agent);
      if (before && counts) {
        const since = Math.max(before.since, start + warmUpMs);
        spent[before.state] = (spent[before.state] ?? 0) + at - since;
      }
      states.set(agent, { state, since: at });
    }
    if (name !== 'callExited' || !counts) continue;
    const [, queue, disposition, waitMs] = args as [number, string, string, number];
    if (queue === 'desk') {
      callers++;
      if (disposition === 'answered' && waitMs <= answerWithinMs) inTime++;
    } else {
      answered++;
      if (disposition === 'answered') talks++;
      if (disposition === 'timed-out') abandoned++;
    }
  }
  for (const { state, since } of states.values()) spent[state] = (spent[state] ?? 0) + last - since;
  const busy = (spent.talking ?? 0) + (spent['wrap-up'] ?? 0);
  const all = busy + (spent.ready ?? 0) + (spent.offered ?? 0);
  const percent = (part: number, whole: number): number =>
    whole === 0 ? 0 : Math.round((1_000 * part) / whole) / 10;
  return {
    callers,
    serviceLevel: percent(inTime, callers),
    occupancy: percent(busy, all),
    talks,
    abandonedPercent: percent(abandoned, answered),
  };
}
