import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import {
  advance,
  asAgentId,
  asCallId,
  asOfferId,
  asQueueId,
  type CommandRecord,
  createRouter,
  defaultLimits,
  type RouterEvent,
  recordCommands,
  step,
} from '../../core/index.ts';
import { createGauges, openGauges } from '../../server/gauges.ts';
import { errorBounds, figuredQueuesMax } from '../../server/wait-figures.ts';
import { WaitWatch } from '../../server/wait-watch.ts';
import { policyOf } from '../support/policy-builder.ts';
import { cleanUp, startCentre } from './centre.ts';

afterEach(cleanUp);

const outlook = (expectedMs?: number, lowMs?: number, highMs?: number) => ({
  queue: asQueueId('sales'),
  position: 1,
  ahead: 0,
  isNoted: true,
  ...(expectedMs === undefined ? {} : { expectedMs }),
  ...(lowMs === undefined ? {} : { band: { lowMs, highMs: highMs! } }),
});

describe('figures of expected waits', () => {
  it('are read by another thread under the queue they were written for', () => {
    const written = createGauges();
    const read = openGauges(written.memory).waits;
    expect([read.queues(), read.expected('sales')]).toEqual([[], undefined]);
    written.waits.tell('support', outlook());
    written.waits.tell('sales', outlook(190_000, 120_000, 240_000));
    expect(read.queues()).toEqual(['support', 'sales']);
    expect(read.expected('support')).toBeUndefined();
    expect(read.expected('sales')).toEqual({ ms: 190_000, lowMs: 120_000, highMs: 240_000 });
    written.waits.tell('sales', outlook(200_000));
    expect(read.expected('sales')).toEqual({ ms: 200_000, lowMs: null, highMs: null });
    written.waits.tell('sales', undefined);
    expect(read.expected('sales')).toBeUndefined();
    // Nothing of it lies on the figures beside it.
    expect(read.errors('sales', 'too-long').sum).toBe(0);
    expect(openGauges(written.memory).readCounter('trouble')).toBe(0);
  });

  it('keep each error on its side and in its bucket', () => {
    const { waits } = createGauges();
    waits.answered('sales', 100_000, 90_000);
    waits.answered('sales', 100_000, 100_000);
    waits.answered('sales', 100_000, 161_000);
    waits.answered('sales', 10_000, 5_000_000);
    const bucketsOf = (side: 'too-long' | 'too-short') => waits.errors('sales', side);
    expect(bucketsOf('too-long')).toEqual({
      bounds: errorBounds,
      counts: [2, 0, 0, 0, 0, 0, 0, 0],
      sum: 10,
    });
    expect(bucketsOf('too-short')).toEqual({
      bounds: errorBounds,
      counts: [0, 0, 0, 1, 0, 0, 0, 1],
      sum: 61 + 4_990,
    });
    expect(waits.errors('none', 'too-long').counts).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('have room for so many queues, and leave the others without', () => {
    const { waits } = createGauges();
    for (let i = 0; i <= figuredQueuesMax; i++) waits.tell(`q${i}`.padEnd(64, 'x'), outlook(i));
    expect(waits.queues()).toHaveLength(figuredQueuesMax);
    expect(waits.expected('q1023'.padEnd(64, 'x'))).toMatchObject({ ms: 1_023 });
    expect(waits.expected('q1024'.padEnd(64, 'x'))).toBeUndefined();
    waits.answered('q1024'.padEnd(64, 'x'), 1, 2);
    expect(waits.errors('q1023'.padEnd(64, 'x'), 'too-short').sum).toBe(0);
  });
});

/** A router with its watch, told facts at times in seconds. */
function watched(queues = ['sales', 'support']) {
  const clock = createManualClock(1_700_000_000_000);
  const start = clock.now();
  const policy = policyOf({
    agents: { ann: {} },
    queues: Object.fromEntries(queues.map((id) => [id, {}])),
  });
  const router = createRouter(policy, { limits: defaultLimits, seed: 1 });
  const { waits } = createGauges();
  let ids: readonly ReturnType<typeof asQueueId>[] = queues.map(asQueueId);
  const watch = new WaitWatch({ clock, router, figures: waits, queues: () => ids });
  let said: CommandRecord[] = [];
  const out = recordCommands((record) => said.push(record));
  const tell = (seconds: number, event?: RouterEvent) => {
    clock.advance(start + seconds * 1_000 - clock.now());
    if (event) expect(step(router, event, clock.now(), out)).toBe('applied');
    else advance(router, clock.now(), out);
    const records = said;
    said = [];
    for (const record of records) watch.told(record);
  };
  const arrives = (call: number, queue = 'sales', more: object = {}): RouterEvent => ({
    type: 'call-arrived',
    call: asCallId(call),
    queue: asQueueId(queue),
    ...more,
  });
  const talks = (seconds: number, id: number) => {
    const offer = asOfferId(id);
    tell(seconds, { type: 'offer-answered', offer });
    tell(seconds, { type: 'call-connected', offer });
  };
  const errors = (queue = 'sales') =>
    (['too-long', 'too-short'] as const).map((side) => {
      const { counts, sum } = waits.errors(queue, side);
      return [counts.reduce((a, b) => a + b), sum] as const;
    });
  const useQueues = (next: readonly string[]) => {
    ids = next.map(asQueueId);
  };
  return { waits, watch, tell, arrives, talks, errors, useQueues };
}

describe('an expected wait', () => {
  it('is compared with the real one when the call is answered, and only then', () => {
    const { waits, tell, arrives, talks, errors } = watched();
    tell(0, { type: 'agent-signed-in', agent: asAgentId('ann') });
    tell(20, arrives(1));
    talks(21, 1);
    // Whoever had a phone ringing at once was told nothing.
    expect(errors()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    tell(22, arrives(2));
    tell(23, arrives(3));
    const promised = waits.expected('sales');
    tell(40, { type: 'caller-left', call: asCallId(3) });
    tell(60, { type: 'agent-left', offer: asOfferId(1) });
    tell(70);
    talks(72, 2);
    const [tooLong, tooShort] = errors();
    expect(tooShort).toEqual([0, 0]);
    expect(tooLong![0]).toBe(1);
    // Ann is busy with one call and one waits: it was more than fifty seconds.
    expect(promised!.ms).toBeGreaterThan(50_000);
    expect(tooLong![1]).toBeGreaterThan(0);
    expect(errors('support')).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('that was too short is told as such', () => {
    const { tell, arrives, talks, errors } = watched();
    tell(0, { type: 'agent-signed-in', agent: asAgentId('ann') });
    tell(20, arrives(1));
    talks(21, 1);
    tell(22, arrives(2));
    tell(3_000, { type: 'agent-left', offer: asOfferId(1) });
    tell(3_010);
    talks(3_012, 2);
    const [tooLong, tooShort] = errors();
    expect(tooLong).toEqual([0, 0]);
    expect(tooShort![0]).toBe(1);
    expect(tooShort![1]).toBeGreaterThan(2_000);
    expect(tooShort![1]).toBeLessThan(2_990);
  });

  it('of a call adopted in mid-wait, or of a callback, is not measured', () => {
    const { tell, arrives, talks, errors } = watched();
    tell(0, { type: 'agent-signed-in', agent: asAgentId('ann') });
    tell(20, arrives(1));
    talks(21, 1);
    tell(22, arrives(2, 'sales', { waitedMs: 60_000 }));
    tell(23, arrives(3, 'sales', { callback: { first: 'agent', forMs: 3_600_000 } }));
    tell(30, { type: 'agent-left', offer: asOfferId(1) });
    tell(40);
    talks(42, 2);
    expect(errors()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('is measured for fifty calls a second at the most', () => {
    const { tell, arrives, talks, errors } = watched();
    tell(0, { type: 'agent-signed-in', agent: asAgentId('ann') });
    tell(20.5, arrives(1));
    talks(20.5, 1);
    for (let call = 2; call <= 60; call++) tell(20.6, arrives(call));
    let at = 30;
    for (let offer = 1; offer < 60; offer++) {
      tell(at, { type: 'agent-left', offer: asOfferId(offer) });
      tell(at + 10);
      talks(at + 11, offer + 1);
      at += 20;
    }
    const [tooLong, tooShort] = errors();
    expect(tooLong![0] + tooShort![0]).toBe(49);
  });

  it('is brought up to date each second, and gone with its queue', () => {
    const { waits, tell, arrives, useQueues } = watched();
    tell(0, { type: 'agent-signed-in', agent: asAgentId('ann') });
    tell(11, arrives(1));
    tell(12);
    const before = waits.expected('sales')!.ms;
    tell(12.5, arrives(2));
    tell(12.6, arrives(3));
    expect(waits.expected('sales')!.ms).toBe(before);
    tell(13.7);
    expect(waits.expected('sales')!.ms).toBeGreaterThan(before);
    useQueues(['support']);
    tell(15);
    expect(waits.expected('sales')).toBeUndefined();
    expect(waits.expected('support')).toBeDefined();
  });

  it('of very many queues is brought up to date in turns', () => {
    const queues = Array.from({ length: 450 }, (_, i) => `q${i}`);
    const { waits, tell } = watched(queues);
    tell(0.1, { type: 'agent-signed-in', agent: asAgentId('ann') });
    expect(waits.queues()).toHaveLength(200);
    tell(1.1);
    expect(waits.queues()).toHaveLength(400);
    tell(2.1);
    expect(new Set(waits.queues())).toEqual(new Set(queues));
  });
});

describe('/metrics', () => {
  const scrapeOf = async (metrics: string) => (await fetch(`${metrics}/metrics`)).text();

  it('has the expected wait while somebody can say, and errors from 0 on', async () => {
    const centre = await startCentre();
    const { metrics } = centre.server.addresses;
    const first = await scrapeOf(metrics);
    expect(first).toContain('# TYPE acd_expected_wait_seconds gauge\n');
    expect(first).not.toMatch(/^acd_expected_wait_seconds\{/m);
    for (const side of ['too_long', 'too_short']) {
      expect(first).toContain(`acd_ewt_error_${side}_seconds_bucket{queue="sales",le="30"} 0\n`);
      expect(first).toContain(`acd_ewt_error_${side}_seconds_count{queue="support"} 0\n`);
    }
    expect((await centre.get('/queues/support')).body.expectedWait).toBeNull();
    await centre.post('/agents/ann/sign-in');
    // Who is there is looked at again after ten seconds.
    await centre.pass(11_000);
    const talking = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(3_000);
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(2_000);
    const second = await scrapeOf(metrics);
    expect(second).toMatch(/^acd_expected_wait_seconds\{queue="support"\} [1-9]/m);
    expect((await centre.get('/queues/support')).body.expectedWait).toMatchObject({
      ms: expect.any(Number),
      lowMs: null,
      highMs: null,
    });
    talking.hangUp();
    await centre.pass(14_000);
    expect((await centre.get('/calls/2')).body.state).toBe('talking');
    expect(await scrapeOf(metrics)).toMatch(
      /^acd_ewt_error_too_long_seconds_count\{queue="support"\} 1$/m,
    );
  });
});
