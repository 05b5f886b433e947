/**
 * Headless Chromium for the tests of one `describe`: one browser for all of them, pages of their
 * own for each. An error that a page throws or prints fails the test that opened it.
 *
 *   const packages = await chromiumOrSkip();
 *   describe.skipIf(packages === undefined)('...', () => {
 *     const chromium = useChromium(() => packages!);
 *     test('...', async () => {
 *       const { page } = await chromium().open({ language: 'ja', dark: true });
 *       await page.goto(url); ... await screenshot(page, 'desk-ja-dark');
 *     });
 *   });
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { checkoutRoot } from '../asterisk/unpack.ts';
import type { ChromiumPackages } from './chromium-packages.ts';

export interface ViewOptions {
  /** Language the browser asks for. Default: `en`. */
  readonly language?: 'en' | 'ja';
  /** Default: light. */
  readonly dark?: boolean;
  /** Of the window, in CSS pixels. Default: 1280 × 800, an agent's laptop. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** One person at one browser: cookies and storage are shared by its pages and by nobody else. */
export interface View {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What its pages threw or printed as errors so far. A test that provokes one empties it. */
  readonly errors: string[];
}

export interface Chromium {
  readonly browser: Browser;
  /** A fresh browser profile with one empty page; closed after the test. */
  open(options?: ViewOptions): Promise<View>;
}

const flags = [
  // A microphone that beeps once a second, and nobody to ask whether it may be used.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // The switch of the tests is on this machine, which may have no other network.
  '--allow-loopback-in-peer-connection',
];

/** Starts Chromium. `home` is a folder for what it leaves behind. */
export function startChromium(packages: ChromiumPackages, home: string): Promise<Browser> {
  return chromium.launch({
    executablePath: packages.program,
    env: { ...process.env, ...packages.environment, HOME: home },
    args: flags,
    // Its sandbox needs user namespaces or root's help, and no machine promises either. The pages
    // are our own.
    chromiumSandbox: false,
  });
}

/** Registers the hooks; the function it gives returns the browser inside tests. */
export function useChromium(packages: () => ChromiumPackages): () => Chromium {
  let browser: Browser | undefined;
  let views: View[] = [];
  let home = '';
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'tsunagi-chromium-'));
    browser = await startChromium(packages(), home);
  }, 60_000);
  afterEach(async ({ task }) => {
    const ended = views;
    views = [];
    if (task.result?.state === 'fail') await shootFailure(task.name, ended);
    for (const { context } of ended) await context.close();
    expect(ended.flatMap(({ errors }) => errors)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(home, { recursive: true, force: true });
  });
  return () => {
    if (browser === undefined) throw new Error('Chromium is not started yet');
    const started = browser;
    const open = async (options: ViewOptions = {}): Promise<View> => {
      const view = await openView(started, options);
      views.push(view);
      return view;
    };
    return { browser: started, open };
  };
}

async function openView(browser: Browser, options: ViewOptions): Promise<View> {
  const { language = 'en', dark = false, size = { width: 1280, height: 800 } } = options;
  const context = await browser.newContext({
    locale: language === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    // As of somebody who has said yes once: only then do pages know addresses for their sound.
    permissions: ['microphone'],
    viewport: size,
  });
  context.setDefaultTimeout(20_000);
  const errors: string[] = [];
  context.on('weberror', (thrown) => errors.push(thrown.error().stack ?? String(thrown.error())));
  context.on('console', (line) => {
    if (line.type() === 'error')
      errors.push([line.text(), line.location().url].filter(Boolean).join(' at '));
  });
  return { page: await context.newPage(), context, errors };
}

async function shootFailure(test: string, views: readonly View[]): Promise<void> {
  const pages = views.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    await screenshot(page, `failed-${test.replace(/\W+/g, '-')}-${index + 1}`);
  }
}

/**
 * Writes `test-results/NAME.png`, the whole page as it stands, for people to look at. Gives the
 * picture.
 */
export async function screenshot(page: Page, name: string): Promise<Buffer> {
  const folder = join(checkoutRoot(), 'test-results');
  mkdirSync(folder, { recursive: true });
  return page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
