/** Keys, walls and the audit log on the page of accounts, in a real browser. */

import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { addAccount, password } from '../access/browser.ts';
import { type Centre, cleanUp, startCentre } from '../server/centre.ts';
import { screenshot, useChromium, type ViewOptions } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';

const packages = await chromiumOrSkip();

afterEach(cleanUp);

describe.skipIf(packages === undefined)('the page of accounts', () => {
  const chromium = useChromium(() => packages!);

  /** An admin looks at it. */
  async function open(show: string, options: ViewOptions = {}) {
    const centre = await startCentre();
    const { language = 'en' } = options;
    await addAccount(centre, 'root', 'admin', { language });
    const view = await chromium().open(options);
    const url = centre.server.addresses.api;
    await view.page.goto(`${url}/accounts?show=${show}`);
    await view.page.locator('input[name=name]').fill('root');
    await view.page.locator('input[name=password]').fill(password);
    await view.page.keyboard.press('Enter');
    await view.page.locator('h1', { hasText: language === 'en' ? 'Accounts' : '権限' }).waitFor();
    return { centre, url, ...view };
  }

  const keyOn = async (page: Page) => (await page.locator('.secret').textContent())!;

  const statusOf = async (centre: Centre, key: string): Promise<number> => {
    const headers = { authorization: `Bearer ${key}` };
    return (await fetch(`${centre.server.addresses.api}/api/v1/queues`, { headers })).status;
  };

  test('shows a new key once, and refuses it when it is revoked', async () => {
    const { centre, page } = await open('keys');
    await page.getByRole('row', { name: /^boss Admin/ }).waitFor();
    await page.keyboard.press('n');
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('wallboard-importer');
    await form.getByLabel('Tenant').selectOption('sakura');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This is shown once').waitFor();
    await screenshot(page, 'key-made-en');
    const key = await keyOn(page);
    expect(key).toMatch(/^tsk_[\w-]{32}$/);
    expect(await statusOf(centre, key)).toBe(200);
    await page.reload();
    await page.getByRole('row', { name: /^wallboard-importer Read Sakura root/ }).waitFor();
    expect(await page.content()).not.toContain(key);
    await page.getByRole('button', { name: 'Revoke wallboard-importer' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('row', { name: /^wallboard-importer .* revoked/ }).waitFor();
    expect(await statusOf(centre, key)).toBe(401);
  });

  test('makes the link of a wall, which shows the board to nobody in particular', async () => {
    const { page, url } = await open('walls', { language: 'ja', dark: true });
    await page.keyboard.press('n');
    const form = page.getByRole('dialog');
    await form.getByLabel('名前').fill('east');
    await form.getByRole('group', { name: 'キュー' }).getByLabel('すべて').uncheck();
    await form.getByLabel('技術サポート').check();
    await screenshot(page, 'wall-form-ja-dark');
    await form.getByRole('button', { name: '保存' }).click();
    await page.getByText('表示されるのは今だけ').waitFor();
    const link = await keyOn(page);
    expect(link).toMatch(new RegExp(`^${url}/wall#token=tsw_`));
    const screen = await chromium().open({ language: 'ja' });
    await screen.page.goto(link);
    await screen.page.getByText('技術サポート').first().waitFor();
    expect(await screen.page.getByText('Shop').count()).toBe(0);
  });

  test('tells what was done, by whom, and finds it again', async () => {
    const { page, centre } = await open('audit');
    await page.getByRole('row', { name: /root \(account\) signed in/ }).waitFor();
    await centre.post('/agents/ann/sign-in', {}, 'operator');
    await page.getByLabel('Who').fill('operator');
    await page.keyboard.press('Enter');
    const row = page.getByRole('row', { name: /operator \(key\)/ });
    await row.getByText('POST /agents/:agent/sign-in').waitFor();
    expect(await row.getByText('ann', { exact: true }).count()).toBe(1);
    expect(await page.getByRole('row', { name: /signed in/ }).count()).toBe(0);
    await screenshot(page, 'audit-en');
  });
});
