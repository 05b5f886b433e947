import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, endChildren, runCli } from './built.ts';

beforeAll(build, 120_000);

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tsunagi-suppress-'));
});
afterEach(async () => {
  await endChildren();
  rmSync(dir, { recursive: true, force: true });
});

const suppress = (...args: string[]) =>
  runCli(['suppress', ...args], { TSUNAGI_SUPPRESSION: join(dir, 'lists'), USER: 'tanaka' });

describe('tsunagi suppress', () => {
  it('adds, says where a number is listed and why, and removes', async () => {
    const clear = await suppress('check', '+81312345678');
    expect(clear).toMatchObject({ code: 0, stdout: '+81312345678 is on no list\n' });
    const added = await suppress(
      ...['add', 'client/acme', '03-1234-5678', '0312345679', '--country', 'jp'],
      ...['--why', 'asked by phone'],
    );
    expect(added).toMatchObject({ code: 0, stdout: '2 added to client/acme; it has 2\n' });
    const listed = await suppress('check', '+81 3 1234 5678', '+81312345670');
    expect(listed.code).toBe(1);
    expect(listed.stdout).toMatch(
      /^\+81312345678 is on client\/acme: added \S+Z by tanaka: asked by phone\n\+81312345670 is on no list\n$/,
    );
    const removed = await suppress('remove', 'client/acme', '+81312345678', '+81399999999');
    expect(removed.stdout).toBe('1 removed from client/acme, 1 were not there; it has 1\n');
    expect((await suppress('check', '+81312345678')).code).toBe(0);
  });

  it('imports a registry, tells lines it cannot read, and lists what there is', async () => {
    const path = join(dir, '212.txt');
    writeFileSync(path, '212,5550100\n212,5550101\nno number\n');
    const args = ['import', 'registry/us-national', path, '--format', 'ftc'];
    const undated = await suppress(...args);
    expect([undated.code, undated.stderr]).toEqual([2, expect.stringContaining('--drawn')]);
    const imported = await suppress(...args, '--drawn', '2026-11-20');
    expect(imported.code).toBe(1);
    expect(imported.stdout).toContain(`${path}:3: "n" is no part of a number: no number`);
    expect(imported.stdout).toMatch(
      /3 lines, 1 not read; 0 numbers before, 2 now; registry\/us-national@2026-11-20#[0-9a-f]{8}\n$/,
    );
    const { stdout } = await suppress('lists', '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      { list: 'registry/us-national', size: 2, since: '2026-11-20T00:00:00.000Z' },
    ]);
    expect((await suppress('lists')).stdout).toMatch(
      /LIST .*\nregistry\/us-national +2 +2026-11-20/,
    );
    const checked = await suppress('check', '2125550100', '--country', 'US', '--json');
    expect(JSON.parse(checked.stdout)).toMatchObject([
      { number: '+12125550100', suppressed: true, lists: [{ added: null }] },
    ]);
  });

  it.each([
    [['add', 'nobody', '+81312345678'], 'is no list'],
    [['add', 'wide', '03-1234'], 'an international number does not begin with 0'],
    [['add', 'wide', '03-1234-5678', '--country', 'XX'], 'no --country XX'],
    [['add', 'people', 'tanaka'], 'is no id of a person'],
    [['import', 'wide', 'missing.txt'], 'there is no missing.txt'],
    [['import', 'wide', '/dev/null', '--drawn', '2999-01-01'], 'a day that was'],
  ])('%j is told to be wrong', async (args, why) => {
    const { code, stderr } = await suppress(...args);
    expect(stderr).toContain(why);
    expect(code).toBe(2);
  });
});
