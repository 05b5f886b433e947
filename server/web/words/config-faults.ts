import type { DiagnosticCode } from '../../wire/config.ts';
import { language } from '../language.ts';

/** What is wrong, by its code: one without its Japanese does not compile. */
const japanese: Readonly<Record<DiagnosticCode, string>> = {
  'no-directory': '設定のフォルダーがありません',
  'no-files': '設定のファイルがありません',
  unreadable: 'ファイルを読めません',
  'too-large': 'ファイルが大きすぎます',
  'not-utf-8': 'ファイルの文字コードがUTF-8ではありません',
  'yaml-syntax': 'YAMLの書き方に誤りがあります',
  'duplicate-key': '同じ項目が二度書かれています',
  'bad-key': '項目の名前として使えません',
  'too-many': '数が多すぎるか、入れ子が深すぎます',
  'unknown-key': 'この場所にそのような項目はありません',
  'missing-key': '必要な項目がありません',
  'wrong-type': '値の種類が違います',
  'wrong-value': 'この値は使えません',
  'bad-id': 'IDとして使えない文字があります',
  reserved: 'この名前は予約されています',
  'unknown-reference': '指しているものが定義されていません',
  'missing-tenant': 'どのクライアント(tenant)のものかが書かれていません',
  'missing-time-zone': 'タイムゾーン(time-zone)が書かれていません',
  'missing-switch': '交換機(switches)が書かれていません',
  'switch-cannot': 'この交換機ではできないことが書かれています',
  'missing-secret': '環境変数の秘密の値がありません',
  'missing-ami': 'AMIのユーザーとパスワードが必要です',
  'open-without-keys': 'APIキーなしで外部に公開されています',
  'target-unclear': '転送先の指定が不明確です',
  'otherwise-inside': '代わりの行き先を入れ子にはできません',
  'link-home': 'リンクの相手か、この拠点の名前が書かれていません',
  'site-nameless': 'この拠点の名前(site)が必要です',
  'step-narrows': '後の段階の条件が前より厳しくなっています',
  'step-goes-early': '段階が終わる前に次へ移ることになっています',
  'no-way-out': '発信者がいつまでも待つことになります(最後の段階に出口がありません)',
  'overflow-loop': 'あふれ先が循環しています',
  'hours-overlap': '時間帯が重なっています',
  'day-twice': '曜日が二度書かれています',
  'named-twice': '同じ名前が二度使われています',
  'renamed-and-present': '改名前のIDがまだ使われています',
  'over-limit': '上限を超えています',
  'test-unclear': '設定のテストの書き方が不明確です',
  'test-failed': '設定のテストが期待どおりになりませんでした',
  'loosens-law': '法令の規則を緩めることはできません',
  'queue-unserved': 'このキューを受けるオペレーターがいません',
  'step-unserved': 'この段階で受けるオペレーターがいません',
  'step-unreached': 'この段階には到達しません(前の段階が終わりません)',
  'clock-ignored': '時間の指定に効果がありません',
  'teams-add-nobody': 'チームを加えても受けるオペレーターが増えません',
  'class-starves': '他の区分がいつまでも待たされることがあります',
  'delay-too-long': '待たせる時間が長すぎます',
  'ring-all-alone': '一斉呼出の指定に効果がありません',
  'prefer-idle': '優先の指定に効果がありません',
  'overflow-unreached': 'このあふれの規則は使われません',
  'callback-silent': '折り返しの案内の音声がありません',
  'callback-expires': '折り返しが期限内に終わらないことがあります',
  'exit-may-stay': 'この出口では発信者が残ることがあります',
  'entry-unserved': 'この入口の通話を受けられるオペレーターがいません',
  'short-abandon': '短時間放棄の時間の指定を確かめてください',
  'too-many-buckets': '目標時間の種類が多すぎます',
  'key-ignored': 'この項目には効果がありません',
  'closed-without-hours': '時間外の出口がありますが、受付時間がありません',
  'hours-without-closed': '受付時間がありますが、時間外の出口がありません',
  'hours-gap': '受付時間に短い空きがあります',
  'hours-dst': '夏時間の切替で受付時間が変わります',
  'hours-never-open': '受付時間が一度も開きません',
  'holidays-over': '休日の一覧がもうすぐ終わるか、終わっています',
  'phone-twice': '同じ電話機が二度使われています',
  'entry-twice': '同じ入口が二度書かれています',
  'other-tenant': '別のクライアントのものを指しています',
  unused: 'どこからも使われていません',
  'weak-key': 'キーが短すぎます',
};

/** What is said of a fault: in Japanese what it is, then the exact words of the program. */
export function configFaultText({
  code,
  message,
  hint,
}: {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}): { readonly text: string; readonly exact: string } {
  const whole = hint === null ? message : `${message} → ${hint}`;
  if (language.value === 'en') return { text: whole, exact: '' };
  const said: string | undefined = japanese[code as DiagnosticCode];
  return { text: said ?? '設定に誤りがあります', exact: whole };
}
