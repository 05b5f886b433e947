/**
 * `npm run bench:dialer`: the dialer through the real core on the simulated switch, beside
 * progressive dialling, the best fixed ratio and VICIdial's ADAPT rule. A table, bars, and pictures
 * if asked. Exit code 0: all bars hold; 1: one does not; 2: it was asked for something unknown.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bar, judge } from './dialer/bars.ts';
import type { Pacer } from './dialer/pacer.ts';
import { AdaptHardLimit, CAP, fixedRatio, ourPacer } from './dialer/pacers.ts';
import { type Curve, shiftInSvg } from './dialer/picture.ts';
import { type ShiftPlan, shiftPlans } from './dialer/plan.ts';
import { bestRatio, type Row, runRow } from './dialer/rows.ts';
import { reportInText } from './dialer/text.ts';
import { thisMachine } from './machine.ts';

const HELP = `Usage: npm run bench:dialer -- [options] [plan …]

  --hours N    of a shift (default 8)
  --seeds N    shifts of each dialer, seeds 1 to N (default 3)
  --seed N     only this one
  --only-ours  without progressive, ratio and ADAPT
  --picture FOLDER  a picture (SVG) of the first seed of each plan
  --json       the results as JSON, and nothing else
  --help       this

Plans are chosen by a part of their names: "20 agents", "then 12". All:
${shiftPlans(8)
  .map(({ name }) => `  ${name}`)
  .join('\n')}
`;

const tell = (text: string): boolean => process.stderr.write(`bench: ${text}\n`);

interface Options {
  readonly seeds: readonly number[];
  readonly onlyOurs: boolean;
  readonly picture: string | undefined;
}

/** Ours last, so that it stands below those it is compared with. */
async function dialersFor(plan: ShiftPlan, { seeds, onlyOurs }: Options): Promise<(() => Pacer)[]> {
  const ours = () => ourPacer('predictive');
  if (onlyOurs) return [ours];
  const lines = await bestRatio(plan, seeds[0] ?? 1, tell);
  return [() => ourPacer('progressive'), () => fixedRatio(lines), () => new AdaptHardLimit(), ours];
}

async function runPlan(
  plan: ShiftPlan,
  options: Options,
): Promise<{ readonly rows: readonly Row[]; readonly bars: readonly Bar[] }> {
  const rows: Row[] = [];
  const curves: Curve[] = [];
  for (const make of await dialersFor(plan, options)) {
    const row = await runRow(plan, make, options.seeds, tell, (log, seed) => {
      if (seed === options.seeds[0]) curves.unshift({ name: make().name, log });
    });
    rows.push(row);
  }
  if (options.picture !== undefined) {
    mkdirSync(options.picture, { recursive: true });
    const file = `${plan.name.replace(/[ ,]+/g, '-').replace(/-%/g, '')}.svg`;
    writeFileSync(join(options.picture, file), shiftInSvg(plan.name, curves, CAP));
  }
  return { rows, bars: judge(plan, rows.at(-1)!) };
}

function number(text: string, name: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} takes a positive number, not ${text}`);
  return value;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      hours: { type: 'string', default: '8' },
      seeds: { type: 'string', default: '3' },
      seed: { type: 'string' },
      'only-ours': { type: 'boolean', default: false },
      picture: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const hours = number(values.hours, 'hours');
  const count = Math.floor(number(values.seeds, 'seeds'));
  const seeds =
    values.seed === undefined
      ? Array.from({ length: count }, (_, i) => i + 1)
      : [number(values.seed, 'seed')];
  const plans = shiftPlans(hours).filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  if (plans.length === 0) throw new Error(`no plan ${positionals.join(', ')}`);
  const options = { seeds, onlyOurs: values['only-ours'], picture: values.picture };
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const plan of plans) {
    const result = await runPlan(plan, options);
    rows.push(...result.rows);
    bars.push(...result.bars);
  }
  const report = { machine: thisMachine(), hours, seeds, rows, bars };
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : reportInText(report));
  return bars.every((bar) => bar.holds) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  tell(`${(error as Error).message} (--help tells more)`);
  process.exitCode = 2;
}
