import type { CallSlot } from './calls.ts';
import type { CallId, LinkId, Ms, TargetId } from './ids.ts';
import { NEVER } from './ids.ts';
import { NOW, type Router } from './state.ts';

/** Why calls do, or do not, leave by links now. For people; the router does not need it. */

/** What keeps a call from a link, the first that holds. */
export type LinkWhyNot =
  /** It has passed the site at its far end, or is there. */
  'passed' | 'declined' | 'down' | 'closed' | 'resting' | 'full';

/** A link an exit of the call's queue may lead to. */
export interface LinkExplanation {
  readonly link: LinkId;
  /** The first target that leads to it. */
  readonly target: TargetId;
  readonly channels: number;
  /** Channels in use. */
  readonly used: number;
  /** Absent: a call could leave by it. */
  readonly whyNot?: LinkWhyNot;
  /** While resting: until when. */
  readonly until?: Ms;
}

/**
 * The links the exits of a call's queues lead to, in the order in which they are asked; none of a
 * call that is not here. Cost: O(exits × links).
 */
export function explainLinks(router: Router, call: CallId, now: Ms): LinkExplanation[] {
  const { calls, compiled } = router;
  const first = calls.slots.get(call);
  const found = new Map<number, TargetId>();
  if (first === -1 || calls.callback[first] !== 0) return [];
  for (let row = first; row !== -1; row = calls.following[row]) {
    for (const go of waysOut(router, row)) {
      for (const at of compiled.targetLinks.get(go) ?? []) {
        if (!found.has(at)) found.set(at, go);
      }
    }
  }
  const at = Math.max(now, router.numbers[NOW]);
  return [...found].map(([link, target]) => explainLink(router, call, link, target, at));
}

function waysOut(router: Router, row: CallSlot): TargetId[] {
  const { exits, steps, escapes } = router.compiled.queues[router.calls.queue[row]].policy;
  const { full, tooLong, nobody, closed, overflow = [] } = exits;
  const go = [full, tooLong, nobody, closed, ...overflow, steps.at(-1), ...escapes];
  return go.flatMap((way) => way?.go ?? []);
}

function explainLink(
  router: Router,
  call: CallId,
  at: number,
  target: TargetId,
  now: Ms,
): LinkExplanation {
  const { compiled, links, hoursOpen } = router;
  const { id, site, channels, hours } = compiled.links[at];
  const trace = links.traces.get(call);
  const rests = links.restUntil[at] !== NEVER && links.restUntil[at] > now;
  const passed =
    site !== undefined && (site === compiled.policy.site || trace?.path?.includes(site));
  const reasons: readonly (readonly [LinkWhyNot, boolean])[] = [
    ['passed', passed === true],
    ['declined', trace?.declined.includes(id) === true],
    ['down', links.up[at] === 0],
    ['closed', hours !== undefined && hoursOpen.get(hours) === false],
    ['resting', rests],
    ['full', links.used[at] >= channels],
  ];
  const whyNot = reasons.find(([, holds]) => holds)?.[0];
  return {
    link: id,
    target,
    channels,
    used: links.used[at],
    ...(whyNot === undefined ? {} : { whyNot }),
    ...(whyNot === 'resting' ? { until: links.restUntil[at] } : {}),
  };
}
