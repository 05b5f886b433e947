/** The agent's desk in a real browser. What is killed in every state: `killed-browser.test.ts`. */

import type { Page } from 'playwright-core';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Frame } from '../../server/wire/live.ts';
import { addAccount } from '../access/browser.ts';
import { cleanUp } from '../server/centre.ts';
import {
  type KnowledgeCentre,
  startKnowledge,
  yamadaNumber,
} from '../server/knowledge/centre-knowledge.ts';
import { openAs } from './board-scene.ts';
import { screenshot, useChromium, type ViewOptions } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';

const packages = await chromiumOrSkip();
const centres: KnowledgeCentre[] = [];
afterEach(async () => {
  for (const centre of centres.splice(0)) await centre.stop();
  await cleanUp();
});

async function start(language: 'en' | 'ja' = 'en'): Promise<KnowledgeCentre> {
  const centre = await startKnowledge();
  centres.push(centre);
  await addAccount(centre, 'ann', 'agent', { language });
  centre.world.phone('PJSIP/1001').plan({ does: 'ring' });
  return centre;
}

/** Lets time go by as on a wall, from now to the end of the test: acts take some of it. */
function letRun(centre: KnowledgeCentre): void {
  const timer = setInterval(() => centre.clock.advance(50), 50);
  onTestFinished(() => clearInterval(timer));
}

const laptop = { width: 1366, height: 768 };

describe.skipIf(packages === undefined)('the desk', () => {
  const chromium = useChromium(() => packages!);

  const open = (centre: KnowledgeCentre, options: ViewOptions = {}): Promise<Page> =>
    openAs(chromium(), centre, '/desk', { name: 'ann', size: laptop, ...options });

  /** What is awaited is there, and still when the page is loaded anew. */
  async function reloaded(page: Page, wait: () => Promise<unknown>): Promise<void> {
    await wait();
    await page.reload();
    await wait();
  }

  test('refuses by a key what rings at any phone, and stays ready for the next', async () => {
    const centre = await start();
    const page = await open(centre);
    const state = page.getByRole('region', { name: 'My state' });
    await state.getByText('Signed out').waitFor();
    await page.keyboard.press('Alt+g');
    await state.getByText('Ready', { exact: true }).waitFor();
    centre.world.enter({ number: '09012345678', args: ['entry', '100'] });
    await centre.pass(1_000);
    const call = page.getByRole('region', { name: 'Call', exact: true });
    await call.getByText('rings for').waitFor();
    letRun(centre);
    await page.keyboard.press('F8');
    await page.getByText('No call').waitFor();
    await state.getByText('Ready', { exact: true }).waitFor();
    expect(centre.world.phone('PJSIP/1001').state).toBe('idle');
    const { calls } = (await centre.get('/calls')).body;
    expect(calls).toMatchObject([{ state: 'waiting' }]);
  });

  test('takes a call from signing in to saving, and loses nothing when it is loaded anew', async () => {
    const centre = await start();
    const page = await open(centre);
    const state = page.getByRole('region', { name: 'My state' });
    await reloaded(page, () => state.getByText('Signed out').waitFor());
    await screenshot(page, 'desk-signed-out-en');
    await page.keyboard.press('Alt+g');
    await reloaded(page, () => state.getByText('Ready', { exact: true }).waitFor());

    await page.keyboard.press('Alt+p');
    await screenshot(page, 'desk-pausing-en');
    await page.keyboard.press('2');
    await reloaded(page, () => state.getByText('Paused').waitFor());
    await state.getByText(': Lunch').waitFor();
    await page.keyboard.press('Alt+g');
    await state.getByText('Ready', { exact: true }).waitFor();

    centre.world.enter({ number: '09012345678', name: '山田', args: ['entry', '100'] });
    await centre.pass(1_000);
    const call = page.getByRole('region', { name: 'Call', exact: true });
    await reloaded(page, () => call.getByText('Aoi Tea speaking').waitFor());
    await call.getByText('rings for').waitFor();
    await screenshot(page, 'desk-offer-en');

    centre.world.phone('PJSIP/1001').answer();
    await centre.pass(500);
    await call.getByText('talking for').waitFor();
    const note = page.getByRole('textbox', { name: 'Note', exact: true });
    await note.fill('Wants <b>green</b> tea');
    await page.getByText('Kept on the server').waitFor();
    await reloaded(page, () => call.getByText('talking for').waitFor());
    await page.getByRole('region', { name: 'About the call' }).waitFor();
    await expect.poll(() => note.inputValue(), { timeout: 20_000 }).toBe('Wants <b>green</b> tea');
    await screenshot(page, 'desk-talking-en');

    // Escape hangs nothing up, and what is pressed often is no modifier away from what does.
    await page.keyboard.press('Escape');
    await Promise.all([page.waitForResponse(/hang-up$/), page.keyboard.press('F9')]);
    await centre.pass(500);
    await reloaded(page, () => state.getByText('Wrap-up', { exact: true }).waitFor());
    await state.getByText('Wrap-up ends in').waitFor();
    await page.getByRole('heading', { name: /^Not saved yet/ }).waitFor();
    await page.keyboard.press('3');
    await page.getByText('✓ Lost').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('2');
    await reloaded(page, () => page.getByText('Lost › Price › 他社').waitFor());
    await page.getByLabel('Call again').fill('tomorrow 18:30');
    await page.getByText('→ Wed 25 Nov 2026, 18:30').waitFor();
    await screenshot(page, 'desk-wrap-up-en');

    await page.keyboard.press('Control+Enter');
    await state.getByText('Ready', { exact: true }).waitFor();
    await page.getByText('No call').waitFor();
    await page.getByRole('region', { name: 'Call back' }).getByText('山田 太郎').waitFor();
    await screenshot(page, 'desk-after-en');
    const [contact] = await centre.sakura.contacts.list({ agent: 'ann' }, 1);
    expect(contact).toMatchObject({
      ...{ code: 'lost', reason: 'price/other-firm', note: 'Wants <b>green</b> tea' },
      callbackWords: 'tomorrow 18:30',
    });
  });

  test('holds, mutes, presses keys, asks a colleague and hands over', async () => {
    const centre = await start();
    await centre.post('/agents/bob/sign-in', {});
    await centre.post('/agents/bob/pause', {});
    const page = await open(centre);
    await page.getByText('Signed out').waitFor();
    await page.keyboard.press('Alt+g');
    await page.getByText('Ready', { exact: true }).waitFor();
    centre.world.enter({ number: '0312345678', name: '佐藤', args: ['entry', '100'] });
    await centre.pass(1_000);
    const call = page.getByRole('region', { name: 'Call', exact: true });
    await call.getByText('rings for').waitFor();
    letRun(centre);
    await page.keyboard.press('a');
    await call.getByText('talking for').waitFor();

    await page.keyboard.press('Alt+h');
    await call.getByText('On hold for').waitFor();
    await page.keyboard.press('Alt+h');
    await call.getByText('On hold for').waitFor({ state: 'detached' });
    await page.keyboard.press('Alt+m');
    await call.getByText('You are muted').waitFor();
    await page.keyboard.press('Alt+m');
    await call.getByText('You are muted').waitFor({ state: 'detached' });
    await page.keyboard.press('Alt+r');
    await call.getByText('The recording is paused').waitFor();
    await page.keyboard.press('Alt+k');
    await page.keyboard.press('5');
    await page.keyboard.press('Escape');
    await call.getByRole('button', { name: '5', exact: true }).waitFor({ state: 'detached' });
    await call.getByText('talking for').waitFor();

    await page.keyboard.press('Alt+t');
    await page.getByRole('radio', { name: 'Colleague' }).check();
    await page.getByRole('combobox', { name: 'Colleague' }).selectOption('bob');
    await screenshot(page, 'desk-transfer-en');
    await page.getByRole('button', { name: 'Ask first' }).click();
    await call.getByText(/Asked Bob/).waitFor();
    await call.getByText('talks with you, the caller waits').waitFor();
    await page.keyboard.press('Alt+s');
    await call.getByText('waits, you talk with the caller').waitFor();
    await page.keyboard.press('Alt+j');
    await call.getByText('all three talk').waitFor();
    await screenshot(page, 'desk-conference-en');
    await page.keyboard.press('Alt+c');
    await page.getByText('Wrap-up', { exact: true }).first().waitFor();
    await page.getByText('No call').waitFor();
  });

  test('saves by a key pressed before the end of the conversation is told of', async () => {
    const centre = await start();
    const page = await open(centre);
    let holdsContact = false;
    await page.routeWebSocket(/\/live\?/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const frame = JSON.parse(message.toString()) as Frame;
        if (holdsContact) Reflect.deleteProperty(frame.topics?.desk?.parts ?? {}, 'contact');
        socket.send(JSON.stringify(frame));
      });
    });
    await page.reload();
    const state = page.getByRole('region', { name: 'My state' });
    await state.getByText('Signed out').waitFor();
    await page.keyboard.press('Alt+g');
    await state.getByText('Ready', { exact: true }).waitFor();
    await centre.talk(`+${yamadaNumber}`);
    centre.world.phone('PJSIP/1001').answer();
    await centre.pass(500);
    await page.getByRole('region', { name: 'About the call' }).waitFor();
    await page.keyboard.press('Alt+1');
    await page.getByText('✓ Solved').waitFor();
    holdsContact = true;
    await centre.hangUp();
    await state.getByText('Wrap-up', { exact: true }).waitFor();
    await page.keyboard.press('Control+Enter');
    await state.getByText('Ready', { exact: true }).waitFor();
    expect(await centre.sakura.contacts.list({ agent: 'ann' }, 1)).toMatchObject([
      { code: 'solved', savedAt: expect.any(Number) },
    ]);
  });

  test('puts the hands on the note when the call is over', async () => {
    const centre = await start('ja');
    const page = await open(centre, { language: 'ja', dark: true });
    await page.getByText('受付していません').waitFor();
    await page.keyboard.press('Alt+g');
    await page.getByText('受付可', { exact: true }).waitFor();
    await centre.talk(`+${yamadaNumber}`);
    centre.world.phone('PJSIP/1001').answer();
    await centre.pass(500);
    await page.getByText('通話時間').waitFor();
    await page.getByRole('heading', { name: '通話の記録' }).waitFor();
    await screenshot(page, 'desk-talking-ja-dark');
    await centre.hangUp();
    await page.getByRole('heading', { name: /未保存/ }).waitFor();
    await page.keyboard.type('明日また');
    expect(await page.getByRole('textbox', { name: 'メモ', exact: true }).inputValue()).toBe(
      '明日また',
    );
    await page.getByLabel('再架電').fill('明日 18時半');
    await page.getByText('→ 2026年11月25日(水) 18:30').waitFor();
    await screenshot(page, 'desk-wrap-up-ja-dark');
  });

  test('is usable on a narrow window, with everything in reach', async () => {
    const centre = await start();
    const page = await open(centre, { size: { width: 320, height: 640 } });
    await page.getByText('Signed out').waitFor();
    await page.keyboard.press('Alt+g');
    await page.getByText('Ready', { exact: true }).waitFor();
    centre.world.enter({ number: '0312345678', name: 'x'.repeat(300), args: ['entry', '100'] });
    await centre.pass(1_000);
    await page.getByText('rings for').waitFor();
    await screenshot(page, 'desk-offer-narrow');
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(320);
  });
});
