/** `strategy`: whose phone rings first. */

import { nearest } from '../suggest.ts';
import type { QueueDraft } from './drafts.ts';
import { differs, exact, type Verdict } from './findings.ts';
import { isYes } from './seats.ts';
import type { Setting } from './source.ts';

/** Most phones that ring at once. */
const PARALLEL_MAX = 20;

/** The strategies Asterisk has, or had. */
const strategies = [
  'ringall',
  'leastrecent',
  'fewestcalls',
  'random',
  'rrmemory',
  'rrordered',
  'roundrobin',
  'linear',
  'wrandom',
] as const;

/** True of a queue whose agents are rung in order of the lines. */
export const isLinear = (value: string | undefined): boolean => /^linear$/i.test(value ?? '');
/** True of a queue in which a penalty is no rank, but a weight. */
export const isWeighted = (value: string | undefined): boolean => /^wrandom$/i.test(value ?? '');

/** Puts `order` into the draft. */
export function readStrategy({ value, at }: Setting, draft: QueueDraft): Verdict | undefined {
  const strategy = strategies.find((each) => each === value.toLowerCase());
  if (strategy === undefined) {
    const near = nearest(value, strategies);
    const hint = near === undefined ? `there is: ${strategies.join(', ')}` : `is ${near} meant?`;
    draft.errors.push({ at, message: `no strategy is called ${JSON.stringify(value)}`, hint });
    return undefined;
  }
  const take = (order: string, why?: string): Verdict => {
    draft.yaml.order = order;
    return why === undefined ? exact(`order: ${order}`) : differs(`order: ${order}`, why);
  };
  const several = draft.sharesAgents ? 'counted is over all queues of an agent' : undefined;
  switch (strategy) {
    case 'ringall':
      return readRingAll(draft, take);
    case 'leastrecent': {
      const isShared = isYes(draft.general.get('shared_lastcall')?.value ?? '');
      return take('longest-idle', isShared ? undefined : several);
    }
    case 'fewestcalls':
      return take('fewest-calls', several ?? 'counted is since the agent signed in');
    case 'random':
      return take('random');
    case 'rrmemory':
    case 'roundrobin':
      return take('round-robin');
    case 'rrordered':
      return take('round-robin', 'next is who was rung longest ago, in no order of the lines');
    case 'linear':
      return take('longest-idle', 'ranks in order of the lines ring the first first');
    case 'wrandom':
      return take(
        'random',
        'a penalty was a weight of chance; here chance is equal, without ranks',
      );
  }
}

/** Only those of the lowest rank ring at once; the others when these do not answer. */
function readRingAll(
  { seats, yaml }: QueueDraft,
  take: (order: string, why?: string) => Verdict,
): Verdict {
  const lowest = Math.min(...seats.map(({ rank }) => rank));
  const first = seats.filter(({ rank }) => rank === lowest).length;
  if (first === seats.length) {
    const tooMany =
      first > PARALLEL_MAX ? `${PARALLEL_MAX} phones at most ring at once` : undefined;
    return take('ring-all', tooMany);
  }
  if (first === 1) return take('longest-idle', 'one agent has the lowest rank, so one phone rings');
  yaml.parallel = Math.min(PARALLEL_MAX, first);
  const count = `${yaml.parallel} phones ring at once, as many as have the lowest rank`;
  return take('ring-all', `${count}; when one of these is busy, one of the next rank rings beside`);
}
