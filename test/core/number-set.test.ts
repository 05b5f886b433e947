import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { NumberSet } from '../../core/outreach/suppression/number-set.ts';
import { build } from '../server/built.ts';
import { createDice, seedOfRun } from '../support/dice.ts';

const numbersOf = (set: NumberSet): number[] => {
  const numbers: number[] = [];
  set.forEach((n) => {
    numbers.push(n);
  });
  return numbers;
};

const bytesOf = (set: NumberSet): Uint8Array => new Uint8Array(set.buffer, 0, set.bytes).slice();

describe('a set of numbers', () => {
  it('finds what was added and nothing beside it, at every edge of page and chunk', () => {
    const edges = [
      1, 9_999_999, 10_000_000, 10_000_001, 65_535, 65_536, 131_071, 12_025_550_100,
      819_012_345_678, 999_999_999_999_999,
    ];
    const set = NumberSet.empty();
    for (const n of edges) expect(set.add(n)).toBe(true);
    for (const n of edges) expect(set.add(n)).toBe(false);
    const near = edges.flatMap((n) => [n - 1, n, n + 1]);
    for (const n of near) expect(set.has(n), String(n)).toBe(edges.includes(n));
    expect(numbersOf(set)).toEqual([...edges].sort((a, b) => a - b));
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e15])('refuses %s', (n) => {
    const set = NumberSet.empty();
    expect(() => set.add(n)).toThrow('one to fifteen digits');
    expect([set.has(n), set.delete(n), set.size]).toEqual([false, false, 0]);
  });

  it('equals a plain Set through additions and removals in any order and density', () => {
    const seed = seedOfRun();
    const dice = createDice(seed);
    const set = NumberSet.empty();
    const plain = new Set<number>();
    // Few chunks, so that they fill, turn to bits, and empty again.
    const pick = (): number =>
      dice.pick([12_125_550_000, 819_012_345_000, 44_207_000_000]) + dice.below(5_000);
    for (const [steps, adds] of [
      [30_000, 90],
      [20_000, 20],
      [20_000, 60],
      [20_000, 5],
    ] as const) {
      for (let step = 0; step < steps; step++) {
        const n = pick();
        if (dice.chance(adds)) {
          if (set.add(n) === plain.has(n)) expect.fail(`seed ${seed}, step ${step}: add ${n}`);
          plain.add(n);
        } else {
          const wasThere = plain.delete(n);
          if (set.delete(n) !== wasThere) expect.fail(`seed ${seed}, step ${step}: delete ${n}`);
        }
      }
      expect(numbersOf(set), `seed ${seed}`).toEqual([...plain].sort((a, b) => a - b));
      expect(set.size).toBe(plain.size);
    }
  });

  it('holds thinly spread numbers, added in any order, in a few bytes each', () => {
    const dice = createDice(5);
    const set = NumberSet.empty();
    while (set.size < 150_000) {
      set.add(10_000_000_000 + dice.below(3) * 10_000_000 + dice.below(10_000_000));
    }
    expect(set.compact().bytes / set.size).toBeLessThan(2.5);
    // Never more than twice that, and what the set was last given to grow in.
    expect(set.bytes / set.size).toBeLessThan(2 * 2.5);
  });

  it('gives memory back to those added later: what comes and goes does not grow it', () => {
    const set = NumberSet.empty();
    const round = (): number => {
      for (let n = 0; n < 20_000; n++) set.add(81_300_000_000 + n * 3);
      for (let n = 0; n < 20_000; n++) set.delete(81_300_000_000 + n * 3);
      return set.bytes;
    };
    const once = round();
    for (let i = 0; i < 20; i++) expect(round()).toBeLessThan(2 * once);
    expect(set.size).toBe(0);
  });

  it('becomes the same bytes whatever its past, once compact', () => {
    const dice = createDice(9);
    const numbers = Array.from({ length: 10_000 }, () => 12_020_000_000 + dice.below(4_000_000));
    const rising = NumberSet.empty();
    for (const n of [...numbers].sort((a, b) => a - b)) rising.add(n);
    const stirred = NumberSet.empty();
    for (let n = 0; n < 10_000; n++) stirred.add(12_020_000_000 + n * 350);
    for (let n = 0; n < 2_000; n++) stirred.add(33_100_000_000 + n * 50_000);
    for (const n of numbers) stirred.add(n);
    for (const n of numbersOf(stirred)) if (!rising.has(n)) stirred.delete(n);
    const compact = rising.compact();
    expect(bytesOf(stirred.compact())).toEqual(bytesOf(compact));
    expect(compact.bytes).toBeLessThanOrEqual(rising.bytes);
    expect(numbersOf(compact)).toEqual(numbersOf(rising));
    expect(bytesOf(NumberSet.over(compact.buffer))).toEqual(bytesOf(compact));
  });

  it('refuses a buffer that holds no set', () => {
    expect(() => NumberSet.over(new SharedArrayBuffer(4_096))).toThrow('holds a set');
  });
});

describe('a set read by another thread', () => {
  beforeAll(build, 120_000);

  const reader = `
    const { parentPort, receiveMessageOnPort, workerData } = require('node:worker_threads');
    import(workerData.module).then(({ NumberSet }) => {
      const renew = () => receiveMessageOnPort(parentPort).message;
      const set = NumberSet.over(workerData.buffer, { renew });
      const stop = new Int32Array(workerData.stop);
      let looks = 0;
      let wrong = 0;
      while (Atomics.load(stop, 0) === 0) {
        // Those that are there for good are found at any instant, and those that never were are
        // not.
        for (let i = 0; i < 1000; i++, looks++) {
          if (!set.has(12125550000 + i * 2) || set.has(12125550001 + i * 2)) wrong++;
        }
      }
      parentPort.postMessage({ looks, wrong, last: set.has(777777), size: set.size });
    });`;

  it('never misses a number while others come and go and the set moves to larger memory', async () => {
    const set = NumberSet.empty();
    for (let i = 0; i < 1_000; i++) set.add(12_125_550_000 + i * 2);
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const module = new URL('../../dist/core/outreach/suppression/number-set.js', import.meta.url)
      .href;
    const thread = new Worker(reader, {
      eval: true,
      workerData: { module, buffer: set.buffer, stop: stop.buffer },
    });
    let moves = 0;
    set.onMoved((buffer) => {
      moves++;
      thread.postMessage(buffer);
    });
    await new Promise((resolve) => thread.once('online', resolve));
    // In the chunk that is read (below those that stay, so that they are shifted), and in others.
    for (let round = 0; round < 60; round++) {
      for (let i = 0; i < 1_000; i++) set.add(12_125_540_000 + i);
      for (let i = 0; i < 1_000; i++) set.delete(12_125_540_000 + i);
      for (let i = 0; i < 300; i++) set.add(33_000_000_000 + round * 20_000_000 + i * 65_536);
    }
    set.add(777_777);
    Atomics.store(stop, 0, 1);
    const told = await new Promise<Record<string, unknown>>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
    });
    expect(told).toMatchObject({ wrong: 0, last: true, size: set.size });
    expect(moves).toBeGreaterThan(1);
    await thread.terminate();
  });
});
