/** The end of a caller, as the port tells it. */

import { unlink } from './switch-links.ts';
import { type Desk, forgetCall, type HeldCall, tellFact } from './switch-state.ts';
import { letGo } from './switch-thirds.ts';

/** The call has gone from the application. */
export function callLeft(desk: Desk, call: HeldCall): void {
  forgetCall(desk, call);
  for (const leg of desk.legs.values()) {
    if (leg.call !== call.id) continue;
    leg.room.caller.inside = false;
    letGo(desk, leg);
  }
  if (call.told) tellFact(desk, { type: 'caller-left', call: call.id });
  unlink(desk, call.id, 'ended');
}
