/** Reports against a recount of the journal by other means, over restarts and crashes. */

import { afterEach, describe, expect, it } from 'vitest';
import { createChance } from '../../adapters/simulated/random.ts';
import { reportMs } from '../../adapters/store/report-measures.ts';
import { Reports } from '../../adapters/store/reports.ts';
import { openStore } from '../../adapters/store/store.ts';
import type { Line } from '../../server/journal-lines.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { dayBegins, isDate } from '../../server/reports/local-days.ts';
import { reportCsv } from '../../server/reports/report-csv.ts';
import { type Centre, cleanUp, morning, startCentre } from './centre.ts';

afterEach(cleanUp);

/** Time passes in steps of some seconds: a shift in a second or two. */
async function passSeconds(centre: Centre, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 4) {
    centre.clock.advance(4_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Callers come, wait, talk and hang up; agents take breaks. The same seed is the same day. */
async function shift(centre: Centre, seed: number, minutes: number): Promise<void> {
  const chance = createChance(seed);
  for (const agent of ['ann', 'bob', 'cho']) await centre.post(`/agents/${agent}/sign-in`, {});
  for (let minute = 0; minute < minutes; minute++) {
    const entry = chance.between(1, 3) === 1 ? '200' : '100';
    const patienceMs = 2_000 + chance.between(1, 60_000);
    const caller = centre.world.enter({
      number: `03${minute}`,
      args: ['entry', entry],
      patienceMs,
    });
    if (chance.between(1, 7) === 1) await centre.post('/agents/ann/pause', { reason: 'break' });
    await passSeconds(centre, 20 + chance.between(1, 40));
    if (chance.between(1, 2) === 1) caller.hangUp();
    await passSeconds(centre, 10);
    if (chance.between(1, 3) === 1) await centre.post('/agents/ann/unpause', {});
  }
}

interface Recount {
  readonly queues: Map<string, Record<string, number>>;
  readonly agents: Map<string, Record<string, number>>;
}

/** From the lines alone, without any of the code that keeps the sums. */
function recount(lines: readonly Line[], until: number): Recount {
  const queues: Recount['queues'] = new Map();
  const agents: Recount['agents'] = new Map();
  const add = (to: Recount['queues'], of: string, at: number, what: string, n = 1) => {
    const key = `${Math.floor(at / reportMs) * reportMs} ${of}`;
    const sums = to.get(key) ?? {};
    sums[what] = (sums[what] ?? 0) + n;
    to.set(key, sums);
  };
  const targets: Record<string, number> = { support: 20_000, sales: 33_000 };
  const inQueue = new Set<string>();
  const states = new Map<string, { state: string; at: number }>();
  const talks = new Map<string, { queue: string; at: number }>();
  const passed = (agent: string, state: string, from: number, to: number) => {
    if (state === 'signed-out') return;
    const first = Math.floor(from / reportMs) * reportMs;
    for (let begin = first; begin < to; begin += reportMs) {
      const ms = Math.min(to, begin + reportMs) - Math.max(from, begin);
      if (ms > 0) add(agents, agent, begin, `${state.replaceAll('-', '_')}_ms`, ms);
    }
  };
  for (const line of lines) {
    if (!('n' in line)) continue;
    const { n, at } = line;
    if (n[0] === 'callQueued') {
      inQueue.add(`${n[1]} ${n[2]}`);
      add(queues, n[2], at, 'offered');
    } else if (n[0] === 'callExited') {
      const [, call, queue, disposition, waitMs] = n;
      if (!inQueue.has(`${call} ${queue}`)) add(queues, queue, at, 'offered');
      const word = disposition.replaceAll('-', '_');
      const isOwn = ['answered', 'abandoned', 'abandoned_short'].includes(word);
      add(queues, queue, at, isOwn ? word : 'flowed_out');
      if (word === 'answered') {
        add(queues, queue, at, 'answered_wait_ms', waitMs);
        if (waitMs <= targets[queue]!) add(queues, queue, at, 'in_target');
      }
      if (word === 'abandoned') add(queues, queue, at, 'abandoned_wait_ms', waitMs);
    } else if (n[0] === 'callConnected') {
      add(agents, n[3], at, 'answered');
      talks.set(n[3], { queue: n[4], at });
    } else if (n[0] === 'agentChanged') {
      const [, agent, state] = n;
      const before = states.get(agent);
      if (before) passed(agent, before.state, before.at, at);
      const talk = talks.get(agent);
      if (before?.state === 'talking' && state !== 'talking' && talk) {
        add(queues, talk.queue, at, 'handled');
        add(queues, talk.queue, at, 'talk_ms', at - talk.at);
        talks.delete(agent);
      }
      states.set(agent, { state, at });
    }
  }
  for (const [agent, { state, at }] of states) passed(agent, state, at, until);
  return { queues, agents };
}

const counted = [
  ...['offered', 'answered', 'in_target', 'abandoned', 'abandoned_short', 'flowed_out', 'handled'],
  ...['answered_wait_ms', 'abandoned_wait_ms', 'talk_ms'],
];
const passed = ['ready_ms', 'talking_ms', 'wrap_up_ms', 'paused_ms', 'offered_ms', 'answered'];

/** What the store holds, like `recount`. */
async function kept(folder: string, names: readonly string[], which: 'queues' | 'agents') {
  const store = await openStore(`${folder}/store.db`, () => morning);
  const rows = await new Reports(store.database)[which]({ from: 0, until: morning * 2 });
  await store.close();
  return rows.flatMap(({ of, beginsAt, sums }) => {
    const told = names.flatMap((name) => {
      const value = (sums as Readonly<Record<string, number>>)[name];
      return value ? [[name, value] as const] : [];
    });
    return told.length > 0 ? [[`${beginsAt} ${of}`, Object.fromEntries(told)] as const] : [];
  });
}

const only = (sums: Recount['queues'], names: readonly string[]) =>
  [...sums].flatMap(([key, row]) => {
    const told = Object.entries(row).filter(([name]) => names.includes(name));
    return told.length > 0 ? [[key, Object.fromEntries(told)] as const] : [];
  });

const sorted = (rows: readonly (readonly [string, object])[]) =>
  Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));

describe('reports', () => {
  it('add up to what the journal says, over a stop, a crash and a crash before writing', async () => {
    let centre = await startCentre();
    const { folder } = centre;
    await shift(centre, 1, 14);
    await centre.get('/reports/queue');
    await centre.stop();
    centre = await startCentre({ folder, clock: centre.clock, world: centre.world });
    await shift(centre, 2, 10);
    await centre.get('/reports/queue');
    await shift(centre, 3, 6);
    await centre.kill();
    centre = await startCentre({ folder, clock: centre.clock, world: centre.world });
    await shift(centre, 4, 6);
    await centre.get('/reports/agent');
    const last = (await centre.lines()).at(-1)!;
    const all = recount([...openJournal(folder, 0)!.lines()], last.at);
    expect(all.queues.size).toBeGreaterThan(4);
    expect(sorted(await kept(folder, counted, 'queues'))).toEqual(
      sorted(only(all.queues, counted)),
    );
    expect(sorted(await kept(folder, passed, 'agents'))).toEqual(sorted(only(all.agents, passed)));
  });

  it('say the same figures as the sums they are made of', async () => {
    const centre = await startCentre();
    await shift(centre, 5, 10);
    const { body } = await centre.get('/reports/queue?by=total');
    const at = (id: string) => body.columns.findIndex((column: { id: string }) => column.id === id);
    const support = body.rows.find((row: unknown[]) => row[0] === 'support');
    const [answered, abandoned] = [support[at('answered')], support[at('abandoned')]];
    expect(answered).toBeGreaterThan(1);
    expect(support[at('service_level')]).toBeCloseTo(
      support[at('answered_in_target')] / (answered + abandoned),
    );
    const sum = (id: string) =>
      body.rows.reduce((all: number, row: number[]) => all + row[at(id)]!, 0);
    expect(body.total[at('offered')]).toBe(sum('offered'));
    const byQuarter = (await centre.get('/reports/queue?by=interval')).body;
    const offered = byQuarter.columns.findIndex(
      (column: { id: string }) => column.id === 'offered',
    );
    const all = byQuarter.rows.reduce((n: number, row: number[]) => n + row[offered]!, 0);
    expect(all).toBe(body.total[at('offered')]);
    const day = (await centre.get('/reports/day')).body;
    expect(day.rows).toHaveLength(1);
    expect(day.rows[0][0]).toBe('2026-11-24');
  });

  it('show a tenant nothing of another, and no span that is none', async () => {
    const centre = await startCentre();
    await shift(centre, 6, 6);
    const { body } = await centre.get('/reports/queue', 'fuji-reader');
    expect(body.rows.map((row: unknown[]) => row[0])).toEqual(['sales']);
    const agents = (await centre.get('/reports/agent', 'fuji-reader')).body;
    expect(agents.rows.map((row: unknown[]) => row[0])).toEqual(['cho']);
    for (const span of ['from=2026-11-25&until=2026-11-24', 'from=2026-02-30', 'from=2020-01-01']) {
      expect((await centre.get(`/reports/queue?${span}`)).status, span).toBe(400);
    }
    expect((await centre.get('/reports/queue/csv', 'fuji-reader')).status).toBe(403);
  });

  it('write names in a file so that no spreadsheet runs them', () => {
    const text = reportCsv({
      ...{ of: 'queue', by: 'total', from: '2026-11-24', until: '2026-11-24', zone: 'Asia/Tokyo' },
      columns: [
        { id: 'queue', kind: 'name' },
        { id: 'service_level', kind: 'ratio' },
      ],
      rows: [['a', 1 / 3]],
      total: null,
      subjects: [{ id: 'a', name: { en: '=cmd()', ja: '受付, "本店"' } }],
    });
    expect(text).toBe(
      '\ufeffqueue,queue_en,queue_ja,service_level\r\na,\'=cmd(),"受付, ""本店""",0.3333\r\n',
    );
  });

  it('begin a day when its clocks are put on over midnight', () => {
    expect(isDate('2026-02-29')).toBe(false);
    // Beirut, 2026-03-29: 00:00 is 01:00.
    expect(new Date(dayBegins('Asia/Beirut', '2026-03-29')).toISOString()).toBe(
      '2026-03-28T22:00:00.000Z',
    );
  });
});
