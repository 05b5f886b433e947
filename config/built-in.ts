/** What every configuration has without writing it. */

import { NO_ANSWER } from '../core/routing/ids.ts';

/** Back to the dialplan, and the end of the call. */
export const builtInTargets = ['dialplan', 'hang-up'] as const;

/** The tenant of a configuration that names none, and the class of one that lists none. */
export const DEFAULT_TENANT = 'default';
export const DEFAULT_CLASS = 'normal';

/** The reason the router itself pauses with. */
export const noAnswer = {
  id: NO_ANSWER,
  name: { en: 'No answer', ja: '応答なし' },
} as const;

/** Most entries of a kind: what the router was measured with, and then some. */
export const entriesMax = {
  agents: 20_000,
  queues: 2_000,
  classes: 16,
  skills: 1_000,
  teams: 2_000,
  entries: 50_000,
  targets: 5_000,
  links: 200,
  tests: 2_000,
} as const;
