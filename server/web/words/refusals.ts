import { passwordLengthLeast } from '../../wire/sign-in.ts';
import { Refusal } from '../api.ts';
import { wordsOf } from '../language.ts';
import { signInWords } from './sign-in.ts';

/** What the server refuses around sign-in, accounts and keys, in words for people. */
const refusals = wordsOf({
  en: {
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
  },
  ja: {
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
  },
});

/** A sentence in the language shown; of an error without one, the server's own. */
export function refusalText(error: unknown): string {
  if (!(error instanceof Refusal)) throw error;
  const known: Readonly<Record<string, string>> = refusals.value;
  return known[error.code] ?? error.message;
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
