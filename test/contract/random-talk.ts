/** What desks and supervisors do at random, in a random play. */

import type { SwitchCommand } from '../../adapters/port.ts';
import type { Chance } from '../../adapters/simulated/random.ts';
import type { OfferId } from '../../core/routing/ids.ts';
import type { TestRouter } from './router.ts';
import { supervisionOf } from './supervision-order.ts';
import type { ContractWorld } from './world.ts';

interface Talking {
  readonly world: ContractWorld;
  readonly router: TestRouter;
  readonly chance: Chance;
}

/** One act in one of the conversations there are, possible or not. */
export function talkAtRandom({ world, router, chance }: Talking): void {
  const open = new Set(router.referee.offersOpen);
  const talks = router
    .seen('call-connected')
    .flatMap(({ offer }) => (open.has(offer) ? offer : []));
  const offer = chance.pick([...talks, undefined]);
  if (offer !== undefined) router.execute(actOf(offer, { world, router, chance }));
}

function actOf(offer: OfferId, { world, router, chance }: Talking): SwitchCommand {
  const on = chance.happens(0.5);
  const supervised = router.referee.supervisionsOpen;
  const supervision = supervised.length === 0 ? undefined : chance.pick(supervised);
  const mode = chance.pick(['listen', 'whisper', 'barge'] as const);
  switch (chance.between(0, supervision === undefined ? 9 : 11)) {
    case 0:
      return { type: 'mute', offer, on };
    case 1:
      return { type: 'send-keys', offer, keys: '1' };
    case 2:
      return { type: 'transfer', offer, to: { kind: 'extension', ...world.place } };
    case 3: {
      const call = router.callback();
      return { type: 'transfer', offer, to: { kind: 'call', call, music: 'default', memo: 'm' } };
    }
    case 4:
    case 5: {
      const party = chance.pick([world.customer, world.phone(2)]);
      party.does(chance.pick(['answer', 'answer', 'wait', 'decline', 'busy']));
      const endpoint = 'endpoint' in party ? party.endpoint : world.phone(2).peer;
      const show = { number: '', name: 'Random' };
      return { type: 'consult', offer, endpoint, timeoutMs: 2_000, show };
    }
    case 6:
      return { type: 'talk-with', offer, who: chance.pick(['caller', 'third', 'both']) };
    case 7:
      return { type: chance.pick(['end-consult', 'hand-over']), offer };
    case 8:
      return supervisionOf(offer, world.phone(chance.between(0, 2)), mode);
    case 10:
      return { type: 'change-supervision', supervision: supervision!, mode };
    case 11:
      return { type: 'end-supervision', supervision: supervision! };
    default:
      return { type: 'hold-caller', offer, on };
  }
}
