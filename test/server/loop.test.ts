import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { createRouter, InvariantError, type Router, snapshot } from '../../core/index.ts';
import type { CommandRecord } from '../../core/routing/commands.ts';
import type { RouterEvent } from '../../core/routing/events.ts';
import { asAgentId, asCallId, asQueueId, asTargetId } from '../../core/routing/ids.ts';
import { defaultLimits } from '../../core/routing/limits.ts';
import { createServerClock } from '../../server/clock.ts';
import { createGauges } from '../../server/gauges.ts';
import { type Line, readLine } from '../../server/journal-lines.ts';
import { Loop } from '../../server/loop.ts';
import { createFollower } from '../../server/replay.ts';
import { View } from '../../server/view.ts';
import { cleanUp, compileCentre, morning, newFolder } from './centre.ts';

afterEach(cleanUp);

const lastAgent = { callers: 10, keepMs: 1_000 };
const call = asCallId(1);
const support = asQueueId('support');
const ann = asAgentId('ann');

function loopOf(dispatch: (record: CommandRecord, loop: Loop) => void = () => {}) {
  const { policy } = compileCentre(newFolder());
  const router: Router = createRouter(policy, { limits: defaultLimits, seed: 1 });
  const clock = createManualClock(morning);
  const batches: string[] = [];
  const broken: unknown[] = [];
  const gauges = createGauges();
  const first = snapshot(router);
  const loop: Loop = new Loop({
    router,
    view: new View({ policy, lastAgent }),
    clock,
    gauges,
    publish: (lines) => batches.push(lines),
    dispatch: (record) => dispatch(record, loop),
    onBroken: (error) => broken.push(error),
  });
  loop.start();
  const lines = (): Line[] => batches.join('').split('\n').filter(Boolean).map(readLine);
  return { loop, clock, batches, broken, gauges, lines, first };
}

describe('the loop', () => {
  it('applies a fact at once, journals it before what came of it, and tells the outcome', () => {
    const { loop, lines, gauges } = loopOf();
    const outcomes: string[] = [];
    loop.post({ type: 'call-arrived', call, queue: support }, (outcome) => outcomes.push(outcome));
    loop.post({ type: 'caller-left', call: asCallId(9) }, (outcome) => outcomes.push(outcome));
    expect(outcomes).toEqual(['applied', 'unknown-call']);
    expect(lines()).toMatchObject([
      { seq: 1, at: morning, fact: { type: 'call-arrived' }, outcome: 'applied' },
      { seq: 2, at: morning, n: ['callQueued', 1, 'support', 0] },
      { seq: 3, fact: { type: 'caller-left' }, outcome: 'unknown-call' },
    ]);
    expect(gauges.readHistogram('decision-call').counts.reduce((a, b) => a + b)).toBe(2);
  });

  it('takes what is posted from within afterwards, in the same batch', () => {
    const order: string[] = [];
    const { loop, batches } = loopOf(([name], within) => {
      order.push(name);
      if (name !== 'callQueued') return;
      within.post({ type: 'caller-left', call }, (outcome) => order.push(outcome));
      order.push('posted');
    });
    loop.post({ type: 'call-arrived', call, queue: support });
    expect(order).toEqual(['callQueued', 'posted', 'callExited', 'callEnded', 'applied']);
    expect(batches).toHaveLength(1);
  });

  it('fires deadlines by one timer, late ones too, and counts from their own time', () => {
    const { loop, clock, lines } = loopOf();
    loop.post({ type: 'call-arrived', call, queue: support });
    expect(clock.next()).toBe(morning + 20_000);
    clock.advance(20_000);
    expect(lines().slice(2)).toMatchObject([
      { at: morning + 20_000, tick: true },
      { n: ['callStepped', 1, 'support', 1] },
    ]);
    expect(clock.next()).toBe(morning + 180_000);
    loop.stop();
    clock.advance(200_000);
    expect(lines()).toHaveLength(4);
    loop.start();
    clock.advance(0);
    expect(lines().slice(5)).toMatchObject([
      { n: ['callExited', 1, 'support', 'overflowed', 220_000, 'voicemail'] },
      { n: ['sendCall', 1, 'voicemail'] },
    ]);
  });

  it('measures how long call and agent that belong together wait for the offer', () => {
    const { loop, gauges } = loopOf();
    loop.post({ type: 'agent-signed-in', agent: ann });
    loop.post({ type: 'call-arrived', call, queue: support });
    const { counts, sum } = gauges.readHistogram('match-delay');
    expect(counts.reduce((a, b) => a + b)).toBe(1);
    expect(sum).toBeGreaterThanOrEqual(0);
    expect(sum).toBeLessThan(1);
  });

  it('stops at a bug of the router, keeps the fact in the journal, and does not replay it', () => {
    const { loop, lines, broken, first } = loopOf();
    loop.post({ type: 'call-arrived', call, queue: support });
    // No fact a switch can tell does this: it is a hole in our own types.
    const policy = { ...first.policy, agents: [{ id: 'x', skills: null }] };
    loop.post({ type: 'policy-replaced', policy } as unknown as RouterEvent);
    expect(broken).toHaveLength(1);
    expect(broken[0]).toBeInstanceOf(Error);
    const kept = lines().length;
    expect(lines().at(-1)).toMatchObject({ fact: { type: 'policy-replaced' } });
    expect(lines().at(-1)).not.toHaveProperty('outcome');
    loop.post({ type: 'caller-left', call });
    loop.note({ type: 'stopped', version: 'test' });
    expect(lines()).toHaveLength(kept);

    const from = {
      snapshot: 2,
      seq: 1,
      at: morning,
      written: 'test',
      limits: defaultLimits,
      clean: false,
      router: first,
      view: { nextCall: 1, calls: [], offers: [], agents: [], lastAgents: [], earnedAges: [] },
    } as const;
    const follower = createFollower(from, { lastAgent });
    for (const line of lines()) follower.apply(line);
    expect([...follower.view.calls.values()]).toMatchObject([{ id: 1, state: 'waiting' }]);
    expect(new InvariantError('x').name).toBe('InvariantError');
  });

  it('never lets time go back, in the journal or for the router', () => {
    const { loop, lines } = loopOf((record, within) => {
      if (record[0] === 'callQueued') within.note({ type: 'hung-up', call, by: 'test' });
    });
    loop.post({ type: 'call-arrived', call, queue: support });
    loop.post({ type: 'call-moved', call, target: asTargetId('voicemail') });
    const times = lines().map((line) => line.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('the clock of the server', () => {
  it('starts where the journal ended when the wall clock was set back, and goes on from there', () => {
    const source = createManualClock(1_000.4);
    const clock = createServerClock(5_000, source);
    expect(clock.now()).toBe(5_000);
    source.advance(250.9);
    expect(clock.now()).toBe(5_250);
    const ahead = createServerClock(0, source);
    expect(ahead.now()).toBe(1_251);
  });
});
