import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  band,
  createWaitRecord,
  errorOf,
  expectAtJoin,
  expectedWait,
  learnAbandoned,
  learnAnswered,
  learnHandled,
  learnOutcome,
  loadOf,
  METHODS,
  methodOf,
  restoreRecord,
  serviceLevelOf,
  storeRecord,
  WAIT_MS_MAX,
  type WaitRecord,
} from '../../core/forecast/wait-record.ts';
import { asQueueId, NEVER } from '../../core/routing/ids.ts';

const QUEUES = 3;
const ids = ['a', 'b', 'c'].map(asQueueId);

/** One thing told to a record; each begins `afterMs` after the one before. */
const told = fc.record({
  what: fc.constantFrom('answered', 'abandoned', 'handled', 'outcome'),
  queue: fc.nat(QUEUES - 1),
  ahead: fc.oneof(fc.integer({ min: -1, max: 40 }), fc.constant(100_000)),
  agents1024: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50_000 })),
  ms: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 600_000 }), fc.constant(WAIT_MS_MAX)),
  afterMs: fc.oneof(fc.nat(60_000), fc.constant(4_000_000)),
  inTime: fc.constantFrom(0 as const, 1 as const),
});
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

function tell(record: WaitRecord, each: Told): void {
  const { what, queue, ahead, agents1024, ms } = each;
  record.clock[0] += each.afterMs;
  const cells = new Float64Array(METHODS);
  expectAtJoin(record, queue, ahead, agents1024, cells, 0);
  if (what === 'answered') learnAnswered(record, queue, ahead, cells, 0, ms);
  else if (what === 'abandoned') learnAbandoned(record, queue, ahead, ms);
  else if (what === 'handled') learnHandled(record, queue, ms);
  else learnOutcome(record, queue, each.inTime);
}

function fresh(): WaitRecord {
  const record = createWaitRecord(QUEUES);
  record.clock[0] = 1_700_000_000_000;
  return record;
}

const stored = (record: WaitRecord) => ids.map((id, queue) => storeRecord(record, queue, id));

/** Everything a record answers, for every queue and some lines. */
function answers(record: WaitRecord) {
  return ids.flatMap((_, queue) =>
    [-1, 0, 1, 7, 200].flatMap((ahead) => {
      const ms = expectedWait(record, queue, ahead, 3_000);
      return [
        ms,
        band(record, queue, ms),
        methodOf(record, queue),
        errorOf(record, queue, 0),
        loadOf(record, queue),
        serviceLevelOf(record, queue),
      ];
    }),
  );
}

it('is restored anywhere to the same answers, and goes on alike', () => {
  fc.assert(
    fc.property(fc.array(told, { maxLength: 120 }), fc.nat(120), (all, cut) => {
      const record = fresh();
      for (const each of all.slice(0, cut)) tell(record, each);
      const other = fresh();
      // Restoring clears what was there.
      for (const each of all) tell(other, each);
      other.clock[0] = record.clock[0];
      const json = JSON.parse(JSON.stringify(stored(record).map((row) => row ?? null)));
      ids.forEach((_, queue) => {
        restoreRecord(other, queue, json[queue] ?? undefined);
      });
      expect(answers(other)).toEqual(answers(record));
      for (const each of all.slice(cut)) {
        tell(record, each);
        tell(other, each);
      }
      expect(JSON.stringify(stored(other))).toBe(JSON.stringify(stored(record)));
      expect(answers(other)).toEqual(answers(record));
    }),
  );
});

it('never expects less by queue length behind more calls, nor more with more agents', () => {
  fc.assert(
    fc.property(
      fc.array(told, { maxLength: 60 }),
      fc.integer({ min: -1, max: 5_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      (all, ahead, agents1024) => {
        const record = fresh();
        for (const each of all) tell(record, each);
        const cells = new Float64Array(METHODS);
        const byLength = (a: number, b: number): number => {
          expectAtJoin(record, 0, a, b, cells, 0);
          return cells[0];
        };
        const here = byLength(ahead, agents1024);
        expect(byLength(ahead + 1, agents1024)).toBeGreaterThanOrEqual(here);
        expect(byLength(ahead, agents1024 + 1)).toBeLessThanOrEqual(here);
      },
    ),
  );
});

it('answers whole milliseconds or NEVER, whatever it was told', () => {
  fc.assert(
    fc.property(
      fc.array(told, { maxLength: 120 }),
      fc.integer({ min: -1, max: 1_000_000 }),
      fc.nat(100_000),
      (all, ahead, agents1024) => {
        const record = fresh();
        for (const each of all) tell(record, each);
        const cells = new Float64Array(METHODS);
        for (let queue = 0; queue < QUEUES; queue++) {
          expectAtJoin(record, queue, ahead, agents1024, cells, 0);
          for (const ms of [...cells, expectedWait(record, queue, ahead, agents1024)]) {
            const whole = Number.isInteger(ms) && ms >= 0 && ms <= WAIT_MS_MAX;
            expect(whole || ms === NEVER).toBe(true);
          }
          const level = serviceLevelOf(record, queue);
          expect(level === -1 || (level >= 0 && level <= 1)).toBe(true);
        }
        // JSON has no NaN and no Infinity: they would turn into null.
        for (const row of stored(record)) expect(JSON.stringify(row ?? {})).not.toContain('null');
      },
    ),
  );
});

it('changes nothing by being asked', () => {
  fc.assert(
    fc.property(fc.array(told, { maxLength: 60 }), (all) => {
      const record = fresh();
      for (const each of all) tell(record, each);
      const before = JSON.stringify(stored(record));
      record.clock[0] += 1_000_000;
      answers(record);
      expect(JSON.stringify(stored(record))).toBe(before);
    }),
  );
});

it('stores nothing of a queue that has learned nothing', () => {
  expect(stored(fresh())).toEqual([undefined, undefined, undefined]);
});
