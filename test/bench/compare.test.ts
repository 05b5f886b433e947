/** `npm run bench:compare`: what it makes of pairs, and that it leaves nothing behind. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, comparisonInText, median, type Pair } from '../../bench/comparison.ts';
import { figure } from '../../bench/scenario.ts';

const resultOf = (us: number, load = 'a load', hash = '00') => ({
  scenario: 'step',
  load: [load],
  figures: [figure('step.mean', 'a fact', us, 'µs')],
  hash,
});
const pairsOf = (...ratios: number[]): Pair[] =>
  ratios.map((ratio) => ({ before: resultOf(2), after: resultOf(2 * ratio) }));

describe('a comparison', () => {
  test('flags what is beyond five in a hundred, by the median of the pairs', () => {
    const verdictOf = (...ratios: number[]) => compare(pairsOf(...ratios)).verdict;
    expect(verdictOf(1.06, 1.07, 0.9, 1.2, 1.01)).toBe('slower');
    expect(verdictOf(1.04, 1.03, 0.9, 3, 1.01)).toBe('same');
    expect(verdictOf(0.94, 0.93, 1.2, 0.9, 1.01)).toBe('faster');
    expect(verdictOf(0.96, 0.96, 0.96, 0.5, 0.5)).toBe('same');
  });

  test('shows the spread beside the ratio', () => {
    const comparison = compare(pairsOf(1.1, 1.3, 1.2, 0.99, 1.25));
    expect(comparison).toMatchObject({ ratio: 1.2, least: 0.99, most: 1.3 });
    const text = comparisonInText([comparison], { before: 'abc', after: 'def' });
    expect(text).toMatch(/step +2 +2\.40 +1\.200 +0\.990–1\.300 +slower/);
  });

  test('says when both did not do the same', () => {
    const [before, after] = [resultOf(1), resultOf(9, 'another load')];
    expect(compare([{ before, after }])).toMatchObject({ verdict: 'not comparable' });
    const otherwise = compare([{ before, after: resultOf(1, 'a load', '01') }]);
    expect(otherwise).toMatchObject({ verdict: 'same', note: 'decides differently' });
  });

  test('takes the middle of an even number of pairs', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});

/** The sources in a repository of their own, with one commit, compiled. */
describe('the command', () => {
  const root = join(import.meta.dirname, '../..');
  const copied = ['core', 'adapters', 'server', 'config', 'bench', 'test'];
  const files = ['package.json', 'package-lock.json', 'tsconfig.json'];
  let folder = '';
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [join(folder, 'dist/bench/compare.js'), ...args], {
      cwd: folder,
      env: { ...process.env, TMPDIR: join(folder, '.tmp') },
    });
  const ended = (child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      const text = { out: '', err: '' };
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        text.out += chunk;
      });
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        text.err += chunk;
      });
      child.once('close', (code) => resolve({ code, ...text }));
    });
  const leftovers = (): string[] => [
    ...readdirSync(join(folder, '.tmp')),
    ...git('worktree', 'list').trimEnd().split('\n').slice(1),
  ];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-compare-test-'));
    for (const each of [...copied, ...files]) {
      cpSync(join(root, each), join(folder, each), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, '.gitignore'), 'node_modules\ndist\n.tmp\n');
    mkdirSync(join(folder, '.tmp'));
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--no-verify', '--message', 'all of it');
    const flags = ['-p', '.', '--declaration', 'false', '--noCheck'];
    // Types are checked elsewhere, and take most of a compiler's time.
    spawnSync(join(root, 'node_modules/.bin/tsc'), flags, { cwd: folder });
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('runs both by turns, five times at least, and leaves nothing behind', async () => {
    const { code, out, err } = await ended(start('HEAD', '--small', 'deadlines'));
    expect(err).toContain('pair 5 of 5');
    expect(out).toMatch(
      /deadlines +\S+ +\S+ +\d+\.\d{3} +\d+\.\d{3}–\d+\.\d{3} +(same|slower|faster)$/m,
    );
    expect(out).not.toContain('decides differently');
    // Slower or not is chance here: the small world says nothing about speed.
    expect([0, 1]).toContain(code);
    expect(leftovers()).toEqual([]);
  }, 240_000);

  test('leaves nothing behind when it is interrupted', async () => {
    const child = start('HEAD', '--small', 'deadlines');
    child.stderr?.on('data', (chunk: string | Buffer) => {
      if (String(chunk).includes('pair 1 of 5')) child.kill('SIGINT');
    });
    const { code, out, err } = await ended(child);
    expect([code, out]).toEqual([130, '']);
    expect(err).toContain('interrupted');
    expect(leftovers()).toEqual([]);
  }, 240_000);

  test('refuses an unknown revision, changes that are not committed, and too few pairs', async () => {
    const unknown = await ended(start('no-such-thing'));
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toContain('git knows no revision no-such-thing');
    const few = await ended(start('HEAD', '--pairs', '3'));
    expect(few).toMatchObject({ code: 2, out: '' });
    writeFileSync(join(folder, 'new.txt'), 'x');
    const dirty = await ended(start('HEAD'));
    expect(dirty).toMatchObject({ code: 2, out: '' });
    expect(dirty.err).toContain('new.txt not committed');
    expect(existsSync(join(folder, 'new.txt'))).toBe(true);
  }, 60_000);
});
