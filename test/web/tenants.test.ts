/** Pages of somebody who sees several tenants: whose things they show stands in the address. */

import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { addAccount } from '../access/browser.ts';
import { startCampaign } from '../server/campaign-centre.ts';
import { cleanUp } from '../server/centre.ts';
import { openAs } from './board-scene.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';

const packages = await chromiumOrSkip();

afterEach(cleanUp);

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

describe.skipIf(packages === undefined)('whoever sees several tenants', () => {
  // An answer 400 is printed by the browser, and what is printed fails the test.
  const chromium = useChromium(() => packages!);

  test('chooses whose once, and finds the choice in every address from then on', async () => {
    const centre = await startCampaign({ people: 1 });
    await addAccount(centre, 'ito', 'admin');
    const page = await openAs(chromium(), centre, '/faq#entry=1', { name: 'ito', language: 'ja' });
    const choice = page.getByLabel('クライアント');
    await choice.waitFor();
    expect(await heading(page, 'FAQ').count()).toBe(0);
    await screenshot(page, 'tenant-choice-ja');
    await centre.post('/faq?tenant=fuji', {
      ...{ questionJa: '保証は?', answerJa: '一年です。' },
    });
    await choice.selectOption('fuji');
    await heading(page, 'FAQ').waitFor();
    expect(new URL(page.url()).search + new URL(page.url()).hash).toBe('?tenant=fuji#entry=1');
    await page.getByRole('link', { name: 'スクリプト' }).click();
    await heading(page, 'スクリプト').waitFor();
    await page.waitForURL(/scripts\?tenant=fuji/);
    for (const path of ['/people', '/campaigns/new', '/campaigns/spring']) {
      await page.goto(centre.server.addresses.api + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    await page.goto(`${centre.server.addresses.api}/scripts`);
    await page.getByLabel('クライアント').selectOption('sakura');
    await page.waitForURL(/tenant=sakura/);
    await page.goBack();
    await page.waitForURL(/tenant=fuji/);
  });

  test('gets from a link what it was made for, in any browser', async () => {
    const centre = await startCampaign({ people: 1 });
    await addAccount(centre, 'ito', 'admin');
    const path = '/scripts?tenant=sakura';
    const page = await openAs(chromium(), centre, path, { name: 'ito' });
    await heading(page, 'Scripts').waitFor();
    expect(await page.getByLabel('Client').inputValue()).toBe('sakura');
    await screenshot(page, 'tenant-choice-en');
  });
});
