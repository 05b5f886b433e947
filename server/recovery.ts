/** Where a process begins: a new router, or the one the journal left. */

import type { Site } from '../config/site.ts';
import { createRouter, type Router, snapshot } from '../core/index.ts';
import type { Limits } from '../core/routing/limits.ts';
import type { Policy } from '../core/routing/policy.ts';
import type { JournalSnapshot, Note } from './journal-lines.ts';
import { openJournal } from './journal-reader.ts';
import { renamesOf } from './renames.ts';
import { createFollower, restart } from './replay.ts';
import { View } from './view.ts';

export interface RecoverOptions {
  readonly folder: string;
  /**
   * For a router that begins anew; one from the journal keeps its own until the reload that
   * follows.
   */
  readonly policy: Policy;
  readonly limits: Limits;
  /** Former ids of the configuration that follows. */
  readonly renamed?: Site['renamed'];
  readonly lastAgent: { readonly callers: number; readonly keepMs: number };
  readonly seed: number;
  /** First ids when there is no journal. */
  readonly firstId: number;
  readonly version: string;
}

export interface Recovered {
  readonly router: Router;
  readonly view: View;
  /** The state before the first line this process writes. */
  readonly snapshot: JournalSnapshot;
  /** To be written first. */
  readonly started: Note & { readonly type: 'started' };
  /** Facts replayed; undefined: there was no journal. */
  readonly replayed: number | undefined;
  /** The last process did not stop in good order. */
  readonly crashed: boolean;
}

/**
 * Ids that may have been given out before a crash without a durable line to say so: more than a
 * journal keeps in memory while the disk refuses it. Ids are safe integers; gaps cost nothing.
 */
const idsLostMax = 100_000;

/**
 * Reads the journal and makes the router of this process. Throws a `JournalError` when it is
 * damaged.
 */
export function recover(options: RecoverOptions): Recovered {
  const run = openJournal(options.folder);
  const { limits, lastAgent, version } = options;
  let router: Router;
  let view: View;
  let replayed: number | undefined;
  let clean = true;
  if (run) {
    const follower = createFollower(run.snapshot, { lastAgent });
    clean = run.snapshot.clean;
    replayed = 0;
    for (const line of run.lines()) {
      follower.apply(line);
      if ('fact' in line) replayed += 1;
      clean = 'note' in line && line.note.type === 'stopped';
    }
    ({ router, view } = follower);
  } else {
    const { policy, seed, firstId } = options;
    router = createRouter(policy, { limits, seed, firstOffer: firstId });
    view = new View({ policy, lastAgent });
    view.nextCall = firstId;
  }
  const state = snapshot(router);
  const renamed = renamesOf(state, view.snapshot(), options.renamed);
  const skip = clean ? 0 : idsLostMax;
  const started = {
    type: 'started',
    version,
    limits,
    nextOffer: state.nextOffer + skip,
    nextCall: view.nextCall + skip,
    ...(renamed.length > 0 ? { renamed } : {}),
  } as const;
  return {
    router: restart(router, started, view.at),
    view,
    snapshot: {
      snapshot: 2,
      seq: view.seq + 1,
      at: view.at,
      written: version,
      limits: run?.snapshot.limits ?? limits,
      clean: false,
      // Durable before the switch is reached: were the line `started` lost in a second crash, the
      // numbers of this process would be given out again.
      router: { ...state, nextOffer: started.nextOffer },
      view: { ...view.snapshot(), nextCall: started.nextCall },
    },
    started,
    replayed,
    crashed: !clean,
  };
}
