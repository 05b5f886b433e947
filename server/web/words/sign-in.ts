import { wordsOf } from '../language.ts';

/** Words of the page where one signs in. */
export const signInWords = wordsOf({
  en: {
    title: 'Sign in',
    name: 'Name',
    password: 'Password',
    showPassword: 'Show the password',
    capsLock: 'Caps Lock is on.',
    signIn: 'Sign in',
    signingIn: 'Signing in …',
    tooOften: (seconds: number) => `Too many failed attempts. You can try again in ${seconds} s.`,
    tryNow: 'You can try again now.',
    noName: 'Type your name.',
    noPassword: 'Type your password.',
    signedInAs: 'You are signed in as',
    goOn: 'Go on',
    other: 'Sign in as somebody else',
    languages: 'Language',
    noAccounts: 'Nobody has an account yet',
    noAccountsHow:
      'The first one is made with the link that the server printed when it was started: look for “set-up” on its terminal or in its log.',
    setUp: 'First start',
    setUpHow:
      'You make the first account: an admin, who may do everything and makes the accounts of all others.',
    choosePassword: (least: number) =>
      `At least ${least} characters. Several words make a good one.`,
    tooShort: (least: number) => `A password has at least ${least} characters.`,
    weak: 'This password is too long, or hardly more than the name.',
    badName: 'A name has letters, digits and . _ - + @, and begins with a letter or digit.',
    demo: 'This is a demo: make accounts for everybody in it, too',
    demoHow:
      'All switches are simulated. The name of an agent’s account is the agent’s id (tanaka), that of the supervisor is “supervisor”; their password is the one you choose here.',
    make: 'Make the account and sign in',
  },
  ja: {
    title: 'ログイン',
    name: 'ユーザー名',
    password: 'パスワード',
    showPassword: 'パスワードを表示',
    capsLock: 'Caps Lockがオンになっています。',
    signIn: 'ログイン',
    signingIn: 'ログインしています…',
    tooOften: (seconds: number) =>
      `失敗が続いたため、一時的にログインできません。あと${seconds}秒お待ちください。`,
    tryNow: 'もう一度お試しください。',
    noName: 'ユーザー名を入力してください。',
    noPassword: 'パスワードを入力してください。',
    signedInAs: 'ログイン中のアカウント:',
    goOn: '続ける',
    other: '別のアカウントでログイン',
    languages: '言語',
    noAccounts: 'まだアカウントがありません',
    noAccountsHow:
      '最初のアカウントは、サーバーの起動時に表示されたリンクから作ります。端末またはログで「set-up」の行を探してください。',
    setUp: '初回設定',
    setUpHow:
      '最初のアカウントを作ります。すべてを操作でき、ほかの人のアカウントを作る管理者になります。',
    choosePassword: (least: number) =>
      `${least}文字以上。いくつかの言葉をつなげると覚えやすく安全です。`,
    tooShort: (least: number) => `パスワードは${least}文字以上にしてください。`,
    weak: 'パスワードが長すぎるか、ユーザー名とほぼ同じです。',
    badName: 'ユーザー名に使えるのは文字、数字と . _ - + @ で、先頭は文字か数字です。',
    demo: 'デモ用に、全員のアカウントもまとめて作る',
    demoHow:
      '交換機はすべて模擬です。オペレーターのユーザー名はそのID（例: tanaka）、スーパーバイザーは「supervisor」、パスワードはここで決めるものと同じです。',
    make: 'アカウントを作ってログイン',
  },
});
