/**
 * `npm run check:campaign`: a campaign to its end on a real Asterisk 22, with SIPp as the people
 * who are called.
 *
 *   --leads N       people (default 2000)
 *   --agents N      default 20
 *   --mode M        progressive, power, predictive (default)
 *   --kill          the router is killed and started again in the middle
 *   --inbound N     callers an hour come in for the same agents
 *   --minutes N     it is given so long (default 60)
 *
 * Exit code 1: a lead is in no outcome or two, was dialled inside its delay or when it was
 * forbidden, more than 3 % were abandoned, or the ledgers are not exact.
 */

import { parseArgs } from 'node:util';
import { runCampaign } from './campaign-scene.ts';
import { unpackAsterisk } from './packages.ts';

const { values } = parseArgs({
  options: {
    leads: { type: 'string', default: '2000' },
    agents: { type: 'string', default: '20' },
    mode: { type: 'string', default: 'predictive' },
    kill: { type: 'boolean', default: false },
    inbound: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '60' },
  },
});
const startedAt = Date.now();
const say = (text: string): void => {
  console.error(`${String(Math.round((Date.now() - startedAt) / 1_000)).padStart(4)} s  ${text}`);
};
const figures = await runCampaign({
  packages: await unpackAsterisk(22),
  leads: Number(values.leads),
  agents: Number(values.agents),
  mode: values.mode as 'predictive',
  customers: {
    ...{ person: 0.25, machine: 0.05, early: 0.03, busy: 0.12, unallocated: 0.02 },
    answersMs: [5_000, 20_000],
    machineMs: 4_000,
  },
  talkMs: [8_000, 20_000],
  patienceMs: Number(values.minutes) * 60_000,
  onProgress: say,
  ...(values.kill ? { killAt: 0.4 } : {}),
  ...(values.inbound === '0' ? {} : { inboundPerHour: Number(values.inbound) }),
});
const { problems, ...rest } = figures;
console.log(JSON.stringify(rest, undefined, 2));
for (const problem of problems) console.log(problem);
const sound = problems.length === 0 && figures.abandonedPercent <= 3;
say(sound ? 'as it should be' : 'NOT as it should be');
process.exitCode = sound ? 0 : 1;
