/** The benches of the store, small: they run on both engines and find what they are to find. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { postgresOrSkip } from '../postgres/packages.ts';
import { build } from '../server/built.ts';

const program = fileURLToPath(new URL('../../dist/bench/store/run.js', import.meta.url));
const run = (...args: string[]): string =>
  execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' });

const postgres = await postgresOrSkip();

beforeAll(build);

test('claims: no lead is claimed twice by four workers', () => {
  const text = run('claims', '--leads', '2000', '--claims', '800');
  expect(text).toContain('2,000 leads built');
  expect(text).toContain('800 claims, 0 leads claimed more than once');
});

test('sheet: each caller is found by number, with everything there is of them', () => {
  const text = run('sheet', '--rows', '1500');
  expect(text).toMatch(/sheet by number: \d+ looks at 15 people with 100 conversations/);
});

test.skipIf(postgres === undefined)(
  'people, on PostgreSQL: imported, and every segment counted',
  () => {
    const text = run('people', '--rows', '1500', '--engine', 'postgres');
    expect(text).toContain('1417 people, 75 rows merged, 8 refused');
    expect(text.match(/segment [\w-]+: [\d,]+ people, counted in/g)).toHaveLength(5);
  },
);
