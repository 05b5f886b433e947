/**
 * A campaign to its end on a real Asterisk 22, the router killed in the middle; in long:
 * `npm run check:campaign`.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import type { CampaignFigures } from './campaign-check.ts';
import { runCampaign } from './campaign-scene.ts';
import { asteriskOrSkip } from './packages.ts';

const packages = await asteriskOrSkip(22);
const leads = 40;

describe.skipIf(packages === undefined)('a campaign on Asterisk 22', () => {
  let figures: CampaignFigures;

  beforeAll(async () => {
    figures = await runCampaign({
      packages: packages!,
      ...{ leads, agents: 5, mode: 'progressive', killAt: 0.3, inboundPerHour: 720 },
      customers: {
        ...{ person: 0.62, machine: 0.05, early: 0.05, busy: 0.2, unallocated: 0.05 },
        answersMs: [600, 2_500],
        machineMs: 1_500,
      },
      talkMs: [1_000, 2_000],
      patienceMs: 150_000,
    });
  }, 240_000);

  test('ends with every lead in one outcome, none dialled in its delay or when forbidden', () => {
    expect(figures.problems).toEqual([]);
  });

  test('leaves nobody who answers without an agent but by the kill', () => {
    expect(figures.answered).toBeGreaterThan(leads / 3);
    expect(figures.abandoned).toBeLessThanOrEqual(2);
  });

  test('serves those who call in, too', () => {
    expect(figures.inbound.callers).toBeGreaterThan(3);
    expect(figures.inbound.inTimePercent).toBeGreaterThanOrEqual(80);
  });
});
