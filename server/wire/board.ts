/**
 * What supervisors and walls are shown: topics `board`, `wall` and `campaigns`. Times are epoch ms
 * of the server: a page counts on from them, so that nothing is sent because a second has passed.
 */

import type { Named } from './desk.ts';

/** Parts of topic `board`; beside them the tables `queues`, `agents`, `calls` and `unsaved`. */
export interface BoardParts {
  readonly server: HealthPart;
  readonly site: SitePart;
}

/** Parts of topic `wall`; beside them the table `queues`. Nothing of single people. */
export interface WallParts {
  readonly server: HealthPart;
  readonly site: Pick<SitePart, 'name'>;
  /** Agents in sight by state. */
  readonly states: Readonly<Record<string, number>>;
}

/** How the server is. */
export interface HealthPart {
  readonly switchUp: boolean;
  /** Why the switch is not connected; null: it is, or nobody knows. */
  readonly switchTrouble: string | null;
  /** Why the journal cannot be written. */
  readonly journalTrouble: string | null;
  /** Of the configuration in force. */
  readonly version: string;
  /** The last attempt to load the configuration failed. */
  readonly reloadFailed: boolean;
  /** Why nobody can listen to conversations here; null: they can. */
  readonly superviseNot: Named | null;
}

/** What there is to choose from. */
export interface SitePart {
  readonly name: Named;
  /** `isOwn`: people may give it; the other is the router's. */
  readonly pauseReasons: readonly (Choice & { readonly isOwn: boolean })[];
  readonly classes: readonly Choice[];
  readonly teams: readonly Choice[];
  /** Where a waiting call can be moved; `queue` null: out of the queues. */
  readonly targets: readonly { readonly id: string; readonly queue: string | null }[];
}

export interface Choice {
  readonly id: string;
  readonly name: Named;
}

/** One queue. */
export interface BoardQueueRow {
  readonly id: string;
  readonly name: Named;
  /** Callers on the line. */
  readonly waiting: number;
  readonly callbacks: number;
  /** Within its opening hours. */
  readonly isOpen: boolean;
  /** When the caller who waits longest joined. */
  readonly oldestJoinedAt: number | null;
  /** What who joins now may expect, rounded; null: nobody can say. */
  readonly expectedWaitMs: number | null;
  /** Agents who can serve it at some step, by state. */
  readonly agents: Readonly<Record<string, number>>;
  /** Of the queue itself: `ratio` of the callers are to be answered within `withinMs`. */
  readonly target: { readonly withinMs: number; readonly ratio: number };
  readonly counts: {
    readonly offered: number;
    readonly answered: number;
    readonly answeredInTarget: number;
    readonly abandoned: number;
    readonly abandonedShort: number;
  };
  /** Since when `counts` count: midnight at the site, or what is left of its journal. */
  readonly since: number;
  /** It is midnight. */
  readonly isWholeDay: boolean;
}

/** One agent. */
export interface BoardAgentRow {
  readonly id: string;
  readonly name: Named;
  readonly teams: readonly string[];
  readonly state: string;
  readonly since: number;
  readonly reason: string | null;
  readonly next: 'signed-out' | 'paused' | null;
  readonly call: number | null;
  /** Conversations that ended today. */
  readonly handled: number;
}

/** A conversation that is over and was not saved, though it is to be: rows of `unsaved`. */
export interface UnsavedRow {
  readonly id: number;
  readonly tenant: string;
  readonly agent: string;
  readonly queue: string;
  /** Null: nobody has said who it was. */
  readonly person: number | null;
  readonly name: string;
  /** E.164 with its plus, or as the network told it; empty: withheld. */
  readonly number: string;
  readonly connectedAt: number;
  readonly endedAt: number;
}

/** Of a tenant so many are looked for, the latest ones. */
export const unsavedMax = 200;

/** One call that waits, rings or is talked in. */
export interface BoardCallRow {
  readonly id: number;
  readonly state: string;
  readonly caller: { readonly number: string; readonly name: string };
  readonly queue: string | null;
  readonly step: number | null;
  readonly class: string | null;
  readonly joinedAt: number | null;
  readonly connectedAt: number | null;
  readonly agent: string | null;
  /** Who listens, or is about to. */
  readonly supervisions: readonly SupervisionShown[];
  /** Somebody is to be called back; nobody is on the line. */
  readonly isCallback: boolean;
}

export interface SupervisionShown {
  /** Key or account. */
  readonly by: string;
  readonly mode: 'listen' | 'whisper' | 'barge';
  readonly state: string;
}

/** One campaign: rows of `campaigns` in topic `campaigns`, by `TENANT/CODE`. */
export interface CampaignRow {
  readonly tenant: string;
  readonly code: string;
  readonly name: string;
  readonly state: string;
  /** Where who answers waits for an agent; null: its file cannot be read. */
  readonly queue: string | null;
  readonly goal: { readonly name: string; readonly reached: number; readonly share: number | null };
  readonly isDialling: boolean;
  /** Why it is not dialling, or that it is; in one sentence. */
  readonly why: { readonly en: string; readonly ja: string };
  /** The first thing in the way; null while it dials. */
  readonly obstacle: string | null;
  readonly leads: {
    readonly ready: number;
    readonly waiting: number;
    readonly claimed: number;
    readonly through: number;
  };
  /** Ringing, and answered without an agent yet. */
  readonly flying: number;
  readonly waiting: number;
  readonly agents: { readonly idle: number; readonly busy: number; readonly away: number } | null;
  /** The law's account; null: nobody has dialled it. */
  readonly abandonment: {
    readonly answered: number;
    readonly abandoned: number;
    readonly share: number | null;
    readonly most: number;
  } | null;
}

/** How a service level stands to its target. */
export type LevelState = 'none' | 'met' | 'unsure' | 'missed';

/** Two-sided 95 %. */
const z = 1.96;

/**
 * `answered within target / (answered + abandoned after the short-abandon threshold)`, with what
 * may be said of it: `unsure` is below the target by less than chance explains with so few calls
 * (Wilson's interval with a correction for continuity: Newcombe, 1998).
 */
export function levelOf({ counts, target }: Pick<BoardQueueRow, 'counts' | 'target'>): {
  readonly ratio: number | null;
  readonly n: number;
  readonly state: LevelState;
} {
  const n = counts.answered + counts.abandoned;
  if (n === 0) return { ratio: null, n, state: 'none' };
  const ratio = counts.answeredInTarget / n;
  if (ratio >= target.ratio) return { ratio, n, state: 'met' };
  const within = z * z - 1 / n + 4 * n * ratio * (1 - ratio) - (4 * ratio - 2);
  const highest = (2 * n * ratio + z * z + z * Math.sqrt(within) + 1) / (2 * (n + z * z));
  return { ratio, n, state: highest < target.ratio ? 'missed' : 'unsure' };
}

/** Signed in and not away: they take calls, now or next. */
export const workingStates = ['ready', 'offered', 'talking', 'wrap-up'] as const;

/** Agents of these who work, and who are free. */
export function staffed(agents: Readonly<Record<string, number>>): {
  readonly working: number;
  readonly free: number;
} {
  const working = workingStates.reduce((sum, state) => sum + (agents[state] ?? 0), 0);
  return { working, free: agents.ready ?? 0 };
}
