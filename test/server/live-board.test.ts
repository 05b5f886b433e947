/** What supervisors and walls are shown: in scope, and still while nothing happens. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Holder } from '../../server/access/holder.ts';
import { createDirectory } from '../../server/directory.ts';
import { createGauges } from '../../server/gauges.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { AgentDays } from '../../server/live/agent-days.ts';
import { asSpoken, boardTopic, wallTopic } from '../../server/live/board.ts';
import { CampaignWatch } from '../../server/live/campaigns.ts';
import { Moment } from '../../server/live/moment.ts';
import { LastShown, type Shown } from '../../server/live/shown.ts';
import { QueueDays } from '../../server/queue-days.ts';
import { staffOf } from '../../server/staffing.ts';
import { View } from '../../server/view.ts';
import { cleanUp, compileCentre, morning, startCentre } from './centre.ts';

const all: Holder = { id: 'all', kind: 'account', role: 'supervisor' };
const fuji: Holder = { id: 'client', kind: 'account', role: 'viewer', tenant: 'fuji' };
const wall: Holder = { id: 'lobby', kind: 'wall', role: 'wall' };

interface Scene {
  readonly view: View;
  show(holder: Holder): Shown;
  showWall(holder: Holder): Shown;
  audience(holder: Holder): string;
}

/** As after a minute with two callers, seen through the lines of its journal. */
async function scene(): Promise<Scene> {
  const centre = await startCentre();
  await centre.post('/agents/ann/sign-in', {});
  centre.world.enter({ number: '0311112222', name: 'Sato', args: ['entry', '100'] });
  centre.world.enter({ number: '0333334444', args: ['entry', '200'] });
  await centre.pass(3_000);
  await centre.lines();
  const run = openJournal(centre.folder, 0)!;
  const view = View.restore(run.snapshot, { callers: 10, keepMs: 1_000 });
  const { site } = compileCentre(centre.folder);
  const directory = createDirectory(site);
  const now = () => view.at;
  const queueDays = new QueueDays({
    ...{ view, now, from: run.snapshot.at, zone: () => site.timeZone },
    targetMs: (queue) => directory.queue(queue)?.target.withinMs,
  });
  const days = new AgentDays(() => site.timeZone);
  for (const line of run.lines()) {
    queueDays.apply(line);
    view.apply(line);
  }
  const staff = staffOf(view.policy);
  const moment = new Moment({
    ...{ view, queueDays, gauges: createGauges() },
    directory: () => directory,
    staff: () => staff,
  });
  const health = {
    status: () => ({
      ...{ version: '0', startedAt: morning, switchConnected: true, switchTrouble: undefined },
      ...{
        switchName: 'PBX',
        journalTrouble: 'disk full',
        stopping: false,
        capabilities: undefined,
      },
    }),
    reloadStatus: () => ({ successful: true, loadedAt: morning, diagnostics: [] }),
  };
  const board = boardTopic({ moment, health, days, now, unsaved: { of: () => [] } });
  const onWall = wallTopic(moment, health);
  const fresh = <T>(work: () => T): T => {
    moment.fresh();
    return work();
  };
  return {
    view,
    show: (holder) => fresh(() => board.show(holder)),
    showWall: (holder) => fresh(() => onWall.show(holder)),
    audience: (holder) => board.audience(holder),
  };
}

const ids = (shown: Shown, table: string) => [...shown.rows![table]!.keys()];

describe('the board', () => {
  let board: Scene;
  beforeEach(async () => {
    board = await scene();
  });
  afterEach(cleanUp);

  it('shows everything in sight, and nothing of another tenant', () => {
    const shown = board.show(all);
    expect(ids(shown, 'queues')).toEqual(['sales', 'support']);
    expect(ids(shown, 'agents')).toEqual(['ann', 'bob', 'cho']);
    expect(ids(shown, 'calls')).toEqual(['1', '2']);
    expect(shown.rows!.queues!.get('sales')).toMatchObject({
      ...{ waiting: 1, isOpen: true, counts: { offered: 1, answered: 0 } },
      target: { withinMs: 33_000, ratio: 0.8 },
    });
    expect(shown.parts.server).toMatchObject({ switchUp: true, journalTrouble: 'disk full' });
    const client = board.show(fuji);
    expect(ids(client, 'queues')).toEqual(['sales']);
    expect(ids(client, 'agents')).toEqual(['cho']);
    expect(ids(client, 'calls')).toEqual(['2']);
    expect(JSON.stringify(client.parts)).not.toContain('support');
  });

  it('shows a team or a queue alone to who has no more', () => {
    const shown = board.show({ ...all, teams: ['shop'], queues: ['support'] });
    expect(ids(shown, 'agents')).toEqual(['cho']);
    expect(ids(shown, 'queues')).toEqual(['support']);
    expect(ids(shown, 'calls')).toEqual(['1']);
    expect(board.audience({ ...all, queues: ['support'] })).not.toBe(board.audience(all));
    expect(board.audience({ ...all, id: 'other' })).toBe(board.audience(all));
  });

  it('has nothing to tell because time passes', () => {
    const last = new LastShown();
    last.change(board.show(all));
    board.view.at += 45_000;
    expect(last.change(board.show(all))).toBeUndefined();
  });

  it('tells of one agent when one agent changes', () => {
    const last = new LastShown();
    last.change(board.show(all));
    board.view.agents.get('bob' as never)!.state = 'paused';
    const change = JSON.parse(last.change(board.show(all))!);
    expect(Object.keys(change.rows.agents.set)).toEqual(['bob']);
    // Bob serves the queue: its counts by state are others now.
    expect(Object.keys(change.rows.queues.set)).toEqual(['support']);
    expect(change.parts).toEqual({});
  });

  it('shows a wall queues and sums, and no people', () => {
    expect(() => board.audience(wall)).toThrow('A wall is shown queues, not people');
    const shown = board.showWall(wall);
    expect(Object.keys(shown.rows!)).toEqual(['queues']);
    expect(shown.parts.states).toEqual({ talking: 1, 'signed-out': 2 });
    expect(JSON.stringify([shown.parts, [...shown.rows!.queues!.values()]])).not.toMatch(
      /Sato|0311112222|Ann/,
    );
  });

  it('tells expected waits as people say them', () => {
    expect([4_000, 61_000, 299_000, 330_001].map(asSpoken)).toEqual([0, 60_000, 300_000, 360_000]);
  });
});

describe('campaigns on the board', () => {
  const scope = {};
  function watching(tookMs: number) {
    let at = 0;
    let looks = 0;
    const watch = new CampaignWatch({
      room: {
        now: () => 0,
        async tenants() {
          looks += 1;
          at += tookMs;
          return [];
        },
      },
      changed() {},
      stopwatch: () => at,
    });
    return {
      watch,
      looks: () => looks,
      async pass(ms: number) {
        at += ms;
        watch.rows(scope);
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  }

  it('are looked up every two seconds, while somebody looks', async () => {
    const { looks, pass } = watching(1);
    for (let ms = 0; ms < 10_000; ms += 100) await pass(100);
    expect(looks()).toBe(5);
    await pass(60_000);
    expect(looks()).toBe(6);
  });

  it('are counted at most a twentieth of the time', async () => {
    const { looks, pass } = watching(500);
    for (let ms = 0; ms < 30_000; ms += 100) await pass(100);
    expect(looks()).toBe(3);
  });
});
