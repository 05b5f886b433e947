/** The customer's sheet in a real browser: as a page, and beside a call. */

import { afterEach, describe, expect, test } from 'vitest';
import { cleanUp } from '../server/centre.ts';
import { yamadaNumber } from '../server/knowledge/centre-knowledge.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { fillSheet, type KnowledgeScene, knowledgeScene } from './knowledge-scene.ts';

const packages = await chromiumOrSkip();

const running: KnowledgeScene[] = [];
afterEach(async () => {
  for (const centre of running.splice(0)) await centre.stop();
  await cleanUp();
});

async function scene(language?: 'ja'): Promise<KnowledgeScene> {
  const centre = await knowledgeScene(language);
  running.push(centre);
  return centre;
}

describe.skipIf(packages === undefined)('the customer sheet', () => {
  const chromium = useChromium(() => packages!);

  test('is found by number and shows everything, hostile text as text', async () => {
    const centre = await scene();
    await fillSheet(centre);
    const page = await centre.as(chromium(), 'suzuki', '/people');
    await page.getByRole('searchbox', { name: 'Number or customer number' }).fill('090-1234-5678');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /山田 太郎/ }).waitFor();
    expect(await page.locator('ruby rt').textContent()).toBe('ヤマダ タロウ');
    await page.getByText('煎茶').waitFor();
    await page.getByText('¥3,240').waitFor();
    await page.getByText('缶でも送れますか').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    await page.locator('.said-then').getByText('<img src=x onerror=alert(1)>').first().waitFor();
    await screenshot(page, 'sheet-en');
    await page.getByRole('button', { name: '日本語' }).click();
    await page.getByRole('heading', { name: '履歴' }).waitFor();
    await page.getByText('現地時刻').waitFor();
  });

  test('is changed where it stands, by key alone', async () => {
    const centre = await scene('ja');
    await fillSheet(centre);
    const path = `/people/${centre.yamada}`;
    const page = await centre.as(chromium(), 'suzuki', path, { language: 'ja', dark: true });
    await page.getByRole('button', { name: '会社名: 山田製茶' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('青空');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '会社名: 青空' }).waitFor();
    await page.getByRole('button', { name: 'cups: 3' }).click();
    await page.getByRole('textbox', { name: 'cups' }).fill('３杯');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: '数値ではありません' }).waitFor();
    await page.getByRole('textbox', { name: 'cups' }).fill('１２');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'cups: 12' }).waitFor();
    await page.getByRole('button', { name: '契約: 金' }).click();
    await page.getByRole('combobox', { name: '契約' }).selectOption('銀');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '契約: 金' }).waitFor();
    await page.keyboard.press('Alt+i');
    await page.keyboard.type('また来月');
    await page.keyboard.press('Enter');
    await page.locator('.said-then').getByText('また来月').first().waitFor();
    await screenshot(page, 'sheet-ja-dark');
    const { body } = await centre.get(`${path}/sheet`);
    expect(body.person.company).toBe('青空');
    expect(body.fields).toMatchObject([{ value: '金' }, { value: 12 }, { value: '2024-04-01' }]);
  });

  test('stops all calling by one key and a yes, and not without it', async () => {
    const centre = await scene();
    const path = `/people/${centre.yamada}`;
    const page = await centre.as(chromium(), 'suzuki', path);
    await page.getByRole('button', { name: /Do not call/ }).waitFor();
    await page.keyboard.press('Alt+d');
    await page.getByText('Never call 山田 太郎 again').waitFor();
    await page.keyboard.press('Escape');
    expect((await centre.get(`${path}/sheet`)).body.doNotCall).toBe(false);
    await page.keyboard.press('Alt+d');
    await page.getByText('Never call 山田 太郎 again').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('they refused every call').waitFor();
    await page.getByText('Refusal: all').waitFor();
    await screenshot(page, 'sheet-do-not-call');
    expect((await centre.get(`${path}/sheet`)).body.doNotCall).toBe(true);
  });

  test('is there while the phone rings, and of several people asks which', async () => {
    const centre = await scene();
    await fillSheet(centre);
    await centre.post('/agents/ann/sign-in');
    centre.world.phone('PJSIP/1001').plan({ does: 'ring' });
    const page = await centre.as(chromium(), 'ann', '/desk', {
      size: { width: 1440, height: 900 },
    });
    await page.getByRole('tab', { name: /Customer/ }).waitFor();
    centre.world.enter({ args: ['entry', '100'], number: '0355550001' });
    await centre.pass(500);
    await page.getByText('Several people have this number. Who is it?').waitFor();
    await page.getByRole('tabpanel').getByRole('button', { name: '鈴木' }).click();
    await page.getByRole('heading', { level: 2, name: '鈴木' }).waitFor();
    await screenshot(page, 'desk-sheet-ringing');
  });

  test('is of who rings although the conversation before is not saved', async () => {
    const centre = await scene();
    await fillSheet(centre);
    await centre.post('/agents/ann/sign-in');
    const page = await centre.as(chromium(), 'ann', '/desk', {
      size: { width: 1440, height: 900 },
    });
    await centre.talk('0398760001');
    await centre.hangUp();
    await page.getByRole('heading', { name: /^Not saved yet/ }).waitFor();
    await centre.post('/agents/ann/end-wrap-up');
    centre.world.phone('PJSIP/1001').plan({ does: 'ring' });
    centre.world.enter({ args: ['entry', '100'], number: `0${String(yamadaNumber).slice(2)}` });
    await centre.pass(500);
    await page.getByRole('heading', { level: 2, name: /山田 太郎/ }).waitFor();
    await page.getByRole('heading', { name: /^Not saved yet/ }).waitFor();
    await screenshot(page, 'desk-sheet-ringing-unsaved');
  });
});
