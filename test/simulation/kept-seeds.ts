/** `seeds.txt`: runs that failed once. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawPlan, type FaultName, planOf } from './faults.ts';
import type { RunOptions } from './simulate.ts';

export interface KeptSeed {
  readonly options: RunOptions;
  readonly found: string;
}

/** Throws an error that names the line when one cannot be read. */
export function keptSeeds(
  text = readFileSync(join(import.meta.dirname, 'seeds.txt'), 'utf8'),
): KeptSeed[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const parts = /^(\d+) (\d+) (\S+) (beside|alone) (.+)$/.exec(line);
      if (!parts) throw new Error(`seeds.txt: cannot read "${line}"`);
      const [seed, calls] = [Number(parts[1]), Number(parts[2])];
      const drawn = drawPlan(seed);
      const names = parts[3] === 'none' ? [] : (parts[3]!.split(',') as FaultName[]);
      const plan = parts[3] === 'drawn' ? drawn : planOf(names, drawn);
      const besideReference = parts[4] === 'beside';
      return { options: { seed, calls, plan, besideReference }, found: parts[5]! };
    });
}
