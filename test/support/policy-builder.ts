/** Policies for tests, in few words: what is not said has a plain default. */

import {
  asAgentId,
  asAnnouncementId,
  asClassId,
  asHoursId,
  asQueueId,
  asSkillId,
  asTargetId,
  asTeamId,
  type Ms,
  NEVER,
  type Policy,
  type QueuePolicy,
  type StepPolicy,
} from '../../core/index.ts';

export interface AgentWords {
  /** `{ english: 5 }` */
  readonly skills?: Readonly<Record<string, number>>;
  readonly teams?: readonly string[];
  /** Queues named by the agent: `{ sales: '5s' }`, or with a rank `{ sales: '0s rank 2' }`. */
  readonly queues?: Readonly<Record<string, string>>;
}

export interface StepWords {
  readonly for?: string;
  readonly after?: string;
  readonly require?: Readonly<Record<string, number>>;
  /** Teams with their rank. Everybody serves at a step that names no teams and is not `named`. */
  readonly teams?: Readonly<Record<string, number>>;
  /** Only agents that name the queue. */
  readonly named?: boolean;
  readonly skipWhen?: StepPolicy['skipWhen'];
  readonly say?: string;
  readonly go?: string;
}

export interface QueueWords {
  readonly class?: string;
  readonly headStart?: string;
  readonly order?: QueuePolicy['order'];
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
}

export interface PolicyWords {
  readonly agents: Readonly<Record<string, AgentWords>>;
  readonly queues: Readonly<Record<string, QueueWords>>;
  readonly hours?: Readonly<Record<string, 'open' | 'closed'>>;
  readonly classes?: readonly string[];
}

/** `8s`, `2m`, `500ms`, `0s`; absent: the default. */
export function spanOf(text: string | undefined, absent: Ms = NEVER): Ms {
  if (text === undefined) return absent;
  const found = /^(\d+)(ms|s|m)$/.exec(text);
  if (!found) throw new Error(`"${text}" is no span of time: write 500ms, 8s or 2m`);
  return Number(found[1]) * { ms: 1, s: 1_000, m: 60_000 }[found[2] as 'ms' | 's' | 'm'];
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
    hours: Object.entries(words.hours ?? {}).map(([id, state]) => ({
      id: asHoursId(id),
      open: state === 'open',
    })),
    targets: [
      { id: asTargetId('voicemail') },
      { id: asTargetId('reception') },
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
    })),
    queues: Object.entries(words.queues).map(([id, queue]) => queueOf(id, queue)),
  };
}

function ownEntry(queue: string, entry: string) {
  const [delay, , rank] = entry.split(' ');
  const named = { queue: asQueueId(queue), delayMs: spanOf(delay) };
  return rank === undefined ? named : { ...named, rank: Number(rank) };
}

function queueOf(id: string, words: QueueWords): QueuePolicy {
  const { full, tooLong, nobody, closed } = words;
  return {
    id: asQueueId(id),
    class: asClassId(words.class ?? 'normal'),
    headStartMs: spanOf(words.headStart, 0),
    order: words.order ?? 'longest-idle',
    ringMs: spanOf(words.ring, 15_000),
    wrapUpMs: spanOf(words.wrapUp, 10_000),
    shortAbandonMs: spanOf(words.shortAbandon, 5_000),
    missesMax: words.missesMax ?? 1,
    excludeMs: spanOf(words.exclude, 60_000),
    preferredWaitMs: spanOf(words.preferredWait, 0),
    reloadLive: words.reloadLive ?? false,
    ...(words.hours === undefined ? {} : { hours: asHoursId(words.hours) }),
    steps: (words.steps ?? [{}]).map(stepOf),
    exits: {
      ...(full ? { full: { at: full.at, go: asTargetId(full.go) } } : {}),
      ...(tooLong
        ? { tooLong: { waitedMs: spanOf(tooLong.after), go: asTargetId(tooLong.go) } }
        : {}),
      ...(nobody
        ? { nobody: { go: asTargetId(nobody.go), countPaused: nobody.countPaused ?? false } }
        : {}),
      ...(closed
        ? { closed: { go: asTargetId(closed.go), waiting: closed.waiting ?? false } }
        : {}),
    },
    escapes: Object.entries(words.escapes ?? {}).map(([key, go]) => ({ key, go: asTargetId(go) })),
  };
}

function stepOf(words: StepWords): StepPolicy {
  return {
    forMs: spanOf(words.for),
    afterMs: spanOf(words.after),
    require: Object.entries(words.require ?? {}).map(([skill, levelMin]) => ({
      skill: asSkillId(skill),
      levelMin,
    })),
    teams: Object.entries(words.teams ?? {}).map(([team, rank]) => ({
      team: asTeamId(team),
      rank,
    })),
    everybody: words.teams === undefined && words.named !== true,
    ...(words.skipWhen ? { skipWhen: words.skipWhen } : {}),
    ...(words.say === undefined ? {} : { say: asAnnouncementId(words.say) }),
    ...(words.go === undefined ? {} : { go: asTargetId(words.go) }),
  };
}
