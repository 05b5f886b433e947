/** What may keep a campaign from dialling: one word each. The words are API; never renamed. */

import type { Reason } from '../../core/outreach/may-dial/reasons.ts';
import type { PacingReason } from '../../core/outreach/pacing/scene.ts';
import type { Fault } from './pace-report.ts';

/** Of the campaign and its leads, in the order in which they are looked at. */
export const standing = [
  'draft',
  'paused',
  'ended',
  'campaign-faulty',
  'over',
  'not-begun',
  'mode-by-hand',
  'never-enrolled',
  'leads-through',
] as const;

/** Of the program that dials and what it dials with. */
export const machinery = [
  'starting',
  'no-dialer',
  'queue-unknown',
  'queue-without-deadline',
  'trunk-unknown',
  'caller-id-unknown',
  'switch-down',
] as const;

/** Of the agents of its queue. */
export const staffing = [
  'nobody-signed-in',
  'agents-away',
  /** For calls that come in. */
  'agents-kept',
  'agents-busy',
  /** Another campaign dials for them. */
  'agents-shared',
] as const;

/** What dialling needs beside agents, and has used up. */
export const supplies = [
  'no-leads',
  'no-channels',
  'calls-per-second',
] as const satisfies readonly PacingReason[];

/** Why nothing is dialled ahead of agents who are all busy. */
export const guards = [
  'window-small',
  'window-spent',
  'burst',
  'team-small',
  'class-unknown',
  'trunk-errors',
  'connect-slow',
  'clock-skew',
  'idle-met',
] as const satisfies readonly PacingReason[];

/** `all-wait`: until a time of their own, for whatever their last attempt came to. */
export type ObstacleCode =
  | (typeof standing)[number]
  | Fault
  | (typeof machinery)[number]
  | 'all-wait'
  | (typeof staffing)[number]
  | (typeof supplies)[number]
  | (typeof guards)[number]
  /** What the rules of dialling say of the leads. */
  | Reason;

export interface Obstacle {
  readonly code: ObstacleCode;
  /** Epoch ms: it goes away by itself then, or not before; null: nobody can say. */
  readonly until: number | null;
  /** What it is about: a queue, a trunk, a number, a mode, a fault; null: nothing by name. */
  readonly about: string | null;
  /** Leads it holds up; null: all of them, or none. */
  readonly leads: number | null;
}
