/** What the API shows of conversations, and of what can be done with them here. */

import type { SwitchCapabilities } from '../adapters/port.ts';
import type { TalkAbility } from '../adapters/talk-port.ts';
import type { Site } from '../config/site.ts';
import type { OfferView } from './view-types.ts';
import { type ActShown, type DeskAct, deskActs, type TalkShown } from './wire/talk.ts';

/** To whom it is shown: an agent sees who listens only where the configuration says so. */
export type TalkAudience = 'agent' | 'supervisor';

/** Undefined: nobody talks yet. */
export function showTalk(
  offer: OfferView,
  { supervision }: Pick<Site, 'supervision'>,
  audience: TalkAudience,
): TalkShown | undefined {
  const { id, call, agent, queue, connectedAt, heldSince = null, heldMs } = offer;
  if (connectedAt === undefined) return undefined;
  const hidden = audience === 'agent' && supervision?.visible === false;
  return {
    ...{ offer: id, call, agent, queue, connectedAt, heldSince, heldMs },
    muted: offer.muted ?? false,
    recording: offer.recording ?? null,
    consult: offer.consult ?? null,
    supervisions: hidden ? null : (offer.supervisions ?? []),
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
  if (!capabilities) return 'the switch has not been reached yet';
  if (need === 'dial') return context === undefined ? noContext : undefined;
  if (need === 'record') return capabilities.record ? undefined : 'the switch records nothing';
  return capabilities.talk?.[need];
}
