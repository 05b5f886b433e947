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
