/** Callers and a campaign over the same agents; in long: `npm run check:blending`. */

import { expect, test } from 'vitest';
import { blend } from './blending.ts';

const seed = Number(process.env.SEED ?? 1);

test(`a campaign fills the agents' time while callers are served within their target (SEED=${seed})`, async () => {
  const plan = { agents: 8, hours: 1, callsPerHour: 60, talkMs: 150_000, wrapUpMs: 10_000, seed };
  const alone = await blend(plan);
  const both = await blend({ ...plan, mode: 'progressive' });
  expect(both.callers).toBeGreaterThan(20);
  expect(both.serviceLevel).toBeGreaterThanOrEqual(80);
  expect(both.occupancy).toBeGreaterThan(alone.occupancy + 10);
  expect(both.talks).toBeGreaterThan(20);
  expect(both.abandonedPercent).toBeLessThanOrEqual(3);
}, 300_000);

test(`callers whom few agents can serve are served within their target, and the others dial (SEED=${seed})`, async () => {
  const plan = { agents: 8, skilled: 4, hours: 1.1, callsPerHour: 30, seed };
  const times = { talkMs: 150_000, wrapUpMs: 10_000 };
  const both = await blend({ ...plan, ...times, mode: 'progressive' });
  expect(both.callers).toBeGreaterThan(10);
  expect(both.serviceLevel).toBeGreaterThanOrEqual(80);
  expect(both.talks).toBeGreaterThan(50);
  expect(both.abandonedPercent).toBeLessThanOrEqual(3);
}, 300_000);
