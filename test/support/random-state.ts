/** What a random world knows of itself: its callers, its phones, its policy and its time. */

import type { RouterEvent } from '../../core/routing/events.ts';
import type { AgentId, CallId, LinkId, Ms, OfferId } from '../../core/routing/ids.ts';
import type { AgentState } from '../../core/routing/outcomes.ts';
import type { Policy } from '../../core/routing/policy.ts';
import type { Dice } from './dice.ts';

export interface WorldShape {
  /** At most 40. */
  readonly agentsMax: number;
  readonly callersMax: number;
  /** How many in a hundred facts come from nowhere: late, doubled, unknown. */
  readonly hostilePercent: number;
  /** Outages and new policies happen. */
  readonly upheavals: boolean;
}

export interface Leg {
  readonly offer: OfferId;
  readonly call: CallId;
  /**
   * `customer`: the customer of a callback is dialled and no agent's phone yet; `reaching`: the
   * agent has answered and the customer is dialled.
   */
  state:
    | 'customer'
    | 'dialled'
    | 'ringing'
    | 'answered'
    | 'reaching'
    | 'joining'
    | 'talking'
    | 'cancelled';
}

/** A caller on the way over a link, or there. */
export interface LinkLeg {
  readonly call: CallId;
  readonly link: LinkId;
  state: 'calling' | 'cancelled' | 'accepted';
}

export interface State {
  readonly dice: Dice;
  readonly shape: WorldShape;
  policy: Policy;
  now: Ms;
  nextCall: number;
  up: boolean;
  callers: CallId[];
  /** Customers to be called back who have not answered. */
  callbacks: CallId[];
  /** Callers the router has sent somewhere. */
  sent: CallId[];
  legs: Leg[];
  linked: LinkLeg[];
  /** Agents' states as last told. */
  agents: Map<AgentId, AgentState>;
  /** The last facts, to be told again. */
  recent: RouterEvent[];
}
