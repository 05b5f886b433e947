/** Policies for tests, in few words: what is not said has a plain default. */

import {
  asAgentId,
  asAnnouncementId,
  asClassId,
  asHoursId,
  asLinkId,
  asQueueId,
  asSiteName,
  asSkillId,
  asTargetId,
  asTeamId,
  type Conditions,
  type ExitsPolicy,
  type LinkPolicy,
  type Medium,
  type Ms,
  NEVER,
  type Policy,
  type QueuePolicy,
  type SkillLevel,
  type StepPolicy,
} from '../../core/index.ts';

export interface AgentWords {
  /** `{ english: 5 }` */
  readonly skills?: Readonly<Record<string, number>>;
  readonly teams?: readonly string[];
  /** Queues named by the agent: `{ sales: '5s' }`, or with a rank `{ sales: '0s rank 2' }`. */
  readonly queues?: Readonly<Record<string, string>>;
  /** Voice calls at one time; absent: one. */
  readonly voice?: 0 | 1;
}

/** Conditions of a queue (rules, part 5): `{ waitingMin: 3, expectedWaitMin: '2m' }`. */
export interface ConditionWords
  extends Pick<Conditions, 'signedInMax' | 'readyMax' | 'waitingMin' | 'serviceLevelBelow'> {
  readonly expectedWaitMin?: string;
}

export interface StepWords {
  readonly for?: string;
  readonly after?: string;
  readonly require?: Readonly<Record<string, number>>;
  readonly prefer?: Readonly<Record<string, number>>;
  /** Teams with their rank. Everybody serves at a step that names no teams and is not `named`. */
  readonly teams?: Readonly<Record<string, number>>;
  /** Only agents that name the queue. */
  readonly named?: boolean;
  readonly skipWhen?: ConditionWords;
  readonly say?: string;
  readonly go?: string;
}

export interface QueueWords {
  readonly class?: string;
  readonly headStart?: string;
  readonly order?: QueuePolicy['order'];
  /** Phones that ring at once with the order `ring-all`. */
  readonly parallel?: number;
  readonly medium?: Medium;
  readonly callback?: {
    readonly dial?: string;
    readonly retry?: string;
    readonly attemptsMax?: number;
  };
  readonly answerWithin?: string;
  readonly ring?: string;
  readonly wrapUp?: string;
  readonly shortAbandon?: string;
  readonly missesMax?: number;
  readonly exclude?: string;
  readonly preferredWait?: string;
  readonly reloadLive?: boolean;
  readonly hours?: string;
  readonly steps?: readonly StepWords[];
  readonly full?: { readonly at: number; readonly go: string };
  readonly tooLong?: { readonly after: string; readonly go: string };
  readonly nobody?: { readonly go: string; readonly countPaused?: boolean };
  readonly closed?: { readonly go: string; readonly waiting?: boolean };
  /** Keys and where they lead. */
  readonly escapes?: Readonly<Record<string, string>>;
  /** In order; `overflowed` unless it says `timedOut`. */
  readonly overflow?: readonly {
    readonly when: ConditionWords;
    readonly go: string;
    readonly timedOut?: boolean;
  }[];
}

export interface LinkWords {
  /** The site at its far end. */
  readonly site?: string;
  readonly channels?: number;
  readonly hours?: string;
  readonly cost?: number;
  readonly ring?: string;
  readonly rest?: string;
}

export interface PolicyWords {
  readonly agents: Readonly<Record<string, AgentWords>>;
  readonly queues: Readonly<Record<string, QueueWords>>;
  readonly hours?: Readonly<Record<string, 'open' | 'closed'>>;
  readonly classes?: readonly string[];
  /** What other sites call this one. */
  readonly site?: string;
  readonly links?: Readonly<Record<string, LinkWords>>;
  /** Targets that lead to links: `{ abroad: ['osaka', 'carrier'] }`. */
  readonly linkTargets?: Readonly<
    Record<string, { readonly links: readonly string[]; readonly otherwise?: string }>
  >;
  /** Classes that become more urgent: `{ normal: '2m' }`. */
  readonly classCaps?: Readonly<Record<string, string>>;
}

/** `8s`, `2m`, `1h`, `500ms`, `0s`; absent: the default. */
export function spanOf(text: string | undefined, absent: Ms = NEVER): Ms {
  if (text === undefined) return absent;
  const found = /^(\d+)(ms|s|m|h)$/.exec(text);
  if (!found) throw new Error(`"${text}" is no span of time: write 500ms, 8s, 2m or 1h`);
  return (
    Number(found[1]) *
    { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[found[2] as 'ms' | 's' | 'm' | 'h']
  );
}

/**
 * Besides `voicemail` and `reception`, each queue q can be reached by `to-q` (age kept) and
 * `new-to-q`.
 */
export function policyOf(words: PolicyWords): Policy {
  const queues = Object.keys(words.queues);
  return {
    version: 'test',
    classes: (words.classes ?? ['vip', 'normal']).map(asClassId),
    ...(words.classCaps ? { classCaps: capsOf(words.classCaps) } : {}),
    hours: Object.entries(words.hours ?? {}).map(([id, state]) => ({
      id: asHoursId(id),
      open: state === 'open',
    })),
    ...(words.site === undefined ? {} : { site: asSiteName(words.site) }),
    ...(words.links === undefined
      ? {}
      : { links: Object.entries(words.links).map(([id, link]) => linkOf(id, link)) }),
    targets: [
      { id: asTargetId('voicemail') },
      { id: asTargetId('reception') },
      ...Object.entries(words.linkTargets ?? {}).map(([id, { links, otherwise }]) => ({
        id: asTargetId(id),
        links: links.map(asLinkId),
        ...(otherwise === undefined ? {} : { otherwise: asTargetId(otherwise) }),
      })),
      ...[...queues, 'cellar'].flatMap((id) => [
        { id: asTargetId(`to-${id}`), queue: asQueueId(id), keepAge: true },
        { id: asTargetId(`new-to-${id}`), queue: asQueueId(id), keepAge: false },
      ]),
    ],
    agents: Object.entries(words.agents).map(([id, agent]) => ({
      id: asAgentId(id),
      skills: Object.entries(agent.skills ?? {}).map(([skill, level]) => ({
        skill: asSkillId(skill),
        level,
      })),
      teams: (agent.teams ?? []).map(asTeamId),
      queues: Object.entries(agent.queues ?? {}).map(([queue, entry]) => ownEntry(queue, entry)),
      ...(agent.voice === undefined ? {} : { capacity: [{ medium: 'voice', calls: agent.voice }] }),
    })),
    queues: Object.entries(words.queues).map(([id, queue]) => queueOf(id, queue)),
  };
}

const linkOf = (id: string, words: LinkWords): LinkPolicy => ({
  id: asLinkId(id),
  ...(words.site === undefined ? {} : { site: asSiteName(words.site) }),
  channels: words.channels ?? 10,
  ...(words.hours === undefined ? {} : { hours: asHoursId(words.hours) }),
  cost: words.cost ?? 0,
  ringMs: spanOf(words.ring, 15_000),
  restMs: spanOf(words.rest, 10_000),
});

const capsOf = (caps: Readonly<Record<string, string>>) =>
  Object.entries(caps).map(([id, after]) => ({ class: asClassId(id), afterMs: spanOf(after) }));

const levelsOf = (words: Readonly<Record<string, number>>): SkillLevel[] =>
  Object.entries(words).map(([skill, levelMin]) => ({ skill: asSkillId(skill), levelMin }));

function conditionsOf(words: ConditionWords): Conditions {
  const { expectedWaitMin, ...rest } = words;
  if (expectedWaitMin === undefined) return rest;
  return { ...rest, expectedWaitMin: spanOf(expectedWaitMin) };
}

function ownEntry(queue: string, entry: string) {
  const [delay, , rank] = entry.split(' ');
  const named = { queue: asQueueId(queue), delayMs: spanOf(delay) };
  return rank === undefined ? named : { ...named, rank: Number(rank) };
}

function queueOf(id: string, words: QueueWords): QueuePolicy {
  const { callback, answerWithin } = words;
  return {
    id: asQueueId(id),
    class: asClassId(words.class ?? 'normal'),
    headStartMs: spanOf(words.headStart, 0),
    order: words.order ?? 'longest-idle',
    ...(words.parallel === undefined ? {} : { parallel: words.parallel }),
    ...(words.medium === undefined ? {} : { medium: words.medium }),
    ...(callback
      ? {
          callback: {
            dialMs: spanOf(callback.dial, 30_000),
            retryMs: spanOf(callback.retry, 60_000),
            attemptsMax: callback.attemptsMax ?? 3,
          },
        }
      : {}),
    ...(answerWithin === undefined ? {} : { answerWithinMs: spanOf(answerWithin) }),
    ringMs: spanOf(words.ring, 15_000),
    wrapUpMs: spanOf(words.wrapUp, 10_000),
    shortAbandonMs: spanOf(words.shortAbandon, 5_000),
    missesMax: words.missesMax ?? 1,
    excludeMs: spanOf(words.exclude, 60_000),
    preferredWaitMs: spanOf(words.preferredWait, 0),
    reloadLive: words.reloadLive ?? false,
    ...(words.hours === undefined ? {} : { hours: asHoursId(words.hours) }),
    steps: (words.steps ?? [{}]).map(stepOf),
    exits: exitsOf(words),
    escapes: Object.entries(words.escapes ?? {}).map(([key, go]) => ({ key, go: asTargetId(go) })),
  };
}

function exitsOf(words: QueueWords): ExitsPolicy {
  const { full, tooLong, nobody, closed, overflow } = words;
  return {
    ...(full ? { full: { at: full.at, go: asTargetId(full.go) } } : {}),
    ...(tooLong
      ? { tooLong: { waitedMs: spanOf(tooLong.after), go: asTargetId(tooLong.go) } }
      : {}),
    ...(nobody
      ? { nobody: { go: asTargetId(nobody.go), countPaused: nobody.countPaused ?? false } }
      : {}),
    ...(closed ? { closed: { go: asTargetId(closed.go), waiting: closed.waiting ?? false } } : {}),
    ...(overflow
      ? {
          overflow: overflow.map(({ when, go, timedOut }) => ({
            when: conditionsOf(when),
            go: asTargetId(go),
            disposition: timedOut ? ('timed-out' as const) : ('overflowed' as const),
          })),
        }
      : {}),
  };
}

function stepOf(words: StepWords): StepPolicy {
  return {
    forMs: spanOf(words.for),
    afterMs: spanOf(words.after),
    require: levelsOf(words.require ?? {}),
    ...(words.prefer ? { prefer: levelsOf(words.prefer) } : {}),
    teams: Object.entries(words.teams ?? {}).map(([team, rank]) => ({
      team: asTeamId(team),
      rank,
    })),
    everybody: words.teams === undefined && words.named !== true,
    ...(words.skipWhen ? { skipWhen: conditionsOf(words.skipWhen) } : {}),
    ...(words.say === undefined ? {} : { say: asAnnouncementId(words.say) }),
    ...(words.go === undefined ? {} : { go: asTargetId(words.go) }),
  };
}
