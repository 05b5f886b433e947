/** Deadlines come in order of time, kind and tie, however often they are moved. */

import { expect, test } from 'vitest';
import { createChance } from '../../adapters/simulated/random.ts';
import { NEVER } from '../../core/index.ts';
import { Deadlines } from '../../core/routing/deadlines.ts';
import { IntTable } from '../../core/routing/int-table.ts';
import { CELLS, Rows } from '../../core/routing/rows.ts';
import { seedOfRun } from '../support/dice.ts';

const seed = seedOfRun();
console.log(
  `deadlines seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/core/deadlines.test.ts`,
);

test('the first deadline is the least by time, kind and tie after any change', () => {
  const chance = createChance(seed);
  const NODES = 70;
  const deadlines = new Deadlines(NODES);
  const known = new Map<number, readonly [number, number, number]>();
  for (let i = 0; i < 20_000; i++) {
    const node = chance.between(0, NODES - 1);
    const kind = node % 3;
    // Few different times, so that ties are broken all the time.
    const at = chance.happens(0.3) ? NEVER : chance.between(0, 12);
    deadlines.at[node] = at;
    if (at === NEVER) known.delete(node);
    else {
      // No two of one kind have the same tie.
      deadlines.tie[node] = chance.between(0, 5) * NODES + node;
      known.set(node, [at, kind, deadlines.tie[node]!]);
    }
    deadlines.changed(node, kind);
    const [first] = [...known].sort(([, a], [, b]) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    expect(deadlines.next).toBe(first === undefined ? NEVER : first[1][0]);
    if (first !== undefined) expect(deadlines.first).toBe(first[0]);
    expect(deadlines.isDue(Float64Array.of(6), 0)).toBe(first !== undefined && first[1][0] <= 6);
  }
});

test('a table of ids finds what was added and not removed, above 32 bits too', () => {
  const chance = createChance(seed);
  const table = new IntTable(300);
  const known = new Map<number, number>();
  let next = chance.pick([1, 2 ** 31 - 500, 2 ** 32 - 500, 2 ** 45]);
  for (let i = 0; i < 20_000; i++) {
    if (known.size < 300 && chance.happens(0.55)) {
      table.set(next, i);
      known.set(next, i);
      next += chance.happens(0.9) ? 1 : 700;
    } else if (known.size > 0) {
      const id = chance.pick([...known.keys()]);
      table.delete(id);
      known.delete(id);
      expect(table.get(id)).toBe(-1);
    }
    if (i % 50 === 0) for (const [id, slot] of known) expect(table.get(id)).toBe(slot);
  }
  table.delete(next);
  expect(table.get(next)).toBe(-1);
});

test('columns of a table lie side by side and none reaches into another', () => {
  const rows = new Rows(3);
  const numbers = rows.numbers(7);
  const pair = rows.numbers(Number.POSITIVE_INFINITY, 2);
  const integers = rows.integers(-1);
  const bytes = [rows.bytes(1), rows.bytes()] as const;
  expect(rows.end).toBe(3 * CELLS);
  for (let slot = 0; slot < rows.end; slot += CELLS) {
    expect([numbers[slot], pair[slot], pair[slot + 1]]).toEqual([7, NEVER, NEVER]);
    expect([integers[slot], bytes[0][slot], bytes[1][slot]]).toEqual([-1, 1, 0]);
  }
  pair[CELLS + 1] = 5;
  bytes[1][CELLS] = 9;
  expect([numbers[CELLS], pair[CELLS], numbers[2 * CELLS], bytes[0][CELLS]]).toEqual([
    7,
    NEVER,
    7,
    1,
  ]);
  for (let i = 0; i < 13; i++) rows.numbers();
  expect(() => rows.numbers()).toThrow('16 cells');
});

test('a table without rows has columns without cells', () => {
  const rows = new Rows(0);
  rows.bytes();
  expect([rows.end, rows.numbers(1).length, rows.bytes(1).length]).toEqual([0, 0, 0]);
});
