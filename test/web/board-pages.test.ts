/** Wall, campaigns and reports in a real browser. */

import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../../adapters/store/store.ts';
import { digestOf } from '../../server/access/tokens.ts';
import { addAccount } from '../access/browser.ts';
import { startCampaign } from '../server/campaign-centre.ts';
import { type Centre, cleanUp, morning } from '../server/centre.ts';
import { busyCentre, openAs } from './board-scene.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';

const packages = await chromiumOrSkip();

afterEach(cleanUp);

const token = 'a-wall-of-the-tests-0123456789abcdef';

async function addWall({ folder }: Centre): Promise<void> {
  const store = await openStore(`${folder}/store.db`, () => morning);
  const scope = { tenant: null, teams: null, queues: null } as const;
  const wall = { name: 'lobby', kind: 'wall', role: 'wall', ...scope, createdBy: 'test' } as const;
  await store.keys.add(wall, digestOf(token));
  await store.close();
}

describe.skipIf(packages === undefined)('pages around the board', () => {
  const chromium = useChromium(() => packages!);

  test('a wall shows queues to whoever has its token, turns, and covers what is old', async () => {
    const centre = await busyCentre();
    await addWall(centre);
    const { page, errors } = await chromium().open({
      ...{ language: 'ja', dark: true, size: { width: 1920, height: 1080 } },
    });
    await page.goto(`${centre.server.addresses.api}/wall?turn=0&lang=en#token=${token}`);
    await page.getByRole('heading', { name: 'Support' }).waitFor();
    await screenshot(page, 'wall-en-dark');
    expect(await page.getByText('鈴木').count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'talking' }).waitFor();
    await screenshot(page, 'wall-agents-en-dark');
    await page.keyboard.press('ArrowRight');
    await centre.stop();
    await page.getByRole('alert').getByText('Not live').waitFor({ timeout: 40_000 });
    await screenshot(page, 'wall-stale');
    // The browser tells of connections that cannot be made.
    errors.length = 0;
  });

  test('a wall with a wrong token says so', async () => {
    const centre = await busyCentre();
    const { page, errors } = await chromium().open();
    await page.goto(`${centre.server.addresses.api}/wall#token=wrong`);
    await page.getByText('The token of this wall is not known').waitFor();
    errors.length = 0;
  });

  test('reports show the day, are links, and go to paper and CSV', async () => {
    const centre = await busyCentre();
    const page = await openAs(chromium(), centre, '/reports?of=queue');
    await page.getByRole('row', { name: /^Support/ }).waitFor();
    await screenshot(page, 'reports-queue-en');
    await page.getByLabel('Each row is').selectOption('interval');
    await page.waitForURL(/by=interval/);
    await page.getByRole('columnheader', { name: 'Quarter of an hour' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    await screenshot(page, 'reports-print');
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    const csv = page.getByRole('link', { name: 'CSV file' });
    const [file] = await Promise.all([page.waitForEvent('download'), csv.click()]);
    expect(file.suggestedFilename()).toBe('queue-2026-11-24-2026-11-24.csv');
    const japanese = await openAs(chromium(), centre, '/reports?of=agent', {
      ...{ language: 'ja', dark: true },
    });
    await japanese.getByRole('row', { name: /^安/ }).waitFor();
    await screenshot(japanese, 'reports-agent-ja-dark');
  });

  test('campaigns show the goal first, say why they do not dial, and are started by key', async () => {
    const centre = await startCampaign();
    await addAccount(centre, 'suzuki', 'supervisor');
    const page = await openAs(chromium(), centre, '/campaigns');
    const row = page.getByRole('row', { name: /spring/i });
    await row.waitFor();
    await screenshot(page, 'campaigns-en');
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: 'From dialling to the goal' }).waitFor();
    await screenshot(page, 'campaign-en');
    await page.keyboard.press('p');
    await page.getByText('✓ Pause').waitFor();
    await page.getByRole('heading', { name: /paused/ }).waitFor();
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: /running/ }).waitFor();
    await centre.store.close();
  });
});
