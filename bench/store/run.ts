/**
 * `npm run bench:store -- <people|sheet|claims> [--engine sqlite|postgres] [--rows n] [--leads n]
 * [--claims n] [--workers n]`: the store at its full size, on an engine whose commits reach the
 * disk. Times are printed, not gated, but that of the customer sheet among 100,000 people and more:
 * 300 ms for 99 of 100; a lead claimed twice fails the run.
 */

import { parseArgs } from 'node:util';
import { machineInWords, thisMachine } from '../machine.ts';
import { benchClaims } from './claims.ts';
import { benchStore, type Engine } from './engines.ts';
import { benchPeople } from './people.ts';
import { benchSheet, sheetMsMax } from './sheet.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: 'sqlite' },
    rows: { type: 'string', default: '1000000' },
    leads: { type: 'string', default: '10000000' },
    claims: { type: 'string', default: '1000000' },
    workers: { type: 'string', default: '4' },
  },
});
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const [mode] = positionals;
if (
  !(mode === 'people' || mode === 'sheet' || mode === 'claims') ||
  !/^(sqlite|postgres)$/.test(values.engine)
) {
  say('usage: npm run bench:store -- people|sheet|claims [--engine sqlite|postgres] [--rows n] …');
  process.exitCode = 2;
} else {
  say(`${machineInWords(thisMachine())}; ${values.engine}`);
  const store = await benchStore(values.engine as Engine);
  try {
    if (mode === 'people') await benchPeople(store, Number(values.rows), say);
    else if (mode === 'sheet') {
      const rows = Number(values.rows);
      const slowMs = await benchSheet(store, rows, say);
      // A small run shows that it works, and nothing of speed.
      if (rows >= 100_000 && slowMs > sheetMsMax) process.exitCode = 1;
    } else {
      const plan = {
        leads: Number(values.leads),
        claims: Number(values.claims),
        workers: Number(values.workers),
      };
      if ((await benchClaims(store, plan, say)) > 0) process.exitCode = 1;
    }
  } finally {
    await store.end();
  }
}
