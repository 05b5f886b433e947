/**
 * House rules a program can check. Each rule is first shown a snippet that breaks it, so that none
 * of them can pass for want of looking. Function length and unused code are Biome's and the
 * compiler's part.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  checkDefaultExports,
  checkDocComments,
  checkLeftovers,
  checkLinks,
  checkLock,
  checkPrivate,
  checkPurity,
  checkSize,
} from './tidy/content.ts';
import { checkCycles, checkDirections, checkFences } from './tidy/imports.ts';
import { checkFileNames, checkShapeOfNames, checkWords } from './tidy/names.ts';
import { checkoutSources, codeOnly, type Finding, type Source, sourceOf } from './tidy/source.ts';

const root = join(import.meta.dirname, '..');
const sources = checkoutSources(root);

type Rule = (sources: readonly Source[]) => Finding[];
type File = readonly [path: string, text: string];

/** Each rule with files it must refuse, one finding each, and files it must not. */
const rules: readonly {
  readonly rule: Rule;
  readonly bad: readonly File[];
  readonly good: readonly File[];
}[] = [
  {
    rule: checkSize,
    bad: [
      ['core/a.ts', 'x;\n'.repeat(401)],
      ['core/b.ts', `// ${'x'.repeat(98)}\n`],
    ],
    good: [
      ['core/a.ts', 'x;\n'.repeat(400)],
      ['docs/a.md', 'x'.repeat(200)],
      ['test/a.test.ts', `test('${'long '.repeat(30)}', () => {});`],
    ],
  },
  {
    rule: checkPurity,
    bad: [
      ['core/a.ts', 'const now = Date.now();'],
      ['core/b.ts', 'const r = Math.random();'],
      ['core/c.ts', 'setTimeout(() => {}, 5);'],
      ['core/d.ts', 'const env = process.env;'],
      ['core/e.ts', 'export async function f() {}'],
    ],
    good: [
      ['core/a.ts', '// Date.now() is what we never call\nconst s = "process.env";'],
      ['server/clock.ts', 'export const now = () => Date.now();'],
    ],
  },
  {
    rule: checkDirections,
    bad: [
      ['core/a.ts', "import { x } from '../adapters/port.ts';"],
      ['core/b.ts', "import { x } from 'node:fs';"],
      ['core/c.ts', "import { x } from 'lru-cache';"],
      ['adapters/a.ts', "import { x } from '../server/loop.ts';"],
      ['config/a.ts', "const x = await import('../server/loop.ts');"],
      ['server/a.ts', "export { x } from '../test/support/x.ts';"],
      ['server/web/a.tsx', "import { x } from '../loop.ts';"],
    ],
    good: [
      ['server/web/b.tsx', "import { x } from '../wire/x.ts';"],
      ['core/routing/a.ts', "import { x } from './b.ts';"],
      ['core/routing/b.ts', "// import { x } from 'node:fs';"],
      ['server/a.ts', "import { x } from '../core/index.ts';\nimport y from 'pino';"],
      ['bench/a.ts', "import { x } from '../test/reference/naive-router.ts';"],
    ],
  },
  {
    rule: checkFences,
    bad: [
      ['adapters/a.ts', "import ari from 'ari-client';"],
      ['adapters/b.ts', "const ari = require('ari-client');"],
    ],
    good: [
      ['adapters/c.ts', "import ami from 'asterisk-manager';"],
      ['bench/ari.ts', "import ami from 'asterisk-manager';"],
    ],
  },
  {
    rule: checkFileNames,
    bad: [
      ['core/routing/SelectAgent.ts', ''],
      ['core/select_call.ts', ''],
    ],
    good: [
      ['core/select-agent.ts', ''],
      ['test/tidy.test.ts', ''],
    ],
  },
  {
    rule: checkWords,
    bad: [
      ['core/a.ts', 'const queueMember = 1;'],
      ['server/b.ts', 'class CallManager {}'],
      ['server/c.ts', 'function processEvent() {}'],
      ['core/d.ts', 'interface Row { contact: string }'],
      ['adapters/call-helper.ts', ''],
    ],
    good: [
      ['adapters/x/translate.ts', 'const member = 1;'],
      ['server/a.ts', "import { type RawData } from 'ws';\nlet raw: RawData = socket.data;"],
      ['server/b.ts', 'const worker = log.info("session"); // the manager'],
    ],
  },
  {
    rule: checkShapeOfNames,
    bad: [
      ['core/a.ts', 'const maxCalls = 1;'],
      ['core/b.ts', 'interface IRouter {}'],
      ['core/c.ts', 'class RouterImpl {}'],
    ],
    good: [['core/d.ts', 'const callsMax = 1; interface InboxEntry {}']],
  },
  {
    rule: checkLeftovers,
    bad: [
      ['core/a.ts', `// ${'TO'}DO later`],
      ['core/b.ts', '// const old = 1;\n'],
      ['test/a.test.ts', 'it.skip("x", () => {});'],
      ['test/b.test.ts', 'describe.only("x", () => {});'],
    ],
    good: [
      ['core/c.ts', '// return to the old place;\n// the call (in state waiting) exits'],
      ['test/c.test.ts', 'describe.skipIf(!found)("x", () => {});'],
    ],
  },
  {
    rule: checkDefaultExports,
    bad: [['core/a.ts', 'export default 1;']],
    good: [['vitest.config.ts', 'export default {};']],
  },
  {
    rule: checkDocComments,
    bad: [
      ['core/a.ts', '/** Heading. */\nexport const a = 1;\n\nexport const b = 1;'],
      ['adapters/port.ts', 'import x from "y";\nexport interface A {}'],
    ],
    good: [
      ['core/b.ts', '/** One for both. */\nexport const a = 1;\nexport const b = 1;'],
      ['adapters/other.ts', 'export const a = 1;'],
    ],
  },
  {
    rule: checkLinks,
    bad: [['docs/a.md', 'see [b](missing.md)']],
    good: [
      ['docs/b.md', 'see [c](c.md#top), [core](../core/), [net](https://example.org)'],
      ['docs/c.md', ''],
      ['core/x.ts', ''],
    ],
  },
  {
    rule: checkPrivate,
    bad: [
      ['docs/a.md', `at /${'work'}/main`],
      ['package-lock.json', '"resolved": "https://example.org/x.tgz"'],
    ],
    good: [['docs/b.md', 'in ~/work/x and a/work/b']],
  },
];

describe('a rule', () => {
  test.each(rules)('$rule.name refuses each bad snippet and no good one', ({ rule, bad, good }) => {
    const files = (list: readonly File[]) => list.map(([path, text]) => sourceOf(path, text));
    const refused = rule(files(bad));
    if (rule === checkFences) expect(refused).toHaveLength(1);
    else for (const [path] of bad) expect(refused.join('\n')).toContain(`${path}:`);
    expect(rule(files(good))).toEqual([]);
  });

  test.each(rules)('$rule.name holds for the checkout', ({ rule }) => {
    expect(rule(sources)).toEqual([]);
  });

  test('about import cycles names the files that close one, and holds for the checkout', () => {
    const a = sourceOf('core/a.ts', "import { b } from './b.ts';");
    const b = sourceOf('core/b.ts', "import { c } from './x/c.ts';");
    const c = sourceOf('core/x/c.ts', "import { a } from '../a.ts';");
    const typed = sourceOf('core/x/c.ts', "import type {\n  A,\n} from '../a.ts';");
    expect(checkCycles([a, b])).toEqual([]);
    expect(checkCycles([a, b, typed])).toEqual([]);
    expect(checkCycles([a, b, c])).toEqual([
      'cycle: core/a.ts → core/b.ts → core/x/c.ts → core/a.ts',
    ]);
    expect(checkCycles(sources)).toEqual([]);
  });

  test('about packages finds what the overrides keep away, and holds for the lock file', () => {
    const old = {
      packages: {
        'node_modules/ari-client/node_modules/ws': { version: '6.2.7' },
        'node_modules/request': { version: '2.88.2' },
        'node_modules/tough-cookie': { version: '2.5.0' },
      },
    };
    expect(checkLock(old)).toHaveLength(3);
    expect(checkLock(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))).toEqual(
      [],
    );
  });

  test('sees code and no comment, string, template or regular expression', () => {
    const seen = codeOnly("a /* b */ 'c' // d\n`e $" + "{f('}')} g` / h; /i['/]/.test(j)");
    expect(seen.replace(/\s+/g, ' ')).toBe("a ' ' ` ` / h; / /.test(j)");
  });
});

test('Biome refuses a function of more than 70 lines', () => {
  const folder = mkdtempSync(join(root, 'test', 'tidy', 'long-'));
  try {
    const body = (lines: number) =>
      `export function f(a: number) {\n${'  a += 1;\n'.repeat(lines)}}\n`;
    const biome = (lines: number) => {
      writeFileSync(join(folder, 'long.ts'), body(lines));
      const args = ['lint', '--only=complexity/noExcessiveLinesPerFunction', folder];
      return spawnSync(join(root, 'node_modules/.bin/biome'), args, { cwd: root }).status;
    };
    expect([biome(60), biome(80)]).toEqual([0, 1]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('nothing of node_modules, dist or a cache is tracked', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
  expect(tracked.filter((path) => /(^|\/)(node_modules|dist|\.cache)\//.test(path))).toEqual([]);
});

test('files that are to start first are there', () => {
  const [, named] = readFileSync(join(root, 'test/longest-first.ts'), 'utf8').split(
    'const longest',
  );
  const files = [...(named ?? '').matchAll(/'(test\/[^']+\.test\.ts)'/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
