/** The manager interface's messages, wherever the network cuts them. */

import { expect, test } from 'vitest';
import { AmiActionError, writeAction } from '../../adapters/asterisk-ami/message.ts';
import { AmiFormatError, AmiReader } from '../../adapters/asterisk-ami/reader.ts';
import { createChance } from '../../adapters/simulated/random.ts';
import { seedOfRun } from '../support/dice.ts';

const seed = seedOfRun();
console.log(
  `ami seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/adapters/ami-reader.test.ts`,
);

const greeting = 'Asterisk Call Manager/7.0.3\r\n';
const stream = [
  greeting,
  'Response: Success\r\nActionID: tsunagi-1\r\nMessage: Authentication accepted\r\n\r\n',
  'Event: QueueCallerJoin\r\nPrivilege: agent,all\r\nQueue: サポート\r\nPosition: 1\r\nEmpty: \r\n\r\n',
  'Event: AgentConnect\r\nMemberName: 田中 結衣 🙂\r\nHoldTime:7\r\nNote: a: b: c\r\n\r\n',
  'Response: Success\r\nOutput: one\r\nOutput: two\r\nno header at all\r\n\r\n',
  '\r\n\r\n',
  'Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n',
].join('');

type Told = readonly (readonly [string, string])[];

/** Every message told of a stream that is cut before the given places. */
function read(text: string | Buffer, cuts: readonly number[]): Told[] {
  const bytes = Buffer.from(text as string);
  const told: Told[] = [];
  const reader = new AmiReader({
    onMessage: ({ names, values }) => told.push(names.map((name, i) => [name, values[i]!])),
  });
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    reader.feed(bytes.subarray(from, cut));
    from = cut;
  }
  return told;
}

const whole = read(stream, []);

test('headers are told in order, with empty values, colons and other alphabets', () => {
  expect(whole).toHaveLength(5);
  expect(whole[1]).toEqual([
    ['Event', 'QueueCallerJoin'],
    ['Privilege', 'agent,all'],
    ['Queue', 'サポート'],
    ['Position', '1'],
    ['Empty', ''],
  ]);
  expect(whole[2]).toEqual([
    ['Event', 'AgentConnect'],
    ['MemberName', '田中 結衣 🙂'],
    ['HoldTime', '7'],
    ['Note', 'a: b: c'],
  ]);
  expect(whole[3]).toEqual([
    ['Response', 'Success'],
    ['Output', 'one'],
    ['Output', 'two'],
  ]);
});

test('a stream cut before any byte, or before every byte, is the same stream', () => {
  const length = Buffer.byteLength(stream);
  for (let cut = 1; cut < length; cut++) expect(read(stream, [cut])).toEqual(whole);
  expect(
    read(
      stream,
      Array.from({ length: length - 1 }, (_, i) => i + 1),
    ),
  ).toEqual(whole);
});

test('any stream in any pieces gives what was written', () => {
  const chance = createChance(seed);
  for (let round = 0; round < 200; round++) {
    const messages = Array.from({ length: chance.between(1, 40) }, () =>
      Array.from({ length: chance.between(1, 12) }, (_, i): [string, string] => [
        i === 0 ? 'Event' : `Name${chance.between(0, 9)}`,
        chance.pick(['', 'x', '木', '🙂🙂', 'a'.repeat(chance.between(1, 3_000))]),
      ]),
    );
    const bytes = Buffer.from(
      greeting +
        messages
          .map((headers) => `${headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`)
          .join(''),
    );
    const cuts: number[] = [];
    for (let at = 0; ; ) {
      at += chance.pick([1, 2, 3, 100, 1_460, 65_536]);
      if (at >= bytes.length) break;
      cuts.push(at);
    }
    expect(read(bytes, cuts)).toEqual(messages);
  }
});

test('something else than a manager interface is told at once, by how it begins', () => {
  expect(() => read('HTTP/1.1 400 Bad Request\r\n\r\n', [])).toThrow(AmiFormatError);
  expect(() => read('HTTP/1.1 400 Bad Request\r\n\r\n', [1])).toThrow('begins with "H"');
});

test('a message that never ends is given up, with the bytes it may have', () => {
  const reader = new AmiReader({ onMessage: () => {}, messageBytesMax: 1_000 });
  reader.feed(Buffer.from(greeting));
  expect(() => {
    for (let i = 0; i < 200; i++) reader.feed(Buffer.from('Output: nothing\r\n'));
  }).toThrow('more than 1000 bytes');
});

test('a value with a line break is refused, because it would add a header', () => {
  const sent = { Action: 'Redirect', Channel: 'PJSIP/1', Exten: '1\r\nAction: Logoff' };
  expect(() => writeAction(sent, 'a')).toThrow(AmiActionError);
  expect(() => writeAction({ Action: 'Ping', 'X: y': '1' }, 'a')).toThrow('X: y');
  expect(writeAction({ Action: 'Originate', Variable: ['a=1', 'b=木'], Timeout: 5 }, 'a-1')).toBe(
    'Action: Originate\r\nActionID: a-1\r\nVariable: a=1\r\nVariable: b=木\r\nTimeout: 5\r\n\r\n',
  );
});
