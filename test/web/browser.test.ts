/** The rig itself: Chromium opens pages, draws Japanese, speaks WebSocket and has a microphone. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';

const html = `<!doctype html><html lang="ja"><meta charset="utf-8"><title>繋ぎ</title>
<style>body { font: 40px sans-serif } @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }</style>
<p id="ja">お電話ありがとうございます</p><p id="en">Thank you for calling</p>
<p><span id="a">髙</span><span id="b">﨑</span></p><p id="echo"></p>
<script type="module">
  const socket = new WebSocket(location.href.replace('http', 'ws'));
  socket.onopen = () => socket.send('もしもし');
  socket.onmessage = ({ data }) => { document.getElementById('echo').textContent = data; };
</script>`;

const packages = await chromiumOrSkip();

describe.skipIf(packages === undefined)('headless Chromium', () => {
  const chromium = useChromium(() => packages!);
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end(html);
  });
  const sockets = new WebSocketServer({ server });
  let url = '';
  beforeAll(async () => {
    sockets.on('connection', (socket) => {
      socket.on('message', (text) => socket.send(`「${text}」`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    sockets.close();
    server.close();
  });

  test('is the version that was unpacked', () => {
    expect(chromium().browser.version()).toBe(packages!.version);
  });

  test('draws Japanese with a Japanese font, each character its own shape', async () => {
    const { page } = await chromium().open({ language: 'ja' });
    await page.goto(url);
    expect(await fontsOf(page, '#ja')).toEqual(['Noto Sans CJK JP']);
    expect(await fontsOf(page, '#en')).toEqual(['DejaVu Sans']);
    // One em each, and two rare characters of names do not look alike, as two empty boxes would.
    const [a, b] = [page.locator('#a'), page.locator('#b')];
    expect((await a.boundingBox())?.width).toBe(40);
    expect((await a.screenshot()).equals(await b.screenshot())).toBe(false);
    const picture = await screenshot(page, 'rig-ja');
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
  });

  test('speaks WebSocket, in a dark window too', async () => {
    const { page } = await chromium().open({ dark: true });
    await page.goto(url);
    await page.getByText('「もしもし」').waitFor();
    await screenshot(page, 'rig-dark');
    expect(await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches')).toBe(true);
  });

  test('has a microphone whose sound reaches the page', async () => {
    const { page } = await chromium().open();
    await page.goto(url);
    const loudest = await page.evaluate<number>(`(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      context.createMediaStreamSource(stream).connect(analyser);
      await context.resume();
      const wave = new Float32Array(analyser.fftSize);
      for (;;) {
        await new Promise(requestAnimationFrame);
        analyser.getFloatTimeDomainData(wave);
        const peak = Math.max(...wave);
        if (peak > 0.1) return peak;
      }
    })()`);
    expect(loudest).toBeGreaterThan(0.1);
  });

  test('keeps what a page throws and prints as an error', async () => {
    const { page, errors } = await chromium().open();
    await page.goto(url);
    const printed = page.context().waitForEvent('console');
    const thrown = page.context().waitForEvent('weberror');
    await page.evaluate(
      `console.error('printed'); setTimeout(() => { throw new Error('thrown') })`,
    );
    await Promise.all([printed, thrown]);
    expect(errors.splice(0).map((text) => text.split('\n')[0])).toEqual([
      'printed',
      'Error: thrown',
    ]);
  });

  test('two people share no cookies', async () => {
    const [first, second] = [await chromium().open(), await chromium().open()];
    await Promise.all([first.page.goto(url), second.page.goto(url)]);
    await first.page.evaluate(`document.cookie = 'who=first'`);
    expect(await second.page.evaluate('document.cookie')).toBe('');
  });
});

/** Families the element's text is really drawn with. */
async function fontsOf(page: Page, selector: string): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('DOM.enable');
  await devtools.send('CSS.enable');
  const { root } = await devtools.send('DOM.getDocument');
  const { nodeId } = await devtools.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { fonts } = await devtools.send('CSS.getPlatformFontsForNode', { nodeId });
  return fonts.map(({ familyName }) => familyName);
}
