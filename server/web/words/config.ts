import { wordsOf } from '../language.ts';

/** Words of the page of the configuration. */
export const configWords = wordsOf({
  en: {
    title: 'Configuration',
    inForce: (version: string, time: string) => `In force: ${version}, loaded ${time}.`,
    files: 'Files',
    changed: 'changed',
    newFile: 'New file',
    newName: 'Name, such as queues.yaml',
    add: 'Add',
    editor: (path: string) => `Text of ${path}`,
    leave: 'The Tab key moves on; Ctrl+M makes it indent, and back.',
    noChange: 'Nothing was changed here.',
    checking: 'Checking …',
    fine: 'No errors.',
    errors: (count: number) => (count === 1 ? '1 error' : `${count} errors`),
    warnings: (count: number) => (count === 1 ? '1 warning' : `${count} warnings`),
    at: (path: string, line: number) => (line === 0 ? path : `${path}, line ${line}`),
    error: 'Error',
    warning: 'Warning',
    difference: 'What would be different',
    same: 'Nothing would be different from what is in force.',
    setting: 'Setting',
    before: 'Now',
    after: 'Then',
    absent: '–',
    effect: 'What it does to calls that wait',
    noEffect: 'No call that waits is touched.',
    gone: (queue: string, waiting: number) =>
      `${queue} is taken away: ${waiting} ${waiting === 1 ? 'call that waits follows' : 'calls that wait follow'} the steps joined with; no new ones come.`,
    kept: (queue: string, waiting: number) =>
      `${queue} is changed: ${waiting} ${waiting === 1 ? 'call that waits keeps' : 'calls that wait keep'} the steps joined with; new calls see the change.`,
    live: (queue: string, waiting: number) =>
      `${queue} is changed: ${waiting} ${waiting === 1 ? 'call that waits goes' : 'calls that wait go'} on by the new steps (reload: live).`,
    same_: (queue: string, waiting: number) =>
      `${queue}: who can serve it changes; ${waiting} wait.`,
    agents: (before: number, after: number) =>
      `Signed-in agents who can serve: ${before} → ${after}.`,
    left: (count: number) =>
      count === 1 ? '1 waiting call has nobody left.' : `${count} waiting calls have nobody left.`,
    agentsGone: (agents: string) => `Signed out, after the call they are in: ${agents}.`,
    restart: (names: string) => `In force only after a restart: ${names}.`,
    save: 'Write and put in force',
    saveNot: 'There are errors.',
    saved: (version: string) => `In force: ${version}`,
    conflict: (files: string) =>
      `Somebody else changed ${files} meanwhile. Nothing was written. Your text is still here; load the files to see theirs.`,
    reload: 'Load the files again',
    reloadSure: 'Give up what was changed here?',
    secrets: `Secrets stay outside: \${NAME} is read from the environment of the server.`,
  },
  ja: {
    title: '設定',
    inForce: (version: string, time: string) => `現在の設定: ${version}(${time}に読込)。`,
    files: 'ファイル',
    changed: '変更あり',
    newFile: '新しいファイル',
    newName: '名前(例: queues.yaml)',
    add: '追加',
    editor: (path: string) => `${path}の内容`,
    leave: 'Tabキーは次へ移動します。Ctrl+Mで字下げに切り替わります。',
    noChange: '変更はありません。',
    checking: '確認中…',
    fine: '誤りはありません。',
    errors: (count: number) => `誤り${count}件`,
    warnings: (count: number) => `注意${count}件`,
    at: (path: string, line: number) => (line === 0 ? path : `${path} ${line}行目`),
    error: '誤り',
    warning: '注意',
    difference: '変わる内容',
    same: '現在の設定と変わりません。',
    setting: '項目',
    before: '現在',
    after: '変更後',
    absent: '–',
    effect: '待っている通話への影響',
    noEffect: '待っている通話への影響はありません。',
    gone: (queue: string, waiting: number) =>
      `${queue}は削除されます。待っている${waiting}件は受付時の手順のまま進み、新しい通話は入りません。`,
    kept: (queue: string, waiting: number) =>
      `${queue}が変わります。待っている${waiting}件は受付時の手順のまま、新しい通話から変更が適用されます。`,
    live: (queue: string, waiting: number) =>
      `${queue}が変わります。待っている${waiting}件も新しい手順で進みます(reload: live)。`,
    same_: (queue: string, waiting: number) =>
      `${queue}: 担当できるオペレーターが変わります(待ち${waiting}件)。`,
    agents: (before: number, after: number) =>
      `ログイン中で担当できるオペレーター: ${before}名 → ${after}名。`,
    left: (count: number) => `待っている${count}件に担当できる人がいなくなります。`,
    agentsGone: (agents: string) => `(通話後に)ログアウトされます: ${agents}。`,
    restart: (names: string) => `再起動後に有効: ${names}。`,
    save: '書き込んで有効にする',
    saveNot: '誤りがあります。',
    saved: (version: string) => `有効になりました: ${version}`,
    conflict: (files: string) =>
      `その間に${files}が他で変更されました。書き込みは行っていません。ここの内容は残っています。相手の内容を見るには読み直してください。`,
    reload: 'ファイルを読み直す',
    reloadSure: 'ここでの変更を破棄しますか。',
    secrets: `秘密の値はファイルに書かず、\${NAME}でサーバーの環境変数から読み込みます。`,
  },
});
