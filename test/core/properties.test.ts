/**
 * What must always hold of the router (rules of the house for routing), over random worlds:
 * invariants watched from outside after every move, and changes to a journey that must not change
 * its commands.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AgentId,
  type AgentPolicy,
  asAgentId,
  type Policy,
  type RouterEvent,
  type RouterSnapshot,
  stateHash,
} from '../../core/index.ts';
import { type Contender, fast, play, restored, textOf } from '../support/contenders.ts';
import { createDice, seedOfRun } from '../support/dice.ts';
import {
  type Journey,
  recordJourney,
  recordsOf,
  smallShape,
  withEvents,
  withExactAdvances,
  withMoreAdvances,
  withPolicies,
} from '../support/journey.ts';
import { skillNames } from '../support/random-policy.ts';
import { createWatcher } from '../support/watchers.ts';

const seed = seedOfRun();
console.log(
  `properties seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/core/properties.test.ts`,
);

const MOVES = 120;

/** Checks a property of worlds given by their seed. */
function holds(runs: number, property: (worldSeed: number) => void): void {
  const any = fc.property(fc.integer({ min: 0, max: 0x7fffffff }), property);
  fc.assert(any, { seed, numRuns: runs, endOnFailure: true, includeErrorInReport: true });
}

/** Plays a journey and fails with the first wrong move in words. */
function watched(worldSeed: number, moves: number): { contender: Contender; journey: Journey } {
  const watcher = createWatcher();
  let last: Contender | undefined;
  const journey = recordJourney(worldSeed, moves, smallShape, (contender, move, played) => {
    last = contender;
    const before = contender.snapshot();
    const answer = played();
    const after = contender.snapshot();
    const wrong = [...watcher.watch(before, move, answer, after), ...contender.verify()];
    if (wrong.length > 0) {
      const fact = move.event ? JSON.stringify(move.event) : 'advance';
      expect.fail(`world ${worldSeed}, ${move.at} ${fact}\n${textOf(answer)}\n${wrong.join('\n')}`);
    }
    return answer;
  });
  return { contender: last!, journey };
}

describe('after every fact', { timeout: 120_000 }, () => {
  test('one offer an agent, one exit a visit, no age lost, no work undone, nobody overtaken', () => {
    holds(150, (worldSeed) => {
      watched(worldSeed, MOVES);
    });
  });

  test('when all callers and phones have gone, nothing is left in the router', () => {
    holds(80, (worldSeed) => {
      const { contender } = watched(worldSeed, MOVES);
      const { calls, offers, now } = contender.snapshot();
      const at = now + 1;
      for (const { id } of calls) play(contender, { at, event: { type: 'caller-left', call: id } });
      for (const { id } of offers)
        play(contender, { at, event: { type: 'agent-left', offer: id } });
      play(contender, { at: at + 3_600_000 });
      const left = contender.snapshot();
      const agents = left.agents.filter(({ activity }) => activity !== 'idle');
      expect({ calls: left.calls, offers: left.offers, agents }).toEqual({
        calls: [],
        offers: [],
        agents: [],
      });
      expect(contender.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
    });
  });
});

describe('the commands do not change', { timeout: 120_000 }, () => {
  /** The same journey on another router, answer by answer. */
  function expectSame(worldSeed: number, base: Journey, other: Journey, back = (s: string) => s) {
    const left = fast(base.start);
    const right = fast(other.start);
    for (const [at, move] of base.moves.entries()) {
      const a = textOf(play(left, move));
      const b = back(textOf(play(right, other.moves[at]!)));
      if (a !== b) expect(`world ${worldSeed}, move ${at}: ${b}`).toBe(a);
    }
    return { left: left.snapshot(), right: right.snapshot() };
  }

  test('when agents are renamed in the same order', () => {
    const rename = (id: AgentId): AgentId => asAgentId(`renamed-${id}`);
    const inPolicy = (policy: Policy): Policy => ({
      ...policy,
      agents: policy.agents.map((agent) => ({ ...agent, id: rename(agent.id) })),
    });
    const inEvent = (event: RouterEvent): RouterEvent => {
      if ('agent' in event) return { ...event, agent: rename(event.agent) };
      if (event.type !== 'call-arrived') return event;
      const { preferred, exclude } = event;
      return {
        ...event,
        ...(preferred ? { preferred: rename(preferred) } : {}),
        ...(exclude ? { exclude: exclude.map(rename) } : {}),
      };
    };
    const back = (text: string) => text.replaceAll('renamed-', '');
    holds(80, (worldSeed) => {
      const base = recordJourney(worldSeed, MOVES);
      const other = withEvents(withPolicies(base, inPolicy), inEvent);
      const { left, right } = expectSame(worldSeed, base, other, back);
      expect(back(JSON.stringify(right))).toBe(JSON.stringify(left));
    });
  });

  test('when an agent joins who never signs in', () => {
    holds(80, (worldSeed) => {
      const dice = createDice(worldSeed);
      const id = asAgentId(dice.pick(['!', 'a1x', '～']));
      const idle = (policy: Policy): Policy => {
        const teams = policy.queues.flatMap(({ steps }) => steps.flatMap((s) => s.teams));
        const skills = policy.queues.flatMap(({ steps }) => steps.flatMap((s) => s.require));
        const agent = {
          id,
          skills: [...new Set(skills.map(({ skill }) => skill))].map((skill) => ({
            skill,
            level: 10,
          })),
          teams: [...new Set(teams.map(({ team }) => team))],
          queues: [],
        };
        const at = dice.below(policy.agents.length + 1);
        return { ...policy, agents: policy.agents.toSpliced(at, 0, agent) };
      };
      const base = recordJourney(worldSeed, MOVES);
      expectSame(worldSeed, base, withPolicies(base, idle));
    });
  });

  /** The same with one more agent, who signs in before everything else. */
  function expectSameBeside(
    worldSeed: number,
    base: Journey,
    guestOf: (policy: Policy) => Omit<AgentPolicy, 'id'>,
  ): void {
    const id = asAgentId(createDice(worldSeed).pick(['!', 'a1x', '～']));
    const signIn = { at: 0, event: { type: 'agent-signed-in', agent: id } as const };
    const left = { ...base, moves: [{ at: 0 }, ...base.moves] };
    const withGuest = (p: Policy) => ({ ...p, agents: [{ id, ...guestOf(p) }, ...p.agents] });
    const other = withPolicies(left, withGuest);
    const right = { ...other, moves: [signIn, ...other.moves.slice(1)] };
    const first = `applied [["agentChanged","${id}","ready",null,null]]`;
    expectSame(worldSeed, left, right, (text) => text.replace(first, 'advance []'));
  }

  test('when an agent is ready who may have no call of that medium', () => {
    holds(80, (worldSeed) => {
      expectSameBeside(worldSeed, recordJourney(worldSeed, MOVES), ({ queues }) => ({
        skills: skillNames.map((skill) => ({ skill, level: 10 })),
        teams: queues.flatMap(({ steps }) => steps.flatMap((s) => s.teams.map((t) => t.team))),
        queues: [],
        capacity: [{ medium: 'voice', calls: 0 }],
      }));
    });
  });

  test('when an agent is ready who serves no queue', () => {
    const closedSteps = (policy: Policy): Policy => ({
      ...policy,
      queues: policy.queues.map((queue) => ({
        ...queue,
        steps: queue.steps.map((step) => ({ ...step, everybody: false })),
      })),
    });
    holds(80, (worldSeed) => {
      const base = withPolicies(recordJourney(worldSeed, MOVES), closedSteps);
      expectSameBeside(worldSeed, base, () => ({ skills: [], teams: [], queues: [] }));
    });
  });

  test('when advances are split at any points', () => {
    holds(80, (worldSeed) => {
      const base = withExactAdvances(recordJourney(worldSeed, MOVES));
      const split = withMoreAdvances(base, worldSeed);
      expect(split.moves.length).toBeGreaterThan(base.moves.length);
      expect(recordsOf(fast(split.start), split.moves)).toEqual(
        recordsOf(fast(base.start), base.moves),
      );
    });
  });

  test('when the router is stored and restored anywhere', () => {
    holds(80, (worldSeed) => {
      const { start, moves, answers } = recordJourney(worldSeed, MOVES);
      const dice = createDice(worldSeed);
      let contender = fast(start);
      for (const [at, move] of moves.entries()) {
        if (dice.chance(20)) {
          const stored = JSON.stringify(contender.snapshot());
          const from = JSON.parse(stored) as RouterSnapshot;
          const next = restored(from, { ...start, decisionsKept: 8 });
          expect(stateHash(next.router)).toBe(stateHash(contender.router));
          contender = next;
        }
        const answer = textOf(play(contender, move));
        const expected = textOf(answers[at]!);
        if (answer !== expected) expect(`world ${worldSeed}, move ${at}: ${answer}`).toBe(expected);
      }
    });
  });
});
