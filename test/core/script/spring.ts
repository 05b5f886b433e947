/** A script of a campaign, as a firm would write it. */

import type { Script, Step } from '../../../core/script/script.ts';

const step = (id: string, ja: string, more: Partial<Step> = {}): Step => ({
  ...{ id, say: { ja, en: `say ${id}` }, question: { kind: 'none' }, edges: {} },
  ...more,
});
const yesNo = { kind: 'yes-no' } as const;

export const spring: Script = {
  id: 'spring',
  version: 3,
  start: 'greeting',
  steps: [
    step('greeting', '{person.name|お客様}、{firm.name}の{agent.name}です。', {
      question: yesNo,
      edges: { yes: 'disclosure', no: 'when' },
    }),
    step('when', 'いつがよろしいでしょうか。', {
      question: { kind: 'date' },
      outcome: 'call-again',
      keeps: 'call-on',
    }),
    step('disclosure', '販売のお電話です。', { next: 'need' }),
    step('need', '何杯召し上がりますか。', {
      question: { kind: 'number', min: 0, max: 50, whole: true },
      keeps: 'cups-a-day',
      next: 'offer',
    }),
    step('offer', 'どちらになさいますか。', {
      question: {
        kind: 'choice',
        choices: [
          { id: 'dark', label: { ja: '深煎り' } },
          { id: 'light', label: { ja: '浅煎り' } },
          { id: 'none', label: { ja: '要らない' } },
        ],
      },
      edges: { none: 'reason' },
      next: 'order',
    }),
    step('reason', '理由をお聞かせください。', {
      question: { kind: 'text', longest: 20 },
      outcome: 'refused',
    }),
    step('order', 'ありがとうございます。', { outcome: 'sale' }),
  ],
  cards: [{ id: 'price', title: { ja: '高い' }, say: { ja: '一杯{price|十円}です。' } }],
  outcomes: [
    { id: 'sale', goal: true, needs: ['disclosure'] },
    { id: 'refused', goal: false, needs: [] },
    { id: 'call-again', goal: false, needs: [] },
  ],
};

export const springFields = new Set(['person.name', 'firm.name', 'agent.name', 'price']);

/** The script with one step changed. */
export const withStep = (id: string, change: Partial<Step>): Script => ({
  ...spring,
  steps: spring.steps.map((each) => (each.id === id ? { ...each, ...change } : each)),
});
