import { describe, expect, it } from 'vitest';
import { addEffectiveAgents, effectivePart } from '../../core/forecast/effective-agents.ts';
import { highEnd, lowEnd } from '../../core/forecast/wait-band.ts';
import {
  band,
  createWaitRecord,
  expectAtJoin,
  expectedWait,
  learnAnswered,
  METHODS,
  WAIT_MS_MAX,
  type WaitRecord,
} from '../../core/forecast/wait-record.ts';
import { NEVER } from '../../core/routing/ids.ts';

const ONE_AGENT = 1_024;

/** `count` callers a minute apart, each behind one other, who wait 180 s ± `spreadMs` by turns. */
function taught(count: number, spreadMs: number): WaitRecord {
  const record = createWaitRecord(1);
  record.clock[0] = 1_700_000_000_000;
  const cells = new Float64Array(METHODS);
  for (let i = 0; i < count; i++) {
    record.clock[0] += 60_000;
    expectAtJoin(record, 0, 1, ONE_AGENT, cells, 0);
    learnAnswered(record, 0, 1, cells, 0, 180_000 + (i % 2 === 0 ? spreadMs : -spreadMs));
  }
  return record;
}

describe('the band of an expected wait', () => {
  it('is told in half minutes, minutes, then five minutes, never narrower than it is', () => {
    // Of a record without errors both ends are the wait itself, before they are rounded.
    const record = createWaitRecord(1);
    const inMinutes = [0, 0.2, 0.5, 0.7, 1, 1.4, 9.4, 9.9, 10, 11, 17.4];
    const low = inMinutes.map((m) => lowEnd(record, 0, m * 60_000) / 60_000);
    const high = inMinutes.map((m) => highEnd(record, 0, m * 60_000) / 60_000);
    expect(low).toEqual([0, 0, 0.5, 0.5, 1, 1, 9, 9, 10, 10, 15]);
    expect(high).toEqual([0.5, 0.5, 0.5, 1, 1, 2, 10, 10, 10, 15, 20]);
  });

  it('has a high end that is a small integer however long the wait', () => {
    expect(highEnd(createWaitRecord(1), 0, WAIT_MS_MAX)).toBeLessThanOrEqual(WAIT_MS_MAX);
  });

  it('is not told before ten waits are known', () => {
    expect(band(taught(9, 30_000), 0, 180_000)).toBeUndefined();
    expect(band(taught(10, 30_000), 0, 180_000)).toEqual({ lowMs: 120_000, highMs: 240_000 });
  });

  it('is not told when fewer than five of those who waited were answered in half an hour', () => {
    const record = taught(20, 30_000);
    record.clock[0] += 1_800_000 - 4 * 60_000;
    expect(band(record, 0, 180_000)).toBeDefined();
    record.clock[0] += 1;
    expect(band(record, 0, 180_000)).toBeUndefined();
  });

  it('is not told when the usual error is longer than the wait', () => {
    const record = taught(20, 170_000);
    expect(band(record, 0, 180_000)).toBeDefined();
    expect(band(record, 0, 100_000)).toBeUndefined();
    expect(band(record, 0, NEVER)).toBeUndefined();
  });

  it('is never a point', () => {
    expect(band(taught(20, 0), 0, 20_000)).toEqual({ lowMs: 0, highMs: 30_000 });
    expect(band(taught(20, 0), 0, 180_000)).toEqual({ lowMs: 180_000, highMs: 240_000 });
  });

  it('is around what the queue expects', () => {
    const record = taught(40, 40_000);
    const ms = expectedWait(record, 0, 1, ONE_AGENT);
    const told = band(record, 0, ms);
    expect(told?.lowMs).toBeLessThanOrEqual(ms);
    expect(told?.highMs).toBeGreaterThanOrEqual(ms);
  });

  it('widens by itself until it is passed as seldom as it should be', () => {
    // Every fifth caller waits far longer: usual errors are small, the high end must reach out.
    const record = createWaitRecord(1);
    record.clock[0] = 1_700_000_000_000;
    const cells = new Float64Array(METHODS);
    let inside = 0;
    for (let i = 0; i < 6_000; i++) {
      record.clock[0] += 60_000;
      const waitMs = i % 5 === 4 ? 900_000 : 150_000 + (i % 7) * 10_000;
      expectAtJoin(record, 0, 1, ONE_AGENT, cells, 0);
      const told = band(record, 0, expectedWait(record, 0, 1, ONE_AGENT));
      if (i >= 3_000 && told && waitMs >= told.lowMs && waitMs <= told.highMs) inside++;
      learnAnswered(record, 0, 1, cells, 0, waitMs);
    }
    expect(inside / 3_000).toBeGreaterThan(0.75);
    expect(inside / 3_000).toBeLessThan(0.95);
  });
});

describe('effective agents', () => {
  const loads = Float64Array.of(300, 100, 0, 600);

  it('are parts of an agent by load, rounded down', () => {
    expect(effectivePart(loads, [0, 1], 0, 2, 0)).toBe(768);
    expect(effectivePart(loads, [0, 1], 0, 2, 1)).toBe(256);
    expect(effectivePart(loads, [0, 3], 0, 2, 0)).toBe(341);
    expect(effectivePart(loads, [9, 9, 3], 2, 1, 3)).toBe(1_024);
  });

  it('are equal shares while no queue has any load', () => {
    expect(effectivePart(new Float64Array(3), [0, 1, 2], 0, 3, 1)).toBe(341);
  });

  it('are never quite nothing in a queue the agent serves', () => {
    expect(effectivePart(loads, [0, 2], 0, 2, 2)).toBe(1);
  });

  it('add up over profiles', () => {
    const agents1024 = new Int32Array(4);
    addEffectiveAgents(agents1024, 10, loads, [0, 1], 0, 2);
    addEffectiveAgents(agents1024, 2, loads, [0, 1, 3], 2, 1);
    expect([...agents1024]).toEqual([7_680, 2_560, 0, 2_048]);
  });
});
