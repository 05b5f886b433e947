/** What pacing is told for one decision, and what it answers. Plain values; nothing is kept. */

import type { NumberClass } from './answer-rates.ts';

/** How calls are begun; `docs/outbound/pacing.md` says when to use which. */
export type DiallingMode =
  /** An agent dials; nothing is dialled by itself. */
  | 'manual'
  /** An agent is shown a lead first and dials, or does not. */
  | 'preview'
  /** One attempt for each idle agent, who is reserved for it. */
  | 'progressive'
  /** A fixed number of lines for each agent at work. */
  | 'power'
  /** As many attempts as the permitted risk of finding no agent allows. */
  | 'predictive';

/** An agent who talks, or finishes the last call, and for how long. */
export interface BusyAgent {
  readonly phase: 'talking' | 'wrap-up';
  readonly forMs: number;
}

/** An attempt that has not ended, and how long ago it was dialled. */
export interface FlyingAttempt {
  readonly class: NumberClass;
  readonly forMs: number;
}

/** The two knobs. Shares, 0 to 1. */
export interface PacingGoals {
  /** At most this share of people who answered may find no agent. 0: never. */
  readonly abandonedMax: number;
  /** No risk is taken to bring the agents' idle time below half of this. 0: as little as can be. */
  readonly idleMax: number;
}

/** What the law's ledger says of its window (30 days, a day, …), in the law's definition. */
export interface LegalWindow {
  readonly answered: number;
  readonly abandoned: number;
}

/** What the trunks of this campaign take now. */
export interface TrunkRoom {
  /** Lines that are free. */
  readonly channels: number;
  /** Calls that may be begun now by the calls-per-second limit; see `CallsPerSecond`. */
  readonly calls: number;
}

/** How the surroundings do; each may forbid risk. Absent figures are taken as good. */
export interface PacingHealth {
  /** Share of attempts of late that the trunks refused or that failed by an error of theirs. */
  readonly trunkErrors?: number;
  /** The slowest hundredth of answers takes this long or longer to reach an agent's phone. */
  readonly connectMsP99?: number;
  /** Our clock against that of the switch. */
  readonly clockSkewMs?: number;
}

/** One moment of a campaign and the agents who serve it. */
export interface PacingScene {
  readonly mode: DiallingMode;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly goals: PacingGoals;
  readonly window: LegalWindow;
  readonly trunks: TrunkRoom;
  readonly health: PacingHealth;
  /** Agents who could take a call now. */
  readonly idle: number;
  readonly busy: readonly BusyAgent[];
  readonly flying: readonly FlyingAttempt[];
  /** People who have answered and wait for an agent. */
  readonly waiting: number;
  /** Idle agents kept for calls that come in; see `inboundReserve`. */
  readonly reserve: number;
  /** How long a person who answered may wait for an agent: 2 s by US and UK rules. */
  readonly waitMs: number;
  /** Of the numbers that are dialled next. */
  readonly class: NumberClass;
  /** Hour of the day there, 0 to 23. */
  readonly hour: number;
  /** With `manual` and `preview`: agents who have asked to dial now. */
  readonly asked: number;
  /** With `power`: lines for each agent at work, at least 1. */
  readonly linesPerAgent: number;
  /** Attempts may be let go of after this time, the law's least ringing; NEVER: none is. */
  readonly letGoAfterMs: number;
  /** Leads that may be dialled now. */
  readonly leads: number;
}

/** Why not more is dialled: one reason, the first that held. */
export type PacingReason =
  /** The next attempt would risk more than is permitted; the ordinary reason. */
  | 'risk'
  /** The mode gives each agent one attempt, or each agent so many lines, and they are dialled. */
  | 'mode'
  /** So many have been begun within this second that their answers are waited for. */
  | 'surge'
  /** Nobody is at work, or all who are idle are kept for calls that come in. */
  | 'no-agents'
  | 'no-leads'
  | 'no-channels'
  | 'calls-per-second'
  /** No risk is taken, so that each idle agent has one attempt, because … */
  | 'window-small'
  | 'window-spent'
  /** (this also where some risk is taken: one more might be one too many for ten minutes) */
  | 'burst'
  | 'team-small'
  | 'class-unknown'
  | 'trunk-errors'
  | 'connect-slow'
  | 'clock-skew'
  /** … the agents are busy enough. */
  | 'idle-met';

/** The answer. */
export interface PacingDecision {
  /** Attempts to begin now. */
  readonly dial: number;
  /** With `preview`: idle agents to show a lead. */
  readonly present: number;
  /** Attempts to let go of, by place in `flying`. */
  readonly letGo: readonly number[];
  readonly reason: PacingReason;
  /** Permitted risk of the next attempt, and the risk it would have; 0 where none is taken. */
  readonly riskMax: number;
  readonly risk: number;
}
