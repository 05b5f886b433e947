/** What a campaign keeps of its agents for calls that come in: per skill, by the queue's order. */

import { expect, test } from 'vitest';
import { formatDiagnostics, loadTexts } from '../../../config/load.ts';
import { asAgentId, asQueueId } from '../../../core/index.ts';
import { createDirectory } from '../../../server/directory.ts';
import type { Line } from '../../../server/journal-lines.ts';
import { StaffWatch } from '../../../server/outbound/staff-watch.ts';
import { View } from '../../../server/view.ts';

const minute = 60_000;

/** Ten agents: a0 to a2 speak English, a3 to a9 do not; e0 speaks it and is in no campaign. */
function watch(order: string) {
  const agents = Array.from({ length: 10 }, (_, i) => {
    const skills = i < 3 ? ', skills: { english: 5 }' : '';
    return `  a${i}: { phone: PJSIP/a${i}, teams: [sales]${skills} }`;
  });
  const yaml = `
skills: { english: { name: English } }
teams: { sales: { name: Sales }, desk: { name: Desk } }
agents:
${agents.join('\n')}
  e0: { phone: PJSIP/e0, teams: [desk], skills: { english: 5 } }
queues:
  outbound: { teams: [sales], order: ${order}, steps: [{ then: { after: 1h, go: hang-up } }] }
  support: { teams: [sales, desk], target: { answer: 90%, within: 10s }, steps: [{ require: { english: ">=3" }, then: { after: 1h, go: hang-up } }] }
  orders: { teams: [sales], target: { answer: 80%, within: 20s }, steps: [{ then: { after: 1h, go: hang-up } }] }
entries: { "100": { queue: support }, "200": { queue: orders } }
switches: { world: { kind: simulated } }
`;
  const sources = new Map([['staff.yaml', yaml]]);
  const { config, diagnostics } = loadTexts('test', sources, { env: {}, now: 0 });
  if (!config) throw new Error(formatDiagnostics(diagnostics, 'text', sources));
  const view = new View({ policy: config.policy, lastAgent: { callers: 10, keepMs: 0 } });
  const staff = new StaffWatch(
    view,
    () => createDirectory(config.site),
    () => {},
  );
  let seq = 0;
  const tell = (at: number, line: object): void => {
    const whole = { seq: ++seq, at, ...line } as Line;
    staff.apply(whole);
    view.apply(whole);
  };
  /** The first named has been so longest. */
  const are = (state: string, from: number, names: string): void => {
    for (const [i, name] of names.split(' ').entries()) {
      tell(from + i, { n: ['agentChanged', asAgentId(name), state] });
    }
  };
  let calls = 0;
  const arrive = (queue: string, count: number): void => {
    for (let i = 0; i < count; i++) {
      const fact = { type: 'call-arrived', call: 1_000 + calls++, queue: asQueueId(queue) };
      staff.apply({ seq: ++seq, at: i, fact, outcome: 'applied' } as unknown as Line);
    }
  };
  const kept = () => {
    const queue = asQueueId('outbound');
    const now = 15 * minute;
    return staff.kept(queue, staff.staff(queue, now), new Set(['outbound']), now);
  };
  return { are, arrive, kept };
}

const everybody = 'a3 a4 a5 a6 a7 a8 a9 a0 a1 a2';

test('nobody is kept while nobody calls', () => {
  const { are, kept } = watch('longest-idle');
  are('ready', 0, everybody);
  expect(kept()).toEqual({ idle: 0, behind: 0, busy: new Set(), skills: [] });
});

test('calls for a skill keep those who have it, and leave the others to the campaign', () => {
  const { are, arrive, kept } = watch('least-skilled');
  are('ready', 0, 'a0 a1 a2 a3 a4 a5 a6 a7 a8 a9');
  arrive('support', 2);
  expect(kept()).toEqual({
    ...{ idle: 2, behind: 0, busy: new Set() },
    skills: [{ queues: ['support'], need: 2, idle: 3 }],
  });
});

test('an order that takes those who are needed first keeps who stands behind them, and says so', () => {
  const { are, arrive, kept } = watch('longest-idle');
  are('ready', 0, 'a0 a1 a2 a3 a4 a5 a6 a7 a8 a9');
  arrive('support', 2);
  expect(kept()).toMatchObject({ idle: 9, behind: 7 });
  const blind = watch('random');
  blind.are('ready', 0, everybody);
  blind.arrive('support', 2);
  expect(blind.kept()).toMatchObject({ idle: 9, behind: 7 });
});

test('an idle agent whom no campaign may have is one less to keep', () => {
  const need = (state: string): number | undefined => {
    const { are, arrive, kept } = watch('least-skilled');
    are('ready', 0, everybody);
    are(state, 0, 'e0');
    arrive('support', 6);
    return kept().skills[0]?.need;
  };
  // Four who speak English are at work, and two of them are to be idle.
  expect(need('talking')).toBe(2);
  expect(need('ready')).toBe(1);
});

test('calls that everybody takes count for a skill by the part of its agents', () => {
  const needs = (orders: number) => {
    const { are, arrive, kept } = watch('least-skilled');
    are('ready', 0, everybody);
    arrive('support', 2);
    arrive('orders', orders);
    return new Map(kept().skills.map(({ queues, need }) => [queues[0], need]));
  };
  // Three in ten of the orders come to those who speak English.
  expect(needs(0)).toEqual(new Map([['support', 2]]));
  expect(needs(20)).toEqual(
    new Map([
      ['support', 3],
      ['orders', 2],
    ]),
  );
});

test('when those who are needed are all busy the others are dialled for, and the next of them free is kept', () => {
  const { are, arrive, kept } = watch('longest-idle');
  are('ready', 0, 'a3 a4 a5 a6 a7 a8 a9');
  are('talking', 0, 'a1 a0 a2');
  arrive('support', 2);
  expect(kept()).toEqual({
    ...{ idle: 0, behind: 0, busy: new Set(['a1', 'a0']) },
    skills: [{ queues: ['support'], need: 2, idle: 0 }],
  });
});
