/** What headings mean, and dates, amounts and attributes as tables have them. */

import { expect, test } from 'vitest';
import { attributeOf, rowReader } from '../../server/people/drafts.ts';
import { columnsOf, guessField } from '../../server/people/fields.ts';
import { wallTimeIn } from '../../server/people/wall-time.ts';

test.each([
  ['電話番号', 'number'],
  ['電話番号（自宅）', 'number'],
  ['携帯電話番号２', 'number'],
  ['ＴＥＬ', 'number'],
  ['Phone Number', 'number'],
  ['Mobile 1', 'number'],
  ['お客様番号', 'key'],
  ['氏名', 'name'],
  ['お名前（フリガナ）', 'attribute:お名前(フリガナ)'],
  ['フリガナ', 'kana'],
  ['姓', 'family-name'],
  ['Last Name', 'family-name'],
  ['メイ', 'given-kana'],
  ['住所', 'address'],
  ['〒', 'postal-code'],
  ['ZIP', 'postal-code'],
  ['メールアドレス', 'email'],
  ['ご購入日', 'attribute:ご購入日'],
  ['購入日', 'bought-at'],
  ['合計金額', 'amount'],
  ['会員種別', 'attribute:会員種別'],
  ['電話希望時間帯', 'attribute:電話希望時間帯'],
  ['', 'skip'],
])('%j is %s', (heading, field) => {
  expect(guessField(heading)).toBe(field);
});

const tokyo = (...parts: [number, number, number, number?, number?, number?]): number => {
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour - 9, minute, second);
};

test.each([
  ['2026-10-01', tokyo(2026, 10, 1)],
  ['2026/10/1 9:30', tokyo(2026, 10, 1, 9, 30)],
  ['2026年10月1日', tokyo(2026, 10, 1)],
  ['２０２６年１０月１日 9時30分', tokyo(2026, 10, 1, 9, 30)],
  ['20261001', tokyo(2026, 10, 1)],
  ['2026-10-01T09:30:15', tokyo(2026, 10, 1, 9, 30, 15)],
  ['令和8年10月1日', tokyo(2026, 10, 1)],
  ['R8.10.1', tokyo(2026, 10, 1)],
  ['令和元年5月1日', tokyo(2019, 5, 1)],
  ['昭和64/1/7', tokyo(1989, 1, 7)],
  ['2026-02-30', undefined],
  ['2026-10-01 25:00', undefined],
  ['10/1/2026', undefined],
  ['soon', undefined],
])('%s in Tokyo is %s', (written, at) => {
  expect(wallTimeIn('Asia/Tokyo', written)).toBe(at);
});

test('in the Americas the month comes first, and an hour the clocks skip is an hour later', () => {
  expect(wallTimeIn('America/New_York', '10/1/2026')).toBe(Date.UTC(2026, 9, 1, 4));
  expect(wallTimeIn('America/New_York', '2026-03-08 02:30')).toBe(Date.UTC(2026, 2, 8, 7, 30));
});

test.each([
  ['40', 40],
  ['-1.5', -1.5],
  ['0', 0],
  ['007', '007'],
  ['1e5', '1e5'],
  ['12345678901234567', '12345678901234567'],
  ['4 0', '4 0'],
])('the attribute %j is %j', (text, value) => {
  expect(attributeOf(text)).toBe(value);
});

test('amounts are in the smallest unit of their currency', () => {
  const read = (currency: string, amount: string) => {
    const columns = columnsOf(['phone', 'order date', 'amount'], new Map());
    const reading = { country: 'JP', zone: 'Asia/Tokyo', currency } as const;
    const { draft, faults } = rowReader(columns, reading)(['09012345678', '2026-10-01', amount]);
    return draft.purchases?.[0]?.amount ?? faults[0]?.reason;
  };
  expect(read('JPY', '¥12,800')).toBe(12_800);
  expect(read('JPY', '１２，８００円')).toBe(12_800);
  expect(read('USD', '$12.50')).toBe(1250);
  expect(read('USD', '0.29')).toBe(29);
  expect(read('USD', 'twelve')).toEqual({
    en: '"twelve" is no amount',
    ja: '「twelve」は金額ではありません',
  });
});

test('an address that names no country is of the country of the import', () => {
  const read = (header: string[], ...cells: string[]) => {
    const columns = columnsOf(header, new Map());
    const reading = { country: 'JP', zone: 'Asia/Tokyo', currency: 'JPY' } as const;
    return rowReader(columns, reading)(cells).draft.addresses;
  };
  expect(read(['phone', '住所'], '09012345678', '東京都港区1-2')).toMatchObject([
    { country: 'JP', region: '東京都' },
  ]);
  expect(read(['phone', 'state', 'country'], '09012345678', 'CA', 'US')).toMatchObject([
    { country: 'US', region: 'CA' },
  ]);
  // Nothing is said of where they live.
  expect(read(['phone', '住所'], '09012345678', '')).toBeUndefined();
});
