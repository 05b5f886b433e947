/** Calls, agents and offers as people see them: plain JSON, kept by `server/view.ts`. */

import type { CallerIdentity } from '../adapters/port.ts';
import type { ConsultState, SupervisionMode } from '../adapters/talk-port.ts';
import type {
  AgentId,
  CallId,
  ClassId,
  LinkId,
  Ms,
  OfferId,
  QueueId,
  SiteName,
} from '../core/routing/ids.ts';
import type { AgentState } from '../core/routing/outcomes.ts';
import type { SkillLevel } from '../core/routing/policy.ts';
import type { ListeningPlan } from './listening.ts';

/** What the view keeps over a restart. */
export interface ViewSnapshot {
  readonly nextCall: number;
  readonly calls: readonly CallView[];
  readonly offers: readonly OfferView[];
  readonly agents: readonly AgentView[];
  /** Absent: nobody is being called. */
  readonly dials?: readonly DialView[];
  /** Newest first: caller key, agent, when they last talked. */
  readonly lastAgents: readonly (readonly [string, AgentId, Ms])[];
  /** Newest first, of callers who hung up waiting: caller and queue, age earned, when it was. */
  readonly earnedAges: readonly (readonly [string, Ms, Ms])[];
}

export type CallState =
  | 'entered'
  | 'waiting'
  | 'offered'
  | 'connecting'
  | 'linking'
  | 'talking'
  | 'leaving'
  | 'gone';

/** A call as people see it. Optional fields are absent, never null. */
export interface CallView {
  readonly id: CallId;
  state: CallState;
  tenant: string;
  /** The switch's id; empty of a callback whose customer is not on the line. */
  channel: string;
  /** Of a callback the number that is called. */
  caller: CallerIdentity;
  dialled: string;
  /** When routing first heard of it. */
  enteredAt: Ms;
  /**
   * The queues it is in, in the order in which they look for an agent; of a call that has left, the
   * one it left. Empty until it has arrived.
   */
  places: PlaceView[];
  /** The queue it came to, however often it was moved. */
  arrivedIn?: QueueId;
  /** Bonus of routing age it was given, beside what it had earned. */
  headStartMs: Ms;
  /** The class it brought; undefined: it takes each queue's. */
  ownClass?: ClassId;
  /** Asked of the agent beside what the queues ask. */
  skills?: readonly SkillLevel[];
  preferred?: AgentId;
  /** Open, and not taken back; several only where several phones ring at once. */
  offers: OfferId[];
  connectedAt?: Ms;
  /** Where it was sent, while leaving; `''` is the dialplan. */
  target?: string;
  /** The link whose far end is called for it, while linking. */
  link?: LinkId;
  /** Sites it has passed, if it came by a link. */
  path?: readonly SiteName[];
  /** The customer asked to be called back. */
  callback?: CallbackView;
  /** The caller is somebody a campaign has called. */
  attempt?: AttemptView;
}

/** Which dialling of which campaign, by their numbers in the store. */
export interface AttemptView {
  readonly attempt: number;
  readonly campaign: number;
}

/** Somebody a campaign is calling. */
export interface DialView extends AttemptView {
  readonly call: CallId;
  readonly tenant: string;
  /** Where who answers waits for an agent. */
  readonly queue: QueueId;
  /** E.164 with its plus, and the person's name. */
  readonly person: CallerIdentity;
  /** Who has promised to call, and is to have the call. */
  readonly preferred?: AgentId;
  /** How machines are told from people. */
  readonly listening?: ListeningPlan;
  readonly dialledAt: Ms;
  rangAt?: Ms;
}

/** A link as people see it. */
export interface LinkView {
  readonly id: LinkId;
  up: boolean;
  /** Calls with a leg on it. */
  readonly legs: Map<CallId, { readonly since: Ms; accepted: boolean }>;
  /** Not tried before; undefined: it does not rest. */
  restUntil?: Ms;
}

/** A call's place in one queue. */
export interface PlaceView {
  readonly queue: QueueId;
  /** Undefined until it has joined. */
  step?: number;
  class?: ClassId;
  /** When it got this class here. */
  classAt: Ms;
  joinedAt: Ms;
  /** Routing age counts from here. */
  agedFrom: Ms;
  /** Order among calls of equal age. */
  arrival: number;
}

export interface CallbackView {
  readonly first: 'agent' | 'customer';
  readonly requestedAt: Ms;
  readonly expiresAt: Ms;
  /** Diallings so far. */
  attempts: number;
  /** Not dialled before. */
  restUntil: Ms;
  /** When the customer answered: a call like any other from then on. */
  reachedAt?: Ms;
}

export interface OfferView {
  readonly id: OfferId;
  readonly call: CallId;
  readonly agent: AgentId;
  readonly queue: QueueId;
  readonly madeAt: Ms;
  /** The phone may ring so long; absent: of a journal that did not say. */
  ringMs?: Ms;
  /** What the agent then has for wrap-up: the queue's, as it was when the offer was made. */
  readonly wrapUpMs?: Ms;
  ringingAt?: Ms;
  /** When the phone has rung long enough; absent: it does not ring. */
  expiresAt?: Ms;
  answeredAt?: Ms;
  connectedAt?: Ms;
  /** The customer is being called. */
  dialling?: true;
  /** By the phone or by the desk. */
  heldSince?: Ms;
  heldMs: Ms;
  muted?: true;
  /** Whom the agent consults. */
  consult?: ConsultView;
  /** Who listens, or is about to. */
  supervisions?: readonly SupervisionView[];
  recording?: string;
}

/** `calling` until something is heard of it; the others as at the port. */
export interface ConsultView {
  /** `extension:800`, `agent:sato`; empty: nobody knows. */
  readonly with: string;
  readonly state: 'calling' | ConsultState;
  /** When it entered this state. */
  readonly since: Ms;
}

export interface SupervisionView {
  readonly id: number;
  /** Whose key or account. */
  readonly by: string;
  readonly phone: string;
  readonly mode: SupervisionMode;
  readonly state: 'calling' | 'ringing' | 'listening';
  /** When it entered this state, or mode. */
  readonly since: Ms;
}

export interface AgentView {
  readonly id: AgentId;
  state: AgentState;
  /** When the state was entered. */
  since: Ms;
  /** Pause reason, or the pause that follows. */
  reason?: string;
  /** A sign-out was asked for in mid-call and follows. */
  signOutNext?: boolean;
  call?: CallId;
  /** In wrap-up: when it ends by itself. */
  wrapUpUntil?: Ms;
  /** Chosen at sign-in; absent: the configured one. */
  phone?: string;
  /** Conversations since the process of this journal first knew the agent. */
  callsAnswered: number;
  signedInAt?: Ms;
}
