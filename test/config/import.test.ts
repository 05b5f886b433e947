/**
 * `tsunagi import` over shapes of queues.conf as they are met: what each becomes, to the letter
 * (golden files beside the fixtures; `npx vitest run -u` writes them anew), and what is told of it.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorText, reportText } from '../../config/import/report-text.ts';
import { checkOf, fixtures, folderDisk, importOf, textDisk, toldOf } from './import-support.ts';

const shapes = readdirSync(fixtures).filter((name) => name !== 'broken');

/** What is to be told of a shape: `file:line text` sorted, and codes of the warnings of check. */
interface Expected {
  readonly warnings: readonly string[];
  readonly differs: readonly string[];
  readonly none: readonly string[];
}

test('there are ten shapes and more', () => {
  expect(shapes.length).toBeGreaterThanOrEqual(10);
});

describe.each(shapes)('%s', (name) => {
  const result = importOf(folderDisk(join(fixtures, name)));
  const text = readFileSync(join(fixtures, name, 'expected.json'), 'utf8');
  const expected = JSON.parse(text) as Expected;

  test('becomes the configuration and the report beside it', async () => {
    expect(result.errors).toEqual([]);
    await expect(result.yaml).toMatchFileSnapshot(join(fixtures, name, 'imported.yaml'));
    const report = reportText(result.imported.report);
    await expect(report).toMatchFileSnapshot(join(fixtures, name, 'report.txt'));
  });

  test('passes check without errors, in one file and in several, and warns of nothing unforeseen', () => {
    const { config, diagnostics } = checkOf(result);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(diagnostics.map(({ code }) => code).sort()).toEqual(expected.warnings);
    const whole = checkOf({ files: new Map([['all.yaml', result.yaml]]) });
    expect(whole.config?.policy.queues).toEqual(config!.policy.queues);
    expect(whole.config?.policy.agents).toEqual(config!.policy.agents);
  });

  test('differs in what it says it differs in, and in nothing else', () => {
    expect(toldOf(result, 'differs')).toEqual(expected.differs);
    expect(toldOf(result, 'none')).toEqual(expected.none);
  });

  test('every place it tells is a line of a file that was read', () => {
    const { files, findings } = result.imported.report;
    const disk = folderDisk(join(fixtures, name));
    for (const { at } of findings) {
      expect(files).toContain(at.file);
      const found = disk.read(at.file) as { text: string };
      expect(at.line).toBeLessThanOrEqual(found.text.split(/\r?\n/).length);
      expect(at.line).toBeGreaterThan(0);
    }
  });
});

test('a broken folder is told in full, each error with its file and line', async () => {
  const { errors } = importOf(folderDisk(join(fixtures, 'broken')));
  await expect(errorText(errors)).toMatchFileSnapshot(join(fixtures, 'broken', 'errors.txt'));
  expect(errors.every(({ at }) => at.line > 0)).toBe(true);
});

test('a file whose name says nothing, and a folder that holds nothing, are errors', () => {
  const strange = importOf(textDisk({ 'pbx.conf': '[a]\n' }), ['pbx.conf']);
  expect(strange.errors.map(({ message }) => message)).toEqual([
    'the name does not say what the file holds',
  ]);
  const empty = importOf(textDisk({ 'readme.txt': '' }));
  expect(empty.errors[0]!.message).toContain('no queues.conf');
});

test('an agent in a queue nobody defines is an error', () => {
  const { errors } = importOf(
    textDisk({ 'queue_members.csv': 'queue_name,interface\nnone,PJSIP/1\n' }),
  );
  expect(placesOf(errors)).toEqual(['queue_members.csv:2']);
});

const placesOf = (errors: readonly { at: { file: string; line: number } }[]) =>
  errors.map(({ at }) => `${at.file}:${at.line}`);

test('files that include each other end in an error', () => {
  const { errors } = importOf(textDisk({ 'queues.conf': '[a]\n#include queues.conf\n' }));
  expect(errors).toHaveLength(1);
  expect(errors[0]!.message).toContain('10 deep');
});

describe('ids', () => {
  const idsOf = (names: readonly string[]) => {
    const text = names.map((name) => `[${name}]\n`).join('');
    return Object.keys(importOf(textDisk({ 'queues.conf': text })).imported.config.queues!);
  };

  test('stay the name where that is one, and are plain, short and different where not', () => {
    expect(idsOf(['support', 'a b', 'a-b', 'サポート', '窓口', 'Café', 'x'.repeat(70)])).toEqual([
      'support',
      'a-b',
      'a-b-2',
      'queue-1',
      'queue-2',
      'Cafe',
      'x'.repeat(56),
    ]);
  });
});
