/** One line of a queue_log, there and back, and whatever else may stand in such a file. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type QueueLine, readQueueLine, writeQueueLine } from '../../adapters/queue-log/line.ts';

const connect: QueueLine = {
  atSeconds: 1_795_675_275,
  call: '1795675274.3',
  queue: 'support',
  agent: 'PJSIP/1031',
  event: 'CONNECT',
  fields: ['1', '1795675274.6', '0'],
};
const connectText = '1795675275|1795675274.3|support|PJSIP/1031|CONNECT|1|1795675274.6|0';

test('a line of app_queue is read, and written as it was', () => {
  expect(readQueueLine(connectText)).toEqual(connect);
  expect(writeQueueLine(connect)).toBe(connectText);
});

test('an event that has nothing to say ends with a bar, as QUEUESTART does', () => {
  const line = { ...connect, call: 'NONE', queue: 'NONE', agent: 'NONE', fields: [] };
  const text = writeQueueLine({ ...line, event: 'QUEUESTART' });
  expect(text).toBe('1795675275|NONE|NONE|NONE|QUEUESTART|');
});

test('a caller’s name can end neither a field nor a line', () => {
  const fields = ['', '0312345678', '1', 'Yui | Tanaka\r\n1|1|a|b|CONNECT|'];
  const text = writeQueueLine({ ...connect, event: 'ENTERQUEUE', fields });
  expect(text.split('\n')).toHaveLength(1);
  expect(readQueueLine(text)?.fields).toEqual([
    ...fields.slice(0, 3),
    'Yui _ Tanaka__1_1_a_b_CONNECT_',
  ]);
});

test('parts of a second are dropped, as time() does', () => {
  expect(writeQueueLine({ ...connect, atSeconds: 17.9 })).toMatch(/^17\|/);
});

test.each([
  '',
  '|',
  'Nov 26 06:41:15 NOTICE: queue_log rotated',
  '1795675275|1795675274.3|support|PJSIP/1031',
  '1795675275||support|PJSIP/1031|CONNECT|1',
  '-1|1795675274.3|support|PJSIP/1031|CONNECT|1',
  '1e9|1795675274.3|support|PJSIP/1031|CONNECT|1',
])('is no line: %s', (text) => expect(readQueueLine(text)).toBeUndefined());

const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });

test('whatever is in its fields, a line is read as what was written', () => {
  const lines = fc.record({
    atSeconds: fc.nat(),
    ...{ call: word, queue: word, agent: word, event: word },
    fields: fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }),
  });
  fc.assert(
    fc.property(lines, (line) => {
      const text = writeQueueLine(line);
      const read = readQueueLine(text)!;
      expect(text).not.toMatch(/[\n\r]/);
      expect(read.fields).toHaveLength(line.fields.length);
      // Once clean, it stays as it is.
      expect(writeQueueLine(read)).toBe(text);
    }),
  );
});

test('no text makes the reader fail', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('|', '1', 'NONE', 'CONNECT', ' ', '\\', '\u0000'))
      .map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const line = readQueueLine(text);
      if (line) expect(writeQueueLine(line).split('|').length).toBeGreaterThanOrEqual(6);
    }),
  );
});
