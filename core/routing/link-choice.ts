import { type CallSlot, callIdOf } from './calls.ts';
import type { Compiled } from './compiled.ts';
import { NEVER, type TargetId } from './ids.ts';
import { isOnlyPlace } from './places.ts';
import type { LinkPolicy, TargetPolicy } from './policy.ts';
import { NOW, type Router } from './state.ts';

/** Which link a call leaves by (rules, part 14). */

/**
 * Index of the link an exit to this target takes now; −1: none is usable, or it has none. `alone`:
 * whether the place is, or is about to be, the call's only one.
 */
export function usableLink(
  router: Router,
  row: CallSlot,
  go: TargetId,
  alone = isOnlyPlace(router, row),
): number {
  const { calls, compiled, links } = router;
  const choices = compiled.targetLinks.get(go);
  if (choices === undefined || !router.switchUp || links.arriving) return -1;
  const call = callIdOf(calls, row);
  if (!alone || calls.callback[row] !== 0 || links.legs.has(call)) return -1;
  const trace = links.traces.get(call);
  for (const at of choices) {
    const link = compiled.links[at];
    if (!isOpen(router, at, link) || trace?.declined.includes(link.id)) continue;
    if (link.site === undefined) return at;
    if (link.site !== compiled.policy.site && !trace?.path?.includes(link.site)) return at;
  }
  return -1;
}

/** Whether a target leads to links of which none is usable, and nowhere else. */
export function isShut(
  router: Router,
  row: CallSlot,
  go: TargetId | undefined,
  alone = isOnlyPlace(router, row),
): boolean {
  const { targets, targetLinks } = router.compiled;
  const target = go === undefined ? undefined : targets.get(go);
  if (target === undefined || !targetLinks.has(target.id)) return false;
  if (otherwiseOf(router.compiled, target) !== undefined) return false;
  return usableLink(router, row, target.id, alone) === -1;
}

/** Whether a link takes any call now. */
export function isOpen(router: Router, at: number, { hours, channels }: LinkPolicy): boolean {
  const { links, hoursOpen, numbers } = router;
  if (links.up[at] === 0 || links.used[at] >= channels) return false;
  if (hours !== undefined && hoursOpen.get(hours) === false) return false;
  return links.restUntil[at] === NEVER || links.restUntil[at] <= numbers[NOW];
}

/** Where calls go that no link takes; undefined: nowhere, or by a link again. */
export function otherwiseOf(compiled: Compiled, target: TargetPolicy): TargetPolicy | undefined {
  const { otherwise } = target;
  if (otherwise === undefined || compiled.targetLinks.has(otherwise)) return undefined;
  return compiled.targets.get(otherwise);
}
