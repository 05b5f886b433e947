/**
 * One scenario in a process of its own, so that none runs on code another has warmed or heap
 * another has filled: `node --expose-gc dist/bench/run-scenario.js NAME SEED small|full`. Prints
 * the result as JSON.
 */

import { scenarios } from './scenarios/index.ts';

const [name = '', seed = '1', size = 'full'] = process.argv.slice(2);
const scenario = scenarios[name];
if (!scenario)
  throw new Error(`no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}`);
const result = await scenario({ seed: Number(seed), small: size === 'small' });
process.stdout.write(`${JSON.stringify(result)}\n`);
