/**
 * A page that is open looked at otherwise: in another language or theme, by key, without colour.
 */

import type { Page } from 'playwright-core';

/** As by its button, which what is open over the page may hide. */
export async function inOtherTheme(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const root = document.documentElement;
    const button = document.querySelector('.bar-end button[aria-label]:not([lang]):not(.phone-strip), .door-bar button[aria-label]');
    if (button) button.click();
    // Walls and phones have none, and follow the one of their machine.
    else root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
  })()`);
}

/** As by its button. A wall and a phone have none and stay as they are. */
export async function inOtherLanguage(page: Page, language: 'en' | 'ja'): Promise<void> {
  await page.evaluate(`document.querySelector(
    '.bar-end button[lang="${language}"], .door-bar button[lang="${language}"]')?.click()`);
}

/** All that can be used by pointer; in a group of radio buttons one has the place of all. */
const reachable = `[...document.querySelectorAll(
  'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }) &&
    each.tabIndex >= 0 && (each.type !== 'radio' || each.checked))`;

/** Notes what has the focus, and whether that can be seen. */
const watchFocus = `(() => {
  ${reachable}.forEach((each, at) => { each.dataset.walk = at; });
  globalThis.walked = [];
  if (globalThis.isWalkWatched) return;
  globalThis.isWalkWatched = true;
  document.addEventListener('focusin', ({ target }) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(target.closest('.cm-editor') ?? target);
    const isSeen = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    walked.push({ at: target.dataset.walk, isSeen, text: target.outerHTML.slice(0, 120) });
  });
})()`;

interface Step {
  readonly at?: string;
  readonly isSeen: boolean;
  readonly text: string;
}

/** Beside its first: Tab goes through year, month, day and the calendar. */
const partsOfDate = 3;

/**
 * Walks by Tab until it is where it began, or back by Shift and Tab. Gives what was never reached,
 * had no visible focus, or held the focus.
 */
export async function walk(page: Page, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<string[]> {
  await page.evaluate(watchFocus);
  const all = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[data-walk]')].map((each) => each.outerHTML.slice(0, 120))`,
  );
  const dates = await page.locator('input[type=date]').count();
  const faults = new Set<string>();
  await page.evaluate('walked.length = 0; document.activeElement?.blur()');
  // Once round, through what the browser has of its own, and on to where it began.
  const count = all.length + partsOfDate * dates + 4;
  for (let step = 0; step < count; step++) await page.keyboard.press(key);
  const steps = await page.evaluate<Step[]>('walked');
  const reached = new Set(steps.map(({ at }) => at));
  all.forEach((text, at) => {
    if (!reached.has(String(at))) faults.add(`never reached by ${key}: ${text}`);
  });
  const known = steps.filter(({ at }) => at !== undefined);
  const isRound = known.some(({ at }, index) => index > 0 && at === known[0]!.at);
  if (all.length > 0 && !isRound) faults.add(`${key} does not come round`);
  for (const { isSeen, text } of steps) if (!isSeen) faults.add(`focus not seen: ${text}`);
  return [...faults];
}

/** What is told by its colour alone: a colour of good and bad on digits, or on nothing. */
export const colouredWithoutWord = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    const meant = ['good', 'warn', 'bad'].map((name) => {
      probe.style.color = 'var(--' + name + ')';
      return getComputedStyle(probe).color;
    });
    probe.remove();
    const colourOf = (element) => getComputedStyle(element).color;
    return [...document.querySelectorAll('body *')]
      .filter((each) => meant.includes(colourOf(each)) && each.checkVisibility())
      // The outermost that has the colour: its sign may stand beside its figure.
      .filter((each) => colourOf(each.parentElement) !== colourOf(each))
      .filter((each) => !each.closest('.cm-editor, svg'))
      .filter((each) => !/[^\\d\\s.,:;%/–-]/.test(each.textContent) && !each.ariaLabel)
      .map((each) => 'told by colour alone: ' + each.outerHTML.slice(0, 120));
  })()`);
