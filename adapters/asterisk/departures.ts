/**
 * Blind transfers by the desk: the caller leaves the conversation, and the agent's part is over.
 */

import type { OfferId } from '../../core/routing/ids.ts';
import type { TransferOrder, TransferTarget } from '../talk-port.ts';
import { addCall, callLeft, fallSilent } from './calls.ts';
import type { Call, Desk, Leg } from './desk.ts';
import { talkFailed } from './room.ts';
import { talking } from './rooms.ts';
import { legTransferred } from './transfers.ts';

type OrderOf<T extends TransferOrder['kind']> = Extract<TransferOrder, { readonly kind: T }>;

export function transfer(desk: Desk, offer: OfferId, to: TransferOrder): void {
  const leg = talking(desk, offer);
  if (!leg || leg.room.sending) return;
  const call = desk.calls.get(leg.call);
  if (!call) {
    talkFailed(desk, leg, 'transfer', 'the caller has gone');
    return;
  }
  leg.room.sending = { to, asked: false };
  void part(desk, leg, call, to);
}

/** Who is on the way into the conversation, or out of it, arrives there first. */
async function part(desk: Desk, leg: Leg, call: Call, to: TransferOrder): Promise<void> {
  await leg.room.arranging;
  if (!goes(desk, leg, call)) return;
  if (to.kind === 'extension') await sendAway(desk, leg, call, to);
  else await giveBack(desk, leg, call, to);
}

/** The caller and the agent are both still there. */
const goes = (desk: Desk, leg: Leg, call: Call): boolean =>
  leg.state === 'talking' && !leg.ending && desk.calls.get(call.id) === call;

async function sendAway(desk: Desk, leg: Leg, call: Call, to: OrderOf<'extension'>): Promise<void> {
  const known = await desk.ways.hasExtension(call.channel, to.context, to.extension);
  if (!goes(desk, leg, call)) return;
  if (known === false) {
    refuse(desk, leg, call, `there is no extension ${to.extension} in context ${to.context}`);
    return;
  }
  await fallSilent(desk, call);
  if (!goes(desk, leg, call)) return;
  leg.room.sending = { to, asked: true };
  const why = await desk.ways.leave(call, to);
  if (why !== undefined && goes(desk, leg, call)) refuse(desk, leg, call, why);
}

function refuse(desk: Desk, leg: Leg, call: Call, why: string): void {
  leg.room.sending = undefined;
  if (!leg.room.caller.inside) void desk.ways.music(call);
  talkFailed(desk, leg, 'transfer', why);
}

/** The caller has left the application, for where the desk has sent it. */
export function departed(desk: Desk, leg: Leg): void {
  const { sending } = leg.room;
  if (leg.state !== 'talking' || !sending?.asked || sending.to.kind !== 'extension') return;
  const { context, extension } = sending.to;
  partWithAgent(desk, leg, { kind: 'blind', extension, context });
}

async function giveBack(desk: Desk, leg: Leg, call: Call, to: OrderOf<'call'>): Promise<void> {
  const { caller } = leg.room;
  const why = caller.inside ? await desk.ways.takeOut(leg.bridge, call.channel) : undefined;
  if (!goes(desk, leg, call)) return;
  if (why !== undefined) {
    refuse(desk, leg, call, why);
    return;
  }
  const { channel, listened } = call;
  // Before it is told: from now on a restart finds the new call.
  await desk.ways.keep({ ...call, id: to.call, music: to.music, memo: to.memo });
  if (!goes(desk, leg, call)) return;
  partWithAgent(desk, leg, { kind: 'call', call: to.call });
  callLeft(desk, call);
  const next = addCall(desk, to.call, channel);
  Object.assign(next, { ...{ state: 'waiting', music: to.music, memo: to.memo }, up: true });
  next.held = true;
  next.listened = listened;
  void desk.ways.music(next);
  desk.tell({ type: 'caller-returned', call: to.call, channel });
}

/** The agent is out of it, and the bridge with the leg. */
function partWithAgent(desk: Desk, leg: Leg, to: TransferTarget): void {
  const { bridge, offer } = leg;
  legTransferred(desk, leg, 'now');
  desk.tell({ type: 'transferred-to', offer, to });
  void desk.ways.part(bridge);
}
