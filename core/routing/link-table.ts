import type { CallId, LinkId, Ms, SiteName, TargetId } from './ids.ts';
import type { Disposition } from './outcomes.ts';
import type { LinkPolicy } from './policy.ts';

/**
 * Links to other sites, beside the tables of agents and calls: few calls ever leave by one, so
 * nothing of this stands in a call's row (rules, part 14).
 */
export interface LinkTable {
  /** Columns by index in the policy's `links`. */
  readonly up: Uint8Array;
  /** Not tried before; NEVER: it does not rest. */
  readonly restUntil: Float64Array;
  /** Channels in use. */
  readonly used: Int32Array;
  /** Every leg that has not ended, those of links the policy has dropped included. */
  readonly legs: Map<CallId, LinkLeg>;
  /** Of calls that came by a link, or that one has declined. */
  readonly traces: Map<CallId, LinkTrace>;
  /** The call that arrives now has come by a link and has not joined a queue yet. */
  arriving: boolean;
}

/** A call's leg on a link. */
export interface LinkLeg {
  readonly link: LinkId;
  accepted: boolean;
  /** While the caller keeps the place; undefined: accepted, or the caller has gone. */
  attempt: LinkAttempt | undefined;
}

/** How the call leaves if the far end accepts it. */
export interface LinkAttempt {
  readonly target: TargetId;
  readonly disposition: Disposition;
  /** When to give up; then, when to say so again. */
  deadline: Ms;
}

/** What keeps a call from links. */
export interface LinkTrace {
  /** Sites it has passed; undefined: it has not come by a link. */
  readonly path: readonly SiteName[] | undefined;
  /** Links whose far end does not want it, in the order in which they said so. */
  readonly declined: readonly LinkId[];
}

/** No legs; every link up. */
export function createLinkTable(links: readonly LinkPolicy[]): LinkTable {
  return {
    up: new Uint8Array(links.length).fill(1),
    restUntil: new Float64Array(links.length).fill(Number.POSITIVE_INFINITY),
    used: new Int32Array(links.length),
    legs: new Map(),
    traces: new Map(),
    arriving: false,
  };
}
