/** The board's figures are of today: over a killed process, and over midnight at the centre. */

import { afterEach, describe, expect, it, test } from 'vitest';
import { QueueDays } from '../../server/queue-days.ts';
import type { View } from '../../server/view.ts';
import { addAccount, Browser } from '../access/browser.ts';
import { type Centre, cleanUp, morning, startCentre } from './centre.ts';
import { type KnowledgeCentre, startKnowledge } from './knowledge/centre-knowledge.ts';
import { Pushed } from './pushed.ts';

const hourMs = 3_600_000;
/** Midnight in Tokyo, before and after the morning. */
const midnight = morning - 10 * hourMs;

const running: KnowledgeCentre[] = [];
afterEach(async () => {
  for (const centre of running.splice(0)) await centre.stop();
  await cleanUp();
});

const sawn = async (centre: Centre, topic: string, account: string) => {
  const browser = new Browser(centre);
  await browser.signIn(account);
  return Pushed.open(centre, browser, topic);
};

/** A caller who talks with ann for three seconds. */
async function talkOnce(centre: Centre): Promise<void> {
  const caller = centre.world.enter({ number: '0311112222', args: ['entry', '100'] });
  await centre.pass(4_000);
  caller.hangUp();
  await centre.pass(11_000);
}

describe("today's figures", () => {
  it('outlive a killed process, and begin anew at midnight', async () => {
    let centre = await startCentre();
    await centre.post('/agents/ann/sign-in', {});
    await talkOnce(centre);
    const { folder, clock, world } = centre;
    await centre.kill();
    centre = await startCentre({ folder, clock, world });
    await addAccount(centre, 'suzuki', 'supervisor');
    const board = await sawn(centre, 'board', 'suzuki');
    // Read from the journal beside everything else.
    await board.until(({ rows }) => rows.queues?.support.counts.offered === 1);
    expect(board.rows.queues!.support).toMatchObject({
      counts: { offered: 1, answered: 1, answeredInTarget: 1, abandoned: 0 },
      ...{ since: midnight, isWholeDay: true },
    });
    expect(board.rows.agents!.ann.handled).toBe(1);
    await talkOnce(centre);
    await board.until(({ rows }) => rows.queues?.support.counts.answered === 2);
    await board.until(({ rows }) => rows.agents?.ann.handled === 2);
    clock.advance(midnight + 24 * hourMs - clock.now());
    await centre.pass(1_000);
    await board.until(({ rows }) => rows.queues?.support.counts.offered === 0);
    expect(board.rows.queues!.support).toMatchObject({
      counts: { answered: 0, answeredInTarget: 0 },
      ...{ since: midnight + 24 * hourMs, isWholeDay: true },
    });
    expect(board.rows.agents!.ann.handled).toBe(0);
    board.close();
  });

  it('of yesterday stay yesterday’s for a process that begins after midnight', async () => {
    let centre = await startCentre();
    await centre.post('/agents/ann/sign-in', {});
    await talkOnce(centre);
    centre.clock.advance(midnight + 24 * hourMs - centre.clock.now());
    await talkOnce(centre);
    const { folder, clock, world } = centre;
    await centre.kill();
    centre = await startCentre({ folder, clock, world });
    await addAccount(centre, 'suzuki', 'supervisor');
    const board = await sawn(centre, 'board', 'suzuki');
    await board.until(({ rows }) => rows.queues?.support.counts.offered === 1);
    expect(board.rows.queues!.support).toMatchObject({ isWholeDay: true });
    expect(board.rows.agents!.ann.handled).toBe(1);
    board.close();
  });
});

test('figures say since when they count where the journal does not reach back to midnight', () => {
  let now = morning;
  const days = new QueueDays({
    view: { calls: new Map(), agents: new Map(), offers: new Map() } as unknown as View,
    ...{ from: morning, now: () => now, zone: () => 'Asia/Tokyo', targetMs: () => 1 },
  });
  expect(days.since).toBe(morning);
  now += 24 * hourMs;
  expect(days.since).toBe(midnight + 24 * hourMs);
});

describe('conversations left unsaved', () => {
  it('come to the board when wrap-up is over, in scope, and go when they are saved', async () => {
    const centre = await startKnowledge();
    running.push(centre);
    await addAccount(centre, 'suzuki', 'supervisor');
    await addAccount(centre, 'client', 'viewer');
    await addAccount(centre, 'other', 'supervisor', { queues: ['sales'] });
    const [board, viewed, other] = await Promise.all(
      ['suzuki', 'client', 'other'].map((account) => sawn(centre, 'board', account)),
    );
    await centre.talk('09012345678');
    await centre.hangUp();
    await centre.pass(2_000);
    // Ann is writing of it.
    expect(board!.rows.unsaved).toEqual({});
    await centre.pass(10_000);
    await board!.until(({ rows }) => Object.keys(rows.unsaved ?? {}).length === 1);
    const [row] = Object.values(board!.rows.unsaved!);
    expect(row).toMatchObject({
      ...{ agent: 'ann', queue: 'support', person: centre.yamada, name: '山田 太郎' },
      number: '+819012345678',
    });
    expect(JSON.stringify([viewed!.rows, other!.rows])).not.toContain('山田');
    const others = new Browser(centre);
    await others.signIn('other');
    const listed = await others.ask('GET', '/contacts?unsaved=true&tenant=sakura');
    expect(listed.body).toEqual({ contacts: [] });
    await centre.pass(1_000);
    const saved = await centre.post('/agents/ann/contact/save', { code: 'solved' });
    expect(saved.status).toBe(200);
    await board!.until(({ rows }) => Object.keys(rows.unsaved ?? {}).length === 0);
    for (const each of [board, viewed, other]) each!.close();
  });
});
