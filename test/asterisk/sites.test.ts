/** Two sites on real Asterisks overflow into each other; for five minutes: npm run check:sites. */

import { beforeAll, describe, expect, test } from 'vitest';
import { asteriskOrSkip } from './packages.ts';
import { linkChannels, runSites, type SitesReport } from './sites.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const packages = await asteriskOrSkip(22);

describe.skipIf(packages === undefined)(`two sites under load (SEED=${seed})`, () => {
  let report: SitesReport;
  beforeAll(async () => {
    report = await runSites({ packages: packages!, seconds: 20, seed });
    const { problems: _, leftovers: __, ...figures } = report;
    console.log(JSON.stringify(figures));
  }, 150_000);

  test('calls overflow both ways and some are refused', () => {
    expect(report.accepted).toBeGreaterThan(0);
    expect(Object.keys(report.refused)).toContain('busy');
  });

  test('no call goes round, and nobody loses age', () => {
    expect(report).toMatchObject({ loops: 0, ageLost: 0 });
  });

  test('no link has more calls than it has channels, by the journals and by the switches', () => {
    expect(report.channelsMax).toBeGreaterThan(1);
    expect(Math.max(report.channelsMax, report.channelsSeen)).toBeLessThanOrEqual(linkChannels);
  });

  test('nobody overtakes, everybody is let go of, and nothing is left over', () => {
    expect(report.problems).toEqual([]);
    expect(report.leftovers).toEqual([]);
  });
});
