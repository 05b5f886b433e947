/** The policy under which an observed `app_queue` is judged: its own queues, agents and order. */

import {
  asAgentId,
  asClassId,
  asQueueId,
  NEVER,
  type Policy,
  type QueuePolicy,
  type SelectionOrder,
} from '../../core/index.ts';
import type { Roster } from './roster.ts';

/** Orders that come nearest to Asterisk's strategies. */
const orders: Readonly<Record<string, SelectionOrder>> = {
  fewestcalls: 'fewest-calls',
  random: 'random',
  wrandom: 'random',
  rrmemory: 'round-robin',
  rrordered: 'round-robin',
  roundrobin: 'round-robin',
};

const CLASS = asClassId('normal');

/** Memberships as they are; who is paused in a queue does not serve it. Cost: O(memberships). */
export function advicePolicy(roster: Roster): Policy {
  const queue = (id: string, strategy: string): QueuePolicy => ({
    id: asQueueId(id),
    class: CLASS,
    headStartMs: 0,
    order: orders[strategy] ?? 'longest-idle',
    ringMs: NEVER,
    wrapUpMs: 0,
    shortAbandonMs: 0,
    missesMax: Number.MAX_SAFE_INTEGER,
    excludeMs: 1,
    preferredWaitMs: 0,
    reloadLive: true,
    steps: [{ forMs: NEVER, afterMs: NEVER, require: [], teams: [], everybody: false }],
    exits: {},
    escapes: [],
  });
  return {
    version: 'observed',
    classes: [CLASS],
    hours: [],
    targets: [],
    queues: [...roster.queues.values()].map((of) => queue(of.queue, of.strategy)),
    agents: [...roster.agents()].map(([phone, memberships]) => ({
      id: asAgentId(phone),
      skills: [],
      teams: [],
      queues: memberships
        .filter(({ paused }) => !paused)
        .map((of) => ({ queue: asQueueId(of.queue), delayMs: 0, rank: of.rank })),
    })),
  };
}
