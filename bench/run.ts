/**
 * `npm run bench`: every scenario in a process of its own, a table, and the verdict on the budgets.
 * Exit code 0: all budgets hold; 1: one does not, or a scenario failed; 2: it was asked for
 * something unknown.
 */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge, type Verdict } from './budgets.ts';
import { thisMachine } from './machine.ts';
import { reportInText } from './report.ts';
import type { ScenarioResult } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

const HELP = `Usage: npm run bench -- [options] [scenario …]

  --small      a world of dozens instead of a thousand: seconds instead of minutes
  --seed N     of world and traffic (default 1)
  --json       the results as JSON, and nothing else
  --help       this

Scenarios: ${Object.keys(scenarios).join(', ')} (all)
`;

/**
 * Runs one scenario in a child and parses what it printed. Rejects with the child's words when it
 * fails.
 */
function runScenario(name: string, seed: number, small: boolean): Promise<ScenarioResult> {
  const script = fileURLToPath(new URL('./run-scenario.js', import.meta.url));
  const args = ['--expose-gc', '--max-old-space-size=4096', script, name, String(seed)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, small ? 'small' : 'full'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(`scenario ${name} ended with exit code ${code}`));
      else resolve(JSON.parse(output) as ScenarioResult);
    });
  });
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
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
  const unknown = positionals.filter((name) => !scenarios[name]);
  const seed = Number(values.seed);
  if (unknown.length > 0 || !Number.isSafeInteger(seed)) {
    const what =
      unknown.length > 0 ? `no scenario ${unknown.join(', ')}` : `no seed ${values.seed}`;
    process.stderr.write(`bench: ${what}\n\n${HELP}`);
    return 2;
  }
  const names = positionals.length > 0 ? positionals : Object.keys(scenarios);
  const results: ScenarioResult[] = [];
  let failed = false;
  for (const name of names) {
    if (!values.json) process.stderr.write(`bench: ${name} …\n`);
    try {
      results.push(await runScenario(name, seed, values.small));
    } catch (error) {
      failed = true;
      process.stderr.write(`bench: ${(error as Error).message}\n`);
    }
  }
  const verdicts: Verdict[] = judge(
    results.flatMap((result) => result.figures),
    names,
    values.small,
  );
  const report = { machine: thisMachine(), seed, small: values.small, results, verdicts };
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : reportInText(report));
  return failed || verdicts.some((verdict) => !verdict.holds) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n\n${HELP}`);
  process.exitCode = 2;
}
