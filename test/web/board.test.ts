/** The board in a real browser: what it shows, why, and what a supervisor does by key. */

import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { addAccount } from '../access/browser.ts';
import { cleanUp } from '../server/centre.ts';
import { startKnowledge } from '../server/knowledge/centre-knowledge.ts';
import { busyCentre, openAs } from './board-scene.ts';
import { screenshot, useChromium } from './browser.ts';
import { chromiumOrSkip } from './chromium-packages.ts';

const packages = await chromiumOrSkip();

afterEach(cleanUp);

describe.skipIf(packages === undefined)('the board', () => {
  const chromium = useChromium(() => packages!);

  test('shows queues, waiting calls and agents, and follows them without being asked', async () => {
    const centre = await busyCentre();
    const page = await openAs(chromium(), centre, '/board');
    const queue = page.getByRole('row', { name: /^Support/ });
    await queue.waitFor();
    expect(await queue.getByRole('cell').first().textContent()).toBe('2');
    await page.getByText('Support: the longest wait is over 20 s; 2 wait').waitFor();
    await page.getByRole('row', { name: /Bob.*talking/ }).waitFor();
    await page.getByRole('row', { name: /Ann.*paused/ }).waitFor();
    await screenshot(page, 'board-en');
    centre.world.enter({ number: '0311112222', name: 'Late', args: ['entry', '100'] });
    await centre.pass(500);
    await page.getByRole('row', { name: /Late 0311112222/ }).waitFor();
  });

  test('says why a call waits and an agent has none, in both languages', async () => {
    const centre = await busyCentre();
    const page = await openAs(chromium(), centre, '/board', { language: 'ja', dark: true });
    await page.getByRole('button', { name: '鈴木 0398765432' }).click();
    await page.getByRole('heading', { name: 'この通話が待っている理由' }).waitFor();
    await page.getByText('オペレーター3名: 離席中1名、通話中1名、この段階の担当外1名。').waitFor();
    await screenshot(page, 'board-call-ja-dark');
    await page.getByRole('button', { name: '安' }).click();
    await page.getByText('2件は受けられます(離席を解除すれば)。').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('2 could be taken: end the pause.').waitFor();
    await screenshot(page, 'board-agent-en-dark');
  });

  test('lets a supervisor end a pause and move a call by key alone', async () => {
    const centre = await busyCentre();
    const page = await openAs(chromium(), centre, '/board');
    await page.getByRole('row', { name: /Ann.*paused/ }).waitFor();
    await page.keyboard.press('2');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Why is this call waiting?' }).waitFor();
    await page.keyboard.press('m');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('✓ Move').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('3');
    await page.keyboard.press('j');
    await page.locator(':focus', { hasText: /^Ann$/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('u');
    await page.getByText('✓ End the pause').waitFor();
    await centre.pass(3_000);
    await page.getByRole('row', { name: /Ann.*talking/ }).waitFor();
  });

  test('shows what a hostile caller sends as text, and asks before it hangs up', async () => {
    const centre = await busyCentre();
    const page = await openAs(chromium(), centre, '/board#call=1');
    await page.getByRole('heading', { level: 2, name: /<img src=x/ }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    await page.keyboard.press('x');
    await page.getByText('Hang up on the caller now?').waitFor();
    await page.keyboard.press('Escape');
    await centre.pass(500);
    expect((await centre.get('/calls/1')).body.state).toBe('talking');
    await page.getByRole('row', { name: /Bob.*talking/ }).waitFor();
  });

  test('leads from a conversation left unsaved to its customer', async () => {
    const centre = await startKnowledge();
    onTestFinished(() => centre.stop());
    await addAccount(centre, 'suzuki', 'supervisor');
    for (const from of ['09012345678', '0355550001']) {
      await centre.talk(from);
      await centre.hangUp();
      await centre.pass(11_000);
    }
    const page = await openAs(chromium(), centre, '/board', { language: 'ja' });
    await page.getByRole('heading', { name: '未保存の通話(2件)' }).waitFor();
    await screenshot(page, 'board-unsaved-ja');
    // A number two people have: which of them is chosen on the page of customers.
    await page.getByRole('link', { name: '+81355550001' }).click();
    await page.getByRole('button', { name: /鈴木/ }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Left unsaved (2)' }).waitFor();
    await screenshot(page, 'board-unsaved-en');
    await page.getByRole('link', { name: '山田 太郎' }).click();
    await page.getByRole('heading', { name: '山田 太郎' }).waitFor();
  });

  test('tells an account without the right why it may do nothing', async () => {
    const centre = await busyCentre();
    await centre.post('/accounts', {
      ...{ name: 'client', password: 'correct horse battery', role: 'viewer' },
    });
    const page = await openAs(chromium(), centre, '/board#agent=ann', { name: 'client' });
    const pause = page.getByRole('button', { name: /^Pause/ });
    await pause.waitFor();
    expect(await pause.getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Your account may not do this.').first().waitFor();
  });

  test('rings the supervisor to listen, whisper by key, and listen no more', async () => {
    const centre = await busyCentre();
    centre.world.phone('PJSIP/9001');
    const page = await openAs(chromium(), centre, '/board#agent=bob');
    await page.getByLabel('Your phone').fill('PJSIP/9001');
    await page.getByRole('heading', { level: 2, name: /Bob/ }).click();
    await page.keyboard.press('l');
    await page.getByText('✓ Listen').waitFor();
    await centre.pass(3_000);
    await page.getByText('suzuki: Listen').waitFor();
    await page.keyboard.press('i');
    await centre.pass(500);
    await page.getByText('suzuki: Whisper to the agent').waitFor();
    await screenshot(page, 'board-whisper-en');
    await page.keyboard.press('q');
    await page.getByText('✓ Listen no more').waitFor();
    await centre.pass(500);
    await page.getByText('suzuki: Whisper to the agent').waitFor({ state: 'detached' });
  });
});
