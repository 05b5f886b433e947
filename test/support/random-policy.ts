/**
 * Random policies: small enough that everything meets everything, with every field used now and
 * then.
 */

import {
  type AgentId,
  type AnnouncementId,
  asAgentId,
  asClassId,
  asHoursId,
  asLinkId,
  asQueueId,
  asSiteName,
  asSkillId,
  asTargetId,
  asTeamId,
  type ClassId,
  type Ms,
  NEVER,
  type QueueId,
  type TargetId,
} from '../../core/routing/ids.ts';
import type { Limits } from '../../core/routing/limits.ts';
import type {
  AgentPolicy,
  CallbackPolicy,
  Conditions,
  ExitsPolicy,
  LinkPolicy,
  Policy,
  QueuePolicy,
  SelectionOrder,
  SkillLevel,
  StepPolicy,
  TargetPolicy,
} from '../../core/routing/policy.ts';
import type { Dice } from './dice.ts';

/** Names whose order by code unit is not their order by number, length or alphabet. */
export const agentNames: readonly AgentId[] = [
  ...['a1', 'a10', 'a2', 'B', 'b', 'é', 'z', 'Z', '明', 'a-3', 'a_3', 'a3'].map(asAgentId),
  ...Array.from({ length: 28 }, (_, n) => asAgentId(`n${n}`)),
];
export const skillNames = ['english', 'japanese', 'billing'].map(asSkillId);
const teams = ['front', 'back', 'night'].map(asTeamId);
export const classNames = ['vip', 'normal', 'background'].map(asClassId);
export const queueNames: readonly QueueId[] = ['sales', 'support', 'Zoo', 'help'].map(asQueueId);
export const hoursNames = ['weekdays', 'always'].map(asHoursId);
export const linkNames = ['osaka', 'carrier', 'Nagoya'].map(asLinkId);
export const siteNames = ['tokyo', 'osaka', 'nagoya'].map(asSiteName);
export const escapeKeys = ['0', '1', '#'];
const orders: readonly SelectionOrder[] = [
  'longest-idle',
  'most-skilled',
  'least-skilled',
  'fewest-calls',
  'least-occupied',
  'round-robin',
  'random',
  'ring-all',
  'ring-all',
];
const say = ['please-wait', 'still-here'] as AnnouncementId[];

/** Targets outside the queues; every policy has them. */
const outside: readonly TargetPolicy[] = ['voicemail', 'reception'].map((id) => ({
  id: asTargetId(id),
}));

/** Few different spans, so that deadlines fall together. */
export const spans: readonly Ms[] = [1_000, 2_000, 3_000, 5_000, 10_000, 20_000];

export function randomLimits(dice: Dice): Limits {
  return {
    callsMax: dice.pick([4, 12, 40]),
    exclusionsMax: dice.between(1, 3),
    hopsMax: dice.between(1, 4),
    placesMax: dice.between(1, 4),
    setUpMs: dice.pick(spans),
    withdrawMs: dice.pick(spans),
    connectMs: dice.pick(spans),
    unreachableMs: dice.pick(spans),
    fairStartMs: dice.pick([0, 10_000, 60_000]),
  };
}

export function randomPolicy(dice: Dice, agentsMax: number): Policy {
  const queues = atLeastOne(dice, queueNames, 60);
  const base = {
    version: `v${dice.below(1000)}`,
    classes: atLeastOne(dice, dice.chance(80) ? classNames : [...classNames].reverse(), 70),
    ...(dice.chance(40) ? { classCaps: randomCaps(dice) } : {}),
    hours: dice.some(hoursNames, 70).map((id) => ({ id, open: dice.chance(70) })),
    ...(dice.chance(60) ? randomLinks(dice) : {}),
    targets: randomTargets(dice),
    exitPercent: dice.pick([5, 15, 35]),
    easy: dice.chance(50),
  };
  const agents = agentNames.slice(0, agentsMax).filter(() => dice.chance(80));
  const { exitPercent: _p, easy: _e, ...shared } = base;
  return soundPolicy({
    ...shared,
    agents: shuffled(dice, agents).map((id) => randomAgent(dice, id)),
    queues: shuffled(dice, queues).map((id) => randomQueue(dice, id, base)),
  });
}

/**
 * What `config` would let through: everything a queue or an agent names exists. A target may still
 * lead to
 *  a queue that does not (rule 6). */
function soundPolicy(policy: Policy, dropped: readonly TargetPolicy[] = []): Policy {
  const { classes, hours } = policy;
  const queues = policy.queues.map((queue): QueuePolicy => {
    const { hours: kept, ...rest } = queue;
    return {
      ...rest,
      class: classes.includes(queue.class) ? queue.class : classes[0]!,
      ...(hours.some(({ id }) => id === kept) ? { hours: kept! } : {}),
    };
  });
  const named = JSON.stringify(queues);
  const missed = dropped.filter(({ id }) => named.includes(JSON.stringify(id)));
  const caps = policy.classCaps?.filter((cap) => classes.includes(cap.class));
  return {
    ...policy,
    ...(caps ? { classCaps: caps } : {}),
    queues,
    targets: [...policy.targets, ...missed],
    agents: policy.agents.map((agent) => ({
      ...agent,
      queues: agent.queues.filter(({ queue }) => queues.some(({ id }) => id === queue)),
    })),
  };
}

const randomCaps = (dice: Dice) =>
  dice.some(classNames, 60).map((id) => ({ class: id, afterMs: dice.pick(spans) }));

function atLeastOne<T>(dice: Dice, list: readonly T[], percent: number): T[] {
  const some = dice.some(list, percent);
  return some.length > 0 ? some : [dice.pick(list)];
}

function shuffled<T>(dice: Dice, list: readonly T[]): T[] {
  return list
    .map((one) => ({ one, key: dice.below(1_000_000) }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);
}

function randomTargets(dice: Dice): TargetPolicy[] {
  const moves = queueNames.flatMap((queue): TargetPolicy[] => [
    { id: asTargetId(`to-${queue}`), queue, keepAge: true },
    { id: asTargetId(`fresh-to-${queue}`), queue, keepAge: false },
  ]);
  const linked = ['abroad', 'anywhere', 'next-door'].map(
    (id): TargetPolicy => ({
      id: asTargetId(id),
      links: atLeastOne(dice, shuffled(dice, linkNames), 60),
      ...(dice.chance(40) ? { otherwise: dice.pick([...outside, ...moves]).id } : {}),
    }),
  );
  return [...outside, ...dice.some(moves, 80), ...dice.some(linked, 60)];
}

function randomLinks(dice: Dice): Pick<Policy, 'site' | 'links'> {
  const links = dice.some(linkNames, 80).map(
    (id): LinkPolicy => ({
      id,
      ...(dice.chance(50) ? { site: dice.pick(siteNames) } : {}),
      channels: dice.between(1, 3),
      ...(dice.chance(30) ? { hours: dice.pick(hoursNames) } : {}),
      cost: dice.below(3),
      ringMs: dice.pick(spans),
      restMs: dice.chance(20) ? 0 : dice.pick(spans),
    }),
  );
  return { ...(dice.chance(70) ? { site: dice.pick(siteNames) } : {}), links };
}

export function randomAgent(dice: Dice, id: AgentId): AgentPolicy {
  return {
    id,
    skills: dice.some(skillNames, 65).map((skill) => ({ skill, level: dice.between(1, 4) })),
    teams: dice.some(teams, 45),
    queues: dice.some(queueNames, 30).map((queue) => ({
      queue,
      delayMs: dice.chance(50) ? 0 : dice.pick(spans),
      ...(dice.chance(40) ? { rank: dice.below(3) } : {}),
    })),
    ...(dice.chance(10)
      ? { capacity: [{ medium: 'voice' as const, calls: dice.chance(40) ? 0 : 1 }] }
      : {}),
  };
}

interface Around extends Pick<Policy, 'classes' | 'targets' | 'hours' | 'links'> {
  /** How many in a hundred exits there are: callers stay here, and are sent about there. */
  readonly exitPercent: number;
  /** Most agents may take most calls: phones ring a lot. */
  readonly easy: boolean;
}

export function randomQueue(dice: Dice, id: QueueId, around: Around): QueuePolicy {
  const stepCount = dice.between(1, 3);
  const byLink = around.links === undefined ? [] : around.targets.filter(({ links }) => links);
  const go = (): TargetId => {
    if (byLink.length > 0 && dice.chance(50)) return dice.pick(byLink).id;
    return dice.pick(dice.chance(50) ? outside : around.targets).id;
  };
  return {
    id,
    class: dice.pick<ClassId>(around.classes),
    headStartMs: dice.chance(70) ? 0 : dice.pick(spans),
    order: dice.pick(orders),
    ...(dice.chance(70) ? { parallel: dice.between(1, 3) } : {}),
    ...(dice.chance(10) ? { medium: 'voice' as const } : {}),
    ...(dice.chance(60) ? { callback: randomCallback(dice) } : {}),
    ...(dice.chance(30) ? { answerWithinMs: dice.pick(spans) } : {}),
    ringMs: dice.pick(spans),
    wrapUpMs: dice.chance(30) ? 0 : dice.pick(spans),
    shortAbandonMs: dice.chance(30) ? 0 : dice.pick(spans),
    missesMax: dice.between(1, 2),
    excludeMs: dice.chance(20) ? 0 : dice.pick(spans),
    preferredWaitMs: dice.chance(50) ? 0 : dice.pick(spans),
    reloadLive: dice.chance(25),
    ...(around.hours.length > 0 && dice.chance(60) ? { hours: dice.pick(around.hours).id } : {}),
    steps: Array.from({ length: stepCount }, (_, at) =>
      randomStep(dice, around.easy, at === stepCount - 1 && dice.chance(60) ? go() : undefined),
    ),
    exits: randomExits(dice, go, around.exitPercent),
    escapes: dice.some(escapeKeys, 50).map((key) => ({ key, go: go() })),
  };
}

const span = (dice: Dice, neverPercent: number): Ms => {
  if (dice.chance(neverPercent)) return NEVER;
  return dice.chance(4) ? 0 : dice.pick(spans);
};

const randomCallback = (dice: Dice): CallbackPolicy => ({
  dialMs: dice.pick(spans),
  retryMs: dice.chance(20) ? 0 : dice.pick(spans),
  attemptsMax: dice.between(1, 3),
});

/** Now and then none at all, which never holds. */
const randomConditions = (dice: Dice): Conditions => ({
  ...(dice.chance(45) ? { signedInMax: dice.below(3) } : {}),
  ...(dice.chance(35) ? { readyMax: dice.below(3) } : {}),
  ...(dice.chance(35) ? { waitingMin: dice.below(4) } : {}),
  ...(dice.chance(10) ? { expectedWaitMin: dice.pick(spans) } : {}),
  ...(dice.chance(10) ? { serviceLevelBelow: dice.pick([0.2, 0.5, 0.8, 1]) } : {}),
});

const levels = (dice: Dice, percent: number): SkillLevel[] =>
  dice.some(skillNames, percent).map((skill) => ({ skill, levelMin: dice.between(1, 3) }));

function randomStep(dice: Dice, easy: boolean, go: TargetId | undefined): StepPolicy {
  return {
    forMs: span(dice, 30),
    afterMs: span(dice, 70),
    require: levels(dice, easy ? 8 : 30),
    ...(dice.chance(35) ? { prefer: levels(dice, 60) } : {}),
    teams: dice.some(teams, 60).map((team) => ({ team, rank: dice.below(3) })),
    everybody: dice.chance(easy ? 75 : 25),
    ...(dice.chance(25) ? { skipWhen: randomConditions(dice) } : {}),
    ...(dice.chance(30) ? { say: dice.pick(say) } : {}),
    ...(go === undefined ? {} : { go }),
  };
}

function randomExits(dice: Dice, go: () => TargetId, percent: number): ExitsPolicy {
  return {
    ...(dice.chance(percent) ? { full: { at: dice.between(1, 6), go: go() } } : {}),
    ...(dice.chance(percent)
      ? { tooLong: { waitedMs: dice.chance(4) ? 0 : dice.pick(spans) * 2, go: go() } }
      : {}),
    ...(dice.chance(percent) ? { nobody: { go: go(), countPaused: dice.chance(50) } } : {}),
    ...(dice.chance(percent) ? { closed: { go: go(), waiting: dice.chance(50) } } : {}),
    ...(dice.chance(percent) ? { overflow: randomOverflow(dice, go) } : {}),
  };
}

function randomOverflow(dice: Dice, go: () => TargetId): NonNullable<ExitsPolicy['overflow']> {
  return Array.from({ length: dice.between(1, 2) }, () => ({
    when: randomConditions(dice),
    go: go(),
    disposition: dice.chance(50) ? 'overflowed' : 'timed-out',
  }));
}

/**
 * A later configuration: mostly the same, as after a reload; or the same in other objects; or
 * another.
 */
export function changedPolicy(dice: Dice, former: Policy, agentsMax: number): Policy {
  if (dice.chance(15)) return structuredClone(former) as Policy;
  const fresh = randomPolicy(dice, agentsMax);
  if (dice.chance(10)) return fresh;
  const mix = <T extends { id: string }>(old: readonly T[], other: readonly T[]): T[] => [
    ...old
      .filter(() => dice.chance(88))
      .map((one) => (dice.chance(75) ? one : (other.find(({ id }) => id === one.id) ?? one))),
    ...other.filter(({ id }) => dice.chance(30) && !old.some((one) => one.id === id)),
  ];
  const targets = mix(former.targets, fresh.targets);
  const queues = mix(former.queues, fresh.queues);
  const known = [...former.targets, ...fresh.targets.filter((one) => !has(former.targets, one.id))];
  const { classCaps } = dice.chance(80) ? former : fresh;
  const caps = classCaps === undefined ? {} : { classCaps };
  const changed: Policy = {
    version: fresh.version,
    classes: dice.chance(80) ? former.classes : fresh.classes,
    ...caps,
    hours: mix(former.hours, fresh.hours),
    ...(dice.chance(80) ? linksOf(former) : linksOf(fresh)),
    targets,
    agents: mix(former.agents, fresh.agents),
    queues: queues.length > 0 ? queues : fresh.queues,
  };
  return soundPolicy(
    changed,
    known.filter(({ id }) => !has(targets, id)),
  );
}

const linksOf = ({ site, links }: Policy): Pick<Policy, 'site' | 'links'> => ({
  ...(site === undefined ? {} : { site }),
  ...(links === undefined ? {} : { links }),
});

const has = (list: readonly { id: string }[], id: string): boolean =>
  list.some((one) => one.id === id);
