/** Hostile names and notes are shown as text on every page: nothing runs, nothing is broken. */

import { afterEach, describe, expect, test } from 'vitest';
import type { CampaignCentre } from '../server/campaign-centre.ts';
import { cleanUp } from '../server/centre.ts';
import { useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { fullCentre, hostile, openWish, pageWishes } from './pages-list.ts';

const packages = await chromiumOrSkip();
const centres: CampaignCentre[] = [];
afterEach(async () => {
  for (const centre of centres.splice(0)) await centre.stop();
  await cleanUp();
});

describe.skipIf(packages === undefined)('a hostile name', { timeout: 120_000 }, () => {
  const chromium = useChromium(() => packages!);

  for (const [kind, name] of Object.entries(hostile)) {
    test(`of ${kind} is text on every page`, async () => {
      const centre = await fullCentre(name);
      centres.push(centre);
      const faults: string[] = [];
      for (const wish of pageWishes) {
        const { page, errors } = await openWish(chromium(), centre, wish);
        const { width, markup } = await page.evaluate<{ width: number; markup: number }>(`({
          width: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          markup: document.querySelectorAll('img[src="x"], main script').length,
        })`);
        if (markup > 0) faults.push(`${wish.path}: ${markup} elements of the name's making`);
        if (width > 0) faults.push(`${wish.path}: ${width} px wider than the window`);
        if (wish.isRefused) errors.splice(0);
        await page.context().close();
      }
      expect(faults).toEqual([]);
    });
  }
});
