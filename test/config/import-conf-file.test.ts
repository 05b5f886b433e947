/** Asterisk's configuration format, as main/config.c of Asterisk reads it. */

import { describe, expect, test } from 'vitest';
import { readConf, splitArguments } from '../../config/import/conf-file.ts';
import type { SourceError } from '../../config/import/source.ts';
import { textDisk } from './import-support.ts';

function read(text: string, others: Readonly<Record<string, string>> = {}, section?: string) {
  const errors: SourceError[] = [];
  const { sections } = readConf(textDisk({ 'a.conf': text, ...others }), 'a.conf', errors, section);
  const lines = sections.map(({ name, lines }) => [
    name,
    ...lines.map(({ key, value, at }) => `${at.file}:${at.line} ${key}=${value}`),
  ]);
  return { lines, errors: errors.map(({ at, message }) => `${at.line} ${message}`) };
}

/** Text, and what is to be read of it. */
const cases: readonly (readonly [what: string, text: string, lines: readonly string[][]])[] = [
  [
    'signs',
    '[s]\na=1\nb => 2\nc  =  3 4',
    [['s', 'a.conf:2 a=1', 'a.conf:3 b=2', 'a.conf:4 c=3 4']],
  ],
  ['an empty value', '[s]\na=\nb =>', [['s', 'a.conf:2 a=', 'a.conf:3 b=']]],
  ['a sign in a value', '[s]\na = b=c', [['s', 'a.conf:2 a=b=c']]],
  ['comments', '; x\n[s] ; y\na = 1 ; z\n;b = 2', [['s', 'a.conf:3 a=1']]],
  ['an escaped semicolon', '[s]\na = 1\\;2', [['s', 'a.conf:2 a=1;2']]],
  [
    'block comments, also one within another',
    '[s]\na = 1\n;-- b = 2\n;-- c = 3 --;\nd = 4 --;\ne ;-- f --; = 5',
    [['s', 'a.conf:2 a=1', 'a.conf:6 e=5']],
  ],
  ['a line of ;---', '[s]\n;--- no block\na = 1', [['s', 'a.conf:3 a=1']]],
  ['Windows line ends', '[s]\r\na = 1\r\n', [['s', 'a.conf:2 a=1']]],
  [
    'inheritance',
    '[b](!)\na = 1\n[s](b)\na = 2',
    [
      ['b', 'a.conf:2 a=1'],
      ['s', 'a.conf:2 a=1', 'a.conf:4 a=2'],
    ],
  ],
  [
    'two bases, one of them no template',
    '[b]\na = 1\n[c](!)\nd = 2\n[s](b,c)',
    [
      ['b', 'a.conf:2 a=1'],
      ['c', 'a.conf:4 d=2'],
      ['s', 'a.conf:2 a=1', 'a.conf:4 d=2'],
    ],
  ],
  [
    'a base that changes afterwards',
    '[b](!)\na = 1\n[s](b)\n[b](+)\nc = 2',
    [
      ['b', 'a.conf:2 a=1', 'a.conf:5 c=2'],
      ['s', 'a.conf:2 a=1'],
    ],
  ],
  ['what is appended', '[s]\na = 1\na += ,2', [['s', 'a.conf:3 a=1,2']]],
  ['what is appended to nothing', '[s]\na += 2', [['s', 'a.conf:2 a=2']]],
];

test.each(cases)('reads %s', (_, text, lines) => {
  expect(read(text)).toEqual({ lines, errors: [] });
});

test('an included file goes on where the including one was', () => {
  const { lines, errors } = read('[s]\n#include "b.conf"\nz = 3', {
    'b.conf': 'b = 2\n[t]\nc = 4',
  });
  expect(lines).toEqual([
    ['s', 'b.conf:1 b=2'],
    ['t', 'b.conf:3 c=4', 'a.conf:3 z=3'],
  ]);
  expect(errors).toEqual([]);
});

test('wildcards include in order of name, #tryinclude may find nothing', () => {
  const { lines, errors } = read('[s]\n#include x_*.conf\n#tryinclude <no.conf>', {
    'x_2.conf': 'b = 2',
    'x_1.conf': 'a = 1',
    'y_1.conf': 'c = 3',
  });
  expect(lines).toEqual([['s', 'x_1.conf:1 a=1', 'x_2.conf:1 b=2']]);
  expect(errors).toEqual([]);
});

test('lines before any section belong to the section given for the file', () => {
  expect(read('a = 1', {}, 'general').lines).toEqual([['general', 'a.conf:1 a=1']]);
  expect(read('a = 1').errors).toEqual(['1 `a` stands before any [section]']);
});

describe('arguments', () => {
  test.each([
    ['a,b,,c', ['a', 'b', '', 'c']],
    ['"a, b",c', ['a, b', 'c']],
    ['a\\,b,c', ['a,b', 'c']],
    ['x(1,2),$[F(a,b)],c', ['x(1,2)', '$[F(a,b)]', 'c']],
    [' a , b ', ['a', 'b']],
    ['', ['']],
  ])('%s', (text, parts) => {
    expect(splitArguments(text)).toEqual(parts);
  });
});
