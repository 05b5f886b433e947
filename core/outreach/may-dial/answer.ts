/** What a decision says. Plain JSON, as the facts are. */

import type { Ms } from '../../routing/ids.ts';
import type { RelationshipKind } from './facts.ts';
import type { Reason } from './reasons.ts';

/** May be dialled now, and on what that rests. */
export interface Allow {
  readonly verdict: 'allow';
  /** What set the call free of rules that would have stood in the way, or what they asked for. */
  readonly grounds: readonly Ground[];
  /** Jurisdictions that were looked at, by ISO code. */
  readonly places: readonly string[];
}

/** Must not be dialled: `deny`, or `defer`: not before `until`. */
export interface Stop {
  readonly verdict: 'deny' | 'defer';
  readonly reason: Reason;
  /** Of `defer`: the first moment at which nothing of this step stands in the way; else null. */
  readonly until: Ms | null;
  /** The rule; null: one that holds everywhere and is written in no pack. */
  readonly rule: string | null;
  /** ISO code of the jurisdiction; null where it does not matter. */
  readonly place: string | null;
  /**
   * When it came about: the refusal, the attempt that fills the window, the copy; null: nothing.
   */
  readonly since: Ms | null;
  /** What can be shown for it; null: nothing but the rule. */
  readonly proof: string | null;
  /** What would have set the call free, had it not ended; null: nothing. */
  readonly lapsed: Ground | null;
}

/** One thing a permission rests on, or rested on. */
export interface Ground {
  readonly rule: string;
  readonly kind: 'business' | 'agent-reserved' | 'consent' | RelationshipKind;
  readonly proof: string;
  /** First moment it no longer counts; null: no end. */
  readonly until: Ms | null;
}

/** What a decision says. */
export type Answer = Allow | Stop;

/** A refusal with what matters about it. */
export function deny(reason: Reason, about: Partial<Stop> = {}): Stop {
  return stopped('deny', reason, null, about);
}

/** Not before a moment. */
export function defer(reason: Reason, until: Ms, about: Partial<Stop> = {}): Stop {
  return stopped('defer', reason, until, about);
}

function stopped(
  verdict: 'deny' | 'defer',
  reason: Reason,
  until: Ms | null,
  { rule = null, place = null, since = null, proof = null, lapsed = null }: Partial<Stop>,
): Stop {
  return { verdict, reason, until, rule, place, since, proof, lapsed };
}
