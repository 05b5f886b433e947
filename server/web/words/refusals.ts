import type { ErrorCode } from '../../wire/errors.ts';
import { passwordLengthLeast } from '../../wire/sign-in.ts';
import { Refusal } from '../api.ts';
import { language } from '../language.ts';
import { signInWords } from './sign-in.ts';

/** The last are the pages’ own: no answer, none of this server, a field typed wrongly. */
type RefusalCode = ErrorCode | 'unreachable' | 'unknown' | 'not-a-number';
type About = Readonly<Record<string, unknown>>;

/** Where the server’s own sentence is not one for people. */
const english: Readonly<Partial<Record<RefusalCode, string>>> = {
  'sign-in-failed': 'The name or the password is wrong.',
  'sign-in-busy': 'Many people are signing in at once. Try again in a moment.',
  'wrong-password': 'The present password is another.',
  'wrong-origin': 'This page was opened at another address than the server’s. Open it anew.',
  'wrong-csrf': 'You have signed in anew in another window. Load this page again.',
  'not-signed-in': 'You are not signed in any more.',
  'missing-key': 'You are not signed in any more.',
  'role-too-low': 'Your account may not do this.',
  'other-tenant': 'This is beyond what your own account may see.',
  'set-up-done': 'There is an account already. Sign in to it.',
  'wrong-set-up-word':
    'This link is from an earlier start of the server. Use the one it printed last.',
  'only-demo': 'This is no demo any more: there is a real switch.',
  'account-exists': 'This name, or this agent, has an account already.',
  'unknown-account': 'There is no such account any more.',
  'last-admin': 'This is the last admin of everything. Make another one first.',
  'key-exists': 'There is, or was, a key of this name. Choose another.',
  'unknown-key': 'There is no such key any more.',
  'unknown-person': 'This person is not there any more.',
  'unknown-contact': 'This conversation is not there.',
  'unknown-faq': 'This entry is not there any more.',
  'unknown-script': 'There is no such script.',
  'no-contact': 'There is no conversation to write of.',
  'no-script': 'This conversation has no script.',
  'number-not-callable': 'This is no telephone number.',
  'contact-incomplete': 'Something is missing still.',
  'contact-unsaved': 'Save the conversation with its result first.',
  'steps-missing': 'Something must be said before this can be saved.',
  'answer-wrong': 'This is no answer to the question.',
  'store-unusable': 'The server cannot reach its database. Try again in a moment.',
  'internal-error': 'The server failed; its log says why.',
  unreachable: 'The server cannot be reached. Is the network there?',
};

/** Something the refusal speaks of, in the brackets of Japanese; nothing where it is not told. */
const of = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `「${value}」` : '';
const listed = (values: unknown): string => (Array.isArray(values) ? values.join('、') : '');
/** What only who runs the server understands, and needs. */
const technical = (values: unknown): string => {
  const text = Array.isArray(values) ? values.map(String).join('; ') : '';
  return text === '' ? '' : `(技術情報: ${text})`;
};

/** Fields of ours; those of a sheet are called as the configuration has it. */
const fields: Readonly<Record<string, string>> = { question: '質問', zone: 'タイムゾーン' };

/** Every error there is: one without its sentence does not compile. */
const japanese: Readonly<Record<RefusalCode, string | ((about: About) => string)>> = {
  'sign-in-failed': 'ユーザー名またはパスワードが違います。',
  'sign-in-busy': '多くの人が同時にログインしています。少し待ってからお試しください。',
  'wrong-password': '現在のパスワードが違います。',
  'wrong-origin': 'このページはサーバーとは別のアドレスで開かれています。開き直してください。',
  'wrong-csrf': '別のウィンドウでログインし直しています。ページを再読み込みしてください。',
  'not-signed-in': 'ログインが切れています。',
  'missing-key': 'ログインが切れています。',
  'role-too-low': 'このアカウントではできません。',
  'other-tenant': 'このアカウントで見られる範囲を超えています。',
  'set-up-done': 'すでにアカウントがあります。ログインしてください。',
  'wrong-set-up-word':
    'このリンクは以前の起動のものです。サーバーが最後に表示したリンクを使ってください。',
  'only-demo': '実際の交換機が設定されているため、デモではありません。',
  'account-exists': 'この名前、またはこのオペレーターのアカウントはすでにあります。',
  'unknown-account': 'このアカウントはもうありません。',
  'last-admin': '全体の管理者は最後の一人です。先に別の管理者を作ってください。',
  'key-exists': 'この名前のキーはすでにあるか、以前にありました。別の名前にしてください。',
  'unknown-key': 'このキーはもうありません。',
  'unknown-person': 'このお客様の登録はもうありません。',
  'unknown-contact': 'この通話の記録はありません。',
  'unknown-faq': 'このFAQはもうありません。',
  'unknown-script': 'このスクリプトはありません。',
  'no-contact': '記録する通話がありません。',
  'no-script': 'この通話にスクリプトはありません。',
  'number-not-callable': '電話番号ではありません。',
  'contact-incomplete': 'まだ足りない項目があります。',
  'contact-unsaved': '先に通話の結果を保存してください。',
  'steps-missing': '保存する前に伝えるべきことがあります。',
  'answer-wrong': 'この質問の答えになっていません。',
  'store-unusable': 'サーバーがデータベースに接続できません。少し待ってからお試しください。',
  'internal-error': 'サーバーでエラーが起きました。詳しくはサーバーのログをご覧ください。',
  unreachable: 'サーバーに接続できません。ネットワークを確認してください。',
  'wrong-key': 'このAPIキーは登録されていません。',
  'wrong-ticket': '接続用のチケットは使用済みか、期限切れです。',
  'sign-in-too-often': ({ retryAfterMs }) =>
    typeof retryAfterMs === 'number'
      ? `ログインの失敗が続いています。${Math.ceil(retryAfterMs / 1000)}秒後にお試しください。`
      : 'ログインの失敗が続いています。しばらく待ってからお試しください。',
  'password-weak': 'このパスワードは使えません。別のものにしてください。',
  'not-an-agent':
    'このアカウントにはオペレーターが割り当てられていません。管理者に依頼してください。',
  'only-accounts': 'アカウントでログインした人だけができます。',
  'account-invalid': ({ faults }) => `この内容では保存できません: ${saidOf(faults)}。`,
  'unknown-route': 'このサーバーにはその機能がありません。',
  'unknown-topic': 'このサーバーにはその表示がありません。',
  'pages-not-built': '画面がまだ組み立てられていません。サーバーの管理者に連絡してください。',
  'unknown-queue': ({ queue }) => `キュー${of(queue)}はありません。`,
  'unknown-agent': ({ agent }) => `オペレーター${of(agent)}は登録されていません。`,
  'unknown-call': 'この通話はもうありません。',
  'unknown-target': ({ target }) => `転送先・移動先${of(target)}はありません。`,
  'no-decisions': 'この通話の振り分けの記録は残っていません。',
  'unknown-tenant': ({ tenant }) => `クライアント${of(tenant)}は登録されていません。`,
  'unknown-campaign': ({ campaign }) => `キャンペーン${of(campaign)}はありません。`,
  'unknown-attempt': 'この発信の記録はありません。',
  'unknown-list': ({ list }) => `リスト${of(list)}はありません。`,
  'unknown-upload': 'ファイルがもうありません。もう一度選んでください。',
  'no-softphone': '設定にこのオペレーターのソフトフォンがありません。',
  'unknown-doubt': 'この疑問はもうありません。',
  'tenant-needed': 'どのクライアントかを選んでください。',
  'campaign-invalid': ({ faults }) => `キャンペーンの内容に誤りがあります。${technical(faults)}`,
  'table-unreadable': ({ ja }) =>
    `この表は読み取れません${typeof ja === 'string' ? `: ${ja}` : ''}。`,
  'campaign-exists': 'このコードのキャンペーンはすでにあります。',
  'campaign-not-so': 'このキャンペーンは今その状態ではありません。',
  'result-invalid': 'この結果は入力できません。',
  'callback-not-understood': '再架電の日時を読み取れないか、過ぎています。',
  'field-invalid': ({ field, ja }) =>
    typeof ja === 'string'
      ? `項目${of(fields[String(field)] ?? field)}は、${ja}。`
      : 'この項目にその値は入れられません。',
  'script-invalid': 'スクリプトに誤りがあります。',
  'script-not-so': 'このスクリプトの版は今その状態ではありません。',
  'doubt-answered': 'この疑問にはすでに回答があります。',
  'malformed-json': '送信内容の形式が壊れています。ページを再読み込みしてください。',
  'invalid-request': '入力の内容が正しくありません。',
  'body-too-large': '送信内容が大きすぎます。',
  'unsupported-media-type': 'この形式は受け付けられません。',
  'unknown-pause-reason': ({ reasons }) =>
    Array.isArray(reasons) && reasons.length > 0
      ? `その離席理由はありません。選べるのは${listed(reasons)}です。`
      : '設定に離席理由がありません。',
  'unknown-class': ({ class: id }) => `優先区分${of(id)}はありません。`,
  'unknown-skill': ({ skill }) => `スキル${of(skill)}はありません。`,
  'phone-in-use': ({ phone }) => `電話機${of(phone)}は使用中です。`,
  'agent-in-call': '通話中は電話機を変えられません。',
  'agent-not-signed-in': 'このオペレーターは受付を開始していません。',
  'agent-not-in-wrap-up': 'このオペレーターは後処理中ではありません。',
  'promise-not-open': '別の方が担当しているか、終わっています。',
  'not-shown': 'その方はもう表示されていません。',
  'call-not-waiting': 'この通話はもう待っていません。',
  'call-not-recorded': 'この通話は録音していません。',
  'no-conversation': '通話中ではありません。',
  'no-offer': '電話機は鳴っていません。',
  'consults-nobody': '相談中の相手がいません。',
  'consults-already': 'すでに相談中です。',
  'consult-not-answered': '相談先がまだ出ていません。',
  'agent-not-in-queue': ({ agent }) =>
    `オペレーター${of(agent)}はこのキューの通話を受けません。相談してから引き継いでください。`,
  'no-supervision': 'この通話をモニターしていません。',
  'talk-failed': ({ act }) =>
    `交換機が実行できませんでした${actOf(act)}。詳しい理由はサーバーのログにあります。`,
  'not-possible': ({ act }) => `ここではできません${actOf(act)}。`,
  'not-a-callback': '折り返し待ちの通話ではないか、お客様がすでに電話に出ています。',
  'router-full': '同時に扱える通話数の上限です。少し待ってからお試しください。',
  'switch-not-connected': '交換機に接続していません。少し待ってからお試しください。',
  'softphone-unusable': '交換機がソフトフォンのパスワードを受け付けません。',
  'switch-no-answer': '交換機から完了の返事がありません。',
  'config-invalid': '設定に誤りがあります。',
  'config-not-from-files': 'このサーバーの設定はファイルから読み込まれていません。',
  'config-changed': ({ files }) => `別の人が設定を変更しました: ${listed(files)}。`,
  'config-path': ({ path }) => `${of(path)}は設定のファイルではありません。`,
  'reload-running': '別の読み込みが実行中です。終わってからお試しください。',
  'explain-busy': '問い合わせが集中しています。少し待ってからお試しください。',
  stopping: 'サーバーが停止するところです。',
  'not-a-number': '数値ではありません。',
  unknown: 'サーバーの返事を読み取れませんでした。',
};

/** Faults of a form: each says in Japanese what is wrong. */
const saidOf = (faults: unknown): string =>
  listed(Array.isArray(faults) ? faults.flatMap(({ ja }) => (ja ? [ja] : [])) : faults);

const acts: Readonly<Record<string, string>> = {
  ...{ 'hold-caller': '保留', mute: '消音', 'send-keys': 'ダイヤル操作', transfer: '転送' },
  ...{ consult: '相談', 'talk-with': '通話相手の切替', 'end-consult': '相談の終了' },
  ...{ 'hand-over': '引継ぎ', supervise: 'モニター', 'change-supervision': 'モニターの切替' },
  ...{ 'pick-up': '応答', conference: '三者通話' },
};

const actOf = (act: unknown): string => {
  const name = acts[String(act)];
  return name === undefined ? '' : `(${name})`;
};

/** A sentence in the language shown. */
export function refusalText(error: unknown): string {
  if (!(error instanceof Refusal)) throw error;
  const code = error.code as RefusalCode;
  if (language.value === 'en') return english[code] ?? error.message;
  // A newer server may have others.
  const said = japanese[code] ?? `できませんでした(${code})。`;
  return typeof said === 'string' ? said : said(error.params);
}

/** What is wrong with a password that was chosen; undefined: it is not about the password. */
export function passwordRefusal(error: unknown): string | undefined {
  if (!(error instanceof Refusal)) return undefined;
  const words = signInWords.value;
  if (error.code === 'password-weak') {
    const { length } = error.params;
    const isShort = typeof length === 'number' && length < passwordLengthLeast;
    return isShort ? words.tooShort(passwordLengthLeast) : words.weak;
  }
  // The one rule a form of ours can break: an empty password.
  return error.code === 'invalid-request' ? words.tooShort(passwordLengthLeast) : undefined;
}
