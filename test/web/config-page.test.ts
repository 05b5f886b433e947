/** The configuration edited in a real browser. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkConfig } from '../../config/check.ts';
import { centreYaml, cleanUp, keyEnv, morning, newFolder, serverYaml } from '../server/centre.ts';
import { busyCentre, openAs, viewAs } from './board-scene.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';

const packages = await chromiumOrSkip();

afterEach(cleanUp);

async function scene() {
  const root = newFolder();
  const folder = join(root, 'config');
  mkdirSync(folder);
  writeFileSync(join(folder, 'centre.yaml'), centreYaml);
  writeFileSync(join(folder, 'server.yaml'), serverYaml(join(root, 'journal')));
  const { config } = checkConfig(folder, { env: keyEnv, now: morning });
  const centre = await busyCentre({
    ...{ folder: join(root, 'journal'), config: config!, configDir: folder, env: keyEnv },
  });
  return { centre, folder };
}

describe.skipIf(packages === undefined)('the page of the configuration', () => {
  const chromium = useChromium(() => packages!);

  test('shows errors in place, then the difference and whom it touches, and puts it in force', async () => {
    const { centre, folder } = await scene();
    const page = await openAs(chromium(), centre, '/config', { name: 'ito' });
    const editor = page.getByRole('textbox', { name: 'Text of centre.yaml' });
    await editor.waitFor();
    const type = async (text: string) => {
      await editor.click();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
    };
    await type(centreYaml.replace('{ queue: sales }', '{ queue: slaes }'));
    await page.getByRole('heading', { name: '1 error' }).waitFor();
    await page.getByRole('button', { name: /Error centre.yaml, line \d+/ }).click();
    await page.locator('.cm-lintRange-error').first().waitFor();
    await screenshot(page, 'config-error-en');
    await type(centreYaml.replace('ring: 15s', 'ring: 25s'));
    await page.getByText('support is changed: 2 calls that wait keep').waitFor();
    await page.getByRole('rowheader', { name: 'routing › queues › support › ringMs' }).waitFor();
    await screenshot(page, 'config-effect-en');
    await page.keyboard.press('Control+s');
    await page.getByText('✓ Write and put in force').waitFor();
    expect(readFileSync(join(folder, 'centre.yaml'), 'utf8')).toContain('ring: 25s');
  });

  test('writes nothing over what somebody else has changed, and keeps the text', async () => {
    const { centre, folder } = await scene();
    const { page, errors } = await viewAs(chromium(), centre, '/config', {
      ...{ name: 'ito', language: 'ja', dark: true },
    });
    const editor = page.getByRole('textbox', { name: 'centre.yamlの内容' });
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('# 一行\n');
    writeFileSync(join(folder, 'centre.yaml'), `# by hand\n${centreYaml}`);
    await page.getByText('誤りはありません。').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('その間にcentre.yamlが他で変更されました').waitFor();
    expect(await editor.textContent()).toContain('# 一行');
    expect(readFileSync(join(folder, 'centre.yaml'), 'utf8')).toMatch(/^# by hand/);
    await screenshot(page, 'config-conflict-ja-dark');
    // The browser prints every answer that is a refusal.
    expect(errors.splice(0).every((text) => text.includes('409'))).toBe(true);
  });
});
