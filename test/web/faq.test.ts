/** The FAQ in a real browser: searched as it is typed, written, made of a doubt in two steps. */

import { afterEach, describe, expect, test } from 'vitest';
import { cleanUp } from '../server/centre.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { hostile, type KnowledgeScene, knowledgeScene } from './knowledge-scene.ts';

const packages = await chromiumOrSkip();

const running: KnowledgeScene[] = [];
afterEach(async () => {
  for (const centre of running.splice(0)) await centre.stop();
  await cleanUp();
});

async function scene(language?: 'ja'): Promise<KnowledgeScene> {
  const centre = await knowledgeScene(language);
  running.push(centre);
  await centre.post('/faq?tenant=sakura', {
    ...{ questionEn: 'How much is shipping?', questionJa: '送料はいくらですか' },
    ...{ answerEn: `Free. ${hostile}`, answerJa: '三千円から無料です。' },
  });
  return centre;
}

describe.skipIf(packages === undefined)('the FAQ', () => {
  const chromium = useChromium(() => packages!);

  test('is searched beside a call; what is not found becomes a doubt of the customer', async () => {
    const centre = await scene();
    await centre.talk('09012345678');
    const page = await centre.as(chromium(), 'ann', '/desk', {
      size: { width: 1440, height: 900 },
    });
    await page.getByRole('tab', { name: 'FAQ' }).waitFor();
    await page.keyboard.press('Alt+f');
    await page.getByLabel('Search the FAQ').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('ship');
    const entry = page.getByRole('tabpanel').getByText('How much is shipping?');
    await entry.click();
    await page.getByText('Free. <img src=x onerror=alert(1)>').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    await page.keyboard.press('Alt+f');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('缶で送れますか');
    await page.getByRole('button', { name: 'Note it as a doubt' }).click();
    await page.getByText('it is on the list of doubts').waitFor();
    await screenshot(page, 'desk-faq');
    const { body } = await centre.get(`/people/${centre.yamada}/sheet`);
    expect(body.doubts).toMatchObject([{ text: '缶で送れますか', answeredAt: null }]);
    const detail = (await centre.get('/faq/1?tenant=sakura')).body;
    expect(detail.uses).toMatchObject([{ agent: 'ann', uses: 1 }]);
  });

  test('takes a doubt in two steps, with the way back to the customer', async () => {
    const centre = await scene('ja');
    await centre.post(`/people/${centre.yamada}/doubts`, { text: '缶でも送れますか' });
    await centre.post('/faq/unanswered?tenant=sakura', { words: '保証' });
    const options = { language: 'ja', dark: true } as const;
    const page = await centre.as(chromium(), 'suzuki', '/faq', options);
    await page.getByText('保証').waitFor();
    await page.getByRole('button', { name: 'FAQにする' }).click();
    expect(await page.getByLabel('質問 日本語').inputValue()).toBe('缶でも送れますか');
    await page.getByLabel('回答 日本語').fill('はい、送れます。');
    await screenshot(page, 'faq-doubt-ja-dark');
    await page.getByRole('button', { name: 'FAQを保存' }).click();
    await page.getByText('未解決の質問はありません。').waitFor();
    await page.getByRole('button', { name: '缶でも送れますか' }).click();
    await page.getByRole('heading', { name: '元になった質問' }).waitFor();
    await page.getByRole('link', { name: 'お客様を開く' }).click();
    await page.getByRole('heading', { level: 1, name: '山田 太郎' }).waitFor();
    await page.getByText('はい、送れます。').waitFor();
    await page.getByRole('link', { name: 'FAQに登録済み' }).click();
    await page.getByRole('heading', { name: '元になった質問' }).waitFor();
  });

  test('keeps every version, and shows a withdrawn entry as such', async () => {
    const centre = await scene();
    const page = await centre.as(chromium(), 'suzuki', '/faq');
    await page.getByRole('button', { name: 'How much is shipping?' }).click();
    await page.getByLabel('Answer in English').fill('From 3,000 yen it is free.');
    await page.getByRole('button', { name: 'Save entry' }).click();
    await page.getByText('✓ Saved.').waitFor();
    await page.getByText('Versions').click();
    await page.getByRole('heading', { name: /version 1/ }).waitFor();
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('✕ withdrawn').waitFor();
    await screenshot(page, 'faq-en');
    const agent = await centre.as(chromium(), 'ann', '/faq');
    await agent.getByText('Your account may read the FAQ, not change it.').waitFor();
    expect(await agent.getByRole('button', { name: 'New entry' }).count()).toBe(0);
  });
});
