/** Text of strangers made fit to be shown. */

import { expect, test } from 'vitest';
import { apart, visible } from '../../server/web/foreign.ts';

test('control characters are seen', () => {
  expect(visible('a\u0000b\u0007\u001b[31m\u009bc')).toBe('a␀b␇␛[31m␡c');
  expect(visible('two\nlines\tand a tab')).toBe('two\nlines\tand a tab');
});

test('signs that turn the direction of writing are seen, and turn nothing', () => {
  expect(visible('\u202egnp\u202c \u061c\u200f\u2066x\u2069')).toBe('␡gnp␡ ␡␡␡x␡');
});

test('a name written from right to left leaves the words around it where they are', () => {
  expect(`by ${apart('مرحبا')}, 3 calls`).toBe('by \u2068مرحبا\u2069, 3 calls');
  expect(apart('Tanaka 田中')).toBe('Tanaka 田中');
});

test('nobody ends an isolation they did not begin', () => {
  expect(apart('\u2069مرحبا\u2068')).toBe('\u2068␡مرحبا␡\u2069');
  expect(visible(`by ${apart('مرحبا')}`)).toBe('by \u2068مرحبا\u2069');
});
