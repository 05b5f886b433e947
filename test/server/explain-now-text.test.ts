import { describe, expect, it } from 'vitest';
import { agentText, bandText, queueText } from '../../server/explain-now-text.ts';
import { namesOf } from '../../server/explain-text.ts';
import type { AgentExplained, QueueExplained } from '../../server/live-explain.ts';

/** Local time, so that the texts are the same everywhere. */
const at = new Date(2026, 10, 24, 12, 33, 0).getTime();

const names = namesOf({
  agents: [{ id: 'sato', name: { ja: '佐藤 蓮' } }],
  queues: [{ id: 'support', name: { ja: '技術サポート' } }],
});

const sato = {
  at,
  agent: 'sato',
  switchUp: true,
  state: 'paused',
  reason: 'lunch',
  stateSince: at - 30 * 60_000,
  idleSince: at - 40 * 60_000,
  waiting: 7,
  reasons: { skill: 5, none: 2 },
  lacks: [{ skill: 'japanese', level: 3, levelMin: 5, count: 5 }],
  calls: [],
  decisions: [],
} as unknown as AgentExplained;

describe('why an agent is idle', () => {
  it('is told in one sentence, with what to do', () => {
    expect(agentText(sato, names)).toBe(
      '佐藤 蓮 (sato) is paused (lunch) since 12:03. ' +
        '7 calls wait: 5 need japanese 5 (has 3), 2 could be taken: unpause.',
    );
  });

  it.each([
    [{ waiting: 0, reasons: {}, lacks: [] }, 'No call waits.'],
    [
      {
        waiting: 1,
        reasons: { skill: 1 },
        lacks: [{ skill: 'english', level: 0, levelMin: 2, count: 1 }],
      },
      '1 call waits: 1 needs english 2 (lacks it).',
    ],
    [
      {
        waiting: 6,
        reasons: { 'not-serving': 1, excluded: 2, delay: 1, held: 1, resting: 1 },
        lacks: [],
      },
      '6 calls wait: 1 is of a queue not served at its step, 2 were offered before and keep away, ' +
        '1 is left to others for now, 1 is held for another agent, 1 is to be called back, and not now.',
    ],
    [
      { waiting: 9_000, reasons: { none: 5_000 }, lacks: [] },
      '9000 calls wait (of 5000 looked at): 5000 could be taken: unpause.',
    ],
    [
      { waiting: 1, reasons: { none: 1 }, lacks: [], state: 'wrap-up' },
      'is in wrap-up (lunch) since 12:03. 1 call waits: 1 could be taken when wrap-up ends.',
    ],
    [
      { waiting: 1, reasons: { none: 1 }, lacks: [], state: 'ready', switchUp: false },
      '1 could be taken when the switch is back.',
    ],
  ])('%#: says all there is', (part, text) => {
    expect(agentText({ ...sato, ...part } as AgentExplained, names)).toContain(text);
  });

  it('names the most urgent calls and the last decisions', () => {
    const told = {
      ...sato,
      stateSince: at - 26 * 3_600_000,
      calls: [
        {
          call: 17,
          queue: 'support',
          state: 'waiting',
          waitedMs: 75_000,
          whyNot: { why: 'skill', skill: 'japanese', level: 3, levelMin: 5 },
        },
        { call: 18, queue: 'sales', state: 'waiting', waitedMs: 5_000 },
        { call: 19, queue: 'sales', state: 'resting', waitedMs: 500_000 },
      ],
      decisions: [
        {
          at: at - 60_000,
          call: 12,
          queue: 'support',
          step: 0,
          agent: 'sato',
          trigger: 'agent',
          decidedBy: 'routing-age',
          runnerUp: 13,
        },
        {
          at: at - 61_000,
          call: 11,
          queue: 'sales',
          step: 0,
          agent: 'sato',
          trigger: 'call',
          decidedBy: 'occupancy',
          runnerUp: 'suzuki',
        },
        {
          at: at - 62_000,
          call: 10,
          queue: 'sales',
          step: 0,
          agent: 'sato',
          trigger: 'call',
          decidedBy: 'prefer',
        },
      ],
    } as unknown as AgentExplained;
    expect(agentText(told, names).split('\n')).toEqual([
      expect.stringContaining('since 2026-11-23 10:33.'),
      '',
      'The most urgent:',
      '  call 17  技術サポート (support)  waited 1:15   has japanese 3; 5 is required',
      '  call 18  sales                   waited 5.0 s  could be taken',
      '  call 19  sales                   waited 8:20   is to be called back, and not now',
      '',
      'Last decisions:',
      expect.stringMatching(
        /^ {2}12:32:00 {2}call 12 {2}技術サポート \(support\) {2}佐藤 蓮 \(sato\) was free and took it: this call has the greater routing age \(decided by routing-age\); second: call 13$/,
      ),
      expect.stringMatching(/wins: .*occupied.* \(decided by occupancy\); second: suzuki$/),
      expect.stringMatching(/wins: .*prefer.* \(decided by prefer\)$/),
    ]);
  });
});

describe('why the calls of a queue wait', () => {
  const support = {
    at,
    queue: 'support',
    switchUp: true,
    waiting: 2,
    places: [
      {
        call: 17,
        queue: 'support',
        step: 1,
        isLastStep: false,
        class: 'normal',
        state: 'waiting',
        waitedMs: 75_000,
        routingAgeMs: 135_000,
        stepEndsAt: at + 20_000,
        tooLongAt: at + 225_000,
        agents: { skill: 2, talking: 4, 'not-serving': 1 },
      },
      {
        call: 18,
        queue: 'support',
        step: 0,
        isLastStep: true,
        class: 'vip',
        stepEndsAt: at + 60_000,
        state: 'held',
        waitedMs: 5_000,
        routingAgeMs: 5_000,
        agents: { held: 1 },
      },
    ],
    outlook: {
      queue: 'support',
      position: 3,
      ahead: 2,
      isNoted: true,
      expectedMs: 190_000,
      band: { lowMs: 120_000, highMs: 240_000 },
    },
    decisions: [],
  } as unknown as QueueExplained;

  it('is told call by call, with what keeps the agents and when that changes', () => {
    expect(queueText(support, names).split('\n')).toEqual([
      '技術サポート (support): 2 calls wait. Who joins now waits 2 to 4 min.',
      '',
      'Next first:',
      '  call 17 waited 1:15 (routing age 2:15), class normal, step 1, the next one in 20.0 s, too long in 3:45',
      '    7 agents: 4 talking, 2 without the skills, 1 not of this queue at this step',
      '  call 18 waited 5.0 s (routing age 5.0 s), class vip, held for one agent, step 0, leaves in 1:00',
      '    1 agent: 1 kept out, it is held for another',
    ]);
  });

  it('says when nobody can say how long, or not well enough to tell callers', () => {
    const { band: _, ...unsure } = support.outlook!;
    expect(queueText({ ...support, outlook: unsure }, names)).toContain(
      'Who joins now waits about 3:10, too unsure to be announced.',
    );
    const empty = { ...support, waiting: 0, places: [], outlook: null, switchUp: false };
    expect(queueText(empty, names)).toBe(
      '技術サポート (support): no call waits. Nobody can say how long a caller waits.\n' +
        'The switch is not connected: nothing is offered to anybody.',
    );
  });

  it.each([
    [0, 30_000, 'less than 30 s'],
    [0, 120_000, 'less than 2 min'],
    [30_000, 120_000, '30 s to 2 min'],
    [600_000, 900_000, '10 to 15 min'],
  ])('%i to %i ms is %s', (low, high, text) => expect(bandText(low, high)).toBe(text));
});
