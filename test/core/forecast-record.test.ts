import { describe, expect, it } from 'vitest';
import {
  AGENT_READY,
  biasOf,
  createWaitRecord,
  errorOf,
  expectAtJoin,
  expectedWait,
  handleTimeOf,
  learnAbandoned,
  learnAnswered,
  learnHandled,
  learnOutcome,
  loadOf,
  METHODS,
  methodNames,
  methodOf,
  serviceLevelIsBelow,
  serviceLevelOf,
  type WaitRecord,
} from '../../core/forecast/wait-record.ts';
import { NEVER } from '../../core/routing/ids.ts';

const T0 = 1_700_000_000_000;
const ONE_AGENT = 1_024;

function recordAt(now: number, queues = 1): WaitRecord {
  const record = createWaitRecord(queues);
  record.clock[0] = now;
  return record;
}

/** What each method expects, by name. */
function expectations(record: WaitRecord, ahead: number, agents1024: number, queue = 0) {
  const cells = new Float64Array(METHODS + 1);
  expectAtJoin(record, queue, ahead, agents1024, cells, 1);
  return Object.fromEntries(methodNames.map((name, i) => [name, cells[1 + i]]));
}

/** A caller who joins behind `ahead` others and is answered `waitMs` later. */
function answered(
  record: WaitRecord,
  ahead: number,
  agents1024: number,
  waitMs: number,
  queue = 0,
) {
  const cells = new Float64Array(METHODS);
  expectAtJoin(record, queue, ahead, agents1024, cells, 0);
  record.clock[0] += waitMs;
  learnAnswered(record, queue, ahead, cells, 0, waitMs);
}

describe('a queue that has learned nothing', () => {
  it('goes by queue length with 90 s a call', () => {
    const record = recordAt(T0);
    expect(expectations(record, 2, 3 * ONE_AGENT)).toEqual({
      'queue-length': 90_000,
      'same-length': NEVER,
      'last-served': NEVER,
      'scaled-length': NEVER,
    });
    expect(expectedWait(record, 0, 2, 3 * ONE_AGENT)).toBe(90_000);
    expect(methodNames[methodOf(record, 0)]).toBe('queue-length');
    expect(errorOf(record, 0, 0)).toBe(-1);
  });

  it('counts half an agent as half', () => {
    expect(expectedWait(recordAt(T0), 0, 0, ONE_AGENT / 2)).toBe(180_000);
  });

  it('expects no wait where an agent is ready', () => {
    expect(expectedWait(recordAt(T0), 0, AGENT_READY, ONE_AGENT)).toBe(0);
  });

  it('expects nothing while nobody is there to answer, whatever it has learned', () => {
    const record = recordAt(T0);
    expect(expectedWait(record, 0, 0, 0)).toBe(NEVER);
    answered(record, 0, ONE_AGENT, 20_000);
    expect(Object.values(expectations(record, 0, 0))).toEqual(Array(METHODS).fill(NEVER));
  });
});

describe('handling times', () => {
  it('count the prior as one call, then weigh all alike', () => {
    const record = recordAt(T0);
    learnHandled(record, 0, 30_000);
    expect(handleTimeOf(record, 0)).toBe(60_000);
    learnHandled(record, 0, 30_000);
    expect(handleTimeOf(record, 0)).toBe(50_000);
  });

  it('follow a change within some hundred calls', () => {
    const record = recordAt(T0);
    for (let i = 0; i < 200; i++) learnHandled(record, 0, 60_000);
    for (let i = 0; i < 256; i++) learnHandled(record, 0, 120_000);
    expect(handleTimeOf(record, 0)).toBeGreaterThan(110_000);
  });

  it('are load, which falls by a quarter with each five minutes that begin', () => {
    const window = 300_000;
    const record = recordAt(1_000 * window);
    expect(loadOf(record, 0)).toBe(90_000);
    learnHandled(record, 0, 160_000);
    expect(loadOf(record, 0)).toBe(90_000 + 160_000);
    record.clock[0] += window - 1;
    expect(loadOf(record, 0)).toBe(90_000 + 160_000);
    record.clock[0] += 1;
    expect(loadOf(record, 0)).toBe(90_000 + 120_000);
    learnHandled(record, 0, 40_000);
    record.clock[0] += window;
    expect(loadOf(record, 0)).toBe(90_000 + 120_000);
    record.clock[0] += 100 * window;
    expect(loadOf(record, 0)).toBeCloseTo(90_000, 1);
  });
});

describe('waits', () => {
  it('are averaged by the length of the line, and scaled within wide lengths', () => {
    const record = recordAt(T0);
    answered(record, 2, ONE_AGENT, 30_000);
    answered(record, 2, ONE_AGENT, 60_000);
    expect(expectations(record, 2, ONE_AGENT)['same-length']).toBe(45_000);
    expect(expectations(record, 3, ONE_AGENT)['same-length']).toBe(NEVER);
    answered(record, 6, ONE_AGENT, 70_000);
    expect(expectations(record, 8, ONE_AGENT)['same-length']).toBe(90_000);
    expect(expectations(record, 9, ONE_AGENT)['same-length']).toBe(NEVER);
  });

  it('of the last served hold half an hour', () => {
    const record = recordAt(T0);
    answered(record, 4, ONE_AGENT, 77_000);
    expect(expectations(record, 0, ONE_AGENT)['last-served']).toBe(77_000);
    record.clock[0] += 1_800_001;
    expect(expectations(record, 0, ONE_AGENT)['last-served']).toBe(NEVER);
  });

  it('where an agent was ready teach what answering takes, and no method an error', () => {
    const record = recordAt(T0);
    answered(record, AGENT_READY, ONE_AGENT, 6_000);
    expect(expectations(record, AGENT_READY, ONE_AGENT)).toEqual({
      'queue-length': 6_000,
      'same-length': 6_000,
      'last-served': NEVER,
      'scaled-length': 6_000,
    });
    expect(expectations(record, 0, ONE_AGENT)['queue-length']).toBe(96_000);
    expect(errorOf(record, 0, 0)).toBe(-1);
  });

  it('scale queue length by what it has turned out to be worth', () => {
    const record = recordAt(T0);
    answered(record, 0, ONE_AGENT, 45_000);
    expect(expectations(record, 1, ONE_AGENT)['scaled-length']).toBe(90_000);
    answered(record, 1, ONE_AGENT, 15_000);
    // 60 s really waited where 270 s were expected.
    const scaled = Math.round((180_000 * 60) / 270);
    const quarter = 45_000;
    expect(expectations(record, 1, ONE_AGENT)['scaled-length']).toBe(Math.max(scaled, quarter));
  });

  it('make errors and bias by method', () => {
    const record = recordAt(T0);
    answered(record, 0, ONE_AGENT, 100_000);
    expect(errorOf(record, 0, 0)).toBe(10_000);
    expect(biasOf(record, 0, 0)).toBe(-10_000);
    answered(record, 0, ONE_AGENT, 60_000);
    expect(errorOf(record, 0, 0)).toBe(20_000);
    expect(biasOf(record, 0, 0)).toBe(10_000);
    expect(errorOf(record, 0, 1)).toBe(40_000);
  });

  it('choose the method that has been least wrong once it was compared ten times', () => {
    const record = recordAt(T0);
    // Every caller waits 10 s: same length knows it after one, queue length says 90 s.
    for (let i = 0; i < 10; i++) answered(record, 0, ONE_AGENT, 10_000);
    expect(methodNames[methodOf(record, 0)]).toBe('queue-length');
    answered(record, 0, ONE_AGENT, 10_000);
    expect(methodNames[methodOf(record, 0)]).toBe('same-length');
    expect(expectedWait(record, 0, 0, ONE_AGENT)).toBe(10_000);
    // Of another length it knows nothing; the next best does.
    expect(expectedWait(record, 0, 1, ONE_AGENT)).toBe(10_000);
  });

  it('of one queue teach no other', () => {
    const record = recordAt(T0, 3);
    answered(record, 1, ONE_AGENT, 10_000, 1);
    learnHandled(record, 1, 20_000);
    learnOutcome(record, 1, 1);
    for (const queue of [0, 2]) {
      expect(expectations(record, 1, ONE_AGENT, queue)).toEqual(
        expectations(recordAt(T0), 1, ONE_AGENT),
      );
    }
  });
});

describe('callers who gave up', () => {
  it('shorten the line ahead', () => {
    const record = recordAt(T0);
    learnAbandoned(record, 0, 3, 90_000);
    // One in 90 s of waiting gives up: as quick as one agent answers. Σ 90/(1 + i), i = 0 … 2.
    expect(expectedWait(record, 0, 2, ONE_AGENT)).toBe(Math.round(90_000 * (1 + 1 / 2 + 1 / 3)));
  });

  it('count in the mean of their length only where they had waited longer than it', () => {
    const record = recordAt(T0);
    answered(record, 2, ONE_AGENT, 30_000);
    learnAbandoned(record, 0, 2, 20_000);
    expect(expectations(record, 2, ONE_AGENT)['same-length']).toBe(30_000);
    learnAbandoned(record, 0, 2, 60_000);
    expect(expectations(record, 2, ONE_AGENT)['same-length']).toBe(45_000);
    expect(errorOf(record, 0, 0)).toBe(240_000);
  });
});

describe('the recent service level', () => {
  it('is unknown until ten outcomes, then of the last fifty', () => {
    const record = recordAt(T0);
    for (let i = 0; i < 9; i++) learnOutcome(record, 0, 1);
    expect(serviceLevelOf(record, 0)).toBe(-1);
    expect(serviceLevelIsBelow(record, 0, 1)).toBe(false);
    learnOutcome(record, 0, 0);
    expect(serviceLevelOf(record, 0)).toBe(0.9);
    expect(serviceLevelIsBelow(record, 0, 0.9)).toBe(false);
    expect(serviceLevelIsBelow(record, 0, 0.91)).toBe(true);
    for (let i = 0; i < 49; i++) learnOutcome(record, 0, 0);
    expect(serviceLevelOf(record, 0)).toBe(0);
  });
});
