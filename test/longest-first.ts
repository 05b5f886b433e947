/**
 * The order in which test files start: the longest first, so that none of them is still running
 * when all others have ended. vitest knows how long files took the last time; a fresh clone has no
 * last time, and an interrupted run none that is whole.
 */

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of more than twenty seconds, the longest first, but for this: of those that load a switch
 * with many calls one runs at a time (`observe-22`, `observe-16`, `load`, `sites`).
 */
const longest = [
  'test/core/small-worlds.test.ts',
  'test/server/cli.test.ts',
  'test/bench/compare.test.ts',
  // The first time it unpacks both Asterisks.
  'test/config/import-options.test.ts',
  'test/core/differential.test.ts',
  'test/core/properties.test.ts',
  'test/bench/run.test.ts',
  'test/campaigns/blending.test.ts',
  'test/bench/scenarios.test.ts',
  'test/config/properties.test.ts',
  'test/commands/start.test.ts',

  'test/contract/ari-loopback-22.test.ts',
  'test/contract/ari-loopback-16.test.ts',
  'test/asterisk/outage-22.test.ts',
  'test/asterisk/outage-16.test.ts',
  'test/asterisk/observe-22.test.ts',
  'test/contract/asterisk-22.test.ts',
  'test/asterisk/rescue.test.ts',
  'test/asterisk/observe-16.test.ts',
  'test/asterisk/desk-phones.test.ts',
  'test/contract/asterisk-16.test.ts',
  'test/contract/ari-likeness.test.ts',
  'test/asterisk/load.test.ts',
  'test/contract/asterisk-22-http.test.ts',
  'test/contract/asterisk-ami-16.test.ts',
  'test/contract/asterisk-ami-22.test.ts',
  'test/asterisk/sites.test.ts',
  'test/contract/asterisk-random.test.ts',

  'test/web/axe.test.ts',
  'test/web/hostile.test.ts',
  'test/web/end-to-end.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
      return at === -1 ? longest.length : at;
    };
    // Files that are not named stay in vitest's order. Groups are made afterwards, in any case.
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
