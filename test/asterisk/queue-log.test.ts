/**
 * The queue_log of Tsunagi against that of `app_queue`: the same scenarios on one Asterisk, first
 * through its own queues, then through ours; lines compared apart from times and ids.
 *
 * The golden files are what `app_queue` writes. To record them anew (then read the diff):
 *
 *   UPDATE_QUEUE_LOG=1 npx vitest run test/asterisk/queue-log.test.ts -t 'app_queue'
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AmiLink } from '../../adapters/asterisk-ami/link.ts';
import type { AmiMessage } from '../../adapters/asterisk-ami/message.ts';
import { userEventsOf } from '../../adapters/asterisk-ami/queue-user-events.ts';
import { realClock } from '../../adapters/clock.ts';
import { readQueueLine } from '../../adapters/queue-log/line.ts';
import { until } from './child.ts';
import { asteriskOrSkip, checkoutRoot } from './packages.ts';
import { type QueueLogScenario, queueLogScenarios } from './queue-log-scenarios.ts';
import {
  amiUser,
  appQueueSide,
  sceneCentreOf,
  sceneFiles,
  scenePhonesOf,
  tsunagiSide,
} from './queue-log-sides.ts';
import { SceneNames, type Side, Stage } from './queue-log-stage.ts';
import { normalised } from './queue-log-text.ts';
import { type RouterChild, startRouter } from './router.ts';
import { useAsterisk } from './suite.ts';

const goldenFile = (name: string): string =>
  join(checkoutRoot(), 'test/fixtures/queue-log', `${name}.txt`);
const records = process.env.UPDATE_QUEUE_LOG === '1';
const password = 'loopback-only';

const packages = await asteriskOrSkip(22);
describe.skipIf(packages === undefined)('queue_log at Asterisk 22', { timeout: 90_000 }, () => {
  const asterisk = useAsterisk(() => ({
    packages: packages!,
    phones: scenePhonesOf(queueLogScenarios),
    more: sceneFiles(queueLogScenarios, password),
    password,
  }));

  /** Plays it and gives the lines it left. */
  async function linesOf(scenario: QueueLogScenario, side: Side): Promise<string> {
    const scene = new SceneNames(queueLogScenarios.indexOf(scenario));
    const stage = new Stage(side, asterisk(), scene, scenario.queues.length);
    try {
      await scenario.play(stage);
      await stage.end();
      return `${normalised(stage.lines(), scene.placeholders()).join('\n')}\n`;
    } finally {
      await stage.close();
    }
  }

  describe('written by app_queue', () => {
    let side: Awaited<ReturnType<typeof appQueueSide>>;
    beforeAll(async () => {
      side = await appQueueSide(asterisk());
    });
    afterAll(() => side?.close());

    test.concurrent.each(queueLogScenarios)('$name', async (scenario) => {
      const lines = await linesOf(scenario, side);
      if (records) writeFileSync(goldenFile(scenario.name), lines);
      expect(lines).toBe(readFileSync(goldenFile(scenario.name), 'utf8'));
    });
  });

  describe('written by Tsunagi', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsunagi-queue-log-'));
    const file = join(folder, 'queue_log');
    let router: RouterChild;
    let failed = false;
    /** Lines of Asterisk's own queue_log before. */
    let written = 0;
    const ownLines = (): string[] => linesIn(join(asterisk().folder, 'log/queue_log'));
    let follower: AmiLink | undefined;
    const told: AmiMessage[] = [];
    beforeAll(async () => {
      written = ownLines().length;
      router = await startRouter({
        asterisk: asterisk(),
        centre: sceneCentreOf(queueLogScenarios),
        switchSettings: {
          ami: { port: asterisk().amiPort, user: amiUser, password: `\${TSUNAGI_ARI_PASSWORD}` },
        },
        serverSettings: {
          'queue-log': { file, 'caller-names': true, 'to-switch': true, 'user-events': true },
        },
      });
      const address = { host: '127.0.0.1', port: asterisk().amiPort };
      await new Promise<void>((resolve, reject) => {
        follower = new AmiLink({
          ...{ ...address, user: amiUser, secret: password, clock: realClock },
          onUp: () => resolve(),
          onEvent: (event) => {
            if (event.event === 'UserEvent') told.push(event);
          },
          onDown: () => {},
          onTrouble: (trouble) => reject(new Error(trouble)),
        });
        follower.start();
      });
    }, 60_000);
    afterEach(({ task }) => {
      failed ||= task.result?.state === 'fail';
    });
    afterAll(async () => {
      follower?.stop();
      await router?.remove({ keep: failed });
      if (!failed) rmSync(folder, { recursive: true, force: true });
    });

    test.concurrent.each(queueLogScenarios)('$name', async (scenario) => {
      const lines = await linesOf(scenario, tsunagiSide(router, file));
      expect(lines).toBe(readFileSync(goldenFile(scenario.name), 'utf8'));
    });

    test('Asterisk writes the same lines itself, and tells them as user events', async () => {
      await until('Asterisk to have them all', () => {
        return ownLines().length - written >= linesIn(file).length;
      });
      const withoutTime = (text: string): string => text.replace(/^\d+/, '');
      const ours = linesIn(file).map(withoutTime);
      expect(ownLines().slice(written).map(withoutTime)).toEqual(ours);
      const expected = linesIn(file).flatMap((text) => userEventsOf(readQueueLine(text)!));
      expect(expected.length).toBeGreaterThan(100);
      await until('all user events', () => told.length >= expected.length);
      const headersOf = (event: AmiMessage, names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, event.get(name)]));
      const got = told.map((event, i) => {
        const { Action, ...headers } = expected[i]!;
        return { Action, ...headersOf(event, Object.keys(headers)) };
      });
      expect(got).toEqual(expected);
    });
  });
});

const linesIn = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');
