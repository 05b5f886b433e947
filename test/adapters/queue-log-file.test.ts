/** Writing a queue_log: in order, through logrotate, and through trouble with the disk. */

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { QueueLogFile, type QueueLogFileOptions } from '../../adapters/queue-log/file.ts';

const clock = createManualClock(0);
let folder: string;
let path: string;
let troubles: (string | undefined)[];
let file: QueueLogFile;

const open = (more: Partial<QueueLogFileOptions> = {}): QueueLogFile =>
  new QueueLogFile({ path, clock, onTrouble: (trouble) => troubles.push(trouble), ...more });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-queue-log-'));
  path = join(folder, 'queue_log');
  troubles = [];
  file = open();
});
afterEach(async () => {
  await file.close();
  rmSync(folder, { recursive: true });
});

function write(...calls: number[]): void {
  for (const call of calls) {
    const who = { call: `${call}`, queue: 'support', agent: 'NONE' };
    file.write({ atSeconds: 17, ...who, event: 'ABANDON', fields: ['1', '1', '0'] });
  }
}

const textOf = (...calls: number[]): string =>
  calls.map((call) => `17|${call}|support|NONE|ABANDON|1|1|0\n`).join('');
const holds = (name: string, text: string): Promise<unknown> =>
  vi.waitUntil(() => existsSync(name) && readFileSync(name, 'utf8') === text);

test('lines are appended in the order they came, to what is there', async () => {
  writeFileSync(path, textOf(0));
  const calls = Array.from({ length: 1_000 }, (_, index) => index + 1);
  write(...calls);
  await holds(path, textOf(0, ...calls));
  write(2_001);
  await file.close();
  expect(readFileSync(path, 'utf8')).toBe(textOf(0, ...calls, 2_001));
  expect(troubles).toEqual([]);
});

test('logrotate takes the file away: the next line is in a new one, none is lost', async () => {
  write(1, 2);
  await holds(path, textOf(1, 2));
  renameSync(path, `${path}.1`);
  write(3);
  await holds(path, textOf(3));
  expect(readFileSync(`${path}.1`, 'utf8')).toBe(textOf(1, 2));
});

test('logrotate has made a new file already, or cut the old one short', async () => {
  write(1);
  await holds(path, textOf(1));
  renameSync(path, `${path}.1`);
  writeFileSync(path, '');
  write(2);
  await holds(path, textOf(2));
  truncateSync(path);
  write(3);
  await holds(path, textOf(3));
  expect(readFileSync(`${path}.1`, 'utf8')).toBe(textOf(1));
  expect(troubles).toEqual([]);
});

test('rotated again and again while lines come, every line is in exactly one file', async () => {
  const calls = Array.from({ length: 600 }, (_, index) => index + 1);
  let rotations = 0;
  for (const call of calls) {
    write(call);
    if (call % 50 !== 0) continue;
    await vi.waitUntil(() => existsSync(path) && readFileSync(path, 'utf8').includes(`|${call}|`));
    renameSync(path, `${path}.${++rotations}`);
  }
  const files = Array.from({ length: rotations }, (_, index) => `${path}.${index + 1}`);
  expect(files.map((name) => readFileSync(name, 'utf8')).join('')).toBe(textOf(...calls));
});

test('beside Asterisk in one file: its lines stay whole', async () => {
  write(1);
  await holds(path, textOf(1));
  appendFileSync(path, textOf(2));
  write(3);
  await holds(path, textOf(1, 2, 3));
});

test('a line somebody was killed in the middle of does not spoil ours', async () => {
  writeFileSync(path, '17|0|supp');
  write(1);
  await holds(path, `17|0|supp\n${textOf(1)}`);
});

test('trouble is told once; when it is over everything is written, and that is told', async () => {
  mkdirSync(path);
  write(1);
  await vi.waitUntil(() => troubles.length === 1);
  expect(troubles[0]).toContain(`the queue_log ${path} cannot be written (EISDIR`);
  write(2);
  for (let tries = 0; tries < 3; tries++) {
    await vi.waitUntil(() => clock.next() !== undefined);
    clock.advance(1_000);
  }
  write(3);
  await vi.waitUntil(() => clock.next() !== undefined);
  rmSync(path, { recursive: true });
  clock.advance(1_000);
  await holds(path, textOf(1, 2, 3));
  await vi.waitUntil(() => troubles.length === 2);
  expect(troubles[1]).toBeUndefined();
  rmSync(path);
  mkdirSync(path);
  write(4);
  await vi.waitUntil(() => troubles.length === 3);
  rmSync(path, { recursive: true });
});

test('what does not fit into memory while the disk refuses is lost, and counted', async () => {
  file = open({ pendingBytesMax: textOf(1, 2).length });
  mkdirSync(path);
  write(1, 2, 3, 4);
  await vi.waitUntil(() => clock.next() !== undefined);
  rmSync(path, { recursive: true });
  clock.advance(1_000);
  await holds(path, textOf(1, 2));
  await vi.waitUntil(() => troubles.length === 4);
  expect(troubles[2]).toMatch(/^2 lines of .* are lost/);
});

test('closing writes what is there, and ends also when it cannot', async () => {
  write(1);
  await file.close();
  expect(readFileSync(path, 'utf8')).toBe(textOf(1));
  rmSync(path);
  mkdirSync(path);
  file = open();
  write(2);
  await file.close();
  expect(clock.next()).toBeUndefined();
});
