/**
 * What `npm start` and its sisters do before anything runs, in a small checkout of its own: real
 * npm, real compiler, real signals.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let checkout = '';
const put = (path: string, text: string) => {
  mkdirSync(join(checkout, path, '..'), { recursive: true });
  writeFileSync(join(checkout, path), text);
};

/** A checkout with one local package: compiler and bundler that hand on to the real ones. */
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'tsunagi-start-'));
  for (const file of ['server/set-up.mjs', 'server/start.mjs']) {
    cpSync(join(root, file), join(checkout, file));
  }
  const bin = { tsc: 'tsc.mjs', vite: 'vite.mjs' };
  put('compiler/package.json', JSON.stringify({ name: 'compiler', version: '1.0.0', bin }));
  for (const tool of ['tsc', 'vite']) {
    put(
      `compiler/${tool}.mjs`,
      `#!/usr/bin/env node
      import { spawnSync } from 'node:child_process';
      const tool = ${JSON.stringify(join(root, 'node_modules/.bin', tool))};
      const { status } = spawnSync(tool, process.argv.slice(2), { stdio: 'inherit' });
      process.exitCode = status ?? 1;`,
    );
  }
  const dependencies = { compiler: 'file:compiler' };
  put(
    'package.json',
    JSON.stringify({ name: 'x', version: '1.0.0', type: 'module', dependencies }),
  );
  put(
    'package-lock.json',
    JSON.stringify({
      name: 'x',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'x', version: '1.0.0', dependencies },
        compiler: { version: '1.0.0', bin },
        'node_modules/compiler': { resolved: 'compiler', link: true },
      },
    }),
  );
  const typeRoots = [join(root, 'node_modules/@types')];
  const compilerOptions = {
    module: 'nodenext',
    outDir: 'dist',
    rootDir: '.',
    typeRoots,
    types: ['node'],
  };
  put('tsconfig.json', JSON.stringify({ compilerOptions, include: ['core', 'server', 'test'] }));
  const include = ['core', 'server'];
  put('tsconfig.product.json', JSON.stringify({ extends: './tsconfig.json', include }));
  put('tsconfig.web.json', JSON.stringify({ extends: './tsconfig.json', include: ['server'] }));
  put(
    'vite.config.ts',
    'export default { root: "server/web", build: { outDir: "../../dist/web" } };\n',
  );
  put('server/web/index.html', '<p>hello</p>\n');
  put('server/hello.ts', 'console.log("hello", [1].length);\n');
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function start(...args: string[]): { child: ChildProcess; end: Promise<[number | null, string]> } {
  const child = spawn(process.execPath, [join(checkout, 'server/start.mjs'), ...args], {
    env: { ...process.env, npm_execpath: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return { child, end: once(child, 'close').then(([code]) => [code, output]) };
}

describe('the set-up before every command', () => {
  test('installs and compiles once, saying so, and is silent the second time', async () => {
    const [code, output] = await start('server/hello.js').end;
    expect(output).toMatch(/installing the packages[\s\S]*compiling[\s\S]*hello 1\n$/);
    expect(code).toBe(0);
    expect(await start('server/hello.js').end).toEqual([0, 'hello 1\n']);
  }, 60_000);

  test('compiles again when a source has changed, and not for a file beside the sources', async () => {
    put('notes.txt', 'nothing');
    expect(await start().end).toEqual([0, '']);
    put('core/more.ts', 'export const more = 1;\n');
    expect(await start().end).toEqual([0, expect.stringContaining('compiling')]);
    expect(readFileSync(join(checkout, 'dist/core/more.js'), 'utf8')).toContain('more');
  }, 30_000);

  test('stops at an error of the compiler, shows it, and tries again next time', async () => {
    put('core/more.ts', 'export const more: string = 1;\n');
    for (let i = 0; i < 2; i++) {
      const [code, output] = await start('server/hello.js').end;
      expect([code, output]).toEqual([1, expect.stringMatching(/do not compile[\s\S]*more\.ts/)]);
      expect(output).not.toContain('hello');
    }
    put('core/more.ts', 'export const more = 2;\n');
    expect((await start().end)[0]).toBe(0);
  }, 30_000);

  test('builds the pages, and again when one has changed', async () => {
    const built = () => readFileSync(join(checkout, 'dist/web/index.html'), 'utf8');
    expect(built()).toContain('hello');
    put('server/web/index.html', '<p>good-bye</p>\n');
    expect(await start().end).toEqual([0, expect.stringContaining('compiling')]);
    expect(built()).toContain('good-bye');
  }, 30_000);

  test('starts the product although a test does not compile, and no test then', async () => {
    put('test/wrong.ts', 'export const wrong: string = 1;\n');
    put('test/right.ts', 'console.log("right");\n');
    expect(await start('server/hello.js').end).toEqual([0, 'hello 1\n']);
    expect(await start('test/right.js').end).toEqual([1, expect.stringContaining('wrong.ts')]);
    rmSync(join(checkout, 'test/wrong.ts'));
    expect(await start('test/right.js').end).toEqual([0, expect.stringMatching(/right\n$/)]);
  }, 30_000);

  test('says what npm said when packages cannot be had', async () => {
    const lock = readFileSync(join(checkout, 'package-lock.json'), 'utf8');
    put('package-lock.json', lock.replaceAll('"compiler"', '"missing"'));
    const [code, output] = await start('server/hello.js').end;
    expect([code, output]).toEqual([1, expect.stringContaining('npm ci failed')]);
    put('package-lock.json', lock);
    expect((await start().end)[0]).toBe(0);
  }, 60_000);

  test('waits for another that is under way, and takes over from one that died', async () => {
    put('.cache/set-up.lock', '999999999');
    expect(await start().end).toEqual([0, '']);
    put('.cache/set-up.lock', String(process.pid));
    const second = start('server/hello.js');
    await once(second.child.stderr!, 'data');
    rmSync(join(checkout, '.cache/set-up.lock'));
    expect(await second.end).toEqual([0, expect.stringMatching(/waiting for it …\nhello/)]);
  }, 30_000);
});

describe('the program it starts', () => {
  test('gets the arguments, and its exit code is handed on', async () => {
    put('server/exit.ts', 'process.exitCode = Number(process.argv[2]);\n');
    expect((await start('server/exit.js', '7').end)[0]).toBe(7);
  }, 30_000);

  test('gets the signal that ends the command, and is waited for', async () => {
    put(
      'server/stay.ts',
      `const timer = setInterval(() => {}, 1000);
      process.once('SIGTERM', () => {
        clearInterval(timer);
        console.log('stopped in good order');
      });
      console.log('up');`,
    );
    await start().end;
    const { child, end } = start('server/stay.js');
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    expect(await end).toEqual([0, 'up\nstopped in good order\n']);
  }, 30_000);
});

test('an old Node is refused with a sentence that says which is needed', async () => {
  const { nodeTrouble } = await import(pathToFileURL(join(root, 'server/set-up.mjs')).href);
  expect(nodeTrouble('18.19.0')).toMatch(/20\.19 or newer and runs on 18\.19\.0/);
  expect(nodeTrouble('20.18.3')).toBeDefined();
  for (const fine of ['20.19.0', '20.20.2', '22.0.0', '24.1.0']) {
    expect(nodeTrouble(fine)).toBeUndefined();
  }
});
