/**
 * axe-core finds nothing serious on any page, in either language, light and dark; keys reach all.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import type { CampaignCentre } from '../server/campaign-centre.ts';
import { cleanUp } from '../server/centre.ts';
import { useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { fullCentre, openWish, pageWishes } from './pages-list.ts';

const packages = await chromiumOrSkip();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const views = [{ language: 'en' }, { language: 'ja', dark: true }] as const;

/** What is wrong, with where. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { resultTypes: ['violations'] })`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** All that can be used by pointer; in a group of radio buttons one has the place of all. */
const reachable = `[...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }) &&
    each.tabIndex >= 0 && (each.type !== 'radio' || each.checked))`;

/**
 * Walks by Tab until it is where it began. Gives what was never reached, or had no visible focus.
 */
async function walk(page: Page): Promise<string[]> {
  const count = await page.evaluate<number>(`${reachable}.forEach((each, i) => {
    each.dataset.walk = i;
  }); document.querySelectorAll('[data-walk]').length`);
  await page.evaluate('document.activeElement?.blur()');
  const unseen = new Set<string>();
  const reached = new Set<string>();
  for (let step = 0; step < count * 2 + 10 && reached.size < count; step++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate<{ walk: string; isSeen: boolean; text: string }>(`(() => {
      const each = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
      const isSeen = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      return { walk: each.dataset.walk ?? '', isSeen, text: each.outerHTML.slice(0, 120) };
    })()`);
    if (here.walk === '') continue;
    reached.add(here.walk);
    if (!here.isSeen) unseen.add(`focus not seen: ${here.text}`);
  }
  const missed = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[data-walk]')]
      .filter((each) => !${JSON.stringify([...reached])}.includes(each.dataset.walk))
      .map((each) => 'never reached: ' + each.outerHTML.slice(0, 120))`,
  );
  return [...unseen, ...missed];
}

describe.skipIf(packages === undefined)('every page', () => {
  const chromium = useChromium(() => packages!);
  let started: Promise<CampaignCentre> | undefined;
  afterAll(async () => {
    await (await started)?.stop();
    await cleanUp();
  });

  for (const wish of pageWishes) {
    test(`${wish.path} has no serious fault of access, and all of it is reached by Tab`, async () => {
      started ??= fullCentre();
      for (const view of views) {
        const { page, errors } = await openWish(chromium(), await started, wish, view);
        expect(await faultsOf(page)).toEqual([]);
        if (view.language === 'en') expect(await walk(page)).toEqual([]);
        if (wish.isRefused) errors.splice(0);
      }
    });
  }
});
