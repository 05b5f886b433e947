/**
 * `npm run check:blending`: callers and a campaign over the same agents, on the simulated switch.
 *
 *   --agents N    default 20
 *   --skilled N   only so many can take callers (default: all)
 *   --calls N     callers an hour (default 120)
 *   --hours N     default 3; the first half hour is not counted
 *   --seed N      the same hours again (default 1)
 *
 * A table: without the campaign, progressive, predictive. Exit code 1: callers were answered in
 * time less often than the target (80 % in 20 s) while the campaign dialled, or it filled nothing.
 */

import { parseArgs } from 'node:util';
import { type BlendingPlan, blend } from './blending.ts';

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '20' },
    skilled: { type: 'string' },
    calls: { type: 'string', default: '120' },
    hours: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const plan: BlendingPlan = {
  agents: Number(values.agents),
  ...(values.skilled !== undefined && { skilled: Number(values.skilled) }),
  hours: Number(values.hours),
  callsPerHour: Number(values.calls),
  talkMs: 180_000,
  wrapUpMs: 20_000,
  seed: Number(values.seed),
};
console.error(`seed ${plan.seed}`);
const row = (cells: readonly (string | number)[]): void =>
  console.log(
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(22) : String(cell).padStart(12)))
      .join(''),
  );
row(['', 'callers', 'in time %', 'occupancy %', 'talks out', 'abandoned %']);
let sound = true;
let alone = 0;
for (const mode of [undefined, 'progressive', 'predictive'] as const) {
  const onHour = (hour: number): void => console.error(`${mode ?? 'alone'}: hour ${hour}`);
  const found = await blend({ ...plan, onHour, ...(mode === undefined ? {} : { mode }) });
  const { callers, serviceLevel, occupancy, talks, abandonedPercent } = found;
  row([mode ?? 'without a campaign', callers, serviceLevel, occupancy, talks, abandonedPercent]);
  if (mode === undefined) alone = occupancy;
  else sound &&= serviceLevel >= 80 && occupancy > alone && abandonedPercent <= 3;
}
console.error(sound ? 'as it should be' : 'NOT as it should be');
process.exitCode = sound ? 0 : 1;
