import { readFileSync, truncateSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { storyOf } from '../../server/decisions.ts';
import { explainText } from '../../server/explain-text.ts';
import { createExplainer } from '../../server/explainer.ts';
import { journalPath, listJournal } from '../../server/journal-folder.ts';
import { cleanUp, startCentre } from './centre.ts';

afterEach(async () => {
  vi.useRealTimers();
  await cleanUp();
});

/** A journal that knows call 1. */
async function oneCall() {
  const centre = await startCentre();
  centre.world.enter({ args: ['entry', '100'] });
  await centre.pass(1_000);
  await centre.server.flushJournal();
  return centre;
}

describe('a call', () => {
  it('that never was is answered for without a look at the disk', async () => {
    const flushJournal = vi.fn(async () => {});
    const parts = { folder: '/none', gateway: { flushJournal }, threads: true };
    const explain = createExplainer({ ...parts, nextCall: () => 7 });
    await expect(explain(7)).rejects.toMatchObject({ code: 'unknown-call' });
    expect(flushJournal).not.toHaveBeenCalled();
    const centre = await oneCall();
    expect((await centre.get('/calls/2/decisions')).body.error.code).toBe('unknown-call');
  });

  it.each([
    ['never answers', () => new Promise<void>(() => {})],
    ['is dead', () => Promise.reject(new Error('dead'))],
  ])('is told from what is on the disk when the journal %s', async (_, flushJournal) => {
    const { folder } = await oneCall();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const parts = { folder, gateway: { flushJournal }, threads: false };
    const told = createExplainer({ ...parts, nextCall: () => 2 })(1);
    await vi.advanceTimersByTimeAsync(2_000);
    const story = await told;
    expect(story).toMatchObject({ call: 1, queue: 'support', behind: true });
    expect(explainText(story)).toContain('what happened last may be missing');
  });

  it('whose arrival is a torn last line is not known yet', async () => {
    const centre = await oneCall();
    await centre.kill();
    const path = journalPath(centre.folder, listJournal(centre.folder).journals.at(-1)!);
    const text = readFileSync(path, 'utf8');
    const arrival = text.indexOf('{"type":"call-arrived","call":1,');
    truncateSync(path, Buffer.byteLength(text.slice(0, arrival + 60)));
    expect(() => storyOf(centre.folder, 1)).toThrow('does not know call 1');
  });
});
