/** The agent's part is over by the desk, and the caller goes on. */

import type { TransferTarget } from '../talk-port.ts';
import { changeRecording, destroyBridge } from './bridges.ts';
import { hangUpById } from './channels.ts';
import { type AgentLeg, type Desk, forgetLeg, tellFact } from './switch-state.ts';
import { letGo } from './switch-thirds.ts';
import { endWatchesOf } from './switch-watches.ts';

/** The bridge goes with the leg, unless two others talk on in it. */
export function partWithAgent(desk: Desk, leg: AgentLeg, to: TransferTarget): void {
  const { id: offer, channel, bridge, record } = leg;
  if (leg.recording && record) {
    leg.recording = false;
    desk.link.send((pbx) => changeRecording(pbx, record.name, 'stop'));
    tellFact(desk, { type: 'recording-changed', offer, state: 'stopped' });
  }
  letGo(desk, leg);
  endWatchesOf(desk, offer);
  forgetLeg(desk, leg);
  tellFact(desk, { type: 'agent-left', offer, transferred: true });
  tellFact(desk, { type: 'transferred-to', offer, to });
  desk.link.send((pbx) => hangUpById(pbx, channel, 16));
  if (to.kind !== 'third') desk.link.send((pbx) => destroyBridge(pbx, bridge));
}
