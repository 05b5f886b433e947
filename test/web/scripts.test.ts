/** Scripts in a real browser: written with a live picture, tried, published, spoken at the desk. */

import { afterEach, describe, expect, test } from 'vitest';
import { cleanUp } from '../server/centre.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { type KnowledgeScene, knowledgeScene, useScript } from './knowledge-scene.ts';

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

describe.skipIf(packages === undefined)('talk scripts', () => {
  const chromium = useChromium(() => packages!);

  test('are written with their faults in place, saved, and put beside each other', async () => {
    const centre = await scene();
    await useScript(centre);
    const page = await centre.as(chromium(), 'suzuki', '/scripts');
    await page.getByRole('link', { name: '春の新茶' }).click();
    await page.getByRole('img', { name: 'Picture of the script: 6 steps' }).waitFor();
    const editor = page.getByRole('textbox', { name: 'Text (YAML)' });
    await editor.waitFor();
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('  extra: { say: Bye. }\n');
    await page.getByText('step "extra" is never reached from the first').waitFor();
    await screenshot(page, 'script-editor-fault-en');
    await page.getByRole('button', { name: 'line 27, column 10' }).click();
    // The mark is told when it is pointed at.
    await page.locator('.cm-lintRange-error').waitFor();
    for (let line = 0; line < 2; line++) await page.keyboard.press('ControlOrMeta+Shift+K');
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('\n# clearer');
    await page.getByText('Nothing is wrong.').waitFor();
    await page.getByRole('button', { name: 'Save as draft' }).click();
    await page.getByText('version 2 (draft)').waitFor();
    await page.getByLabel('beside those in use').check();
    await page.getByRole('button', { name: 'Put into use' }).click();
    await page.getByText('version 2 (in use, share 1)').waitFor();
    await page.getByText('version 1 (in use, share 1)').waitFor();
    await page.getByText('Difference').click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('.come').getByText('# clearer').waitFor();
    await screenshot(page, 'script-editor-en');
  });

  test('are tried without a call, in Japanese and in the dark', async () => {
    const centre = await scene('ja');
    await useScript(centre);
    const options = { language: 'ja', dark: true } as const;
    const page = await centre.as(chromium(), 'suzuki', '/scripts/spring', options);
    await page.getByText('試す').click();
    await page.getByText('お客様', { exact: true }).waitFor();
    await page.keyboard.press('y');
    await page.locator('.script-said').getByText('Which one?').waitFor();
    await page.keyboard.press('1');
    await page.getByRole('textbox', { name: /回答/ }).fill('21');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: '20以下です。' }).waitFor();
    await page.getByRole('textbox', { name: /回答/ }).fill('３');
    await page.keyboard.press('Enter');
    await page.locator('.script-said').getByText('八日以内なら解約できます。').waitFor();
    await screenshot(page, 'script-try-ja-dark');
  });

  test('are spoken at the desk by key, and a sale waits for what must be said', async () => {
    const centre = await scene();
    await useScript(centre);
    const page = await centre.as(chromium(), 'ann', '/desk', {
      size: { width: 1440, height: 900 },
    });
    await centre.talk('09012345678');
    await page.getByRole('tab', { name: 'Script' }).click();
    await page.locator('.script-said').getByText('山田 太郎').waitFor();
    await page.keyboard.press('y');
    await page.locator('.script-said').getByText('Which one?').waitFor();
    await page.keyboard.press('q');
    await page.locator('.card-said').getByText('一杯あたり30円です。').waitFor();
    // While somebody is on the line digits are the script's, not those of what came of the call.
    await page.keyboard.press('1');
    await page.getByRole('textbox', { name: /Answer/ }).fill('3');
    await page.keyboard.press('Enter');
    await page.locator('.script-said').getByText('八日以内なら解約できます。').waitFor();
    await page.getByText('must be said').first().waitFor();
    await screenshot(page, 'desk-script');
    const desk = '/agents/ann/contact';
    await centre.ask('PUT', desk, { code: 'sale' });
    await page.getByText('“Sale” cannot be saved before everything was said:').waitFor();
    // A reload loses nothing.
    await page.reload();
    await page.getByRole('tab', { name: 'Script' }).click();
    await page.locator('.script-said').getByText('八日以内なら解約できます。').waitFor();
    await page.keyboard.press('n');
    await page.locator('.script-said').getByText('Thank you.').waitFor();
    await page.getByText('Result: Sale').waitFor();
    await page.getByText('cannot be saved').waitFor({ state: 'detached' });
    const { contact } = (await centre.get(desk)).body;
    expect(contact.script.walk).toMatchObject({ step: 'thanks', cards: [{ card: 'price' }] });
  });
});
