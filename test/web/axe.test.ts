/**
 * axe-core finds nothing serious on any page, nor in anything opened in it, in either language,
 * light and dark; keys reach all of it, come round, and lead out of whatever they led into.
 */

import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { cleanUp, startCentre } from '../server/centre.ts';
import { faultsOf, told } from './axe.ts';
import { useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { type FullCentre, fullCentre } from './full-centre.ts';
import { colouredWithoutWord, inOtherLanguage, inOtherTheme, walk } from './page-looks.ts';
import { closeIn, nameOfWish, openIn, openWish, type PageWish, pageWishes } from './pages-list.ts';

const packages = await chromiumOrSkip();

/**
 * What is wrong with what `within` names. What a page says is looked at in each language, its
 * colours in each theme; `isPage`: in the other two pairs of both, too.
 */
async function faultsInEveryView(page: Page, within: string, isPage = true): Promise<string[]> {
  const faults: string[] = [];
  const look = async (view: string, rules?: readonly string[]) => {
    faults.push(...told(view, await faultsOf(page, within, rules)));
  };
  await look('en light');
  await inOtherTheme(page);
  if (isPage) await look('en dark', ['color-contrast']);
  await inOtherLanguage(page, 'ja');
  await look('ja dark');
  await inOtherTheme(page);
  if (isPage) await look('ja light', ['color-contrast']);
  faults.push(...(await colouredWithoutWord(page)));
  return faults;
}

describe.skipIf(packages === undefined)('every page', { timeout: 120_000 }, () => {
  const chromium = useChromium(() => packages!);
  let started: Promise<FullCentre> | undefined;
  afterAll(async () => {
    await (await started)?.stop();
    await cleanUp();
  });

  async function open(wish: PageWish) {
    started ??= fullCentre();
    return { ...(await openWish(chromium(), await started, wish)), centre: await started };
  }

  for (const wish of pageWishes) {
    test(`${nameOfWish(wish)} has no serious fault of access, and all of it is reached by Tab`, async () => {
      const { page, errors, centre } = await open(wish);
      const faults = await faultsInEveryView(page, 'document');
      faults.push(...told('ja', await walk(page, 'Shift+Tab')));
      await inOtherLanguage(page, 'en');
      faults.push(...told('en', await walk(page)));
      for (const opening of wish.openings ?? []) {
        await openIn(page, centre, opening);
        const within = opening.within ?? opening.shows;
        faults.push(...told(opening.name, await faultsInEveryView(page, within, false)));
        await inOtherLanguage(page, 'en');
        await closeIn(page, opening);
      }
      expect(faults).toEqual([]);
      if (wish.isRefused) errors.splice(0);
    });
  }

  test('of the first start has no serious fault of access, and all of it is reached by Tab', async () => {
    const centre = await startCentre();
    const { page } = await chromium().open();
    const word = await centre.server.front.setUpWord();
    await page.goto(`${centre.server.addresses.api}/sign-in#setup=${word}`);
    await page.locator('input[type=password]').waitFor();
    const faults = await faultsInEveryView(page, 'document');
    faults.push(...(await walk(page)));
    expect(faults).toEqual([]);
  });

  test('gives the focus back when Escape closes what was opened over it', async () => {
    const faults: string[] = [];
    const closed = pageWishes
      .map((wish) => ({ ...wish, openings: wish.openings?.filter(({ close }) => !close) ?? [] }))
      .filter(({ openings }) => openings.length > 0);
    for (const wish of closed) {
      const { page, centre } = await open(wish);
      for (const opening of wish.openings) {
        const before = await focusOf(page, opening.from);
        await openIn(page, centre, opening);
        await closeIn(page, opening);
        const after = await focused(page);
        if (after !== before) faults.push(`${opening.name}: ${before} → ${after}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

/** Goes to something that can have the focus; tells what. */
async function focusOf(page: Page, from = '.bar-end button'): Promise<string> {
  await page.locator(from).first().focus();
  return focused(page);
}

const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(`new Promise((resolve) => {
    const tell = () => resolve(document.activeElement.outerHTML.slice(0, 45));
    // What is given back is given after a drawing.
    requestAnimationFrame(() => requestAnimationFrame(tell));
  })`);
