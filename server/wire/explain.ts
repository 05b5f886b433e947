/** What the routes `…/explain` answer, as far as pages put it into sentences. */

/** A choice of the router that is kept. */
export interface DecisionTold {
  readonly at: number;
  readonly call: number;
  readonly queue: string;
  readonly agent: string;
  readonly trigger: 'call' | 'agent';
  readonly decidedBy: string;
  readonly runnerUp?: string | number;
}

/** What a caller may expect. */
export interface OutlookTold {
  readonly position: number;
  readonly expectedMs?: number;
  readonly band?: { readonly lowMs: number; readonly highMs: number };
}

/** A call in one of its queues. */
export interface PlaceTold {
  readonly call: number;
  readonly queue: string;
  readonly step: number;
  readonly isLastStep: boolean;
  readonly class: string;
  readonly state: 'waiting' | 'held' | 'resting';
  readonly waitedMs: number;
  readonly routingAgeMs: number;
  readonly stepEndsAt?: number;
  readonly tooLongAt?: number;
  /** Agents by what keeps them from it. */
  readonly agents: Readonly<Record<string, number>>;
}

export interface CallWhy {
  readonly at: number;
  readonly call: number;
  readonly outlook: OutlookTold | null;
  readonly places: readonly PlaceTold[];
  readonly links: readonly { readonly link: string; readonly whyNot?: string }[];
  readonly decisions: readonly DecisionTold[];
}

export interface WhyNotTold {
  readonly why: string;
  readonly skill?: string;
  readonly level?: number;
  readonly levelMin?: number;
  readonly state?: string;
  /** Null: for ever. */
  readonly until?: number | null;
  readonly preferred?: string;
}

export interface AgentWhy {
  readonly at: number;
  readonly agent: string;
  readonly switchUp: boolean;
  readonly state: string;
  readonly reason?: string;
  readonly stateSince: number;
  readonly waiting: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly lacks: readonly {
    readonly skill: string;
    readonly level: number;
    readonly levelMin: number;
    readonly count: number;
  }[];
  readonly calls: readonly {
    readonly call: number;
    readonly queue: string;
    readonly state: PlaceTold['state'];
    readonly waitedMs: number;
    readonly whyNot?: WhyNotTold;
  }[];
  readonly decisions: readonly DecisionTold[];
}

export interface QueueWhy {
  readonly at: number;
  readonly queue: string;
  readonly switchUp: boolean;
  readonly waiting: number;
  readonly places: readonly PlaceTold[];
  readonly outlook: OutlookTold | null;
  readonly decisions: readonly DecisionTold[];
}
