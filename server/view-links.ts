/** Links as they are now, kept from the facts and commands that concern them. */

import type { CommandRecord } from '../core/routing/commands.ts';
import type { RouterEvent } from '../core/routing/events.ts';
import type { CallId, LinkId, Ms } from '../core/routing/ids.ts';
import type { Policy } from '../core/routing/policy.ts';
import type { RouterSnapshot } from '../core/routing/snapshot.ts';
import type { LinkView } from './view-types.ts';

type Fact<T extends RouterEvent['type']> = Extract<RouterEvent, { readonly type: T }>;

export class LinkBook {
  readonly links = new Map<LinkId, LinkView>();
  #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
    this.usePolicy(policy);
  }

  /** Links the policy has dropped stay for as long as calls are on them. */
  usePolicy(policy: Policy): void {
    this.#policy = policy;
    const kept = new Set((policy.links ?? []).map(({ id }) => id));
    for (const [id, { legs }] of this.links) {
      if (!kept.has(id) && legs.size === 0) this.links.delete(id);
    }
    for (const id of kept) this.#link(id);
  }

  load({ links = [], now }: RouterSnapshot): void {
    for (const { id, up, restUntil, legs } of links) {
      const link = this.#link(id);
      link.up = up;
      if (restUntil !== null) link.restUntil = restUntil;
      for (const { call, accepted } of legs) link.legs.set(call, { since: now, accepted });
    }
  }

  changed({ link: id, up }: Fact<'link-changed'>): void {
    this.#link(id).up = up;
  }

  record(record: CommandRecord, at: Ms): void {
    if (record[0] !== 'linkCall') return;
    this.#link(record[2]).legs.set(record[1], { since: at, accepted: false });
  }

  accepted(call: CallId): void {
    const leg = this.#linkOf(call)?.legs.get(call);
    if (leg) leg.accepted = true;
  }

  ended({ call, result }: Fact<'link-ended'>, at: Ms): void {
    const link = this.#linkOf(call);
    const refused = link?.legs.get(call)?.accepted === false;
    link?.legs.delete(call);
    const rests = refused && result !== 'ended' && result !== 'declined';
    const policy = this.#policy.links?.find(({ id }) => id === link?.id);
    if (link && rests && policy) link.restUntil = at + policy.restMs;
  }

  /** What the switch has is what there is. The calls whose leg had gone are returned. */
  restored({ calls, linked = [] }: Fact<'switch-restored'>, at: Ms): CallId[] {
    const live = new Set(linked.map(({ call }) => call));
    const lost: CallId[] = [];
    for (const { legs } of this.links.values()) {
      for (const call of legs.keys()) {
        if (live.has(call)) continue;
        legs.delete(call);
        lost.push(call);
      }
    }
    const here = new Set(calls);
    for (const { call, link } of linked) {
      if (here.has(call)) continue;
      const leg = this.#linkOf(call)?.legs.get(call);
      if (leg) leg.accepted = true;
      else this.#link(link).legs.set(call, { since: at, accepted: true });
    }
    return lost;
  }

  #link(id: LinkId): LinkView {
    const known = this.links.get(id) ?? { id, up: true, legs: new Map() };
    this.links.set(id, known);
    return known;
  }

  #linkOf(call: CallId): LinkView | undefined {
    for (const link of this.links.values()) if (link.legs.has(call)) return link;
    return undefined;
  }
}
