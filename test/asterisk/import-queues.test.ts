/**
 * What the importer reads of queues.conf against what Asterisk itself reads of the same files:
 * queues, strategies, limits, agents with penalty, name and pause, as `queue show` tells them.
 */

import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSources } from '../../config/import/read-sources.ts';
import type { SourceError } from '../../config/import/source.ts';
import { fixtures, folderDisk } from '../config/import-support.ts';
import { type AsteriskMajor, asteriskOrSkip } from './packages.ts';
import { useAsterisk } from './suite.ts';

/**
 * Folders Asterisk can read as they are: a queues.conf, and no table. Its console cannot tell of
 * queues with Japanese names: a line that begins with a byte above 127 is a level of verbosity.
 */
const shapes = [
  ...['small-shop', 'templates', 'includes', 'rules', 'weights', 'freepbx', 'dynamic'],
];

interface QueueShown {
  readonly name: string;
  readonly strategy: string;
  readonly maxlen: number;
  /** `PJSIP/1001 2 Anna paused`, sorted. */
  readonly agents: readonly string[];
}

/** Of the answer to `queue show`. */
function shownBy(answer: string): readonly QueueShown[] {
  const queues: { name: string; strategy: string; maxlen: number; agents: string[] }[] = [];
  for (const line of answer.split('\n')) {
    const queue = /^(\S.*) has \d+ calls \(max (\w+)\) in '(\w+)' strategy/.exec(line);
    if (queue !== null) {
      const [, name = '', most = '', strategy = ''] = queue;
      const maxlen = most === 'unlimited' ? 0 : Number(most);
      queues.push({ name, strategy, maxlen, agents: [] });
    }
    const seat = /^ {6}(.*?) \(ringinuse (?:en|dis)abled\)/.exec(line);
    if (seat === null || queues.length === 0) continue;
    const [, who = '', rank = '0'] = /^(.*?)(?: with penalty (\d+))?$/.exec(seat[1]!)!;
    // `Anna (PJSIP/201)`, `Anna (Local/201@x from hint:201@y)`, or the phone alone.
    const [, name = '', phone = who] = /^(.*) \((\S+\/\S+)(?: from \S+)?\)$/.exec(who) ?? [];
    const paused = / \(paused[: )]/.test(line) ? ' paused' : '';
    queues.at(-1)!.agents.push(`${phone} ${rank} ${name}${paused}`);
  }
  return inOrder(queues);
}

/** Of what the importer has read. */
function readOf(folder: string, major: AsteriskMajor): readonly QueueShown[] {
  const errors: SourceError[] = [];
  const { queues } = readSources(folderDisk(folder), ['queues.conf'], () => false, errors);
  expect(errors).toEqual([]);
  const list = queues.map(({ name, settings, seats }) => {
    const last = (key: string) => settings.findLast((each) => each.key === key)?.value;
    // A phone that comes again counts as its last line has it; a penalty below 0 is 0. Asterisk 16
    // does not know the seventh part of a line yet.
    const knowsPause = major >= 22;
    const agents = new Map(
      seats.map(({ phone, rank, name: agent, paused }) => [
        phone,
        `${phone} ${Math.max(0, rank)} ${agent}${paused && knowsPause ? ' paused' : ''}`,
      ]),
    );
    return {
      name,
      strategy: last('strategy') ?? 'ringall',
      maxlen: Number(last('maxlen') ?? 0),
      agents: [...agents.values()],
    };
  });
  return inOrder(list);
}

const inOrder = (queues: readonly QueueShown[]): readonly QueueShown[] =>
  queues
    .map((queue) => ({ ...queue, agents: [...queue.agents].sort() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`Asterisk ${major}`, () => {
    const asterisk = useAsterisk(() => ({ packages: packages! }));

    test.each(shapes)('reads %s as the importer does', async (shape) => {
      const etc = join(asterisk().folder, 'etc');
      for (const name of readdirSync(etc)) {
        if (/^queue/.test(name)) rmSync(join(etc, name), { recursive: true });
      }
      for (const name of readdirSync(join(fixtures, shape))) {
        if (!/^queue/.test(name)) continue;
        cpSync(join(fixtures, shape, name), join(etc, name), { recursive: true });
      }
      await asterisk().cli('queue reload all');
      expect(shownBy(await asterisk().cli('queue show'))).toEqual(
        readOf(join(fixtures, shape), major),
      );
    });
  });
}
