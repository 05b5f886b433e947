/**
 * People for the simulated switch: callers who come at random, wait, give up or talk, and agents
 * who sign in, answer like humans, miss, decline, hold, transfer and take breaks. Seeded: the same
 * seed brings the same people, as long as they are treated the same.
 */

import type { AgentSite, Site } from '../../config/site.ts';
import type { Clock } from '../clock.ts';
import type { Channel, PbxEvent, PhonePlan } from './model.ts';
import { type Chance, createChance } from './random.ts';
import type { SimulatedCaller, SimulatedWorld } from './world.ts';

export type AgentAction = 'sign-in' | 'sign-out' | 'pause' | 'unpause';

export interface TrafficOptions {
  readonly world: SimulatedWorld;
  readonly clock: Clock;
  readonly site: Pick<Site, 'agents' | 'entries' | 'queues' | 'targets' | 'pauseReasons'>;
  /** Callers a minute on average; 0: agents only. */
  readonly callsPerMinute: number;
  readonly seed: number;
  /** What agents do at their desks. Absent: they dial feature codes at their phones. */
  readonly onAgent?: (agent: AgentSite, action: AgentAction, reason?: string) => void;
}

export interface Traffic {
  /** Nobody new comes, and nobody does anything any more. */
  stop(): void;
}

interface Centre extends TrafficOptions {
  readonly chance: Chance;
  /** `setTimer` of the clock, until the traffic is stopped. */
  later(ms: number, fn: () => void): void;
  readonly agents: ReadonlyMap<string, AgentSite>;
}

const minuteMs = 60_000;
/** Until everybody has signed in; callers come from then on. */
const signInMs = 6_000;
const namesOfCallers = [
  ...['佐藤 明', '鈴木 恵', '高橋 直樹', '田中 真理', '伊藤 誠', '渡辺 久美', '山本 健', '中村 愛'],
  ...['小林 勇', '加藤 光', '吉田 静', '山田 豊', 'Olivia Smith', 'Liam Jones', '', ''],
];

export function startTraffic(options: TrafficOptions): Traffic {
  const { world, clock, site } = options;
  const timers = new Set<() => void>();
  const centre: Centre = {
    ...options,
    chance: createChance(options.seed),
    agents: new Map(site.agents.map((agent) => [agent.phone, agent])),
    later(ms, fn) {
      const cancel = clock.setTimer(ms, () => {
        timers.delete(cancel);
        fn();
      });
      timers.add(cancel);
    },
  };
  for (const { destination } of site.targets) {
    if (destination?.kind === 'extension') world.pbx.extensions.push(destination);
  }
  const unwatch = watchTalks(centre);
  world.pbx.outside = () => () => howToTakeCallback(centre);
  for (const agent of site.agents) startAgent(centre, agent);
  const places = weights(centre);
  if (options.callsPerMinute > 0) centre.later(signInMs, () => nextCaller(centre, places));
  return {
    stop() {
      unwatch();
      world.pbx.outside = undefined;
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

/** Some numbers are dialled more than others. */
function weights({ site, chance }: Centre): readonly string[] {
  const places = site.entries.length
    ? site.entries.map((entry) => `entry,${entry.id}`)
    : site.queues.map((queue) => `queue,${queue.id}`);
  return places.flatMap((place) => Array<string>(chance.between(2, 5)).fill(place));
}

function nextCaller(centre: Centre, places: readonly string[]): void {
  const { chance, callsPerMinute, world } = centre;
  centre.later(chance.gap(minuteMs / callsPerMinute), () => {
    nextCaller(centre, places);
    const [kind = '', place = ''] = chance.pick(places).split(',');
    // A few hundred people call, so that some call again.
    const person = chance.between(0, 399);
    const caller = world.enter({
      args: [kind, place],
      dialled: place,
      number: `0902345${String(person).padStart(4, '0')}`,
      name: namesOfCallers[person % namesOfCallers.length]!,
      patienceMs: Math.max(2_000, chance.logNormal(100_000, 2)),
    });
    if (chance.happens(0.06)) centre.later(chance.between(5_000, 40_000), () => caller.press('1'));
    if (chance.happens(0.05)) askToBeCalledBack(centre, caller);
  });
}

/** By the keys of the example centre; where they mean nothing, nothing comes of it. */
function askToBeCalledBack({ chance, later }: Centre, caller: SimulatedCaller): void {
  const askAtMs = chance.between(10_000, 40_000);
  later(askAtMs, () => caller.press('2'));
  later(askAtMs + chance.between(4_000, 12_000), () => caller.press('1'));
}

/** Most are at home; some talk, or are out. */
function howToTakeCallback({ chance }: Centre): PhonePlan {
  const draw = chance.fraction();
  if (draw < 0.75) return { does: 'answer', afterMs: chance.between(2_000, 15_000) };
  return draw < 0.85 ? { does: 'busy' } : { does: 'ring' };
}

function act(centre: Centre, agent: AgentSite, action: AgentAction, reason?: string): void {
  if (centre.onAgent) {
    centre.onAgent(agent, action, reason);
    return;
  }
  const phone = centre.world.phone(agent.phone);
  // Nobody dials with the phone in hand, and who is told that the router is away tries again.
  if (phone.state === 'idle') {
    const { where } = phone.dialFeature([action, ...(reason ? [reason] : [])]);
    if (where === 'application') return;
  }
  centre.later(5_000, () => act(centre, agent, action, reason));
}

function startAgent(centre: Centre, agent: AgentSite): void {
  const { chance, world } = centre;
  const phone = world.phone(agent.phone);
  const quicknessMs = chance.logNormal(3_000, 1.5);
  phone.plan(() => howToAnswer(centre, agent, quicknessMs), chance.between(80, 400));
  centre.later(chance.between(300, signInMs), () => act(centre, agent, 'sign-in'));
  everyNowAndThen(centre, 12 * minuteMs, () => takeBreak(centre, agent));
  everyNowAndThen(centre, 20 * minuteMs, () => {
    if (phone.state === 'idle') {
      const end = phone.callOutside();
      centre.later(chance.between(15_000, 60_000), end);
    }
  });
  everyNowAndThen(centre, 60 * minuteMs, () => {
    if (phone.state !== 'idle') return;
    phone.register(false);
    centre.later(chance.between(20_000, 60_000), () => phone.register(true));
  });
}

function everyNowAndThen(centre: Centre, meanMs: number, fn: () => void): void {
  centre.later(centre.chance.gap(meanMs), () => {
    fn();
    everyNowAndThen(centre, meanMs, fn);
  });
}

function takeBreak(centre: Centre, agent: AgentSite): void {
  const { chance, site } = centre;
  const reasons = site.pauseReasons.map(({ id }) => String(id)).filter((id) => id !== 'no-answer');
  act(centre, agent, 'pause', reasons.length ? chance.pick(reasons) : undefined);
  const lengthMs = chance.between(40_000, 180_000);
  centre.later(lengthMs, () => act(centre, agent, 'unpause'));
}

function howToAnswer(centre: Centre, agent: AgentSite, quicknessMs: number): PhonePlan {
  const { chance } = centre;
  const draw = chance.fraction();
  const afterMs = Math.min(12_000, chance.logNormal(quicknessMs, 1.6));
  if (draw < 0.92) return { does: 'answer', afterMs };
  if (draw < 0.955) return { does: 'decline', afterMs };
  if (draw < 0.97) return { does: 'busy' };
  // Away from the desk: the router pauses the agent, who finds the note on coming back.
  centre.later(chance.between(35_000, 80_000), () => act(centre, agent, 'unpause'));
  return { does: 'ring' };
}

/** Sees conversations begin, and gives each its course. */
function watchTalks(centre: Centre): () => void {
  const { pbx } = centre.world;
  const witness = (event: PbxEvent): void => {
    if (event.type !== 'ChannelEnteredBridge') return;
    const { channels } = event.bridge;
    const leg = [...channels].find((channel) => centre.agents.has(channel.peer));
    const caller = [...channels].find((channel) => /^(PJSIP\/trunk|Local\/)/.test(channel.peer));
    if (leg && caller && channels.size === 2) centre.later(0, () => talk(centre, leg, caller));
  };
  pbx.witnesses.add(witness);
  return () => {
    pbx.witnesses.delete(witness);
  };
}

function talk(centre: Centre, leg: Channel, caller: Channel): void {
  const { chance, world } = centre;
  const phone = world.phone(leg.peer);
  const lengthMs = Math.min(10 * minuteMs, Math.max(4_000, chance.logNormal(30_000, 1.9)));
  const still = (): boolean => leg.alive && caller.alive;
  if (chance.happens(0.12)) {
    const holdMs = Math.min(lengthMs / 2, chance.between(3_000, 15_000));
    centre.later(lengthMs / 3, () => still() && phone.hold(true));
    centre.later(lengthMs / 3 + holdMs, () => still() && phone.hold(false));
  }
  centre.later(lengthMs, () => {
    if (!still()) return;
    const [colleague] = world.pbx.extensions;
    if (colleague && chance.happens(0.05)) {
      phone.transferBlind(colleague.context, colleague.extension);
      centre.later(chance.between(10_000, 40_000), () => world.hangUp(caller.id));
    } else if (chance.happens(0.7)) world.hangUp(caller.id);
    else phone.hangUp();
  });
}
