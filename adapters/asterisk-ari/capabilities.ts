/** What routing by ARI cannot do of rules 24 to 34. */

import type { TalkAct } from '../talk-port.ts';

export const ariCannot = {
  'pick-up': 'ARI cannot tell a phone to answer; press the key of the phone',
} as const satisfies Partial<Record<TalkAct, string>>;
