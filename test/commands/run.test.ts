/**
 * What `npm test` says at the end, in a small checkout with tests that pass, fail and are skipped.
 */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onlyInCi } from '../only-in-ci.ts';

const root = join(import.meta.dirname, '../..');
const { installed } = await import(pathToFileURL(join(root, 'server/set-up.mjs')).href);
let checkout = '';
const put = (path: string, text: string) => writeFileSync(join(checkout, path), text);

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'tsunagi-run-'));
  for (const folder of ['test', 'server', 'server/web', 'core']) mkdirSync(join(checkout, folder));
  const files =
    'server/set-up.mjs test/run.mjs test/longest-first.ts test/only-in-ci.ts package.json ' +
    'package-lock.json tsconfig.json tsconfig.product.json tsconfig.web.json vite.config.ts biome.json ' +
    'vitest.config.ts';
  for (const file of files.split(' ')) cpSync(join(root, file), join(checkout, file));
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  put('server/web/index.html', '<script type="module" src="./main.ts"></script>\n');
  put('server/web/main.ts', "document.title = 'page';\n");
  put('test/fine.test.ts', "import { test } from 'vitest';\n\ntest('fine', () => {});\n");
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

/** Exit code and last line of `npm test`, as if no other vitest were around it. */
function run(...args: string[]) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|CI$)/.test(name)),
  );
  const script = join(checkout, 'test/run.mjs');
  const { status, stdout } = spawnSync(process.execPath, [script, ...args], {
    cwd: checkout,
    env,
    encoding: 'utf8',
  });
  return [status, stdout.trimEnd().split('\n').at(-1)];
}

test('what is only run in CI is there', () => {
  expect(onlyInCi.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

// Otherwise it would install into the folder everything else runs from.
describe.skipIf(!installed())('npm test', () => {
  test('counts the tests, the types and the format, and ends with 0 when all pass', () => {
    expect(run()).toEqual([0, '3 passed, 0 failed']);
  }, 60_000);

  test('tells skipped ones apart, and ends with 1 when one fails', () => {
    put(
      'test/mixed.test.ts',
      "import { expect, test } from 'vitest';\n\n" +
        "test('wrong', () => expect(1).toBe(2));\ntest.skipIf(true)('absent', () => {});\n",
    );
    expect(run()).toEqual([1, '3 passed, 1 failed, 1 skipped']);
    rmSync(join(checkout, 'test/mixed.test.ts'));
  }, 60_000);

  test('counts a file that cannot be loaded, wrong types and a wrong format as failures', () => {
    put('test/broken.test.ts', "import '../core/missing.ts'\n");
    expect(run()).toEqual([1, '1 passed, 3 failed']);
    rmSync(join(checkout, 'test/broken.test.ts'));
  }, 60_000);

  test('leaves to CI what is only run there, unless asked for all or for it', () => {
    mkdirSync(join(checkout, 'test/web'));
    put('test/web/axe.test.ts', "import { test } from 'vitest';\n\ntest('sweep', () => {});\n");
    expect(run()).toEqual([0, '3 passed, 0 failed']);
    expect(run('--all')).toEqual([0, '4 passed, 0 failed']);
    expect(run('test/web/axe')).toEqual([0, '3 passed, 0 failed']);
    rmSync(join(checkout, 'test/web'), { recursive: true });
  }, 60_000);

  test('hands arguments on, and fails when they leave no test', () => {
    expect(run('test/nothing')).toEqual([1, '2 passed, 1 failed']);
  }, 60_000);
});
