/**
 * From an empty installation to the first compliant call of a new campaign, in a real browser, over
 * the simulated switch: what has to be filled in is counted.
 */

import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createWorld } from '../../adapters/simulated/world.ts';
import { codeFor } from '../../server/web/pages/campaigns/code.ts';
import { addAccount } from '../access/browser.ts';
import { until } from '../asterisk/child.ts';
import { outboundConfig } from '../server/campaign-centre.ts';
import { type Centre, cleanUp, morning, newFolder, startCentre } from '../server/centre.ts';
import { openAs } from './board-scene.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { openSignedIn } from './signed-in.ts';

const packages = await chromiumOrSkip();

afterEach(cleanUp);

/** Nothing but the configuration: no people, no list, no campaign. */
async function emptyCentre(at = morning): Promise<Centre> {
  const folder = newFolder();
  const clock = createManualClock(at);
  const world = createWorld(createPbx({ clock }), 'tsunagi');
  const centre = await startCentre({ folder, config: outboundConfig(folder), world, clock });
  await addAccount(centre, 'ito', 'admin', { tenant: 'fuji', language: 'en' });
  await addAccount(centre, 'ota', 'admin', { tenant: 'fuji', language: 'ja' });
  return centre;
}

const table = `氏名,フリガナ,電話番号,備考
髙橋 花,タカハシ ハナ,03-1234-0000,紅茶
山﨑 一郎,ヤマザキ イチロウ,03-1234-0001,
だれか,,123,番号が短い
`;

const bring = (page: Page, name: string, text: string | Buffer) =>
  page.locator('input[type="file"]').setInputFiles({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(text),
  });

/** Counts what somebody fills in or changes, as the page is used. */
function countFields(page: Page): () => Promise<number> {
  const script = () => {
    const fields = new Set<unknown>();
    Object.assign(globalThis, { filledIn: fields });
    document.addEventListener('change', (event) => {
      const { target } = event;
      const { type, name } = target as HTMLInputElement;
      fields.add(type === 'radio' ? name : target);
    });
  };
  return async () => {
    if (await page.evaluate(() => !('filledIn' in globalThis))) await page.evaluate(script);
    return page.evaluate(() => (globalThis as unknown as { filledIn: Set<unknown> }).filledIn.size);
  };
}

test('a code is proposed for every name, and is nobody else’s', () => {
  const today = new Date(2026, 10, 26);
  const codes = (name: string, ...taken: string[]) => codeFor(name, new Set(taken), today);
  expect(codes('Spring tea')).toBe('spring-tea');
  expect(codes('春のお茶')).toBe('campaign-2026-11-26');
  expect(codes('春のお茶', 'campaign-2026-11-26')).toBe('campaign-2026-11-26-2');
  expect(codes('春のお茶 2027')).toBe('campaign-2027');
  expect(codes('Ｔｅａ 春')).toBe('tea');
});

describe.skipIf(packages === undefined)('the page of a new campaign', () => {
  const chromium = useChromium(() => packages!);

  test('leads from an empty installation to the first call, in at most ten fields', async () => {
    const centre = await emptyCentre();
    centre.world.phone('Local/0312340000@out').plan({ does: 'answer', afterMs: 2_000 });
    const before = customer(centre);
    const page = await openAs(chromium(), centre, '/campaigns', { name: 'ito' });
    const begunAt = performance.now();
    await page.getByRole('link', { name: 'New campaign' }).click();
    await page.getByRole('heading', { name: 'New campaign' }).waitFor();
    const filledIn = countFields(page);
    await filledIn();

    // Nothing can be started yet, and the page says what is missing, one thing after the other.
    const go = page.getByRole('button', { name: 'Bring the people in and check' });
    expect(await go.isDisabled()).toBe(true);
    await page.getByText('Choose a table of people first.').waitFor();
    await bring(page, '春.csv', table);
    await page.getByText('2 of the first 3 rows can be imported.').waitFor();
    await page.getByText('+81312340000').waitFor();
    await page.getByText('Line 4').waitFor();
    await page.getByText('Give the campaign a name.').waitFor();
    await page.getByLabel('Name of the campaign').fill('Spring tea');
    await page.getByText('without a goal nothing is started').waitFor();
    await page.getByLabel('Goal').fill('Order');
    await page.getByText('Say what kind of call it is').waitFor();
    await page.getByLabel('Sale', { exact: true }).check();
    await page.getByText('JP: Mon–Sun 09:00–20:00').waitFor();
    await page.getByLabel('Queue whose agents talk').selectOption('tea');
    expect(await page.getByLabel('Number that is shown').inputValue()).toBe('+81399990000');
    await screenshot(page, 'wizard-en');
    await go.click();

    await page.getByText('2 new people, 0 known before, 1 rows not imported.').waitFor();
    await page.getByText('2 of the first 2 may be called at this moment.').waitFor();
    await screenshot(page, 'wizard-check-en');
    await centre.post('/agents/cho/sign-in');
    await centre.pass(5_000);
    expect(customer(centre)).toBe(before);
    await page.getByRole('button', { name: 'Start the campaign' }).click();
    await page.getByText('The campaign is started.').waitFor();
    await until('the first call', async () => {
      await centre.pass(1_000);
      return centre.world.phone('PJSIP/2001').hears === 'conversation';
    });
    expect(await filledIn()).toBeLessThanOrEqual(10);
    expect((performance.now() - begunAt) / 1000).toBeLessThan(300);
    await page.getByRole('link', { name: 'To the campaign' }).click();
    await page.getByRole('heading', { name: 'Spring tea' }).waitFor();
  });

  test('is Japanese; asks which column is the number, and says who may not be called now', async () => {
    // Late in the evening: nobody is called before nine.
    const centre = await emptyCentre(morning + 13 * 3_600_000);
    const page = await openAs(chromium(), centre, '/campaigns/new', {
      name: 'ota',
      language: 'ja',
    });
    const unnamed = 'お名前,れんらく\n髙橋,0312340000\n';
    await bring(page, 'list.csv', unnamed);
    await page.getByText('どの列が電話番号かを選んでください。').first().waitFor();
    await page.getByLabel('内容: れんらく').selectOption('number');
    await page.getByText('最初の1行のうち1行を取り込めます。').waitFor();
    await page.getByLabel('キャンペーン名').fill('春のお茶');
    await page.getByText(/使います: campaign-2\d{3}-\d\d-\d\d$/).waitFor();
    await page.getByLabel('コード').fill('春のお茶');
    await page.getByText('コードは英数字と').waitFor();
    await page.getByLabel('コード').fill('spring-tea');
    await page.getByLabel('目標').fill('注文');
    await page.getByLabel('販売', { exact: true }).check();
    await page.getByRole('button', { name: '対象者を取り込んで確認' }).click();
    await page.getByText('最初の1人のうち0人に今すぐ電話できます。').waitFor();
    await page.getByText('今は不可1人').waitFor();
    await screenshot(page, 'wizard-ja');
    expect((await centre.get('/campaigns/spring-tea?tenant=fuji')).body.name).toBe('春のお茶');
  });

  test('says what is wrong with a file that is no table', async () => {
    const centre = await emptyCentre();
    const pages = { url: centre.server.addresses.api, post: async () => undefined };
    const ito = { name: 'ito', role: 'admin' } as const;
    const { page, errors } = await openSignedIn(chromium(), pages, ito);
    await page.goto(`${pages.url}/campaigns/new`);
    await page.getByRole('heading', { name: 'New campaign' }).waitFor();
    await bring(page, 'broken.xlsx', 'this is no workbook');
    await page.getByRole('alert').filter({ hasText: '✕ this is no Excel workbook' }).waitFor();
    // The browser prints what the server refuses.
    expect(errors.splice(0)).toEqual([expect.stringContaining('422')]);
  });
});

/** What the person is hearing, who is called first. */
const customer = ({ world }: Centre) => world.phone('Local/0312340000@out').hears;
