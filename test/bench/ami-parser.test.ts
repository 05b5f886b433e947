/** `npm run bench:ami` in small: what it compares, and that nothing is lost; never how fast. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { cutEverywhere } from '../../bench/ami-cuts.ts';
import { fedByHand, listenTo, parserNames, Tally } from '../../bench/ami-parsers.ts';
import { createEventStream, farewell, greeting } from '../../bench/ami-stream.ts';
import { seedOfRun } from '../support/dice.ts';

const seed = seedOfRun();
console.log(`ami seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/bench/ami-parser.test.ts`);
const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

describe.each(parserNames)('%s', (parser) => {
  test('20,000 events over a socket are told as they were written, in order', async () => {
    const stream = createEventStream(seed, 500);
    const server = createServer((socket) => {
      socket.resume().write(greeting);
      for (let round = 0; round < 40; round++) socket.write(stream.bytes);
      socket.end(farewell);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    undo.push(() => server.close());
    const tally = new Tally(stream);
    await new Promise<void>((resolve) => {
      listenTo(parser, (server.address() as AddressInfo).port, (told) => {
        if (told.event === 'Shutdown') resolve();
        else tally.take(told);
      });
    });
    expect(tally.faults(20_000)).toBe(0);
  });

  test('cut before each byte, and into single bytes, nothing is changed', async () => {
    const { cuts, cutsWrong, singlyFaults } = await cutEverywhere(parser, {
      seed,
      few: 5,
      many: 60,
    });
    expect(cuts).toBeGreaterThan(1_000);
    expect([cutsWrong, singlyFaults]).toEqual([0, 0]);
  });

  const stream = createEventStream(seed, 20);
  const { bytes, offsets } = stream;
  const event = (n: number) => bytes.subarray(offsets[n]!, offsets[n + 1]!);
  const changed = Buffer.from(event(7));
  changed.writeUInt8(changed.readUInt8(30) ^ 1, 30);
  test.each([
    ['one that is missing', [bytes.subarray(0, offsets[7]), bytes.subarray(offsets[8])]],
    ['the last one missing', [bytes.subarray(0, offsets[19])]],
    ['one that comes twice', [bytes.subarray(0, offsets[8]), bytes.subarray(offsets[7])]],
    [
      'two that have changed places',
      [bytes.subarray(0, offsets[7]), event(8), event(7), bytes.subarray(offsets[9])],
    ],
    ['one bit', [bytes.subarray(0, offsets[7]), changed, bytes.subarray(offsets[8])]],
  ])('is seen to fail by %s', async (_, parts) => {
    const tally = new Tally(stream);
    const { feed, end } = fedByHand(parser, (told) => tally.take(told));
    feed(Buffer.from(greeting));
    for (const part of parts) feed(part);
    await end();
    expect(tally.faults(20)).toBeGreaterThan(0);
  });
});
