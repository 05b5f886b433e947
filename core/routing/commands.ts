/**
 * What the router asks for and what it tells. Methods, not objects, so that the router allocates
 * nothing; `recordCommands` turns the calls into objects for tests, journals and screens.
 */

import type {
  AgentId,
  AnnouncementId,
  CallId,
  ClassId,
  LinkId,
  Ms,
  OfferId,
  PauseReason,
  QueueId,
  SiteName,
  TargetId,
} from './ids.ts';
import type { AgentState, Disposition, OfferResult, WithdrawReason } from './outcomes.ts';

export interface CommandSink {
  // Commands to the switch, in the imperative. Each is a request; its result comes back as a fact.

  /** Ring the agent's phone for this call, which waits in this queue (of several, this one). */
  offerCall(offer: OfferId, call: CallId, agent: AgentId, ringMs: Ms, queue: QueueId): void;
  /** Stop ringing (or drop the answered leg). `offer-ended` follows. */
  withdrawOffer(offer: OfferId, call: CallId, agent: AgentId, reason: WithdrawReason): void;
  /**
   * Dial the customer of a callback and, when the agent's phone has answered already, join both.
   * `customer-answered` (customer first) or `call-connected` (agent first) or `customer-failed`
   * follows.
   */
  dialCustomer(offer: OfferId, call: CallId, agent: AgentId, queue: QueueId): void;
  /** Join caller and agent. `call-connected` or `connect-failed` follows. */
  connectCall(offer: OfferId, call: CallId, agent: AgentId): void;
  /** Say something to a waiting caller. */
  announce(call: CallId, announcement: AnnouncementId): void;
  /** Take the caller out of routing to this target; undefined: back to the dialplan. */
  sendCall(call: CallId, target: TargetId | undefined): void;
  /**
   * Call the far end of a link for this caller, who hears music on. It is told the routing age, the
   * sites passed so far (the last is this one, if it has a name) and the class the call brought.
   * `link-accepted` may follow, `link-ended` does.
   */
  linkCall(
    call: CallId,
    link: LinkId,
    target: TargetId,
    ageMs: Ms,
    path: readonly SiteName[],
    ownClass: ClassId | undefined,
  ): void;
  /** Stop calling the far end. `link-ended` follows. */
  unlinkCall(call: CallId): void;
  /** Refuse the caller, who has come by a link and has not been answered. */
  refuseCall(call: CallId): void;
  /**
   * The agent has left the conversation and the caller is still there: end or return the caller.
   */
  releaseCall(call: CallId): void;
  /** The caller has left the conversation: hang up the agent's leg. `agent-left` follows. */
  releaseAgent(offer: OfferId, agent: AgentId): void;

  // Notices of what has become so, in the past tense.

  callQueued(call: CallId, queue: QueueId, step: number): void;
  callStepped(call: CallId, queue: QueueId, step: number): void;
  callConnected(call: CallId, offer: OfferId, agent: AgentId, queue: QueueId, waitMs: Ms): void;
  /**
   * The call left this queue. `waitMs` is the time since it joined the queue, without head start.
   */
  callExited(
    call: CallId,
    queue: QueueId,
    disposition: Disposition,
    waitMs: Ms,
    target: TargetId | undefined,
  ): void;
  /** The router has let go of the call: nothing will be said of it any more. */
  callEnded(call: CallId): void;
  offerEnded(
    offer: OfferId,
    call: CallId,
    agent: AgentId,
    queue: QueueId,
    result: OfferResult,
    ringMs: Ms,
  ): void;
  /** `reason` with `paused`, or of the pause that follows; `call` while offered or talking. */
  agentChanged(
    agent: AgentId,
    state: AgentState,
    reason: PauseReason | undefined,
    call: CallId | undefined,
  ): void;
}

type Method = keyof CommandSink;
/** One call of a sink method: its name and its arguments in order. */
export type CommandRecord = { [M in Method]: readonly [M, ...Parameters<CommandSink[M]>] }[Method];

/** Methods that ask the switch for something. */
export const commandNames = [
  'offerCall',
  'withdrawOffer',
  'dialCustomer',
  'connectCall',
  'announce',
  'sendCall',
  'linkCall',
  'unlinkCall',
  'refuseCall',
  'releaseCall',
  'releaseAgent',
] as const satisfies readonly Method[];
/** Methods that tell what has become so. */
export const noticeNames = [
  'callQueued',
  'callStepped',
  'callConnected',
  'callExited',
  'callEnded',
  'offerEnded',
  'agentChanged',
] as const satisfies readonly Method[];

/** A sink that hands each call on as a `CommandRecord`. Allocates: one array a call. */
export function recordCommands(onRecord: (record: CommandRecord) => void): CommandSink {
  const sink: Record<string, (...args: unknown[]) => void> = {};
  for (const name of [...commandNames, ...noticeNames]) {
    sink[name] = (...args) => onRecord([name, ...args] as unknown as CommandRecord);
  }
  return sink as unknown as CommandSink;
}

/** A sink that drops everything. */
export const noCommands: CommandSink = recordCommands(() => {});
