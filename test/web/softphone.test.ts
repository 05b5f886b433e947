/** The softphone in a real Chromium, at a real Asterisk, rung by the router. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../asterisk/child.ts';
import { asteriskOrSkip } from '../asterisk/packages.ts';
import { agentHertz, callerHertz, PhoneRack } from '../asterisk/phone-rack.ts';
import { type RouterChild, startRouter } from '../asterisk/router.ts';
import { ask, sceneCentre } from '../asterisk/scene-centre.ts';
import type { SipCall } from '../asterisk/sip-call.ts';
import { useAsterisk } from '../asterisk/suite.ts';
import { screenshot, useChromium, type View } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';
import { openSignedIn } from './signed-in.ts';

const asteriskPackages = await asteriskOrSkip(22);
const chromiumPackages = await chromiumOrSkip();
const missing = asteriskPackages === undefined || chromiumPackages === undefined;

describe.skipIf(missing)('the softphone', { timeout: 60_000 }, () => {
  const asterisk = useAsterisk(() => ({
    packages: asteriskPackages!,
    phones: [{ id: 'w1', softphone: true }, { id: '1003' }],
  }));
  const chromium = useChromium(() => chromiumPackages!);
  const rack = new PhoneRack(asterisk);
  const { signIn, becomes, connected, holds, calls } = ask(() => router);
  let router: RouterChild;
  let failed = false;

  beforeAll(async () => {
    const { agents } = sceneCentre as { agents: Record<string, object> };
    const tanaka = { ...agents.tanaka, phone: 'PJSIP/w1', softphone: { user: 'w1' } };
    router = await startRouter({
      asterisk: asterisk(),
      centre: { ...sceneCentre, agents: { ...agents, tanaka } },
      serverSettings: { softphone: { url: `ws://127.0.0.1:${asterisk().httpPort}/ws` } },
    });
  }, 60_000);
  afterEach(async ({ task }) => {
    failed ||= task.result?.state === 'fail';
    await rack.clear();
    await holds(0);
    await router.api('POST', 'agents/tanaka/sign-out');
    await becomes('tanaka', 'signed-out');
  });
  afterAll(() => router?.remove({ keep: failed }));

  /** Tanaka at a browser with the desk open, and the phone in a window of its own. */
  async function openDesk(language: 'en' | 'ja' = 'en'): Promise<{ view: View; phone: Page }> {
    const pages = {
      url: router.apiUrl,
      post: (path: string, body: unknown) => router.api('POST', path, body),
    };
    const account = { name: 'tanaka', role: 'agent', agent: 'tanaka' } as const;
    const view = await openSignedIn(chromium(), pages, account, { language });
    await view.page.goto(`${router.apiUrl}/desk`);
    const opened = view.context.waitForEvent('page');
    await view.page.locator('.phone-strip').click();
    const phone = await opened;
    await isReady(phone);
    return { view, phone };
  }

  const isReady = (phone: Page) => phone.locator('[data-line="ready"]').waitFor();
  const shows = (phone: Page, state: string) => phone.locator(`[data-call="${state}"]`).waitFor();

  /** A caller who is in conversation with Tanaka. */
  async function talk(phone: Page): Promise<SipCall> {
    await signIn('tanaka');
    const caller = await rack.call('0311110001', '5001');
    await shows(phone, 'ringing');
    await phone.keyboard.press('a');
    await shows(phone, 'talking');
    await connected('tanaka');
    return caller;
  }

  /** What the caller hears of Chromium's microphone, which beeps. */
  const hearsBeeps = (caller: SipCall) =>
    until(
      'the caller to hear the agent',
      () => caller.hears([callerHertz, agentHertz]) === 'other',
    );

  test('rings, is answered by a key, and both hear each other', async () => {
    const { view, phone } = await openDesk();
    await signIn('tanaka');
    const caller = await rack.call('0311110001', '5001', 'Hana Mori');
    await shows(phone, 'ringing');
    expect(await phone.title()).toBe('☎ 0311110001');
    await phone.getByText('0311110001', { exact: true }).waitFor();
    await view.page.locator('[data-phone="ringing"]').waitFor();
    await screenshot(phone, 'phone-ringing');
    await phone.keyboard.press('a');
    await shows(phone, 'talking');
    await hearsBeeps(caller);
    expect(await loudestHertz(phone)).toBeCloseTo(callerHertz, -2);
    await screenshot(phone, 'phone-talking');

    await phone.keyboard.press('m');
    await until('silence of the muted agent', () => caller.hears([callerHertz]) === 'silence');
    await phone.keyboard.press('m');
    await hearsBeeps(caller);

    await phone.getByRole('button', { name: 'Hang up' }).click();
    await caller.ended;
    await shows(phone, 'none');
    await becomes('tanaka', 'ready');
  });

  test('the desk is loaded anew, the call stays', async () => {
    const { view, phone } = await openDesk('ja');
    const caller = await talk(phone);
    await view.page.reload();
    await view.page.locator('[data-phone="talking"]').waitFor();
    await hearsBeeps(caller);
    expect(caller.state).toBe('talking');
    await screenshot(phone, 'phone-ja');
    await caller.hangUp();
    await shows(phone, 'none');
  });

  test('a browser that is killed and opened again has its call back', async () => {
    const { view, phone } = await openDesk();
    const caller = await talk(phone);
    const call = await connected('tanaka');
    await kill(phone);
    await view.page.close();
    const desk = await view.context.newPage();
    await desk.goto(`${router.apiUrl}/desk`);
    const opened = view.context.waitForEvent('page');
    await desk.locator('[data-phone="closed"]').click();
    const again = await opened;
    await shows(again, 'talking');
    await again.getByText('0311110001', { exact: true }).waitFor();
    await hearsBeeps(caller);
    expect(await loudestHertz(again)).toBeCloseTo(callerHertz, -2);
    // Nobody was offered the call anew: it is the same conversation.
    expect(await connected('tanaka')).toBe(call);
    await caller.hangUp();
    await shows(again, 'none');
    await becomes('tanaka', 'ready');
  });

  test('where no window is possible it lives in the page, and a reload has the call back', async () => {
    const { view, phone } = await openDesk();
    await phone.close();
    await view.page.evaluate('window.open = () => null');
    await view.page.locator('[data-phone="closed"]').click();
    await view.page.getByText('The browser allows no window of its own').waitFor();
    await isReady(view.page);
    const caller = await talk(view.page);
    await hearsBeeps(caller);
    await view.page.reload();
    await shows(view.page, 'talking');
    await hearsBeeps(caller);
    expect(await loudestHertz(view.page)).toBeCloseTo(callerHertz, -2);
    await caller.hangUp();
    await shows(view.page, 'none');
  });

  test('a second window says where the phone is, and takes it with its call', async () => {
    const { view, phone } = await openDesk();
    const caller = await talk(phone);
    const second = await view.context.newPage();
    await second.goto(`${router.apiUrl}/phone`);
    await second.locator('[data-line="in-use"]').waitFor();
    await second.getByRole('button', { name: 'Use it here' }).click();
    await shows(second, 'talking');
    await phone.locator('[data-line="in-use"]').waitFor();
    await hearsBeeps(caller);
    await caller.hangUp();
    await shows(second, 'none');
  });

  test('on another machine: this one says so, and does not take it back by itself', async () => {
    const { view, phone } = await openDesk();
    await phone.close();
    await view.page.clock.install();
    await view.page.goto(`${router.apiUrl}/phone`);
    await isReady(view.page);
    const { phone: other } = await openDesk();
    // Until it must register again.
    await view.page.clock.fastForward('02:00');
    await view.page.locator('[data-line="elsewhere"]').waitFor();
    await talk(other);
  });

  // The last one: the others have their Asterisk as it was.
  test('after a restart of Asterisk it comes back by itself, and nothing is offered before', async () => {
    const { view, phone } = await openDesk();
    const lost = await talk(phone);
    // Asterisk has forgotten the password: without another one the phone stays away.
    let allow = (): void => {};
    const allowed = new Promise<void>((resolve) => {
      allow = resolve;
    });
    await view.context.route(/me\/softphone$/, async (route) => {
      await allowed;
      await route.continue();
    });
    await asterisk().kill();
    lost.forget();
    await phone.locator('[data-line="lost"]').waitFor();
    await view.page.locator('[data-phone="lost"]').waitFor();
    await asterisk().restart();
    await view.page.getByText('Your phone cannot be reached').waitFor();
    await shows(phone, 'none');

    const caller = await rack.call('0311110002', '5001');
    await until('the caller to wait', async () => (await calls())[0]?.state === 'waiting');
    const offers = () => router.journalText().match(/"offerCall"/g)?.length ?? 0;
    const before = offers();
    allow();
    await shows(phone, 'ringing');
    expect(offers()).toBe(before + 1);
    await phone.keyboard.press('a');
    await shows(phone, 'talking');
    await hearsBeeps(caller);
    await caller.hangUp();
    await shows(phone, 'none');
    await becomes('tanaka', 'ready');
    // The browser prints each attempt to connect in vain, also to an Asterisk that is just
    // starting.
    const expected = /ERR_CONNECTION_|status of 50|response code: (404|50)/;
    expect(view.errors.splice(0).filter((text) => !expected.test(text))).toEqual([]);
  });
});

/** As the system does when memory runs out: no event, no farewell. */
async function kill(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  void devtools.send('Page.crash').catch(() => undefined);
  await page.waitForEvent('crash');
  await page.close();
}

/** The loudest tone of what the page plays, Hz. */
function loudestHertz(page: Page): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const { srcObject } = document.querySelector('audio');
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    context.createMediaStreamSource(srcObject).connect(analyser);
    await context.resume();
    const bins = new Float32Array(analyser.frequencyBinCount);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      analyser.getFloatFrequencyData(bins);
      const loudest = bins.indexOf(Math.max(...bins));
      if (bins[loudest] > -60) return (loudest * context.sampleRate) / analyser.fftSize;
    }
  })()`);
}
