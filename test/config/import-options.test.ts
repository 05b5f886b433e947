/** Options of app_queue: none is forgotten, each has a fate at every value, the page is true. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Nearness,
  type OptionName,
  optionNamed,
  optionNames,
  optionTable,
} from '../../config/import/option-table.ts';
import { type AsteriskMajor, asteriskOrSkip } from '../asterisk/packages.ts';
import { root } from './corpus.ts';
import { checkOf, importOf, textDisk } from './import-support.ts';

/** Words at the beginning of a line of a sample that are no options, but a member or a sentence. */
const noOptions = new Set(['member', 'set']);

describe.each([22, 16] as const)('the sample file of Asterisk %i', (major: AsteriskMajor) => {
  test('documents no option the table does not have, and is imported as it is', async (context) => {
    const packages = await asteriskOrSkip(major);
    if (packages === undefined) return context.skip();
    const samples = join(packages.root, 'etc', 'asterisk');
    const text = readFileSync(join(samples, 'queues.conf'), 'utf8');
    const documented = new Set(
      [...text.matchAll(/^;?\s?([a-z][a-z_-]+)\s*=(?!=)/gm)]
        .map(([, word]) => word!)
        .filter((word) => !noOptions.has(word)),
    );
    expect(documented.size).toBeGreaterThan(50);
    expect([...documented].filter((word) => optionNamed(word) === undefined)).toEqual([]);
    const names = readdirSync(samples).filter((name) => /^queue.*\.conf$/.test(name));
    const texts = names.map((name) => [name, readFileSync(join(samples, name), 'utf8')] as const);
    const result = importOf(textDisk(Object.fromEntries(texts)));
    expect(result.errors).toEqual([]);

    // The same with every comment that is an option switched on, in one queue.
    const options = [...text.matchAll(/^;\s?([a-z][a-z-]+)\s*=\s*([^;\n]*)/gm)];
    const lines = options
      .filter(([, word]) => !noOptions.has(word!))
      .map(([, word, value]) => `${word} = ${value!.trim().split('|')[0]}`);
    const whole = importOf(
      textDisk({ 'queues.conf': `[all]\n${lines.join('\n')}\nmember => PJSIP/1\n` }),
    );
    expect(whole.errors).toEqual([]);
    expect(checkOf(whole).config).toBeDefined();
  });
});

/** Values that matter, for options whose fate depends on them. */
const values: Readonly<Partial<Record<OptionName, readonly string[]>>> = {
  strategy: [
    ...['ringall', 'leastrecent', 'fewestcalls', 'random', 'rrmemory', 'rrordered'],
    ...['roundrobin', 'linear', 'wrandom'],
  ],
  joinempty: ['yes', 'no', 'strict', 'loose', 'paused,inuse,ringing', 'unavailable', 'wrapup'],
  leavewhenempty: ['yes', 'no', 'strict', 'loose', 'inuse', 'paused,penalty'],
  autopause: ['yes', 'no', 'all'],
  'announce-holdtime': ['yes', 'no', 'once'],
  'announce-position': ['yes', 'no', 'limit', 'more'],
  'monitor-format': ['wav', 'wav49', 'gsm', 'g729', ''],
  timeoutpriority: ['app', 'conf'],
  retry: ['0', '5', 'none'],
};

const isNumber = (name: OptionName): boolean =>
  /(?:^|-)(?:timeout|retry|time|maxlen|weight|level|limit|delay|frequency|startdelay|seconds)$|wrapuptime|servicelevel|penaltymemberslimit|autopausedelay|memberdelay/.test(
    name,
  );

describe.each(optionNames.map((name) => [name]))('%s', (name) => {
  const { where } = optionTable[name];
  const tried =
    values[name] ?? (isNumber(name) ? ['0', '7', '600'] : ['yes', 'no', 'custom/word', '']);

  test.each(tried.map((value) => [value]))(
    '= %s has one fate, and what it makes passes check',
    (value) => {
      const line = `${name} = ${value}\n`;
      const frequencies = 'announce-frequency = 30\nperiodic-announce-frequency = 40\n';
      const others = name.endsWith('frequency') ? '' : frequencies;
      const queue = `${others}member => PJSIP/1001\nmember => PJSIP/1002\n`;
      const text =
        where === 'general'
          ? `[general]\n${line}\n[q]\n${queue}`
          : `[general]\n${where === 'both' ? line : ''}\n[q]\n${line}${queue}`;
      const result = importOf(textDisk({ 'queues.conf': text }));
      expect(result.errors).toEqual([]);
      const own = result.imported.report.findings.filter(({ written }) =>
        written.startsWith(`${name} =`),
      );
      expect(own.map(({ about }) => about)).toEqual(
        where === 'general' ? ['general'] : where === 'both' ? ['general', 'queue q'] : ['queue q'],
      );
      for (const { fate, why, became } of own) {
        if (fate === 'none') expect(why).toBeTruthy();
        else expect(became ?? why).toBeTruthy();
        if (fate === 'differs') expect(why).toBeTruthy();
        if (optionTable[name].near === 'exact') expect([fate, value]).not.toEqual(['none', value]);
      }
      const { diagnostics } = checkOf(result);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    },
  );
});

test('an option written in the wrong section, or wrongly, is told and not taken', () => {
  const { imported, errors } = importOf(
    textDisk({ 'queues.conf': '[general]\ntimeout = 3\n[q]\nstratgy = random\n' }),
  );
  expect(errors).toEqual([]);
  const told = imported.report.findings.filter(({ fate }) => fate === 'none');
  expect(told.map(({ at, advice }) => [at.line, advice])).toEqual([
    [2, 'write it in each queue, or in a template'],
    [4, 'is `strategy` meant?'],
  ]);
});

describe('docs/import.md', () => {
  const page = readFileSync(join(root, 'docs', 'import.md'), 'utf8');
  const words: Readonly<Record<Nearness, string>> = {
    exact: 'exact',
    differs: 'differs',
    none: 'no equal',
    varies: 'by value',
    log: 'log',
    old: 'gone',
  };

  test.each(optionNames.map((name) => [name]))('has the row of %s as the table has it', (name) => {
    const { near, becomes, note } = optionTable[name];
    const row = `| \`${name}\` | ${words[near]} | ${becomes} | ${note} |`;
    expect(page.split('\n')).toContain(row.replace(/ {2,}/g, ' '));
  });
});
