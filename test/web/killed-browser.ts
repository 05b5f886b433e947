/**
 * A Chromium that can be killed as a system does it when memory runs out, and started again with
 * the same profile.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ChromiumPackages } from './chromium-packages.ts';

export class MortalBrowser {
  readonly #packages: ChromiumPackages;
  readonly #profile = mkdtempSync(join(tmpdir(), 'tsunagi-profile-'));
  #child: ChildProcess | undefined;
  #browser: Browser | undefined;

  constructor(packages: ChromiumPackages) {
    this.#packages = packages;
  }

  /** Starts it, and opens an address. */
  async open(url: string): Promise<Page> {
    const { program, environment } = this.#packages;
    const child = spawn(
      program,
      [
        ...['--headless', '--no-sandbox', '--no-first-run', '--lang=en-GB'],
        ...['--remote-debugging-port=0', `--user-data-dir=${this.#profile}`, 'about:blank'],
      ],
      {
        env: { ...process.env, ...environment, HOME: this.#profile },
        stdio: ['ignore', 'ignore', 'pipe'],
        // A group of its own, which is killed whole.
        detached: true,
      },
    );
    this.#child = child;
    this.#browser = await chromium.connectOverCDP(await addressOf(child));
    const [context] = this.#browser.contexts();
    context!.setDefaultTimeout(20_000);
    const page = context!.pages()[0] ?? (await context!.newPage());
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(url);
    return page;
  }

  /** No event, no farewell, nothing written down. */
  async kill(): Promise<void> {
    await this.#end(() => process.kill(-this.#child!.pid!, 'SIGKILL'));
  }

  /** As by its user: it writes down what it knows. */
  async close(): Promise<void> {
    const devtools = await this.#browser!.newBrowserCDPSession();
    await this.#end(() => void devtools.send('Browser.close').catch(() => undefined));
  }

  /** Ends it, and forgets the profile. */
  async remove(): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) await this.kill();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(act: () => void): Promise<void> {
    const ended = once(this.#child!, 'exit');
    act();
    await ended;
    await this.#browser!.close();
  }
}

/** Where it can be spoken to; it says so itself. */
async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const piece of child.stderr!.setEncoding('utf8')) {
    said += piece;
    const [, address] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
    if (address !== undefined) {
      child.stderr!.resume();
      return address;
    }
  }
  throw new Error(`Chromium did not start: ${said}`);
}
