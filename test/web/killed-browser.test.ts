/** An agent's browser is killed in every state there is, and opened again; the calls go on. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password } from '../access/browser.ts';
import { cleanUp } from '../server/centre.ts';
import { screenshot } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { type FullCentre, fullCentre } from './full-centre.ts';
import { MortalBrowser } from './killed-browser.ts';
import { plainWords } from './words-written.ts';

const packages = await chromiumOrSkip();

describe.skipIf(packages === undefined)('a browser that is killed', { timeout: 120_000 }, () => {
  let centre: FullCentre;
  let browser: MortalBrowser;
  let timer: NodeJS.Timeout;
  let page: Page;
  beforeAll(async () => {
    centre = await fullCentre(plainWords, { isAtWork: false });
    browser = new MortalBrowser(packages!);
    // Time goes by as on a wall.
    timer = setInterval(() => centre.clock.advance(50), 50);
  });
  afterAll(async () => {
    clearInterval(timer);
    await browser?.remove();
    await centre?.stop();
    await cleanUp();
  });

  const open = async () => {
    page = await browser.open(`${centre.server.addresses.api}/desk`);
  };

  /** What is awaited is there, and in another browser with the same profile, too. */
  async function survives(wait: () => Promise<unknown>, meanwhile = () => {}): Promise<void> {
    await wait();
    await browser.kill();
    meanwhile();
    await open();
    await wait();
    meanwhile();
  }

  const state = (text: string) =>
    page.getByRole('region', { name: 'My state' }).getByText(text, { exact: true }).waitFor();
  const call = () => page.getByRole('region', { name: 'Call', exact: true });
  const says = (text: string | RegExp) => call().getByText(text).waitFor();
  const saysNoMore = (text: string) => call().getByText(text).waitFor({ state: 'detached' });
  const press = (key: string) => page.keyboard.press(key);

  test('is opened again at the sign-in half done, and asks who signed in nothing anew', async () => {
    await open();
    const name = () => page.locator('input[name=name]');
    await name().fill('ann');
    await survives(() => name().waitFor());
    await name().fill('ann');
    await page.locator('input[name=password]').fill(password);
    await press('Enter');
    await state('Signed out');
    // A browser writes down half a minute later, or when it is closed, who has signed in.
    await browser.close();
    await open();
    await survives(() => state('Signed out'));
  });

  test('shows the same again between calls: ready, paused, with somebody to dial', async () => {
    await press('Alt+g');
    await survives(() => state('Ready'));
    await press('Alt+p');
    await press('2');
    await survives(() => state('Paused'));
    await press('Alt+x');
    await survives(() => page.locator('.preview-person').getByText('佐藤製茶').waitFor());
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.locator('.preview-person').waitFor({ state: 'detached' });
    await press('Alt+g');
    await state('Ready');
  });

  test('shows the same again in every state of a call, which goes on meanwhile', async () => {
    const { world } = centre;
    const ann = world.phone('PJSIP/1001');
    ann.plan({ does: 'ring' });
    await centre.post('/agents/bob/sign-in', {});
    await centre.post('/agents/bob/pause', {});
    const caller = world.enter({ number: '09012345678', name: '髙橋', args: ['entry', '100'] });
    const hear =
      (...voices: readonly string[]) =>
      () =>
        expect(caller.voices).toEqual(voices);

    await survives(() => says('rings for'));
    ann.answer();
    await survives(() => says('talking for'), hear('PJSIP/1001'));
    const note = () => page.getByRole('textbox', { name: 'Note', exact: true });
    await note().fill('Wants <b>gre');
    await page.getByText('Kept on the server').waitFor();

    await press('Alt+h');
    await survives(
      () => says('On hold for'),
      () => expect(caller.hears).toBe('music'),
    );
    await press('Alt+h');
    await saysNoMore('On hold for');
    await press('Alt+m');
    await survives(() => says('You are muted'), hear());
    await press('Alt+m');
    await saysNoMore('You are muted');
    await press('Alt+r');
    await survives(() => says('The recording is paused'), hear('PJSIP/1001'));

    await press('Alt+t');
    await page.getByRole('radio', { name: 'Colleague' }).check();
    await page.getByRole('combobox', { name: 'Colleague' }).selectOption('bob');
    await page.getByRole('button', { name: 'Ask first' }).click();
    await survives(
      () => says('talks with you, the caller waits'),
      () => expect(caller.hears).toBe('music'),
    );
    await press('Alt+s');
    await survives(() => says('waits, you talk with the caller'), hear('PJSIP/1001'));
    await press('Alt+j');
    await survives(() => says('all three talk'), hear('PJSIP/1001', 'PJSIP/1002'));
    await screenshot(page, 'killed-in-conference');
    await press('Alt+b');
    await saysNoMore('all three talk');

    await press('F9');
    await survives(async () => {
      await state('Wrap-up');
      await expect.poll(() => note().inputValue(), { timeout: 20_000 }).toBe('Wants <b>gre');
    });
    await screenshot(page, 'killed-in-wrap-up');
  });
});
