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

test('names that look like YAML come through as they are', () => {
  const names = ['[ a ], { b: c }', '- x # y', 'true', '0123', 'it\'s "quoted"', '*&!|>%@`'];
  const lines = names.map(
    (name, n) => `member => PJSIP/${n + 1},0,"${name.replace(/["\\]/g, '\\$&')}"`,
  );
  const text = `[yes]\n${lines.join('\n')}\n[null]\n${lines[0]}\n`;
  const result = importOf(textDisk({ 'queues.conf': text }));
  const { site } = checkOf(result).config!;
  expect(site.agents.map(({ name }) => name.en)).toEqual(names);
  expect(site.queues.map(({ id }) => id)).toEqual(['null', 'yes']);
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

/** The dialplan as it is met, and what is made of it. */
describe('the dialplan', () => {
  const queues = '[800]\nmember => PJSIP/1\nmember => PJSIP/2,5\n[801]\nmember => PJSIP/1\n[hot]\n';
  const of = (dialplan: string, more = '') =>
    importOf(textDisk({ 'queues.conf': `${queues}${more}`, 'extensions.conf': dialplan }));
  const queueOf = (result: ReturnType<typeof of>, id: string) =>
    checkOf(result).config!.policy.queues.find((each) => each.id === id)!;

  test('a pattern is for every queue whose name it fits', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the dialplan's own notation
    const result = of('[a]\nexten => _8XX,1,Queue(${EXTEN},t,,,90)\n');
    expect(queueOf(result, '800').exits.tooLong!.waitedMs).toBe(90_000);
    expect(queueOf(result, '801').exits.tooLong!.waitedMs).toBe(90_000);
    expect(queueOf(result, 'hot').exits.tooLong!.waitedMs).toBe(3_600_000);
    expect(toldOf(result, 'none')).toEqual([]);
  });

  test('the longest time of several calls counts, and one without a time makes it endless', () => {
    const two = of('[a]\nexten => 10,1,Queue(hot,,,,60)\nexten => 11,1,Queue(HOT,,,,120)\n');
    expect(queueOf(two, 'hot').exits.tooLong!.waitedMs).toBe(120_000);
    const endless = of('[a]\nexten => 10,1,Queue(hot,,,,60)\nexten => 11,1,Queue(hot)\n');
    expect(queueOf(endless, 'hot').exits.tooLong!.waitedMs).toBe(3_600_000);
  });

  test('penalties set in another extension are not known, and said to be so', () => {
    const result = of(
      '[ivr]\nexten => 1,1,Set(__QUEUE_MAX_PENALTY=1)\n same => n,Goto(a,10,1)\n[a]\nexten => 10,1,Queue(800,,,,60)\n',
    );
    expect(queueOf(result, '800').steps).toHaveLength(1);
    const told = result.imported.report.findings.filter(
      ({ became }) => became === 'all agents serve',
    );
    expect(told.map(({ at }) => at)).toEqual([{ file: 'extensions.conf', line: 5 }]);
  });

  test('agents outside the window for good are not in the queue', () => {
    const result = of('[a]\nexten => 10,1,Set(QUEUE_MAX_PENALTY=1)\n same => n,Queue(800,,,,60)\n');
    const { agents } = checkOf(result).config!.policy;
    expect(agents.filter(({ queues }) => queues.length > 0).map(({ id }) => id)).toEqual(['1']);
    expect(toldOf(result, 'none')).toEqual(['queues.conf:3 PJSIP/2, penalty 5']);
  });

  test('a priority becomes a class of its number; one set elsewhere is told', () => {
    const result = of(
      [
        '[a]',
        'exten => 10,1,Set(_QUEUE_PRIO=5)',
        ' same => n,Queue(hot,,,,60)',
        'exten => 11,1,Queue(hot,,,,60)',
        'exten => 12,1,Set(_QUEUE_PRIO=9)',
        ' same => n,Goto(11,1)',
        '',
      ].join('\n'),
    );
    const { site, policy } = checkOf(result).config!;
    expect(policy.classes).toEqual(['priority-5', 'normal']);
    expect(site.entries.map(({ id, class: own }) => [id, own])).toEqual([
      ['10', 'priority-5'],
      ['11', undefined],
      ['12', undefined],
    ]);
    expect(toldOf(result, 'none')).toEqual(['extensions.conf:5 Set(_QUEUE_PRIO=9)']);
  });

  test('raised penalties put those who are there already to the front', () => {
    const rule = '[800](+)\ndefaultrule = r\n';
    const result = importOf(
      textDisk({
        'queues.conf': `${queues}${rule}`,
        'queuerules.conf': '[r]\npenaltychange => 30,,,5\n',
        'extensions.conf':
          '[a]\nexten => 10,1,Set(QUEUE_RAISE_PENALTY=0)\n same => n,Queue(800,,,,90)\n',
      }),
    );
    const { steps } = queueOf(result, '800');
    expect(steps.map(({ forMs, teams }) => [forMs, teams.map(({ rank }) => rank)])).toEqual([
      [30_000, [0, 5]],
      [Number.POSITIVE_INFINITY, [0, 0]],
    ]);
    expect(checkOf(result).diagnostics.map(({ code }) => code)).not.toContain('teams-add-nobody');
  });

  test('a lower end that rises takes nobody away, and that is told', () => {
    const result = importOf(
      textDisk({
        'queues.conf': `${queues}[800](+)\ndefaultrule = r\n`,
        'queuerules.conf': '[r]\npenaltychange => 30,,3\n',
        'extensions.conf':
          '[a]\nexten => 10,1,Set(QUEUE_MIN_PENALTY=0)\n same => n,Queue(800,,,,90)\n',
      }),
    );
    expect(toldOf(result, 'differs')).toContain('queuerules.conf:2 penaltychange => 30,,3');
  });
});
