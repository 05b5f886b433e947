/** `npm run sim`, and that it finds what is wrong: here with routers broken on purpose. */

import { describe, expect, test } from 'vitest';
import {
  type CommandRecord,
  type CommandSink,
  type RouterEvent,
  recordCommands,
} from '../../core/index.ts';
import { runSimulations, type Surroundings } from './command.ts';
import { faultNames } from './faults.ts';
import { keptSeeds } from './kept-seeds.ts';
import type { FastContender } from './trial.ts';

async function sim(args: string, more: Partial<Surroundings> = {}) {
  let [out, err] = ['', ''];
  const code = await runSimulations(args.split(' '), {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    watched: false,
    stopped: () => false,
    ...more,
  });
  return { code, out, err };
}

/** A sink that hands on only what `passes` lets through. */
function filtered(out: CommandSink, passes: (record: CommandRecord) => boolean): CommandSink {
  return recordCommands((record) => {
    const [name, ...args] = record;
    if (passes(record)) (out[name] as (...args: unknown[]) => void)(...args);
  });
}

const mute =
  (name: CommandRecord[0]) =>
  (router: FastContender): FastContender => ({
    ...router,
    step: (event, now, out) =>
      router.step(
        event,
        now,
        filtered(out, (r) => r[0] !== name),
      ),
    advance: (now, out) =>
      router.advance(
        now,
        filtered(out, (r) => r[0] !== name),
      ),
  });

/** The router is told another fact than the one that came. */
const mishearing =
  (change: (event: RouterEvent, router: FastContender) => RouterEvent) =>
  (router: FastContender): FastContender => ({
    ...router,
    step: (event, now, out) => router.step(change(event, router), now, out),
  });

const broken: readonly (readonly [string, (router: FastContender) => FastContender, string])[] = [
  ['leaves phones ringing', mute('withdrawOffer'), 'should have come to something'],
  ['joins nobody', mute('connectCall'), 'is not connected'],
  ['keeps an agent on a dead line', mute('releaseAgent'), 'which has gone'],
  ['keeps to itself how calls end', mute('callExited'), 'is queued'],
  [
    'believes that everybody has survived an outage',
    mishearing((event, router) => {
      if (event.type !== 'switch-restored') return event;
      const { calls, offers } = router.snapshot();
      return { ...event, calls: calls.map(({ id }) => id), offers: offers.map(({ id }) => id) };
    }),
    'is lost with the switch and still',
  ],
  [
    'forgets in a restart who declined a call',
    (router) => ({
      ...router,
      snapshot: () => {
        const state = router.snapshot();
        return { ...state, calls: state.calls.map((call) => ({ ...call, exclusions: [] })) };
      },
    }),
    'fails: ',
  ],
];

describe('a router that', () => {
  test.each(broken)('%s is found out', { timeout: 120_000 }, async (_, wrap, sentence) => {
    let failed = '';
    for (let seed = 1; seed <= 40 && failed === ''; seed++) {
      const { code, out } = await sim(`--seed ${seed} --calls 25 --reference 0`, { wrap });
      if (code === 1) failed = out;
    }
    expect(failed).toContain(sentence);
    expect(failed).toMatch(/repeat: npm run sim -- --seed \d+ --calls \d+ --faults \S+/);
  });
});

describe('npm run sim', () => {
  test('explains a failure in few moves', async () => {
    const { code, out } = await sim('--seed 1 --calls 25', { wrap: mute('connectCall') });
    expect(code).toBe(1);
    expect(out).toMatch(/\b[3-9] moves suffice/);
    expect(out).toContain('"type":"offer-answered"');
  });

  test('tells one seed in words, and the same each time', async () => {
    const [first, second] = [await sim('--seed 7 --calls 10'), await sim('--seed 7 --calls 10')];
    const hash = /hash [0-9a-f]{8}/;
    expect(first.code).toBe(0);
    expect(first.out).toContain('1 seeds, 0 failed');
    expect(first.out.match(hash)![0]).toBe(second.out.match(hash)?.[0]);
  });

  test('with --json prints JSON and nothing else', async () => {
    const { code, out, err } = await sim('--seed 3 --seeds 2 --calls 5 --json');
    expect(JSON.parse(out)).toMatchObject({ seeds: 2, failed: [] });
    expect([code, err]).toEqual([0, '']);
    const failed = await sim('--seed 1 --calls 9 --json', { wrap: mute('connectCall') });
    expect(JSON.parse(failed.out.split('\n')[0]!)).toMatchObject({ seed: 1, kind: 'observer' });
  });

  test('stopped half-way tells what it came to', async () => {
    let asked = 0;
    const { code, out } = await sim('--seeds 10000 --calls 3', { stopped: () => ++asked > 3 });
    expect([code, out.split('\n')[0]]).toEqual([0, '3 seeds, 0 failed']);
  });

  test('says what there is when asked for something else, or for help', async () => {
    expect(await sim('--faults rain')).toMatchObject({ code: 2, out: '' });
    expect((await sim('--faults rain')).err).toContain(faultNames.join(', '));
    expect((await sim('--seed x')).err).toContain('--seed x: a whole number');
    expect((await sim('--sead')).code).toBe(2);
    expect(await sim('--help')).toMatchObject({ code: 0, err: '' });
  });

  test('reads the kept seeds, and says which line it cannot', () => {
    expect(keptSeeds('# none\n')).toEqual([]);
    expect(() => keptSeeds('17 lost')).toThrow('cannot read "17 lost"');
  });
});
