import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Line } from '../../server/journal-lines.ts';
import { callableNumber, isWithheld } from '../../server/numbers.ts';
import {
  type Centre,
  centreYaml,
  cleanUp,
  compileCentre,
  newFolder,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);

/** With a second queue of Sakura, an entry that brings attributes, and resume of age. */
const yaml = centreYaml
  .replace(
    '  support: { name: Support }',
    '  support: { name: Support }\n  english: { name: English }',
  )
  .replace('    wrap-up: 10s\n', '    wrap-up: 10s\n    head-start: 30s\n    resume-age: 2m\n')
  .replace(
    '  sales:\n',
    '  bills:\n    name: Bills\n    tenant: sakura\n    teams: [desk]\n    steps: [{ then: { after: 5m, go: voicemail } }]\n  sales:\n',
  )
  .replace(
    '  "200": { queue: sales }',
    '  "102": { queue: support, also: [bills], skills: { support: ">=2" } }\n  "200": { queue: sales }',
  );

async function start(log: string[] = []): Promise<Centre> {
  const folder = newFolder();
  const write = (line: string) => void log.push(JSON.parse(line).msg);
  return startCentre({
    folder,
    config: compileCentre(folder, yaml),
    log: pino({ level: 'warn' }, { write }),
  });
}

async function arrivals(centre: Centre) {
  const facts = (await centre.lines()).flatMap((line: Line) => ('fact' in line ? [line.fact] : []));
  return facts.filter((fact) => fact.type === 'call-arrived');
}

const queue = (more: readonly string[]) => ({ args: ['queue', 'support', ...more] });

describe('a caller', () => {
  it('brings skills, further queues and excluded agents, by name or with its entry', async () => {
    const log: string[] = [];
    const centre = await start(log);
    const brought = ['skills=english>=5&support>=3', 'also=bills', 'exclude=ann&bob'];
    centre.world.enter(queue(brought));
    centre.world.enter({ args: ['entry', '102'] });
    centre.world.enter({ args: ['entry', '102', 'skills=english>=1', 'also='] });
    await centre.pass(500);
    expect(await arrivals(centre)).toMatchObject([
      {
        also: ['bills'],
        skills: [
          { skill: 'english', levelMin: 5 },
          { skill: 'support', levelMin: 3 },
        ],
        exclude: ['ann', 'bob'],
      },
      { also: ['bills'], skills: [{ skill: 'support', levelMin: 2 }] },
      // What is given empty counts as not given.
      { also: ['bills'], skills: [{ skill: 'english', levelMin: 1 }] },
    ]);
    expect(log).toEqual([]);
    const [call] = (await centre.get('/calls')).body.calls;
    expect(call).toMatchObject({ queue: 'support', skills: { english: 5, support: 3 } });
    expect(call.places).toMatchObject([
      { queue: 'support', step: 0 },
      { queue: 'bills', step: 0 },
    ]);
    expect((await centre.get('/queues/bills')).body).toMatchObject({ waiting: 3 });
    expect((await centre.get('/calls?queue=bills')).body.calls).toHaveLength(3);
  });

  it('is served without what cannot be used, and the log says what that was', async () => {
    const log: string[] = [];
    const centre = await start(log);
    const odd = ['skills=english>5', 'also=sales&nowhere', 'exclude=zoe', 'klass=vip'];
    centre.world.enter(queue(odd));
    centre.world.enter(queue(['skills=golf>=2', 'also=a b', 'exclude=', 'head-start=soon']));
    await centre.pass(500);
    const seen = await arrivals(centre);
    for (const each of seen) {
      expect(Object.keys(each).sort()).toEqual(['call', 'queue', 'type']);
    }
    expect(log).toEqual([
      'klass= means nothing here',
      'also=sales is a queue of another tenant than support',
      'also=nowhere is no queue of the configuration',
      'skills=english>5 is no list of skills (write english>=5&french>=3)',
      'exclude=zoe is no agent of the configuration',
      'head-start=soon is no duration (write 60s, 2m)',
      'also=a b is no list of queues (write sales&billing)',
      'skills=golf is no skill of the configuration',
    ]);
  });

  it('is never offered to the agent whose phone has just transferred it', async () => {
    const centre = await start();
    await centre.post('/agents/ann/sign-in', { phone: 'PJSIP/1077' });
    centre.world.phone('PJSIP/1077');
    centre.world.enter(queue(['transferred-by=PJSIP/1077-0000001f']));
    centre.world.enter(queue(['transferred-by=PJSIP/9999']));
    await centre.pass(1_000);
    expect(await arrivals(centre)).toMatchObject([{ exclude: ['ann'] }, { queue: 'support' }]);
    // The first waits, though Ann was ready for it; the second rings at her phone.
    const { calls } = (await centre.get('/calls')).body;
    expect(calls.map(({ state }: { state: string }) => state)).toEqual(['waiting', 'offered']);
  });

  it('in two queues is taken from both when an agent answers', async () => {
    const centre = await start();
    await centre.post('/agents/bob/sign-in');
    await centre.pass(500);
    const caller = centre.world.enter(queue(['also=bills', 'skills=support>=4']));
    await centre.pass(1_000);
    // Bob is no help in the first step of support, but serves bills.
    expect(centre.world.phone('PJSIP/1002').shows?.name).toBe('Bills: ');
    await centre.pass(2_000);
    expect(caller.hears).toBe('conversation');
    const [call] = (await centre.get('/calls')).body.calls;
    expect(call).toMatchObject({ state: 'talking', queue: 'bills', places: [{ queue: 'bills' }] });
    expect((await centre.get('/queues/support')).body).toMatchObject({
      waiting: 0,
      counts: { exits: { elsewhere: 1 } },
    });
  });
});

describe('a caller who hung up waiting', () => {
  const call = (centre: Centre, number: string, args = ['entry', '100']) =>
    centre.world.enter({ args, number });

  async function ageAfter(restMs: number, number: string, args?: string[]) {
    const centre = await start();
    const first = call(centre, number);
    await centre.pass(40_000);
    first.hangUp();
    await centre.pass(restMs);
    call(centre, number, args);
    await centre.pass(500);
    const [, again] = await arrivals(centre);
    const { joinedAt, agedFrom } = (await centre.get('/calls/2')).body;
    return { resumed: (again as { resumedMs?: number }).resumedMs, age: joinedAt - agedFrom };
  }

  it('and calls again in time goes on with the age earned, and one head start', async () => {
    const { resumed, age } = await ageAfter(60_000, '0312345678');
    expect(resumed).toBeGreaterThan(39_000);
    expect(resumed).toBeLessThan(41_000);
    expect(age).toBe(30_000 + resumed!);
  });

  it('and calls too late, with a withheld number, or another queue begins anew', async () => {
    expect(await ageAfter(125_000, '0312345678')).toEqual({ resumed: undefined, age: 30_000 });
    expect(await ageAfter(1_000, '')).toEqual({ resumed: undefined, age: 30_000 });
    expect(await ageAfter(1_000, 'anonymous')).toEqual({ resumed: undefined, age: 30_000 });
    const other = await ageAfter(1_000, '0312345678', ['queue', 'bills']);
    expect(other.resumed).toBeUndefined();
  });

  it('resumes it once, and after a crash too', async () => {
    const first = await start();
    const caller = call(first, '0312345678');
    await first.pass(20_000);
    caller.hangUp();
    await first.pass(1_000);
    await first.kill();
    const { folder, clock, world } = first;
    const config = compileCentre(folder, yaml);
    const second = await startCentre({ folder, clock, world, config });
    call(second, '0312345678');
    await second.pass(1_000);
    call(second, '0312345678');
    await second.pass(1_000);
    const resumed = (await arrivals(second)).map(
      (fact) => (fact as { resumedMs?: number }).resumedMs,
    );
    expect(resumed[0]).toBeGreaterThan(19_000);
    expect(resumed[1]).toBeUndefined();
  });

  it('twice has what both waits have earned', async () => {
    const centre = await start();
    for (const waitMs of [20_000, 10_000]) {
      const caller = call(centre, '0312345678');
      await centre.pass(waitMs);
      caller.hangUp();
      await centre.pass(5_000);
    }
    call(centre, '0312345678');
    await centre.pass(500);
    const facts = await arrivals(centre);
    const resumed = facts.map((fact) => (fact as { resumedMs?: number }).resumedMs);
    expect(resumed[2]! - resumed[1]!).toBeGreaterThan(9_000);
    expect(resumed[2]).toBeLessThan(31_000);
  });
});

describe('a number', () => {
  it.each([
    ['+81 (0)3-1234.5678', '+810312345678'],
    ['0312345678', '0312345678'],
    ['110', '110'],
    ['11', undefined],
    ['', undefined],
    ['anonymous', undefined],
    ['1'.repeat(21), undefined],
    ['0312345678&PJSIP/1001', undefined],
    ['12;34', undefined],
  ])('%j is called as %j', (text, number) => expect(callableNumber(text)).toBe(number));

  it('without digits is withheld', () => {
    expect(['', 'anonymous', 'Unavailable'].map(isWithheld)).toEqual([true, true, true]);
    expect(['110', '+81'].map(isWithheld)).toEqual([false, false]);
  });
});
