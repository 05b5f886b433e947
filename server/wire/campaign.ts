/** What `GET /campaigns/{campaign}` answers, as far as its page shows it. */

import type { CampaignRow } from './board.ts';

export interface CampaignTold {
  readonly tenant: string;
  readonly code: string;
  readonly name: string;
  readonly state: string;
  readonly legalClass: string;
  readonly goal: {
    readonly outcome: string;
    readonly name: string;
    readonly reached: number;
    readonly share: number | null;
  };
  readonly lists: readonly {
    readonly list: string;
    readonly share: number;
    readonly leads: number;
    readonly withoutNumber: number;
  }[];
  readonly leads: readonly LeadsTold[];
  readonly attempts: {
    readonly attempts: number;
    readonly firstAt: number | null;
    readonly lastAt: number | null;
    readonly network: readonly { readonly network: string | null; readonly attempts: number }[];
    readonly answered: readonly {
      readonly answeredBy: string;
      readonly attempts: number;
      readonly abandoned: number;
    }[];
    readonly outcomes: readonly {
      readonly outcome: string;
      readonly reason: string | null;
      readonly attempts: number;
    }[];
  };
  readonly abandonment: CampaignRow['abandonment'];
  readonly why: { readonly text: { readonly en: string; readonly ja: string } };
}

export interface LeadsTold {
  readonly state: string;
  readonly reason: string;
  /** The reason in words. */
  readonly text: { readonly en: string; readonly ja: string };
  readonly leads: number;
}

/** Steps of the way from dialling to the goal, each a part of the one before. */
export type FunnelStep = 'attempts' | 'connects' | 'humans' | 'goal';

/** How many came how far. Pure. */
export function funnelOf({ attempts, goal }: Pick<CampaignTold, 'attempts' | 'goal'>): readonly {
  readonly step: FunnelStep;
  readonly count: number;
  /** Of the step before, 0 to 1; null: there is none, or nothing came so far. */
  readonly share: number | null;
}[] {
  const sum = (rows: readonly { readonly attempts: number }[]) =>
    rows.reduce((all, row) => all + row.attempts, 0);
  const counts: readonly (readonly [FunnelStep, number])[] = [
    ['attempts', attempts.attempts],
    ['connects', sum(attempts.network.filter(({ network }) => network === 'answered'))],
    ['humans', sum(attempts.answered.filter(({ answeredBy }) => answeredBy === 'person'))],
    ['goal', goal.reached],
  ];
  return counts.map(([step, count], at) => {
    const before = counts[at - 1]?.[1] ?? 0;
    return { step, count, share: before === 0 ? null : count / before };
  });
}
