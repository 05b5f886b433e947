/**
 * Follows a journal with a router of its own: what was decided is decided again, the same to the
 * byte.
 */

import { advance, type Router, restore, snapshot, step } from '../core/index.ts';
import { type CommandRecord, recordCommands } from '../core/routing/commands.ts';
import type { Decision } from '../core/routing/decision.ts';
import type { Ms } from '../core/routing/ids.ts';
import type { JournalSnapshot, Line, Note } from './journal-lines.ts';
import { renameRouter } from './renames.ts';
import { View } from './view.ts';

export interface FollowOptions {
  readonly lastAgent: { readonly callers: number; readonly keepMs: number };
  /** Called with each command and notice the router makes again. */
  readonly onRecord?: (record: CommandRecord) => void;
  readonly onDecision?: (decision: Decision) => void;
}

export interface Follower {
  router: Router;
  readonly view: View;
  apply(line: Line): void;
}

/** Starts from a snapshot; `apply` takes the lines after it in order. */
export function createFollower(from: JournalSnapshot, options: FollowOptions): Follower {
  const { lastAgent, onDecision } = options;
  const more = onDecision ? { onDecision } : {};
  const view = View.restore(from, lastAgent);
  const sink = recordCommands(options.onRecord ?? (() => {}));
  const follower: Follower = {
    router: restore(from.router, { limits: from.limits, seed: from.router.random, ...more }),
    view,
    apply(line) {
      const { router } = follower;
      if ('fact' in line || 'tick' in line) advance(router, line.at, sink);
      // A fact without outcome is one the router broke on: it is not given to it again.
      if ('fact' in line && line.outcome) step(router, line.fact, line.at, sink);
      if ('note' in line && line.note.type === 'started') {
        follower.router = restart(router, line.note, view.at, more);
      }
      view.apply(line);
    },
  };
  return follower;
}

/**
 * The router a new process goes on with: the same state under the names, numbers and limits of the
 * `started` note, the switch down: what fell due meanwhile is offered to nobody before the switch
 * tells who lives. It counts as lost since the last line of the process before (`lostAt`), so that
 * a phone that rang through our outage is no miss of its agent.
 */
export function restart(
  router: Router,
  note: Note & { type: 'started' },
  lostAt: Ms,
  more: { readonly onDecision?: (decision: Decision) => void } = {},
): Router {
  const named = renameRouter(snapshot(router), note.renamed ?? []);
  const switchLostAt = named.switchUp ? lostAt : named.switchLostAt;
  const state = { ...named, nextOffer: note.nextOffer, switchUp: false, switchLostAt };
  return restore(state, { limits: note.limits, seed: state.random, ...more });
}
