/** What the API and the metrics show of links. */

import type { Ms } from '../core/routing/ids.ts';
import type { View } from './view.ts';

export interface LinkShown {
  readonly id: string;
  /** The site at its far end; null: none of ours. */
  readonly site: string | null;
  readonly up: boolean;
  /** Calls at one time. */
  readonly channels: number;
  /** Calls on it, and those of them that the far end has accepted. */
  readonly used: number;
  readonly accepted: number;
  /** Nobody tries it before; null: it does not rest. */
  readonly restUntil: Ms | null;
}

/** The links of the policy in force, by id. */
export function showLinks({ policy, links, at }: View): LinkShown[] {
  return (policy.links ?? []).map(({ id, site = null, channels }) => {
    const { up = true, legs = new Map(), restUntil = 0 } = links.get(id) ?? {};
    const accepted = [...legs.values()].filter((leg) => leg.accepted).length;
    const rest = restUntil > at ? restUntil : null;
    return { id, site, up, channels, used: legs.size, accepted, restUntil: rest };
  });
}
