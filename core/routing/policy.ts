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
  LinkId,
  Ms,
  QueueId,
  SiteName,
  SkillId,
  TargetId,
  TeamId,
} from './ids.ts';

export interface Policy {
  /** Hash of the configuration it came from; shown by `explain` and on metrics. */
  readonly version: string;
  /** Call classes, most urgent first. Class is compared strictly. */
  readonly classes: readonly ClassId[];
  /**
   * Classes whose calls become one class more urgent after this time in the class; absent: none.
   * The cap of the first class does nothing.
   */
  readonly classCaps?: readonly { readonly class: ClassId; readonly afterMs: Ms }[];
  /** What other sites call this one; absent: it cannot be told from others on a path. */
  readonly site?: SiteName;
  /** Absent: none. */
  readonly links?: readonly LinkPolicy[];
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
 * routing: by a link when `links` is set.
 */
export interface TargetPolicy {
  readonly id: TargetId;
  readonly queue?: QueueId;
  readonly keepAge?: boolean;
  /** The call leaves by the best of these that is usable. */
  readonly links?: readonly LinkId[];
  /** With `links`, when none is usable: a target without links. Absent: the exit is not there. */
  readonly otherwise?: TargetId;
}

/** A way to another site or PBX (rules, part 14). */
export interface LinkPolicy {
  readonly id: LinkId;
  /** The site at its far end; absent: no site of ours. */
  readonly site?: SiteName;
  /** Calls at one time, at least 1. */
  readonly channels: number;
  /** Used only while they are open. */
  readonly hours?: HoursId;
  /** Cheaper ones first. */
  readonly cost: number;
  /** How long the far end may take to accept a call. */
  readonly ringMs: Ms;
  /** How long nobody tries a link that has not accepted a call. */
  readonly restMs: Ms;
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
  /**
   * Calls of each medium the agent may have at one time; a medium that is not listed: none. Absent:
   * one voice call. The router knows voice so far, with 0 or 1.
   */
  readonly capacity?: readonly { readonly medium: Medium; readonly calls: number }[];
}

/** What a call comes by. Others will come; each has a capacity of its own. */
export type Medium = 'voice';

/** A skill and the least level of it. */
export interface SkillLevel {
  readonly skill: SkillId;
  readonly levelMin: number;
}

/** How a queue chooses among eligible agents of equal rank and preference. */
export type SelectionOrder =
  | 'longest-idle'
  | 'most-skilled'
  | 'least-skilled'
  | 'fewest-calls'
  | 'least-occupied'
  | 'round-robin'
  | 'random'
  /** As `longest-idle`, and up to `parallel` phones ring at once. */
  | 'ring-all';

/** How a queue treats its calls; durations in ms. */
export interface QueuePolicy {
  readonly id: QueueId;
  /** Class and head start of a call that brings none of its own. */
  readonly class: ClassId;
  readonly headStartMs: Ms;
  readonly order: SelectionOrder;
  /** With `ring-all`: phones that ring at once for one call, at least 1; absent: 1. */
  readonly parallel?: number;
  /** Absent: voice. */
  readonly medium?: Medium;
  /** How callbacks of this queue are carried out; absent: `defaultCallback`. */
  readonly callback?: CallbackPolicy;
  /** An answer within this time is in time, for the service level; absent: 20 s. */
  readonly answerWithinMs?: Ms;
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

/** How often and how long a customer who asked to be called back is called; durations in ms. */
export interface CallbackPolicy {
  /** How long the customer's phone may take to answer, from the dialling on. */
  readonly dialMs: Ms;
  /** Rest after a customer was not reached. */
  readonly retryMs: Ms;
  /** Diallings after which the callback is given up, at least 1. */
  readonly attemptsMax: number;
}

/** Used by queues that say nothing of callbacks. */
export const defaultCallback: CallbackPolicy = {
  dialMs: 45_000,
  retryMs: 300_000,
  attemptsMax: 3,
};

/** What must hold of a queue, all that is given; an empty one never holds. Rules, part 5. */
export interface Conditions {
  /** At most so many agents who qualify at the step are signed in. */
  readonly signedInMax?: number;
  /** At most so many of them are ready. */
  readonly readyMax?: number;
  /** At least so many other calls wait in the queue. */
  readonly waitingMin?: number;
  /** A caller who joins now may expect to wait at least so long; never holds while unsure. */
  readonly expectedWaitMin?: Ms;
  /** The recent service level is below this share, 0 to 1; never holds while unknown. */
  readonly serviceLevelBelow?: number;
}

/** What is asked of an agent at one point of the wait. */
export interface StepPolicy {
  /** Counts from the step's start; NEVER when absent. */
  readonly forMs: Ms;
  /** Counts from joining this queue; NEVER when absent. The step ends at the earlier of the two. */
  readonly afterMs: Ms;
  /** The agent must have all of these at these levels or above. */
  readonly require: readonly SkillLevel[];
  /**
   * Agents who satisfy more of these go first, behind rank; nobody is kept out or waited for.
   * Absent: none.
   */
  readonly prefer?: readonly SkillLevel[];
  /**
   * Teams that serve at this step, with their rank (lower first). Everybody in the list of agents
   * serves
   *  when `everybody`. Agents that name the queue themselves serve at every step. */
  readonly teams: readonly { readonly team: TeamId; readonly rank: number }[];
  readonly everybody: boolean;
  /** On entry: the step is passed over when these hold. */
  readonly skipWhen?: Conditions;
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
  /**
   * Looked at on joining and on entering each step, in this order; the first whose conditions hold
   * takes the call out with its disposition. Absent: none.
   */
  readonly overflow?: readonly {
    readonly when: Conditions;
    readonly go: TargetId;
    readonly disposition: 'overflowed' | 'timed-out';
  }[];
}
