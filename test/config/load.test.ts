/** Directories, several files, and the three ways to show what is wrong. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countDiagnostics, formatDiagnostics, loadConfig } from '../../config/load.ts';
import { centre, codesOf, env, now, root } from './corpus.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
const load = () => loadConfig(folder, { env, now });

const world = 'switches: { world: { kind: simulated } }\n';
const queue =
  'queues: { all: { teams: everybody, steps: [{ then: { after: 1m, go: hang-up } }] } }\n';
const anna = 'agents: { anna: { phone: PJSIP/1 } }\n';

describe('a directory', () => {
  test('is read with its folders, in any spread over files', () => {
    write('all.yaml', world + queue + anna);
    const { config: whole } = load();
    rmSync(join(folder, 'all.yaml'));
    write('switch.yml', world);
    write('queues/all.yaml', queue);
    write('people/deep/anna.yaml', anna);
    write('.hidden.yaml', 'this: is not read');
    write('notes.txt', 'nor is this');
    const { config, diagnostics } = load();
    expect(diagnostics).toEqual([]);
    expect(config).toEqual(whole);
  });

  test('may be mounted as links', () => {
    write('..data/all.yaml', world + queue + anna);
    symlinkSync(join('..data', 'all.yaml'), join(folder, 'all.yaml'));
    expect(load().config?.policy.queues).toHaveLength(1);
  });

  test('that does not exist, has no file, or is no UTF-8 is told', () => {
    expect(codesOf(loadConfig(join(folder, 'not'), { env, now }).diagnostics)).toContain(
      'no-directory',
    );
    expect(codesOf(load().diagnostics)).toContain('no-files');
    write('a.yaml', Uint8Array.from([0x6e, 0xff, 0xfe]));
    symlinkSync('nowhere', join(folder, 'gone.yaml'));
    const { config, diagnostics } = load();
    expect(config).toBeUndefined();
    expect(codesOf(diagnostics)).toEqual(expect.arrayContaining(['not-utf-8', 'unreadable']));
  });

  test('with a file that is far too large is refused', () => {
    write('big.yaml', `# ${'x'.repeat(8 * 1024 * 1024)}\n`);
    expect(codesOf(load().diagnostics)).toContain('too-large');
  });
});

describe('several files', () => {
  test('what two of them define is told with both places', () => {
    write('a.yaml', `name: One\n${world}${queue}${anna}`);
    write('b.yaml', `name: Two\n${queue}classes: [normal]\n`);
    const { diagnostics, config } = load();
    expect(config).toBeUndefined();
    expect(diagnostics.map(({ file, line, code }) => [file, line, code])).toEqual([
      [join(folder, 'b.yaml'), 1, 'duplicate-key'],
      [join(folder, 'b.yaml'), 2, 'duplicate-key'],
    ]);
    expect(diagnostics[1]!.message).toContain(`${join(folder, 'a.yaml')}:3`);
  });

  test('a file that is no YAML does not make its references unknown', () => {
    write('a.yaml', world + queue + anna.replace('{ anna', '{ [ anna'));
    write('b.yaml', 'entries: { "100": { queue: all } }\nquues: {}\n');
    expect(codesOf(load().diagnostics)).toEqual(['yaml-syntax', 'unknown-key']);
  });

  test('tests and lists of all files are joined, each with its own places', () => {
    write('a.yaml', world + queue + anna);
    const example = (n: number) => `- { name: t${n}, call: { queue: all }, expect: { step: 0 } }\n`;
    write('t1.yaml', `tests:\n${example(1)}`);
    write('t2.yaml', `tests:\n${example(2)}`);
    expect(load().diagnostics.map(({ file, line }) => [file, line])).toEqual([
      [join(folder, 't1.yaml'), 2],
      [join(folder, 't2.yaml'), 2],
    ]);
  });

  test('aliases are followed, also those that would make a small file huge', () => {
    write(
      'a.yaml',
      `${world}${anna}queues:
  all: &all { teams: everybody, steps: [{ then: { after: 1m, go: hang-up } }] }
  other: *all
`,
    );
    expect(load().config?.policy.queues).toHaveLength(2);
    const bomb = Array.from(
      { length: 20 },
      (_, n) =>
        `  a${n}: &a${n} [${Array(20)
          .fill(n === 0 ? 'x' : `*a${n - 1}`)
          .join(', ')}]`,
    );
    write('b.yaml', `skills:\n${bomb.join('\n')}\n`);
    expect(codesOf(load().diagnostics)).toContain('too-many');
    write('b.yaml', 'skills: &a { b: *a }\n');
    expect(codesOf(load().diagnostics)).toContain('too-many');
  });
});

describe('how it is shown', () => {
  const text = `名前: さくら\n${world}\tbad: tab\n`;

  test('as text, with the caret under wide characters', () => {
    write('a.yaml', `${world}${anna}${queue}agents2: 1\npause-reasons: { 昼食: {} }\n`);
    const { diagnostics, sources } = load();
    const lines = formatDiagnostics(diagnostics, 'text', sources).split('\n');
    const at = lines.findIndex((line) => line.includes('昼食: {}'));
    expect(lines[at + 1]).toBe(`      | ${' '.repeat('pause-reasons: { '.length)}^^^^`);
    expect(lines[at + 2]).toBe('');
  });

  test('as JSON and as annotations, with everything needed', () => {
    write('a.yaml', text);
    const { diagnostics, sources } = load();
    const json = JSON.parse(formatDiagnostics(diagnostics, 'json', sources));
    expect(json).toEqual(diagnostics);
    expect(Object.keys(json[0])).toEqual(
      expect.arrayContaining([
        'file',
        'line',
        'column',
        'endColumn',
        'severity',
        'code',
        'message',
      ]),
    );
    const github = formatDiagnostics(
      [{ ...diagnostics[0]!, file: 'a,b:c.yaml', message: '100%\nof' }],
      'github',
      sources,
    );
    expect(github).toContain('::error file=a%2Cb%3Ac.yaml,line=');
    expect(github.trimEnd().split('\n')).toHaveLength(1);
    expect(github).toContain('100%25%0Aof');
  });

  test('counted', () => {
    write('a.yaml', `${world}${anna}${queue}foo: 1\n`);
    expect(countDiagnostics(load().diagnostics)).toBe('1 error, 0 warnings');
    expect(countDiagnostics([])).toBe('0 errors, 0 warnings');
  });
});

test('a thousand agents load in reasonable time, and a broken one among them is found', () => {
  cpSync(join(root, centre), folder, { recursive: true });
  const many = Array.from(
    { length: 1_000 },
    (_, n) => `  extra${n}: { tenant: fuji, phone: PJSIP/${5000 + n}, teams: [shop] }`,
  );
  many[500] = many[500]!.replace('teams: [shop]', 'teams: [shpo]');
  write('many.yaml', `agents:\n${many.join('\n')}\n`);
  const { diagnostics } = load();
  expect(diagnostics.map(({ line, code, hint }) => [line, code, hint])).toEqual([
    [502, 'unknown-reference', 'did you mean `shop`?'],
  ]);
});
