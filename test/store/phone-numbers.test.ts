/** Spellings of telephone numbers lead to one number; what is none is told why. */

import { describe, expect, test } from 'vitest';
import { readNumber } from '../../adapters/phone-numbers.ts';

describe('a number of Japan', () => {
  test.each([
    '090-1234-5678',
    '09012345678',
    '９０−１２３４−５６７８',
    '０９０－１２３４－５６７８',
    '090ー1234ー5678',
    '090‐1234‐5678',
    '(090) 1234 5678',
    '9012345678',
    '+81 90-1234-5678',
    '+81 (0)90-1234-5678',
    '81-90-1234-5678',
    '0081 90 1234 5678',
    '010-81-90-1234-5678',
    '184-090-1234-5678',
    '186 09012345678',
    '090-1234-5678 内線12',
    'tel:+81-90-1234-5678',
  ])('%s is +819012345678', (written) => {
    expect(readNumber(written, 'JP')).toEqual({ number: 819012345678, kind: 'mobile', written });
  });

  test.each([
    ['03-1234-5678', 81312345678, 'fixed'],
    ['312345678', 81312345678, 'fixed'],
    ['03(1234)5678', 81312345678, 'fixed'],
    ['050-1234-5678', 815012345678, 'voip'],
    ['0120-123-456', 81120123456, 'toll-free'],
    ['+1 212 456 7890', 12124567890, 'other'],
  ])('%s is %i, %s', (written, number, kind) => {
    expect(readNumber(written, 'JP')).toEqual({ number, kind, written });
  });
});

describe('a number of the United States', () => {
  test.each([
    '(212) 456-7890',
    '212.456.7890',
    '1-212-456-7890',
    '+1 212 456 7890',
    '2124567890',
    '212-456-7890 x12',
    '001 1 212 456 7890',
  ])('%s is +12124567890', (written) => {
    expect(readNumber(written, 'US')).toMatchObject({ number: 12124567890 });
  });
});

test.each([
  ['', 'JP', 'is no telephone number'],
  ['なし', 'JP', 'is no telephone number'],
  ['110', 'JP', 'not in the numbering plan of JP'],
  ['090-1234-567', 'JP', 'not in the numbering plan of JP'],
  ['555-0100', 'US', 'not in the numbering plan of US'],
  ['9.01235E+09', 'JP', 'a spreadsheet has rounded it'],
] as const)('%j in %s is none: %s', (written, country, why) => {
  expect(readNumber(written, country)).toEqual({
    fault: expect.stringContaining(why),
    ja: expect.stringContaining(`「${written}」`),
  });
});
