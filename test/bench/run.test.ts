/** `npm run bench` as it is run: compiled, in processes of its own. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let built = '';

// A build of its own: dist/ may be older than the sources, or missing.
beforeAll(() => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  built = mkdtempSync(join(root, '.cache', 'bench-'));
  symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
  const flags = ['-p', '.', '--outDir', join(built, 'dist'), '--declaration', 'false', '--noCheck'];
  // Types are checked elsewhere, and take most of a compiler's time.
  spawnSync(join(root, 'node_modules/.bin/tsc'), flags, { cwd: root });
}, 120_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [join(built, 'dist/bench/run.js'), ...args], { encoding: 'utf8' });

describe('npm run bench', () => {
  test('on the small world counts no collection, and prints a table with its verdict', () => {
    const { status, stdout, stderr } = bench('--small', 'collections', 'step');
    expect(stderr).toContain('collections');
    expect(stdout).toMatch(/scavenges +0 +holds +at most 0/);
    expect(stdout).toMatch(/hash [0-9a-f]{8}-/);
    expect(stdout).toContain('2 of 2 budgets hold');
    expect(status).toBe(0);
  }, 120_000);

  test('measures what a router holds, and that the largest centre makes no garbage', () => {
    const { status, stdout } = bench('--small', '--json', 'memory', 'large-collections');
    const { results } = JSON.parse(stdout);
    const [arrays, , total] = results[0].figures;
    expect([arrays.id, total.id, total.unit]).toEqual(['memory.arrays', 'memory.total', 'MiB']);
    // The tables of a hundred agents and a thousand calls, and no trace beside them.
    expect(arrays.value).toBeGreaterThan(0.1);
    expect(total.value).toBeLessThan(5);
    expect(results[1].figures.map(({ value }: { value: number }) => value)).toEqual([0, 0]);
    expect(status).toBe(0);
  }, 120_000);

  test('with --json prints JSON and nothing else', () => {
    const { status, stdout, stderr } = bench('--small', '--json', '--seed', '5', 'deadlines');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ seed: 5, small: true });
    expect(report.results[0].scenario).toBe('deadlines');
    expect([status, stderr]).toEqual([0, '']);
  }, 60_000);

  test('says which scenarios there are when asked for another, or for help', () => {
    const wrong = bench('speed');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('no scenario speed');
    expect(wrong.stderr).toContain('select-agent');
    expect(bench('--sead').status).toBe(2);
    expect(bench('--accept', '--small')).toMatchObject({ status: 2, stdout: '' });
    expect(bench('--help')).toMatchObject({ status: 0, stderr: '' });
  });
});
