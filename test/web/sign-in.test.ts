/** The first minutes of an installation, in a real browser: set-up, signing in and out. */

import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { addAccount, password } from '../access/browser.ts';
import { type Centre, cleanUp, startCentre } from '../server/centre.ts';
import { screenshot, useChromium, type View } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';

const packages = await chromiumOrSkip();

afterEach(cleanUp);

/** Where its pages are, and the link of its first start. */
async function start(): Promise<{ centre: Centre; url: string; link: string }> {
  const centre = await startCentre();
  const url = centre.server.addresses.api;
  return { centre, url, link: `${url}/sign-in#setup=${await centre.server.front.setUpWord()}` };
}

async function setUp(page: Page, link: string, at: 'link' | 'here' = 'link'): Promise<void> {
  if (at === 'link') await page.goto(link);
  await page.getByLabel('Name', { exact: true }).fill('Boss');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Make the account and sign in' }).click();
  await page.getByRole('link', { name: 'Accounts' }).waitFor();
}

async function signIn(page: Page, name: string, typed = password): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(typed);
  await page.keyboard.press('Enter');
}

/** The browser prints what the server refuses; it is to have printed nothing else. */
function onlyRefused({ errors }: View, status: number): void {
  const line = `Failed to load resource: the server responded with a status of ${status}`;
  expect(errors.splice(0).filter((text) => !text.startsWith(line))).toEqual([]);
}

describe.skipIf(packages === undefined)('the page of sign-in', () => {
  const chromium = useChromium(() => packages!);

  test('makes the first account by the link of the first start, once', async () => {
    const { url, link } = await start();
    const { page } = await chromium().open();
    await page.goto(`${url}/board`);
    await page.getByRole('heading', { name: 'Nobody has an account yet' }).waitFor();
    await page.goto(link);
    await screenshot(page, 'set-up-en');
    await setUp(page, link);
    expect(page.url()).toBe(`${url}/board`);
    // For everybody in the demo, too.
    const other = await chromium().open();
    await other.page.goto(link);
    await other.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(other.page, 'ann');
    await other.page.getByRole('heading', { name: /^Ann/ }).waitFor();
    expect(other.page.url()).toBe(`${url}/desk`);
  });

  test('has an admin make an account for an agent, who signs in with it', async () => {
    const { url, link } = await start();
    const { page } = await chromium().open();
    await page.goto(link);
    await page.getByLabel('This is a demo').uncheck();
    await setUp(page, link, 'here');
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('row', { name: /^boss/ }).waitFor();
    await page.keyboard.press('n');
    const form = page.getByRole('dialog');
    await form.getByLabel('Name', { exact: true }).fill('Cho');
    await form.getByLabel('Password', { exact: true }).fill(password);
    await form.getByLabel('Shown as').fill('<i>Cho</i>\u202e');
    await form.getByLabel('Is the agent').selectOption('cho');
    await form.getByLabel('Language').selectOption('ja');
    await screenshot(page, 'account-form-en');
    await form.getByRole('button', { name: 'Save' }).click();
    const row = page.getByRole('row', { name: /^cho/ });
    await row.getByText('<i>Cho</i>␡').waitFor();
    expect(await row.getByText('Agent', { exact: true }).count()).toBe(1);
    await screenshot(page, 'accounts-en');
    await page.getByRole('button', { name: /Sign out of this browser/ }).click();
    await signIn(page, 'cho');
    await page.getByRole('heading', { name: /^Cho/ }).waitFor();
    expect(page.url()).toBe(`${url}/desk`);
  });

  test('asks for a longer password before anything is made', async () => {
    const { link } = await start();
    const view = await chromium().open({ language: 'ja', dark: true });
    await view.page.goto(link);
    await view.page.getByLabel('パスワード', { exact: true }).fill('short');
    await view.page.getByRole('button', { name: 'アカウントを作ってログイン' }).click();
    await view.page.getByText('パスワードは12文字以上にしてください。').waitFor();
    await screenshot(view.page, 'set-up-ja-dark');
    onlyRefused(view, 422);
  });

  test('lets people in to the page they asked for, in the language of their account', async () => {
    const { centre, url } = await start();
    await addAccount(centre, 'sue', 'supervisor', { shownName: '<b>スー</b>', language: 'ja' });
    const view = await chromium().open();
    await view.page.goto(`${url}/board`);
    await screenshot(view.page, 'sign-in-en');
    await signIn(view.page, 'sue', 'not it');
    await view.page.getByText('The name or the password is wrong.').waitFor();
    await screenshot(view.page, 'sign-in-wrong-en');
    onlyRefused(view, 401);
    await view.page.keyboard.type(password);
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('heading', { name: 'ボード' }).waitFor();
    expect(view.page.url()).toBe(`${url}/board`);
    await view.page.getByRole('button', { name: '<b>スー</b>' }).click();
    await view.page.getByRole('heading', { name: 'ログイン' }).waitFor();
    await view.page.reload();
    await view.page.getByRole('heading', { name: 'ログイン' }).waitFor();
  });

  test('says so when signing out did not reach the server, and nobody is signed out', async () => {
    const { url, link } = await start();
    const { page, context, errors } = await chromium().open();
    await setUp(page, link);
    await context.route('**/api/v1/sign-out', (route) => route.abort());
    await page.getByRole('button', { name: 'Boss' }).click();
    await page.getByRole('alert').getByText('The server cannot be reached.').waitFor();
    expect(errors.splice(0)).toHaveLength(1);
    await context.unroute('**/api/v1/sign-out');
    await page.getByRole('button', { name: 'Boss' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(`${url}/board`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('says how long to wait after too many failures', async () => {
    const { centre, url } = await start();
    await addAccount(centre, 'ann', 'agent', { language: 'ja' });
    const view = await chromium().open({ language: 'ja' });
    await view.page.goto(`${url}/sign-in`);
    for (let failure = 1; failure <= 5; failure++) {
      const answer = view.page.waitForResponse((each) => each.request().method() === 'POST');
      await view.page.getByLabel('ユーザー名').fill('ann');
      await view.page.getByLabel('パスワード', { exact: true }).fill('wrong');
      await view.page.keyboard.press('Enter');
      expect((await answer).status()).toBe(401);
      await view.page.getByText('ユーザー名またはパスワードが違います。').waitFor();
    }
    onlyRefused(view, 401);
    await view.page.getByLabel('パスワード', { exact: true }).fill(password);
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('alert').getByText('あと1秒お待ちください。').waitFor();
    await screenshot(view.page, 'sign-in-too-often-ja');
    onlyRefused(view, 429);
    centre.clock.advance(1_000);
    await view.page.getByRole('alert').getByText('もう一度お試しください。').waitFor();
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('heading', { name: /^安/ }).waitFor();
  });
});
