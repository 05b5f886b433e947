/** Files of a queue_log: rotated, compressed, damaged. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ReadLine, readQueueLog, rotatedFiles } from '../../adapters/queue-log/reader.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const lineOf = (call: number): string => `17|${call}.1|support|NONE|ENTERQUEUE||0311110001|1`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-queue-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read(...names: string[]): Promise<ReadLine[]> {
  const lines: ReadLine[] = [];
  for await (const each of readQueueLog(names.map(at))) lines.push(each);
  return lines;
}

const callsOf = (lines: readonly ReadLine[]): string[] =>
  lines.map((each) => ('line' in each ? each.line.call : each.bad.text));

test('lines come in order, also the last without its newline', async () => {
  writeFileSync(at('queue_log'), `${lineOf(1)}\n\n${lineOf(2)}\n${lineOf(3)}`);
  expect(callsOf(await read('queue_log'))).toEqual(['1.1', '2.1', '3.1']);
});

test('a bad line is told with its place, and reading goes on', async () => {
  writeFileSync(at('queue_log'), `${lineOf(1)}\n17|cut\n${lineOf(2)}\n`);
  expect(await read('queue_log')).toMatchObject([
    { line: { call: '1.1' } },
    { bad: { file: at('queue_log'), number: 2, text: '17|cut' } },
    { line: { call: '2.1' } },
  ]);
});

test('a file without any newline takes no memory, and is one bad line', async () => {
  writeFileSync(at('queue_log'), Buffer.alloc(3 << 20, 'x'));
  const [first, ...others] = await read('queue_log');
  expect(first).toMatchObject({ bad: { number: 1, text: 'x'.repeat(200) } });
  expect(others).toEqual([]);
});

test('a file that is not there is an error, not an empty one', async () => {
  await expect(read('queue_log')).rejects.toThrow('ENOENT');
});

test('what logrotate has made of it is found, oldest first, and read through gzip', async () => {
  for (const [name, call] of [
    ['queue_log', 9],
    ['queue_log.1', 8],
    ['queue_log-20261125', 5],
    ['queue_log-20261126', 6],
  ] as const) {
    writeFileSync(at(name), `${lineOf(call)}\n`);
  }
  writeFileSync(at('queue_log.2.gz'), gzipSync(`${lineOf(7)}\n`));
  for (const other of ['queue_log.bak', 'queue_log2', 'queues.conf']) writeFileSync(at(other), 'x');
  const files = await rotatedFiles(at('queue_log'));
  expect(files.map((file) => basename(file))).toEqual([
    ...['queue_log-20261125', 'queue_log-20261126'],
    ...['queue_log.2.gz', 'queue_log.1', 'queue_log'],
  ]);
  const lines = await read(...files.map((file) => basename(file)));
  expect(callsOf(lines)).toEqual(['5.1', '6.1', '7.1', '8.1', '9.1']);
});

test('a compressed file that was cut off is an error after its lines', async () => {
  const lines = Array.from({ length: 2_000 }, (_, call) => `${lineOf(call)}\n`).join('');
  const bytes = gzipSync(lines);
  writeFileSync(at('queue_log.1.gz'), bytes.subarray(0, bytes.length - 20));
  await expect(read('queue_log.1.gz')).rejects.toThrow('unexpected end of file');
});
