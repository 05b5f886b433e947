/** A centre in which Ann is called by people who are known, and somebody teaches. */

import type { Page } from 'playwright-core';
import { addAccount } from '../access/browser.ts';
import { type KnowledgeCentre, startKnowledge } from '../server/knowledge/centre-knowledge.ts';
import { teaScript } from '../support/tea-script.ts';
import { openAs } from './board-scene.ts';
import type { Chromium, ViewOptions } from './browser.ts';

/** What somebody hostile has written of themselves, and others of them. */
export const hostile = '<img src=x onerror=alert(1)>\u202e\u0007{person.name}';

export interface KnowledgeScene extends KnowledgeCentre {
  /** Ann's account is `ann`, the supervisor's `suzuki`. */
  as(
    chromium: Chromium,
    name: 'ann' | 'suzuki',
    path: string,
    options?: ViewOptions,
  ): Promise<Page>;
}

/** `language`: that of both accounts. */
export async function knowledgeScene(language: 'en' | 'ja' = 'en'): Promise<KnowledgeScene> {
  const centre = await startKnowledge();
  await addAccount(centre, 'suzuki', 'supervisor', { tenant: 'sakura', language });
  await addAccount(centre, 'ann', 'agent', { agent: 'ann', language });
  return {
    ...centre,
    as: (chromium, name, path, options = {}) =>
      openAs(chromium, centre, path, { ...options, name }),
  };
}

/** 山田 with everything a sheet can show. */
export async function fillSheet({ sakura, yamada, ask }: KnowledgeCentre): Promise<void> {
  const day = 86_400_000;
  const at = Date.UTC(2026, 10, 1);
  await sakura.people.save(
    [
      {
        ...{
          name: '山田 太郎',
          kana: 'ヤマダ タロウ',
          company: '山田製茶',
          customerKey: '山田 太郎',
        },
        ...{ email: 'yamada@example.jp', zone: 'America/New_York' },
        attributes: { plan: '金', 'cups-a-day': 3, joined: '2024-04-01', colour: hostile },
        purchases: [
          { product: '煎茶', amount: 3_240, currency: 'JPY', boughtAt: at, orderKey: 'A-1' },
          { product: 'ほうじ茶', quantity: 2, amount: 1_080, currency: 'JPY', boughtAt: at + day },
        ],
      },
    ],
    { by: 'test' },
  );
  await ask('POST', `/people/${yamada}/notes`, { text: hostile });
  await ask('POST', `/people/${yamada}/doubts`, { text: '缶でも送れますか' });
}

/** The script of calls to the queue is in use. */
export async function useScript({ ask }: KnowledgeCentre): Promise<void> {
  const text = teaScript.replace('script: tea', 'script: spring');
  await ask('PUT', '/scripts?tenant=sakura', { text });
  await ask('POST', '/scripts/spring/versions/1/publish?tenant=sakura', {});
}
