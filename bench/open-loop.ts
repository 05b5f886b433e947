/**
 * `npm run bench:latency`: latency from the planned moment of each fact, at rising rates. Exit code
 * 2: it was asked for something it does not know. Times are not judged.
 */

import { parseArgs } from 'node:util';
import { latencyInText, measureLatency } from './latency.ts';

const HELP = `Usage: npm run bench:latency -- [options]

  --large      10,000 agents and 100,000 waiting instead of 1,000 and 1,000
  --seconds N  at each rate (default 2)
  --small      a world of dozens and a few thousand facts: whether it works
  --seed N     of world, traffic and moments (default 1)
  --json       the results as JSON, and nothing else
  --help       this
`;

function main(): number {
  const { values } = parseArgs({
    options: {
      large: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '2' },
      small: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [seed, seconds] = [Number(values.seed), Number(values.seconds)];
  if (!Number.isSafeInteger(seed)) throw new Error(`no seed ${values.seed}`);
  if (!(seconds > 0 && seconds <= 60)) throw new Error('--seconds: more than 0, at most 60');
  const report = measureLatency({ small: values.small, large: values.large, seed, seconds });
  process.stdout.write(
    values.json ? `${JSON.stringify(report, null, 2)}\n` : latencyInText(report),
  );
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`bench:latency: ${(error as Error).message} (--help tells more)\n`);
  process.exitCode = 2;
}
