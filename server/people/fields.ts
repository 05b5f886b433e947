/** What a column of a table can mean, and what its heading says it means. */

/** Fields a column can be read into, `attribute:NAME` besides. */
export const fields = {
  number: 'a telephone number, or several',
  key: "the firm's number of the customer",
  name: 'the whole name',
  'family-name': 'family name',
  'given-name': 'given name',
  kana: 'furigana of the whole name',
  'family-kana': 'furigana of the family name',
  'given-kana': 'furigana of the given name',
  company: 'firm',
  email: 'mail address',
  zone: 'time zone, as Asia/Tokyo',
  language: 'language, as ja',
  address: 'the whole address',
  country: 'country of the address',
  'postal-code': 'postal code',
  region: 'prefecture or state',
  city: 'city',
  street: 'street, house',
  'bought-at': 'date of a purchase',
  amount: 'amount of a purchase',
  product: 'what was bought',
  quantity: 'how many',
  order: 'number of the order',
  skip: 'nothing: the column is passed over',
} as const;

export type Field = keyof typeof fields | `attribute:${string}`;

export const isField = (text: string): text is Field =>
  Object.hasOwn(fields, text) || /^attribute:./.test(text);

/** Headings by field, as compared: lower case, without spaces and signs. */
const headings: Readonly<Partial<Record<Field, string>>> = {
  number:
    '電話番号 電話 tel 携帯 携帯番号 携帯電話 携帯電話番号 自宅電話 自宅電話番号 勤務先電話 連絡先 連絡先電話番号 ' +
    '固定電話 phone phonenumber telephone telephonenumber mobile mobilephone cell cellphone homephone ' +
    'workphone number',
  key: '顧客番号 顧客コード 顧客id 会員番号 会員id お客様番号 お客様コード customerid customernumber customerkey customercode',
  name: '氏名 名前 お名前 顧客名 顧客氏名 お客様名 ご担当者名 担当者名 name fullname customername',
  'family-name': '姓 苗字 名字 lastname familyname surname',
  'given-name': '名 firstname givenname',
  kana: 'フリガナ ふりがな カナ かな 氏名カナ 氏名かな 氏名フリガナ 名前カナ 顧客名カナ カナ氏名 kana furigana',
  'family-kana': 'セイ せい 姓カナ 姓かな 姓フリガナ',
  'given-kana': 'メイ めい 名カナ 名かな 名フリガナ',
  company:
    '会社 会社名 法人名 企業名 勤務先 勤務先名 company companyname organization organisation',
  email: 'メール メールアドレス eメール email emailaddress mail mailaddress',
  zone: 'タイムゾーン timezone',
  language: '言語 language',
  address: '住所 ご住所 所在地 address fulladdress',
  country: '国 国名 country',
  'postal-code': '郵便番号 〒 郵便 postalcode postcode zip zipcode',
  region: '都道府県 県 state region prefecture province',
  city: '市区町村 市町村 市区郡 city town',
  street: '番地 丁目番地 町名番地 住所1 建物名 street streetaddress address1 addressline1',
  'bought-at':
    '購入日 購入日時 注文日 注文日時 受注日 購買日 最終購入日 purchasedate orderdate boughtat purchasedat',
  amount:
    '金額 購入金額 注文金額 売上 売上金額 受注金額 合計金額 amount total price orderamount ordertotal',
  product: '商品 商品名 商品コード 品名 品番 product productname productcode sku',
  quantity: '数量 個数 quantity qty',
  order: '注文番号 受注番号 オーダー番号 orderid ordernumber orderkey',
};

const byHeading = new Map(
  Object.entries(headings).flatMap(([field, names]) =>
    (names ?? '').split(' ').map((name) => [name, field as Field] as const),
  ),
);

/** 携帯電話番号２ and "Phone (home)" are telephone numbers as 電話番号 is. */
const compared = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-.:()[\]{}/・【】「」*※#]+/g, '')
    .trim();

/** The field a heading names; an attribute of that name where it names none. */
export function guessField(heading: string): Field {
  const text = compared(heading);
  if (text === '') return 'skip';
  const plain = text.replace(/\d+$/, '');
  const direct = byHeading.get(text) ?? byHeading.get(plain);
  if (direct !== undefined) return direct;
  if (/^(電話|携帯|tel|phone|mobile).*(番号|no|自宅|勤務先|home|work)$/.test(plain))
    return 'number';
  return `attribute:${heading.normalize('NFKC').trim()}`;
}

export interface Column {
  readonly heading: string;
  readonly field: Field;
}

/** A mapping that cannot be: said to whoever wrote it. */
export class MappingError extends Error {}

/**
 * The columns of a table: what their headings say, unless `overrides` (by heading) say otherwise.
 * Throws `MappingError` for an override of no column or to no field, and where nothing would tell
 * people apart.
 */
export function columnsOf(
  header: readonly string[],
  overrides: ReadonlyMap<string, string>,
): readonly Column[] {
  for (const [heading, field] of overrides) {
    if (!header.includes(heading)) {
      throw new MappingError(`there is no column "${heading}"; there are ${header.join(', ')}`);
    }
    if (!isField(field)) {
      const known = Object.keys(fields).join(', ');
      throw new MappingError(`"${field}" is no field; fields are ${known}, attribute:NAME`);
    }
  }
  // A file of errors that has been mended: its first two columns are ours.
  const isMended = header[0] === 'line' && header[1] === 'reason';
  const columns = header.map((heading, i) => ({
    heading,
    field:
      (overrides.get(heading) as Field | undefined) ??
      (isMended && i < 2 ? 'skip' : guessField(heading)),
  }));
  if (!columns.some(({ field }) => field === 'number' || field === 'key')) {
    throw new MappingError(
      'no column is a telephone number or a customer number: say which by --map "HEADING=number"',
    );
  }
  return columns;
}
