/**
 * Rule 13: what the reference tells and asks of the record of waits. What the record does with it
 * is its own matter; both routers use the same one.
 */

import { METHODS } from '../../core/forecast/wait-record.ts';
import type { Ms } from '../../core/routing/ids.ts';
import type { QueuePolicy } from '../../core/routing/policy.ts';
import type { NaiveWorld, Standing } from './naive-state.ts';

/** A place has joined behind so many calls. */
export function noteJoined(_world: NaiveWorld, { call, place }: Standing, ahead: number): void {
  if (call.callback !== null) return;
  place.ahead = ahead;
  place.expected = Array.from({ length: METHODS }, () => null);
}

/** What a caller who joins now may expect to wait; undefined: unknown. */
export const expectedWait = (_world: NaiveWorld, _queue: QueuePolicy): Ms | undefined => undefined;

/** Share of recent calls answered in time; undefined: unknown. */
export const serviceLevel = (_world: NaiveWorld, _queue: QueuePolicy): number | undefined =>
  undefined;
