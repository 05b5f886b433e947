/**
 * `npm run check:sites`: two sites, each a real Asterisk with a router, overflow into each other.
 *
 *   --minutes N   how long callers come (default 5)
 *   --seed N      the same waves of callers again
 *
 * Exit code 1: a call went round, lost age, overtook another or was left, or a limit was broken.
 */

import { parseArgs } from 'node:util';
import { unpackAsterisk } from './packages.ts';
import { linkChannels, runSites } from './sites.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seconds = Number(values.minutes) * 60;
const seed = Number(values.seed);
const startedAt = Date.now();
const say = (text: string): void => {
  console.error(`${String(Math.round((Date.now() - startedAt) / 1_000)).padStart(4)} s  ${text}`);
};

say(`seed ${seed}: npm run check:sites -- --minutes ${values.minutes} --seed ${seed}`);
const report = await runSites({
  packages: await unpackAsterisk(22),
  seconds,
  seed,
  onProgress: say,
});
const { problems, leftovers, ...figures } = report;
console.log(JSON.stringify(figures, undefined, 2));
for (const problem of [...problems, ...leftovers]) console.log(problem);
const sound =
  problems.length + leftovers.length + figures.loops + figures.ageLost === 0 &&
  Math.max(figures.channelsMax, figures.channelsSeen) <= linkChannels;
say(sound ? 'no loop, nobody lost age, limits held' : 'NOT as it should be');
process.exitCode = sound ? 0 : 1;
