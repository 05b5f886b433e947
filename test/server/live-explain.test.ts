import { afterEach, describe, expect, it } from 'vitest';
import { createRouter, defaultLimits } from '../../core/index.ts';
import { createDirectory } from '../../server/directory.ts';
import { type ExplainQuestion, LiveExplain } from '../../server/live-explain.ts';
import { View } from '../../server/view.ts';
import {
  type Centre,
  centreYaml,
  cleanUp,
  compileCentre,
  type KeyId,
  newFolder,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);

/** One waits in support, whose agents cannot take it; one waits in sales. */
async function twoWait(): Promise<Centre> {
  const centre = await startCentre();
  await centre.post('/agents/bob/sign-in');
  await centre.post('/agents/cho/sign-in');
  await centre.post('/agents/cho/pause', { reason: 'lunch' });
  await centre.pass(1_000);
  centre.world.enter({ args: ['entry', '100'] });
  centre.world.enter({ args: ['entry', '200'] });
  await centre.pass(4_000);
  return centre;
}

const bodyOf = async (centre: Centre, path: string, key?: KeyId) =>
  (await centre.get(path, key)).body;

describe('an explanation of the present', () => {
  it('tells an agent what each call asks, and whether it is only the pause', async () => {
    const centre = await twoWait();
    expect(await bodyOf(centre, '/agents/bob/explain')).toMatchObject({
      agent: 'bob',
      state: 'ready',
      switchUp: true,
      waiting: 2,
      reasons: { skill: 1, 'not-serving': 1 },
      lacks: [{ skill: 'support', level: 4, levelMin: 5, count: 1 }],
      calls: [
        { call: 1, queue: 'support', state: 'waiting', whyNot: { why: 'skill', level: 4 } },
        { call: 2, queue: 'sales', whyNot: { why: 'not-serving' } },
      ],
      decisions: [],
    });
    expect(await bodyOf(centre, '/agents/cho/explain')).toMatchObject({
      state: 'paused',
      reason: 'lunch',
      reasons: { none: 1, 'not-serving': 1 },
    });
  });

  it('tells of a queue and of a call what keeps every agent from it', async () => {
    const centre = await twoWait();
    const queue = await bodyOf(centre, '/queues/support/explain');
    const place = {
      call: 1,
      queue: 'support',
      step: 0,
      class: 'normal',
      state: 'waiting',
      agents: { 'signed-out': 1, skill: 1, 'not-serving': 1 },
    };
    expect(queue).toMatchObject({ waiting: 1, places: [place], outlook: { position: 2 } });
    expect(queue.places[0].waitedMs).toBeGreaterThan(3_000);
    expect(queue.places[0].stepEndsAt).toBe(queue.at - queue.places[0].waitedMs + 20_000);
    expect(await bodyOf(centre, '/calls/1/explain')).toMatchObject({
      call: 1,
      places: [place],
      outlook: { queue: 'support', position: 1, ahead: 0, isNoted: true },
      decisions: [],
    });
  });

  it('keeps who won and by which key, also of calls that have ended', async () => {
    const centre = await twoWait();
    await centre.post('/agents/ann/sign-in');
    await centre.pass(3_000);
    const kept = {
      call: 1,
      queue: 'support',
      step: 0,
      agent: 'ann',
      trigger: 'agent',
      decidedBy: 'only',
    };
    const call = await bodyOf(centre, '/calls/1/explain');
    expect(call).toMatchObject({ outlook: null, places: [], decisions: [kept] });
    expect(call.decisions[0]).not.toHaveProperty('runnerUp');
    expect((await bodyOf(centre, '/agents/ann/explain')).decisions).toEqual(call.decisions);
    expect((await bodyOf(centre, '/queues/support/explain')).decisions).toEqual(call.decisions);
    await centre.post('/calls/1/hang-up');
    await centre.pass(1_000);
    expect(await bodyOf(centre, '/calls')).toMatchObject({ calls: [{ id: 2 }] });
    expect((await bodyOf(centre, '/calls/1/explain')).decisions).toEqual(call.decisions);
    expect((await centre.get('/calls/1/explain', 'fuji-reader')).status).toBe(404);
    expect((await bodyOf(centre, '/calls/9/explain')).error.code).toBe('unknown-call');
    expect((await bodyOf(centre, '/agents/zoe/explain')).error.code).toBe('unknown-agent');
    expect((await bodyOf(centre, '/queues/zoo/explain')).error.code).toBe('unknown-queue');
  });

  it('tells nothing of another tenant, not even how many there are', async () => {
    const centre = await twoWait();
    const cho = await bodyOf(centre, '/agents/cho/explain', 'fuji-reader');
    expect(cho).toMatchObject({ waiting: 1, reasons: { none: 1 } });
    expect(cho.calls.map(({ call }: { call: number }) => call)).toEqual([2]);
    const sales = await bodyOf(centre, '/queues/sales/explain', 'fuji-reader');
    expect(sales.places[0].agents).toEqual({ paused: 1 });
    const call = await bodyOf(centre, '/calls/2/explain', 'fuji-reader');
    expect(call.places[0].agents).toEqual({ paused: 1 });
    const story = await bodyOf(centre, '/calls/2/decisions', 'fuji-reader');
    const named = story.now.agents.map(({ agent }: { agent: string }) => agent);
    expect(named).toEqual(['cho']);
    expect((await bodyOf(centre, '/calls/2/decisions')).now.agents).toHaveLength(3);
  });

  it('names no call of another tenant that came second', async () => {
    // Cho serves both, which `check` warns of.
    const folder = newFolder();
    const yaml = centreYaml.replace(
      'phone: PJSIP/2001, teams: [shop]',
      'phone: PJSIP/2001, teams: [shop, desk], skills: { support: 9 }',
    );
    const centre = await startCentre({ folder, config: compileCentre(folder, yaml) });
    centre.world.enter({ args: ['entry', '200'] });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(1_000);
    await centre.post('/agents/cho/sign-in');
    await centre.pass(1_000);
    const whole = (await bodyOf(centre, '/calls/1/explain')).decisions;
    expect(whole).toMatchObject([{ agent: 'cho', decidedBy: 'routing-age', runnerUp: 2 }]);
    const own = (await bodyOf(centre, '/calls/1/explain', 'fuji-reader')).decisions;
    expect(own).toMatchObject([{ agent: 'cho', decidedBy: 'routing-age' }]);
    expect(own[0]).not.toHaveProperty('runnerUp');
  });
});

describe('routing', () => {
  const config = compileCentre('/nowhere');
  const question: ExplainQuestion = { about: 'agent', id: 'ann', asker: {} };

  /** Answers take 2 ms; time passes when `later` is let go on. */
  function explainer() {
    let time = 0;
    let resumed: { readonly ms: number; readonly fn: () => void } | undefined;
    const { policy, site } = config;
    const explain = new LiveExplain({
      router: createRouter(policy, { limits: defaultLimits, seed: 1 }),
      view: new View({ policy, lastAgent: { callers: 1, keepMs: 0 } }),
      directory: () => createDirectory(site),
      now: () => {
        time += 2;
        return 1_000;
      },
      stopwatch: () => time,
      later(ms, fn) {
        resumed = { ms, fn };
        return () => {
          resumed = undefined;
        };
      },
    });
    const goOn = () => {
      const { ms, fn } = resumed!;
      resumed = undefined;
      time += ms;
      fn();
      return ms;
    };
    return { explain, goOn };
  }

  it('gives one twentieth of its time to questions, however many there are', async () => {
    const { explain, goOn } = explainer();
    const answered: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      void explain.explain(question).then(() => answered.push(name));
    }
    await Promise.resolve();
    expect(answered).toEqual(['first']);
    expect(goOn()).toBe(2 * 19);
    await Promise.resolve();
    expect(answered).toEqual(['first', 'second']);
    goOn();
    await Promise.resolve();
    expect(answered).toEqual(['first', 'second', 'third']);
  });

  it('refuses questions while eight others wait, and those that wait when it stops', async () => {
    const { explain, goOn } = explainer();
    await explain.explain(question);
    const waiting = Array.from({ length: 8 }, () => explain.explain(question));
    await expect(explain.explain(question)).rejects.toMatchObject({ code: 'explain-busy' });
    goOn();
    await expect(waiting[0]).resolves.toMatchObject({ agent: 'ann' });
    explain.stop();
    for (const each of waiting.slice(1)) {
      await expect(each).rejects.toMatchObject({ code: 'stopping' });
    }
    await expect(explain.explain(question)).rejects.toMatchObject({ code: 'stopping' });
  });
});
