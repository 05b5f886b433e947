/**
 * The lines of the journal: what was told, what the router made of it, and what the server knows
 * beside it. The same lines feed the screens, so what people see and what is replayed cannot
 * differ. `docs/journal.md` is the page for readers; every line has a sequence number of its own
 * and a time.
 */

import type { CallerIdentity } from '../adapters/port.ts';
import type { SupervisionMode, TalkAct, TalkFact, TransferTarget } from '../adapters/talk-port.ts';
import type { Sign } from '../core/outreach/machine-detection/detect.ts';
import type { CommandRecord } from '../core/routing/commands.ts';
import type { OfferFailure, RouterEvent } from '../core/routing/events.ts';
import { type AgentId, type CallId, type Ms, NEVER, type OfferId } from '../core/routing/ids.ts';
import { defaultLimits, type Limits } from '../core/routing/limits.ts';
import type { Outcome } from '../core/routing/outcomes.ts';
import type { Policy, QueuePolicy } from '../core/routing/policy.ts';
import type { RouterSnapshot } from '../core/routing/snapshot.ts';
import type { Rename } from './renames.ts';
import type { AttemptView, DialView, ViewSnapshot } from './view-types.ts';

/** What the server learnt that is no fact of routing. */
export type Note =
  /**
   * Written before the `call-arrived` of the same call, or the `callback-requested` with it (the
   * number is the one to be called). `again`: found on the switch after a restart.
   */
  | {
      readonly type: 'caller';
      readonly call: CallId;
      /** The tenant whose queue it enters. */
      readonly tenant: string;
      readonly channel: string;
      readonly caller: CallerIdentity;
      readonly dialled: string;
      readonly again?: boolean;
      /** With `again` or `from`, of somebody a campaign had called. */
      readonly attempt?: AttemptView;
      /** The call of which an agent has given the caller back. */
      readonly from?: CallId;
    }
  /** The channel of a customer who was called first, and has answered. */
  | { readonly type: 'customer'; readonly call: CallId; readonly channel: string }
  /** Somebody is being called for a campaign: before the switch is asked to. */
  | ({ readonly type: 'dialled' } & Omit<DialView, 'dialledAt' | 'rangAt'>)
  | { readonly type: 'dial-rang'; readonly call: CallId }
  /** Just before the `caller` of the same call; `call-arrived` follows, or `caller-gone`. */
  | { readonly type: 'dial-answered'; readonly call: CallId }
  | {
      readonly type: 'dial-ended';
      readonly call: CallId;
      readonly result: OfferFailure;
      /** Of Q.850, as the network told it. */
      readonly cause?: number;
      readonly why?: string;
    }
  /** Who was called begins or ends to speak, before an agent is there. */
  | { readonly type: 'caller-heard'; readonly call: CallId; readonly speaking: boolean }
  /** Who was called is taken for a machine, and let go of. */
  | { readonly type: 'machine-heard'; readonly call: CallId; readonly sign: Sign }
  /** Who was called has gone, or has been let go of, before routing had them. */
  | { readonly type: 'caller-gone'; readonly call: CallId }
  /** A key pressed while the caller is told something on the way out. */
  | { readonly type: 'caller-pressed'; readonly call: CallId; readonly key: string }
  /** Sent back to the dialplan, or not called back, without having been in routing. */
  | { readonly type: 'caller-refused'; readonly call: CallId; readonly why: string }
  /** The phone an agent signed in with. */
  | { readonly type: 'phone-chosen'; readonly agent: AgentId; readonly phone: string }
  /** Just before the switch is asked; `to`: whom the agent wants to talk to. */
  | {
      readonly type: 'talk-ordered';
      readonly offer: OfferId;
      readonly act: TalkAct;
      readonly by: string;
      readonly to?: string;
    }
  /** The same of a supervisor who wants to listen, or in another mode. */
  | {
      readonly type: 'supervision-ordered';
      readonly supervision: number;
      readonly offer: OfferId;
      readonly call: CallId;
      readonly by: string;
      readonly phone: string;
      readonly mode: SupervisionMode;
    }
  /** As the switch tells it. */
  | TalkFact
  | { readonly type: 'recording-changed'; readonly offer: OfferId; readonly state: string }
  /** Just before or after the `agent-left` of the same offer. */
  | { readonly type: 'transferred-to'; readonly offer: OfferId; readonly to: JournalTarget }
  | { readonly type: 'hung-up'; readonly call: CallId; readonly by: string }
  /**
   * The first line of a process. After a crash the numbers begin higher than the last known: some
   * may have been given out and not been written.
   */
  | {
      readonly type: 'started';
      readonly version: string;
      readonly limits: Limits;
      readonly nextOffer: number;
      readonly nextCall: number;
      /** Ids that changed since the process before: its state goes on under the new ones. */
      readonly renamed?: readonly Rename[];
    }
  /** Stopped in good order: nothing is missing. */
  | { readonly type: 'stopped'; readonly version: string };

/** Where to, with the queue of a caller who was given back into routing. */
export type JournalTarget =
  | Exclude<TransferTarget, { readonly kind: 'call' }>
  | { readonly kind: 'call'; readonly call: CallId; readonly queue: string };

/** One line, without its sequence number and time. */
export type LineBody =
  /** A fact given to the router. Without `outcome`: the process stopped in the middle of it. */
  | { readonly fact: RouterEvent; readonly outcome?: Outcome }
  /** Time passed and deadlines fired. */
  | { readonly tick: true }
  /** A command or notice of the router: name and arguments of the sink's method. */
  | { readonly n: CommandRecord }
  | { readonly note: Note };

/** `seq` rises by one a line, also across files and restarts; `at` never goes back. */
export type Line = { readonly seq: number; readonly at: Ms } & LineBody;

/** Everything as it was before line `seq`: what a restart begins with. */
export interface JournalSnapshot {
  readonly snapshot: 2;
  readonly seq: number;
  readonly at: Ms;
  /** Version of the program that wrote it. */
  readonly written: string;
  readonly limits: Limits;
  /** Taken at a stop in good order: no number was given out that is not in here. */
  readonly clean: boolean;
  readonly router: RouterSnapshot;
  readonly view: ViewSnapshot;
}

/**
 * Text of one line with its newline. Cost: about a microsecond; a whole policy some milliseconds.
 */
export const writeLine = (seq: number, at: Ms, body: LineBody): string =>
  `${JSON.stringify({ seq, at, ...body })}\n`;

/** Reads one line. Throws a `SyntaxError` when it is not JSON or not a line of a journal. */
export function readLine(text: string): Line {
  const line = JSON.parse(text) as Line;
  if (typeof line !== 'object' || line === null || !Number.isSafeInteger(line.seq)) {
    throw new SyntaxError('not a line of a journal: `seq` is missing');
  }
  if ('fact' in line && line.fact.type === 'policy-replaced') {
    return { ...line, fact: { ...line.fact, policy: revivePolicy(line.fact.policy) } };
  }
  if ('note' in line && line.note.type === 'started') {
    return { ...line, note: { ...line.note, limits: reviveLimits(line.note.limits) } };
  }
  return line;
}

/** JSON has no infinity: it writes NEVER as `null`. */
const never = (ms: Ms | null): Ms => ms ?? NEVER;

const reviveQueue = (queue: QueuePolicy): QueuePolicy => ({
  ...queue,
  steps: queue.steps.map((s) => ({ ...s, forMs: never(s.forMs), afterMs: never(s.afterMs) })),
});

/** A policy as it was before it went through JSON. */
export const revivePolicy = (policy: Policy): Policy => ({
  ...policy,
  queues: policy.queues.map(reviveQueue),
});

/** Limits that a journal of an earlier version did not know. */
export const reviveLimits = (limits: Partial<Limits>): Limits => ({ ...defaultLimits, ...limits });

/** A router's snapshot as it was before it went through JSON. */
export const reviveSnapshot = (snapshot: RouterSnapshot): RouterSnapshot => ({
  ...snapshot,
  policy: revivePolicy(snapshot.policy),
  retired: snapshot.retired.map(reviveQueue),
});
