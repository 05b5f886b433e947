/** The command `tsunagi import`: what it writes, where, and its exit codes. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkConfig } from '../../config/check.ts';
import { exitCodes } from '../../server/cli/exit-codes.ts';
import { type ImportCommand, importCommand } from '../../server/cli/import.ts';
import { catchPrinted, type Printed } from '../support/printed.ts';
import { env, now } from './corpus.ts';
import { fixtures } from './import-support.ts';

let folder = '';
let printed: Printed = { out: '', err: '' };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-import-'));
  printed = catchPrinted();
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
  process.exitCode = 0;
});

const shop = join(fixtures, 'small-shop');
const run = (paths: readonly string[], options: Partial<ImportCommand> = {}) => {
  process.exitCode = 0;
  importCommand(paths, { technology: 'PJSIP', longestWait: '1h', ...options });
  return process.exitCode;
};

test('YAML goes to standard output, the report to standard error', () => {
  expect(run([shop])).toBe(exitCodes.ok);
  expect(printed.out).toContain('queues:\n');
  expect(printed.out).not.toContain('Taken over');
  expect(printed.err).toContain('Taken over with a difference');
  expect(printed.err).toContain('queues.conf:10  retry = 3');
});

test('with --out three files are written that check takes, and never over others without --force', () => {
  const out = join(folder, 'new');
  expect(run([shop], { out })).toBe(exitCodes.ok);
  expect(printed.out).toBe('');
  expect(readdirSync(out)).toEqual(['agents.yaml', 'centre.yaml', 'queues.yaml']);
  const { config, diagnostics } = checkConfig(out, { env, now });
  expect(diagnostics).toEqual([]);
  expect(config!.policy.queues.map(({ id }) => id)).toEqual(['shop']);

  writeFileSync(join(out, 'queues.yaml'), '# mine\n');
  expect(run([shop], { out })).toBe(exitCodes.usage);
  expect(printed.err).toContain('give --force');
  expect(readFileSync(join(out, 'queues.yaml'), 'utf8')).toBe('# mine\n');
  expect(run([shop], { out, force: true })).toBe(exitCodes.ok);
  expect(readFileSync(join(out, 'queues.yaml'), 'utf8')).toContain('shop:');
});

test('--json is one object: the report, and the YAML where no folder is given', () => {
  expect(run([shop], { json: true })).toBe(exitCodes.ok);
  const { findings, counts, yaml } = JSON.parse(printed.out);
  expect(counts).toEqual({ queues: 1, agents: 3, entries: 1 });
  expect(yaml).toContain('queues:');
  expect(findings).toContainEqual({
    fate: 'exact',
    at: { file: join(shop, 'queues.conf'), line: 9 },
    about: 'queue shop',
    written: 'timeout = 20',
    became: 'ring: 20s',
  });
  expect(printed.err).toBe('');
});

test('what cannot be read is told with its place, and nothing is written', () => {
  const out = join(folder, 'broken');
  expect(run([join(fixtures, 'broken')], { out })).toBe(exitCodes.failed);
  expect(printed.err).toMatch(/queues\.conf:6 {2}error {2}no strategy is called "ringal"/);
  expect(readdirSync(folder)).toEqual([]);
  expect(run([join(fixtures, 'broken')], { json: true })).toBe(exitCodes.failed);
  expect(JSON.parse(printed.out).errors.length).toBeGreaterThan(10);
});

test('a file in another encoding than UTF-8 is an error that says so', () => {
  const file = join(folder, 'queues.conf');
  writeFileSync(file, Buffer.from([0x5b, 0x8e, 0xf3, 0x95, 0x74, 0x5d, 0x0a]));
  expect(run([file])).toBe(exitCodes.failed);
  expect(printed.err).toContain('not UTF-8');
});

test.each([
  [['/nowhere/queues.conf'], {}, 'there is no /nowhere/queues.conf'],
  [[shop], { longestWait: '1 hour' }, '--longest-wait is a duration'],
  [[shop], { technology: 'pj/sip' }, '--technology is a word'],
] as const)('a wrong command line ends with 2: %j %j', (paths, options, sentence) => {
  expect(run(paths, options)).toBe(exitCodes.usage);
  expect(printed.err).toContain(sentence);
});

test('the longest wait and the technology are those asked for', () => {
  const file = join(folder, 'queues.conf');
  writeFileSync(file, '[q]\nmember => Local/9@from-queue/n,0,May,hint:9@ext-local\n');
  expect(run([file], { longestWait: '25m', technology: 'SIP' })).toBe(exitCodes.ok);
  expect(printed.out).toContain('waited: 25m');
  expect(printed.out).toContain('phone: SIP/9');
});
