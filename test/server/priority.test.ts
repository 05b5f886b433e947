/** The routing thread goes first, and only that one. */

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { raisePriority } from '../../server/priority.ts';

test('says why it could not be raised', () => {
  const refuse = (): never => {
    throw Object.assign(new Error('no'), { code: 'EACCES' });
  };
  expect(raisePriority(refuse)).toBe('EACCES');
  expect(raisePriority(() => {})).toBeUndefined();
});

/** Raises itself beside another thread; prints why it could not, and the level of each thread. */
const raiser = `
import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { raisePriority } from '${new URL('../../dist/server/priority.js', import.meta.url)}';
const worker = new Worker('require("node:worker_threads").parentPort.on("message", () => {})', {
  eval: true,
  // Not as a module, as this is.
  execArgv: [],
});
await new Promise((resolve) => worker.once('online', resolve));
const refused = raisePriority();
const levels = readdirSync('/proc/self/task').map((thread) => {
  const fields = readFileSync('/proc/self/task/' + thread + '/stat', 'utf8').split(') ').at(-1);
  return [Number(thread) === process.pid, Number(fields.split(' ')[16])];
});
console.log(JSON.stringify({ refused, levels }));
await worker.terminate();
`;

test.skipIf(process.platform !== 'linux')('the other threads stay where they were', () => {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', raiser]);
  const { refused, levels } = JSON.parse(String(printed)) as {
    readonly refused?: string;
    readonly levels: readonly (readonly [boolean, number])[];
  };
  const others = new Set(levels.filter(([main]) => !main).map(([, level]) => level));
  const [main] = levels.filter(([isMain]) => isMain).map(([, level]) => level);
  expect(others.size).toBe(1);
  if (refused === undefined) expect(main).toBe(-10);
  else expect([...others]).toEqual([main]);
});
