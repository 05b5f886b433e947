/** A table of people for the import: seeded, so that two runs read the same bytes. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const families = ['佐藤', '鈴木', '高橋', '田中', '伊藤', '渡辺', '山本', '中村', '小林', '加藤'];
const kana = [
  'サトウ',
  'スズキ',
  'タカハシ',
  'タナカ',
  'イトウ',
  'ワタナベ',
  'ヤマモト',
  'ナカムラ',
  'コバヤシ',
  'カトウ',
];
const regions = ['東京都', '大阪府', '愛知県', '北海道', '福岡県', '神奈川県', '京都府', '広島県'];

/**
 * Writes `rows` rows, one in twenty of them a second row of somebody before, one in two hundred
 * without a number that can be called, a third with a purchase.
 */
export async function writePeopleTable(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('顧客番号,氏名,フリガナ,電話番号,都道府県,住所,年齢,会員種別,購入日,商品名,金額\n');
  let text = '';
  for (let i = 0; i < rows; i++) {
    const who = i % 20 === 19 ? i - 7 : i;
    text += `${lineOf(who, i)}\n`;
    if (i % 5000 !== 4999) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'finish');
}

function lineOf(who: number, row: number): string {
  // Steps through the numbers so that neighbours in the file are none in the index.
  const digits = String((who * 7_368_787) % 90_000_000).padStart(8, '0');
  const number = row % 200 === 57 ? '不明' : spelled(`090${1 + (who % 9)}${digits.slice(1)}`, row);
  const purchase =
    who % 3 === 0
      ? `2026/${1 + (who % 9)}/${1 + (row % 28)},緑茶${who % 40},${500 + (row % 90) * 100}`
      : ',,';
  return (
    `,${families[who % 10]} ${who},${kana[who % 10]},${number},${regions[(who >> 3) % 8]},` +
    `丸の内${1 + (who % 9)}-${1 + (who % 30)},${20 + (who % 60)},${['一般', '銀', '金'][who % 3]},${purchase}`
  );
}

function spelled(number: string, row: number): string {
  if (row % 4 === 0) return `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`;
  if (row % 4 === 1) return number;
  if (row % 4 === 2) return `+81 ${number.slice(1)}`;
  return number.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
}
