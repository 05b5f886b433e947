/** What a request needs of the switch. Both throw a `RequestError`. */

import type { SwitchPort } from '../adapters/port.ts';
import type { TalkAbility } from '../adapters/talk-port.ts';
import { RequestError } from './errors.ts';

export function needSwitch({ connected }: SwitchPort): void {
  if (connected) return;
  throw new RequestError('switch-not-connected', 'The switch is not connected; try again later.');
}

/** The switch can do it at all, and is there. */
export function needAct(port: SwitchPort, act: TalkAbility): void {
  const why = port.capabilities.talk?.[act];
  if (why !== undefined) throw new RequestError('not-possible', `${why}.`, { act });
  needSwitch(port);
}
