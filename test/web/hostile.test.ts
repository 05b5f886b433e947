/**
 * Whatever people write anywhere is shown as text on every page: markup, control characters,
 * letters that turn the direction of writing, and length do nothing.
 */

import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { cleanUp } from '../server/centre.ts';
import { useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { type FullCentre, fullCentre } from './full-centre.ts';
import { inOtherLanguage } from './page-looks.ts';
import { closeIn, nameOfWish, openIn, openWish, pageWishes } from './pages-list.ts';
import { faultsOfText } from './text-faults.ts';
import { HostileWords } from './words-written.ts';

const packages = await chromiumOrSkip();

describe.skipIf(packages === undefined)('hostile text', { timeout: 120_000 }, () => {
  const chromium = useChromium(() => packages!);
  const written = new HostileWords();
  const seen = new Set<string>();
  let started: Promise<FullCentre> | undefined;
  afterAll(async () => {
    await (await started)?.stop();
    await cleanUp();
  });

  async function look(page: Page, where: string): Promise<string[]> {
    const { faults, places } = await faultsOfText(page);
    for (const place of places) seen.add(place);
    return faults.map((fault) => `${where}: ${fault}`);
  }

  for (const wish of pageWishes) {
    test(`is text on ${nameOfWish(wish)}`, async () => {
      started ??= fullCentre(written);
      const centre = await started;
      // Had anything of it run, there would be an error: nothing is called `hostile`.
      const { page, errors } = await openWish(chromium(), centre, wish);
      const faults = await look(page, nameOfWish(wish));
      for (const opening of wish.openings ?? []) {
        await openIn(page, centre, opening);
        faults.push(...(await look(page, opening.name)));
        await closeIn(page, opening);
      }
      await inOtherLanguage(page, 'ja');
      faults.push(...(await look(page, `${nameOfWish(wish)} in Japanese`)));
      await inOtherLanguage(page, 'en');
      expect(faults).toEqual([]);
      if (wish.isRefused) errors.splice(0);
    });
  }

  test('of every place is there to be read on some page', () => {
    const unseen = [...written.places].filter((place) => !seen.has(place));
    // Pages tell skills by their ids.
    expect(unseen).toEqual(['config skills support name']);
    expect(written.places.size).toBeGreaterThan(80);
  });
});
