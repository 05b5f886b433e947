/**
 * The routing policy: what `config` compiles from YAML and the router obeys. Plain JSON data (NEVER
 * is written as `null` in JSON), ids only, durations in milliseconds, everything resolved: a step
 * holds its full requirement and its full list of teams, so the router inherits nothing at run
 * time.
 */

import type {
  AgentId,
  AnnouncementId,
  ClassId,
  HoursId,
  Ms,
  QueueId,
  SkillId,
  TargetId,
  TeamId,
} from './ids.ts';

export interface Policy {
  /** Hash of the configuration it came from; shown by `explain` and on metrics. */
  readonly version: string;
  /** Call classes, most urgent first. Class is compared strictly. */
  readonly classes: readonly ClassId[];
  readonly hours: readonly HoursPolicy[];
  readonly targets: readonly TargetPolicy[];
  readonly agents: readonly AgentPolicy[];
  readonly queues: readonly QueuePolicy[];
}

/**
 * Opening hours as the router sees them: open or not. The server turns calendars into
 * `hours-changed`.
 */
export interface HoursPolicy {
  readonly id: HoursId;
  /** State at the moment the policy was compiled. */
  readonly open: boolean;
}

/**
 * `queue` set: an internal move, keeping the routing age when `keepAge`. Otherwise the call leaves
 * routing.
 */
export interface TargetPolicy {
  readonly id: TargetId;
  readonly queue?: QueueId;
  readonly keepAge?: boolean;
}

/** What an agent can do and which queues the agent serves. */
export interface AgentPolicy {
  readonly id: AgentId;
  /** Level 1–10; an absent skill satisfies nothing. */
  readonly skills: readonly { readonly skill: SkillId; readonly level: number }[];
  readonly teams: readonly TeamId[];
  /**
   * Queues served by name, beside those served through teams. `delayMs`: the agent sees only calls
   * that
   *  have waited that long in the queue. A rank set here wins over the team's. */
  readonly queues: readonly {
    readonly queue: QueueId;
    readonly delayMs: Ms;
    readonly rank?: number;
  }[];
}

/** How a queue chooses among eligible agents of equal rank. */
export type SelectionOrder =
  | 'longest-idle'
  | 'most-skilled'
  | 'least-skilled'
  | 'fewest-calls'
  | 'round-robin'
  | 'random';

/** How a queue treats its calls; durations in ms. */
export interface QueuePolicy {
  readonly id: QueueId;
  /** Class and head start of a call that brings none of its own. */
  readonly class: ClassId;
  readonly headStartMs: Ms;
  readonly order: SelectionOrder;
  /** How long a phone rings before the offer counts as missed. */
  readonly ringMs: Ms;
  readonly wrapUpMs: Ms;
  /** Waits shorter than this that end in a hang-up are `abandoned-short`. */
  readonly shortAbandonMs: Ms;
  /** Consecutive misses after which the agent is paused with `no-answer`. */
  readonly missesMax: number;
  /** How long a call is kept from an agent who declined, missed or failed it; at least 1 ms. */
  readonly excludeMs: Ms;
  /** How long a call waits for its preferred agent when it brings no time of its own. */
  readonly preferredWaitMs: Ms;
  /** A reload leaves waiting calls on the steps they joined with unless this is set. */
  readonly reloadLive: boolean;
  readonly hours?: HoursId;
  /** At least one. */
  readonly steps: readonly StepPolicy[];
  readonly exits: ExitsPolicy;
  /** DTMF keys that leave the queue. */
  readonly escapes: readonly { readonly key: string; readonly go: TargetId }[];
}

/** What is asked of an agent at one point of the wait. */
export interface StepPolicy {
  /** Counts from the step's start; NEVER when absent. */
  readonly forMs: Ms;
  /** Counts from joining this queue; NEVER when absent. The step ends at the earlier of the two. */
  readonly afterMs: Ms;
  /** The agent must have all of these at these levels or above. */
  readonly require: readonly { readonly skill: SkillId; readonly levelMin: number }[];
  /**
   * Teams that serve at this step, with their rank (lower first). Everybody in the list of agents
   * serves
   *  when `everybody`. Agents that name the queue themselves serve at every step. */
  readonly teams: readonly { readonly team: TeamId; readonly rank: number }[];
  readonly everybody: boolean;
  /**
   * On entry: the step is passed over when no more than this many of its qualified agents are so.
   */
  readonly skipWhen?: { readonly signedInMax?: number; readonly readyMax?: number };
  readonly say?: AnnouncementId;
  /** Where the call goes when the step ends; only the last step has it. */
  readonly go?: TargetId;
}

/** Where calls go that the queue cannot serve. */
export interface ExitsPolicy {
  readonly full?: { readonly at: number; readonly go: TargetId };
  readonly tooLong?: { readonly waitedMs: Ms; readonly go: TargetId };
  readonly nobody?: { readonly go: TargetId; readonly countPaused: boolean };
  /** `waiting`: closing time also sends away those already waiting. */
  readonly closed?: { readonly go: TargetId; readonly waiting: boolean };
}
