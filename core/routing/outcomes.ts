/**
 * Words for how things ended. They are API: spelled the same in journal, metrics, stream and docs.
 */

/** What became of a fact given to `step`. Only `applied` changed anything. */
export type Outcome =
  | 'applied'
  | 'late'
  | 'duplicate'
  | 'unknown-call'
  | 'unknown-agent'
  | 'unknown-offer'
  | 'unknown-queue'
  | 'unknown-target'
  | 'unknown-link'
  | 'over-limit'
  /** The call has been at this site before. */
  | 'loop';

/** Every way to leave a queue. */
export const dispositions = [
  'answered',
  'abandoned',
  'abandoned-short',
  'timed-out',
  'full',
  'closed',
  'nobody',
  'deflected',
  'callback',
  'overflowed',
  'transferred',
  'lost-in-outage',
  'system-error',
  /** The call was taken, or left, through another of the queues it waited in. */
  'elsewhere',
  /** The customer of a callback could not be reached, however often tried. */
  'unreached',
] as const;
/** How a call left one queue. */
export type Disposition = (typeof dispositions)[number];

/** Every way an offer can end. */
export const offerResults = [
  'answered',
  'missed',
  'declined',
  'busy',
  'unreachable',
  'failed',
  'caller-gone',
  'withdrawn',
] as const;
/** How an offer ended; every offer ends in exactly one. */
export type OfferResult = (typeof offerResults)[number];

/** Every way a call's leg on a link can end. */
export const linkResults = [
  /** After it was accepted, or its caller had gone. */
  'ended',
  'missed',
  /** This call is not wanted there, as one that has been there before. */
  'declined',
  'busy',
  'unreachable',
  'failed',
  'withdrawn',
] as const;
/** How a call's leg on a link ended. */
export type LinkResult = (typeof linkResults)[number];

/** Why the router takes an offer back. */
export type WithdrawReason =
  | 'caller-gone'
  | 'expired'
  | 'agent-left'
  | 'moved'
  | 'outage'
  /** Another phone that rang for the same call was quicker. */
  | 'answered-elsewhere';

/** What is shown of an agent; derived from what is known, the first that holds (rules, part 2). */
export const agentStates = [
  'signed-out',
  'ready',
  'offered',
  'talking',
  'wrap-up',
  'paused',
  'unreachable',
  'busy-elsewhere',
] as const;
/** One of these states. */
export type AgentState = (typeof agentStates)[number];
