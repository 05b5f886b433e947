/** Callers and a campaign over the same agents; in long: `npm run check:blending`. */

import { expect, test } from 'vitest';
import { blend } from './blending.ts';

const seed = Number(process.env.SEED ?? 1);

test(`a campaign fills the agents' time while callers are served within their target (SEED=${seed})`, async () => {
  const plan = { agents: 8, hours: 1.5, callsPerHour: 60, talkMs: 150_000, wrapUpMs: 10_000, seed };
  const alone = await blend(plan);
  const both = await blend({ ...plan, mode: 'progressive' });
  expect(both.callers).toBeGreaterThan(20);
  expect(both.serviceLevel).toBeGreaterThanOrEqual(80);
  expect(both.occupancy).toBeGreaterThan(alone.occupancy + 10);
  expect(both.talks).toBeGreaterThan(20);
  expect(both.abandonedPercent).toBeLessThanOrEqual(3);
});
