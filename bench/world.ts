/**
 * The centre the benches route for: agents, queues and skills drawn from a seed. Up to 1,000 agents
 * no two are alike, so that nothing is won by treating equal agents as one; a larger centre has
 * 1,000 kinds of agent, which is more than any has.
 */

import { type Chance, createChance } from '../adapters/simulated/random.ts';
import {
  asAgentId,
  asClassId,
  asHoursId,
  asQueueId,
  asSkillId,
  asTargetId,
  asTeamId,
  NEVER,
} from '../core/routing/ids.ts';
import type {
  AgentPolicy,
  Policy,
  QueuePolicy,
  SelectionOrder,
  StepPolicy,
} from '../core/routing/policy.ts';

export interface WorldSize {
  readonly agents: number;
  readonly queues: number;
  readonly skills: number;
  readonly teams: number;
}

/** The size the numbers are stated for. */
export const fullSize: WorldSize = { agents: 1_000, queues: 100, skills: 30, teams: 20 };
/** Small enough to run among the tests. */
export const smallSize: WorldSize = { agents: 60, queues: 12, skills: 10, teams: 6 };
/** Ten times what stands beside an Asterisk anywhere. An agent serves some forty of the queues. */
export const largeSize: WorldSize = { agents: 10_000, queues: 1_000, skills: 200, teams: 20 };
/** The largest as far as the tests have time for it. */
export const largeSmallSize: WorldSize = { agents: 100, queues: 20, skills: 20, teams: 6 };

const SKILLS_PER_AGENT = 8;
/** Distinct combinations of skills, teams and queues. */
export const PROFILES_MAX = 1_000;
const CLASSES = ['emergency', 'vip', 'normal', 'background'].map(asClassId);
const VOICEMAIL = asTargetId('voicemail');

/** What share of queues uses which order. */
const ORDERS: readonly SelectionOrder[] = [
  ...Array<SelectionOrder>(12).fill('longest-idle'),
  'most-skilled',
  'most-skilled',
  'least-skilled',
  'least-skilled',
  'fewest-calls',
  'fewest-calls',
  'round-robin',
  'random',
];

const named = <T>(make: (name: string) => T, letter: string, count: number): T[] =>
  Array.from({ length: count }, (_, i) => make(`${letter}${String(i).padStart(5, '0')}`));

/** `count` different members of the list, fewer when it is shorter. */
function some<T>(chance: Chance, list: readonly T[], count: number): T[] {
  const chosen = new Set<T>();
  while (chosen.size < Math.min(count, list.length)) chosen.add(chance.pick(list));
  return [...chosen];
}

/**
 * A policy of this size. The same seed and size give the same policy. Cost: some ms per 1,000
 * agents.
 */
export function createWorld(size: WorldSize, seed: number): Policy {
  const chance = createChance(seed);
  const skills = named(asSkillId, 's', size.skills);
  const teams = named(asTeamId, 't', size.teams);
  const queueIds = named(asQueueId, 'q', size.queues);
  const queue = (id: (typeof queueIds)[number]): QueuePolicy => {
    const needed = some(chance, skills, chance.between(1, 2));
    const serving = some(chance, teams, 5).map((team, i) => ({ team, rank: Math.floor(i / 2) }));
    const step = (part: Partial<StepPolicy>): StepPolicy => ({
      forMs: NEVER,
      afterMs: NEVER,
      require: [],
      teams: serving,
      everybody: false,
      ...part,
    });
    return {
      id,
      class: chance.pick(CLASSES.slice(1)),
      headStartMs: chance.pick([0, 0, 0, 30_000]),
      order: chance.pick(ORDERS),
      ringMs: 15_000,
      wrapUpMs: 20_000,
      shortAbandonMs: 5_000,
      missesMax: 2,
      excludeMs: 30_000,
      preferredWaitMs: 10_000,
      reloadLive: false,
      hours: asHoursId('always'),
      steps: [
        step({
          forMs: 20_000,
          teams: serving.slice(0, 3),
          require: needed.map((skill) => ({ skill, levelMin: 5 })),
        }),
        step({ forMs: 40_000, require: needed.map((skill) => ({ skill, levelMin: 3 })) }),
        step({ require: needed.slice(0, 1).map((skill) => ({ skill, levelMin: 1 })) }),
      ],
      exits: { tooLong: { waitedMs: 1_800_000, go: VOICEMAIL } },
      escapes: [{ key: '#', go: VOICEMAIL }],
    };
  };
  const profile = (): Omit<AgentPolicy, 'id'> => ({
    skills: some(chance, skills, SKILLS_PER_AGENT).map((skill) => ({
      skill,
      level: chance.between(1, 10),
    })),
    teams: some(chance, teams, chance.between(1, 2)),
    queues: chance.happens(0.1) ? [{ queue: chance.pick(queueIds), delayMs: 15_000 }] : [],
  });
  const profiles = Array.from({ length: Math.min(size.agents, PROFILES_MAX) }, profile);
  return {
    version: `bench-${seed}`,
    classes: CLASSES,
    hours: [{ id: asHoursId('always'), open: true }],
    targets: [{ id: VOICEMAIL }],
    queues: queueIds.map(queue),
    agents: named(asAgentId, 'a', size.agents).map((id, i) => ({
      id,
      ...profiles[i % profiles.length]!,
    })),
  };
}
