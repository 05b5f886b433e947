/** What the API shows of conversations, and of what can be done with them here. */

import type { SwitchCapabilities } from '../adapters/port.ts';
import type { TalkAbility } from '../adapters/talk-port.ts';
import type { Site } from '../config/site.ts';
import type { OfferView } from './view-types.ts';
import { type ActShown, type DeskAct, deskActs, type TalkShown } from './wire/talk.ts';

/** Undefined: nobody talks yet. `isTold`: who listens; see `seesSupervision`. */
export function showTalk(offer: OfferView, isTold: boolean): TalkShown | undefined {
  const { id, call, agent, queue, connectedAt, heldSince = null, heldMs } = offer;
  if (connectedAt === undefined) return undefined;
  return {
    ...{ offer: id, call, agent, queue, connectedAt, heldSince, heldMs },
    muted: offer.muted ?? false,
    recording: offer.recording ?? null,
    consult: offer.consult ?? null,
    supervisions: isTold ? (offer.supervisions ?? []) : null,
  };
}

/** What each act asks of the switch. */
const needed: Readonly<Record<DeskAct, TalkAbility | 'dial' | 'record'>> = {
  hold: 'hold-caller',
  mute: 'mute',
  keys: 'send-keys',
  transfer: 'transfer',
  dial: 'dial',
  consult: 'consult',
  conference: 'conference',
  complete: 'hand-over',
  record: 'record',
  answer: 'pick-up',
  decline: 'decline',
  listen: 'supervise',
  whisper: 'supervise',
  barge: 'supervise',
};

/** Why nothing can be done before the switch has said what it can. */
export const notReached = 'the switch has not been reached yet';

const noContext =
  'the configuration gives agents no context of the dialplan to dial in: `transfers: {context}`';

/** Undefined capabilities: the switch has not been reached yet. */
export function showActs(
  { transfers }: Pick<Site, 'transfers'>,
  capabilities: Pick<SwitchCapabilities, 'record' | 'talk'> | undefined,
): readonly ActShown[] {
  return deskActs.map((act) => {
    const why = whyNot(needed[act], transfers?.context, capabilities);
    return { act, possible: why === undefined, why: why ?? null };
  });
}

function whyNot(
  need: TalkAbility | 'dial' | 'record',
  context: string | undefined,
  capabilities: Pick<SwitchCapabilities, 'record' | 'talk'> | undefined,
): string | undefined {
  if (!capabilities) return notReached;
  if (need === 'dial') return context === undefined ? noContext : undefined;
  if (need === 'record') return capabilities.record ? undefined : 'the switch records nothing';
  return capabilities.talk?.[need];
}
