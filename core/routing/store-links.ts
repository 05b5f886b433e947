import { OWED_STEP, OWED_TOO_LONG } from './calls.ts';
import { type CallId, type LinkId, NEVER } from './ids.ts';
import { byCodeUnit } from './qualification.ts';
import { scheduleLink } from './schedule.ts';
import type { CallSnapshot, LinkSnapshot, PlaceSnapshot, RouterSnapshot } from './snapshot.ts';
import type { Router } from './state.ts';

/** Links in a snapshot. What is as at first is left out: most centres have none. */

/** Links that have been down, rest, or have legs; those the policy has dropped have legs only. */
export function storeLinks(router: Router): Pick<RouterSnapshot, 'links'> {
  const { compiled, links } = router;
  const ids = new Set([
    ...compiled.links.map(({ id }) => id),
    ...[...links.legs.values()].map(({ link }) => link),
  ]);
  const rows = [...ids]
    .sort(byCodeUnit)
    .map((id) => storeLink(router, id))
    .filter(({ up, restUntil, legs }) => !up || restUntil !== null || legs.length > 0);
  return rows.length === 0 ? {} : { links: rows };
}

function storeLink({ compiled, links }: Router, id: LinkId): LinkSnapshot {
  const at = compiled.linkSlots.get(id);
  const restUntil = at === undefined ? NEVER : links.restUntil[at];
  const legs = [...links.legs]
    .filter(([, leg]) => leg.link === id)
    .map(([call, { accepted }]) => ({ call, accepted }))
    .sort((a, b) => a.call - b.call);
  return {
    id,
    up: at === undefined || links.up[at] === 1,
    restUntil: restUntil === NEVER ? null : restUntil,
    legs,
  };
}

/** What keeps a call from links, and how it leaves by the one that is called. */
export function storeTrace(
  { links }: Router,
  call: CallId,
): Pick<CallSnapshot, 'path' | 'declined' | 'linking'> {
  const { path, declined = [] } = links.traces.get(call) ?? {};
  const attempt = links.legs.get(call)?.attempt;
  return {
    ...(path === undefined ? {} : { path }),
    ...(declined.length === 0 ? {} : { declined }),
    ...(attempt === undefined ? {} : { linking: { ...attempt } }),
  };
}

/** Exits owed to a place. */
export function storeOwed(owed: number): Pick<PlaceSnapshot, 'owed'> {
  if (owed === 0) return {};
  const tooLong = (owed & OWED_TOO_LONG) === 0 ? [] : (['too-long'] as const);
  const step = (owed & OWED_STEP) === 0 ? [] : (['step'] as const);
  return { owed: [...tooLong, ...step] };
}

/** The column `owed` of a place in a snapshot. */
export const owedOf = ({ owed = [] }: PlaceSnapshot): number =>
  (owed.includes('too-long') ? OWED_TOO_LONG : 0) | (owed.includes('step') ? OWED_STEP : 0);

/** Links, legs and what keeps calls from them; before the calls themselves. */
export function loadLinks(router: Router, from: RouterSnapshot): void {
  const { compiled, links } = router;
  const calls = new Map(from.calls.map((call) => [call.id, call]));
  for (const { id, up, restUntil, legs } of from.links ?? []) {
    const at = compiled.linkSlots.get(id);
    if (at !== undefined) {
      links.up[at] = up ? 1 : 0;
      links.restUntil[at] = restUntil ?? NEVER;
      links.used[at] = legs.length;
      scheduleLink(router, at);
    }
    for (const { call, accepted } of legs) {
      const linking = calls.get(call)?.linking;
      const attempt = linking === undefined ? undefined : { ...linking };
      links.legs.set(call, { link: id, accepted, attempt });
    }
  }
  for (const { id, path, declined = [] } of from.calls) {
    if (path !== undefined || declined.length > 0) links.traces.set(id, { path, declined });
  }
}
