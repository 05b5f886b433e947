/** How many people who answer may find no agent: the strictest of the law's budgets at a place. */

import { asCampaignId, asE164 } from '../../core/outreach/ids.ts';
import type { AbandonmentWindow } from '../../core/outreach/ledger/abandonment.ts';
import type { LawClock } from '../../core/outreach/machine-detection/detect.ts';
import { abandonmentAt } from '../../core/outreach/may-dial/abandonment.ts';
import type { LegalClass } from '../../core/outreach/may-dial/facts.ts';
import { plausible } from '../../core/outreach/may-dial/plausible.ts';
import type { AbandonmentRule } from '../../core/outreach/may-dial/rules.ts';
import { DAY_MS, type ZoneClock } from '../../core/outreach/may-dial/zones.ts';
import type { LegalWindow } from '../../core/outreach/pacing/scene.ts';
import type { House } from './house.ts';

/** A budget in force. */
export interface LegalBudget {
  /** Share of the people who answer, 0 to 1. */
  readonly most: number;
  /** How long who has answered may wait for an agent, and from when on that is counted. */
  readonly waitMs: number;
  readonly clock: LawClock;
  /** People whom a program takes for machines count as abandoned. */
  readonly falseMachines: boolean;
  /** Shortest ringing before an attempt is given up. */
  readonly ringMs: number;
  readonly window: AbandonmentWindow;
  /** Where it comes from; undefined: no pack says anything. */
  readonly rule: string | undefined;
}

/** Where nothing is said: two seconds, three of a hundred in thirty days (16 CFR 310.4(b)(4)). */
const unsaid = {
  ...{ most: 0.03, waitMs: 2_000, ringMs: 15_000, rule: undefined },
  ...{ clock: 'answer' as const, falseMachines: false },
};

/** The stricter first. */
const clocks: readonly LawClock[] = ['answer', 'greeting-begins', 'greeting-ends'];

/** The budget of a campaign that shows this number. Ask at the start and once a day. */
export function legalBudget(
  house: House,
  callerId: number,
  legalClass: LegalClass,
  clock: ZoneClock,
  now: number,
): LegalBudget {
  const { candidates } = plausible(house.rules, asE164(callerId), null);
  const rules = candidates.flatMap(({ place }) =>
    abandonmentAt(house.rules, place, legalClass, now),
  );
  const [strictest] = [...rules].sort((a, b) => a.most - b.most || a.answerMs - b.answerMs);
  if (strictest === undefined) {
    return { ...unsaid, window: { kind: 'rolling', ms: 30 * DAY_MS } };
  }
  return {
    most: strictest.most,
    waitMs: Math.min(...rules.map(({ answerMs }) => answerMs)),
    ringMs: Math.max(...rules.map(({ ringMs }) => ringMs)),
    clock: clocks.find((each) => rules.some(({ clock: counts }) => counts === each))!,
    falseMachines: rules.some(({ falseMachines }) => falseMachines),
    window: windowOf(strictest, clock),
    rule: strictest.id,
  };
}

function windowOf({ window }: AbandonmentRule, clock: ZoneClock): AbandonmentWindow {
  switch (window.kind) {
    case 'rolling':
      return window;
    case 'days':
      return window.days === 1
        ? { kind: 'day', clock }
        : { kind: 'successive', days: window.days, clock };
    case 'month':
      return { kind: 'month', clock };
  }
}

/**
 * What the ledger says of the campaign in that window. `mistaken`: of those taken for machines the
 * share who were people, as the campaign has it.
 */
export function tallyOf(
  house: House,
  campaign: number,
  { window, falseMachines }: LegalBudget,
  mistaken: number,
  now: number,
): LegalWindow {
  const of = { of: 'campaign', campaign: asCampaignId(String(campaign)) } as const;
  const counted = falseMachines ? mistaken : 0;
  return house.ledgers.abandonment.tally(of, { window, formula: 'plain', mistaken: counted }, now);
}
