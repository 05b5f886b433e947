/** Why a number is not dialled, in Japanese. See may-dial-english.ts. */

import type { Reason } from '../core/outreach/may-dial/reasons.ts';
import type { Sentences } from './may-dial-english.ts';

const waits = '{until}から自動的に発信します。';
const waitsOrAgent = '{until}から、またはオペレーターを確保すればそれより早く発信します。';

export const japanese: Readonly<Record<Reason, Sentences>> = {
  'tenant-suspended': {
    what: '委託元の利用が停止されています。',
    since: '',
    act: '発信するには停止を解除してください。',
  },
  'campaign-paused': {
    what: 'キャンペーンは一時停止中です。',
    since: '',
    act: '再開してください。',
  },
  'campaign-ended': {
    what: 'キャンペーンは終了しました。',
    since: '終了日時は{since}です。',
    act: '終了日を延ばすか、別のキャンペーンに移してください。',
  },
  'campaign-not-begun': { what: 'キャンペーンはまだ始まっていません。', since: '', act: waits },
  'place-unknown': {
    what: 'どの国の番号か分かりません。',
    since: '',
    act: '番号を確かめてください。規則集のある国の番号だけに発信します。',
  },
  'no-pack': {
    what: '相手がいる可能性のある{place}の規則集がありません。',
    since: '',
    act: '住所か番号を直すか、その国の規則集を加えてください。',
  },
  forbidden: {
    what: 'この種の電話は{place}で禁止されています。',
    since: '',
    act: '発信しないでください。規則が認める継続中の契約がある場合だけ発信できます。',
  },
  'licence-missing': {
    what: '{place}で必要な登録または許可がありません。',
    since: '',
    act: '登録を済ませ、キャンペーンに記入してください。',
  },
  'refused-wide': {
    what: 'このお客様はどこからの電話も望んでいません。',
    since: '{since}のお申し出です({proof})。',
    act: '発信しないでください。',
  },
  'refused-client': {
    what: 'このお客様はこの委託元からの電話を望んでいません。',
    since: '{since}のお申し出です({proof})。',
    act: 'この委託元のためには発信しないでください。',
  },
  'refused-product': {
    what: 'このお客様はこの商品の案内を望んでいません。',
    since: '{since}のお申し出です({proof})。',
    act: 'この商品については発信しないでください。',
  },
  'registry-listed': {
    what: '{place}の電話勧誘拒否登録簿に載っている番号です。',
    since: '参照した写しは{since}のものです({proof})。',
    act: '規則が認める同意や取引関係を示せる場合を除き、発信しないでください。',
  },
  'number-reassigned': {
    what: '番号の持ち主が替わっています。同意は前の持ち主のものです。',
    since: '{since}に分かりました({proof})。',
    act: 'お客様の情報からこの番号を外してください。',
  },
  'consent-withdrawn': {
    what: '同意が撤回されています。',
    since: '撤回は{since}です({proof})。',
    act: '改めて同意を得るまで発信しないでください。',
  },
  'consent-expired': {
    what: '同意の期限が切れています。',
    since: '期限は{since}でした({proof})。',
    act: '電話以外の方法で改めて同意を得てください。',
  },
  'consent-missing': {
    what: '事前の同意が必要ですが、有効な同意がありません。',
    since: '',
    act: '同意を証拠とともに登録するか、同意の要らない発信方法を選ぶか、発信をやめてください。',
  },
  holiday: { what: '{place}は祝休日です。', since: '', act: waits },
  'outside-hours': {
    what: '電話が鳴りうる場所のどこかが通話可能な時間の外、または鳴り終わる前に外になります。',
    since: '',
    act: waits,
  },
  'never-open': {
    what: '電話が鳴りうるすべての場所で同時に通話できる時間が、今後二週間ありません。',
    since: '',
    act: '住所の地域と時間帯を登録し、可能性のある場所を絞ってください。',
  },
  'attempts-to-number': {
    what: 'この番号への発信は{place}で許される回数に達しています。',
    since: '数えられている発信は{since}のものです。',
    act: waits,
  },
  'attempts-to-person': {
    what: 'このお客様への発信は、全番号を合わせて{place}で許される回数に達しています。',
    since: '数えられている発信は{since}のものです。',
    act: waits,
  },
  'rest-after-refusal': {
    what: 'お断りをいただいたため、間を置いています。',
    since: 'お断りは{since}です。',
    act: waits,
  },
  'rest-after-abandoned': {
    what: 'この番号への電話で、応答後にオペレーターにつながりませんでした。',
    since: '{since}のことです。',
    act: waitsOrAgent,
  },
  'rest-after-machine': {
    what: '留守番電話などの機械が応答したと判定されました。',
    since: '{since}のことです。',
    act: waitsOrAgent,
  },
  'caller-id-withheld': {
    what: '{place}では発信者番号の表示が必要ですが、非通知になっています。',
    since: '',
    act: 'キャンペーンに表示する番号を設定してください。',
  },
  'caller-id-not-ours': {
    what: '表示する番号がこの委託元のものでないか、使用権が確認されていません。',
    since: '',
    act: '委託元の番号を選ぶか、使用権の証拠を登録してください。',
  },
  'caller-id-unanswered': {
    what: '表示番号への折り返しに応答がありません。{place}では応答が必要です。',
    since: '',
    act: '拒否の申し出を受けられるキューか案内に番号をつないでください。',
  },
  'caller-id-forbidden': {
    what: 'この種類の番号は{place}で表示できません。',
    since: '',
    act: '別の番号を選んでください。',
  },
  'registry-not-checked': {
    what: '{place}の電話勧誘拒否登録簿と照合されていません。',
    since: '',
    act: '登録簿を取り込んでください。',
  },
  'registry-stale': {
    what: '{place}の電話勧誘拒否登録簿の写しが古すぎます。',
    since: '写しは{since}のものです({proof})。',
    act: '新しい写しを取り込んでください。それまでは発信しません。',
  },
  'reassignment-not-checked': {
    what: '番号の持ち主が替わっていないか、最近確認されていません。',
    since: '最後の確認は{since}です。',
    act: '番号再割当てのデータベースに照会してください。',
  },
  'pacing-held': {
    what: 'オペレーターにつながらない可能性のある発信の枠を使い切りました。',
    since: '',
    act: waitsOrAgent,
  },
};
