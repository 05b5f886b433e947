/** What is wrong with a script, in words. */

import type { ScriptFault } from '../core/script/check.ts';

/** The sentence of a fault, in both languages. */
export function scriptFaultText(fault: ScriptFault): { readonly en: string; readonly ja: string } {
  const { at } = fault;
  switch (fault.code) {
    case 'no-start':
      return {
        en: `the first step "${at}" is not there`,
        ja: `最初のステップ「${at}」がありません`,
      };
    case 'twice':
      return { en: `step "${at}" is there twice`, ja: `ステップ「${at}」が二つあります` };
    case 'unreached':
      return {
        en: `step "${at}" is never reached from the first`,
        ja: `ステップ「${at}」には最初のステップからたどり着けません`,
      };
    case 'no-end':
      return {
        en: `from step "${at}" the script never ends`,
        ja: `ステップ「${at}」からはスクリプトが終わりません`,
      };
    case 'no-text':
      return { en: `"${at}" has nothing to say`, ja: `「${at}」に話す文章がありません` };
    case 'unknown-step':
      return {
        en: `"${at}" names step "${fault.to}", which is not there`,
        ja: `「${at}」が指すステップ「${fault.to}」がありません`,
      };
    case 'unknown-outcome':
      return {
        en: `step "${at}" leads to outcome "${fault.to}", which is not there`,
        ja: `ステップ「${at}」の結果「${fault.to}」がありません`,
      };
    case 'edge-too-many':
      return {
        en: `step "${at}" says where "${fault.edge}" leads, which is no answer to its question`,
        ja: `ステップ「${at}」の質問に「${fault.edge}」という答えはありません`,
      };
    case 'edge-missing':
      return {
        en: `step "${at}" does not say where "${fault.edge}" leads: write it, or next`,
        ja: `ステップ「${at}」に「${fault.edge}」の行き先がありません。それか next を書いてください`,
      };
    case 'unknown-field':
      return {
        en: `"${at}" names the field {${fault.field}}, which is not there`,
        ja: `「${at}」の項目 {${fault.field}} はありません`,
      };
    case 'way-around':
      return {
        en: `step "${at}" can be reached without "${fault.around}", which its outcome needs`,
        ja: `ステップ「${at}」には、その結果に必要な「${fault.around}」を通らずにたどり着けます`,
      };
  }
}
