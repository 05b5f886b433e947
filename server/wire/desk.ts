/** What an agent's desk is shown: topic `desk`. Times are epoch ms of the server. */

import type { Named } from './named.ts';

export type { Named };

/** The agent. */
export interface MePart {
  readonly id: string;
  readonly name: Named;
  /** Where the agent is signed in, or would be. */
  readonly phone: string;
  /** The agent's own, as configured. */
  readonly ownPhone: string;
  /** The phone that is a page of this browser; null: none is configured. */
  readonly browserPhone: string | null;
  readonly state: AgentStateShown;
  /** When the state was entered. */
  readonly since: number;
  /** Of a pause; in a call: of the pause that follows. */
  readonly reason: string | null;
  /** What follows the present call. */
  readonly next: 'signed-out' | 'paused' | null;
  readonly signedInAt: number | null;
  /** When wrap-up ends by itself; null: there is none. */
  readonly wrapUpUntil: number | null;
  readonly pauseReasons: readonly PauseReasonShown[];
}

export interface PauseReasonShown {
  readonly id: string;
  readonly name: Named;
  /** Agents choose it; the others are given to them. */
  readonly isOwn: boolean;
}

export type AgentStateShown =
  | 'signed-out'
  | 'ready'
  | 'offered'
  | 'talking'
  | 'wrap-up'
  | 'paused'
  | 'unreachable'
  | 'busy-elsewhere';

/** A call that rings, or is talked in. */
export interface DeskCallPart {
  readonly call: number;
  readonly offer: number;
  readonly state: 'set-up' | 'ringing' | 'answered' | 'dialling' | 'connected';
  readonly caller: { readonly number: string; readonly name: string };
  readonly dialled: string;
  /** Whom the caller means to have called, and what the agent says first. */
  readonly company: Named | null;
  readonly greeting: Named | null;
  readonly queue: { readonly id: string; readonly name: Named };
  readonly class: { readonly id: string; readonly name: Named } | null;
  /** When the caller came into the queue. */
  readonly joinedAt: number | null;
  readonly offeredAt: number;
  readonly ringingAt: number | null;
  /** When the phone has rung long enough; null: it does not ring, or the switch is away. */
  readonly expiresAt: number | null;
  readonly ringMs: number | null;
  readonly connectedAt: number | null;
  readonly heldSince: number | null;
  readonly muted: boolean;
  readonly consult: ConsultShown | null;
  readonly listeners: readonly ListenerShown[];
  readonly recording: string | null;
  /** Somebody called by a campaign, by its number in the store. */
  readonly campaign: number | null;
  readonly isCallback: boolean;
}

/** Somebody who is asked before the caller is handed over. */
export interface ConsultShown {
  readonly who: Named;
  /** `talking` with them, `held`: they wait, `conference`: all three talk. */
  readonly state: 'calling' | 'ringing' | 'talking' | 'held' | 'conference';
}

/** Somebody who listens to the conversation, where agents are told. */
export interface ListenerShown {
  readonly id: number;
  readonly by: string;
  readonly mode: 'listen' | 'whisper' | 'barge';
}

/** `GET /me/parties`: whom a call can be given to. */
export interface PartiesAnswer {
  readonly agents: readonly {
    readonly id: string;
    readonly name: Named;
    readonly state: AgentStateShown;
  }[];
  readonly queues: readonly { readonly id: string; readonly name: Named }[];
}

/** Milliseconds in each state. `hold`: of the conversations, while the caller waits aside. */
export interface DaySpans {
  readonly ready: number;
  readonly offered: number;
  readonly talking: number;
  readonly hold: number;
  readonly wrapUp: number;
  readonly paused: number;
  /** Phone not reachable, or in use for something else. */
  readonly away: number;
}

/** The agent's own figures since midnight at the site. */
export interface TodayPart {
  readonly from: number;
  /** Conversations that are over. */
  readonly handled: number;
  readonly wrapUps: number;
  /** Up to `since`; what goes on now counts from there. */
  readonly spans: DaySpans;
  readonly goesOn: keyof DaySpans | null;
  readonly since: number;
}

/** Somebody who was promised a call: rows of `promises`. */
export interface PromiseRow {
  readonly id: number;
  readonly person: number;
  readonly name: string;
  readonly kana: string;
  /** E.164 with its plus. */
  readonly number: string;
  readonly note: string;
  readonly dueAt: number;
  readonly dueUntil: number;
  /** The customer's zone, in which the hour was promised. */
  readonly zone: string;
  /** Whose promise it is now. */
  readonly whose: 'own' | 'team';
  /** `taken`: by this agent. */
  readonly state: 'promised' | 'taken';
  readonly campaign: string | null;
  /** It is dialled by itself when its time has come; else the agent dials. */
  readonly dials: boolean;
}

/** Campaigns the agent may dial by hand for. */
export interface PreviewPart {
  readonly campaigns: readonly {
    readonly code: string;
    readonly name: string;
    readonly mode: 'manual' | 'preview';
  }[];
  readonly shown: ShownPerson | null;
}

/** A person in a campaign, whom nobody else dials meanwhile. */
export interface ShownPerson {
  readonly campaign: string;
  readonly person: number;
  readonly name: string;
  readonly kana: string;
  readonly company: string;
  readonly numbers: readonly { readonly number: string; readonly kind: string }[];
  readonly attempts: number;
  readonly until: number;
  /** `asked`: is being dialled for this agent. `released`: was shown, and may not be dialled. */
  readonly state: 'shown' | 'asked' | 'released';
  /** Why it could not be dialled when the agent asked, or is not shown any more. */
  readonly why: { readonly en: string; readonly ja: string } | null;
}

/** One of the queues the agent serves: rows of `queues`. */
export interface DeskQueueRow {
  readonly id: string;
  readonly name: Named;
  readonly waiting: number;
  readonly callbacks: number;
  readonly oldestJoinedAt: number | null;
  readonly expectedWaitMs: number | null;
  /** Of the queue's own target. */
  readonly withinMs: number;
  readonly target: number;
  readonly serviceLevel: number | null;
  readonly answered: number;
}

/** How the server is. */
export interface ServerPart {
  readonly switchUp: boolean;
  readonly version: string;
}

/** What may be asked for in a conversation. `dial`: a number or an extension. */
export type CallAct =
  | 'answer'
  | 'decline'
  | 'hold'
  | 'mute'
  | 'keys'
  | 'transfer'
  | 'dial'
  | 'consult'
  | 'conference'
  | 'complete'
  | 'record'
  | 'hang-up';

/** What cannot be asked for here, and why, in half a sentence; what is absent can be. */
export type CannotPart = Readonly<Partial<Record<CallAct, Named>>>;

/** Parts of topic `desk`, by name; beside them the tables `queues` and `promises`. */
export interface DeskParts {
  readonly me: MePart;
  readonly call: DeskCallPart | null;
  readonly server: ServerPart;
  readonly cannot: CannotPart;
  readonly today: TodayPart;
  /** Null: no campaign dials here. */
  readonly preview: PreviewPart | null;
  /** Why promises and campaigns cannot be shown now. */
  readonly trouble: string | null;
}
